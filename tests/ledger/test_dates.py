from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger.dates import (
    Evidence,
    Reading,
    Undecided,
    decide,
    evidence,
    month_in_name,
    parse_date,
)

FORMS = ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d 00:00:00", "%Y-%m-%dT13:45:10.25Z"]


@given(st.dates(date(1980, 1, 1), date(2079, 12, 31)), st.sampled_from(FORMS))
def test_a_date_in_any_form_is_that_date(day, form):
    assert parse_date(day.strftime(form), Reading()) == day


@given(st.dates(date(1980, 1, 1), date(2079, 12, 31)))
def test_a_month_is_its_first_day_and_a_day_number_is_excels(day):
    assert parse_date(day.strftime("%Y%m"), Reading()) == day.replace(day=1)
    assert parse_date(day.strftime("%Y-%m"), Reading("YYYYMM")) == day.replace(day=1)
    assert parse_date(str((day - date(1899, 12, 30)).days), Reading(serials=True)) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}", Reading(order="month first")) == day


@given(st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_the_order_of_day_and_month_is_never_guessed(days, form):
    texts = [day.strftime(form) for day in days]
    reading = decide(evidence((text, 1) for text in texts))
    if isinstance(reading, Undecided):
        assert all(day.day <= 12 for day in days)
    else:
        assert [parse_date(text, reading) for text in texts] == days


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2025-02-29", "date-impossible"),
        ("20251301", "date-impossible"),
        ("202414", "date-unreadable"),
        ("200113", "date-unreadable"),
        ("230203", "date-unreadable"),
        ("2023-14", "date-impossible"),
        ("32/01/2025", "date-impossible"),
        ("0202-01-01", "date-impossible"),
        ("00:00:00", "date-unreadable"),
        ("31/01/25", "date-unreadable"),
        ("2025/01-02", "date-unreadable"),
        ("januari", "date-unreadable"),
        ("45700", "date-serial"),
    ],
)
def test_what_is_no_day_is_never_made_one(text, why):
    with pytest.raises(ValueError, match=f"^{why}$"):
        parse_date(text, Reading())


@pytest.mark.parametrize("form", ["YYYYMM", "YYYYMMDD", "DD/MM/YYYY"])
def test_a_declared_form_is_the_only_one(form):
    written = {"YYYYMM": "202501", "YYYYMMDD": "20250131", "DD/MM/YYYY": "31/01/2025"}
    for other, text in written.items():
        if other == form:
            assert parse_date(text, Reading(form)).month == 1
        else:
            with pytest.raises(ValueError, match="date-unreadable"):
                parse_date(text, Reading(form))


def test_day_numbers_are_believed_only_where_most_values_are():
    mostly = evidence([("45700", 3), ("2025-01-31", 2)])
    assert mostly == Evidence(serials=3, others=2)
    assert decide(mostly) == Reading(serials=True)
    assert decide(evidence([("45700", 2), ("2025-01-31", 3)])) == Reading()


def test_mixed_orders_are_asked_about():
    seen = evidence([("31/01/2025", 1), ("01/31/2025", 1)])
    assert decide(seen) == Undecided("date-order-mixed", ("31/01/2025", "01/31/2025"))
    assert decide(evidence([("03/02/2025", 1)])) == Undecided("date-order", ("03/02/2025",))
    assert decide(evidence([("03/02/2025", 1)]), "DD/MM/YYYY") == Reading("DD/MM/YYYY")
    assert decide(evidence([("03/03/2025", 1)])) == Reading()


def test_the_month_in_a_files_name():
    assert month_in_name("leverantorsfakturor-202005.csv") == date(2020, 5, 1)
    assert month_in_name("lev 2020-05.xlsx") == date(2020, 5, 1)
    assert month_in_name("2024-Q3.csv") is None
    assert month_in_name("202005 till 202006.csv") is None
    assert month_in_name("20200512.csv") is None
    assert date(2020, 5, 1) + timedelta(0) == month_in_name("202005-202005.csv")


@pytest.mark.parametrize(("text", "form"), [("202413", "auto"), ("2024-13", "auto"), ("202413", "YYYYMM")])
def test_period_13_is_the_last_day_of_its_year(text, form):
    assert parse_date(text, Reading(form)) == date(2024, 12, 31)


def test_period_13_of_early_years_is_read_only_where_months_are_declared():
    assert parse_date("200113", Reading("YYYYMM")) == date(2001, 12, 31)
