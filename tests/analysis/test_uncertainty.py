"""Ranges and ranks: they agree with throwing dice, and behave as ranges must."""

import math
from decimal import Decimal
from statistics import NormalDist

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uncertain import CATEGORIES, EVIDENCE_SPREADS, LEVEL, MEASURED, PER_YEAR, SPREADS, bounds, chances, held, thrown

from procurement_footprint.analysis.uncertainty.stated import letters

Z = 1.959963984540054
TABLES = {
    "one product": [("narrow", "cpv", 0, 10)],
    "two alike": [("narrow", "cpv", 0, 10), ("middle", "cpv", 0, 10)],
    "two wide": [("widest", "text", 0, 10), ("wider", "text", 1, 10)],
    "wide beside narrow": [("narrow", "cpv", 0, 10), ("widest", "text", 0, 10)],
    "wide beside twice as much": [("narrow", "cpv", 0, 20), ("widest", "text", 0, 10)],
    "wide beside much": [("narrow", "account", 1, 1000), ("widest", "text", 0, 10)],
    "all products": [(name, "account", 0, 10) for name in SPREADS],
    "falling": [(name, "account_text", 1, 100 / 2**n) for n, name in enumerate(SPREADS)],
    "one product on every evidence": [("wide", one, 0, 10) for one in EVIDENCE_SPREADS],
    "one product in two categories": [("wide", "text", 0, 10), ("more-wide", "text", 0, 10)],
    "a category of two products": [("mixed", "text", 0, 10)],
    "years carried over": [("narrow", "cpv", 0, 10), ("narrow", "cpv", 3, 10), ("middle", "cpv", 2, 10)],
    "a little credited": [("narrow", "cpv", 0, 100), ("middle", "cpv", 0, 30), ("wide", "cpv", 0, -5)],
    "credit inside a product": [("wide", "cpv", 0, 100), ("more-wide", "account", 0, -10)],
    "narrow": [("sharp", "supplier", 0, 10), ("narrow", "supplier", 0, 1)],
    "only measured": [("wide", "activity", 0, 10), ("mixed", "supplier_specific", 2, 5)],
    "measured beside spent": [("wide", "activity", 1, 10), ("wide", "account", 1, 5), ("mixed", "activity", 0, 3)],
}
kilograms = st.integers(1, 10**6)
rows = st.tuples(
    st.sampled_from(sorted(CATEGORIES)), st.sampled_from(sorted(EVIDENCE_SPREADS)), st.integers(0, 4), kilograms
)
lines = st.lists(rows, min_size=1, max_size=6)


@pytest.mark.parametrize("name", TABLES)
def test_both_bounds_are_within_three_percent_of_two_hundred_thousand_draws(name):
    ((low, high),) = bounds(TABLES[name])
    draws = thrown(TABLES[name])
    assert low == pytest.approx(draws.quantile(0.025), rel=0.03)
    assert high == pytest.approx(draws.quantile(0.975), rel=0.03)


@pytest.mark.parametrize("kg", [10, 50, 200])
@pytest.mark.parametrize("others", [(), ("narrow",), ("narrow", "middle", "wide")])
def test_where_much_that_is_sure_stands_beside_the_widest_both_bounds_are_within_eight_percent(others, kg):
    line = [("widest", "text", 0, 10), ("mixed", "activity", 0, kg), *((name, "account", 0, 3) for name in others)]
    ((low, high),) = bounds(line)
    assert low == pytest.approx(thrown(line).quantile(0.025), rel=0.08)
    assert high == pytest.approx(thrown(line).quantile(0.975), rel=0.08)


def test_a_line_of_much_credit_is_taken_for_normal_and_the_size_of_its_range_is_right():
    line = [("narrow", "cpv", 0, 100), ("middle", "cpv", 0, -60)]
    ((low, high),) = bounds(line)
    assert (low + high) / 2 == pytest.approx(40, rel=1e-5)
    assert (high - low) / (2 * Z) == pytest.approx(thrown(line).std(), rel=0.02)


@pytest.mark.parametrize("category", SPREADS)
def test_one_product_on_one_evidence_is_exactly_log_normal(category):
    ((low, high),) = bounds([(category, "account", 2, 1000)])
    variance = SPREADS[category] ** 2 + 2 * PER_YEAR + EVIDENCE_SPREADS["account"] ** 2 + LEVEL
    for bound, z in ((low, -Z), (high, Z)):
        assert bound == pytest.approx(1000 * math.exp(z * math.sqrt(variance) - variance / 2), rel=1e-5)


def test_rows_of_one_product_on_one_evidence_add_up_width_by_width_and_other_products_do_not():
    one, same, other = [("wide", "cpv", 0, 10)], [("wide", "cpv", 0, 20)], [("middle", "cpv", 0, 20)]
    widths = {name: high - low for name, ((low, high),) in {
        "one": bounds(one), "same": bounds(same), "other": bounds(other),
        "with same": bounds(one + same), "with other": bounds(one + other),
    }.items()}  # fmt: skip
    assert widths["with same"] == pytest.approx(widths["one"] + widths["same"], rel=1e-4)
    assert widths["with other"] < 0.9 * (widths["one"] + widths["other"])


def test_what_all_share_does_not_average_out_over_products():
    line = [(name, "cpv", 0, 10) for name in ("narrow", "middle", "wide")]
    ((low, high),), ((bare_low, bare_high),) = bounds(line, level=0.25), bounds(line, level=0.0)
    assert math.log(high / low) ** 2 == pytest.approx(
        math.log(bare_high / bare_low) ** 2 + (2 * Z * 0.5) ** 2, rel=0.02
    )


@pytest.mark.parametrize("evidence", MEASURED)
@pytest.mark.parametrize("category", ["wide", "mixed", "nowhere"])
def test_what_is_measured_has_its_own_spread_instead_of_the_products(category, evidence):
    ((low, high),) = bounds([(category, evidence, 3, 1000)], level=0.4)
    for bound, z in ((low, -Z), (high, Z)):
        assert bound == pytest.approx(1000 * math.exp(z * MEASURED[evidence] - MEASURED[evidence] ** 2 / 2), rel=1e-5)


def test_measuring_a_part_makes_the_whole_surer():
    spent, measured = [("wide", "account", 0, 60)], [("wide", "activity", 0, 40)]
    ((low, high),), ((both_low, both_high),) = bounds([("wide", "account", 0, 100)]), bounds(spent + measured)
    assert both_high - both_low < 0.7 * (high - low)


@settings(max_examples=60)
@given(lines)
def test_low_is_below_the_kilograms_and_high_above_them(line):
    ((low, high),) = bounds(line)
    assert 0 < low < sum(row[3] for row in line) < high


@settings(max_examples=60)
@given(lines, st.integers(2, 1000))
def test_a_hundred_times_the_kilograms_have_a_hundred_times_the_range(line, times):
    ((low, high),) = bounds([(category, evidence, years, 1000 * kg) for category, evidence, years, kg in line])
    more = [(category, evidence, years, 1000 * times * kg) for category, evidence, years, kg in line]
    assert bounds(more)[0] == pytest.approx((times * low, times * high), rel=2e-5)


@settings(max_examples=60)
@given(lines, rows)
def test_a_row_more_makes_no_range_shorter_and_none_wider_than_both_together(line, row):
    (low, high), (own_low, own_high), (both_low, both_high) = bounds(line, [row], [*line, row])
    # bounds of a sum are up to 8 % off where something sure meets something very wide
    assert both_high - both_low > (high - low) * 0.92
    assert both_high - both_low <= (high - low + own_high - own_low) * 1.08


@settings(max_examples=60)
@given(lines)
def test_a_negative_line_is_the_mirror_image(line):
    (low, high), (mirrored_low, mirrored_high) = bounds(line, [(*row[:3], -row[3]) for row in line])
    assert (mirrored_low, mirrored_high) == (-high, -low)


@settings(max_examples=30)
@given(lines, st.randoms())
def test_the_order_of_the_rows_does_not_matter(line, random):
    assert bounds(line) == bounds(random.sample(line, len(line)))


RANKINGS = {
    "same product, other categories": ([("narrow", "account", 0, 12)], [("more-narrow", "account", 0, 10)]),
    "other products": ([("narrow", "account", 0, 15)], [("middle", "account", 0, 10)]),
    "wide below": ([("narrow", "cpv", 0, 11)], [("widest", "text", 0, 10)]),
    "wide above": ([("widest", "text", 0, 14)], [("narrow", "cpv", 0, 10)]),
    "much in common": (
        [("narrow", "cpv", 0, 10), ("middle", "cpv", 0, 5)],
        [("narrow", "cpv", 0, 9), ("wide", "text", 0, 3)],
    ),
    "two categories of one product": ([("mixed", "text", 0, 10)], [("wide", "text", 0, 8)]),
    "same category of two products": (
        [("mixed", "text", 0, 10), ("narrow", "cpv", 0, 3)],
        [("mixed", "text", 0, 9), ("middle", "cpv", 0, 3)],
    ),
    "the same, one year more carried over": ([("narrow", "cpv", 1, 10)], [("narrow", "cpv", 0, 9.9)]),
    "partly carried over": (
        [("narrow", "cpv", 0, 2), ("narrow", "cpv", 1, 8)],
        [("narrow", "cpv", 0, 8), ("narrow", "cpv", 2, 1.8)],
    ),
    "measured above spent": ([("wide", "activity", 1, 10)], [("narrow", "account", 1, 9)]),
    "measured on both sides": (
        [("narrow", "activity", 0, 10), ("middle", "cpv", 0, 3)],
        [("narrow", "activity", 0, 8), ("narrow", "supplier_specific", 0, 4)],
    ),
    "with credit": ([("narrow", "cpv", 0, 20), ("middle", "cpv", 0, -8)], [("wide", "cpv", 0, 10)]),
}


@pytest.mark.parametrize("name", RANKINGS)
def test_the_probability_of_the_order_is_that_of_two_hundred_thousand_draws(name):
    above, below = RANKINGS[name]
    (found,) = chances(above, below)
    assert found == pytest.approx((thrown(above) > thrown(below)).mean(), abs=0.02)


def test_more_of_just_the_same_is_certainly_more():
    line = [("narrow", "account", 0, 10), ("mixed", "text", 1, 5)]
    assert chances([(*row[:3], row[3] * 1.01) for row in line], line, line) == [1.0, 0.5]


def test_the_probability_is_the_formula_of_the_method():
    (found,) = chances([("narrow", "account", 0, 15)], [("middle", "cpv", 0, 10)])
    a, b = (
        SPREADS["narrow"] ** 2 + EVIDENCE_SPREADS["account"] ** 2,
        SPREADS["middle"] ** 2 + EVIDENCE_SPREADS["cpv"] ** 2,
    )
    assert found == pytest.approx(NormalDist().cdf((math.log(1.5) - (a - b) / 2) / math.sqrt(a + b)), abs=1e-6)


def test_each_line_is_compared_with_the_next_one():
    third = [("wide", "text", 0, 2)]
    pairs = [*chances([("narrow", "cpv", 0, 9)], [("middle", "cpv", 0, 5)]), *chances([("middle", "cpv", 0, 5)], third)]
    assert chances([("narrow", "cpv", 0, 9)], [("middle", "cpv", 0, 5)], third) == pairs


@pytest.mark.parametrize(
    ("parts", "letter"),
    [
        ({"A": "1"}, "A"),
        ({"A": "1", "B": "1"}, "B"),  # half-way: the weaker
        ({"A": "1.001", "B": "1"}, "A"),
        ({"A": "0.001", "B": "0.001"}, "B"),
        ({"C": "10", "E": "-10"}, "D"),  # a credit note weighs as much as an invoice
        ({"D": "3", "E": "2"}, "D"),
        ({"D": "0"}, None),
    ],
)
def test_the_letter_of_a_sum_is_the_mean_weighted_with_kilograms(parts, letter):
    _, kinds = held([("narrow", "cpv", 0, 1)])
    pieces = pl.DataFrame({"kind": range(5), "place": range(1, 6)})
    frame = pl.DataFrame(
        {
            "line": [0] * len(parts),
            "kind": ["ABCDE".index(one) for one in parts],
            "kg_co2e": map(Decimal, parts.values()),
        }
    )
    found = letters(frame, type(kinds)(kinds.names, pieces, 1, 1, 0.0))
    assert found["quality"].to_list() == [letter]
