"""Invoices beside a ledger: their codes decide, their quantities count once, and the money stays that of the ledger."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from conftest import Command
from ubl_writer import Invoice, Line

from procurement_footprint.mapping import decision_files
from procurement_footprint.mapping.decision import Decision

LEDGER = """datum;leverantör;orgnr;fakturanummer;konto;kontotext;belopp
2024-03-20;Kontorsgrossisten AB;556036-0793;F-1;6410;Förbrukningsinventarier;200,00
2024-03-20;Kontorsgrossisten AB;556036-0793;F-1;6410;Förbrukningsinventarier;100,01
2024-03-20;Kontorsgrossisten AB;556036-0793;F-2;6410;Förbrukningsinventarier;100,00
2024-04-20;Kontorsgrossisten AB;556036-0793;F-3;6410;Förbrukningsinventarier;1020,00
2024-04-20;Kontorsgrossisten AB;556036-0793;F-9;6410;Förbrukningsinventarier;55,00
"""
POWER, TAX = (
    Line(name, quantity="1200", unit="KWH", price=price, codes=(("STI", "09310000-5"),))
    for name, price in (("Elenergi", "0.80"), ("Energiskatt", "0.05"))
)
INVOICES = {
    "1.xml": Invoice("F-1", [Line(codes=(("STI", "30199000-0"),)), Line(price="200.01", codes=(("TST", "50000000"),))]),
    "2.xml": Invoice("F-2", [Line(price="99.00")]),
    "3.xml": Invoice("F-3", [POWER, TAX]),
    "4.xml": Invoice("F-4"),
}
QUANTITIES = "cpv,item,unit,factor,source\n09310000,elenergi,kWh,electricity-se/grid,kWh invoiced\n"
SETTINGS = "organisation: {id: 212000-9991, name: Norrsele kommun}\nlanguage: en\nchart: kbas\nledgers: [l.csv]\n"


def project(folder: Path, quantities: str = QUANTITIES, settings: str = "invoices: [invoices.zip]\n") -> Path:
    (folder / "activities" / "invoices").mkdir(parents=True)
    (folder / "procurement.yaml").write_text(SETTINGS + settings, encoding="utf-8")
    (folder / "l.csv").write_text(LEDGER, encoding="utf-8")
    if quantities:
        (folder / "activities" / "invoices" / "power.csv").write_text(quantities, encoding="utf-8")
    with zipfile.ZipFile(folder / "invoices.zip", "w") as archive:
        for name, invoice in INVOICES.items():
            archive.writestr(name, invoice.xml)
    return folder


def rows(folder: Path, *columns: str) -> list[tuple[object, ...]]:
    return pl.read_parquet(folder / "out" / "footprint.parquet").select(columns).rows()


def test_a_ledger_with_its_invoices(tmp_path: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", "--out", "out", cwd=project(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-5:-1] == [
        "invoices.zip: UBL: 4 invoices and 0 credit notes with 6 lines",
        "invoices: 2 of 4 refine the ledger: 3 rows in 6 parts, 1,320.01 SEK with a code, 960.00 SEK with a quantity",
        "invoices: 1 (99.00 SEK) do not, since the amount without VAT is not that of the rows; "
        "first invoices.zip:2.xml, number F-2",
        "invoices: 1 (100.00 SEK) do not, since no row has this supplier's number and this number as its voucher; "
        "first invoices.zip:4.xml, number F-4",
    ]
    assert rows(tmp_path, "row_id", "part", "amount", "category", "evidence", "activity") == [
        ("l.csv:2", 1, Decimal("66.66"), "office_supplies", "cpv", None),
        ("l.csv:2", 2, Decimal("133.34"), "food", "unspsc", None),
        ("l.csv:3", 1, Decimal("33.34"), "office_supplies", "cpv", None),
        ("l.csv:3", 2, Decimal("66.67"), "food", "unspsc", None),
        ("l.csv:4", None, Decimal("100.00"), "small_equipment_unspecified", "account_text", None),
        ("l.csv:5", 1, Decimal("960.00"), "electricity", "activity", "invoices.zip:3.xml:1"),
        ("l.csv:5", 2, Decimal("60.00"), "electricity", "cpv", None),
        ("l.csv:6", None, Decimal("55.00"), "small_equipment_unspecified", "account_text", None),
    ]
    (slice_,) = pl.read_csv(tmp_path / "out" / "activities.csv").rows(named=True)
    assert (slice_["quantity"], slice_["unit"], slice_["covered_amount"]) == (1200.0, "kWh", 960.0)
    assert slice_["source"] == "kWh invoiced (activities/invoices/power.csv:2)"
    told = pl.read_csv(tmp_path / "out" / "invoices.csv")
    assert told.select("number", "status", "rows", "parts", "coded_amount", "measured_amount").rows() == [
        ("F-1", "used", 2, 4, 300.01, 0.0),
        ("F-2", "amount_differs", 1, 0, 0.0, 0.0),
        ("F-3", "used", 1, 2, 1020.0, 960.0),
        ("F-4", "not_in_ledger", 0, 0, 0.0, 0.0),
    ]
    why = procurement_footprint("why", "l.csv:5", cwd=tmp_path).stdout
    assert "part 1: electricity, by the lines of its invoice: 960.00 SEK" in why
    assert "a quantity on an invoice; how much it is, its factor and its source stand in activities.csv" in why
    changed = procurement_footprint("mappings", "diff", "shipped", ".", "--on", "out", cwd=tmp_path)
    assert "  3 rows that invoices divide are left as they stand; a run says what they become\n" in changed.stdout
    assert procurement_footprint("verify", "out", cwd=tmp_path).returncode == 0
    (tmp_path / "invoices.zip").rename(tmp_path / "elsewhere.zip")
    settings = (tmp_path / "procurement.yaml").read_text(encoding="utf-8")
    (tmp_path / "procurement.yaml").write_text(settings.replace("invoices.zip", "elsewhere.zip"), encoding="utf-8")
    gone = procurement_footprint("verify", "out", cwd=tmp_path)
    assert gone.returncode == 3
    assert 'out/manifest.json: the invoices "invoices.zip" with SHA-256 ' in gone.stderr
    assert "were not found near the footprint\n    fix: name them: procurement-footprint verify DIR" in gone.stderr
    assert procurement_footprint("verify", "out", "--invoices", "elsewhere.zip", cwd=tmp_path).returncode == 0


def test_stronger_evidence_still_decides(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path, quantities="", settings="")
    split = (("food", Decimal("0.5")), ("electricity", Decimal("0.5")))
    supplier = (("supplier", ("556036-0793",)),)
    decided = Decision("d-20261124-001", date(2026, 11, 24), "A", "Both are sold", supplier, split=split, source="c")
    decision_files.append(folder / decision_files.FOLDER, [decided])
    done = procurement_footprint("run", "--out", "out", "--invoices", "invoices.zip", cwd=folder)
    assert done.returncode == 0, done.stderr
    first = [row[1:] for row in rows(folder, "row_id", "part", "amount", "category", "evidence") if row[0] == "l.csv:2"]
    assert first == [
        (1, Decimal("33.33"), "food", "supplier"),
        (2, Decimal("33.33"), "electricity", "supplier"),
        (3, Decimal("66.67"), "food", "supplier"),
        (4, Decimal("66.67"), "electricity", "supplier"),
    ]
    assert not (folder / "out" / "activities.csv").exists()


def test_quantities_give_way_to_what_the_project_measured(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path)
    (folder / "activities" / "meters.csv").write_text(
        "period,category,quantity,unit,factor,source\n2024-04,electricity,1300,kWh,electricity-se/grid,meters\n",
        encoding="utf-8",
    )
    done = procurement_footprint("run", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    table = pl.read_csv(folder / "out" / "activities.csv").select("activity", "quantity", "covered_amount")
    assert table.rows() == [("activities/meters.csv:2", 1300.0, 1020.0)]
    assert "measured activity data of the project are about the same purchases: 1." in (
        (folder / "out" / "report.html").read_text(encoding="utf-8")
    )


def test_a_quantity_counts_in_proportion_to_the_money_that_is_counted(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    """Three quarters of the bill are left out: of 1,200 kWh for 960.00 kr, 300 kWh count for 240.00 kr."""
    folder = project(tmp_path)
    whole = "6410;Förbrukningsinventarier;1020,00"
    halves = LEDGER.replace(whole, "6410;Förbrukningsinventarier;255,00")
    more = "2024-05-02;Kontorsgrossisten AB;556036-0793;F-3;6419;Annat;765,00\n"
    (folder / "l.csv").write_text(halves + more, encoding="utf-8")
    where = (("supplier", ("556036-0793",)), ("account", ("6419",)))
    decided = Decision("d-20261124-001", date(2026, 11, 24), "A", "Sold on", where, left_out="internal")
    decision_files.append(folder / decision_files.FOLDER, [decided])
    done = procurement_footprint("run", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    (slice_,) = pl.read_csv(folder / "out" / "activities.csv").rows(named=True)
    assert (slice_["quantity"], slice_["covered_amount"], slice_["reporting_amount"]) == (300.0, 240.0, 240.0)
    assert slice_["period"] == "2024-04 – 2024-05"


def test_the_quantity_of_a_credit_note_does_not_count(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path)
    (folder / "l.csv").write_text(LEDGER.replace(";1020,00", ";-1020,00"), encoding="utf-8")
    with zipfile.ZipFile(folder / "invoices.zip", "w") as archive:
        archive.writestr("3.xml", Invoice("F-3", [POWER, TAX], credit=True).xml)
    done = procurement_footprint("run", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not (folder / "out" / "activities.csv").exists()
    assert ("l.csv:5", None, Decimal("-1020.00"), "electricity", "cpv") in (
        rows(folder, "row_id", "part", "amount", "category", "evidence")
    )


def test_invoices_in_another_currency_than_the_report_divide_both_amounts(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    folder = project(tmp_path, settings="currency: SEK\n")
    lines = LEDGER.splitlines()
    (folder / "l.csv").write_text(
        f"{lines[0]};valuta\n{lines[1]};EUR\n{lines[2]};EUR\n{lines[5]};SEK\n", encoding="utf-8"
    )
    with zipfile.ZipFile(folder / "euro.zip", "w") as archive:
        archive.writestr("1.xml", Invoice("F-1", INVOICES["1.xml"].lines, currency="EUR").xml)
    done = procurement_footprint("run", "--out", "out", "--invoices", "euro.zip", cwd=folder)
    assert done.returncode == 0, done.stderr
    parted = pl.read_parquet(folder / "out" / "footprint.parquet").filter(pl.col("part").is_not_null())
    plain = procurement_footprint("run", "--out", "plain", cwd=folder)
    assert plain.returncode == 0, plain.stderr
    whole = pl.read_parquet(folder / "plain" / "footprint.parquet").filter(pl.col("currency") == "EUR")
    together = parted.group_by("row_id").agg(pl.sum("amount", "reporting_amount")).sort("row_id")
    assert together.rows() == whole.select("row_id", "amount", "reporting_amount").rows()


def test_a_folder_of_invoices_is_a_ledger_and_another_is_wrong_usage(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    (tmp_path / "march").mkdir()
    done = procurement_footprint("check", "march", cwd=tmp_path)
    assert (done.returncode, "march is a folder without invoices (XML); name the files in it" in done.stderr) == (
        2,
        True,
    )
    (tmp_path / "march" / "1.xml").write_bytes(INVOICES["1.xml"].xml)
    done = procurement_footprint("run", "march", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "row_id", "category") == [("march:1.xml:1", "office_supplies"), ("march:1.xml:2", "food")]
    assert procurement_footprint("verify", "out", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            ",elenergi,kWh,electricity-se/grid,x",
            "activities/invoices/power.csv:2: this line does not say what is bought\n"
            "    fix: fill at least one of cpv, unspsc, supplier: a unit alone says nothing",
        ),
        (
            "09310000-5,,kWh,electricity-se/grid,x",
            'activities/invoices/power.csv:2, column "cpv": this is not the beginning of a code as ledgers are read\n'
            "    09310000-5\n    fix: write two to eight digits, without check digit",
        ),
        (
            "0931,energi,kWh,electricity-se/grid,x\n09,el,kWh,0.05,y",
            "activities/invoices/power.csv:3: a line of an invoice fits this and activities/invoices/power.csv:2, "
            "which say different things\n    F-3, line 1: KWH\n"
            "    fix: make one of the two narrower: with a longer code, a supplier, or letters of the item's name",
        ),
    ],
)
def test_what_a_project_says_about_quantities_is_looked_at(
    tmp_path: Path, procurement_footprint: Command, line: str, said: str
) -> None:
    folder = project(tmp_path, f"cpv,item,unit,factor,source\n{line}\n")
    done = procurement_footprint("check", cwd=folder)
    assert done.returncode == 3
    assert said in done.stderr


def test_invoices_that_are_not_there(tmp_path: Path, procurement_footprint: Command) -> None:
    folder = project(tmp_path, settings="invoices: [gone.zip]\n")
    done = procurement_footprint("check", cwd=folder)
    assert done.returncode == 3
    assert 'procurement.yaml:5: there is nothing at "gone.zip"\n    fix: correct the name, or delete' in done.stderr
