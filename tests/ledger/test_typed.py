"""A block of text cells becomes rows of the contract: worked examples, cell by cell, and what cannot be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from procurement_footprint.ledger.amounts import Style
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.ledger.dates import Reading
from procurement_footprint.ledger.layout import Column, Layout
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.typed import AT, BAD, Given, Known, Typed, cells, repeating, typed

GIVEN = Given("l.csv:", None, "SEK", "212000-2627", "Town")
DAY = {"booked_on": "2024-05-03"}
COMMA, POINT = Style(","), Style(".")


def layout(*columns: str, **profile) -> Layout:
    """Return a sheet whose columns are these, from the left."""
    places = {name: Column(place, name.upper()) for place, name in enumerate(columns)}
    return Layout("l.csv", 1, places, Profile(name="own", columns={name: (name,) for name in columns}, **profile))


def block(*rows: dict[str, str], columns: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return rows of a file as its reader hands them on, from line 2."""
    names = columns or tuple(rows[0])
    texts = {f"c{place}": [row.get(name) for row in rows] for place, name in enumerate(names)}
    lines = pl.Series("line", range(2, 2 + len(rows)), pl.UInt32)
    return pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)).insert_column(0, lines)


def read(
    *rows: dict[str, str], given: Given = GIVEN, style: Style = COMMA, form: Reading | None = None, **profile
) -> Typed:
    """Return the rows of a file with the columns that its first row has."""
    sheet = layout(*rows[0], **profile)
    known = Known(sheet.profile)
    return typed(cells(block(*rows), sheet, known), sheet, given, known, style, form or Reading())


def held(*rows: dict[str, str], columns: tuple[str, ...], **options) -> list[tuple[object, ...]]:
    found = read(*({"amount": "1", **DAY, **row} for row in rows), **options)
    assert found.bad.is_empty()
    return found.rows.select(pl.col(*columns)).rows()


def wrong(*rows: dict[str, str], **options) -> list[tuple[object, ...]]:
    return read(*({"amount": "1", **DAY, **row} for row in rows), **options).bad.rows()


def test_a_row_has_every_column_of_the_contract_and_null_where_nothing_is_said() -> None:
    found = read({"amount": "-1 234,50", "booked_on": "2024-05-03", "supplier_id": "556000-0001", "text": " Kol "})
    assert found.rows.schema == {"line": pl.UInt32(), **LEDGER, "legal": pl.Boolean()}
    (row,) = found.rows.to_dicts()
    assert {name: value for name, value in row.items() if value is not None} == {
        "line": 2,
        "row_id": "l.csv:2",
        "booked_on": date(2024, 5, 3),
        "period": "2024-Q2",
        "organisation_id": "212000-2627",
        "organisation": "Town",
        "supplier_id": "556000-0001",
        "sole_trader": False,
        "text": "Kol",
        "amount": Decimal("-1234.50"),
        "currency": "SEK",
        "legal": True,
    }
    assert (found.bad.schema, found.bad.height, found.noise, found.moved) == (BAD, 0, 0, 0)


def test_a_row_may_be_addressed_by_something_else_than_its_line() -> None:
    sheet = layout("amount", "booked_on")
    known = Known(sheet.profile)
    texts = block({"amount": "1", **DAY}).with_columns(pl.lit("17/3").alias(AT))
    found = typed(cells(texts, sheet, known), sheet, GIVEN, known, COMMA, Reading())
    assert found.rows.select("row_id", "line").rows() == [("l.csv:17/3", 2)]


def test_the_columns_whose_texts_repeat_are_coded_as_they_stand_in_the_file() -> None:
    assert repeating(layout("amount", "booked_on", "supplier", "text", "currency", "account")) == {1, 2, 5}
    # a cell that holds a code and its text is taken apart first; one that has two meanings is not coded for either
    assert repeating(layout("account", "supplier", "department_id", code_and_text=("account",))) == {1, 2}
    both = layout("supplier", "text", "counterparty")
    both.columns["text"] = both.columns["supplier"]
    assert repeating(both) == {2}


def test_cells_are_stripped_and_say_nothing_where_the_profile_says_so() -> None:
    sheet = layout("amount", "supplier", "text", "voucher", empty=("-", "saknas"))
    rows = block(
        {"amount": " 1 ", "supplier": " El AB\t", "text": " - ", "voucher": "7"},
        {"amount": "", "supplier": "saknas", "text": "Saknas", "voucher": " "},
        columns=("amount", "supplier", "text"),  # the voucher's column ends above these rows
    )
    found = cells(rows, sheet, Known(sheet.profile))
    assert found.columns == ["line", "amount", "text", "voucher", "supplier"]
    assert found.rows() == [(2, "1", None, None, "El AB"), (3, None, "Saknas", None, None)]
    assert [found.schema[name] for name in ("amount", "voucher", "supplier")] == [
        pl.String,
        pl.String,
        pl.Categorical,
    ]


@pytest.mark.parametrize(
    ("cell", "code", "text"),
    [
        ("6110 Kontorsmateriel", "6110", "Kontorsmateriel"),
        ("6110 - Kontor - övrigt", "6110", "Kontor - övrigt"),
        ("6110-Kontor", "6110", "Kontor"),
        ("K61:Kontor", "K61", "Kontor"),
        ("6110\u2013Kontor", "6110", "Kontor"),
        ("0611", "0611", None),
        ("Kontor", None, "Kontor"),
        ("K61", None, "K61"),
        ("", None, None),
    ],
)
def test_a_code_and_its_text_in_one_cell_are_taken_apart(cell: str, code: str | None, text: str | None) -> None:
    options = {"code_and_text": ("account", "department_id")}
    for column, words in (("account", "account_text"), ("department_id", "department")):
        assert held({column: cell}, columns=(column, words), **options) == [(code, text)]
        # a text of its own holds where the cell has none
        both = {column: cell, words: "Eget"}
        assert held(both, columns=(column, words), **options) == [(code, text or "Eget")]


def test_a_cell_is_left_whole_where_the_profile_does_not_say_that_it_holds_two() -> None:
    assert held({"account": "6110 Kontor"}, columns=("account", "account_text")) == [("6110 Kontor", None)]


def test_a_file_without_dates_stands_on_the_day_that_is_given() -> None:
    given = Given("l.csv:", date(2023, 12, 31), "SEK", None, None)
    found = read({"amount": "1"}, given=given)
    assert found.rows.select("booked_on", "period").rows() == [(date(2023, 12, 31), "2023-Q4")]
    assert (found.bad.height, found.moved) == (0, 0)


def test_dates_that_cannot_be_read_are_named_and_those_beside_them_are_read() -> None:
    found = read(*({"amount": "1", "booked_on": day} for day in ("3/5/2024", "", "31/2/2024", "soon", "4/5/2024")))
    assert found.bad.rows() == [
        (3, "booked_on", "date-empty", None, Decimal(1)),
        (4, "booked_on", "date-impossible", "31/2/2024", Decimal(1)),
        (5, "booked_on", "date-unreadable", "soon", Decimal(1)),
    ]
    assert found.bad.schema == BAD
    read_days = [date(2024, 5, 3), None, None, None, date(2024, 5, 4)]
    assert found.rows["booked_on"].to_list() == read_days
    assert found.rows["period"].to_list() == ["2024-Q2", None, None, None, "2024-Q2"]


def test_the_order_of_day_and_month_is_the_one_that_the_column_shows() -> None:
    month_first = Reading(order="month first")
    assert held({"booked_on": "5/3/2024"}, columns=("booked_on",), form=month_first) == [(date(2024, 5, 3),)]


def test_a_booking_moves_into_its_accounting_period_and_is_counted() -> None:
    rows = [("202404", "2024-05-03"), ("202404", "2024-04-30"), ("202413", "2025-01-07"), ("202414", "2024-01-01")]
    found = read(*({"amount": "1", "accounting_period": period, "booked_on": day} for period, day in rows))
    assert found.rows.select("booked_on", "period").rows() == [
        (date(2024, 4, 30), "2024-Q2"),
        (date(2024, 4, 30), "2024-Q2"),
        (date(2024, 12, 31), "2024-Q4"),
        (date(2024, 1, 1), "2024-Q1"),
    ]
    assert found.moved == 2
    assert found.bad.rows() == [(5, "accounting_period", "accounting-period", "202414", Decimal(1))]


def test_the_currency_is_the_rows_own_else_the_one_given() -> None:
    rows = [{"currency": text} for text in ("eur", "", "SEK")]
    assert held(*rows, columns=("currency",)) == [("EUR",), ("SEK",), ("SEK",)]
    assert held({"currency": ""}, columns=("currency",)) == [("SEK",)]
    assert held({}, columns=("currency",), given=Given("l.csv:", None, "NOK", None, None)) == [("NOK",)]


def test_a_currency_that_is_none_or_that_nobody_says_is_named() -> None:
    nobody = Given("l.csv:", None, None, None, None)
    assert wrong({}, given=nobody) == [(2, "currency", "currency-empty", None, Decimal(1))]
    rows = [{"currency": text} for text in ("kronor", "", "SE", "SEKK", "nok")]
    assert wrong(*rows, given=nobody) == [
        (2, "currency", "currency-unreadable", "kronor", Decimal(1)),
        (3, "currency", "currency-empty", None, Decimal(1)),
        (4, "currency", "currency-unreadable", "SE", Decimal(1)),
        (5, "currency", "currency-unreadable", "SEKK", Decimal(1)),
    ]
    assert read(*({"amount": "1", **DAY, **row} for row in rows), given=nobody).rows["currency"].to_list() == [
        None,
        None,
        None,
        None,
        "NOK",
    ]


def test_a_sign_beside_the_amount_that_is_not_the_rows_currency_is_named() -> None:
    written = [("10 kr", "NOK"), ("10 kr", "EUR"), ("10 €", "EUR"), ("€ 10", "SEK"), ("10", "EUR")]
    written += [("x €", "SEK"), ("x", "SEK")]
    assert wrong(*({"amount": amount, "currency": currency} for amount, currency in written)) == [
        (3, "amount", "amount-currency", "10 kr", Decimal(10)),
        (5, "amount", "amount-currency", "€ 10", Decimal(10)),
        (7, "amount", "amount-unreadable", "x €", None),
        (8, "amount", "amount-unreadable", "x", None),
    ]
    assert wrong({"amount": "10 €"}) == [(2, "amount", "amount-currency", "10 €", Decimal(10))]
    assert wrong({"amount": "10 kr"}) == []


def test_suppliers_are_told_apart_by_number_name_and_mark() -> None:
    columns = ("supplier_id", "supplier", "legal", "sole_trader")
    rows = [
        ("5560360793", "El AB"),
        ("811218-9876", "Anna"),
        ("17", "Anna 811218-9876"),
        ("skyddad", "x"),
        ("18", "Dold"),
        ("19", "[Personuppgift]"),
        ("", ""),
        ("20", "Bo"),
    ]
    given = [{"supplier_id": number, "supplier": name} for number, name in rows]
    assert held(*given, columns=columns, masked=("Skyddad", "dold")) == [
        ("556036-0793", "El AB", True, False),
        ("811218-9876", "Anna", False, True),
        ("17", "Anna 811218-9876", False, True),
        (None, "x", False, True),
        ("18", "Dold", False, True),
        ("19", "[Personuppgift]", False, True),
        (None, None, False, False),
        ("20", "Bo", False, False),
    ]


def test_the_buyer_is_the_rows_own_else_the_one_given() -> None:
    rows = [{"organisation_id": "2120002627", "organisation": "Umeå"}, {"organisation_id": "", "organisation": ""}]
    columns = ("organisation_id", "organisation")
    given = Given("l.csv:", None, "SEK", "556036-0793", "El AB")
    assert held(*rows, columns=columns, given=given) == [("212000-2627", "Umeå"), ("556036-0793", "El AB")]
    assert held({}, columns=columns, given=Given("l.csv:", None, "SEK", None, None)) == [(None, None)]


def test_codes_of_classifications_are_brought_to_one_form() -> None:
    rows = {"cpv": "3100000-1", "unspsc": "44.10.00.00", "account": "S6110", "state_account": "S5410"}
    assert held(rows, columns=tuple(rows)) == [("03100000", "44100000", "S6110", "5410")]


def test_the_chart_is_that_of_the_profile() -> None:
    assert held({}, columns=("chart",), chart="bas") == [("bas",)]
    assert held({}, columns=("chart",)) == [(None,)]


def test_amounts_that_cannot_be_read_are_named_and_noise_is_counted() -> None:
    texts = ["448.19999999999993", "1.5", "", "12x", "0.30000000000000004", "1.555"]
    found = read(*({"amount": text, "booked_on": "2024-05-03"} for text in texts), style=POINT)
    assert found.noise == 2
    amounts = ["448.20", "1.50", None, None, "0.30", None]
    assert found.rows["amount"].to_list() == [text and Decimal(text) for text in amounts]
    assert found.bad.rows() == [
        (4, "amount", "amount-empty", None, None),
        (5, "amount", "amount-unreadable", "12x", None),
        (7, "amount", "amount-decimals", "1.555", None),
    ]


def test_what_cannot_be_read_stands_in_the_order_of_the_file() -> None:
    rows = [{"amount": "x", "booked_on": "", "currency": "y"}, {"amount": "", "booked_on": "z", "currency": ""}]
    assert [(line, column) for line, column, *_ in read(*rows).bad.rows()] == [
        (2, "amount"),
        (2, "booked_on"),
        (2, "currency"),
        (3, "amount"),
        (3, "booked_on"),
    ]
