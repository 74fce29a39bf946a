"""Supply chains: where the emissions behind a factor arise, from the maker to the far end, and where in the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, DESCRIPTION, FIGURES = "supply-chains", "chains.yaml", "chains.csv"
INDUSTRY, FINAL = "industry", "final"
TIERS = ("own_operations", "tier_1", "tier_2", "tier_3_plus")
TOTALS = ("total", "scope_2")
PLACES = ("sweden", "other_eu", "rest_of_world")
STAGES = ("own_operations", "supplier_energy", "first_tier", "further_upstream")
TABLE: dict[str, pl.DataType] = {
    "product": pl.String(),
    "view": pl.String(),
    **dict.fromkeys((*STAGES, *PLACES), pl.Float64()),
}
ROUNDING = 0.02  # how far from 1 shares of two decimals may add up
KIND = "_"  # between a product group and a kind of it


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `chains.yaml` says, key by key."""

    name: str
    version: str
    title: str
    unit: str
    products: str  # the classification
    year: int
    columns: dict[str, str]
    computed: str
    changes: str
    origin: Origin
    sha256: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SupplyChain:
    """The shares of each product group, brought to add up to 1.

    table: product, view (`industry` or `final`), STAGES (together 1) and PLACES (together 1), sorted. supplier_energy
    is what the maker's electricity and heat emit, first_tier what its other direct suppliers do.
    """

    name: str
    version: str
    table: pl.DataFrame
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `figaro-se@2026.5`."""
        return f"{self.name}@{self.version}"

    def fits(self, factors: FactorSet) -> bool:
        """Return whether it says something about a factor set: the same source, the same product groups or kinds."""
        said, products = factors.description, self.description.products
        same_source = said.origin.url_main == self.description.origin.url_main
        return same_source and said.products in (products, f"{products}-food")

    def of(self, product: str, capital_good: bool = False) -> tuple[float, ...] | None:
        """Return STAGES and PLACES of a product of a factor set, or of the group that it is a kind of; None if unknown.

        capital_good: as final buyers buy it, where the publisher knows that.
        """
        known = {(row[0], row[1]): row[2:] for row in self.table.iter_rows()}
        group = product if (product, INDUSTRY) in known else product.partition(KIND)[0]
        found = known.get((group, FINAL)) if capital_good else None
        return found or known.get((group, INDUSTRY))


def load(name: str, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> SupplyChain:
    """Return a supply chain (the newest version unless one is given), checked against its description.

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    label, said = figures.described(folder / DESCRIPTION, Description)
    header = ("product", "product_name", "view", "year", *said.columns)
    layout = figures.Layout(header, key=("product", "view"), signed=(*TIERS, *TOTALS, *PLACES))
    if said.columns.keys() != {*TIERS, *TOTALS, *PLACES}:
        stated, wanted = ",".join(said.columns), ",".join((*TIERS, *TOTALS, *PLACES))
        raise Refused([problem("factor-header", label, stated, description=DESCRIPTION, expected=wanted)])
    rows = figures.read(folder / FIGURES, layout, DESCRIPTION, said.sha256)
    place = figures.label(folder / FIGURES)
    if wrong := [one for line, row in enumerate(rows, 2) for one in _wrong(row, f"{place}:{line}")]:
        raise Refused(wrong)
    return SupplyChain(
        name=said.name,
        version=said.version,
        table=pl.DataFrame([_shares(row) for row in rows], TABLE, orient="row").sort("product", "view"),
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )


def of(factors: FactorSet, shelves: Sequence[Path] = figures.SHIPPED) -> SupplyChain | None:
    """Return the newest supply chain on these shelves that fits a factor set; None where no source divides its factors.

    Errors: Refused with everything that is wrong with any supply chain there.
    """
    folders = figures.editions(FOLDER, DESCRIPTION, shelves)
    held = [load(folder.parent.name, folder.name, shelves) for folder in folders]
    return next((one for one in reversed(held) if one.fits(factors)), None)


def _shares(row: Mapping[str, str]) -> tuple[str | float, ...]:
    """Return product, view and the shares of a row, each kind divided by its sum.

    supplier_energy = min(scope_2 ÷ total, tier_1), first_tier = tier_1 − supplier_energy
    """
    tiers, places = ([float(row[name]) for name in names] for names in (TIERS, PLACES))
    own, first, *further = (share / sum(tiers) for share in tiers)
    energy = min(float(row["scope_2"]) / float(row["total"]), first)
    stages = (own, energy, first - energy, sum(further))
    return row["product"], row["view"], *stages, *(share / sum(places) for share in places)


def _wrong(row: Mapping[str, str], where: str) -> Iterator[Problem]:
    if row["view"] not in (INDUSTRY, FINAL):
        yield problem("chain-view", f'{where}, column "view"', row["view"])
    outside = [name for name in (*TIERS, *PLACES) if not 0 <= float(row[name]) <= 1]
    yield from (problem("chain-share", f'{where}, column "{name}"', row[name]) for name in outside)
    for what, names in (("the shares by tier", TIERS), ("the shares by place", PLACES)):
        total = sum(float(row[name]) for name in names)
        if not outside and abs(total - 1) > ROUNDING:
            excerpt = ", ".join(row[name] for name in names)
            yield problem("chain-sum", where, excerpt, what=what, total=f"{total:.4f}".rstrip("0"))
    if not 0 <= float(row["scope_2"]) <= float(row["total"]) or float(row["total"]) == 0:
        yield problem("chain-energy", where, f"{row['scope_2']} of {row['total']}")
