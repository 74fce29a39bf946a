"""Real ledgers, as published: each total equals the sum of the file's own amounts, computed another way."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command

LEDGERS = ROOT.parent / "shared" / "data" / "ledgers"
DEVON = LEDGERS / "uk-devon-county-council"
DIGG = LEDGERS / "se-digg-2024q3" / "2024-Q3 Digg Leverantörsfakturor.csv"
VGR = LEDGERS / "se-nsod-samples" / "vgr_leverantorsfaktura_202601_sample.csv"
VASTERAS = LEDGERS / "se-nsod-samples" / "vasteras_leverantorsreskontra_2025_sample.json"

pytestmark = pytest.mark.skipif(not LEDGERS.is_dir(), reason="the real ledgers are not beside this checkout")


def manifest_of(run: Command, folder: Path, *arguments: str | Path) -> dict[str, Any]:
    done = run("run", *arguments, "--out", folder / "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads((folder / "out" / "manifest.json").read_bytes())
    return result


def amounts(manifest: dict[str, Any], currency: str) -> dict[str, Decimal]:
    return {part: Decimal(value) for part, value in manifest["totals"]["booked"][currency].items()}


def devon_lines() -> Iterator[dict[str, str]]:
    for path in sorted(DEVON.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.DictReader(file):
                yield {key.strip().lower(): value for key, value in line.items()}


def test_devon_is_read_through_three_generations_of_headers(tmp_path: Path, procurement_footprint: Command) -> None:
    manifest = manifest_of(procurement_footprint, tmp_path, *sorted(DEVON.glob("*.csv")))
    # the last line of each file of 2025-12 to 2026-03 is the file's total: an amount and nothing else
    bookings = [line for line in devon_lines() if line["expense type"]]
    total = sum(Decimal(line["amount"].strip().replace(",", "")) for line in bookings).quantize(Decimal("0.01"))
    gbp = amounts(manifest, "GBP")
    assert manifest["totals"]["rows"]["ledger"] == len(bookings) == 23_386
    assert gbp["ledger"] == total == Decimal("271137783.39")
    assert gbp["counted"] + gbp["left_out"] + gbp["unmapped"] == gbp["ledger"]
    assert (gbp["counted"] + gbp["left_out"]) / gbp["ledger"] >= Decimal("0.85")
    assert sum(one["excluded"].get("total row", {"rows": 0})["rows"] for one in manifest["inputs"]) == 4


def test_digg_leaves_out_taxes_pensions_and_social_insurance_and_owns_up_to_the_rest(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    manifest = manifest_of(procurement_footprint, tmp_path, DIGG)
    with DIGG.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.DictReader(file, delimiter=";") if line["belopp"]]
    for currency in ("SEK", "NOK"):
        own = [Decimal(line["belopp"].replace(",", ".")) for line in lines if line["valuta"] == currency]
        assert amounts(manifest, currency)["ledger"] == sum(own)
    assert manifest["totals"]["rows"]["ledger"] == len(lines) == 507
    state = Decimal("21131950.63") + Decimal("10366580.36") + Decimal("4172005.04")
    assert amounts(manifest, "SEK")["left_out"] >= state
    assert manifest["totals"]["currency"] == "SEK"


def test_vgr_and_vasteras_are_read_in_their_dialects(tmp_path: Path, procurement_footprint: Command) -> None:
    # the sample of Västerås is one page of a longer list
    page = (VASTERAS, "-1702.71", 2)
    for path, total, rows, *options in ((VGR, "5047504.73", 4), page):
        folder = tmp_path / path.stem
        folder.mkdir()
        manifest = manifest_of(procurement_footprint, folder, path, *options)
        assert manifest["totals"]["rows"]["ledger"] == rows
        assert manifest["totals"]["amount"]["ledger"] == total
