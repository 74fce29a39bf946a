"""The largest rows: chosen for money or kilograms, without natural persons, and with all others they add up."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.analysis.largest_rows import SHOWN, largest_rows
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import FOOTPRINT

Line = tuple[str, str, str | None]  # status, amount, kilograms


def rows(*lines: Line, **columns: object) -> pl.LazyFrame:
    """Return FOOTPRINT rows `l.csv:2`, `l.csv:3`, …; columns: the same value in all of them."""
    frame = pl.DataFrame(
        {
            "row_id": [f"l.csv:{number}" for number in range(2, len(lines) + 2)],
            "status": [status for status, _, _ in lines],
            "reporting_amount": [Decimal(amount) for _, amount, _ in lines],
            "kg_co2e": [Decimal(kg) if kg else None for _, _, kg in lines],
        }
    )
    given_columns = {name: pl.lit(value) for name, value in {"supplier": "Bygg AB", **columns}.items()}
    wide = frame.with_columns(**given_columns)
    missing = [pl.lit(None).cast(kind).alias(name) for name, kind in FOOTPRINT.items() if name not in wide.columns]
    typed = wide.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in FOOTPRINT.items())
    return plain(typed).lazy()


BOUGHT = (
    ("counted", "100.00", "1.000"),
    ("counted", "1.00", "50.000"),
    ("left_out", "-500.00", None),
    ("unmapped", "20.00", None),
    ("counted", "10.00", "2.000"),
)


def test_a_row_is_among_them_for_its_money_or_for_its_kilograms() -> None:
    found = largest_rows(rows(*BOUGHT), 2)
    assert found.lines["row_id"].to_list() == ["l.csv:3", "l.csv:4"]  # most kilograms first, then most money
    assert found.others.rows() == [
        ("counted", 2, 2, Decimal("110.00"), Decimal("3.000")),
        ("unmapped", 1, 1, Decimal("20.00"), Decimal("0.000")),
    ]


def test_all_rows_leave_no_others() -> None:
    found = largest_rows(rows(*BOUGHT), 5)
    assert found.lines.height == 5
    assert found.lines.columns == list(SHOWN)
    assert found.others.is_empty()


def test_further_parts_of_a_row_are_lines_and_no_rows() -> None:
    parts = rows(("counted", "60.00", "1.000"), ("counted", "40.00", "1.000")).with_columns(
        row_id=pl.lit("l.csv:2"), part=pl.Series([1, 2], dtype=pl.Int16)
    )
    assert largest_rows(parts, 5).lines["rows"].to_list() == [1, 0]
    assert largest_rows(parts, 1).others["rows"].to_list() == [0]


def test_a_natural_person_is_pooled_and_texts_are_not_there() -> None:
    held = rows(
        ("counted", "1.00", "1.000"), supplier="Anna Ek", supplier_id="640823-3234", sole_trader=True,
        text="vård av Anna Ek", voucher="A 17", contract="640823-3234", booked_on=date(2024, 1, 2),
    )  # fmt: skip
    (line,) = largest_rows(held).lines.rows(named=True)
    assert (line["supplier"], line["supplier_id"], line["pooled"]) == (None, None, "sole_traders")
    assert line["voucher"] == "A 17"
    assert not {"text", "contract", "counterparty"} & line.keys()
    assert "Ek" not in str(line)
    assert "640823" not in str(line)


@pytest.mark.parametrize("column", ["voucher", "row_id"])
def test_a_persons_number_in_a_voucher_or_the_name_of_a_file_is_masked(column: str) -> None:
    (line,) = largest_rows(rows(("counted", "1.00", "1.000"), **{column: "640823-3234.csv"})).lines.rows(named=True)
    assert line[column] == "******-****.csv"


STATUS = st.sampled_from(["counted", "left_out", "unmapped"])
CENTS = st.integers(-(10**9), 10**9).map(lambda cents: str(Decimal(cents).scaleb(-2)))
GRAMS = st.integers(-(10**9), 10**9).map(lambda grams: str(Decimal(grams).scaleb(-3)))


@settings(max_examples=25)
@given(st.lists(st.tuples(STATUS, CENTS, GRAMS), min_size=1, max_size=12), st.integers(0, 13))
def test_shown_and_others_are_the_whole(lines: list[tuple[str, str, str]], limit: int) -> None:
    held = [(status, amount, kg if status == "counted" else None) for status, amount, kg in lines]
    found = largest_rows(rows(*held), limit)
    assert found.lines.height == min(limit, len(held))
    for column, whole in (
        ("rows", Decimal(len(held))),
        ("reporting_amount", sum(Decimal(amount) for _, amount, _ in held)),
        ("kg_co2e", sum(Decimal(kg or 0) for _, _, kg in held)),
    ):
        assert exact_sum(found.lines[column]) + exact_sum(found.others[column]) == whole, column
