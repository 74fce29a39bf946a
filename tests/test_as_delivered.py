"""Ledgers as finance systems deliver them, through the command line: exact totals, or exactly what is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Command

SPECIMENS = Path(__file__).parent / "specimens"
KBAS = ("--chart", "kbas")
Made = Callable[..., tuple[dict[str, Any], Path]]


@dataclass(frozen=True)
class Delivered:
    """A ledger file and what it holds, added up by hand. chart: recognised, where the profile does not say it."""

    file: str
    rows: int
    amount: str
    profile: str
    left_out: str = "0.00"
    chart: str | None = None
    options: tuple[str, ...] = ()


READ = [
    Delivered("umea-leverantorsfakturor-2019.csv", 4, "182320.25", "umea", left_out="40000.00"),
    Delivered("leverantorsfakturor-202005.csv", 4, "14350.00", "goteborg"),
    Delivered("specification-1.1-utf-16.csv", 3, "3356.81", "nso-1.1", "100.00", "kbas", KBAS),
    Delivered("region-bare-cr.csv", 3, "13150.00", "vgr", left_out="5000.00"),
    Delivered("raindance-cp850.csv", 4, "17290.00", "by-name", chart="kbas"),
    Delivered("amounts-as-written.csv", 12, "1229939.74", "by-name", "0.00", "kbas", KBAS),
    Delivered("sep-line-and-line-ends.csv", 2, "1235.50", "by-name", "0.00", "kbas", KBAS),
    Delivered("company-bas.csv", 6, "172170.40", "by-name", left_out="131420.00", chart="bas"),
    Delivered("rowstore.json", 2, "1200.00", "vasteras"),
    Delivered("ledger.parquet", 3, "2999.05", "by-name", chart="kbas"),
    Delivered("orebro.xlsx", 3, "9000.00", "orebro"),
    Delivered("unit4.xlsx", 3, "1007.00", "unit4", chart="kbas"),
    Delivered("sie-4e-cp437.se", 7, "35900.50", "sie", left_out="-5600.00"),
    Delivered("sie-4i-windows-1252.si", 2, "1000.00", "sie"),
    Delivered("title-rows-and-totals.xlsx", 4, "1037.70", "by-name", "0.00", "kbas", KBAS),
]


def footprint(run: Command, folder: Path, file: str, *options: str) -> dict[str, Any]:
    """The manifest of the footprint of a specimen, made in `folder`/out."""
    done = run("run", SPECIMENS / file, *options, "--out", folder / "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads((folder / "out" / "manifest.json").read_bytes())
    return result


def total_of(table: Path, column: str = "reporting_amount") -> Decimal:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return sum((Decimal(line[column]) for line in csv.DictReader(file)), Decimal())


def numbers_in(workbook: Path) -> set[float]:
    sheets = openpyxl.load_workbook(workbook).worksheets
    cells = (cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return {float(cell) for cell in cells if isinstance(cell, int | float)}


@pytest.fixture(scope="module")
def made(procurement_footprint: Command, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The footprint of a specimen with options, made once: its manifest and its folder. Not to be changed."""

    @cache
    def once(file: str, *options: str) -> tuple[dict[str, Any], Path]:
        folder = tmp_path_factory.mktemp("delivered")
        return footprint(procurement_footprint, folder, file, *options), folder / "out"

    return once


@pytest.fixture(params=READ, ids=lambda ledger: ledger.file)
def delivered(request: pytest.FixtureRequest, made: Made) -> tuple[Delivered, dict[str, Any], Path]:
    """A specimen, the manifest of its footprint, and the footprint's folder."""
    ledger: Delivered = request.param
    return ledger, *made(ledger.file, *ledger.options)


def test_a_ledger_is_read_as_delivered(delivered: tuple[Delivered, dict[str, Any], Path]) -> None:
    ledger, said, _ = delivered
    amounts = {part: Decimal(value) for part, value in said["totals"]["amount"].items()}
    assert said["totals"]["rows"]["ledger"] == ledger.rows
    assert amounts["ledger"] == Decimal(ledger.amount)
    assert amounts["left_out"] == Decimal(ledger.left_out)
    assert amounts["counted"] + amounts["left_out"] + amounts["unmapped"] == amounts["ledger"]
    assert said["totals"]["rejected_rows"] == 0
    assert [one["profiles"] for one in said["inputs"]] == [[ledger.profile]]
    assert said["chart_of_accounts"][0]["chart"] == ledger.chart


def test_every_table_of_it_adds_up(delivered: tuple[Delivered, dict[str, Any], Path]) -> None:
    _, said, out = delivered
    amounts = said["totals"]["amount"]
    for table in ("departments", "suppliers", "categories"):
        assert total_of(out / f"{table}.csv") == Decimal(amounts["counted"])
        assert total_of(out / f"{table}.csv", "kg_co2e") == Decimal(said["totals"]["kg_co2e"])
    assert total_of(out / "left_out.csv") == Decimal(amounts["left_out"])
    assert total_of(out / "unmapped.csv") == Decimal(amounts["unmapped"])
    assert float(amounts["ledger"]) in numbers_in(out / "report.xlsx")


def test_total_rows_are_excluded_and_shown(made: Made) -> None:
    said, _ = made("title-rows-and-totals.xlsx", *KBAS)
    assert said["inputs"][0]["excluded"] == {"total row": {"rows": 2, "booked": {"SEK": "2072.10"}}}


def test_a_sheet_that_is_hidden_is_named_and_not_read(procurement_footprint: Command, tmp_path: Path) -> None:
    done = procurement_footprint("check", SPECIMENS / "title-rows-and-totals.xlsx", *KBAS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert 'title-rows-and-totals.xlsx: hidden, not read: "Gammalt"\n' in done.stderr


def test_each_currency_keeps_its_own_total(procurement_footprint: Command, tmp_path: Path) -> None:
    said = footprint(procurement_footprint, tmp_path, "currencies.csv", *KBAS)
    booked = {currency: amounts["ledger"] for currency, amounts in said["totals"]["booked"].items()}
    assert booked == {"SEK": "1000.00", "NOK": "-500.00", "EUR": "250.10"}
    # 1000.00 - 500.00 / 11.424838 × 11.478758 + 250.10 × 11.478758, with the rates of 2023
    assert said["totals"]["amount"]["ledger"] == "3368.48"


def test_money_and_masked_persons_come_through(made: Made) -> None:
    _, out = made("umea-leverantorsfakturor-2019.csv")
    with (out / "suppliers.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = {line["pooled"] or line["supplier"]: line["reporting_amount"] for line in csv.DictReader(file)}
    assert lines == {"Älvkraft AB": "125430.75", "sole_traders": "18200.00", "Granbergs Livs AB": "-1310.50"}


def without_progress(said: str) -> str:
    return "".join(line for line in said.splitlines(keepends=True) if not line.startswith("reading "))


WRONG = {
    "bad-cells.csv": """\
bad-cells.csv:3, column "Belopp": this is not an amount
    hundra
    fix: write it in digits, for example -1234,50

bad-cells.csv:5, column "Datum": there is no such day
    2023-02-30
    fix: write a day that exists, as 2025-01-31

bad-cells.csv:4, column "Datum": this is not a date that can be read
    igår
    fix: write it as 2025-01-31

3 problems: nothing was written
""",
    "day-or-month.csv": """\
day-or-month.csv, column "Bokföringsdatum": the day or the month may come first, and no date of the column tells
    02/03/2023
    fix: write which in a ledger profile: date: DD/MM/YYYY or date: MM/DD/YYYY

1 problem: nothing was written
""",
    "point-may-be-thousands.csv": """\
point-may-be-thousands.csv, column "Belopp": these amounts may have a decimal mark or a thousands mark, \
and no other value of the column tells
    1.234
    fix: write which in a ledger profile: decimal: "," or decimal: "."

1 problem: nothing was written
""",
    "two-amount-columns.csv": """\
two-amount-columns.csv:1: it is not clear which column is the amount net of VAT: "Belopp", "Belopp inkl moms"
    fix: choose one in a ledger profile and use it with --profile FILE; \
procurement-footprint start DIR --ledger FILE writes one

1 problem: nothing was written
""",
    "page-saved-as.csv": """\
page-saved-as.csv: this is a web page or XML document, not a ledger
    fix: export as CSV or .xlsx; renaming is not enough

1 problem: nothing was written
""",
    "formula-without-value.xlsx": """\
formula-without-value.xlsx:Reskontra: formulas without a stored value: 1
    G3
    fix: open the workbook in Excel and save it, or export as CSV

1 problem: nothing was written
""",
    "sie-damaged.se": """\
sie-damaged.se:33: there is no #KONTO record for account 5460 (lines that use it: 1; this is the first)
    fix: export the file with all accounts, or add the record

sie-damaged.se:37: debit and credit of voucher A 2 do not agree: its lines add up to 0.10
    fix: find the missing or doubled lines in the bookkeeping program, and export again

2 problems: nothing was written
""",
    "total-that-disagrees.xlsx": """\
total-that-disagrees.xlsx:Reskontra:4, column "Belopp exkl. moms": control total: this total row says 1000.00, \
the rows above it add up to 1034.40 (-34.40 between)
    fix: find the missing or doubled rows; if the row is a booking, give it a date, account or supplier

1 problem: nothing was written
""",
}


@pytest.mark.parametrize("file", WRONG)
def test_what_is_wrong_is_said_with_place_and_fix(file: str, procurement_footprint: Command, tmp_path: Path) -> None:
    done = procurement_footprint("run", SPECIMENS / file, *KBAS, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 3
    assert without_progress(done.stderr) == WRONG[file]
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_accepted_problems_are_set_aside_and_counted(procurement_footprint: Command, tmp_path: Path) -> None:
    said = footprint(procurement_footprint, tmp_path, "bad-cells.csv", *KBAS, "--accept-problems")
    assert said["totals"]["rows"]["ledger"] == 1
    assert said["totals"]["amount"]["ledger"] == "100.00"
    assert said["totals"]["rejected_rows"] == 3
    # the row whose amount is "hundra" has no amount; the other two say 20.00 and 30.00
    assert said["inputs"][0]["rejected"] == {"rows": 3, "booked": {"SEK": "50.00"}}


def test_the_same_file_is_not_counted_twice(procurement_footprint: Command, tmp_path: Path) -> None:
    copy = tmp_path / "kopia.csv"
    copy.write_bytes((SPECIMENS / "raindance-cp850.csv").read_bytes())
    done = procurement_footprint("run", SPECIMENS / "raindance-cp850.csv", copy, cwd=tmp_path)
    assert done.returncode == 3
    assert without_progress(done.stderr) == (
        "kopia.csv: this is the same file as raindance-cp850.csv, byte for byte\n"
        "    fix: name it once\n\n1 problem: nothing was written\n"
    )


def test_a_name_with_signs_of_a_pattern_opens_that_file_only(procurement_footprint: Command, tmp_path: Path) -> None:
    (tmp_path / "x[1].csv").write_bytes((SPECIMENS / "raindance-cp850.csv").read_bytes())
    (tmp_path / "x1.csv").write_bytes((SPECIMENS / "company-bas.csv").read_bytes())
    done = procurement_footprint("run", "x[1].csv", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert [(one["name"], one["amount"]) for one in said["inputs"]] == [("x[1].csv", "17290.00")]


def test_the_double_entry_of_a_sie_file_is_accounted_for(made: Made) -> None:
    said, out = made("sie-4e-cp437.se")
    excluded = said["inputs"][0]["excluded"]
    assert excluded == {
        "added line (#RTRANS), which its #TRANS repeats": {"rows": 1, "booked": {"SEK": "2500.00"}},
        "balance sheet account": {"rows": 11, "booked": {"SEK": "-30500.50"}},
        "depreciation or disposal of fixed assets": {"rows": 1, "booked": {"SEK": "-400.00"}},
        "income account, no counterparty named": {"rows": 1, "booked": {"SEK": "-5000.00"}},
        "removed line (#BTRANS)": {"rows": 1, "booked": {"SEK": "3000.00"}},
    }
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "sie-4e-cp437.se: 11 rader på balanskonton (−30\u00a0500,50\u00a0kr) är inte inköp och ingår inte." in page
    counted_once = (tally["booked"]["SEK"] for why, tally in excluded.items() if "TRANS" not in why)
    assert Decimal(said["totals"]["amount"]["ledger"]) + sum(map(Decimal, counted_once)) == 0


def test_suppliers_of_vouchers_come_from_a_supplier_ledger(procurement_footprint: Command, tmp_path: Path) -> None:
    (tmp_path / "reskontra.csv").write_text(
        "datum;leverantör;organisationsnummer;verifikationsnummer;konto;belopp\n"
        "2024-01-15;Provkontor AB;599100-0034;A 1;5460;1000,50\n"
        "2024-02-10;Provmått AB;599100-0042;A 3;1220;30000,00\n",
        encoding="utf-8",
    )
    said = footprint(procurement_footprint, tmp_path, "sie-4e-cp437.se", "--suppliers", str(tmp_path / "reskontra.csv"))
    assert said["totals"]["amount"]["ledger"] == "35900.50"
    assert said["run"]["suppliers"]["name"] == "reskontra.csv"
    with (tmp_path / "out" / "suppliers.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = {line["supplier"]: line["reporting_amount"] for line in csv.DictReader(file)}
    assert lines == {"Provmått AB": "30000.00", "Provkontor AB": "1000.50", "(no supplier)": "10500.00"}
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Leverantörer från reskontra.csv: 2 rader i SIE-filer har fått en; 0 är utan, " in page
    done = procurement_footprint("verify", "out", SPECIMENS / "sie-4e-cp437.se", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
