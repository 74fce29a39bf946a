"""Levers: by which means a buyer can lower what a spending category emits, and what suppliers are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping.rule_files import Reviewed, suggestion
from procurement_footprint.mapping.taxonomy import Names, Taxonomy
from procurement_footprint.problems import Problem, Refused, problem

KINDS = ("supplier_operations", "supplier_energy", "materials", "fuel_use", "quantity", "product_choice")
CHOICE, QUANTITY = "product_choice", "quantity"  # these two reach everything
Ask = Literal["epd", "pcf", "quantities"]


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lever: what it is called, what in a narrow column, and what is done with it."""

    id: str
    name: Names
    short: Names
    how: Names


class Sensible(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which levers make sense for a group or a category, and why.

    ask: what its suppliers are asked for: an environmental product declaration (epd), a product carbon footprint (pcf)
    or quantities (litres, kWh, tonnes). alternatives: what else could be bought, where the choice of product is a
    lever.
    """

    id: str
    levers: tuple[str, ...]
    ask: Ask
    why: str
    alternatives: Names | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    levers: str
    version: str
    reviewed: Reviewed
    kinds: tuple[Kind, ...]
    groups: tuple[Sensible, ...]
    categories: tuple[Sensible, ...]


@dataclass(frozen=True, slots=True)
class Levers:
    """The levers, and which of them make sense for each category (that of its group where nothing else is said)."""

    version: str
    kinds: Mapping[str, Kind]
    by_category: Mapping[str, Sensible]
    reviewed: Reviewed
    sha256: str


def load(taxonomy: Taxonomy, path: Path | None = None) -> Levers:
    """Return the levers of a taxonomy's categories (the shipped ones where no path is given).

    Errors: Refused with every Problem of the file: a lever, group or category that nobody knows or that stands twice, a
    group that is missing, a choice of product without alternatives.
    """
    path = path or shelf.folder("mappings") / "levers" / "levers.yaml"
    said = plain_yaml.convert(plain_yaml.load(path), _File, path.name)
    if wrong := [*_names(said, taxonomy, path), *_choices(said, path)]:
        raise Refused(wrong)
    groups = {one.id: one for one in said.groups}
    own = {one.id: one for one in said.categories}
    every = {category: own.get(category) or groups[group.id] for category, group in taxonomy.group_of.items()}
    return Levers(said.version, {one.id: one for one in said.kinds}, every, said.reviewed, shelf.digest(path))


def _names(said: _File, taxonomy: Taxonomy, path: Path) -> Iterator[Problem]:
    groups = tuple(group.id for group in taxonomy.groups)
    yield from _list("lever", [one.id for one in said.kinds], KINDS, path)
    yield from _list("group", [one.id for one in said.groups], groups, path)
    yield from _list("category", [one.id for one in said.categories], taxonomy.categories, path)
    for one in (*said.groups, *said.categories):
        strange = [name for name in one.levers if name not in KINDS]
        yield from (_unknown("lever", name, KINDS, _place(path, one.id)) for name in strange)
    for what, where, wanted, given in (("lever", "kinds", KINDS, said.kinds), ("group", "groups", groups, said.groups)):
        missing = [name for name in wanted if name not in {one.id for one in given}]
        yield from (problem("lever-missing", path.name, what=what, name=name, where=where) for name in missing)


def _list(what: str, ids: list[str], known: Collection[str], path: Path) -> Iterator[Problem]:
    for name in dict.fromkeys(ids):
        if name not in known:
            yield _unknown(what, name, known, _place(path, name))
        if ids.count(name) > 1:
            yield problem("lever-twice", _place(path, name), what=what, name=name)


def _unknown(what: str, name: str, known: Collection[str], place: str) -> Problem:
    fix = suggestion(name, known, f"write the id of a {what} that there is")
    return problem("lever-unknown", place, what=what, name=name, fix=fix)


def _choices(said: _File, path: Path) -> Iterator[Problem]:
    for one in (*said.groups, *said.categories):
        if CHOICE in one.levers and one.alternatives is None:
            yield problem("lever-choice", _place(path, one.id), name=one.id)


def _place(path: Path, name: str) -> str:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    number = next((number for number, line in enumerate(lines, 1) if line.strip() == f"- id: {name}"), 1)
    return f"{path.name}:{number}"
