"""Settings files in strict YAML: every scalar is text, every error has a line number.

Codes such as 0640, no or 12:30 stay what they are; duplicate keys, aliases, anchors and tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec
import yaml
from msgspec import inspect
from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from procurement_footprint.person_numbers import MASK, masked
from procurement_footprint.problems import Problem, Refused, problem

Plain = str | list["Plain"] | dict[str, "Plain"]
T = TypeVar("T")
_Node = ScalarEvent | MappingStartEvent | SequenceStartEvent  # or an alias, which has an anchor

MAX_BYTES = 20_000_000
MAX_DEPTH = 20
LONGEST_EXCERPT = 200  # letters of a line that is shown
TOO_DEEP = f"nesting deeper than {MAX_DEPTH} levels"
NEAR = 0.7  # how alike a misspelt key must be to one that there is, of 1
KEYS = "see the description of the file's keys in the manual"
_WORDS = (
    ((inspect.StructType, inspect.DictType), "keys with values", "{key: value}"),
    ((inspect.ListType, inspect.VarTupleType), "a list", "[first, second]"),
    ((inspect.BoolType,), "true or false", "true"),
    ((inspect.IntType,), "a whole number", "12"),
    ((inspect.StrType,), "plain text", "some text"),
)


def load(path: Path) -> Plain:
    """Return what a YAML file says, as text, lists and mappings.

    Errors: Refused with one Problem that names file and line.
    """
    with path.open("rb") as file:
        return parse(file.read(MAX_BYTES + 1), path.name)


def parse(raw: bytes, name: str) -> Plain:
    """Return what the bytes of a YAML file called `name` say; see `load`."""
    if len(raw) > MAX_BYTES:
        raise Refused([problem("yaml-forbidden", name, what=f"a settings file of more than {MAX_BYTES} bytes")])
    try:
        return _Reader(name, raw).document()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise Refused([problem("yaml-syntax", place, _line(raw, mark.line if mark else None), why=why)]) from None


def dump(value: Mapping[str, object]) -> str:
    """Return the text of a YAML file that `load` reads back: keys in the order given, numbers in quotes if text."""
    return str(yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=110))


def convert(value: object, kind: type[T], name: str) -> T:
    """Return `value` (from `load`) as the msgspec Struct `kind`; unknown keys and wrong shapes are refused.

    name: of the file, or file and line where `value` is only a part of it. Errors: Refused with all of them.
    """
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        problems = list(_Shape(name).problems(value, inspect.type_info(kind), "the file", None))
        raise Refused(problems or [shape(name, str(error).replace("`", '"'), KEYS)]) from None


def shape(place: str, what: str, fix: str, excerpt: str = "") -> Problem:
    """Return the Problem that the contents of a settings file are not as they must be."""
    return problem("yaml-shape", place, excerpt, what=what, fix=fix)


def line_of(path: Path, needle: str) -> int:
    """Return the number of the first line of a file that contains `needle` (1 where none does)."""
    lines: Iterable[str] = path.read_text(encoding="utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if needle in line), 1)


def in_words(said: Plain) -> Plain:
    """Return what a file says with a mask for each number of a natural person in its words.

    One that is all of an entry of a list stays: it says which supplier is meant, and is known by its pseudonym.
    """
    if isinstance(said, str):
        return masked(said)
    if isinstance(said, list):
        return [one if isinstance(one, str) and masked(one) == MASK else in_words(one) for one in said]
    shown = Lines()
    shown.lines = getattr(said, "lines", {})
    for key, one in said.items():
        shown[key] = in_words(one)
    return shown


class Lines(dict[str, "Plain"]):
    """A mapping as it was read, with the line on which each of its keys stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class _Shape:
    """Holds what was read against what a settings file may say."""

    name: str

    def problems(self, value: object, kind: inspect.Type, what: str, line: int | None) -> Iterator[Problem]:
        """Yield everything that is wrong with `value`. what, line: what it is called and where its key stands."""
        if isinstance(kind, inspect.UnionType):
            kinds = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
            kind = next((one for one in kinds if _fits(value, one)), kinds[0])
        if (expected := _expected(kind)) and not _fits(value, kind):
            yield shape(self._place(line), f"{what} should be {expected[0]}", f"write it so: {expected[1]}")
        elif isinstance(value, dict):
            yield from self._keys(value, kind, what, line)
        elif isinstance(value, list) and isinstance(kind, inspect.ListType | inspect.VarTupleType):
            for one in value:
                yield from self.problems(one, kind.item_type, f"an entry of {what}", line)

    def _keys(self, value: Mapping[str, object], kind: inspect.Type, what: str, line: int | None) -> Iterator[Problem]:
        lines = value.lines if isinstance(value, Lines) else {}
        if isinstance(kind, inspect.DictType):
            for key, one in value.items():
                yield from self.problems(one, kind.value_type, f'"{key}"', lines.get(key, line))
        if not isinstance(kind, inspect.StructType):
            return
        fields = {field.encode_name: field for field in kind.fields}
        for key, one in value.items():
            if key in fields:
                yield from self.problems(one, fields[key].type, f'"{key}"', lines.get(key, line))
            else:
                near = get_close_matches(key, fields, 1, NEAR)
                meant = f'; did you mean "{near[0]}"?' if near else ""
                fix = f"delete it, or write one of: {', '.join(fields)}"
                yield shape(self._place(lines.get(key, line)), f'unknown key "{key}"{meant}', fix)
        for key in [key for key, field in fields.items() if field.required and key not in value]:
            yield shape(self._place(line), f'{what} has no key "{key}"', KEYS)

    def _place(self, line: int | None) -> str:
        return self.name if line is None else f"{self.name}:{line}"


def _expected(kind: inspect.Type) -> tuple[str, str] | None:
    """Return what is expected of a value, in words, and how it is written; None where anything goes."""
    if isinstance(kind, inspect.LiteralType):
        return f"one of {', '.join(map(str, kind.values))}", str(kind.values[0])
    if isinstance(kind, inspect.IntType) and kind.ge is not None and kind.le is not None:
        return f"a whole number from {kind.ge} to {kind.le}", str(kind.ge)
    for kinds, words, example in _WORDS:
        if isinstance(kind, kinds):
            return words, example
    return None


def _fits(value: object, kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.LiteralType):
        return value in kind.values
    if isinstance(kind, inspect.StructType | inspect.DictType):
        return isinstance(value, dict)
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return isinstance(value, list | tuple)
    if isinstance(kind, inspect.BoolType):
        return isinstance(value, str) and value.casefold() in {"true", "false", "1", "0"}
    if isinstance(kind, inspect.IntType):
        whole = isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value) is not None
        return whole and _inside(int(str(value)), kind)
    return not isinstance(kind, inspect.StrType) or isinstance(value, str)


def _inside(number: int, kind: inspect.IntType) -> bool:
    return (kind.ge is None or kind.ge <= number) and (kind.le is None or number <= kind.le)


class _Reader:
    """Makes values of events, not of nodes: composing deeply nested nodes overruns the C library's stack."""

    __slots__ = ("_event", "_name", "_raw")

    def __init__(self, name: str, raw: bytes) -> None:
        self._name, self._raw = name, raw
        self._event: Callable[[], Any] = yaml.CSafeLoader(raw.decode("utf-8-sig")).get_event

    def document(self) -> Plain:
        """Return what the first document says, {} where there is none."""
        self._event()  # the stream starts
        if type(self._event()) is StreamEndEvent:
            return {}
        held = self._value(self._event(), 0)
        self._event()  # the document ends
        if type(following := self._event()) is not StreamEndEvent:
            line = following.start_mark.line
            raise Refused([problem("yaml-second", f"{self._name}:{line + 1}", _line(self._raw, line))])
        return held

    def _value(self, event: _Node, depth: int) -> Plain:
        if depth > MAX_DEPTH or event.anchor or event.tag:
            assert event.start_mark is not None
            what = "an anchor or alias" if event.anchor else "a tag" if event.tag else TOO_DEEP
            self._refuse(event.start_mark.line, what)
        if type(event) is ScalarEvent:
            text: str = event.value
            return text
        return self._mapping(depth) if type(event) is MappingStartEvent else self._list(depth)

    def _list(self, depth: int) -> list[Plain]:
        result: list[Plain] = []
        while type(event := self._event()) is not SequenceEndEvent:
            result.append(self._value(event, depth + 1))
        return result

    def _mapping(self, depth: int) -> Lines:
        result, inside = Lines(), depth + 1
        next_event, lines = self._event, result.lines
        while type(event := next_event()) is not MappingEndEvent:
            line = event.start_mark.line + 1
            key = self._value(event, inside)
            if not isinstance(key, str):
                self._refuse(line - 1, "a key that is a list or a mapping")
            if key in lines:
                raise Refused([problem("yaml-duplicate-key", f"{self._name}:{line}", key=key, first=lines[key])])
            lines[key] = line
            result[key] = self._value(next_event(), inside)
        return result

    def _refuse(self, line: int, what: str) -> NoReturn:
        """Refuse `what` stands on a line, counted from 0."""
        raise Refused([problem("yaml-forbidden", f"{self._name}:{line + 1}", _line(self._raw, line), what=what)])


def _line(raw: bytes, number: int | None) -> str:
    lines = raw.decode("utf-8", errors="replace").splitlines()
    line = lines[number].strip() if number is not None and number < len(lines) else ""
    return line if len(line) <= LONGEST_EXCERPT else line[:LONGEST_EXCERPT] + "…"
