"""JSON ledgers: a list of objects, or an object whose `results` is such a list (the rowstore form)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger import frames
from procurement_footprint.ledger.identity import masked
from procurement_footprint.problems import Problem, Refused, problem

_BLOCK_ROWS = 200_000
_MARK = "\ufeff"
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = re.compile(rf"(?<!\\)(?:\\\\)*(?:{_HIGH}(?!{_LOW})|(?<!{_HIGH}){_LOW})")  # of a letter, by itself


@dataclass(frozen=True, slots=True)
class _Object:
    """An object as it stands: a dict would hide keys that stand twice."""

    pairs: tuple[tuple[str, object], ...]

    def get(self, key: str) -> object:
        return dict(self.pairs).get(key)


@dataclass(frozen=True, slots=True)
class JsonRows:
    """The objects of a JSON file as one sheet: line 1 the keys, line n + 1 the n-th object."""

    file: str
    objects: tuple[_Object, ...]
    keys: tuple[str, ...]
    name: str | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the keys (line 1) and the values of the first objects."""
        first = next(self._frames(rows, []), pl.DataFrame())
        values = [(line, cells) for line, *cells in first.iter_rows()]
        return [(1, list(self.keys)), *values][:rows]

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield the objects after `header_line` as text columns; see `source.Sheet`."""
        bad: list[Problem] = []
        for frame in self._frames(_BLOCK_ROWS, bad if rejected is None else rejected):
            yield frame.filter(pl.col("line") > header_line)
        if bad:
            raise Refused(bad)

    def _frames(self, size: int, bad: list[Problem]) -> Iterator[pl.DataFrame]:
        schema = {"line": pl.UInt32, **dict.fromkeys(frames.columns(len(self.keys)), pl.String)}
        for start in range(0, len(self.objects), size):
            rows = []
            for line, found in enumerate(self.objects[start : start + size], start + 2):
                wrong = _wrong(found, f"{self.file}:{line}")
                if wrong:
                    bad.append(wrong)
                else:
                    values = {key.strip(_MARK): _text(value) for key, value in found.pairs}
                    rows.append((line, *(values.get(key) for key in self.keys)))
            yield pl.DataFrame(rows, schema=schema, orient="row")


def open_json(raw: bytes, file: str) -> tuple[JsonRows, list[str], list[Problem]]:
    """Return the objects in the JSON file `raw` called `file`, what the user should know about it, what is wrong.

    Errors: Refused when it is not JSON, or not a list of objects, or an empty one.
    """
    document = _parsed(raw, file)
    problems: list[Problem] = []
    listed = document
    if isinstance(document, _Object):
        twice = _twice([key for key, _ in document.pairs])
        if twice is not None:
            raise Refused([problem("json-duplicate-key", file, key=twice)])
        listed = document.get("results")
        problems = _incomplete(document, listed, file)
    if listed == []:
        raise Refused([problem("ledger-no-rows", file)])
    if not isinstance(listed, list) or not all(isinstance(found, _Object) for found in listed):
        raise Refused([problem("json-no-rows", file)])
    objects: tuple[_Object, ...] = tuple(listed)
    keys = dict.fromkeys(key.strip(_MARK) for found in objects for key, _ in found.pairs)
    return JsonRows(file, objects, tuple(keys)), ["JSON"], problems


def _parsed(raw: bytes, file: str) -> object:
    try:
        text = raw.decode("utf-8-sig")
        if half := _HALF.search(text):
            line, said = text.count("\n", 0, half.start()) + 1, half[0].lstrip("\\")
            why = f"\\{said} is half of a letter, and the other half is missing"
            raise Refused([problem("json-syntax", f"{file}:{line}", why=why)])
        return json.loads(
            text, object_pairs_hook=lambda pairs: _Object(tuple(pairs)),
            parse_float=str, parse_int=str, parse_constant=_no_constant,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise Refused([problem("json-syntax", file, why="it is not UTF-8")]) from None
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{") and error.lineno > 1:
            raise Refused([problem("json-lines", file)]) from None
        excerpt = text.splitlines()[error.lineno - 1 :][:1]
        around = "".join(excerpt)[max(0, error.colno - 60) : error.colno + 60]
        raise Refused([problem("json-syntax", f"{file}:{error.lineno}", masked(around), why=error.msg)]) from None
    except RecursionError:
        raise Refused([problem("json-syntax", file, why="nested too deeply")]) from None
    except _NotJson as error:
        raise Refused([problem("json-syntax", file, why=str(error))]) from None


class _NotJson(Exception):  # noqa: N818
    pass


def _no_constant(name: str) -> object:
    raise _NotJson(f"{name} is not a JSON number")


def _incomplete(document: _Object, listed: object, file: str) -> list[Problem]:
    total, here = document.get("resultCount"), len(listed) if isinstance(listed, list) else 0
    if not (isinstance(total, str) and total.isdecimal() and Decimal(total) > here):  # of any length
        return []
    offset = document.get("offset")
    first = Decimal(offset) + 1 if isinstance(offset, str) and offset.isdecimal() else 1
    rows = f"{first:,} to {first + here - 1:,} of {Decimal(total):,}"
    return [problem("json-incomplete", file, rows=rows)]


def _wrong(found: _Object, place: str) -> Problem | None:
    keys = [key.strip(_MARK) for key, _ in found.pairs]
    twice = _twice(keys)
    if twice is not None:
        values = ", ".join(str(value) for key, value in found.pairs if key.strip(_MARK) == twice)
        return problem("json-duplicate-key", place, masked(values), key=twice)
    nested = next((key for key, value in found.pairs if isinstance(value, list | _Object)), None)
    return None if nested is None else problem("json-nested", place, key=nested)


def _twice(keys: Sequence[str]) -> str | None:
    return next(key for key in keys if keys.count(key) > 1) if len(set(keys)) < len(keys) else None


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value is not None and value != "" else None
