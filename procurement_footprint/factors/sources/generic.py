"""Factors of one's own or of a national agency: a CSV of four columns and a short YAML that says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.factors.description import unit_of
from procurement_footprint.factors.origin import Origin
from procurement_footprint.factors.sources import table
from procurement_footprint.factors.sources.imported import Imported, Row, files
from procurement_footprint.factors.sources.table import Line
from procurement_footprint.problems import Problem, Refused, problem

WHAT = "a table of factors"
COLUMNS = PRODUCT, NAME, YEAR, FACTOR = ("product", "name", "year", "factor")
WRITTEN = "kg_co2e"
NOT_STATED = "not stated"
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_DECIMALS = {"kg CO2e": 0, "g CO2e": 3}  # how far the decimal point moves to the left


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the YAML beside one's own factors says."""

    title: str
    unit: Literal["kg CO2e", "g CO2e"]
    per: Annotated[int, msgspec.Meta(gt=0)]  # units of currency
    currency: str
    price_basis: Literal["purchaser", "basic"]
    price_year: str  # "vintage": each factor is in prices of its own year; else the one year
    crosswalk: str
    origin: Origin
    vat: Literal["excluded", "included"] = "excluded"
    products: str = "own"
    gases: str = NOT_STATED
    gwp: str = NOT_STATED
    boundary: str = NOT_STATED
    geography: str = NOT_STATED
    changes: str = "none"


def read(path: Path, description: Path) -> Imported:
    """Return one's own factors: columns product, name, year and factor, comma or semicolon between them.

    With semicolons a decimal comma is read too. description: the YAML file, see `Said`. A factor is kg (or g) CO2e
    for `per` units of `currency`. Errors: Refused with every wrong cell at once: file, line, column, value, fix.
    """
    said = plain_yaml.convert(plain_yaml.load(description), Said, description.name)
    delimiter = _delimiter(path)
    lines = table.read(path, WHAT, COLUMNS, delimiter)
    if problems := [*_wrong(lines, delimiter), *table.wrong_years(lines, YEAR), *table.twice(lines, PRODUCT, YEAR)]:
        raise Refused(sorted(problems, key=lambda one: _line(one.place)))
    rows = [_row(line, delimiter, said) for line in lines]
    return Imported(_description(said, lines, files([path])), rows)


def _delimiter(path: Path) -> str:
    header = path.read_bytes().splitlines()[:1] or [b""]
    return ";" if header[0].count(b";") > header[0].count(b",") else ","


def _wrong(lines: Sequence[Line], delimiter: str) -> Iterator[Problem]:
    for line in lines:
        for column in (PRODUCT, NAME):
            if not line.cells[column].strip():
                yield problem("source-empty", line.cell(column))
        if not _factor(line, delimiter):
            yield problem("factor-number", line.cell(FACTOR), line.cells[FACTOR])


def _factor(line: Line, delimiter: str) -> Decimal | None:
    text = line.cells[FACTOR].strip().replace(",", "." if delimiter == ";" else ",")
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _line(place: str) -> int:
    return int(place.partition(",")[0].rpartition(":")[2])


def _row(line: Line, delimiter: str, said: Said) -> Row:
    factor = _factor(line, delimiter)
    assert factor
    kilograms = factor.scaleb(-_DECIMALS[said.unit])
    named = {"product": line.cells[PRODUCT].strip(), "product_name": line.cells[NAME].strip()}
    return {**named, "year": line.cells[YEAR], WRITTEN: f"{kilograms:f}"}


def _description(said: Said, lines: Sequence[Line], read_from: str) -> Mapping[str, object]:
    kept = ("title", "currency", "price_basis", "vat", "price_year", "gases", "gwp", "boundary", "geography")
    origin = msgspec.to_builtins(said.origin)
    return {
        **{key: getattr(said, key) for key in kept},
        "unit": unit_of(said.per, said.currency),
        "factor_column": WRITTEN,
        "per": said.per,
        "products": said.products,
        "crosswalk": said.crosswalk,
        "vintages": sorted({int(line.cells[YEAR]) for line in lines}),
        "changes": said.changes,
        "origin": {**origin, "citation_full": f"{origin['citation_full']} ({read_from})"},
    }
