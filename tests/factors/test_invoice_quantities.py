"""Quantities on invoices: which of them a project's line is about, and how many of its units they are."""

from datetime import date
from fractions import Fraction

import pytest

from procurement_footprint.factors import activity_factors, figures, invoice_quantities, units
from procurement_footprint.ledger.ubl.invoice import Invoice, Line

SUPPLIER = "556036-0793"


def entry(folder, cells, header="cpv,unspsc,supplier,item,unit,factor,source"):
    place = folder / "activities" / "invoices"
    place.mkdir(parents=True)
    (place / "a.csv").write_text(f"{header}\n{cells}\n", encoding="utf-8")
    return invoice_quantities.load(folder, figures.SHIPPED).entries[0]


def quantity(one, unit="KWH", number=1200, text="Elenergi rörligt", cpv="09310000"):
    line = Line("1", text, 100, 100, Fraction(number), unit, cpv, None)
    invoice = Invoice(
        "a", "a", "F", date(2024, 1, 1), False, "SEK", None, None, None, None, None, None, None, 1, (line,)
    )
    return one.quantity(invoice, line, SUPPLIER)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("KWH", 1200),
        ("MWH", 1_200_000),
        ("3B", Fraction(1000, 3)),
        ("GV", Fraction(1_000_000, 3)),
        ("LTR", None),
        ("ZZ", None),
    ],
)
def test_units_of_the_same_kind_are_converted_exactly(tmp_path, unit, expected):
    assert quantity(entry(tmp_path, "0931,,,,kWh,0.05,x"), unit) == expected


@pytest.mark.parametrize(
    ("cells", "fits"),
    [
        ("0931,,,,kWh,0.05,x", True),
        ("0932,,,,kWh,0.05,x", False),
        (",26,,,kWh,0.05,x", False),
        (",,5560360793,,kWh,0.05,x", True),
        (",,556012-5790,,kWh,0.05,x", False),
        ("0931,,,elENERGI,kWh,0.05,x", True),
        ("0931,,,skatt,kWh,0.05,x", False),
    ],
)
def test_a_line_is_about_what_all_its_cells_say(tmp_path, cells, fits):
    assert (quantity(entry(tmp_path, cells)) is not None) == fits


def test_the_factor_is_that_of_the_year_per_the_unit_of_the_line(tmp_path):
    one = entry(tmp_path, "0931,,,,MWh,electricity-se/grid,x")
    problems = []
    year = one.factor(2024, problems)
    assert (year.unit, problems) == ("MWh", [])
    assert year.total == activity_factors.of_year(one.library.find("electricity-se/grid"), 2024).total * 1000
    assert one.factor(1950, problems) is None
    assert [found.code for found in problems] == ["activity-factor-year"]


def test_every_unit_of_the_recommendation_is_one_of_ours():
    assert all(units.unit(name) == name for name, _ in invoice_quantities.REC_20.values())
