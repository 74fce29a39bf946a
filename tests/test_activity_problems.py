"""Everything that can be wrong with activity data, all at once, word for word."""

from __future__ import annotations

import json
from pathlib import Path

import activity_project as made
import pytest
from test_activity_story import PCF_3

HEAD = "period,category,supplier,quantity,unit,price,factor,scope,market_factor,certificate,covered,source\n"
PLACE = "activities/a.csv:2"
KNOWN = (
    "write one of: litre, m3, kWh, MWh, GWh, MJ, GJ, kg, gram, tonne, km, mil, passenger-km, tonne-km, m2, hour, piece"
)
COLUMNS = (
    "period, organisation, department, supplier, contract, account, category, voucher, quantity, unit, price, factor, "
    "scope, factor_year, market_factor, certificate, covered, source"
)
LINES = [
    (
        "2024-13,electricity,,70,kWh,,0.02,,,,,x",
        f'{PLACE}, column "period": this is not a period\n    2024-13\n'
        "    fix: write a year, quarter or month: 2024, 2024-Q1 or 2024-03",
    ),
    (
        "2024,electrcity,,70,kWh,,0.02,,,,,x",
        f'{PLACE}, column "category": there is no category "electrcity"\n    fix: did you mean "electricity"?',
    ),
    (
        "2024,,,70,kWh,,0.02,,,,,x",
        f"{PLACE}: the line does not say which purchases it is about\n    fix: fill in one or more of: organisation, "
        "department, supplier, contract, account, category, voucher",
    ),
    (
        "2024,electricity,,-70,kWh,,0.02,,,,,x",
        f'{PLACE}, column "quantity": this is not a quantity above 0\n    -70\n'
        "    fix: write digits without a thousands mark, for example 1318.79",
    ),
    (
        "2024,electricity,,70,kW,,0.02,,,,,x",
        f'{PLACE}, column "unit": this is not a unit that we know\n    kW\n    fix: {KNOWN}',
    ),
    (
        "2024,electricity,,70,kWh,,ipcc-fuels/disel,,,,,x",
        f'{PLACE}, column "factor": there is no factor of this name\n    ipcc-fuels/disel\n'
        "    fix: write kilograms per unit as a number, or a reference: "
        "ipcc-fuels/diesel, ipcc-fuels/lpg, ipcc-fuels/petrol",
    ),
    (
        "2024,electricity,,70,kg,,electricity-se/grid,,,,,x",
        f'{PLACE}, column "factor": the quantity is in kg and the factor is per kWh\n    electricity-se/grid\n'
        "    fix: give the quantity in kWh, or choose another factor",
    ),
    (
        "2019,electricity,,70,kWh,,electricity-se/grid,,,,,x",
        f'{PLACE}, column "factor": this factor begins in 2020 and the purchases are of 2019\n    electricity-se/grid\n'
        "    fix: give a factor of 2019 or earlier",
    ),
    (
        "2024,diesel,,70,litre,,0.7 ipcc-fuels/diesel + 0.2 ipcc-fuels/hvo,,,,,x",
        f'{PLACE}, column "factor": the shares of this blend add to 0.9\n'
        "    0.7 ipcc-fuels/diesel + 0.2 ipcc-fuels/hvo\n    fix: make them add to exactly 1",
    ),
    (
        "2024,diesel,,70,kWh,,0.7 ipcc-fuels/wood + 0.3 electricity-se/grid,,,,,x",
        f'{PLACE}, column "factor": one part of this blend is for burning alone, another for everything\n'
        "    0.7 ipcc-fuels/wood + 0.3 electricity-se/grid\n    fix: take parts that cover the same",
    ),
    (
        "2024,electricity,,70,kWh,,0.02,4,,,,x",
        f'{PLACE}, column "scope": this is not a scope\n    4\n'
        "    fix: write 1 (burnt), 2 (electricity, heat) or 3 (everything else)",
    ),
    (
        "2024,electricity,,,kWh,,0.02,,,,,x",
        f"{PLACE}: a line has a measured quantity or an assumed price, and this has neither\n"
        "    fix: write the quantity; or, where nobody measured it, the price per unit net of VAT",
    ),
    (
        "2024,food,,5,SEK,,0.02,,,,,x",
        f"{PLACE}: an intensity per SEK goes with the money of the slice, and this line has a quantity\n"
        "    fix: leave quantity and price empty",
    ),
    (
        "2024,food,,,EUR,,0.02,,,,,x",
        f'{PLACE}, column "unit": this is not the currency that the report adds up in\n    EUR\n'
        "    fix: give the intensity per SEK",
    ),
    (
        "2024,electricity,,70,kWh,,0.02,,0.01,,,x",
        f"{PLACE}: a market-based factor counts only with a certificate, and a certificate only with its factor\n"
        "    fix: fill in both market_factor and certificate, or neither",
    ),
    ("2024,electricity,,70,kWh,,0.02,,,,,", f"{PLACE}: source is empty\n    fix: fill it in: every figure needs it"),
    (
        "2024,electricity,Vind AB,70,kWh,,0.02,,,,,x",
        f"{PLACE}: no counted row of the ledger is in this slice\n    2024, supplier Vind AB, category electricity\n"
        "    fix: look at the names in the ledger, or delete the line",
    ),
    (
        "2024-07,electricity,,70,kWh,,0.02,,,,,x",
        f"{PLACE}: the rows of this slice add up to -10,000.00 SEK: nothing to share the kilograms out over\n"
        "    2024-07, category electricity\n    fix: take a longer period, so that credit notes meet their invoices",
    ),
    (
        "2024,electricity,,70,kWh,,0.02,,,,150000,x",
        f'{PLACE}, column "covered": 150,000.00 SEK is more than the 140,000.01 SEK of this slice\n'
        '    2024, category electricity\n    fix: write "all", or the part that the quantity is for',
    ),
]


@pytest.mark.parametrize(("line", "said"), LINES, ids=[line for line, _ in LINES])
def test_a_wrong_line_is_named_with_its_column_and_its_fix(tmp_path: Path, line: str, said: str) -> None:
    assert made.said(made.write(tmp_path, a__csv=HEAD + line + "\n")) == said


def test_overlapping_slices_name_each_other(tmp_path: Path) -> None:
    lines = HEAD + "2024,electricity,,70,kWh,,0.02,,,,,x\n2024-Q1,,Kraft AB,7,kWh,,0.02,,,,,x\n"
    assert made.said(made.write(tmp_path, a__csv=lines)) == (
        "activities/a.csv:3: 1 row is also in the slice of activities/a.csv:2, for example 2024.csv:2; "
        "nothing may count twice\n    2024-Q1, supplier Kraft AB\n    fix: make one of the two slices narrower"
    )


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    lines = HEAD + "2024,electricity,,x,kWh,,0.02,,,,,x\n2024,food,,1,barrel,,0.02,,,,,x\n"
    expired = PCF_3 | {"status": "Deprecated"}
    found = made.said(made.write(tmp_path, a__csv=lines, factors__p__json=json.dumps(expired)))
    assert [line.partition(":")[0] for line in found.splitlines() if line.startswith("activities/")] == [
        "activities/factors/p.json, status",
        "activities/a.csv",
        "activities/a.csv",
    ]


HEADERS = [
    (
        "period,unit,factor,source,weight\n",
        f'activities/a.csv:1: there is no column "weight" in such a file\n    fix: write one of: {COLUMNS}',
    ),
    (
        "period,unit,factor\n",
        f'activities/a.csv:1: the column "source" is missing\n    fix: add it; the columns are {COLUMNS}',
    ),
    (
        "period,unit,factor,source,unit\n",
        'activities/a.csv:1: the column "unit" stands twice\n    fix: delete one of the two',
    ),
]


@pytest.mark.parametrize(("header", "said"), HEADERS, ids=["unknown", "missing", "twice"])
def test_a_wrong_header_is_named(tmp_path: Path, header: str, said: str) -> None:
    assert made.said(made.write(tmp_path, a__csv=header)) == said


def test_a_footprint_and_a_declaration_must_be_valid_in_the_period(tmp_path: Path) -> None:
    lines = "period,category,quantity,unit,factor,source\n2024,food,5,kg,epd.csv#S-P-1,notes\n"
    epd = "epd,product,unit,gwp_a1_a3,programme,valid_until\nS-P-1,Havre,kg,0.45,System,2023-05-01\n"
    assert made.said(made.write(tmp_path, a__csv=lines, factors__epd__csv=epd)) == (
        'activities/a.csv:2, column "factor": this was valid until 2023-05-01\n    epd.csv#S-P-1\n'
        "    fix: ask the supplier for a new one"
    )


def test_a_factor_of_ones_own_says_what_it_covers(tmp_path: Path) -> None:
    lines = "period,category,quantity,unit,factor,source\n2024,food,5,kg,own.csv#x,notes\n"
    own = "factor,name,unit,covers,kg_scope_3,source\nx,X,kg,some,1,us\ny,Y,kg,all,,us\n"
    found = made.said(made.write(tmp_path, a__csv=lines, factors__own__csv=own))
    assert found.startswith(
        'activities/factors/own.csv:2, column "covers": this is not what a factor covers\n    some\n'
        "    fix: write all or combustion\n"
        "activities/factors/own.csv:3: kg_scope_1, kg_scope_2, kg_scope_3 is empty\n"
        "    fix: fill it in: every figure needs it\n"
    )
