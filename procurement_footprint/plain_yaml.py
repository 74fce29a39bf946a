"""Settings files in strict YAML: every scalar is text, every error has a line number.

Codes such as 0640, no or 12:30 stay what they are; duplicate keys, aliases, anchors and tags are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TypeVar, cast

import msgspec
import yaml

from procurement_footprint.problems import Problem, Refused, problem

Plain = str | list["Plain"] | dict[str, "Plain"]
T = TypeVar("T")

MAX_BYTES = 20_000_000
MAX_DEPTH = 20
_AROUND = yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent


def load(path: Path) -> Plain:
    """Return what a YAML file says, as text, lists and mappings.

    Errors: Refused with one Problem that names file and line.
    """
    return parse(path.read_bytes(), path.name)


def parse(raw: bytes, name: str) -> Plain:
    """Return what the bytes of a YAML file called `name` say; see `load`."""
    if len(raw) > MAX_BYTES:
        raise Refused([problem("yaml-forbidden", name, what=f"a settings file of more than {MAX_BYTES} bytes")])
    try:
        # events, not nodes: composing deeply nested nodes overruns the C library's stack
        events = yaml.parse(raw.decode("utf-8-sig"), Loader=yaml.CSafeLoader)
        reader = _Reader(name, raw, (event for event in events if not isinstance(event, _AROUND)))
        first = next(reader.events, None)
        return {} if first is None else reader.value(first, 0)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise Refused([problem("yaml-syntax", place, _line(raw, mark.line if mark else None), why=why)]) from None


def convert(value: object, kind: type[T], name: str) -> T:
    """Return `value` (from `load`) as the msgspec Struct `kind`; unknown keys and wrong shapes are refused."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        what = str(error).replace("`", '"')
        raise Refused([shape(name, what, "see the description of the file's keys in the manual")]) from None


def shape(place: str, what: str, fix: str, excerpt: str = "") -> Problem:
    """Return the Problem that the contents of a settings file are not as they must be."""
    return problem("yaml-shape", place, excerpt, what=what, fix=fix)


def line_of(path: Path, needle: str) -> int:
    """Return the number of the first line of a file that contains `needle` (1 where none does)."""
    lines: Iterable[str] = path.read_text(encoding="utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if needle in line), 1)


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    raw: bytes
    events: Iterator[yaml.Event]

    def value(self, event: yaml.Event, depth: int) -> Plain:
        self._refuse(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = takewhile(lambda item: not isinstance(item, yaml.SequenceEndEvent), self.events)
            return [self.value(item, depth + 1) for item in items]
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        return str(cast(yaml.ScalarEvent, event).value)

    def _mapping(self, depth: int) -> dict[str, Plain]:
        seen: dict[str, int] = {}
        result: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, line = str(self.value(event, depth + 1)), _number(event)
            if key in seen:
                raise Refused([problem("yaml-duplicate-key", f"{self.name}:{line}", key=key, first=seen[key])])
            seen[key] = line
            result[key] = self.value(next(self.events), depth + 1)
        return result

    def _refuse(self, event: yaml.Event, depth: int) -> None:
        what = None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "an anchor or alias"
        elif getattr(event, "tag", None):
            what = "a tag"
        elif depth > MAX_DEPTH:
            what = f"nesting deeper than {MAX_DEPTH} levels"
        if what:
            line = _number(event)
            raise Refused([problem("yaml-forbidden", f"{self.name}:{line}", _line(self.raw, line - 1), what=what)])


def _number(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _line(raw: bytes, number: int | None) -> str:
    lines = raw.decode("utf-8", errors="replace").splitlines()
    return lines[number].strip() if number is not None and number < len(lines) else ""
