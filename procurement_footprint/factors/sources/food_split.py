"""Food in kinds: one factor for all food becomes one for beef, pork, dairy and others, with the same mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import msgspec

from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Origin
from procurement_footprint.factors.sources import whole
from procurement_footprint.factors.sources.imported import Imported, Row, rounded
from procurement_footprint.factors.sources.whole import Whole
from procurement_footprint.problems import Refused, problem

FOLDER, DESCRIPTION, FIGURES, EMBEDDED = "splits", "split.yaml", "split.csv", "food-exiobase"
HEADER = ("part", "name", "year", "weight", "relative", "relative_sweden", "why")
LAYOUT = figures.Layout(HEADER, ("part",), ("weight", "relative", "relative_sweden"))
CHANGED = "empty: as in the set; else what the factor of all food was multiplied with (the other columns are its)"


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    version: str
    title: str
    product: str  # what is split
    crosswalk: str
    computed: str
    assumption: str
    changes: str
    origin: Origin
    sha256: str


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a product: what each is called, its share of the money, its factor relative to the mean.

    The relatives have a weighted mean of exactly 1. product: the one that is split.
    """

    said: _Said
    names: Mapping[str, str]
    weights: Mapping[str, Fraction]
    relatives: Mapping[str, Fraction]


def load(shelves: Sequence[Path] = figures.SHIPPED) -> Split:
    """Return the shipped split of food, its relatives scaled so that their weighted mean is exactly 1.

        relative = published relative ÷ Σ weight × published relative

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, EMBEDDED, None, shelves)
    _, said = figures.described(folder / DESCRIPTION, _Said)
    rows = figures.read(folder / FIGURES, LAYOUT, DESCRIPTION, said.sha256)
    weights = {row["part"]: Fraction(row["weight"]) for row in rows}
    mean = sum((weights[row["part"]] * Fraction(row["relative"]) for row in rows), Fraction(0)) / sum(weights.values())
    relatives = {row["part"]: Fraction(row["relative"]) / mean for row in rows}
    return Split(said, {row["part"]: row["name"] for row in rows}, weights, relatives)


def read(name: str) -> Imported:
    """Return a factor set (`NAME` or `NAME@VERSION`) with factors for each kind of food added, marked as changed.

        factor(part, year) = factor(food, year) × relative(part)

    Unit, prices and all other factors are those of the set. The names of the new products are `C10T12_beef` and so on.
    Errors: Refused when there is no such set, or it has no factor for food.
    """
    split, source = load(), whole.load(name)
    food = [row for row in source.rows if row["product"] == split.said.product]
    if not food:
        raise Refused([problem("split-no-food", source.identity, product=split.said.product)])
    unchanged = [{**row, "changed": ""} for row in source.rows]
    parts = [_part(row, part, split, source.said.factor_column) for row in food for part in split.names]
    return Imported(_description(source, split), [*unchanged, *parts])


def _part(row: Row, part: str, split: Split, column: str) -> Row:
    relative = split.relatives[part]
    return {
        **row,
        "product": f"{split.said.product}_{part}",
        "product_name": f"{split.names[part]} (changed)",
        column: rounded(Fraction(row[column]) * relative),
        "changed": rounded(relative),
    }


def _description(source: Whole, split: Split) -> dict[str, object]:
    said = {key: value for key, value in msgspec.to_builtins(source.said).items() if value != ""}
    by = f"{split.said.name}@{split.said.version}"
    origin = said["origin"]
    for key in ("name", "version", "sha256"):
        del said[key]
    return {
        **said,
        "title": f"{said['title']}; food split into kinds (changed)",
        "products": f"{said['products']}-food",
        "crosswalk": split.said.crosswalk,
        "columns": {**said["columns"], "changed": CHANGED},
        "changes": f"Of {source.identity}: {said['changes']} Changed by us: factors for kinds of food were added, that "
        f"of all food times the relatives of {by}. {split.said.computed} {split.said.assumption}",
        "origin": {
            **origin,
            "title": f"{origin['title']}, changed: food split into kinds",
            "citation_full": f"{origin['citation_full']} Split of food: {split.said.origin.citation_full}",
            "attribution": f"{origin['attribution']} Changed: factors for kinds of food added. "
            f"{split.said.origin.attribution}",
        },
    }
