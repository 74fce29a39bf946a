"""Activity data take the place of what money says, on exactly their slice of the ledger, once.

A slice has money M (öre), of which C is covered; its activity gives whole grams G = quantity × kilograms per unit:

    covered_i   = C shared out over the rows in proportion to their money
    kg_i        = rest_i + G shared out in proportion to covered_i
    rest_i      = spend-based grams × (money_i − covered_i) / money_i, or all of them for burning alone

Shared out means whole numbers that add up exactly (`apportion`). Rows keep their place and their money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.factors.activity_factors import ACTIVITY, ActivityFactor
from procurement_footprint.factors.activity_lines import Activity
from procurement_footprint.factors.prices import PriceIndex
from procurement_footprint.footprint.slices import Found, Slice, whole_numbers
from procurement_footprint.ledger.apportion import apportioned
from procurement_footprint.ledger.attach import attach
from procurement_footprint.ledger.columns import KILOGRAMS, MEASURED, MONEY, PART, SPENT

LETTER = {ACTIVITY: "A", "supplier_specific": "B"}
REPLACED = ("kg_co2e", "scope", "evidence", "quality")
TABLE = {
    "row_id": pl.String(),
    "part": PART,
    **MEASURED,
    **{f"{name}_measured": SPENT[name] for name in REPLACED},
}
SLICES = {
    "activity": pl.String(),
    "period": pl.String(),
    "category": pl.String(),
    "quantity": pl.Float64(),
    "unit": pl.String(),
    "measured": pl.Boolean(),
    "factor": pl.String(),
    "factor_name": pl.String(),
    "certificate": pl.String(),
    "source": pl.String(),
    "rows": pl.Int64(),
    "reporting_amount": MONEY,
    "covered_amount": MONEY,
    "kg_spend_based": KILOGRAMS,
    "kg_co2e": KILOGRAMS,
    "kg_scope_1": KILOGRAMS,
    "kg_scope_2": KILOGRAMS,
    "kg_biogenic": KILOGRAMS,
    "kg_location_based": KILOGRAMS,
    "kg_market_based": KILOGRAMS,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What activity data say about the rows of a ledger.

    table: one line for each row, or part of one, that they reach (TABLE). slices: one line for each line of activity
    data (SLICES), in the order of the files. unused: lines that were not used, and why.
    """

    table: pl.DataFrame
    slices: pl.DataFrame
    unused: tuple[tuple[Activity, str], ...]


@dataclass(frozen=True, slots=True)
class _Grams:
    """Whole grams of a slice's activity."""

    scope_1: int
    scope_2: int
    scope_3: int
    biogenic: int | None

    @property
    def total(self) -> int:
        return self.scope_1 + self.scope_2 + self.scope_3


def measure(found: Found, index: PriceIndex) -> Measured:
    """Return the kilograms of each row that activity data reach. index: brings a supplier's intensity to its year."""
    tables = [pl.DataFrame(schema=TABLE)]
    lines: list[tuple[object, ...]] = []
    for one in found.slices:
        quantity = _quantity(one, index)
        grams = _grams(quantity, one.activity.counted)
        covered = apportioned(one.covered, one.ore)
        spent = whole_numbers(one.rows["kg_co2e"], 3)
        rest = _rest(one, spent, covered)
        tables.append(_rows(one, grams, covered, spent, rest))
        lines.append(_line(one, quantity, grams, sum(rest)))
    return Measured(pl.concat(tables), pl.DataFrame(lines, schema=SLICES, orient="row"), found.unused)


def replace(rows: FrameT, table: pl.DataFrame) -> FrameT:
    """Return the SPENT rows with the FOOTPRINT columns: kilograms of activity data where there are any.

    table: from `measure`; a row that is not in it keeps everything.
    """
    if table["part"].null_count() == table.height:
        joined = attach(rows, table.drop("part"), ["row_id"])  # takes half the time
    else:
        joined = attach(rows, table, ["row_id", "part"])
    reached = nw.col("activity").is_null()
    new = {name: nw.when(reached).then(nw.col(name)).otherwise(nw.col(f"{name}_measured")) for name in REPLACED}
    return joined.with_columns(**new).drop([f"{name}_measured" for name in REPLACED])


def without(rows: FrameT) -> FrameT:
    """Return the SPENT rows with the FOOTPRINT columns of a project that has no activity data: all null."""
    return rows.with_columns(nw.lit(None).alias(name) for name in MEASURED)


def _quantity(one: Slice, index: PriceIndex) -> Fraction:
    """Return how many units were used: measured, or covered money ÷ price, or the money in prices of the factor."""
    activity = one.activity
    if activity.quantity is not None:
        return activity.quantity
    if activity.price is not None:
        return Fraction(one.covered, 100) / activity.price
    covered = apportioned(one.covered, one.ore)
    factor_year = activity.factor.year
    years = [factor_year or day.year for day in one.rows["booked_on"]]
    booked = [day.year for day in one.rows["booked_on"]]
    rates = {pair: Fraction(str(index.deflator(*pair))) for pair in set(zip(booked, years, strict=True))}
    parts = zip(covered, booked, years, strict=True)
    return sum((Fraction(ore, 100) * rates[year, other] for ore, year, other in parts), Fraction(0))


def _grams(quantity: Fraction, factor: ActivityFactor) -> _Grams:
    def whole(kilograms: Fraction) -> int:
        return round(quantity * kilograms * 1000)

    biogenic = None if factor.biogenic is None else whole(factor.biogenic)
    return _Grams(whole(factor.scope_1), whole(factor.scope_2), whole(factor.scope_3), biogenic)


def _rows(one: Slice, grams: _Grams, covered: list[int], spent: list[int], rest: list[int]) -> pl.DataFrame:
    first, second, third = (apportioned(part, covered) for part in (grams.scope_1, grams.scope_2, grams.scope_3))
    biogenic = None if grams.biogenic is None else apportioned(grams.biogenic, covered)
    # an assumed price is no measurement, and the larger part of the kilograms says how good the row is
    keeps = one.activity.price is not None or abs(grams.total) < abs(sum(rest))
    kind = one.activity.counted.kind
    decided = {"evidence": pl.lit(kind), "quality": pl.lit(LETTER[kind])}
    return one.rows.select(
        "row_id",
        "part",
        pl.lit(one.activity.place).alias("activity"),
        _decimals("covered_amount", covered),
        _decimals("kg_spend_based", spent),
        _decimals("kg_scope_1", first),
        _decimals("kg_scope_2", second),
        _decimals("kg_biogenic", biogenic or [None] * len(covered)),
        _decimals("kg_co2e_measured", [sum(parts) for parts in zip(rest, first, second, third, strict=True)]),
        pl.lit(_scope(one, grams)).alias("scope_measured"),
        *((pl.col(name) if keeps else new).alias(f"{name}_measured") for name, new in decided.items()),
    ).cast(TABLE)  # type: ignore[arg-type]


def _decimals(name: str, whole: Sequence[int | None]) -> pl.Series:
    """Return whole öre or grams as the decimals of the column `name`."""
    kind = TABLE[name]
    power = 100 if kind == MONEY else 1000
    # whole numbers below 2^53 over a power of ten come back exactly when they are rounded to its places
    return (pl.Series(name, whole, dtype=pl.Int64) / power).cast(kind)


def _rest(one: Slice, spent: list[int], covered: list[int]) -> list[int]:
    """Return the grams that stay spend-based: of money that is not covered, or all where only burning is added."""
    if one.activity.counted.adds:
        return spent
    rows = zip(spent, one.ore, covered, strict=True)
    stays = one.covered != one.money  # a row of less than an öre has no share of its own that is covered
    return [_half_even(grams * (ore - part), ore) if ore else grams * stays for grams, ore, part in rows]


def _half_even(numerator: int, denominator: int) -> int:
    """Return the quotient of whole numbers, rounded half to even."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    whole, remainder = divmod(numerator, denominator)
    return whole + (2 * remainder > denominator or (2 * remainder == denominator and whole % 2 == 1))


def _scope(one: Slice, grams: _Grams) -> str:
    spend_stays = one.activity.counted.adds or one.covered < one.money
    held = (("1", grams.scope_1), ("2", grams.scope_2), ("3", grams.scope_3 or spend_stays))
    return "+".join(scope for scope, there in held if there) or "3"


def _line(one: Slice, quantity: Fraction, grams: _Grams, rest: int) -> tuple[object, ...]:
    activity = one.activity
    energy = bool(activity.factor.scope_2 or activity.market)
    location, market = (_grams(quantity, activity.factor).total, grams.total) if energy else (0, 0)
    return (
        activity.place,
        activity.period.name,
        dict(activity.where).get("category"),
        float(quantity),
        activity.unit,
        activity.measured,
        activity.counted.reference,
        activity.counted.name,
        activity.certificate or None,
        activity.source,
        one.rows["row_id"].n_unique(),
        _decimal(one.money, 2),
        _decimal(one.covered, 2),
        Decimal(str(one.rows["kg_co2e"].sum())),
        _decimal(rest + grams.total, 3),
        _decimal(grams.scope_1, 3),
        _decimal(grams.scope_2, 3),
        _decimal(grams.biogenic, 3),
        _decimal(location, 3),
        _decimal(market, 3),
    )


def _decimal(whole: int | None, digits: int) -> Decimal | None:
    return None if whole is None else Decimal(whole).scaleb(-digits)
