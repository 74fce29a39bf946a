"""Exchange rates: amounts in the factor set's currency, and in the one currency that a report adds up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec
import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint import shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.ledger.attach import attach
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, DESCRIPTION, FIGURES = "currencies", "rates.yaml", "rates.csv"
EMBEDDED = "ecb-annual"
QUARTERLY = "ecb-quarterly"
TABLE = {
    "currency": pl.String(),
    "year": pl.Int32(),
    "exchange_rate": pl.Float64(),
    "units": pl.Float64(),
    "base_units": pl.Float64(),
}
ONE = Fraction(1)
Booked = tuple[str, int]  # the currency and year of an amount


class Incomplete(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The year whose average, or whose last quarter's, does not hold all its days, and the last day that it holds."""

    year: int
    through: str


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `rates.yaml` says, key by key."""

    name: str
    version: str
    title: str
    base: str
    unit: str
    computed: str  # how the annual values were made
    origin: Origin
    sha256: str
    each: Literal["year", "quarter"] = "year"  # of what the values are the averages
    incomplete: Incomplete | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Units of a currency per unit of `base`: (currency, year) → average of the year, or (currency, 2024-Q1) → of the
    quarter.
    """

    name: str
    version: str
    base: str
    per_base: Mapping[tuple[str, int], Decimal]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256
    by_quarter: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `ecb-annual@2026.10`."""
        return f"{self.name}@{self.version}"

    @property
    def currencies(self) -> tuple[str, ...]:
        """Return the currencies that have rates, the base among them, sorted."""
        return tuple(sorted({self.base} | {currency for currency, _ in (*self.per_base, *self.by_quarter)}))

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years that have rates, sorted."""
        return tuple(sorted({year for _, year in self.per_base} | {int(one[:4]) for _, one in self.by_quarter}))

    @property
    def last_quarter(self) -> str:
        """Return the last quarter that has rates; empty where there are only those of years."""
        return max((one for _, one in self.by_quarter), default="")

    def in_quarter(self, quarterly: Rates, quarter: str) -> Rates:
        """Return these rates with the averages of a quarter (`2024-Q1`) in place of those of its year.

        A currency that has no rate for the quarter has none for the year then.
        """
        year = int(quarter[:4])
        others = {pair: rate for pair, rate in self.per_base.items() if pair[1] != year}
        held = {(unit, year): rate for (unit, one), rate in quarterly.by_quarter.items() if one == quarter}
        return replace(self, per_base=others | held)

    def notes(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return what a reader must know when amounts of these years were converted."""
        gap = self.description.incomplete
        if gap is None or gap.year not in set(years):
            return ()
        return (f"exchange rates of {gap.year} are averages of the days up to {gap.through}, not of the year",)


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> Rates:
    """Return exchange rates (the newest version unless one is given), checked against their description.

    Errors: Refused with everything that is wrong with their two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    _, said = figures.described(folder / DESCRIPTION, Description)
    rate = f"units_per_{said.base.lower()}"
    key = ("year", "currency") if said.each == "year" else ("year", "quarter", "currency")
    layout = figures.Layout((*key, rate, "days"), key=key, numbers=(rate, "days"))
    rows = figures.read(folder / FIGURES, layout, DESCRIPTION, said.sha256)
    return Rates(
        name=said.name,
        version=said.version,
        base=said.base,
        per_base={(row["currency"], int(row["year"])): Decimal(row[rate]) for row in rows if "quarter" not in row},
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
        by_quarter={
            (row["currency"], f"{row['year']}-{row['quarter']}"): Decimal(row[rate]) for row in rows if "quarter" in row
        },
    )


def table(rates: Rates, booked: Iterable[Booked], base: str) -> pl.DataFrame:
    """Return how many units of each currency one unit of `base` bought, on average in each year.

        exchange_rate(currency, year) = per_base(currency, year) / per_base(base, year) = units / base_units

    booked: the currencies and years that are needed. Result, sorted: currency, year, exchange_rate, and the same
    rate exactly as whole numbers, units and base_units; 1 for `base` itself, which needs no rate.
    Errors: Refused with every currency and year that is asked for and has no rate.
    """
    wanted = sorted(set(booked))
    if lacking := missing(rates, wanted, [base]):
        needed = sorted({(one, year) for (_, year), currencies in lacking.items() for one in currencies})
        raise Refused(no_rate(rates, rates.identity, one, year) for one, year in needed)
    found = [(currency, year, exact(rates, currency, year, base)) for currency, year in wanted]
    rows = [(currency, year, float(rate), *map(float, rate.as_integer_ratio())) for currency, year, rate in found]
    return pl.DataFrame(rows, schema=TABLE, orient="row")


def missing(rates: Rates, booked: Iterable[Booked], bases: Iterable[str]) -> dict[Booked, tuple[str, ...]]:
    """Return the currencies without a rate, for each booked currency and year that is to be converted to `bases`."""
    found: dict[Booked, tuple[str, ...]] = {}
    for currency, year in sorted(set(booked)):
        needed = {one for base in bases if base != currency for one in (currency, base)} - {rates.base}
        if lacking := tuple(one for one in sorted(needed) if (one, year) not in rates.per_base):
            found[currency, year] = lacking
    return found


def no_rate(rates: Rates, place: str, currency: str, year: int, excerpt: str = "") -> Problem:
    """Return the Problem that an amount at `place` cannot be converted."""
    span, known = f"{min(rates.years)}-{max(rates.years)}", ", ".join(rates.currencies)
    return problem("exchange-rate-missing", place, excerpt, currency=currency, year=year, known=known, span=span)


def with_reporting_amount(rows: FrameT, exchange: pl.DataFrame, reporting: str) -> FrameT:
    """Return the rows with `reporting_amount`, their amount in the currency that the report adds up in.

        reporting_amount = amount × base_units / units, rounded half to even to whole öre

    An amount in the reporting currency stays as it is. exchange: from `table` with the reporting currency as
    base, for every currency and year of booked_on in the rows. A currency that is not in it gives null, which
    the conservation laws refuse.

    Exact for amounts up to 10^14 öre: only whole numbers below 2^53 are multiplied and divided, which Float64
    holds exactly. That needs units × base_units < 2^53, as with all rates that are shipped.
    """
    same = nw.col("currency") == reporting
    if not set(exchange["currency"]) - {reporting}:
        return rows.with_columns(reporting_amount=nw.when(same).then(nw.col("amount")))
    named = exchange.select("currency", _year="year", _units="units", _base_units="base_units")
    priced = attach(rows.with_columns(_year=nw.col("booked_on").dt.year()), named, ["currency", "_year"])
    ore = _times(_ore(nw.col("amount")), nw.col("_base_units"), nw.col("_units"))
    converted = (ore / 100).cast(nw.Decimal(18, 2))
    amount = nw.when(same).then(nw.col("amount")).otherwise(converted)
    return priced.with_columns(reporting_amount=amount).drop("_year", "_units", "_base_units")


def main_currency(amounts: Mapping[str, Decimal]) -> str:
    """Return the ledger's main currency: of the largest sum, sign ignored; of equals the first by name.

    amounts: currency → sum of absolute amounts, as booked.
    """
    return min(amounts, key=lambda currency: (-abs(amounts[currency]), currency))


def exact(rates: Rates, currency: str, year: int, base: str) -> Fraction:
    """Return how many units of a currency one unit of `base` bought, on average in a year; KeyError without a rate."""
    return ONE if currency == base else _units(rates, currency, year) / _units(rates, base, year)


def _units(rates: Rates, currency: str, year: int) -> Fraction:
    return ONE if currency == rates.base else Fraction(rates.per_base[currency, year])


def _ore(amount: nw.Expr) -> nw.Expr:
    # 1.15 × 100 is 114.99999999999999 as Float64: back to the whole number that it stands for
    return (amount.cast(nw.Float64()) * 100).round(0)


def _times(ore: nw.Expr, numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    # ore × numerator may pass 2^53, so the whole multiples of the denominator are taken out first
    multiples = (ore / denominator).floor()
    rest = (ore - multiples * denominator) * numerator
    whole = (rest / denominator).floor()
    twice = (rest - whole * denominator) * 2
    total = multiples * numerator + whole
    # engines round halves differently, so half to even is spelled out
    up = (twice > denominator) | ((twice == denominator) & (total % 2 != 0))
    return nw.when(up).then(total + 1).otherwise(total)
