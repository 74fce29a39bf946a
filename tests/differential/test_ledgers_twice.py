"""The demonstration and the real ledgers beside this checkout, computed twice: every row, table and total."""

from __future__ import annotations

from pathlib import Path

import as_published
import compared
import oracle
import pytest
from conftest import ROOT

from procurement_footprint.demo.town import write_town

LEDGERS = ROOT.parent / "shared" / "data" / "ledgers"
DEVON = LEDGERS / "uk-devon-county-council"
DIGG = LEDGERS / "se-digg-2024q3" / "2024-Q3 Digg Leverantörsfakturor.csv"
VGR = LEDGERS / "se-nsod-samples" / "vgr_leverantorsfaktura_202601_sample.csv"
real = pytest.mark.skipif(not LEDGERS.is_dir(), reason="the real ledgers are not beside this checkout")


@pytest.mark.parametrize("rows_per_year", [1_000, pytest.param(20_000, marks=pytest.mark.long)])
def test_the_demonstration(rows_per_year: int, tmp_path: Path) -> None:
    write_town(tmp_path, rows_per_year=rows_per_year)
    paths = sorted((tmp_path / "ledgers").glob("*.csv"))
    rows = [row for path in paths for row in as_published.rows(path, "nso-1.1", "kbas")]
    assert len(rows) == 2 * rows_per_year
    compared.agree(compared.made(paths, tmp_path), oracle.footprint(rows, "SEK"))


@real
@pytest.mark.parametrize(
    ("path", "profile", "chart", "rows"), [(DIGG, "digg", "none", 507), (VGR, "vgr", "regionbas", 4)]
)
def test_a_swedish_ledger(path: Path, profile: str, chart: str, rows: int, tmp_path: Path) -> None:
    read = list(as_published.rows(path, profile, chart))
    assert len(read) == rows
    compared.agree(compared.made([path], tmp_path), oracle.footprint(read, "SEK"))


@real
@pytest.mark.long
def test_the_ledger_of_an_english_county(tmp_path: Path) -> None:
    paths = sorted(DEVON.glob("*.csv"))
    rows = [row for path in paths for row in as_published.rows(path, "devon", "text-en", ",")]
    assert len(rows) == 23_386
    compared.agree(compared.made(paths, tmp_path), oracle.footprint(rows, "GBP"))
