"""Factor sets: kilograms of CO2e per unit of money, for each product group and year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.factors import description, figures
from procurement_footprint.factors.deflation import Deflation
from procurement_footprint.factors.description import Description
from procurement_footprint.factors.origin import Citation, citation
from procurement_footprint.problems import Problem, Refused, problem

DESCRIPTION, FIGURES = "factors.yaml", "factors.csv"
EMBEDDED = "figaro-se"
TABLE = {"product": pl.String(), "year": pl.Int32(), "kg_per_unit": pl.Float64()}
Key = tuple[str, int]  # product and year
CHANGES = {
    "product": pl.String(),
    "year": pl.Int32(),
    "published": pl.Float64(),
    "kg_per_unit": pl.Float64(),
    "how": pl.String(),
}
CAPITAL = TABLE | {"how": pl.String()}
VINTAGES = {
    "category": pl.String(),
    "year": pl.Int32(),
    "factor_year": pl.Int32(),
    "deflator": pl.Float64(),
    "price_index": pl.String(),  # null in the factor's own prices, as the next two
    "via": pl.String(),  # the currency in which the amount is deflated
    "price_year": pl.Int32(),  # the year whose rate converts it to the factors' currency
    "kg_per_factor_currency": pl.Float64(),
    "changed": pl.Boolean(),  # a factor in it is not as its publisher gives it
}


@dataclass(frozen=True, slots=True, eq=False)
class FactorSet:
    """Checked factors of one version.

    table: product, year, kg_per_unit (kg CO2e per 1 unit of `currency`), sorted. products: code → name.
    details: the set's further columns, as they stand in the file, per product and year. folder: where it was found.
    policy: the vintage policy that was applied to `table`; changes: the factors that it changed, with the published
    value. final: the factors for final purchases; capital: those for capital goods that were derived from them
    (`capital_goods.attach`), and how.
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
    details: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)
    folder: Path | None = None
    policy: str = "none"
    changes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CHANGES))
    final: FactorSet | None = None
    capital: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CAPITAL))

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `figaro-se@2026.5`."""
        return f"{self.name}@{self.version}"


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> FactorSet:
    """Return a factor set (`name` or `name@version`; the newest version unless one is given), checked.

    Errors: Refused with everything that is wrong with its two files.
    """
    return load_folder(figures.edition("", DESCRIPTION, name, version, shelves))


def load_folder(folder: Path) -> FactorSet:
    """Return the factor set that stands in a folder `<name>/<version>`, checked.

    Errors: Refused with everything that is wrong with its two files.
    """
    path, label = folder / DESCRIPTION, figures.label(folder / DESCRIPTION)
    written = plain_yaml.load(path)
    said = plain_yaml.convert(written, Description, label)
    figures.check_name(folder, label, said.name, said.version)
    lines = written.lines if isinstance(written, plain_yaml.Lines) else {}
    if wrong := description.problems(said, lines, label):
        raise Refused(wrong)
    layout = figures.Layout(
        header=("product", "product_name", "year", said.factor_column, *said.columns),
        key=("product", "year"),
        signed=(said.factor_column,),
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
        details={(row["product"], int(row["year"])): {name: row[name] for name in said.columns} for row in rows},
        folder=folder,
    )


def check_usable(factor_set: FactorSet) -> None:
    """See that amounts of a ledger (purchaser prices net of VAT) can be multiplied with these factors.

    Errors: Refused for factors per basic price or per price with VAT, and for each factor of 0 or below.
    """
    said, name = factor_set.description, factor_set.identity
    problems = [problem("factor-basic-prices", name, said.prices)] if said.price_basis == "basic" else []
    problems += [problem("factor-vat-included", name, said.prices)] if said.vat == "included" else []
    for product, year, factor in factor_set.table.filter(pl.col("kg_per_unit") <= 0).iter_rows():
        excerpt = f"{factor * said.per:.9g} {said.unit}"
        problems.append(problem("factor-not-positive", f"{name}, {product}, {year}", excerpt))
    if problems:
        raise Refused(problems)


def with_vintages(
    factor_set: FactorSet,
    crosswalk: pl.DataFrame,
    years: Sequence[int],
    deflation: Deflation,
    capital_goods: Collection[str] = (),
) -> pl.DataFrame:
    """Return the factor of each spending category in each year of purchase, and how its amounts are deflated.

        kg_per_factor_currency = Σ share(category, product) × factor(product, factor_year)
        deflator               = index(price level of factor_year) / index(year), by the item of the category

    factor_year is the year of purchase where every product of the category has a factor for it, else the
    nearest earlier such year; a category without one has no row. The price level of a vintage is its own year, or the
    one `price_year` of the set. The sum is exact and rounded once.

    crosswalk: category, product, share. capital_goods: the categories that take the set's factors for capital goods,
    where it has them. Result, sorted: category, year, factor_year, deflator (1.0 in the factor's own prices),
    price_index, via, price_year (which index, in which currency, to which year; null where nothing is deflated),
    kg_per_factor_currency (kg CO2e per unit of the set's currency in that year), changed.
    Errors: Refused when no price index has a year that is needed; all such years at once.
    """
    price_level = factor_set.description.price_level
    ordinary = _exact(factor_set.table)
    capital = ordinary | _exact(factor_set.capital)
    marked = set(factor_set.changes.select("product", "year").iter_rows())
    derived = set(factor_set.capital.select("product", "year").iter_rows())
    rows: list[tuple[object, ...]] = []
    problems: dict[str, Problem] = {}
    for category, shares in _shares(crosswalk).items():
        factors, changed = (capital, marked | derived) if category in capital_goods else (ordinary, marked)
        vintages = _vintages(factor_set, factors, list(shares))
        for year in sorted(set(years)):
            factor_year = max((vintage for vintage in vintages if vintage <= year), default=None)
            if factor_year is None:
                continue
            try:
                money = deflation.between(category, year, price_level(factor_year))
            except Refused as refused:
                problems.update({str(one): one for one in refused.problems})
                continue
            kilograms = sum(share * factors[product, factor_year] for product, share in shares.items())
            is_changed = any((product, factor_year) in changed for product in shares)
            route = (money.index.identity, money.currency, price_level(factor_year)) if money.index else (None,) * 3
            rows.append((category, year, factor_year, money.deflator, *route, float(kilograms), is_changed))
    if problems:
        raise Refused(problems.values())
    return pl.DataFrame(rows, schema=VINTAGES, orient="row")


def _table(rows: Sequence[Mapping[str, str]], said: Description) -> pl.DataFrame:
    values = [(row["product"], int(row["year"]), float(Fraction(row[said.factor_column]) / said.per)) for row in rows]
    return pl.DataFrame(sorted(values), schema=TABLE, orient="row")


def _exact(table: pl.DataFrame) -> dict[Key, Fraction]:
    # str() of a float is the shortest text that stands for it: the published decimals come back exactly
    rows = table.select("product", "year", "kg_per_unit").iter_rows()
    return {(product, year): Fraction(str(factor)) for product, year, factor in rows}


def _shares(crosswalk: pl.DataFrame) -> dict[str, dict[str, Fraction]]:
    result: dict[str, dict[str, Fraction]] = {}
    for category, product, share in sorted(crosswalk.select("category", "product", "share").iter_rows()):
        shares = result.setdefault(category, {})
        shares[product] = shares.get(product, Fraction(0)) + Fraction(str(share))
    return result


def _vintages(factor_set: FactorSet, factors: Mapping[Key, Fraction], products: Sequence[str]) -> list[int]:
    return [year for year in factor_set.vintages if all((product, year) in factors for product in products)]


def _other_years(place: str, said: Sequence[int], found: Sequence[int]) -> Problem:
    stated, present = (", ".join(str(year) for year in years) or "none" for years in (said, found))
    return problem("factor-years", place, f"vintages: {stated}", file=FIGURES, years=present)
