"""The CSV files: they add up, are the same every time, and no spreadsheet executes anything in them."""

import csv
import io
from decimal import Decimal

import polars as pl
import pytest
from example_report import WIDTHS, breakdown, footprint, report, taxonomy
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.analysis.breakdown import break_down
from procurement_footprint.analysis.sums import added_up
from procurement_footprint.reporting import tables

FILES = {
    "departments.csv": "counted",
    "suppliers.csv": "counted",
    "categories.csv": "counted",
    "unmapped.csv": "unmapped",
    "left_out.csv": "left_out",
}
HOSTILE = (
    '=HYPERLINK("http://example.com","x")',
    "+46 90 16 10 00",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\rx",
    "   =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "＝1+1",
    " ＋1",
    "－1",
    "＠x",
)


def lines(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def written(folder, of=None) -> dict[str, bytes]:
    tables.write(folder, of or breakdown(), report().category_names)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_file_adds_up_to_the_totals(tmp_path):
    totals = breakdown().totals
    files = written(tmp_path)
    assert set(files) == set(FILES)
    for name, part in FILES.items():
        found = lines(files[name])
        assert sum(int(line["rows"]) for line in found) == totals.rows[part], name
        assert sum(Decimal(line["reporting_amount"]) for line in found) == totals.amount[part], name
        if part == "counted":
            assert sum(Decimal(line["kg_co2e"]) for line in found) == totals.kg_co2e, name


def test_a_file_is_utf8_with_commas_decimal_points_and_line_feeds():
    table = pl.DataFrame(
        {
            "department_id": ["0110", None],
            "department": ["Vård, omsorg", "Skola"],
            "capital_good": [True, False],
            "rows": [1, 2],
            "reporting_amount": [Decimal("-1234567890123.40"), Decimal("0.00")],
            "kg_co2e": [Decimal("-0.001"), Decimal("12.000")],
            "grams_per_unit": [1 / 3, None],
        }
    )
    assert tables.as_csv(table).decode() == (
        "department_id,department,capital_good,rows,reporting_amount,kg_co2e,grams_per_unit\n"
        '0110,"Vård, omsorg",true,1,-1234567890123.40,-0.001,0.333333\n'
        ",Skola,false,2,0.00,12.000,\n"
    )


def test_the_columns_are_those_of_the_contract(tmp_path):
    headers = {name: raw.decode().partition("\n")[0] for name, raw in written(tmp_path).items()}
    kilograms, shares = "kg_co2e,kg_co2e_low,kg_co2e_high", "grams_per_unit,share_of_kg,share_of_amount"
    measures = f"rows,reporting_amount,{kilograms},{shares},quality,above_next"
    assert headers == {
        "departments.csv": f"organisation_id,organisation,department_id,department,{measures}",
        "suppliers.csv": f"supplier_id,supplier,pooled,{measures}",
        "categories.csv": f"group,category,name_sv,name_en,scope3_category,capital_good,{measures}",
        "unmapped.csv": "supplier_id,supplier,pooled,account,account_text,cpv,unspsc,reason,rows,reporting_amount",
        "left_out.csv": "reason,rule_id,account,account_text,rows,reporting_amount",
    }


def test_pooled_lines_and_missing_departments_say_so(tmp_path):
    files = written(tmp_path)
    for name in "suppliers.csv", "unmapped.csv":
        labels = {(line["pooled"], line["supplier"]) for line in lines(files[name]) if line["pooled"]}
        assert labels == {("sole_traders", "(sole traders)"), ("no_supplier", "(no supplier)")}
    assert "(no department)" in {line["department"] for line in lines(files["departments.csv"])}


def test_a_department_with_only_a_code_keeps_it(tmp_path):
    rows = footprint(50).with_columns(department_id=pl.lit("0110"), department=pl.lit(None, dtype=pl.String))
    found = lines(written(tmp_path, break_down(added_up(rows), taxonomy(), "SEK", WIDTHS))["departments.csv"])
    assert [(line["department_id"], line["department"]) for line in found] == [("0110", "")]


def test_categories_are_named_in_swedish_and_english(tmp_path):
    names = {line["category"]: line for line in lines(written(tmp_path)["categories.csv"])}
    assert (names["groceries"]["name_sv"], names["groceries"]["name_en"]) == ("Livsmedel", "Groceries")


def test_sole_traders_are_in_no_file(tmp_path):
    person = pl.when("sole_trader")
    rows = footprint(400).with_columns(
        supplier_id=person.then(pl.lit("750101-1234")).otherwise("supplier_id"),
        supplier=person.then(pl.lit("Anna Persson")).otherwise("supplier"),
    )
    for name, raw in written(tmp_path, break_down(added_up(rows), taxonomy(), "SEK", WIDTHS)).items():
        assert b"750101" not in raw, name
        assert b"Persson" not in raw, name


def test_the_same_footprint_in_another_order_gives_the_same_bytes(tmp_path):
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    shuffled = footprint().collect().sample(fraction=1, shuffle=True, seed=1).lazy()
    again = break_down(added_up(shuffled), taxonomy(), "SEK", WIDTHS)
    assert written(tmp_path / "first") == written(tmp_path / "second", again)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_begins_with_an_apostrophe(text):
    (found,) = lines(tables.as_csv(pl.DataFrame({"supplier": [text]})))
    assert found["supplier"][0] == "'"


@pytest.mark.parametrize("text", ["Livs AB", "3-M", "a=b", "'Citat'", "ä@ö", "1+1", "−5 (äkta minus)"])
def test_other_texts_stay_as_they_are(text):
    assert lines(tables.as_csv(pl.DataFrame({"supplier": [text]}))) == [{"supplier": text}]


def test_line_breaks_become_spaces_and_control_characters_a_mark():
    table = pl.DataFrame({"supplier": ["Livs\r\nAB\x1b[2J\x00"]})
    assert lines(tables.as_csv(table)) == [{"supplier": "Livs  AB\ufffd[2J\ufffd"}]


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1))
def test_whatever_a_supplier_is_called_it_is_one_cell_that_is_no_formula(names):
    raw = tables.as_csv(pl.DataFrame({"supplier": names, "rows": range(len(names))}))
    assert raw.count(b"\n") == len(names) + 1
    found = lines(raw)
    assert [line["rows"] for line in found] == [str(number) for number in range(len(names))]
    assert not any(line["supplier"].lstrip(" \ufffd").startswith(tuple("=+-@＝＋－＠")) for line in found)
