"""Volume, mix, intensity and method in tables: known by construction, adding up to the gram, the same in any order."""

import math
from decimal import Decimal

import polars as pl
import pytest
from change_cells import GROUPS, cell, kg, table
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.analysis.change.changes import EMITTED, SPENT, SUMS, Change, change
from procurement_footprint.analysis.change.effects import SHARED, by_category, of_categories
from procurement_footprint.analysis.change.sides import Sides, aligned, lines, same_method

EFFECTS = ("volume", "mix", "intensity")
EARLIER = table(
    cell("food", 100_000, 3_000),
    cell("food", 50_000, 1_000, supplier="Y", department="care"),
    cell("it", 50_000, 500),
)


def effects(before: pl.DataFrame, after: pl.DataFrame) -> tuple[Decimal, ...]:
    return change(same_method(before, after), GROUPS).total.select(EFFECTS).row(0)


def grown(cells: pl.DataFrame, money: str = "1", prices: str = "1", kilograms: str = "1") -> pl.DataFrame:
    """Return cells with money, prices and kilograms times so much."""
    real = pl.col("reporting_amount") * Decimal(money)
    return cells.with_columns(
        real_amount=real, reporting_amount=real * Decimal(prices), kg_co2e=pl.col("kg_co2e") * Decimal(kilograms)
    )


def test_dearer_alone_is_price_and_no_kilogram() -> None:
    dearer = change(same_method(EARLIER, grown(EARLIER, prices="1.1")), GROUPS).total.row(0, named=True)
    assert (dearer["spend_price"], dearer["spend_volume"], dearer["spend_method"]) == (20_000, 0, 0)
    assert [dearer[name] for name in (*EFFECTS, "method", "kg_change")] == [0] * 5
    assert dearer["price_index"] == pytest.approx(1.1)


def test_more_of_everything_is_volume_in_every_line() -> None:
    more = change(same_method(EARLIER, grown(EARLIER, money="1.25", prices="1.1", kilograms="1.25")), GROUPS)
    assert more.total.select(EFFECTS).row(0) == (kg(1_125), 0, 0)
    by_supplier = {
        row[1]: row[3:] for row in more.suppliers.select("supplier_id", "supplier", "pooled", *EFFECTS).rows()
    }
    assert by_supplier == {"X": (kg(875), 0, 0), "Y": (kg(250), 0, 0)}


def test_cleaner_alone_is_intensity() -> None:
    assert effects(EARLIER, grown(EARLIER, kilograms="0.8")) == (0, 0, kg(-900))


def test_the_same_money_moved_to_another_category_is_mix() -> None:
    later = table(
        cell("food", 80_000, 2_400), cell("food", 40_000, 800, supplier="Y", department="care"), cell("it", 80_000, 800)
    )
    assert effects(EARLIER, later) == (0, kg(-500), 0)


def test_a_new_mapping_is_method_and_nothing_else() -> None:
    moved = EARLIER.with_columns(category=pl.when(pl.col("supplier") == "Y").then(pl.lit("it")).otherwise("category"))
    moved = moved.with_columns(kg_co2e=pl.when(pl.col("supplier") == "Y").then(kg(400)).otherwise("kg_co2e"))
    found = change(Sides(EARLIER, EARLIER, moved, moved, moved, moved), GROUPS)
    assert found.total.select(*EFFECTS, "mapping", "method").row(0) == (0, 0, 0, kg(-600), kg(-600))
    assert dict(found.categories.select("category", "mapping").rows()) == {"food": kg(-1_000), "it": kg(400)}
    assert found.categories["spend_method"].to_list() == [-50_000, 50_000]


def test_price_volume_mix_intensity_and_mapping_at_once_are_each_what_they_were_made_to_be() -> None:
    # 250 ÷ 200 of real money, food from half to 0.6 of it, food at 0.8 and IT at 1.2 times the kilograms per krona,
    # food 10 % dearer; and the earlier year had supplier Y's food under IT, at a quarter of its kilograms
    mapped = table(cell("food", 75_000, 3_000), cell("food", 25_000, 1_000, supplier="Y"), cell("it", 100_000, 1_000))
    reported = table(cell("food", 75_000, 3_000), cell("it", 25_000, 250, supplier="Y"), cell("it", 100_000, 1_000))
    later = table(cell("food", 165_000, 4_800, 150_000), cell("it", 100_000, 1_200))
    found = change(Sides(reported, reported, mapped, mapped, mapped, later), GROUPS)
    food, it = 800 / math.log(1.2), 200 / math.log(1.2)
    made = {
        "volume": (food * math.log(1.25), it * math.log(1.25)),
        "mix": (food * math.log(1.2), it * math.log(0.8)),
        "intensity": (food * math.log(0.8), it * math.log(1.2)),
        "mapping": (1_000, -250),
        "factors": (0, 0),
        "spend_price": (15_000, 0),
        "spend_volume": (50_000, 0),
        "spend_method": (25_000, -25_000),
    }
    for name, values in made.items():
        told = found.categories.sort("category")[name]
        assert [float(value) for value in told] == pytest.approx(values, abs=0.0011), name
        assert found.total[name].item() == told.sum()


def test_the_steps_of_method_stand_apart_and_add_up() -> None:
    steps = [grown(EARLIER, kilograms=factor) for factor in ("1.2", "1.3", "1.1", "1.15")]
    found = change(Sides(EARLIER, *steps, steps[-1]), GROUPS).total
    assert found.select("factors", "mapping", "boundary", "data", "method", "real_change").row(0) == (
        *(kg(900), kg(450), kg(-900), kg(225)),
        *(kg(675), 0),
    )


def test_a_category_of_one_side_is_mix_and_one_without_kilograms_on_one_is_intensity() -> None:
    before = table(cell("food", 100, 10), cell("it", 50, 0), cell("fuel", 50, 7))
    after = table(cell("food", 100, 10), cell("it", 60, 4), cell("new", 90, 9))
    found = change(same_method(before, after), GROUPS).categories
    told = {row[0]: row[1:] for row in found.select("category", *EFFECTS).rows()}
    assert told["it"] == (0, 0, kg(4))
    assert told["fuel"] == (0, kg(-7), 0)
    assert told["new"] == (0, kg(9), 0)
    turned = change(same_method(after, before), GROUPS).categories
    assert turned.filter(category="it").select(EFFECTS).row(0) == (0, 0, kg(-4))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [((100, 10), (-20, -3)), ((-20, -3), (100, 10)), ((100, 10), (100, -3)), ((0, 5), (100, 10)), ((0, 5), (0, 8))],
)
def test_what_changes_its_sign_or_has_no_money_is_mix(earlier, later) -> None:
    found = change(
        same_method(table(cell("it", 500, 5), cell("fuel", *earlier)), table(cell("it", 500, 5), cell("fuel", *later))),
        GROUPS,
    ).categories.filter(category="fuel")
    assert found.select(EFFECTS).row(0) == (0, kg(later[1] - earlier[1]), 0)


def test_a_net_credit_in_both_years_is_the_mirror_image() -> None:
    def pair(sign: int) -> tuple[Decimal, ...]:
        before = table(cell("it", 500, 5), cell("fuel", sign * 100, sign * 10))
        after = table(cell("it", 500, 5), cell("fuel", sign * 150, sign * 12))
        # the whole's money must not differ between the two, so that the effects are comparable
        before = pl.concat([before, table(cell("food", -sign * 100, 0))])
        after = pl.concat([after, table(cell("food", -sign * 150, 0))])
        return change(same_method(before, after), GROUPS).categories.filter(category="fuel").select(EFFECTS).row(0)

    assert pair(-1) == tuple(-effect for effect in pair(1))
    assert pair(1)[2] < 0 < pair(1)[1]


def test_a_number_that_changes_its_name_is_one_line_under_the_later_name() -> None:
    before = table(cell("food", 100, 10, supplier="X", supplier_id="556000-0001"))
    after = table(cell("food", 100, 12, supplier="X Group", supplier_id="556000-0001"))
    renamed = after.with_columns(pl.lit("School office").alias("department"), organisation=pl.lit("The town"))
    found = change(same_method(before, renamed), GROUPS)
    assert found.suppliers.select("supplier_id", "supplier", "kg_before", "kg_after").rows() == [
        ("556000-0001", "X Group", kg(10), kg(12))
    ]
    assert found.departments.select("organisation", "department").rows() == [("The town", "School office")]
    assert found.lines.height == 1


def test_persons_are_one_pooled_line() -> None:
    nobody = {"supplier": None, "supplier_id": None, "pooled": "sole_traders"}
    found = change(same_method(table(cell("food", 9, 3, **nobody)), table(cell("food", 8, 2, **nobody))), GROUPS)
    assert found.suppliers.select("supplier_id", "supplier", "pooled", "kg_change").rows() == [
        (None, None, "sole_traders", kg(-1))
    ]


def test_the_largest_change_stands_first_whatever_its_sign() -> None:
    later = table(cell("food", 150_000, 3_900), cell("it", 50_000, 5_000))
    assert change(same_method(EARLIER, later), GROUPS).categories["category"].to_list() == ["it", "food"]


def test_nothing_on_either_side_is_an_empty_change() -> None:
    found = change(same_method(table(), table()), GROUPS)
    assert found.total.select("kg_change", "amount_change", "price_index").row(0) == (0, 0, None)
    assert found.categories.is_empty()


NAMES = st.tuples(st.sampled_from(["food", "it", "fuel", "new"]), st.sampled_from("XYZ"), st.sampled_from("abc"))
FIGURES = st.tuples(st.integers(-500, 5_000), st.integers(-100_000, 900_000), st.integers(-500, 5_000))


@st.composite
def cells(draw) -> pl.DataFrame:
    """Return a few cells with money, grams and real money of any sign, zeros among them."""
    lines = draw(st.dictionaries(NAMES, FIGURES, max_size=8))
    return table(
        *(
            cell(category, money, Decimal(grams) / 1000, real, supplier=supplier, department=department)
            for (category, supplier, department), (money, grams, real) in lines.items()
        )
    )


def own_prices(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(real_amount=pl.col("reporting_amount"))


def check(found: Change) -> None:
    """See that every line and every table adds up, to the gram and the öre."""
    whole = found.total.select(SUMS).row(0)
    for name, frame in found.tables():
        assert frame.select(pl.sum(*SUMS)).row(0) == whole, name
        row = frame.select(
            real=pl.col("volume") + pl.col("mix") + pl.col("intensity") - pl.col("real_change"),
            method=pl.col("factors") + pl.col("mapping") + pl.col("boundary") + pl.col("data") - pl.col("method"),
            whole=pl.col("real_change") + pl.col("method") - (pl.col("kg_after") - pl.col("kg_before")),
            spend=pl.col("spend_price")
            + pl.col("spend_volume")
            + pl.col("spend_method")
            - (pl.col("amount_after") - pl.col("amount_before")),
        )
        assert row.filter(pl.any_horizontal(pl.all() != 0)).is_empty(), name


@settings(max_examples=25, deadline=None)
@given(st.lists(cells(), min_size=6, max_size=6))
def test_every_table_adds_up_to_the_gram_and_the_ore(tables) -> None:
    check(change(Sides(*(own_prices(one) for one in tables[:-1]), tables[-1]), GROUPS))


@settings(max_examples=25, deadline=None)
@given(cells(), cells(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(before, after, random) -> None:
    def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
        order = list(range(frame.height))
        random.shuffle(order)
        return frame[order]

    one = change(same_method(own_prices(before), after), GROUPS)
    other = change(same_method(shuffled(own_prices(before)), shuffled(after)), GROUPS)
    for (name, first), (_, second) in zip(one.tables(), other.tables(), strict=True):
        assert first.equals(second), name


@settings(max_examples=25, deadline=None)
@given(cells(), cells())
def test_time_turned_round_turns_every_effect_round(before, after) -> None:
    def of(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
        return of_categories(by_category(lines(aligned(same_method(one, other)))).lazy()).collect()

    there, back = of(before, after), of(after, before)
    assert there["category"].equals(back["category"])
    for name in EFFECTS:
        assert there[name].to_list() == pytest.approx([-value for value in back[name]], abs=1e-9), name


@settings(max_examples=25, deadline=None)
@given(cells(), cells())
def test_rounding_is_all_that_parts_a_category_from_its_formula(before, after) -> None:
    sides = same_method(own_prices(before), after)
    exact = of_categories(by_category(lines(aligned(sides))).lazy()).collect()
    found = change(sides, GROUPS)
    joined = found.categories.join(exact, on="category", suffix="_exact")
    counts = dict(found.lines.group_by("category").len().rows())
    for row in joined.iter_rows(named=True):
        for name in EFFECTS:
            apart = abs(float(row[name]) - row[f"{name}_exact"])
            assert apart <= 0.0005 * counts[row["category"]] * (2 if name == "mix" else 1) + 1e-9


def test_the_columns_are_all_there_in_every_table() -> None:
    found = change(same_method(EARLIER, EARLIER), GROUPS)
    for name, frame in found.tables():
        assert set(frame.columns) >= {*EMITTED, *SPENT, "price_index"}, name


def test_one_krona_is_money_like_any_other() -> None:
    assert effects(table(cell("food", 1, 3)), table(cell("food", 1, 6))) == (0, 0, 3)


def test_categories_are_sorted_and_what_has_none_is_last() -> None:
    sums = {name: [Decimal(3), Decimal(2), Decimal(1)] for name in SHARED}
    found = by_category(pl.DataFrame({"category": [None, "b", "a"], **sums}))
    assert found.select("category", "kg_after", "all_after").rows() == [
        ("a", 1.0, 6.0),
        ("b", 2.0, 6.0),
        (None, 3.0, 6.0),
    ]
