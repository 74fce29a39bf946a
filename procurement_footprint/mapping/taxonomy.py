"""The tree of spending categories (what was bought), and the reasons for leaving out what is no purchase."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.problems import Problem, Refused, problem

SCOPE3_CATEGORIES = tuple(str(number) for number in range(1, 16))  # GHG Protocol, Corporate Value Chain Standard

TABLE = {"group": pl.String, "category": pl.String, "scope3_category": pl.String, "capital_good": pl.Boolean}


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in Swedish and English."""

    sv: str
    en: str


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A spending category: one thing that is bought.

    scope3_category: "1" … "15" of the GHG Protocol. capital_good: lasts for years (scope 3 category 2).
    burnt: fuel that the buyer burns, scope 1 beside the supply chain.
    """

    id: str
    name: Names
    scope3_category: str
    capital_good: bool
    includes: str = ""
    burnt: bool = False


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of spending categories, as a purchasing unit divides its work."""

    id: str
    name: Names
    categories: tuple[Category, ...]


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a row is not a purchase and is left out."""

    id: str
    name: Names
    why: Names


class _TreeFile(msgspec.Struct, forbid_unknown_fields=True):
    taxonomy: str
    version: str
    groups: tuple[Group, ...]


class _ReasonFile(msgspec.Struct, forbid_unknown_fields=True):
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A versioned tree of spending categories, groups in the order of the file."""

    name: str
    version: str
    groups: tuple[Group, ...]
    sha256: str = ""

    @property
    def categories(self) -> dict[str, Category]:
        """The categories of all groups, by id."""
        return {category.id: category for group in self.groups for category in group.categories}

    @property
    def burnt(self) -> tuple[str, ...]:
        """The categories of fuel that the buyer burns, in the order of the tree."""
        return tuple(one.id for one in self.categories.values() if one.burnt)

    @property
    def table(self) -> pl.DataFrame:
        """One line for each category: group, category, scope3_category, capital_good."""
        lines = [
            (group.id, one.id, one.scope3_category, one.capital_good)
            for group in self.groups
            for one in group.categories
        ]
        return pl.DataFrame(lines, TABLE, orient="row")

    @property
    def group_of(self) -> dict[str, Group]:
        """The group of each category, by the id of the category."""
        return {category.id: group for group in self.groups for category in group.categories}


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons for leaving a row out, by id."""

    by_id: dict[str, Reason]
    sha256: str = ""


def load(path: Path | None = None) -> Taxonomy:
    """Return the tree of spending categories (the shipped one where no path is given).

    Errors: Refused with every Problem of the file (wrong key, id twice, unknown scope 3 category).
    """
    path = path or shelf.folder("mappings") / "categories" / "categories.yaml"
    tree = plain_yaml.convert(plain_yaml.load(path), _TreeFile, path.name)
    categories = [category for group in tree.groups for category in group.categories]
    problems = _twice([group.id for group in tree.groups], path) + _twice([c.id for c in categories], path)
    for category in categories:
        if category.scope3_category not in SCOPE3_CATEGORIES:
            place = f"{path.name}:{plain_yaml.line_of(path, f'id: {category.id}')}"
            problems.append(problem("mapping-scope3", place, category=category.id, value=category.scope3_category))
    if problems:
        raise Refused(problems)
    return Taxonomy(tree.taxonomy, tree.version, tree.groups, shelf.digest(path))


def load_reasons(path: Path | None = None) -> Reasons:
    """Return the reasons for leaving a row out (the shipped ones where no path is given).

    Errors: Refused with every Problem of the file.
    """
    path = path or shelf.folder("mappings") / "left-out.yaml"
    reasons = plain_yaml.convert(plain_yaml.load(path), _ReasonFile, path.name).reasons
    problems = _twice([reason.id for reason in reasons], path)
    if problems:
        raise Refused(problems)
    return Reasons({reason.id: reason for reason in reasons}, shelf.digest(path))


def _twice(ids: list[str], path: Path) -> list[Problem]:
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    return [
        problem("mapping-duplicate-id", f"{path.name}:{plain_yaml.line_of(path, f'id: {name}')}", id=name)
        for name in repeated
    ]
