"""What a figure is made up of: rows are added up, and the parts of a row are one row."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from procurement_footprint.footprint import trace_part
from procurement_footprint.footprint.rows import WRITTEN

# row_id, part, status, category, reason, rule_id, amount, kilograms; all in SEK
ROWS = [
    ("a.csv:2", None, "counted", "food", None, "r1", "100.00", "30.000"),
    ("a.csv:3", 1, "counted", "food", None, "r2", "40.00", "10.000"),
    ("a.csv:3", 2, "counted", "rent", None, "r2", "60.00", "30.000"),
    ("a.csv:4", None, "left_out", None, "wages", "r3", "7.00", None),
    ("a.csv:5", None, "unmapped", None, "no_rule", None, "5.00", None),
]


def frame(rows: list[tuple[object, ...]]) -> pl.LazyFrame:
    names = ("row_id", "part", "status", "category", "reason", "rule_id", "amount", "kg_co2e")
    held = [{**dict(zip(names, row, strict=True)), "currency": "SEK"} for row in rows]
    for row in held:
        row["amount"] = row["reporting_amount"] = Decimal(str(row["amount"]))
        row["kg_co2e"] = row["kg_co2e"] and Decimal(str(row["kg_co2e"]))
    return pl.LazyFrame(held, WRITTEN)


def test_a_row_in_parts_counts_once() -> None:
    found = trace_part.explained(frame(ROWS), "Department Skolan")
    assert found is not None
    assert found.largest == "a.csv:2"
    whole, by_rule, largest = found.steps
    assert whole.title == "Department Skolan: 70.000 kg CO2e on 4 rows"
    assert whole.lines == ("counted: 2 rows, 200.00 SEK", "left_out: 1 rows, 7.00 SEK", "unmapped: 1 rows, 5.00 SEK")
    assert by_rule.lines == (
        "food by r1: 1 rows, 100.00, 30.000 kg",
        "rent by r2: 1 rows, 60.00, 30.000 kg",
        "food by r2: 1 rows, 40.00, 10.000 kg",
        "wages by r3: 1 rows, 7.00",
        "no_rule by no rule: 1 rows, 5.00",
    )
    assert largest.lines[:2] == (
        "a.csv:2: 100.00 SEK, food, 30.000 kg",
        "a.csv:3: 60.00 SEK, rent, 30.000 kg",
    )


def test_a_later_part_alone_is_a_row() -> None:
    found = trace_part.explained(frame(ROWS[2:3]), "Category rent")
    assert found is not None
    assert found.steps[0].title == "Category rent: 30.000 kg CO2e on 1 rows"


def test_what_is_not_counted_has_no_kilograms() -> None:
    found = trace_part.explained(frame(ROWS[3:]), "Supplier X")
    assert found is not None
    assert (found.largest, found.steps[0].title) == (None, "Supplier X: no kilograms on 2 rows")
    assert found.steps[2].title == "No line is counted"
    assert trace_part.explained(frame([]), "Supplier X") is None
