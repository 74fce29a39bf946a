"""Settings files in strict YAML: every scalar is text, every error has a line number.

Codes such as 0640, no or 12:30 stay what they are; duplicate keys, aliases, anchors and tags are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from procurement_footprint.problems import Problem, Refused, problem

Plain = str | list["Plain"] | dict[str, "Plain"]
T = TypeVar("T")

MAX_BYTES = 20_000_000
MAX_DEPTH = 20


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
        text = raw.decode("utf-8-sig")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise Refused([problem("yaml-syntax", place, _line(raw, mark.line if mark else None), why=why)]) from None
    if node is None:
        return {}
    _refuse_aliases(raw, name)
    return _plain(node, name, 0)


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


def _plain(node: yaml.Node, name: str, depth: int) -> Plain:
    place = f"{name}:{node.start_mark.line + 1}"
    if depth > MAX_DEPTH:
        raise Refused([problem("yaml-forbidden", place, what=f"nesting deeper than {MAX_DEPTH} levels")])
    if isinstance(node, yaml.ScalarNode):
        if node.tag.startswith("!"):
            raise Refused([problem("yaml-forbidden", place, node.tag, what="a tag")])
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, depth + 1) for item in node.value]
    return _mapping(node, name, depth)


def _mapping(node: yaml.Node, name: str, depth: int) -> dict[str, Plain]:
    seen: dict[str, int] = {}
    result: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in seen:
            raise Refused([problem("yaml-duplicate-key", f"{name}:{line}", key=key, first=seen[key])])
        seen[key] = line
        result[key] = _plain(value_node, name, depth + 1)
    return result


def _refuse_aliases(raw: bytes, name: str) -> None:
    for token in yaml.scan(raw.decode("utf-8-sig"), Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
            line = token.start_mark.line
            what = "a tag" if isinstance(token, yaml.TagToken) else "an anchor or alias"
            raise Refused([problem("yaml-forbidden", f"{name}:{line + 1}", _line(raw, line), what=what)])


def _line(raw: bytes, number: int | None) -> str:
    lines = raw.decode("utf-8", errors="replace").splitlines()
    return lines[number].strip() if number is not None and number < len(lines) else ""
