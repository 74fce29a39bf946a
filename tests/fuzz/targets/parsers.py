"""The parsers that fuzzing is led through, each with the files to begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.analysis.abatement import file as measures
from procurement_footprint.analysis.targets import file as targets
from procurement_footprint.factors import pact
from procurement_footprint.footprint import manifest
from procurement_footprint.ledger import alias_file, excel_guard
from procurement_footprint.ledger.hints import SourceHints
from procurement_footprint.ledger.json_rows import open_json
from procurement_footprint.ledger.sie.open_sie import open_sie
from procurement_footprint.ledger.source import open_source
from procurement_footprint.ledger.ubl import document
from procurement_footprint.problems import Problem

SPECIMENS = Path(__file__).resolve().parents[2] / "specimens"
ROOM = Path(mkdtemp(prefix="guided-room-"))


@dataclass(frozen=True, slots=True)
class Parser:
    """What is tried, and with what it begins."""

    parse: Callable[[bytes], object]
    inputs: Callable[[], Iterable[bytes]]


def _files(pattern: str) -> Callable[[], Iterable[bytes]]:
    return lambda: [path.read_bytes() for path in sorted(SPECIMENS.glob(pattern))]


def _shipped(name: str) -> Callable[[], Iterable[bytes]]:
    return lambda: [(shelf.folder("mappings") / name / "example.yaml").read_bytes()]


def _csv(raw: bytes) -> object:
    path = ROOM / "ledger.csv"
    path.write_bytes(raw)
    (sheet,) = open_source(path, SourceHints()).sheets
    return [list(sheet.blocks(line, [])) for line, _ in sheet.head(1)]


def _json(raw: bytes) -> object:
    rows, _, _ = open_json(raw, "a.json")
    return rows.head(), list(rows.blocks(1, []))


def _sie(raw: bytes) -> object:
    rows, _, _ = open_sie(raw, "a.se", SourceHints())
    return rows.head()


def _pact(raw: bytes) -> object:
    path, problems = ROOM / "product.json", list[Problem]()
    path.write_bytes(raw)
    return pact.read(path, "product.json", "product.json", problems), [str(one) for one in problems]


def _manifest(raw: bytes) -> object:
    (ROOM / manifest.FILE).write_bytes(raw)
    return manifest.pinned(manifest.read(ROOM))


def _invoices() -> Iterable[bytes]:
    from ubl_writer import Invoice, Line

    return [Invoice(lines=[Line(allowances=("1.00",))]).xml, Invoice(credit=True, charges=("2.00",)).xml]


def _footprints() -> Iterable[bytes]:
    period = {"referencePeriodStart": "2023-01-01", "referencePeriodEnd": "2024-01-01"}
    pcf = {"declaredUnit": "kilogram", "pCfExcludingBiogenic": "2.5", **period}
    return [json.dumps({"specVersion": "2.3.0", "companyName": "A", "pcf": pcf}).encode()]


PARSERS = {
    "csv": Parser(_csv, _files("*.csv")),
    "json": Parser(_json, _files("*.json")),
    "sie": Parser(_sie, _files("sie-*")),
    "excel": Parser(lambda raw: excel_guard.look_over(raw, "a.xlsx"), _files("*.xlsx")),
    "ubl": Parser(lambda raw: document.invoice(raw, "a.xml", "a.xml"), _invoices),
    "pact": Parser(_pact, _footprints),
    "yaml": Parser(lambda raw: plain_yaml.parse(raw, "a.yaml"), _shipped("targets")),
    "targets": Parser(targets.parse, _shipped("targets")),
    "measures": Parser(measures.parse, _shipped("measures")),
    "aliases": Parser(
        alias_file.parse, lambda: [b"- {id: s-1, when: 2026-11-24, who: A, why: b, number: '1', name: C}"]
    ),
    "manifest": Parser(_manifest, _files("found/manifest.json")),
}
