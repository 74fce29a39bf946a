"""Which sheets of a file hold a ledger, and what its name, header and profile say of all its rows."""

import os
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter

from procurement_footprint import period
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.read import Choices, read, recognise
from procurement_footprint.problems import Refused

HEADER = "datum;leverantör;leverantörens orgnr;konto;kontotext;belopp"
ROWS = [
    "2024-01-31;Bygg AB;556448-0282;6410;Livsmedel;1 234,50",
    "2024-02-01;Anna Ek;19800101-0019;6410;Livsmedel;-34,50",
]


def text(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


def workbook(path, sheets):
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.fixture
def ledger(tmp_path):
    def reading(content, **choices):
        path = tmp_path / "l.csv"
        path.write_text(content, encoding="utf-8")
        return read_one(path, **choices)

    return reading


LEDGER_SHEET = [
    ["Datum", "Leverantör", "Konto", "Belopp"],
    ["2024-01-31", "A AB", "6410", 10.5],
    ["2024-02-01", "B AB", "6410", 1],
]


def read_one(path, **choices):
    spool = path.parent / f"spool{len(list(path.parent.iterdir()))}"
    spool.mkdir()
    return read([path], spool, Choices(**choices), lambda name, rows: None)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ([["Konto", "Belopp"], ["6410", 11.5], ["Summa", 11.5]], "no date column"),
        ([["Konto", "Summa belopp"], ["6410", 11.5]], "no date column"),
        ([["Datum", "Konto", "Belopp"], ["2024-01-31", "6410", 11.5]], "neither supplier nor text"),
    ],
)
@pytest.mark.parametrize("name", ["bok.xlsx", "bok-202401.xlsx"])
def test_a_summary_in_another_sheet_is_not_added_to_the_ledger(tmp_path, other, why, name):
    path = workbook(tmp_path / name, {"Pivot": other, "Data": LEDGER_SHEET})
    found = read_one(path, period=period.parse("2024"))
    assert found.files[0].amounts == {"SEK": Decimal("11.50")}
    assert f"{name}:Pivot: {why}; not read" in found.notes
    assert "booked_on" in recognise(path, Choices()).columns


def test_sheets_without_dates_are_read_where_none_has_them(tmp_path):
    table = [["Leverantör", "Konto", "Belopp"], ["A AB", "6410", 10.5]]
    path = workbook(tmp_path / "bok-202401.xlsx", {"A": table, "B": [*table, ["C AB", "6410", 1]]})
    assert read_one(path).files[0].amounts == {"SEK": Decimal("22.00")}


def test_a_sheet_that_repeats_another_is_refused_or_left_out(tmp_path):
    turned = [LEDGER_SHEET[0], LEDGER_SHEET[2], LEDGER_SHEET[1]]
    path = workbook(tmp_path / "bok.xlsx", {"Jan": LEDGER_SHEET, "Kopia": turned})
    with pytest.raises(Refused) as refused:
        read_one(path)
    assert str(refused.value) == (
        "bok.xlsx:Kopia: this sheet holds the same rows as bok.xlsx:Jan\n"
        "    fix: delete one of the two sheets, or leave this one out with --accept-problems"
    )
    found = read_one(path, accept_problems=True)
    assert found.rows.collect()["row_id"].to_list() == ["bok.xlsx:Jan:2", "bok.xlsx:Jan:3"]
    assert found.files[0].excluded["repeated sheet"].amounts == {"SEK": Decimal("11.50")}
    assert (found.files[0].rows, found.files[0].lines) == (2, 4)
    assert str(refused.value) in found.notes


def test_the_currency_in_the_name_of_the_amount_is_the_sheets(ledger):
    found = ledger("datum;leverantör;Belopp (EUR)\n2024-01-31;A AB;1,50\n")
    assert found.files[0].amounts == {"EUR": Decimal("1.50")}
    assert found.notes[-1] == "l.csv: decimal comma, currency EUR"


def test_thousands_in_the_name_of_the_amount_are_noted(ledger):
    found = ledger("datum;leverantör;Belopp (tkr)\n2024-01-31;A AB;1,5\n")
    assert found.files[0].amounts == {"SEK": Decimal("1500.00")}
    assert found.notes[-1] == "l.csv: decimal comma, amounts in thousands, currency SEK"


def test_a_currency_that_contradicts_the_name_of_the_amount_is_refused(ledger):
    columns = {"booked_on": ("datum",), "supplier": ("leverantör",), "amount": ("Belopp EUR",)}
    chosen = Profile(name="mine", columns=columns, currency="SEK")
    said = (
        'l.csv, column "Belopp EUR": the name of the amount column says EUR, but {other}\n'
        "    fix: correct the one that is wrong; if the amounts are in EUR, say so in a ledger profile: "
        "currency: EUR, without a column for the currency"
    )
    with pytest.raises(Refused) as refused:
        ledger("datum;leverantör;Belopp EUR\n2024-01-31;A AB;1,50\n", profile=chosen)
    assert str(refused.value) == said.format(other='the ledger profile "mine" says SEK')
    with pytest.raises(Refused) as refused:
        ledger("datum;leverantör;Belopp EUR;valuta\n2024-01-31;A AB;1,50;NOK\n2024-01-31;A AB;1,50;EUR\n")
    assert str(refused.value) == said.format(other="the column of currencies says NOK")


def test_names_that_are_not_utf8_are_cleaned_and_kept_apart(tmp_path):
    paths = []
    for number, name in enumerate((b"F\xf6rs.csv", b"F\xe5rs.csv")):
        paths.append(tmp_path / os.fsdecode(name))
        paths[-1].write_text(text(ROWS[number]))
    spool = tmp_path / "spool"
    spool.mkdir()
    found = read(paths, spool, Choices(), lambda name, rows: name.encode())
    assert found.rows.collect()["row_id"].to_list() == ["F\ufffdrs.csv:2", "F\ufffdrs.csv#2:2"]
    assert [file.name for file in found.files] == ["F\ufffdrs.csv", "F\ufffdrs.csv#2"]
    paths[0].write_text(text("2024-01-31;A"))
    with pytest.raises(Refused) as refused:
        read(paths[:1], spool, Choices(), lambda name, rows: None)
    assert refused.value.problems[0].place == "F\ufffdrs.csv:2"


def test_rows_that_are_too_long_or_too_short_are_listed_at_their_lines(ledger):
    bad = [ROWS[0] + ";x", "2024-01-31;A AB;1", *ROWS]
    with pytest.raises(Refused) as refused:
        ledger(text(*bad))
    assert [(p.code, p.place) for p in refused.value.problems] == [
        ("csv-row-long", "l.csv:2"),
        ("csv-row-short", "l.csv:3"),
    ]


def test_numbers_of_persons_are_masked_in_what_is_said(ledger):
    bad = ["2024-01-31;Anna Ek 19800101-0019;800101+0019;1", "x;A;8001010019;6410;Mat;5 198001010019 x"]
    with pytest.raises(Refused) as refused:
        ledger(text(*bad, *ROWS))
    assert "0019" not in str(refused.value)
    assert "2024-01-31;Anna Ek ******-****;******-****;1" in str(refused.value)
    found = ledger(text(*bad, *ROWS), accept_problems=True)
    assert "5 ******-**** x" in found.rejected["value"].to_list()
    assert not any("0019" in str(value) for value in found.rejected["value"])


def test_decimals_of_a_number_column_are_no_thousands(tmp_path):
    frame = pl.DataFrame({"datum": ["2024-01-31"] * 2, "leverantör": ["A", "B"], "belopp": [1.234, 2.0]})
    path = tmp_path / "l.parquet"
    frame.write_parquet(path)
    with pytest.raises(Refused) as refused:
        read_one(path)
    assert [(p.code, p.excerpt) for p in refused.value.problems] == [("amount-decimals", "1.234")]
    assert read_one(path, accept_problems=True).files[0].amounts == {"SEK": Decimal("2.00")}


@pytest.mark.parametrize(
    ("raw", "encoding", "separator"),
    [
        ("datum;mottagare;belopp\n2024-01-31;över;1,00\n".encode("cp850"), "cp850", None),
        (b"datum;mottagare,belopp\n2024-01-31;A,1\n", None, ";"),
    ],
)
def test_recognise_begins_a_profile_where_the_bytes_do_not_tell(tmp_path, raw, encoding, separator):
    path = tmp_path / "l.csv"
    path.write_bytes(raw)
    with pytest.raises(Refused):
        read_one(path)
    guess = recognise(path, Choices())
    assert (guess.name, guess.encoding, guess.separator) == ("own", encoding, separator)
