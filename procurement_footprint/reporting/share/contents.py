"""All texts and numbers that stand in a file, each with the place where a reader finds it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from procurement_footprint.reporting.share import workbooks

Texts = Iterator[tuple[str, str]]  # place inside the file, what stands there

# tags inside a word, which a browser does not show
_INSIDE: Final = re.compile(
    r"</?(?:a|abbr|b|bdi|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>|<!--.*?-->"
)
_LONGEST_CELL: Final = 2**31 - 1


class Unreadable(Exception):  # noqa: N818
    """The file is not of a kind that can be looked through."""


def of_file(path: Path) -> Texts:
    """Yield every text of a file, its name too. Errors: Unreadable."""
    yield "", path.name
    kind = _KINDS.get(path.suffix.lower())
    if kind is None or not path.is_file():
        raise Unreadable
    try:
        yield from kind(path.read_bytes())
    except (ValueError, pl.exceptions.PolarsError, csv.Error) as error:  # of these are broken JSON, XML and archives
        raise Unreadable from error


def _csv(raw: bytes) -> Texts:
    """Yield the cells of a CSV file."""
    csv.field_size_limit(_LONGEST_CELL)
    reader, header = csv.reader(io.StringIO(_decoded(raw), newline="")), None
    for cells in reader:
        line = f":{reader.line_num}"
        for place, cell in enumerate(cells):
            column = header[place] if header and place < len(header) else str(place + 1)
            yield f'{line}, column "{column}"', cell
        header = cells if header is None else header


def _html(raw: bytes) -> Texts:
    """Yield the lines of a page as they are written and as they are read."""
    for number, line in enumerate(_decoded(raw).splitlines(), 1):
        written = html.unescape(line)
        yield f":{number}", written
        if (read := html.unescape(_INSIDE.sub("", line))) != written:
            yield f":{number}", read


def _json(raw: bytes) -> Texts:
    """Yield the keys and values of a JSON file."""
    yield from _walked(json.loads(_decoded(raw), parse_int=str, parse_float=str), "")


def _walked(value: object, place: str) -> Texts:
    if isinstance(value, dict):
        for key, one in value.items():
            yield f", {place}/", key
            yield from _walked(one, f"{place}/{key}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _walked(one, f"{place}/{number}")
    elif value is not None:
        yield f", {place}", str(value)


def _parquet(raw: bytes) -> Texts:
    """Yield the distinct cells of a Parquet file, each where it first stands, and what the file says of itself."""
    for key, value in pl.read_parquet_metadata(io.BytesIO(raw)).items():
        yield ", metadata", f"{key} {value}" if key != "ARROW:schema" else key
    table = pl.read_parquet(io.BytesIO(raw))
    for name in table.columns:
        yield f', column "{name}"', name
        texts = table.select(pl.col(name).cast(pl.String, strict=False)).with_row_index("row", 1).drop_nulls(name)
        for row, text in texts.unique(name, keep="first", maintain_order=True).iter_rows():
            yield f', row {row}, column "{name}"', text


def _lines(raw: bytes) -> Texts:
    for number, line in enumerate(_decoded(raw).splitlines(), 1):
        yield f":{number}", line


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            break
    return raw.decode("latin-1")


_KINDS: Final[Mapping[str, Callable[[bytes], Texts]]] = {
    ".csv": _csv,
    ".html": _html,
    ".rdf": _html,
    ".json": _json,
    ".xlsx": workbooks.texts,
    ".parquet": _parquet,
    **dict.fromkeys((".md", ".txt", ".yaml"), _lines),
}
