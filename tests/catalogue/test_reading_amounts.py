"""The failure catalogue, amounts (A1-A10): exact to the öre, decided by the column, or refused with exactly this."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl
import pytest
from conftest import ROOT
from deliveries import HEADER, amounts, booked, refusal, taken
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procurement_footprint.ledger.amount_column import amounts as amounts_of
from procurement_footprint.ledger.amounts import Style
from procurement_footprint.ledger.columns import LEDGER, MONEY

NOT_AN_AMOUNT = "this is not an amount\n    {}\n    fix: write it in digits, for example -1234,50"
DECIMALS = "the amount has more than two decimals\n    {}\n    fix: write it rounded to two decimals"


def of_one(text: str) -> str:
    """What is said of a ledger with an ordinary amount and this one."""
    return refusal(amounts("1,50", text)).removeprefix('l.csv:3, column "belopp": ')


def test_a1_money_as_people_write_it_is_exact() -> None:
    written = {
        "1 234,50": 123450, "1\u00a0234,50": 123450, "1\u202f234,50": 123450, "1\u2009234,50": 123450,
        "1'234,50": 123450, "1\u2019234,50": 123450, "\u22125,00": -500, "5,01-": -501, "(5,02)": -502,
        "5,03 kr": 503, "5,04 SEK": 504, "SEK 5,05": 505, "+5,06": 506, "-5": -500, "0,1": 10,
    }  # fmt: skip
    rows = taken(amounts(*written)).rows.collect()
    assert [int(amount * 100) for amount in rows["amount"]] == list(written.values())


@pytest.mark.parametrize("text", ["5,-", "5:-", "--5,00", "-(5,00)", "5,00 CR", "12 34,50", "\u20135,00", "1,50 2,50"])
def test_a1_what_may_mean_something_else_is_refused(text: str) -> None:
    assert of_one(text) == NOT_AN_AMOUNT.format(text)


def test_a2_a_decimal_or_a_thousands_mark_is_decided_by_the_column_or_asked() -> None:
    assert booked(amounts("1.234", "0,5")) == "2 rows, 1234.50 SEK"
    assert booked(amounts("1.234", "2.345.678")) == "2 rows, 2346912.00 SEK"
    assert refusal(amounts("1.234", "17")) == (
        'l.csv, column "belopp": these amounts may have a decimal mark or a thousands mark, and no other value of the '
        'column tells\n    1.234\n    fix: write which in a ledger profile: decimal: "," or decimal: "."'
    )
    assert refusal(amounts("1,50", "1.50")) == (
        'l.csv, column "belopp": some amounts have a decimal comma, others a decimal point\n    1.50\n    1,50\n'
        '    fix: export the column in one style, or write in a ledger profile which is right: decimal: "," or '
        'decimal: "."'
    )
    assert of_one("12,500") == (
        "this may be a number with three decimals or with a thousands mark; the column has other amounts with one or "
        "two decimals after the same mark\n    12,500\n    fix: write it without a thousands mark and with two decimals"
    )


@pytest.mark.parametrize("text", ["1234,509", "0,005", "1,99999999", "0,1000000000000000055511"])
def test_a3_more_than_two_decimals_are_never_rounded_in_silence(text: str) -> None:
    assert of_one(text) == DECIMALS.format(text)


def test_a3_what_floating_point_leaves_behind_is_rounded_and_told() -> None:
    held = taken(amounts("1,50", "448,19999999999993"))
    assert held.files[0].accepted.amounts == {"SEK": Decimal("449.70")}
    assert held.notes[-1] == (
        "l.csv: amounts rounded to two decimals, because they carry what floating point leaves behind "
        "(448.19999999999993): 1"
    )


def test_a4_ore_are_read_where_the_header_says_so_and_found_by_a_total_where_not() -> None:
    assert booked("datum;leverantör;konto;belopp (öre)\n2024-01-31;A;1;150\n") == "1 rows, 1.50 SEK"
    assert refusal(HEADER + "2024-01-31;A;1;150\n2024-01-31;A;1;250\n;;Summa;4,00\n") == (
        'l.csv:4, column "belopp": control total: this total row says 4.00, the rows above it add up to 400.00 '
        "(-396.00 between)\n"
        "    fix: find the missing or doubled rows; if the row is a booking, give it a date, account or supplier"
    )


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "inf",
        "Infinity",
        "1e400",
        "1e3",
        "1_000",
        "١٢٣",
        "１２３,００",
        "0x10",
        "½",
        "10²",
        "#N/A",
        "=1+1",
        "NULL",
        "-",
    ],
)
def test_a5_what_programs_take_for_numbers_is_no_amount(text: str) -> None:
    assert of_one(text) == NOT_AN_AMOUNT.format(text)


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="0123456789.,-+eE_ ١١nNaAiIfF()'", min_size=1, max_size=9).map(str.strip))
def test_a5_what_is_read_is_what_the_digits_say(text: str) -> None:
    assume(text)
    read = amounts_of(pl.Series([text]), Style("."))["amount"].item()
    plain = text.replace(" ", "").replace(",", "").replace("'", "")
    if read is not None:
        negative = "-" in plain or "(" in plain
        assert abs(read) == Decimal(plain.strip("()+-"))
        assert read == 0 or (read < 0) == negative


def test_a6_credit_notes_are_kept_with_their_sign() -> None:
    assert booked(amounts("100,00", "-100,00")) == "2 rows, 0.00 SEK"
    assert booked(amounts("-500,00", "100,00")) == "2 rows, -400.00 SEK"


def test_a7_sums_go_beyond_64_bits_and_an_amount_does_not_go_beyond_its_column() -> None:
    rows = [f"2024-01-31;A AB;{n};9999999999999,99" for n in range(12_000)]
    held = taken("\n".join([HEADER.strip(), *rows, ";;Summa;x"]) + "\n", accept_problems=True)
    assert held.files[0].accepted.amounts == {"SEK": 12_000 * Decimal("9999999999999.99")}
    assert held.files[0].accepted.amounts["SEK"] * 100 > 2**63
    assert of_one("10000000000000,00") == (
        "the amount has more than 13 digits before the decimals\n    10000000000000,00\n    fix: check the number"
    )


def test_a8_money_is_never_floating_point_and_twenty_sums_are_one() -> None:
    assert LEDGER["amount"] == MONEY == pl.Decimal(18, 2)
    rows = taken(HEADER + "".join(f"2024-01-31;A AB;{n};0,1{n % 10}\n" for n in range(5_000))).rows
    sums = {rows.select(pl.col("amount").sum()).collect(engine="streaming").item() for _ in range(20)}
    assert sums == {Decimal("725.00")}
    assert of_one("1,005") == (
        "this may be a number with three decimals or with a thousands mark; the column has other amounts with one or "
        "two decimals after the same mark\n    1,005\n    fix: write it without a thousands mark and with two decimals"
    )


def test_a8_no_amount_becomes_a_float_while_it_is_read() -> None:
    """`ledger` names Float64 where a workbook's number is shown shorter, and for exchange rates and their products."""
    files = (ROOT / "procurement_footprint" / "ledger").rglob("*.py")
    found = {file.name for file in files if re.search(r"\bFloat(32|64)\(?", file.read_text(encoding="utf-8"))}
    assert found == {"excel.py", "columns.py", "rounded.py"}


def test_a9_vat_and_currency_are_said_or_asked_never_assumed() -> None:
    assert refusal("datum;leverantör;konto;belopp inkl moms\n2024-01-31;A;1;1,50\n") == (
        'l.csv:1: it is not clear which column is the amount net of VAT: "belopp inkl moms"\n'
        "    fix: choose one in a ledger profile and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one"
    )
    assert booked("datum;leverantör;konto;belopp;valuta\n2024-01-31;A;1;1,50;NOK\n2024-01-31;A;1;2,50;SEK\n") == (
        "2 rows, 1.50 NOK, 2.50 SEK"
    )
    assert of_one("5,00 EUR") == (
        "the currency beside the amount is not the currency of the row\n    5,00 EUR\n    fix: correct one of the two"
    )
    assert of_one("5,00 USD") == NOT_AN_AMOUNT.format("5,00 USD")
    assert refusal("Date;Supplier;Amount\n2024-01-31;A;1\n") == (
        "l.csv:1: nothing says which currency the amounts are in\n"
        "    fix: write it in a ledger profile: currency, for example GBP"
    )


def test_a10_rows_that_repeat_another_row_are_kept_and_told() -> None:
    held = taken(HEADER + "2024-01-31;A AB;6410;1,50\n" * 3)
    assert held.files[0].accepted.amounts == {"SEK": Decimal("4.50")}
    assert held.notes[-1] == "l.csv: rows that repeat another row: 2; all are kept"
