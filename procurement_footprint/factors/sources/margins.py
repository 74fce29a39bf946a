"""From basic to purchaser prices: the margin columns of the embedded FIGARO set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from procurement_footprint.factors import factor_set
from procurement_footprint.factors.sources import whole

PER = 1000  # the margin term is for so many EUR


@dataclass(frozen=True, slots=True)
class Margins:
    """What turns basic prices into purchaser prices, for each product group, in one year.

    ratio: the part of the purchaser price that is the basic price. term: kg CO2e of the margins per 1,000 EUR.
    """

    identity: str
    year: int
    ratio: Mapping[str, Fraction]
    term: Mapping[str, Fraction]

    def purchaser(self, group: str, per_1000_basic: Fraction) -> Fraction:
        """Return kg CO2e per 1,000 EUR at purchaser prices.

        factor at purchaser prices = factor at basic prices × rebasing_ratio + margin_term
        """
        return per_1000_basic * self.ratio[group] + self.term[group]


def load(year: int) -> Margins:
    """Return the margins of Swedish purchases in the vintage nearest to `year`.

    Of two equally near vintages the earlier one counts.
    """
    embedded = whole.load(factor_set.EMBEDDED)
    nearest = min(embedded.said.vintages, key=lambda vintage: (abs(vintage - year), vintage))
    held = [row for row in embedded.rows if int(row["year"]) == nearest]
    return Margins(
        identity=embedded.identity,
        year=nearest,
        ratio={row["product"]: Fraction(row["rebasing_ratio"]) for row in held},
        term={row["product"]: Fraction(row["margin_term"]) for row in held},
    )
