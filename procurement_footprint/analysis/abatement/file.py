"""The file `measures.yaml` of a project: read with every fault that it has.

- name: Less meat in school meals
  acts_on: {categories: [food], departments: [Måltidsservice]}
  effect: {intensity: -20}        # or {volume: -10}, or {kg_per_year: -120000, how: ...}
  effect_range: [-10, -25]        # or confidence: A, B, C, D or E
  start: 2026
  ramp: 2
  lifetime: 10
  investment: 300000
  yearly: -150000
  discount_rate: 3.5
  source: {title: Report on meals, url: "https://example.org/meals"}
  needs: [Training of cooks]
  excludes: [Vegetarian schools]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.analysis.abatement.measure import CONFIDENCE, FILE, KINDS, WHOLE, Effect, Kind, Measure
from procurement_footprint.analysis.abatement.relations import faults
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.problems import Problem, Refused, problem

NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,6})?")
MONEY = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,2})?")
ENTRY = "write it so: - name: Less meat in school meals"
EXAMPLES = {
    "name": "Less meat in school meals",
    "acts_on": "{categories: [food]}",
    "effect": "{volume: -20}",
    "start": "2026",
    "lifetime": "10",
    "investment": "300000",
    "yearly": "-150000",
    "discount_rate": "3.5",
}


class Effects(msgspec.Struct, forbid_unknown_fields=True):
    """What a measure lowers, as it is written."""

    volume: str | None = None
    intensity: str | None = None
    kg_per_year: str | None = None
    how: str = ""


class Source(msgspec.Struct, forbid_unknown_fields=True):
    """Where a measure's figures come from, as it is written."""

    title: str = ""
    url: str = ""


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """A measure as it is written."""

    name: str = ""
    acts_on: Selection | None = None
    effect: Effects | None = None
    effect_range: list[str] | None = None
    confidence: str | None = None
    start: str = ""
    ramp: str = "1"
    lifetime: str = ""
    investment: str = ""
    yearly: str = ""
    discount_rate: str = ""
    source: Source | None = None
    assumption: str = ""
    needs: list[str] = []
    excludes: list[str] = []


def load(path: Path) -> tuple[Measure, ...]:
    """Return the measures in a file, sorted by name.

    Errors: Refused with every Problem of the file, or when it is not there.
    """
    if not path.is_file():
        raise Refused([problem("measures-missing", str(path), file=FILE)])
    return parse(path.read_bytes(), path.name)


def parse(raw: bytes, name: str = FILE) -> tuple[Measure, ...]:
    """Return the measures that the bytes of such a file say, sorted by name. Errors: Refused with all Problems."""
    entries = plain_yaml.in_words(plain_yaml.parse(raw, name)) or []
    if not isinstance(entries, list):
        raise Refused([plain_yaml.shape(name, "the file should be a list", ENTRY)])
    if not entries:
        raise Refused([problem("measures-empty", name)])
    problems: list[Problem] = []
    found = []
    for entry in entries:
        try:
            written = plain_yaml.convert(entry, Entry, name)
        except Refused as refused:
            problems += refused.problems
            continue
        reading = _Reading(written, entry.lines if isinstance(entry, plain_yaml.Lines) else {}, name)
        found.append(reading.measure())
        problems += reading.problems
    named = [one for one in found if one.name]
    problems += faults(named)
    if problems:
        raise Refused(problems)
    return tuple(sorted(named, key=lambda one: one.name))


class _Reading:
    """One measure while it is read: what is wrong is collected, and something stands in for it."""

    __slots__ = ("_lines", "_name", "_said", "problems")

    def __init__(self, said: Entry, lines: Mapping[str, int], name: str) -> None:
        self._said, self._lines, self._name = said, lines, name
        self.problems: list[Problem] = []

    def measure(self) -> Measure:
        """Return the measure; it may be used where there are no problems."""
        said = self._said
        for key, example in EXAMPLES.items():
            if getattr(said, key) in ("", None):
                self._wrong("measure-missing", key, key=key, example=example)
        lifetime, ramp = self._whole("lifetime", 1, 100), self._whole("ramp", 1, 100)
        if ramp > lifetime > 0:
            self._wrong("measure-ramp", "ramp", ramp=ramp, lifetime=lifetime)
        source = self._source()
        return Measure(
            name=said.name.strip(),
            acts_on=said.acts_on or Selection(),
            effect=self._effect(),
            start=self._whole("start", 1990, 2150),
            ramp=ramp,
            lifetime=lifetime,
            investment=self._money("investment", least=Decimal(0)),
            yearly=self._money("yearly"),
            discount_rate=self._rate(),
            place=self._at(""),
            source=source.title.strip(),
            url=source.url.strip(),
            assumption=said.assumption.strip(),
            confidence=said.confidence or "",
            needs=tuple(sorted(set(said.needs))),
            excludes=tuple(sorted(set(said.excludes))),
        )

    def _effect(self) -> Effect:
        said = self._said.effect or Effects()
        given: list[tuple[Kind, str]] = [(kind, getattr(said, kind)) for kind in KINDS if getattr(said, kind)]
        if len(given) != 1:
            if self._said.effect is not None:
                self._wrong("measure-effect", "effect", " and ".join(kind for kind, _ in given))
            self._spread(Decimal(0), WHOLE)
            return Effect("volume", Decimal(0), Decimal(0), Decimal(0))
        (kind, text), most = given[0], None if given[0][0] == "kg_per_year" else WHOLE
        size = self._lowered("effect", kind, text, most)
        if most is None and not said.how.strip():
            self._wrong("measure-how", "effect", text)
        low, high = self._spread(size, most)
        return Effect(kind, size, low, high, said.how.strip())

    def _lowered(self, place: str, key: str, text: str, most: Decimal | None) -> Decimal:
        """Return a number below zero as how much is lowered; 0 where it cannot be read."""
        number = self._number(place, key, text, "a number", "-20" if most else "-120000")
        if number is not None and not (number < 0 and (most is None or -number <= most)):
            least = ", and not below -100" if most else ""
            self._wrong("measure-effect-size", place, text, key=key, least=least, example="-20" if most else "-120000")
        return -number if number is not None and number < 0 else Decimal(0)

    def _spread(self, size: Decimal, most: Decimal | None) -> tuple[Decimal, Decimal]:
        """Return between what the effect lies, from the range that is given or from the letter."""
        said = self._said
        if (said.confidence is None) == (said.effect_range is None):
            self._wrong("measure-confidence", "effect_range" if said.effect_range else "confidence")
        elif said.effect_range is not None:
            return self._stated(said.effect_range, size, most)
        elif said.confidence not in CONFIDENCE:
            self._wrong("measure-letter", "confidence", said.confidence or "")
        else:
            off = CONFIDENCE[said.confidence] * size
            return size - off, size + off if most is None else min(most, size + off)
        return size, size

    def _stated(self, bounds: Sequence[str], size: Decimal, most: Decimal | None) -> tuple[Decimal, Decimal]:
        numbers = [self._number("effect_range", "effect_range", text, "two numbers", "[-10, -25]") for text in bounds]
        low, high = numbers if len(numbers) == 2 else (None, None)
        if low is not None and high is not None and size:
            if not (0 <= -low <= size <= -high and (most is None or -high <= most)):
                named = f" or below -{most}" if most else ""
                self._wrong("measure-range", "effect_range", ", ".join(bounds), size=f"{-size}", most=named)
            return -low, -high
        if len(numbers) != 2:
            said, example = ", ".join(bounds), "[-10, -25]"
            self._wrong("measure-number", "effect_range", said, key="effect_range", what="two numbers", example=example)
        return size, size

    def _source(self) -> Source:
        source = self._said.source or Source()
        if not source.title.strip() and not self._said.assumption.strip():
            self._wrong("measure-source", "source")
        if source.url.strip() and not re.match(r"https?://\S+$", source.url.strip()):
            self._wrong("measure-url", "source", source.url)
        return source

    def _whole(self, key: str, least: int, most: int) -> int:
        text = getattr(self._said, key)
        if re.fullmatch(r"\d{1,4}", text) and least <= int(text) <= most:
            return int(text)
        if text:
            what = "a year" if key == "start" else f"a whole number from {least} to {most}"
            self._wrong("measure-number", key, text, key=key, what=what, example="2026" if key == "start" else "10")
        return 0

    def _money(self, key: str, least: Decimal | None = None) -> Decimal:
        text = getattr(self._said, key)
        amount = Decimal(text) if MONEY.fullmatch(text) else None
        if amount is not None and (least is None or amount >= least):
            return amount
        if text:
            what = "an amount of money with at most two decimals" + (", not below 0" if least is not None else "")
            self._wrong("measure-number", key, text, key=key, what=what, example=EXAMPLES[key])
        return Decimal(0)

    def _rate(self) -> Decimal:
        text = self._said.discount_rate
        if NUMBER.fullmatch(text) and 0 <= Decimal(text) <= 50:
            return Decimal(text)
        if text:
            what = "per cent a year, from 0 to 50"
            self._wrong("measure-number", "discount_rate", text, key="discount_rate", what=what, example="3.5")
        return Decimal(0)

    def _number(self, place: str, key: str, text: str, what: str, example: str) -> Decimal | None:
        if NUMBER.fullmatch(text):
            return Decimal(text)
        self._wrong("measure-number", place, text, key=key, what=what, example=example)
        return None

    def _wrong(self, code: str, at: str, excerpt: str = "", /, **values: object) -> None:
        self.problems.append(problem(code, self._at(at), excerpt or self._said.name, **values))

    def _at(self, key: str) -> str:
        line = self._lines.get(key) or min(self._lines.values(), default=0)
        return f"{self._name}:{line}" if line else self._name
