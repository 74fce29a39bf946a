from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint import period
from procurement_footprint.problems import Refused


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2024", date(2024, 1, 1), date(2025, 1, 1)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 4, 1)),
        ("2024-Q4", date(2024, 10, 1), date(2025, 1, 1)),
        ("2024-03", date(2024, 3, 1), date(2024, 4, 1)),
        ("2024-12", date(2024, 12, 1), date(2025, 1, 1)),
    ],
)
def test_a_period_runs_from_its_first_day_up_to_the_day_after_its_last(text: str, first: date, end: date) -> None:
    assert period.parse(text) == period.Period(text, first, end)
    assert str(period.parse(text)) == text


def test_anything_else_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        period.parse("2024-13")
    assert str(caught.value) == (
        "--period: this is not a period\n    2024-13\n    fix: write a year, quarter or month: 2024, 2024-Q1 or 2024-03"
    )


@given(st.integers(1900, 2099))
def test_the_quarters_and_the_months_of_a_year_make_up_the_year(year: int) -> None:
    whole = period.parse(str(year))
    for names in ([f"{year}-Q{q}" for q in range(1, 5)], [f"{year}-{m:02d}" for m in range(1, 13)]):
        parts = [period.parse(name) for name in names]
        assert parts[0].first == whole.first
        assert parts[-1].end == whole.end
        assert all(a.end == b.first for a, b in pairwise(parts))


def test_months_in_a_row_are_said_as_one() -> None:
    months = ("2023-01", "2023-11", "2023-12", "2024-01", "2024-05", "2024-06")
    assert period.spans(months) == ("2023-01", "2023-11 to 2024-01", "2024-05", "2024-06")
    assert period.spans(()) == ()
