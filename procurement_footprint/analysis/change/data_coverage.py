"""The step of data: the earlier side as if activity and supplier-specific data had covered of it what they cover later.

m is the share of money that data cover, r the kilograms by data ÷ the kilograms by money on that money.

    more is covered later:   (m_B − m_A) ÷ (1 − m_A) of what is not covered takes r × its kilograms by money
    less is covered later:   (m_A − m_B) ÷ m_A of what is covered goes back to its kilograms by money

Where a krona has the same kilograms all over, both come to kilograms by money × ((1 − m_B) + m_B × r). Where coverage
is the same on both sides, nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from procurement_footprint.analysis.change.sides import (
    HELD,
    KILOGRAMS,
    LINE,
    MONEY,
    REST_OF_KNOWN,
    SUMMED,
    Sides,
    aligned,
)

_NEW = {name: f"{name}_new" for name in REST_OF_KNOWN}
_RATES = ("m", "r")


def sides_of(
    before: pl.DataFrame, factors: pl.DataFrame, mapping: pl.DataFrame, boundary: pl.DataFrame, after: pl.DataFrame
) -> Sides:
    """Return the sides of a change, aligned, with the step of data taken; the arguments are those of `Sides`."""
    given = aligned(Sides(before, factors, mapping, boundary, boundary, after))
    return replace(given, data=at_coverage_of(given.boundary, given.after))


def at_coverage_of(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the cells `before` with as much of their money covered by data as in `after`, sorted; money stays.

    m of the later side is that of the same line (department, supplier and category) where it is on both sides, else of
    the category; a category that `after` has not keeps its kilograms. r is the line's, else the category's; of the
    earlier side where it has data, else of the later; where nobody knows it, nothing moves. What moves becomes a cell
    of its own, with the factor year, evidence and quality that most such kilograms of the category have later.

    before, after: HELD of `sides`, aligned. Kilograms in whole grams, money in öre.
    """
    known = _targets(_measured(before), _measured(after))
    parts = [*_covered(known, after), *_returned(known, after)]
    stays = known.select(HELD)
    keys = [name for name in HELD if name not in SUMMED]
    together = pl.concat([stays, *parts]).group_by(keys).agg(pl.sum(*SUMMED)).sort(keys, nulls_last=True)
    return together.filter(pl.any_horizontal(pl.col(name) != 0 for name in SUMMED)).select(HELD)


def _measured(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with covered (the share of each one's money), and by_data and by_money on the covered money."""
    amount, money = pl.col("reporting_amount").cast(pl.Float64), pl.col("covered_amount").cast(pl.Float64)
    there = pl.col("covered_amount") != 0
    share = pl.when(amount != 0).then((money / amount).clip(0, 1)).otherwise(1.0)
    spent = pl.col("kg_spend_based").fill_null(pl.when(there).then(0).otherwise(pl.col("kg_co2e")))
    return cells.with_columns(covered=pl.when(there).then(share).otherwise(0.0), kg_spend_based=spent).with_columns(
        by_data=pl.when(there).then(pl.col("kg_co2e") - _part("kg_spend_based", 1 - pl.col("covered"))).otherwise(0),
        by_money=pl.when(there).then(_part("kg_spend_based", pl.col("covered"))).otherwise(0),
    )


def _targets(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return `before` with cover, give_back and ratio (kilograms by data ÷ kilograms by money).

    cover: the share of what is not covered that is to be; give_back: of what is covered that is not to be.
    """
    line, category = list(LINE), ["category"]
    joined = before
    for cells, keys, side in (
        (before, line, "own"),
        (after, line, "later"),
        (before, category, "own_category"),
        (after, category, "later_category"),
    ):
        rates = _rates(cells, keys).rename({name: f"{name}_{side}" for name in _RATES})
        joined = joined.join(rates, on=keys, how="left", nulls_equal=True, maintain_order="left")
    own = pl.col("m_own")
    later = pl.coalesce("m_later", "m_later_category", "m_own")
    ratio = pl.coalesce("r_own", "r_later", "r_own_category", "r_later_category")
    return joined.with_columns(
        ratio=ratio,
        cover=pl.when((later > own) & ratio.is_not_null()).then((later - own) / (1 - own)).otherwise(0.0),
        give_back=pl.when(own > later).then((own - later) / own).otherwise(0.0),
    )


def _rates(cells: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return m and r of each combination of keys; r is null where no kilograms by money are covered."""
    names = ("reporting_amount", "covered_amount", "by_data", "by_money")
    sums = cells.group_by(keys).agg(pl.sum(*names)).with_columns(pl.col(*names).cast(pl.Float64))
    amount, money, ratio = pl.col("reporting_amount"), pl.col("covered_amount"), pl.col("by_data") / pl.col("by_money")
    share = (
        pl.when(amount != 0).then((money / amount).clip(0, 1)).otherwise(pl.when(money != 0).then(1.0).otherwise(0.0))
    )
    return sums.select(*keys, m=share, r=pl.when((pl.col("by_money") != 0) & (ratio >= 0)).then(ratio))


def _covered(known: pl.DataFrame, after: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the cells that data cover now, and what they take from the others, with a minus."""
    part = pl.col("cover") * (1 - pl.col("covered"))
    spent = pl.col("kg_spend_based").cast(pl.Float64) * part
    amount = _part("reporting_amount", part)
    moved = {
        "reporting_amount": amount,
        "real_amount": _part("real_amount", part),
        "kg_spend_based": _part("kg_spend_based", part),
    }
    taken = moved | {"kg_co2e": moved["kg_spend_based"], "covered_amount": pl.lit(0, dtype=MONEY)}
    given = moved | {"kg_co2e": (spent * pl.col("ratio")).round(3).cast(KILOGRAMS), "covered_amount": amount}
    return _moved(known.filter(pl.col("cover") > 0), taken, given, _typical(after, pl.col("covered_amount") != 0))


def _returned(known: pl.DataFrame, after: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the cells that go back to kilograms by money, and what they take from the others, with a minus."""
    back = pl.col("give_back")
    part = back * pl.col("covered")
    moved = {
        "reporting_amount": _part("reporting_amount", part),
        "real_amount": _part("real_amount", part),
        "kg_spend_based": _part("kg_spend_based", part),
    }
    taken = moved | {"kg_co2e": _part("by_data", back), "covered_amount": _part("covered_amount", back)}
    given = moved | {"kg_co2e": moved["kg_spend_based"], "covered_amount": pl.lit(0, dtype=MONEY)}
    return _moved(known.filter(part > 0), taken, given, _typical(after, pl.col("covered_amount") == 0))


def _moved(
    cells: pl.DataFrame, taken: Mapping[str, pl.Expr], given: Mapping[str, pl.Expr], typical: pl.DataFrame
) -> list[pl.DataFrame]:
    known = cells.join(typical, on="category", how="left", maintain_order="left")
    # where the later side has none of the kind, they keep what they had
    new = [
        pl.when(pl.col("there")).then(pl.col(other)).otherwise(pl.col(name)).alias(name) for name, other in _NEW.items()
    ]
    less = known.with_columns(**{name: -value for name, value in taken.items()}).select(HELD)
    return [less, known.with_columns(*new, **given).select(HELD)]


def _typical(after: pl.DataFrame, kind: pl.Expr) -> pl.DataFrame:
    """Return factor year, years carried over, evidence and quality of most kilograms of each category; there: true."""
    sums = after.filter(kind).group_by("category", *_NEW).agg(pl.sum("kg_co2e").abs())
    largest = sums.sort("kg_co2e", *_NEW, descending=[True, *(False for _ in _NEW)], nulls_last=True)
    first = largest.unique("category", keep="first", maintain_order=True)
    return first.select("category", *(pl.col(name).alias(other) for name, other in _NEW.items()), there=pl.lit(True))


def _part(name: str, share: pl.Expr) -> pl.Expr:
    """Return a share of a column in whole öre or grams."""
    kind, digits = (MONEY, 2) if name in SUMMED and SUMMED[name] == MONEY else (KILOGRAMS, 3)
    return (pl.col(name).cast(pl.Float64) * share).round(digits).cast(kind)
