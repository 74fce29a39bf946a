"""Ranges of effects: what both sides share cancels, what one side has alone does not; and the word for it."""

import polars as pl
import pytest
from change_cells import GROUPS, cell, kg, table, widths

from procurement_footprint.analysis.change.changes import Change, change
from procurement_footprint.analysis.change.ranges import RANGED, with_ranges
from procurement_footprint.analysis.change.sides import Sides, aligned, same_method
from procurement_footprint.analysis.change.verdict import verdict
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import ranges

WIDTHS = widths()
PRICED = [("food", 100), ("it", 200), ("fuel", 300)]
BEFORE = table(
    *(cell(category, 1000, kilograms, supplier=one) for category, kilograms in PRICED for one in "XY"),
)
AFTER = BEFORE.with_columns(
    kg_co2e=pl.when(pl.col("category") == "food").then(kg(70)).otherwise("kg_co2e"),
    real_amount=pl.when(pl.col("category") == "it").then(900).otherwise("real_amount").cast(pl.Decimal(38, 2)),
)


def ranged(before: pl.DataFrame, after: pl.DataFrame) -> Change:
    sides = same_method(before, after)
    return with_ranges(change(sides, GROUPS), sides, WIDTHS)


def bounds(row: dict, name: str) -> tuple[float, float]:
    return float(row[f"{name}_low"]), float(row[f"{name}_high"])


def of_total(cells: pl.DataFrame) -> tuple[float, float]:
    """Return the range of all kilograms, as every report states it."""
    found = kinds(cells.select(KNOWN), WIDTHS)
    held = numbered(cells, found).group_by("kind").agg(pl.sum("kg_co2e")).sort("kind")
    ((_, low, high),) = ranges(
        moments(held.select(line=pl.lit(0, dtype=pl.Int64), kind="kind", kg_co2e="kg_co2e"), found)
    ).rows()
    return float(low), float(high)


@pytest.fixture(scope="module")
def found() -> Change:
    return ranged(BEFORE, AFTER)


def test_every_effect_lies_within_its_range_in_every_table(found: Change) -> None:
    for name, frame in found.tables():
        if name == "lines":
            assert "volume_low" not in frame.columns
            continue
        for effect in RANGED:
            inside = frame.filter(pl.col(effect).is_between(pl.col(f"{effect}_low"), pl.col(f"{effect}_high")))
            assert inside.height == frame.height, (name, effect)


def test_the_range_of_the_real_change_is_much_narrower_than_that_of_two_independent_totals(found: Change) -> None:
    low, high = bounds(found.total.row(0, named=True), "real_change")
    before, after = of_total(BEFORE), of_total(AFTER)
    independent = ((before[1] - before[0]) ** 2 + (after[1] - after[0]) ** 2) ** 0.5
    assert high - low < independent / 10


def test_a_decrease_of_one_category_is_sure_though_its_kilograms_are_not(found: Change) -> None:
    total = found.total.row(0, named=True)
    assert total["real_change"] == kg(-60)
    assert (total["below_zero"], total["verdict"]) == (1.0, "decrease")
    low, high = bounds(total, "real_change")
    food_low, food_high = of_total(BEFORE.filter(category="food"))
    assert low == pytest.approx(-0.3 * food_high, rel=0.03)
    assert high == pytest.approx(-0.3 * food_low, rel=0.03)


def test_the_range_of_everything_new_is_that_of_its_total() -> None:
    assert bounds(ranged(table(), AFTER).total.row(0, named=True), "real_change") == pytest.approx(
        of_total(AFTER), rel=0.03
    )


def test_growing_alike_has_the_range_of_the_total() -> None:
    more = BEFORE.with_columns(pl.col("real_amount") * 2, pl.col("kg_co2e") * 2)
    total = ranged(BEFORE, more).total.row(0, named=True)
    assert bounds(total, "volume") == pytest.approx(of_total(BEFORE), rel=0.03)
    assert [bounds(total, name) for name in ("mix", "intensity", "method")] == [(0, 0)] * 3


def test_the_same_on_both_sides_has_no_range_and_no_verdict() -> None:
    total = ranged(BEFORE, BEFORE).total.row(0, named=True)
    assert {bounds(total, name) for name in RANGED} == {(0.0, 0.0)}
    assert (total["below_zero"], total["verdict"]) == (0.5, "none")


def test_a_factor_that_one_side_has_carried_over_does_not_cancel() -> None:
    carried = BEFORE.with_columns(carried=pl.lit(1, dtype=pl.Int32), kg_co2e=pl.col("kg_co2e") * 98 / 100)
    carried = carried.with_columns(pl.col("kg_co2e").cast(pl.Decimal(38, 3)))
    total = ranged(BEFORE, carried).total.row(0, named=True)
    low, high = bounds(total, "real_change")
    assert low < total["real_change"] < 0 < high
    assert 0.5 < total["below_zero"] < 0.95
    assert total["verdict"] == "unsure"


def test_method_has_a_range_and_its_word() -> None:
    restated = BEFORE.with_columns(pl.col("kg_co2e") * 2)
    sides = Sides(BEFORE, *[restated] * 5)
    total = with_ranges(change(sides, GROUPS), sides, WIDTHS).total.row(0, named=True)
    assert bounds(total, "factors") == bounds(total, "method") == bounds(total, "kg_change")
    assert bounds(total, "method") == pytest.approx(of_total(BEFORE), rel=0.03)
    assert (total["real_change"], total["verdict"]) == (0, "method")


def test_widths_of_the_earlier_side_are_its_own() -> None:
    sides = Sides(BEFORE, *[BEFORE.with_columns(pl.col("kg_co2e") * 2)] * 4, AFTER)
    found = change(sides, GROUPS)
    same, twice = with_ranges(found, sides, WIDTHS), with_ranges(found, sides, WIDTHS, before=widths())
    assert same.total.equals(twice.total)
    other = with_ranges(found, sides, WIDTHS, before=widths(level=0.4)).total
    assert bounds(other.row(0, named=True), "real_change") == bounds(same.total.row(0, named=True), "real_change")
    assert bounds(other.row(0, named=True), "method")[0] < bounds(same.total.row(0, named=True), "method")[0]


def test_the_only_organisation_has_the_ranges_of_the_whole_and_order_does_not_matter(found: Change) -> None:
    columns = [f"{name}_{bound}" for name in RANGED for bound in ("low", "high")]
    assert found.organisations.select(columns).equals(found.total.select(columns))
    turned = ranged(BEFORE.reverse(), AFTER.reverse())
    for (name, first), (_, second) in zip(found.tables(), turned.tables(), strict=True):
        assert first.equals(second), name


def test_the_same_figures_on_every_machine(found: Change) -> None:
    row = found.total.row(0, named=True)
    told = {name: tuple(map(str, (row[f"{name}_low"], row[f"{name}_high"]))) for name in ("volume", "real_change")}
    assert told == {"volume": ("-82.284", "-16.891"), "real_change": ("-165.610", "-14.940")}


@pytest.mark.parametrize(
    ("real", "method", "below", "word"),
    [
        (-50, 0, 0.95, "decrease"),
        (50, 0, 0.05, "increase"),
        (-50, 0, 0.9, "unsure"),
        (-50, 60, 0.9, "method"),
        (-50, 60, 0.95, "decrease"),
        (5, 5, 0.01, "none"),
        (0, 0, 0.5, "none"),
        (5.001, 5, 0.01, "increase"),
        (0, 6, 0.5, "method"),
    ],
)
def test_the_word(real, method, below, word) -> None:
    frame = pl.DataFrame(
        {
            "kg_before": [1000.0],
            "kg_restated": [1000.0],
            "real_change": [real],
            "method": [method],
            "below_zero": [below],
        }
    )
    assert verdict(frame)["verdict"].item() == word


def test_sides_are_aligned_where_they_are_not() -> None:
    assert aligned(same_method(BEFORE, AFTER)).after.equals(AFTER)
