"""All texts and numbers of an Excel workbook: cells, comments, names, properties, and texts that no cell shows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

Texts = Iterator[tuple[str, str]]

_SHARED: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_AMOUNTS: Final = frozenset(("3", "4", "9", "10", "37", "38", "39", "40"))  # number formats with thousands or per cent
_OWN_FORMATS: Final = 164  # from here on a workbook numbers its own
_NINE: Final = 9
_WHOLE: Final = ("si", "comment", "p", "text")  # elements whose parts are read as one text
_REFERENCE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the cells of a workbook refer to: shared texts, which of them were met, styles of quantities."""

    shared: list[str]
    used: set[int]
    quantities: frozenset[str]


def texts(raw: bytes) -> Texts:
    """Yield every text of a workbook with its place. Errors: ValueError where it cannot be opened."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as book:
            yield ", archive", book.comment.decode("latin-1")
            parts = {name: book.read(name) for name in book.namelist()}
        yield from _of_parts(parts)
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, NotImplementedError, RuntimeError) as error:
        raise ValueError(str(error)) from error


def _of_parts(parts: Mapping[str, bytes]) -> Texts:
    trees = {name: fromstring(raw) for name, raw in parts.items() if name.endswith((".xml", ".rels", ".vml"))}
    sheets, shared = _sheets(trees), _shared(trees.get(_SHARED))
    quantities = _quantities(trees.get(_STYLES))
    used: set[int] = set()
    for name, raw in parts.items():
        yield ", archive", name
        tree = trees.get(name)
        if tree is None:
            yield f", {name}", raw.decode("latin-1")
        elif name in sheets:
            yield from _cells(tree, sheets[name], _Shown(shared, used, quantities))
        elif name != _SHARED:
            yield from _everything(tree, f", {name}")
    for number, text in enumerate(shared):
        if number not in used:
            yield f", text {number} that no cell shows", text


def _sheets(trees: Mapping[str, Element]) -> dict[str, str]:
    """Return the part of each sheet with the name of the sheet."""
    links = trees.get("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one.get("Target", "") for one in links} if links is not None else {}
    book = trees.get("xl/workbook.xml")
    held = [one for one in book.iter() if _tag(one) == "sheet"] if book is not None else []
    named = {targets.get(one.get(_REFERENCE), ""): one.get("name", "") for one in held}
    found = {normpath(join("xl", target)).lstrip("/"): name for target, name in named.items()}
    others = {name: name for name in trees if name.startswith("xl/worksheets/") and name.endswith(".xml")}
    return others | {part: name for part, name in found.items() if part in trees}


def _shared(tree: Element | None) -> list[str]:
    return ["".join(one.itertext()) for one in tree if _tag(one) == "si"] if tree is not None else []


def _cells(tree: Element, sheet: str, shown: _Shown) -> Texts:
    for part in tree:
        if _tag(part) != "sheetData":
            yield from _everything(part, f', sheet "{sheet}"')
            continue
        for cell in part.iter():
            if _tag(cell) == "c":
                place = f', sheet "{sheet}", {cell.get("r", "?")}'
                yield from ((place, text) for text in _cell(cell, shown))


def _cell(cell: Element, shown: _Shown) -> Iterator[str]:
    for part in cell:
        text = "".join(part.itertext())
        if cell.get("t") == "s" and _tag(part) == "v" and text.strip().isdigit() and int(text) < len(shown.shared):
            shown.used.add(int(text))
            yield shown.shared[int(text)]
        elif cell.get("t", "n") == "n" and cell.get("s") in shown.quantities and len(text) == _NINE:
            yield f"{text}.00"  # an amount of whole kronor is no number that lost its zero
        else:
            yield text


def _quantities(styles: Element | None) -> frozenset[str]:
    """Return the styles whose numbers are amounts, weights and shares."""
    held = [one for one in styles if _tag(one) == "cellXfs"] if styles is not None else []
    looks = [look.get("numFmtId", "0") for one in held for look in one]
    return frozenset(str(place) for place, look in enumerate(looks) if look in _AMOUNTS or int(look) >= _OWN_FORMATS)


def _everything(tree: Element, place: str) -> Texts:
    """Yield the texts and attributes of all elements; a comment with the cell that it belongs to."""
    for one in tree.iter():
        here = f"{place}, {one.get('ref')}" if _tag(one) == "comment" else place
        yield from ((here, value) for value in one.attrib.values())
        for text in (one.text, one.tail):
            if text and text.strip():
                yield here, text
        if _tag(one) in _WHOLE:
            yield here, "".join(one.itertext())


def _tag(one: Element) -> str:
    return str(one.tag).rpartition("}")[2]
