"""The first lines of every department, and all others in one: nothing is lost, and one line is never folded alone."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.departments.folding import OTHERS, first, folded
from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.analysis.totals import exact_sum

LINES = st.lists(
    st.tuples(st.sampled_from([None, "10", "20"]), st.integers(-(10**6), 10**6)), max_size=30
)  # department and grams


def lines_of(drawn: list[tuple[str | None, int]]) -> pl.DataFrame:
    kilograms = pl.Series([f"{Decimal(grams).scaleb(-3)}" for _, grams in drawn], dtype=pl.String)
    return pl.DataFrame(
        {"department_id": [one for one, _ in drawn], "kg_co2e": kilograms.cast(pl.Decimal(38, 3))},
        schema={"department_id": pl.String, "kg_co2e": pl.Decimal(38, 3)},
    ).select(
        *(pl.col(name) if name == "department_id" else pl.lit(None, pl.String).alias(name) for name in DEPARTMENTS),
        "kg_co2e",
    )


@given(LINES, st.integers(1, 5))
def test_folded_lines_add_up_to_each_department(drawn: list[tuple[str | None, int]], most: int) -> None:
    lines = lines_of(drawn)
    made = folded(first(lines, most), lines, most, ("kg_co2e",))
    for key in {one for one, _ in drawn}:
        own, all_of_it = (frame.filter(pl.col("department_id").eq_missing(key)) for frame in (made, lines))
        assert exact_sum(own["kg_co2e"]) == exact_sum(all_of_it["kg_co2e"])
        named = own.filter(pl.col(OTHERS).is_null())
        assert named["kg_co2e"].to_list() == all_of_it["kg_co2e"].to_list()[: named.height]
        assert named.height + own[OTHERS].sum() == all_of_it.height
        assert (own[OTHERS].drop_nulls() > 1).all()
        assert named.height <= most + 1


def test_others_stand_last_with_their_number() -> None:
    lines = lines_of([("10", 3000), ("10", 2000), ("10", 1000), ("10", 500)])
    made = folded(first(lines, 2), lines, 2, ("kg_co2e",))
    assert made.select("kg_co2e", OTHERS).rows() == [
        (Decimal("3.000"), None),
        (Decimal("2.000"), None),
        (Decimal("1.500"), 2),
    ]
