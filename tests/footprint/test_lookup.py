"""`why` understands a supplier, category or department as people write them, and helps where it does not."""

from __future__ import annotations

import polars as pl
import pytest

from procurement_footprint.footprint import lookup
from procurement_footprint.mapping import taxonomy

ROWS = pl.LazyFrame(
    {
        "row_id": ["a.csv:2", "a.csv:3", "a.csv:4", "a.csv:5"],
        "supplier_id": ["556012-5790", "556036-0793", "556036-0794", "640823-3234"],
        "supplier": ["Bageriet AB", "Elbolaget Nord AB", "Elbolaget Syd AB", "Anna Elg"],
        "sole_trader": [False, False, False, True],
        "department_id": ["10", "10", "20", None],
        "department": ["Skolan", "Skolan", "Fastighet", None],
        "category": ["food", "electricity", "electricity", None],
    }
)
TAXONOMY = taxonomy.load()


def lines(found: lookup.Found) -> list[str]:
    assert found.rows is not None
    return [row_id.partition(":")[2] for row_id in ROWS.filter(found.rows).collect()["row_id"]]


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ("556012-5790", ["2"]),
        ("5560125790", ["2"]),
        ("bageriet ab", ["2"]),
        ("bageri", ["2"]),
        ("syd", ["4"]),
        ("anna elg", ["5"]),
    ],
)
def test_a_supplier_is_found_by_number_name_or_a_part_of_it(wanted: str, rows: list[str]) -> None:
    assert lines(lookup.supplier(ROWS, wanted)) == rows


def test_what_is_not_clear_is_asked_back_and_sole_traders_are_not_suggested() -> None:
    assert lookup.supplier(ROWS, "elbolaget") == lookup.Found(None, ("Elbolaget Nord AB", "Elbolaget Syd AB"))
    assert lookup.supplier(ROWS, "bagreiet ab") == lookup.Found(None, ("Bageriet AB",))
    assert lookup.supplier(ROWS, "anna el") == lookup.Found(None)
    assert lookup.department(ROWS, "skloan") == lookup.Found(None, ("Skolan",))


def test_a_category_is_found_by_its_id_and_its_names() -> None:
    name = TAXONOMY.categories["electricity"].name
    for wanted in ("electricity", name.sv, name.en.upper()):
        assert lines(lookup.category(ROWS, wanted, TAXONOMY)) == ["3", "4"]
    assert lookup.category(ROWS, "electrictiy", TAXONOMY).near[0] == "Electricity"
    assert lines(lookup.department(ROWS, "10")) == ["2", "3"]


def test_a_row_id_is_shown_as_an_example() -> None:
    assert lookup.example(ROWS) == "a.csv:2"
