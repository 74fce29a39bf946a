"""Real ledgers, imported twice: the totals are those of the files, and the second time nothing changes."""

import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from archive_town import project, take

from procurement_footprint.ledger import archive
from procurement_footprint.ledger.book import NOTHING, Choices

LEDGERS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "ledgers"
DEVON = sorted((LEDGERS / "uk-devon-county-council").glob("*.csv"))
DIGG = LEDGERS / "se-digg-2024q3" / "2024-Q3 Digg Leverantörsfakturor.csv"
VGR = LEDGERS / "se-nsod-samples" / "vgr_leverantorsfaktura_202601_sample.csv"
VASTERAS = LEDGERS / "se-nsod-samples" / "vasteras_leverantorsreskontra_2025_sample.json"

pytestmark = pytest.mark.skipif(not LEDGERS.is_dir(), reason="the real ledgers are not beside this checkout")


def devon() -> Decimal:
    """What the bookings of Devon's files add up to; the last line of some is the file's total."""
    total = Decimal(0)
    for path in DEVON:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [{key.strip().lower(): value for key, value in line.items()} for line in csv.DictReader(file)]
        total += sum(Decimal(line["amount"].strip().replace(",", "")) for line in lines if line["expense type"])
    return total.quantize(Decimal("0.01"))


def digg(currency: str) -> Decimal:
    """What the bookings of DIGG's file in a currency add up to."""
    with DIGG.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.DictReader(file, delimiter=";") if line["belopp"] and line["valuta"] == currency]
    return sum(Decimal(line["belopp"].replace(",", ".")) for line in lines)


def test_real_ledgers_are_taken_in_once_and_to_the_penny(tmp_path: Path) -> None:
    folder = project(tmp_path / "town")
    said = {"devon": DEVON, "digg": [DIGG], "vgr": [VGR], "vasteras": [VASTERAS]}
    for entity, files in said.items():
        new = "new" if entity == "devon" else "known"  # its columns changed twice between 2024 and 2026
        assert all(one.imported for one in take(folder, *files, entity=entity, layout=new))
    held = archive.load(folder)
    before = sorted(folder.rglob("*"))
    for entity, files in said.items():
        assert not any(one.imported for one in take(folder, *files, entity=entity))
        again = [tmp_path / f"again-{number}{path.suffix}" for number, path in enumerate(files)]
        for path, copy in zip(files, again, strict=True):
            copy.write_bytes(path.read_bytes())
        assert not any(one.imported for one in take(folder, *again, entity=entity))
    assert sorted(folder.rglob("*")) == before
    own = {
        "devon": {"GBP": devon()},
        "digg": {"NOK": digg("NOK"), "SEK": digg("SEK")},
        "vgr": {"SEK": Decimal("5047504.73")},
        "vasteras": {"SEK": Decimal("-1702.71")},
    }
    for entity, amounts in own.items():
        ledger = archive.read(held.of(entity), Choices())
        assert sum((file.accepted for file in ledger.files), NOTHING).amounts == amounts
        rows = ledger.rows.group_by(pl.col("currency").cast(pl.String)).agg(pl.sum("amount")).collect()
        assert dict(rows.iter_rows()) == amounts
