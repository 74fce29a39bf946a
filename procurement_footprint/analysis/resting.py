"""What kilograms rest on: which product's factor, of which vintage, and how sure that is; every gram once.

kilograms(product) = kilograms of the category × share × factor(product) ÷ Σ share × factor
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.factors.findings import Finding
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.widths import kilograms
from procurement_footprint.ledger.apportion import apportioned
from procurement_footprint.ledger.columns import KILOGRAMS

MEASURED, PUBLISHED, CHANGED, DERIVED = "measured", "published", "changed", "derived"
STATES = (PUBLISHED, CHANGED, DERIVED, MEASURED)
JUDGED, GIVEN = "judged", "given"
OPEN, HANDLED, NOTHING = "open", "handled", "nothing"
ASSUMPTION = "assumption:"  # how a crosswalk marks shares that rest on judgement
RESTING = {
    "category": pl.String(),
    "product": pl.String(),  # null where the kilograms are measured
    "factor_year": pl.Int32(),
    "carried": pl.Int32(),  # for how many years the factor is carried over
    "state": pl.String(),  # one of STATES
    "crosswalk": pl.String(),  # whether the share of the product is JUDGED or GIVEN; or MEASURED
    "kg_co2e": KILOGRAMS,
}
PRECISION = 10**15
BREAK = "valuation break"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding about a factor, and the kilograms of this footprint that rest on that factor."""

    finding: Finding
    kg_co2e: Decimal


def resting(known: pl.DataFrame, basis: Basis, currency: str) -> pl.DataFrame:
    """Return RESTING, sorted; it adds up to the kilograms of `known` to the gram.

    known: the columns of `sums.KNOWN` and kg_co2e. currency: that of the report.
    """
    measured = set(basis.widths(currency).measured)
    parts = _parts(basis)
    rows = [line for row in known.iter_rows(named=True) for line in _lines(row, parts, measured, basis)]
    held = pl.DataFrame(rows, schema=RESTING, orient="row")
    keys = [name for name in RESTING if name != "kg_co2e"]
    return held.group_by(keys).agg(pl.sum("kg_co2e")).sort(keys, nulls_last=True)


def weighed(found: Iterable[Finding], held: pl.DataFrame) -> tuple[Weighed, ...]:
    """Return the findings about factors that kilograms rest on: those that nobody handles first, then the heaviest."""
    every = [Weighed(one, Decimal(str(held.filter(_about(one))["kg_co2e"].sum()))) for one in found]
    used = [one for one in every if one.kg_co2e]
    return tuple(sorted(used, key=lambda one: (bool(one.finding.handled), -one.kg_co2e, one.finding.what)))


def by_finding(found: Iterable[Finding], held: pl.DataFrame) -> dict[str, Decimal]:
    """Return the kilograms on factors with a finding that nobody handles, with others only, and with none."""
    open_, handled = ([one for one in found if bool(one.handled) is said] for said in (False, True))
    is_open, is_handled = _any(open_), _any(handled)
    state = pl.when(is_open).then(pl.lit(OPEN)).when(is_handled).then(pl.lit(HANDLED)).otherwise(pl.lit(NOTHING))
    sums = held.group_by(finding=state).agg(pl.sum("kg_co2e"))
    found_sums = dict(sums.iter_rows())
    return {one: found_sums.get(one, Decimal("0.000")) for one in (OPEN, HANDLED, NOTHING)}


def _about(one: Finding) -> pl.Expr:
    if one.kind == BREAK:
        return pl.col("product").is_not_null() & (pl.col("factor_year") <= one.year)
    return (pl.col("product") == one.product) & (pl.col("factor_year") == one.year)


def _any(found: Iterable[Finding]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(False), *(_about(one).fill_null(False) for one in found))


def _parts(basis: Basis) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """Return the products of each category and vintage with their whole weights."""
    frame = kilograms(basis.crosswalk.table, basis.factors, basis.capital_goods).sort("category", "year", "product")
    held: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for category, product, year, kg in frame.iter_rows():
        held.setdefault((category, year), []).append((product, round(kg * PRECISION)))
    return held


def _lines(
    row: dict[str, object], parts: dict[tuple[str, int], list[tuple[str, int]]], measured: set[str], basis: Basis
) -> Iterator[tuple[object, ...]]:
    category, year, carried = str(row["category"]), row["factor_year"], row["carried"]
    if row["evidence"] in measured or not isinstance(year, int):
        yield category, None, None, None, MEASURED, MEASURED, row["kg_co2e"]
        return
    products = parts[category, year]
    grams = int(Decimal(str(row["kg_co2e"])).scaleb(3))
    for (product, _), part in zip(products, apportioned(grams, [weight for _, weight in products]), strict=True):
        judged = JUDGED if ASSUMPTION in basis.crosswalk.why.get((category, product), "") else GIVEN
        yield category, product, year, carried, _state(category, product, year, basis), judged, Decimal(part).scaleb(-3)


def _state(category: str, product: str, year: int, basis: Basis) -> str:
    of_factor = (pl.col("product") == product) & (pl.col("year") == year)
    if not basis.factors.changes.filter(of_factor).is_empty():
        return CHANGED
    if category in basis.capital_goods and not basis.factors.capital.filter(of_factor).is_empty():
        return DERIVED
    return PUBLISHED
