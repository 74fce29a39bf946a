"""A long sheet is read while it is looked over, which changes neither what is read nor what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from procurement_footprint.ledger import excel, sandbox
from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused

SPECIMENS = Path(__file__).parents[1] / "specimens"
WORKBOOKS = sorted(SPECIMENS.rglob("*.xlsx"), key=lambda path: path.name)


def found(path: Path) -> str:
    """Open and read a workbook; return its cells, or what is said of it."""
    try:
        sheets = open_source(path, SourceHints()).sheets
        return "\n".join(
            str([sheet.name, sheet.head(), *(block.rows() for block in sheet.blocks(1))]) for sheet in sheets
        )
    except Refused as refused:
        return str(refused)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sheet is long."""
    monkeypatch.setattr(excel, "_LONG", 0)


def written(path: Path, rows: int, far: str = "") -> Path:
    """Write a workbook of two columns; far: a cell that stands far out."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Blad1")
    for row in range(rows):
        sheet.write_row(row, 0, ["Städ", f"{row}.50"])
    if far:
        sheet.write(far, "x")
    book.close()
    return path


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_workbooks_are_read_or_refused_as_without(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = found(path)
    monkeypatch.setattr(excel, "_LONG", 0)
    assert found(path) == before


def test_a_long_workbook_that_is_refused_is_read_no_further(tmp_path: Path, always: None) -> None:
    refused = found(written(tmp_path / "far.xlsx", 2_000, far="SS2000"))
    assert refused == (
        "far.xlsx:Blad1: this workbook would need too much memory: it has a cell in SS2000, beyond column 512 or "
        "row 1100000\n    fix: delete the empty rows and columns around the table, or export as CSV"
    )
    assert found(written(tmp_path / "next.xlsx", 3)).count("Städ") == 5  # three in the head, two after the first line


def test_a_sheet_that_needs_more_than_its_size_tells_is_read_once_it_is_looked_over(
    tmp_path: Path, always: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    bounded: Callable[..., pl.DataFrame] = sandbox.cells

    def stopped_at_first(raw: bytes, sheet: str, bounds: sandbox.Bounds) -> pl.DataFrame:
        asked.append(bounds.memory)
        if len(asked) == 1:
            raise sandbox.Stopped("it asked for more memory")
        return bounded(raw, sheet, bounds)

    monkeypatch.setattr(sandbox, "cells", stopped_at_first)
    assert found(written(tmp_path / "2024.xlsx", 3)).count("Städ") == 5
    assert len(asked) == 2
