"""Conservation: whatever is measured, no row and no krona changes, and no gram is there twice or missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint import period
from procurement_footprint.factors import prices
from procurement_footprint.factors.activity_factors import ACTIVITY, ActivityFactor
from procurement_footprint.factors.activity_lines import Activity
from procurement_footprint.footprint import activities, conserve, slices
from procurement_footprint.footprint.survey import Survey
from procurement_footprint.ledger.columns import COUNTED, FOOTPRINT, SPENT
from procurement_footprint.problems import Refused, Unbalanced

INDEX = prices.load()
HELD = Survey(date(2024, 1, 1), date(2024, 12, 31), (("SEK", 2024),), {"SEK": Decimal(1)}, (), pl.DataFrame())
FACTOR = ActivityFactor(
    "x/y",
    "Something",
    "kWh",
    Fraction(0),
    Fraction("0.0232"),
    Fraction("0.004"),
    Fraction("0.1"),
    False,
    ACTIVITY,
    "us",
)


def activity(number: int, category: str, **changes: object) -> Activity:
    line = Activity(
        place=f"activities/a.csv:{number}",
        period=period.parse("2024"),
        where=(("category", category),),
        quantity=Fraction(1000),
        unit="kWh",
        price=None,
        factor=FACTOR,
        market=None,
        certificate="",
        covered=None,
        source="meters",
    )
    return replace(line, **changes)


def spent(rows: list[tuple[str, str, int, int]]) -> pl.DataFrame:
    """SPENT rows of status, category, öre and grams."""
    made = [
        {
            "row_id": f"l.csv:{number}",
            "booked_on": date(2024, 5, 1),
            "status": status,
            "category": category,
            "amount": Decimal(ore).scaleb(-2),
            "reporting_amount": Decimal(ore).scaleb(-2),
            "currency": "SEK",
            "kg_co2e": Decimal(grams).scaleb(-3) if status == COUNTED else None,
            "evidence": "account",
            "quality": "E",
            "scope": "3",
        }
        for number, (status, category, ore, grams) in enumerate(rows, 2)
    ]
    return pl.DataFrame(made, schema=SPENT, infer_schema_length=None)


def measured(rows: pl.DataFrame, lines: list[Activity], size: int = 5) -> tuple[pl.DataFrame, activities.Measured]:
    """What `lines` make of the rows, which walk in blocks of some rows."""
    blocks = list(rows.iter_slices(size))
    result = activities.measure(slices.find(blocks, lines, HELD, "SEK"), INDEX)
    final = pl.concat(activities.replace(nw.from_native(one), result.table).to_native() for one in blocks)
    return final.select(pl.col(name).cast(kind) for name, kind in FOOTPRINT.items()), result


def grams(frame: pl.DataFrame, column: str = "kg_co2e") -> int:
    return int(Decimal(str(frame[column].sum())) * 1000)


one_row = st.tuples(
    st.sampled_from([COUNTED, COUNTED, COUNTED, "left_out"]),
    st.sampled_from(["electricity", "diesel", "food"]),
    st.integers(-(10**7), 10**9),
    st.integers(-(10**7), 10**9),
)
scopes = st.fractions(0, 50, max_denominator=1000)
factors = st.builds(
    lambda one, two, three, biogenic, adds: replace(
        FACTOR, scope_1=one, scope_2=two, scope_3=three, biogenic=biogenic, adds=adds
    ),
    scopes, scopes, scopes, scopes, st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(one_row, min_size=1, max_size=12),
    st.lists(
        st.tuples(st.sampled_from(["electricity", "diesel"]), factors, st.fractions(1, 10**6, max_denominator=100)),
        max_size=2,
        unique_by=lambda line: line[0],
    ),
    st.fractions(0, 1, max_denominator=100),
)
def test_nothing_is_lost_or_counted_twice(
    rows: list[tuple[str, str, int, int]], wanted: list[tuple[str, ActivityFactor, Fraction]], part: Fraction
) -> None:
    money = {
        name: sum(ore for status, held, ore, _ in rows if (status, held) == (COUNTED, name)) for name, _, _ in wanted
    }
    lines = [
        activity(number, name, factor=factor, quantity=quantity, covered=max(1, round(money[name] * part)))
        for number, (name, factor, quantity) in enumerate(wanted, 2)
        if money[name] > 0
    ]
    before = spent(rows)
    after, result = measured(before, lines)
    was = before
    assert after.select("row_id", "amount", "reporting_amount", "status").equals(
        was.select("row_id", "amount", "reporting_amount", "status")
    )
    counted = pl.col("status") == COUNTED
    reasoned = after.lazy().with_columns(reason=pl.when(~counted).then(pl.lit("wages")))
    conserve.kilograms_where_counted([reasoned])
    conserve.counted_once(after.lazy(), result.slices)
    untouched = pl.col("category").is_in([dict(line.where)["category"] for line in lines]).not_() | (
        pl.col("status") != COUNTED
    )
    assert after.filter(untouched)["kg_co2e"].to_list() == was.filter(untouched)["kg_co2e"].to_list()
    for line in lines:
        here = after.filter(pl.col("activity") == line.place)
        assert grams(here, "kg_scope_1") == round(line.quantity * line.factor.scope_1 * 1000)
        assert grams(here, "kg_scope_2") == round(line.quantity * line.factor.scope_2 * 1000)
        assert grams(here, "kg_biogenic") == round(line.quantity * line.factor.biogenic * 1000)
        assert sum(here["covered_amount"]) * 100 == line.covered


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**6), 10**9), st.integers(0, 10**9)), min_size=1, max_size=10), factors)
def test_a_slice_that_is_covered_has_exactly_the_activitys_kilograms(
    rows: list[tuple[int, int]], factor: ActivityFactor
) -> None:
    if sum(ore for ore, _ in rows) <= 0:
        return
    before = spent([(COUNTED, "electricity", ore, kg) for ore, kg in rows])
    after, _ = measured(before, [activity(2, "electricity", factor=replace(factor, adds=False))])
    whole = [round(1000 * kg * 1000) for kg in (factor.scope_1, factor.scope_2, factor.scope_3)]
    assert grams(after) == sum(whole)


def test_a_row_of_less_than_an_oere_is_covered_with_its_slice_and_stays_where_a_part_is() -> None:
    before = spent([(COUNTED, "electricity", 100, 8), (COUNTED, "electricity", 0, 1)])
    nothing = replace(FACTOR, scope_1=Fraction(0), scope_2=Fraction(0), scope_3=Fraction(0), adds=False)
    for covered, left in ((None, 0), (50, 5)):
        after, _ = measured(before, [activity(2, "electricity", factor=nothing, covered=covered)])
        assert grams(after) == left


@settings(max_examples=30, deadline=None)
@given(st.lists(one_row, min_size=1, max_size=12), st.integers(1, 12))
def test_blocks_of_any_size_give_the_same(rows: list[tuple[str, str, int, int]], size: int) -> None:
    if sum(ore for status, category, ore, _ in rows if (status, category) == (COUNTED, "electricity")) <= 0:
        return
    whole, blocks = (measured(spent(rows), [activity(2, "electricity")], many)[0] for many in (len(rows), size))
    assert whole.equals(blocks)


def test_rows_of_the_ledger_keep_their_order() -> None:
    before = spent([(COUNTED, "food", 100, 5), (COUNTED, "electricity", 300, 7), (COUNTED, "food", 200, 9)])
    after, _ = measured(before, [activity(2, "electricity")])
    assert after["row_id"].to_list() == ["l.csv:2", "l.csv:3", "l.csv:4"]


def test_kilograms_that_are_not_in_their_rows_stop_the_run() -> None:
    after, result = measured(spent([(COUNTED, "electricity", 300, 7)]), [activity(2, "electricity")])
    wrong = after.lazy().with_columns(kg_co2e=(pl.col("kg_co2e") + Decimal("0.001")).cast(FOOTPRINT["kg_co2e"]))
    with pytest.raises(
        Unbalanced, match=r"activities/a\.csv:2: kg_co2e of the activity is 27\.200, and of its rows 27\.201"
    ):
        conserve.counted_once(wrong, result.slices)


def test_a_line_about_other_months_is_not_used() -> None:
    rows = spent([(COUNTED, "electricity", 300, 7)])
    other = activity(2, "electricity", period=period.parse("2023"))
    found = slices.find([rows], [other], HELD, "SEK")
    assert (found.slices, found.unused) == ((), ((other, "outside"),))


def test_overlaps_of_three_lines_are_all_named() -> None:
    rows = spent([(COUNTED, "electricity", 300, 7)])
    with pytest.raises(Refused) as refused:
        slices.find([rows], [activity(number, "electricity") for number in (2, 3, 4)], HELD, "SEK")
    assert [one.place for one in refused.value.problems] == [f"activities/a.csv:{line}" for line in (3, 4, 4)]
