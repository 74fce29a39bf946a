"""Runs whose amounts are deflated by item, converted by quarter, or netted of VAT; each step is in `why`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Command

from procurement_footprint.factors import currencies, prices
from procurement_footprint.ledger import profile

HEADER = "datum;konto_nr;konto_text;belopp;valuta"
ROWS = (
    "2024-02-01;6411;Livsmedel;1120,00;SEK",
    "2026-05-01;6411;Livsmedel;1060,00;SEK",
    "2024-03-02;6480;Kontorsmaterial;1250,00;SEK",
    "2024-03-03;5011;Lön;1250,00;SEK",
)


def project(folder: Path, *rows: str, vat: str = "excluded", more: str = "") -> Path:
    (folder / "l.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    (folder / "profile.yaml").write_text(
        "name: own\ncolumns: {booked_on: [datum], account: [konto_nr], account_text: [konto_text], amount: [belopp], "
        f"currency: [valuta]}}\nvat: {vat}\n",
        encoding="utf-8",
    )
    said = f"chart: kbas\nledgers: [l.csv]\nprofile: profile.yaml\nlanguage: en\n{more}"
    (folder / "procurement.yaml").write_text(said, encoding="utf-8")
    return folder


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return list(pl.read_parquet(folder / "footprint.parquet").iter_rows(named=True))


def notes(folder: Path) -> str:
    return re.sub(r"<[^>]+>", "", (folder / "report.html").read_text(encoding="utf-8"))


def why(command: Command, row: str, out: str, folder: Path) -> str:
    said = command("why", row, "--in", out, cwd=folder).stdout
    return said.partition("Prices and currency\n")[2].partition("5. Kilograms")[0]


def test_vat_is_taken_out_by_category_and_day_and_money_stays_as_booked(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    gross, net = project(tmp_path, *ROWS, vat="included"), tmp_path / "net"
    net.mkdir()
    project(net, *(one.replace("1120,", "1000,").replace("1060,", "1000,").replace("1250,", "1000,") for one in ROWS))
    for folder in (gross, net):
        done = procurement_footprint("run", "--out", "out", cwd=folder)
        assert done.returncode == 0, done.stderr
    found, plain = rows_of(gross / "out"), rows_of(net / "out")
    assert [one["price_basis"] for one in found] == [100 / 112, 100 / 106, 0.8, 1.0]
    assert [one["price_basis"] for one in plain] == [1.0] * 4
    assert [one["kg_co2e"] for one in found] == [one["kg_co2e"] for one in plain]
    assert [one["amount"] for one in found] == [Decimal(f"{one}.00") for one in (1120, 1060, 1250, 1250)]
    for one in found[:3]:
        assert float(one["amount"]) * one["kg_per_unit"] == pytest.approx(float(one["kg_co2e"]), abs=0.0005)
    assert "The ledger includes VAT. All amounts in the report are as booked, with VAT." in notes(gross / "out")
    assert "includes VAT" not in notes(net / "out")
    assert procurement_footprint("verify", "out", cwd=gross).returncode == 0
    made_with = json.loads((gross / "out/manifest.json").read_text(encoding="utf-8"))["made_with"]
    assert [one["name"] for one in made_with["vat_rates"]] == ["vat-sweden"]
    assert "vat_rates" not in json.loads((net / "out/manifest.json").read_text(encoding="utf-8"))["made_with"]
    assert "2026-05-01  1,060.00 SEK  VAT included" in procurement_footprint("why", "l.csv:3", cwd=gross).stdout
    assert why(procurement_footprint, "l.csv:3", "out", gross) == (
        "   exchange rate 10.923568 SEK per EUR (ecb-annual@2026.10, 2026)\n"
        "   deflator 0.9525329345993452 (hicp-euro-area-items@2025.12, 2026 to 2023)\n"
        "   prices of food_meals: CP01 food and non-alcoholic beverages; "
        "Households' food stands in for that of kitchens.\n"
        "   price basis 0.9433962264150944 (purchaser prices, VAT excluded, of each vintage's year)\n"
        "   VAT in the amount: 6 % since 2026-04-01, 1 ÷ (1 + 6 ÷ 100) (vat-sweden@2026.1); "
        "Food, lowered for a time (prop. 2025/26:55).\n"
    )


def test_another_set_of_factors_on_a_footprint_with_vat_nets_it_too(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    folder = project(tmp_path, *ROWS, vat="included")
    procurement_footprint("run", "--out", "out", cwd=folder)
    said = procurement_footprint("factors", "diff", "figaro-se", "figaro-se:none", "--on", "out", cwd=folder).stdout
    stored, same = re.search(r"as it stands +([\d.]+)\n +with A +([\d.]+)", said).groups()  # type: ignore[union-attr]
    assert stored == same


def test_vat_that_we_do_not_know_is_refused(tmp_path: Path, procurement_footprint: Command) -> None:
    rows = ("2011-12-31;6411;Livsmedel;10,00;SEK", "2024-02-01;6411;Livsmedel;10,00;NOK")
    done = procurement_footprint("run", "--out", "out", cwd=project(tmp_path, *rows, vat="included"))
    assert done.returncode == 3
    assert (
        "l.csv: the ledger profile says that amounts include VAT, and we have rates only for amounts in SEK, not in "
        "NOK\n"
        "    fix: deliver these amounts net of VAT, in a run of their own with a profile that says vat: excluded\n\n"
        "l.csv:2: amounts include VAT, and the rates of vat-sweden@2026.1 begin on 2012-01-01\n"
        "    2011-12-31\n"
        "    fix: run the later rows with --period, or deliver amounts net of VAT\n"
    ) in done.stderr


def test_no_shipped_profile_includes_vat() -> None:
    # what a run does about VAT rests on it: a chosen profile holds for all its files
    assert {one.vat for one in profile.shipped()} == {"excluded"}


def test_a_quarter_is_converted_at_its_own_rate(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path, *ROWS)
    for period in ("2024-Q1", "2024-03", "2024"):
        done = procurement_footprint("run", "--out", period, "--period", period, cwd=folder)
        assert done.returncode == 0, done.stderr
    annual, quarterly = currencies.load(), currencies.load(currencies.QUARTERLY)
    of_quarter = float(quarterly.by_quarter["SEK", "2024-Q1"])
    assert of_quarter == 11.27923
    assert {one["exchange_rate"] for one in rows_of(folder / "2024-Q1") if one["kg_co2e"]} == {of_quarter}
    for period in ("2024-03", "2024"):
        held = {one["exchange_rate"] for one in rows_of(folder / period) if one["kg_co2e"]}
        assert held == {float(annual.per_base["SEK", 2024])}
    assert "Exchange rates are the average of 2024-Q1 (ecb-quarterly@2026.10), not of the year." in notes(
        folder / "2024-Q1"
    )
    assert "ecb-quarterly" not in notes(folder / "2024")
    assert why(procurement_footprint, "l.csv:2", "2024-Q1", folder).startswith(
        "   exchange rate 11.27923 SEK per EUR (ecb-quarterly@2026.10, 2024-Q1)\n"
    )
    assert procurement_footprint("verify", "2024-Q1", cwd=folder).returncode == 0


def test_a_quarter_that_is_not_over_says_so(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path, "2026-10-05;6411;Livsmedel;10,00;SEK", "2026-04-05;6411;Livsmedel;10,00;SEK")
    for period in ("2026-Q4", "2026-Q2"):
        assert procurement_footprint("run", "--out", period, "--period", period, cwd=folder).returncode == 0
    said = "Exchange rates of 2026-Q4 are the average of the days up to 2026-10-30, since the quarter is not over."
    assert said in notes(folder / "2026-Q4")
    assert "the quarter is not over" not in notes(folder / "2026-Q2")


def test_a_project_chooses_its_price_index(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path, *ROWS, more="price_index: cpi-sweden@2024.12\n")
    done = procurement_footprint("run", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    index, rates = prices.load("cpi-sweden"), currencies.load()
    first = rows_of(folder / "out")[0]
    assert first["deflator"] == index.deflator(2024, 2023)
    assert first["exchange_rate"] == float(rates.per_base["SEK", 2023])
    made_with = json.loads((folder / "out/manifest.json").read_text(encoding="utf-8"))["made_with"]
    assert [(one["name"], one["version"]) for one in made_with["price_index"]] == [("cpi-sweden", "2024.12")]
    assert "price_index_fallback" not in made_with
    assert why(procurement_footprint, "l.csv:2", "out", folder).startswith(
        "   exchange rate 11.478758 SEK per EUR (SEK per EUR: ecb-annual@2026.10, 2023)\n"
        "   the amount is deflated in SEK, then converted at the rate of 2023\n"
        "   deflator 0.972423"
    )
    (folder / "procurement.yaml").write_text("chart: kbas\nledgers: [l.csv]\nprofile: profile.yaml\n", encoding="utf-8")
    assert procurement_footprint("verify", "out", cwd=folder).stdout.startswith("identical: ")
