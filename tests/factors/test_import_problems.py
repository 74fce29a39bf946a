"""What is wrong with a table that is to be imported is said all at once, with file, line, column and a fix."""

from pathlib import Path

import pytest
from test_importers import AGENCY

from procurement_footprint.factors.set_files import write_set
from procurement_footprint.factors.sources import epa, exiobase, figaro, food_split, generic
from procurement_footprint.factors.sources.exiobase import Wanted
from procurement_footprint.problems import Refused

FIGARO = ",".join(figaro.COLUMNS)
SWEDISH = Wanted({"SE": 1}, 10, 2011, "")
EPA = ",".join(epa.COLUMNS)


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_another_kind_is_refused_with_the_columns_that_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        exiobase.read(written(tmp_path, "region,product,total\nSE,Wheat,1\n"), SWEDISH)
    assert str(refused.value) == (
        "table.csv:1: this is not a factor table of EXIOBASE (kg CO2e per million EUR): "
        'it lacks the column "sector", "Total lifecycle"\n'
        "    region,product,total\n"
        "    fix: take the file as it is published"
    )


def test_a_country_that_is_not_in_the_file_is_refused_with_the_choice(tmp_path: Path) -> None:
    line = "2023,SE,Sweden,A01,Crops" + ",1" * 8
    with pytest.raises(Refused) as refused:
        figaro.read([written(tmp_path, f"{FIGARO}\n{line}\n")], "FI", "")
    assert str(refused.value) == (
        'table.csv: no line has this in the column "country_code"\n    FI\n    fix: choose one of: SE'
    )


def test_everything_that_is_wrong_with_a_figaro_table_is_said_at_once(tmp_path: Path) -> None:
    fine, wrong = "2023,SE,Sweden,A01,Crops" + ",1" * 8, "23,SE,Sweden,A02,Wood" + ",1" * 7 + ",-3"
    with pytest.raises(Refused) as refused:
        figaro.read([written(tmp_path, "\n".join((FIGARO, fine, wrong, fine, "")))], "SE", "")
    assert str(refused.value) == (
        'table.csv:3, column "total_purchaser_prices_with_margins": this is not a number of 0 or more\n'
        "    -3\n"
        "    fix: take the file as it is published, or correct the cell\n"
        'table.csv:3, column "year": this is not a year\n'
        "    23\n"
        "    fix: write four digits, for example 2023\n"
        "table.csv:4: this factor stands twice (first at table.csv:2)\n"
        "    A01, 2023\n"
        "    fix: delete one of the two lines"
    )


def test_a_product_that_exiobase_does_not_have_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = "region,sector,Total lifecycle\nSE,Wheet,1\nSE,Rockets,1\n"
    with pytest.raises(Refused) as refused:
        exiobase.read(written(tmp_path, text), SWEDISH)
    assert str(refused.value) == (
        'table.csv:2, column "sector": this lies in no product group of the mapping exiobase200-a64\n'
        "    Wheet\n"
        '    fix: did you mean "Wheat"?\n'
        'table.csv:3, column "sector": this lies in no product group of the mapping exiobase200-a64\n'
        "    Rockets\n"
        "    fix: take the table as published: 200 products, names unchanged"
    )


def test_an_epa_table_of_another_gas_unit_or_classification_is_refused(tmp_path: Path) -> None:
    unit = '"kg CO2e/2022 USD, purchaser price"'
    lines = [
        f"111110,Soybean Farming,Methane,{unit},1,0,1",
        '111120,Oilseed Farming,All GHGs,"kg/2022 USD, purchaser price",1,0,1',
        f"921110,Executive Offices,All GHGs,{unit},1,0,1",
    ]
    with pytest.raises(Refused) as refused:
        epa.read(written(tmp_path, "\n".join((EPA, *lines, ""))), "")
    assert str(refused.value) == (
        'table.csv:2, column "GHG": these are not the expected gases or unit: All GHGs\n'
        "    Methane\n"
        "    fix: take the file that is in All GHGs\n"
        'table.csv:3, column "Unit": these are not the expected gases or unit: kg CO2e/2022 USD, purchaser price\n'
        "    kg/2022 USD, purchaser price\n"
        "    fix: take the file that is in kg CO2e/2022 USD, purchaser price\n"
        'table.csv:4, column "2017 NAICS Code": this lies in no product group of the mapping naics2017-a64\n'
        "    921110\n"
        "    fix: take the table for 2017 NAICS codes"
    )


def test_an_epa_table_of_two_price_years_is_refused(tmp_path: Path) -> None:
    lines = [f'11111{year},x,All GHGs,"kg CO2e/202{year} USD, purchaser price",1,0,1' for year in (1, 2)]
    with pytest.raises(Refused) as refused:
        epa.read(written(tmp_path, "\n".join((EPA, *lines, ""))), "")
    assert str(refused.value) == (
        "table.csv: these are not the expected gases or unit: USD of one year\n"
        "    2021, 2022\n"
        "    fix: take the file that is in USD of one year"
    )


def test_all_bad_cells_of_own_factors_are_listed_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = ["6411,Food,2024,0.04", ",Rent,2024,0.01", "6411,Food,2024,0.05", "6012,,24,0", "6013,Cars,2024,much"]
    about = written(tmp_path, AGENCY, "agency.yaml")
    with pytest.raises(Refused) as refused:
        generic.read(written(tmp_path, "\n".join(("product,name,year,factor", *lines, ""))), about)
    number = "write digits with a decimal point, for example 1318.79; leave the line out where there is no value"
    assert str(refused.value) == (
        'table.csv:3, column "product": this cell is empty\n'
        "    fix: write the code or the name of the product\n"
        "table.csv:4: this factor stands twice (first at table.csv:2)\n"
        "    6411, 2024\n"
        "    fix: delete one of the two lines\n"
        'table.csv:5, column "name": this cell is empty\n'
        "    fix: write the code or the name of the product\n"
        'table.csv:5, column "factor": this is not a number above 0\n'
        f"    0\n    fix: {number}\n"
        'table.csv:5, column "year": this is not a year\n'
        "    24\n    fix: write four digits, for example 2023\n"
        'table.csv:6, column "factor": this is not a number above 0\n'
        f"    much\n    fix: {number}"
    )


def test_a_line_with_a_cell_too_few_is_refused(tmp_path: Path) -> None:
    about = written(tmp_path, AGENCY, "agency.yaml")
    with pytest.raises(Refused) as refused:
        generic.read(written(tmp_path, "product;name;year;factor\n6411;Food;2024\n"), about)
    assert str(refused.value) == (
        "table.csv:2: this line has 3 cells, the header has 4\n"
        "    6411;Food;2024\n"
        "    fix: fill in the line, or quote a text that holds a comma"
    )


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(b"region,sector\n\xff\xfe")
    with pytest.raises(Refused, match=r"table\.csv: this is not CSV in UTF-8: 'utf-8' codec"):
        exiobase.read(tmp_path / "table.csv", SWEDISH)


def test_an_edition_is_never_written_over(tmp_path: Path) -> None:
    said = {"factor_column": "kg", "columns": {}}
    write_set(tmp_path / "own" / "1", said, [{"product": "A", "product_name": "A", "year": "2024", "kg": "1"}])
    with pytest.raises(Refused) as refused:
        write_set(tmp_path / "own" / "1", said, [])
    assert str(refused.value) == (
        "own/1: this factor set is already there\n    fix: choose a new version for --out: an edition is never changed"
    )


def test_a_set_without_food_cannot_be_split(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = food_split.whole.load("figaro-se")
    other = type(whole)(whole.said, tuple(row for row in whole.rows if row["product"] != "C10T12"))
    monkeypatch.setattr(food_split.whole, "load", lambda name: other)
    with pytest.raises(Refused) as refused:
        food_split.read("figaro-se")
    assert str(refused.value) == (
        "figaro-se@2026.5: this set has no product C10T12, so its food cannot be split\n"
        "    fix: choose a set of FIGARO factors with --set"
    )
