"""Reads `targets.yaml`, with everything that is wrong with it; its keys are described in `written`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.analysis.targets import values
from procurement_footprint.analysis.targets.target import (
    ALL_CONSUMPTION,
    BOUNDARIES,
    NEUTRAL,
    PURCHASES,
    UNITS,
    Budget,
    Milestone,
    Source,
    Target,
    Targets,
    Texts,
    Total,
    Value,
)
from procurement_footprint.analysis.targets.written import (
    Text,
    WrittenBudget,
    WrittenFile,
    WrittenSource,
    WrittenTarget,
    WrittenTotal,
)
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.problems import Problem, Refused, problem

FILE = "targets.yaml"
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_YEAR = re.compile(r"(19|20|21)\d\d")


def load(path: Path) -> Targets:
    """Return the targets in a file.

    Errors: Refused when it is not there, or with everything that is wrong with it.
    """
    if not path.is_file():
        raise Refused([problem("targets-missing", path.name)])
    return parse(path.read_bytes(), path.name)


def parse(raw: bytes, name: str = FILE) -> Targets:
    """Return the targets that the bytes of such a file say. Errors: Refused with everything that is wrong."""
    said = plain_yaml.in_words(plain_yaml.parse(raw, name))
    held = plain_yaml.convert(said, WrittenFile, name)
    entries = said["targets"] if isinstance(said, dict) else []  # it is one, or `convert` would have refused it
    reading = _Reading(name, [])
    found: list[Target] = []
    first: dict[str, int] = {}
    for one, entry in zip(held.targets, entries, strict=True):
        place = _Entry(name, entry if isinstance(entry, dict) else {})
        found.append(reading.target(one, place))
        if one.id in first:
            reading.add("target-twice", place.at("id"), id=one.id, first=first[one.id])
        first.setdefault(one.id, place.line("id"))
    if not found:
        reading.add("targets-missing", name)
    if reading.problems:
        raise Refused(reading.problems)
    return Targets(
        tuple(found), held.municipality, _Entry(name, said if isinstance(said, dict) else {}).at("municipality")
    )


def examples() -> dict[str, Path]:
    """Return the shipped examples, name → file, sorted."""
    return {path.stem: path for path in sorted((shelf.folder("mappings") / "targets").glob("*.yaml"))}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A mapping of the file as it is written, and where its keys stand."""

    name: str
    written: Mapping[str, object]

    def line(self, key: str) -> int:
        """Return the line of a key, else the first of the mapping."""
        lines: Mapping[str, int] = getattr(self.written, "lines", {})
        return lines.get(key) or min(lines.values(), default=1)

    def at(self, key: str) -> str:
        """Return file and line of a key."""
        return f"{self.name}:{self.line(key)}"

    def inside(self, key: str) -> _Entry:
        """Return the mapping below a key; where it is empty, places are those of the key."""
        below = self.written.get(key)
        return _Entry(self.name, below) if isinstance(below, dict) and below else _Entry(self.name, self.written)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file while it is read: what is wrong so far."""

    name: str
    problems: list[Problem]

    def add(self, code: str, place: str, /, **said: object) -> None:
        """Keep that something is wrong."""
        self.problems.append(problem(code, place, "", **said))

    def target(self, one: WrittenTarget, at: _Entry) -> Target:
        """Return one target; what is wrong with it is kept."""
        if not _ID.fullmatch(one.id):
            self.add("target-id", at.at("id"), id=one.id)
        self._word(one.boundary, "boundary", BOUNDARIES, at)
        self._word(one.unit, "unit", UNITS, at)
        base = self._year(one.base, at.at("base")) if one.base is not None else None
        if one.source is None and not one.assumption:
            self.add("target-source", at.at("id"))
        if one.consumption_total is not None and one.boundary != ALL_CONSUMPTION:
            self.add("target-total", at.at("consumption_total"), boundary=one.boundary)
        if one.budget is not None and one.boundary != PURCHASES:
            self.add("target-budget-boundary", at.at("budget"), boundary=one.boundary)
        return Target(
            id=one.id,
            place=at.at("id"),
            name=self._texts(one.name, at.at("name")),
            scope=one.scope,
            boundary=one.boundary,
            unit=one.unit,
            base=base,
            milestones=self._milestones(one, base, at),
            counts_as=_both(one.counts_as.why) if one.counts_as else {},
            source=self._source(one.source, at.inside("source")) if one.source else None,
            assumption=_both(one.assumption),
            note=_both(one.note),
            budget=self._budget(one.budget, at.inside("budget")) if one.budget else None,
            total=self._total(one.consumption_total, at.inside("consumption_total")) if one.consumption_total else None,
        )

    def _word(self, word: str, what: str, words: Sequence[str], at: _Entry) -> None:
        if word not in words:
            self.add("target-word", at.at(what), word=word, what=what, words=", ".join(words))

    def _texts(self, text: Text, place: str) -> Texts:
        said = _both(text)
        for language in LANGUAGES:
            if not said.get(language):
                self.add("target-name", place, language=language)
        return said

    def _milestones(self, one: WrittenTarget, base: int | None, at: _Entry) -> tuple[Milestone, ...]:
        if not one.milestones:
            self.add("target-milestones", at.at("milestones"))
        inside = at.inside("milestones")
        found = []
        for year, text in one.milestones.items():
            place = inside.at(year)
            number, (word, value) = self._year(year, place), self._value(one, year, text, place)
            if value and value.share_of_base is not None and base is None and one.base is None:
                self.add("target-base", place, value=value.said)
            if number and base and number <= base:
                self.add("target-early", place, year=number, base=base)
            found.append(Milestone(number or 0, value, word))
        return tuple(sorted(found, key=lambda held: held.year))

    def _value(self, one: WrittenTarget, year: str, text: str, place: str) -> tuple[str, Value | None]:
        """Return the word and the value of a milestone."""
        fix = values.WRITTEN.get(one.unit, values.WRITTEN[UNITS[0]])
        word = text.strip() if text.strip() in NEUTRAL else ""
        counts = one.counts_as.value if one.counts_as else None
        if word and counts is None:
            if one.boundary == PURCHASES or one.counts_as is None:
                self.add("target-counts", place, year=year, word=word)
            return word, None
        written = counts if word and counts is not None else text
        found = values.value(written, one.unit)
        if found is None:
            self.add("target-value", place, value=written, fix=fix)
        return word, found

    def _year(self, text: str, place: str) -> int | None:
        if _YEAR.fullmatch(text.strip()):
            return int(text)
        self.add("target-year", place, year=text)
        return None

    def _source(self, one: WrittenSource, at: _Entry) -> Source:
        if not re.fullmatch(r"https://\S+", one.url):
            self.add("target-address", at.at("url"), url=one.url)
        try:
            date.fromisoformat(one.checked)
        except ValueError:
            self.add("target-day", at.at("checked"), day=one.checked)
        return Source(one.title, one.url, one.checked)

    def _budget(self, one: WrittenBudget, at: _Entry) -> Budget | None:
        kilograms = values.mass(one.value)
        if kilograms is None:
            self.add("target-budget", at.at("value"), value=one.value)
        first, last = self._year(one.first, at.at("from")), self._year(one.until, at.at("until"))
        if first and last and last < first:
            self.add("target-budget-years", at.at("until"), first=first, last=last)
        if one.source is None and not one.assumption:
            self.add("target-source", at.at("value"))
        source = self._source(one.source, at.inside("source")) if one.source else None
        return Budget(kilograms, first, last, source, one.assumption) if kilograms and first and last else None

    def _total(self, one: WrittenTotal, at: _Entry) -> Total | None:
        value = values.value(one.value)
        if value is None or not value.amount:
            self.add("target-total-value", at.at("value"), value=one.value)
        year, source = self._year(one.year, at.at("year")), self._source(one.source, at.inside("source"))
        return Total(year, value, source) if year and value else None


def _both(text: Text) -> Texts:
    """Return a text in each language; one that is only written once is the same in all."""
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text) if text else {}
    return dict(text)
