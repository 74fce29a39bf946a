"""What is wrong with the entities and departments of `procurement.yaml`, all of it at once, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from procurement_footprint import named_paths, plain_yaml, shelf
from procurement_footprint.entities import Department, Entity, Ownership
from procurement_footprint.problems import Problem, problem

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
SHARE = re.compile(r"0*(?:0?\.\d{1,6}|1(?:\.0{1,6})?)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERSON = re.compile(r"(?:18|19|20)?\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+]?\d{4}")
ONE_BUYER = ("organisation", "ledgers")
OPEN_SINCE, OPEN_UNTIL = date.min, date.max


@dataclass(frozen=True, slots=True)
class _File:
    """The settings file as it is written: where each key of each entry stands."""

    path: Path
    text: dict[str, Any]
    lines: Sequence[str]

    def entry(self, section: str, number: int) -> dict[str, Any]:
        """Return one entry of a list as it is written."""
        found: dict[str, Any] = self.text[section][number]
        return found

    def line(self, entry: dict[str, Any], key: str, value: str | None = None) -> int:
        """Return the line of a key; with a value, the first from there on that holds it."""
        where: dict[str, int] = getattr(entry, "lines", {})
        at = where.get(key) or min(where.values(), default=1)
        if value is None:
            return at
        return next((n for n, line in enumerate(self.lines[at - 1 :], at) if value in line), at)

    def place(self, line: int) -> str:
        """Return a line as Problems name it."""
        return f"{self.path.name}:{line}"


def problems(path: Path, entities: Sequence[Entity], departments: Sequence[Department]) -> list[Problem]:
    """Return everything that is wrong with these entities and departments of the settings file `path`, in its order."""
    if not entities and not departments:
        return []
    text = plain_yaml.load(path)
    file = _File(path, text if isinstance(text, dict) else {}, path.read_text(encoding="utf-8-sig").splitlines())
    found = [*_one_buyer(file, entities), *_twice(file, entities), *_ledgers(file, entities)]
    for number, entity in enumerate(entities):
        found += [*_of_entity(file, file.entry("entities", number), entity)]
    return [*found, *_departments(file, entities, departments)]


def _one_buyer(file: _File, entities: Sequence[Entity]) -> Iterator[Problem]:
    for key in ONE_BUYER if entities else ():
        if file.text.get(key):
            yield problem("entities-and-organisation", file.place(file.line(file.text, key)), f"{key}:")


def _twice(file: _File, entities: Sequence[Entity]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for number, entity in enumerate(entities):
        entry = file.entry("entities", number)
        own = [("code", "the code", entity.code), ("id", "the organisation number", entity.id)]
        own += [("counterparties", "the counterparty", code) for code in entity.counterparties]
        for key, what, value in own:
            line = file.line(entry, key, value)
            same = (key, _bare(value) if key == "id" else value)
            if same in seen:
                yield problem("entity-twice", file.place(line), what=what, value=value, first=seen[same])
            seen.setdefault(same, line)


def _bare(number: str) -> str:
    digits = re.sub(r"[^0-9A-Za-z]", "", number)
    return digits[2:] if len(digits) == 12 and digits.startswith("16") else digits


def _ledgers(file: _File, entities: Sequence[Entity]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, entity in enumerate(entities):
        for name in entity.ledgers:
            line = file.line(file.entry("entities", number), "ledgers", name)
            if not named_paths.is_file(file.path.parent / name):
                yield problem("entity-ledger-missing", file.place(line), ledger=name, entity=entity.code)
            elif name in seen:
                yield problem("entity-ledger-twice", file.place(line), ledger=name, first=seen[name])
            seen.setdefault(name, line)


def _of_entity(file: _File, entry: dict[str, Any], entity: Entity) -> Iterator[Problem]:
    if not CODE.fullmatch(entity.code):
        yield problem("entity-code", file.place(file.line(entry, "code")), name=entity.code)
    bare = entity.id.replace(" ", "")
    if not bare or PERSON.fullmatch(bare):
        yield problem("entity-number", file.place(file.line(entry, "id")), number=bare and "******-****")
    if entity.chart is not None and entity.chart not in (known := _charts()):
        place = file.place(file.line(entry, "chart"))
        yield problem("entity-chart", place, chart=entity.chart, names=", ".join(known))
    own = entity.profile and named_paths.is_file(file.path.parent / entity.profile)
    if entity.profile is not None and not own and entity.profile not in (shipped := _profiles()):
        place = file.place(file.line(entry, "profile"))
        yield problem("entity-profile", place, profile=entity.profile, names=", ".join(shipped))
    yield from _ownership(file, entry, entity.ownership)


def _charts() -> tuple[str, ...]:
    said = plain_yaml.load(shelf.folder("mappings") / "charts.yaml")
    charts = said["charts"] if isinstance(said, dict) else []
    return tuple(str(one["id"]) for one in charts if isinstance(one, dict))


def _profiles() -> tuple[str, ...]:
    names = {path.stem for path in (shelf.folder("mappings") / "ledgers").glob("*.yaml")}
    return tuple(sorted(names - {"synonyms"}))


def _ownership(file: _File, entry: dict[str, Any], shares: Sequence[Ownership]) -> Iterator[Problem]:
    held: list[tuple[date, date, int]] = []
    for written, one in zip(entry.get("ownership", ()), shares, strict=True):
        line = file.line(written, "share") if written else file.line(entry, "ownership")
        if not SHARE.fullmatch(one.share) or not Decimal(one.share):
            yield problem("ownership-share", file.place(line), share=one.share)
        days, wrong = _days(file, written, line, one.since, one.until)
        yield from wrong
        if days is not None:
            held.append((*days, line))
    held.sort()
    for (_, until, _), (since, end, line) in pairwise(held):
        if since <= until:
            yield problem("ownership-overlap", file.place(line), since=since, until=_named(min(until, end)))


def _days(
    file: _File, entry: dict[str, Any], line: int, since: str | None, until: str | None
) -> tuple[tuple[date, date] | None, list[Problem]]:
    """Return the first and the last day, or None with what is wrong with them."""
    days: list[date] = []
    wrong: list[Problem] = []
    for key, text, open_day in (("since", since, OPEN_SINCE), ("until", until, OPEN_UNTIL)):
        try:
            if text is not None and not DAY.fullmatch(text):
                raise ValueError(text)
            days.append(date.fromisoformat(text) if text is not None else open_day)
        except ValueError:
            wrong.append(problem("group-day", file.place(file.line(entry, key)), day=text))
    if not wrong and days[0] > days[1]:
        wrong.append(problem("group-days-turned", file.place(line), since=since, until=until))
    return (None if wrong else (days[0], days[1])), wrong


def _departments(file: _File, entities: Sequence[Entity], departments: Sequence[Department]) -> Iterator[Problem]:
    codes = [entity.code for entity in entities]
    held: dict[str, list[tuple[str | None, date, date, int]]] = {}
    for number, one in enumerate(departments):
        entry = file.entry("departments", number)
        line = file.line(entry, "id")
        if one.entity is not None and one.entity not in codes:
            place = file.place(file.line(entry, "entity"))
            yield problem("department-entity", place, entity=one.entity, codes=", ".join(codes) or "none")
        days, wrong = _days(file, entry, line, one.since, one.until)
        yield from wrong
        if days is None:
            continue
        for claim in {claim.casefold(): claim for claim in one.claims}.values():
            others = held.setdefault(claim.casefold(), [])
            yield from _claimed(file, claim, (one.entity, *days, line), others)
            others.append((one.entity, *days, line))


def _claimed(
    file: _File,
    claim: str,
    own: tuple[str | None, date, date, int],
    others: Sequence[tuple[str | None, date, date, int]],
) -> Iterator[Problem]:
    entity, since, until, line = own
    for other, began, ended, first in others:
        if None not in (entity, other) and entity != other:
            continue
        if (both := max(since, began)) <= (last := min(until, ended)):
            days = {"since": _named(both), "until": _named(last)}
            yield problem("department-claimed", file.place(line), claim=claim, first=first, **days)
            return


def _named(day: date) -> str:
    return {OPEN_SINCE: "the first day", OPEN_UNTIL: "the last day"}.get(day, str(day))
