"""The draw: the largest lines for certain, the others in proportion to their size, the same whatever the order."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

import polars as pl
import pytest
from footprint_rows import counted, left_out, unmapped
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.audit import sample, strata
from procurement_footprint.analysis.audit.sample import Request
from procurement_footprint.analysis.audit.selection import Drawn, draw
from procurement_footprint.analysis.audit.strata import Population
from procurement_footprint.ledger.columns import FOOTPRINT
from procurement_footprint.problems import Refused

SIZES = st.dictionaries(st.text("abcdefgh:", min_size=1, max_size=4), st.integers(1, 10_000), min_size=1, max_size=60)


@given(SIZES, st.integers(1, 30), st.integers(0, 5))
def test_a_draw_has_the_number_asked_for_and_every_line_that_fills_an_interval(sizes, number, seed) -> None:
    drawn = draw(sizes, number, seed, "counted")
    lines = drawn.certain + drawn.chosen
    assert len(lines) == len(set(lines)) == min(number, len(sizes))
    rest = {line: size for line, size in sizes.items() if line not in drawn.certain}
    if drawn.chosen:
        assert drawn.interval == Fraction(sum(rest.values()), len(drawn.chosen))
        assert all(size < drawn.interval for size in rest.values())
    assert all(sizes[line] >= drawn.interval for line in drawn.certain)


@given(SIZES, st.integers(1, 30), st.randoms(use_true_random=False))
def test_a_draw_does_not_depend_on_the_order_of_the_lines(sizes, number, chance) -> None:
    lines = list(sizes)
    chance.shuffle(lines)
    assert draw({line: sizes[line] for line in lines}, number, 7, "counted") == draw(sizes, number, 7, "counted")


def test_lines_are_drawn_as_often_as_they_are_large() -> None:
    sizes = {str(number): 10 * (1 + number % 7) for number in range(70)} | {"large": 5_000}
    seeds = 4_000
    hits = Counter(line for seed in range(seeds) for line in draw(sizes, 11, seed, "counted").chosen)
    certain = {line for seed in range(20) for line in draw(sizes, 11, seed, "counted").certain}
    assert certain == {"large"}
    interval = (sum(sizes.values()) - 5_000) / 10
    for line, size in sizes.items():
        if line != "large":
            expected = seeds * size / interval
            assert abs(hits[line] - expected) < 4.5 * expected**0.5  # 4.5 deviations: 1 in 10,000 for 70 lines


def test_seeds_and_strata_draw_differently() -> None:
    sizes = {str(number): 1 for number in range(1_000)}
    draws = {draw(sizes, 5, seed, stratum).chosen for seed in (1, 2) for stratum in ("counted", "left_out")}
    assert len(draws) == 4


def populations(*lines: tuple[str, int, int]) -> list[Population]:
    return [Population(name, "kg", {f"{name}{number}": size for number in range(count)}) for name, count, size in lines]


def test_every_stratum_gets_lines_and_what_is_counted_most() -> None:
    held = populations(("counted", 1_000, 50), ("counted_credit", 30, 1), ("left_out", 500, 7), ("unmapped", 3, 1))
    assert strata.allocated(held, 100) == {"counted": 64, "counted_credit": 5, "left_out": 28, "unmapped": 3}
    assert sum(strata.allocated(held, 10_000).values()) == 1_533


def test_too_small_a_sample_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        strata.allocated(populations(("counted", 100, 1), ("left_out", 100, 1)), 9)
    assert str(caught.value) == (
        "--size: the sample is too small for the strata of this footprint\n    9\n    fix: give --size 10 or more"
    )


def footprint(*rows: dict) -> pl.LazyFrame:
    numbered = [{"row_id": f"a.csv:{number}", **row} for number, row in enumerate(rows, 2)]
    filled = [{name: row.get(name) for name in FOOTPRINT} for row in numbered]
    return pl.DataFrame(filled, FOOTPRINT, orient="row").lazy()


ROWS = (
    counted("100.00", "12.345"),
    counted("-40.00", "-5.000"),
    counted("0.00", "0.000"),
    left_out("70.10"),
    left_out("-8.00"),
    unmapped("9.99"),
)


def test_credit_notes_and_what_is_not_counted_are_strata_of_their_own() -> None:
    found = {one.name: (one.over, dict(one.sizes)) for one in strata.populations(footprint(*ROWS), "kg")}
    assert found == {
        "counted": ("kg", {"a.csv:2": 12_345}),
        "counted_credit": ("kg", {"a.csv:3": 5_000}),
        "left_out": ("money", {"a.csv:5": 7_010}),
        "left_out_credit": ("money", {"a.csv:6": 800}),
        "unmapped": ("money", {"a.csv:7": 999}),
    }
    by_money = {one.name: dict(one.sizes) for one in strata.populations(footprint(*ROWS), "money")}
    assert by_money["counted"] == {"a.csv:2": 10_000}


def test_the_parts_of_a_split_row_are_lines_of_their_own() -> None:
    rows = footprint(counted("6.00", "3.000"), counted("4.00", "1.000"), counted("5.00", "2.000"))
    split = rows.with_columns(
        row_id=pl.Series(["a.csv:2", "a.csv:2", "a.csv:3"]), part=pl.Series([1, 2, None], dtype=pl.Int16)
    )
    drawn = sample.drawn(split, Request(3, 1, "kg"))
    assert drawn.lines.sort("line").select("line", "kg_co2e").rows() == [
        ("a.csv:2#1", Decimal("3.000")),
        ("a.csv:2#2", Decimal("1.000")),
        ("a.csv:3", Decimal("2.000")),
    ]


def test_weights_project_the_sample_to_the_whole() -> None:
    rows = footprint(*(counted("1.00", f"{1 + number % 9}.000") for number in range(200)))
    drawn = sample.drawn(rows, Request(40, 3, "kg"))
    (stratum,) = drawn.strata
    assert (stratum.name, stratum.lines, drawn.request.size) == ("counted", tuple(drawn.lines["line"]), 40)
    kilograms = sum(float(kg) * weight for kg, weight in drawn.lines.select("kg_co2e", "weight").iter_rows())
    assert kilograms == pytest.approx(sum(1 + number % 9 for number in range(200)))


def walked_along(sizes: dict[str, int], number: int, seed: int, stratum: str) -> list[str]:
    """Draw as the method says it, line by line: an interval's length along the list, one is taken."""
    order = sorted(sizes, key=lambda line: sha256(f"{seed}\n{stratum}\n{line}".encode()).hexdigest())
    interval = Fraction(sum(sizes.values()), number)
    place = Fraction(int(sha256(f"{seed}\n{stratum}\n".encode()).hexdigest(), 16) % sum(sizes.values()), number)
    taken, end = [], Fraction(0)
    for line in order:
        end += sizes[line]
        while place < end:
            taken.append(line)
            place += interval
    return taken


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("stratum", ["counted", "left_out"])
def test_a_draw_is_the_one_that_an_auditor_makes_with_the_seed(seed: int, stratum: str) -> None:
    sizes = {f"a.csv:{number}": 100 + number * 37 % 60 for number in range(40)}
    drawn = draw(sizes, 7, seed, stratum)
    assert (drawn.certain, list(drawn.chosen)) == ((), walked_along(sizes, 7, seed, stratum))


def test_where_all_lines_are_certain_there_is_no_interval() -> None:
    assert draw({"a": 3, "b": 5}, 2, 1, "counted") == Drawn(("b", "a"), (), Fraction(0))


def test_the_lines_of_a_sample_say_their_stratum_and_whether_they_were_certain() -> None:
    rows = footprint(counted("9.00", "900.000"), *(counted("1.00", f"{2 + number}.000") for number in range(30)))
    both = pl.concat([rows, footprint(*(left_out(f"{number}.00") for number in range(3, 40)))])
    both = both.with_columns(row_id=pl.concat_str(pl.col("status").cast(pl.String), pl.lit(":"), "row_id"))
    found = sample.drawn(both, Request(20, 7, "kg"))
    assert found.lines.columns == ["line", "stratum", "certain", "weight", *FOOTPRINT]
    assert found.lines["line"].to_list() == [line for one in found.strata for line in one.lines]
    assert found.lines.filter("certain")["line"].to_list()[0] == "counted:a.csv:2"
    certain = [line for one in found.strata for line in one.drawn.certain]
    assert found.lines.filter("certain")["line"].to_list() == certain
    assert found.lines["stratum"].to_list() == [one.name for one in found.strata for _ in one.lines]
    for one in found.strata:
        assert one.drawn == draw(one.population.sizes, len(one.lines), 7, one.name)


def test_lines_beyond_the_least_go_to_the_stratum_that_has_fewest_for_its_size() -> None:
    """Two strata of what is counted, of 3,000 and 1,100: the next line by size ÷ (2 × lines + 1), from 5 each.

    3000 / 31 = 96.8 is below 1100 / 11 = 100, so the 21st line is the credit notes'; 3000 / 35 = 85.7 is above
    1100 / 13 = 84.6, and 3000 / 37 = 81.1 is not.
    """
    held = populations(("counted", 100, 30), ("counted_credit", 100, 11))
    found = [tuple(strata.allocated(held, number).values()) for number in range(20, 26)]
    assert found == [(15, 5), (15, 6), (16, 6), (17, 6), (18, 6), (18, 7)]


@pytest.mark.parametrize("number", [12, 50, 105, 106, 107, 200])
def test_no_stratum_gets_more_lines_than_it_has(number: int) -> None:
    found = strata.allocated(populations(("counted", 100, 50), ("unmapped", 7, 90)), number)
    assert sum(found.values()) == min(number, 107)
    assert found["counted"] <= 100
    assert found["unmapped"] <= 7


def test_a_line_is_certain_where_it_fills_the_interval_of_what_is_left() -> None:
    # 100 × 3 lines ≥ 200 in all; then 40 × 2 lines < 100 that are left
    drawn = draw({"a": 100, "b": 40, "c": 30, "d": 30}, 3, 1, "counted")
    assert (drawn.certain, drawn.interval) == (("a",), 50)
    assert draw({"a": 100, "b": 50, "c": 50}, 2, 1, "counted").certain == ("a",)


def test_the_smallest_line_can_be_drawn() -> None:
    (held,) = strata.populations(footprint(counted("0.01", "0.001")), "kg")
    assert held.sizes == {"a.csv:2": 1}
