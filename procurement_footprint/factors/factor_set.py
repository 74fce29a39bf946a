"""Factor sets: kilograms of CO2e per unit of money, for each product group and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.factors.prices import PriceIndex
from procurement_footprint.problems import Problem, Refused, problem

DESCRIPTION, FIGURES = "factors.yaml", "factors.csv"
EMBEDDED = "figaro-se"
TABLE = {"product": pl.String(), "year": pl.Int32(), "kg_per_unit": pl.Float64()}
VINTAGES = {
    "category": pl.String(),
    "year": pl.Int32(),
    "factor_year": pl.Int32(),
    "deflator": pl.Float64(),
    "kg_per_factor_currency": pl.Float64(),
}


class Gap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product and year for which the publisher gives no factor: known, and why."""

    product: str
    year: int
    why: str


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `factors.yaml` says, key by key."""

    name: str
    version: str
    title: str
    unit: str
    factor_column: str
    per: Annotated[int, msgspec.Meta(gt=0)]  # the factor is for so many units of `currency`
    currency: str
    price_basis: str
    price_year: str
    gases: str
    gwp: str
    boundary: str
    geography: str
    products: str  # the classification
    crosswalk: str
    vintages: tuple[int, ...]
    changes: str  # what was changed from the publisher's file
    origin: Origin
    sha256: str
    vat: str = "excluded"  # or "included"
    gaps: tuple[Gap, ...] = ()
    columns: dict[str, str] = {}
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FactorSet:
    """Checked factors of one version.

    table: product, year, kg_per_unit (kg CO2e per 1 unit of `currency`), sorted. products: code → name.
    """

    name: str
    version: str
    title: str
    currency: str
    products: Mapping[str, str]
    vintages: tuple[int, ...]
    table: pl.DataFrame
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `figaro-se@2026.5`."""
        return f"{self.name}@{self.version}"


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> FactorSet:
    """Return a factor set (`name` or `name@version`; the newest version unless one is given), checked.

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition("", DESCRIPTION, name, version, shelves)
    label = figures.label(folder / DESCRIPTION)
    said = plain_yaml.convert(plain_yaml.load(folder / DESCRIPTION), Description, label)
    figures.check_name(folder, label, said.name, said.version)
    layout = figures.Layout(
        header=("product", "product_name", "year", said.factor_column, *said.columns),
        key=("product", "year"),
        numbers=(said.factor_column,),
    )
    rows = figures.read(folder / FIGURES, layout, DESCRIPTION, said.sha256)
    years = tuple(sorted({int(row["year"]) for row in rows}))
    if years != said.vintages:
        raise Refused([_other_years(label, said.vintages, years)])
    return FactorSet(
        name=said.name,
        version=said.version,
        title=said.title,
        currency=said.currency,
        products={row["product"]: row["product_name"] for row in rows},
        vintages=years,
        table=_table(rows, said),
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )


def with_vintages(
    factor_set: FactorSet, crosswalk: pl.DataFrame, years: Sequence[int], index: PriceIndex
) -> pl.DataFrame:
    """Return the factor of each spending category in each year of purchase, and how its amounts are deflated.

        kg_per_factor_currency = Σ share(category, product) × factor(product, factor_year)
        deflator               = index(factor_year) / index(year)

    factor_year is the year of purchase where every product of the category has a factor for it, else the
    nearest earlier such year; a category without one has no row. The sum is exact and rounded once.

    crosswalk: category, product, share. Result, sorted: category, year, factor_year, deflator (1.0 in the
    factor's own year), kg_per_factor_currency (kg CO2e per unit of the set's currency in that year).
    Errors: Refused when the price index lacks a year that is needed; all such years at once.
    """
    factors = _exact(factor_set)
    rows: list[tuple[str, int, int, float, float]] = []
    problems: dict[str, Problem] = {}
    for category, shares in _shares(crosswalk).items():
        vintages = _vintages(factor_set, factors, list(shares))
        for year in sorted(set(years)):
            factor_year = max((vintage for vintage in vintages if vintage <= year), default=None)
            if factor_year is None:
                continue
            try:
                deflator = index.deflator(year, factor_year)
            except Refused as refused:
                problems.update({str(one): one for one in refused.problems})
                continue
            kilograms = sum(share * factors[product, factor_year] for product, share in shares.items())
            rows.append((category, year, factor_year, deflator, float(kilograms)))
    if problems:
        raise Refused(problems.values())
    return pl.DataFrame(rows, schema=VINTAGES, orient="row")


def _table(rows: Sequence[Mapping[str, str]], said: Description) -> pl.DataFrame:
    values = [(row["product"], int(row["year"]), float(Fraction(row[said.factor_column]) / said.per)) for row in rows]
    return pl.DataFrame(sorted(values), schema=TABLE, orient="row")


def _exact(factor_set: FactorSet) -> dict[tuple[str, int], Fraction]:
    # str() of a float is the shortest text that stands for it: the published decimals come back exactly
    return {(product, year): Fraction(str(factor)) for product, year, factor in factor_set.table.iter_rows()}


def _shares(crosswalk: pl.DataFrame) -> dict[str, dict[str, Fraction]]:
    result: dict[str, dict[str, Fraction]] = {}
    for category, product, share in sorted(crosswalk.select("category", "product", "share").iter_rows()):
        shares = result.setdefault(category, {})
        shares[product] = shares.get(product, Fraction(0)) + Fraction(str(share))
    return result


def _vintages(factor_set: FactorSet, factors: Mapping[tuple[str, int], Fraction], products: Sequence[str]) -> list[int]:
    return [year for year in factor_set.vintages if all((product, year) in factors for product in products)]


def _other_years(place: str, said: Sequence[int], found: Sequence[int]) -> Problem:
    stated, present = (", ".join(str(year) for year in years) or "none" for years in (said, found))
    return problem("factor-years", place, f"vintages: {stated}", file=FIGURES, years=present)
