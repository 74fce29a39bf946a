"""A ledger is read as delivered: every row has a place to go, and every krona is where it was."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_footprint import period
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.ledger.profile import Profile, named
from procurement_footprint.ledger.read import Choices, read, recognise
from procurement_footprint.problems import Refused

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "ledgers"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real ledgers of ../shared are not in this checkout")
HEADER = "datum;leverantör;leverantörens orgnr;konto;kontotext;belopp"
ROWS = [
    "2024-01-31;Bygg AB;556448-0282;6410;Livsmedel;1 234,50",
    "2024-02-01;Anna Ek;19800101-0019;6410;Livsmedel;-34,50",
    "2024-04-01;Mat AB;165564480282;6410;Livsmedel;100",
]


@pytest.fixture
def ledger(tmp_path):
    """Return a function that reads files of the given texts (or bytes) and collects the rows."""

    def reading(*files, **choices):
        paths = []
        for number, content in enumerate(files):
            name, content = content if isinstance(content, tuple) else ("l.csv", content)
            paths.append(tmp_path / str(number) / name)
            paths[-1].parent.mkdir(exist_ok=True)
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        spool = tmp_path / f"spool [{len(list(tmp_path.iterdir()))}]"
        spool.mkdir()
        return read(paths, spool, Choices(**choices), lambda name, rows: None)

    return reading


def text(*rows, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def test_rows_keep_the_contract(ledger):
    found = ledger(text(*ROWS))
    rows = found.rows.collect()
    assert dict(rows.schema) == LEDGER
    assert rows.row(0, named=True) == {
        "row_id": "l.csv:2",
        "booked_on": period.date(2024, 1, 31),
        "period": "2024-Q1",
        "organisation_id": None,
        "organisation": None,
        "department_id": None,
        "department": None,
        "supplier_id": "556448-0282",
        "supplier": "Bygg AB",
        "sole_trader": False,
        "voucher": None,
        "chart": None,
        "account": "6410",
        "account_text": "Livsmedel",
        "cpv": None,
        "unspsc": None,
        "state_account": None,
        "text": None,
        "counterparty": None,
        "contract": None,
        "amount": Decimal("1234.50"),
        "currency": "SEK",
    }
    assert rows["sole_trader"].to_list() == [False, True, False]
    assert found.files[0].amounts == {"SEK": Decimal("1300.00")}
    assert found.notes == (
        'l.csv: CSV, UTF-8, separator ";"',
        "l.csv: header on line 1, profile by-name; booked_on ← datum, supplier_id ← leverantörens orgnr, "
        "supplier ← leverantör, account ← konto, account_text ← kontotext, amount ← belopp",
        "l.csv: decimal comma, currency SEK",
    )


def test_a_person_is_one_in_every_row_without_a_company_number(ledger):
    rows = ledger(text(*ROWS, "2024-02-01;ANNA EK;;6410;x;1", "2024-02-01;Anna Ek;556448-0282;6410;x;1"))
    assert rows.rows.collect()["sole_trader"].to_list() == [False, True, False, True, False]


def test_masked_suppliers_are_persons(ledger):
    header = "datum;forvaltning;leverantor;leverantor_id;konto_nr;konto_text;belopp;faktura_nr"
    found = ledger(text("202405;Skola;*****;*****;6410;Mat;5,00;1", header=header))
    row = found.rows.collect().row(0, named=True)
    assert (row["sole_trader"], row["supplier"], row["supplier_id"]) == (True, "*****", None)
    assert (row["organisation"], row["chart"], str(row["booked_on"])) == ("Umeå kommun", "kbas", "2024-05-01")


def test_rows_outside_the_period_are_counted_not_read(ledger):
    found = ledger(text(*ROWS), period=period.parse("2024-Q1"))
    assert found.files[0].amounts == {"SEK": Decimal("1200.00")}
    assert found.files[0].outside_period.amounts == {"SEK": Decimal("100.00")}
    assert found.files[0].lines == 3


def test_the_month_may_stand_in_the_files_name(ledger):
    header = "forvaltning;leverantor;leverantor_id;faktura_nr;konto_nr;konto_text;belopp"
    found = ledger(("leverantorsfakturor-202005.csv", text("Skola;A AB;SAKNAS;1;6410;Mat;1 234,50", header=header)))
    row = found.rows.collect().row(0, named=True)
    assert (str(row["booked_on"]), row["supplier_id"], row["organisation"]) == ("2020-05-01", None, "Göteborgs Stad")


def test_code_and_text_in_one_cell(ledger):
    rows = ["2024-01-31;A AB;64110 Livsmedel;1,00", "2024-01-31;A AB;64510 - Blöjor, 3 st;2,00"]
    found = ledger(text(*rows, header="datum;leverantör;konto;belopp")).rows.collect()
    assert found["account"].to_list() == ["64110", "64510"]
    assert found["account_text"].to_list() == ["Livsmedel", "Blöjor, 3 st"]


def test_the_same_name_twice_keeps_row_ids_apart(ledger):
    found = ledger(text(ROWS[0]), text(ROWS[0], ROWS[1]))
    assert found.rows.collect()["row_id"].to_list() == ["l.csv:2", "l.csv#2:2", "l.csv#2:3"]
    assert found.notes[-1] == "l.csv#2: rows that also stand in l.csv: 1; is a period delivered twice?"


def test_rows_that_cannot_be_read_go_to_a_bucket_that_reconciles(ledger):
    bad = ["2024-02-30;A AB;1;6410;Mat;7,00", "2024-02-01;A AB;1;6410;Mat;#N/A", ";A AB;1;6410;Mat;x"]
    found = ledger(text(*ROWS, *bad), accept_problems=True)
    file = found.files[0]
    assert (file.rows, file.rejected.rows, file.lines) == (3, 3, 6)
    assert file.rejected.amounts == {"SEK": Decimal("7.00")}
    assert found.rejected.rows() == [
        ('l.csv:5, column "datum"', "l.csv:5", "datum", "2024-02-30", "there is no such day", Decimal("7.00")),
        ('l.csv:6, column "belopp"', "l.csv:6", "belopp", "#N/A", "this is not an amount", None),
        ('l.csv:7, column "belopp"', "l.csv:7", "belopp", "x", "this is not an amount", None),
        ('l.csv:7, column "datum"', "l.csv:7", "datum", None, "the date is missing", None),
    ]


def test_a_profile_settles_unit_and_mark(ledger):
    columns = {"booked_on": ("Dag",), "supplier": ("Vem",), "amount": ("Öre",)}
    profile = Profile(name="mine", columns=columns, amount_unit="ore", currency="SEK")
    found = ledger(text("2024-01-31;A AB;12345", header="Dag;Vem;Öre"), profile=profile)
    assert found.files[0].amounts == {"SEK": Decimal("123.45")}


def test_one_page_of_a_list_is_read_and_said_to_be_one(ledger):
    page = json.dumps({"resultCount": 5, "results": [{"datum": "2024-01-31", "leverantör": "A", "belopp": "1,00"}]})
    found = ledger(("l.json", page))
    assert found.files[0].rows == 1
    assert (
        "l.json: this is one page of a longer list: rows 1 to 1 of 5\n"
        "    fix: get the other pages too and put all rows into one list; only this page is in the footprint"
    ) in found.notes


def test_recognise_leaves_the_amount_open_where_it_is_not_clear(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("datum;leverantör;belopp;momsbelopp\n2024-01-31;A;1;2\n")
    guess = recognise(path, Choices())
    assert guess.undecided == ("belopp", "momsbelopp")
    assert guess.columns == {"booked_on": ("datum",), "supplier": ("leverantör",)}


def workbook(path, sheets):
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    book.close()
    return path


def test_a_workbook_of_several_sheets(tmp_path):
    january = [["Leverantörer"], ["Datum", "Leverantör", "Orgnr", "Belopp"], ["2024-01-31", "A AB", 5564480282, 10.5]]
    february = [["Datum", "Leverantör", "Orgnr", "Belopp"], ["2024-02-01", "B AB", None, -3], ["Summa", None, None, -3]]
    path = workbook(tmp_path / "bok.xlsx", {"Om": [["Hej"]], "Jan": january, "Feb": february})
    spool = tmp_path / "spool"
    spool.mkdir()
    found = read([path], spool, Choices(), lambda name, rows: None)
    rows = found.rows.collect()
    assert rows["row_id"].to_list() == ["bok.xlsx:Jan:3", "bok.xlsx:Feb:2"]
    assert rows["supplier_id"].to_list() == ["556448-0282", None]
    assert found.files[0].amounts == {"SEK": Decimal("7.50")}
    assert found.files[0].excluded["total row"].rows == 1
    assert "bok.xlsx:Om: no header recognised; the sheet is not read" in found.notes


AMOUNTS = st.lists(st.integers(-(10**11), 10**11).map(lambda n: Decimal(n) / 100), min_size=1, max_size=30)
WRITING = st.tuples(
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["{:.2f}", "{:,.2f}", "swedish", "comma"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(AMOUNTS, WRITING)
def test_separator_encoding_and_decimal_style_change_no_total(tmp_path, ledger, amounts, writing):
    separator, encoding, newline, style = writing
    shown = [_written(amount, style) for amount in amounts]
    rows = [["2024-01-31", "Åkeriet AB", "6410", f'"{cell}"' if separator in cell else cell] for cell in shown]
    lines = [separator.join(row) for row in [["datum", "leverantör", "konto", "belopp"], *rows]]
    found = ledger(newline.join([*lines, ""]).encode(encoding))
    assert found.files[0].amounts == {"SEK": sum(amounts)}
    assert found.rows.select(pl.col("amount").sum()).collect().item() == sum(amounts)


def _written(amount, style):
    if style == "swedish":
        return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
    return f"{amount:.2f}".replace(".", ",") if style == "comma" else style.format(amount)


@real
def test_digg(ledger):
    path = next(SHARED.glob("se-digg*/*.csv"))
    found = ledger((path.name, path.read_bytes()))
    file = found.files[0]
    assert (file.rows, file.excluded["empty row"].rows, file.lines) == (507, 291, 798)
    assert file.amounts == {"NOK": Decimal("53733.00"), "SEK": Decimal("60237523.29")}
    assert sum(file.amounts.values()) == Decimal("60291256.29")
    credit = found.rows.filter(pl.col("amount") < 0).select("amount").collect()["amount"]
    assert (len(credit), credit.sum()) == (4, Decimal("-239487.60"))
    assert file.profiles == (named("digg"),)


@real
def test_vgr_and_vasteras(ledger):
    paths = [next(SHARED.glob(f"se-nsod*/{name}*.*")) for name in ("vgr", "vasteras")]
    found = ledger(*((path.name, path.read_bytes()) for path in paths), accept_problems=True)  # one page of many
    vgr = paths[0].read_bytes().decode().split("\r")[1:5]
    vasteras = json.loads(paths[1].read_text())["results"]
    assert found.files[0].amounts == {"SEK": sum(Decimal(row.split(";")[10]) for row in vgr)}
    assert found.files[1].amounts == {"SEK": sum(Decimal(row["belopp"].replace(",", ".")) for row in vasteras)}
    assert [file.profiles[0].name for file in found.files] == ["vgr", "vasteras"]
    assert found.rows.collect()["organisation_id"].unique().sort().to_list() == ["212000-2080", "232100-0131"]


@real
def test_devon_in_three_generations(ledger):
    paths = sorted(SHARED.glob("uk-devon*/*.csv"))
    found = ledger(*((path.name, path.read_bytes()) for path in paths))
    for path, file in zip(paths, found.files, strict=True):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = [{key.strip().lower(): cell.strip() for key, cell in row.items()} for row in csv.DictReader(lines)]
        booked = [Decimal(row["amount"].replace(",", "")) for row in rows if row["date"]]
        # the last four files end with a row that holds nothing but the sum of the others
        totals = [Decimal(row["amount"].replace(",", "")) for row in rows if not row["date"]]
        assert file.rows == len(booked)
        assert file.amounts == {"GBP": sum(booked).quantize(Decimal("0.01"))}
        assert file.lines == len(rows)
        assert [tally.amounts["GBP"] for tally in file.excluded.values()] == totals
    assert sum(file.rows for file in found.files) == 23_386
    assert sum(file.lines for file in found.files) == 23_390
    assert [file.profiles for file in found.files] == [(named("devon"),)] * 6


CELL = st.one_of(
    st.sampled_from(["", " ", "2024-01-31", "31/01/2024", "202401", "1,5", "1.5", "1 000,00", "Summa", "SEK", "x"]),
    st.text("0123456789.,-/ abåÅ()\u2212\u00a0'", max_size=10),
)
TABLE = st.lists(st.lists(CELL, min_size=4, max_size=4), max_size=8)
NAMES = st.permutations(["datum", "leverantör", "konto", "belopp", "valuta", "text", "x", ""]).map(lambda n: n[:4])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(NAMES, TABLE, st.booleans())
def test_any_table_is_read_in_full_or_refused_in_words(ledger, names, table, accept):
    lines = [";".join(row) for row in [names, *table]]
    try:
        found = ledger("\n".join([*lines, ""]), accept_problems=accept)
    except Refused as refused:
        if not all(problem.place and problem.fix for problem in refused.problems):
            pytest.fail("a problem without a place or a fix")
        return
    file = found.files[0]
    rows = found.rows.collect()
    assert file.rows == rows.height
    assert sum(file.amounts.values()) == rows["amount"].sum()
    assert rows.select("row_id").is_unique().all()
    assert not sum(rows[name].null_count() for name in ("booked_on", "period", "amount", "currency", "sole_trader"))
    assert accept or file.rejected.rows == found.rejected.height == 0


def test_a_refusal_lists_everything_in_all_files(ledger):
    with pytest.raises(Refused) as refused:
        ledger(text(ROWS[0], "2024-13-01;A;1;1;x;1"), text("2024-01-31;A;1;1;x;1 2 3", "x;A;1;1;x;5"))
    assert [p.place for p in refused.value.problems] == [
        'l.csv#2:2, column "belopp"',
        'l.csv#2:3, column "datum"',
        'l.csv:3, column "datum"',
    ]
