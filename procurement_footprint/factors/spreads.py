"""How far factors may be from the truth: their spread between published models, and what widens it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from procurement_footprint import shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.mapping.bridge import Bridge
from procurement_footprint.mapping.evidence import LEVELS
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, DESCRIPTION, FIGURES = "uncertainty", "uncertainty.yaml", "spreads.csv"
EMBEDDED = "figaro-ceda"
KIND = "_"  # between a product group and a kind of it


class Component(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason why a figure may be off: by how much, as a geometric standard deviation, and why so much."""

    gsd: Annotated[float, msgspec.Meta(ge=1, le=100)]
    why: str

    @property
    def variance(self) -> float:
        """Return the variance of the logarithm: (ln gsd)²."""
        return math.log(self.gsd) ** 2


class Abroad(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it adds when the factors stand in for those of another country; `currency` is that of their own."""

    currency: str
    level: Component
    product: Component


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far kilograms may be off that come from no factor per unit of money, by their evidence."""

    activity: Component
    supplier_specific: Component

    @property
    def by_evidence(self) -> Mapping[str, Component]:
        """Return the components by the word that stands in the column `evidence`."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `uncertainty.yaml` says, key by key."""

    name: str
    version: str
    title: str
    unit: str
    products: str  # the classification
    columns: dict[str, str]
    computed: str  # how the spreads were made
    judgement: tuple[str, ...]
    without_comparison: Component
    other_products: Component
    level: Component
    evidence: dict[str, Component]
    evidence_computed: str
    measured: Measured
    carried_per_year: Component
    adjusted: Component
    abroad: Abroad
    crosscheck: str
    origin: Origin
    sha256: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """The spread of each product's factor, as variance of its logarithm; all else stands in `description`."""

    name: str
    version: str
    by_product: Mapping[str, float]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `figaro-ceda@2026.11`."""
        return f"{self.name}@{self.version}"

    def variance(self, group: str | None) -> float:
        """Return the variance of the logarithm of the factor of a product group.

        Where no comparison is known it is that of all pairs; for a product in no group (None) that of `other_products`.
        """
        said = self.description
        if group is None:
            return said.other_products.variance
        return self.by_product.get(group, said.without_comparison.variance)

    def group(self, product: str, classification: str, bridges: Sequence[Bridge]) -> str | None:
        """Return the group in which a product of a factor set lies; None where nobody knows.

        classification: what the set says about its products. A kind of a group is named after it: `C10T12_beef`. Sets
        of other classifications may hold whole groups beside their own products.
        """
        groups = self.description.products
        if classification in (groups, f"{groups}-food"):
            return product if product in self.by_product else product.partition(KIND)[0]
        bridge = next((one for one in bridges if one.between == (classification, groups)), None)
        if bridge is None:
            return None
        return product if product in self.by_product else bridge.group(product)


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> Spreads:
    """Return the spreads (the newest version unless one is given), checked against their description.

    Errors: Refused with everything that is wrong with their two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    label, said = figures.described(folder / DESCRIPTION, Description)
    layout = figures.Layout(("product", "year", *said.columns), key=("product",), numbers=("gsd",))
    rows = figures.read(folder / FIGURES, layout, DESCRIPTION, said.sha256)
    if problems := [*_evidence(said, label), *_narrow(rows, figures.label(folder / FIGURES))]:
        raise Refused(problems)
    return Spreads(
        name=said.name,
        version=said.version,
        by_product={row["product"]: math.log(float(row["gsd"])) ** 2 for row in rows},
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )


def _evidence(said: Description, label: str) -> list[Problem]:
    if set(said.evidence) == set(LEVELS):
        return []
    return [problem("spread-evidence", f"{label}, evidence", ", ".join(said.evidence), levels=", ".join(LEVELS))]


def _narrow(rows: Sequence[Mapping[str, str]], label: str) -> list[Problem]:
    return [
        problem("spread-below-one", f'{label}:{line}, column "gsd"', row["gsd"])
        for line, row in enumerate(rows, 2)
        if float(row["gsd"]) < 1
    ]
