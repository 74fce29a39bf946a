"""One ledger row computed in figures that a reader can type in: they give its kilograms to the gram.

kg = amount × deflator × price basis × Σ share × factor ÷ exchange rate
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from procurement_footprint.footprint.made_of import Product
from procurement_footprint.reporting.language import Words

FEWEST, MOST = 6, 17  # significant digits
GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Sum:
    """The figures of one row, in so few digits as give its kilograms. terms: share and factor of each product."""

    amount: Decimal
    deflator: Decimal
    price_basis: Decimal
    terms: tuple[tuple[Decimal, Decimal], ...]
    exchange_rate: Decimal

    @property
    def kilograms(self) -> Decimal:
        """What the figures give, to the gram."""
        with localcontext(prec=60):
            per_unit = sum((share * factor for share, factor in self.terms), Decimal(0))
            return (self.amount * self.deflator * self.price_basis * per_unit / self.exchange_rate).quantize(GRAM)


def of_row(row: Mapping[str, Any], products: Sequence[Product]) -> Sum | None:
    """Return the figures of a counted row; None where no number of digits gives its kilograms by money.

    row: amount, deflator, price_basis, exchange_rate and kg_spend_based. products: those of its category and vintage.
    """
    for digits in range(FEWEST, MOST + 1):
        held = Sum(
            row["amount"],
            significant(row["deflator"], digits),
            significant(row["price_basis"], digits),
            tuple((significant(one.share, digits), significant(one.kg_per_unit or 0, digits)) for one in products),
            significant(row["exchange_rate"], digits),
        )
        if held.kilograms == row["kg_spend_based"]:
            return held
    return None


def significant(value: float, digits: int) -> Decimal:
    """Return a number in so many significant digits, without the zeros at its end."""
    return Decimal(f"{Decimal(f'{value:.{digits}g}').normalize():f}")


def written(value: Decimal, words: Words) -> str:
    """Return a number with all its digits, as the language writes it."""
    return words.number(value, max(0, -int(value.as_tuple().exponent)))


def said(held: Sum, words: Words) -> str:
    """Return the sum as a line to type in: `250 580,38 × 0,977492 × 1 × (1 × 0,42923) ÷ 11,4325 = 9 196,198`."""
    terms = " + ".join(f"{written(share, words)} × {written(factor, words)}" for share, factor in held.terms)
    factors = " × ".join(
        (words.number(held.amount, 2), written(held.deflator, words), written(held.price_basis, words))
    )
    rate, result = written(held.exchange_rate, words), words.number(held.kilograms, 3)
    return f"{factors} × ({terms}) ÷ {rate} = {result}"
