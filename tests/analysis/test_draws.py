"""The same draw of factors in every table: reproducible, by name, as wide as the ranges say."""

import math

import numpy as np
import polars as pl
import pytest
from uncertain import PER_YEAR, SCHEMA, SPREADS, bounds, widths

from procurement_footprint.analysis.draws import DRAWS, drawn, quantiles
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.footprint.widths import Widths

LINES = [
    [("narrow", "account", 0, 900.0)],
    [("narrow", "account", 1, 900.0), ("wide", "cpv", 1, 400.0)],
    [("mixed", "account", 0, 700.0), ("middle", "supplier", 0, 500.0), ("sharp", "text", 2, 50.0)],
    [(name, "account", 0, 100.0 + 10 * place) for place, name in enumerate(SPREADS)],
]


def small(*names) -> pl.DataFrame:
    """Return KNOWN of (category, factor year, years carried over, evidence)."""
    rows = [(category, year, carried, evidence, "D") for category, year, carried, evidence in names]
    return pl.DataFrame(rows, schema={name: SCHEMA[name] for name in KNOWN}, orient="row")


def one(*name, held: Widths | None = None) -> np.ndarray:
    return drawn([(small(name), held or widths())])[0].multipliers[0]


def logarithms(*name, **more) -> np.ndarray:
    return np.log(one(*name, **more))


@pytest.mark.parametrize("line", LINES)
def test_the_range_of_a_total_by_draws_is_that_of_the_reports(line) -> None:
    names = [(category, 2023, carried, evidence) for category, evidence, carried, _ in line]
    (found,) = drawn([(small(*names), widths())])
    kinds = found.numbered(small(*names))["kind"].to_numpy()
    total = np.array([kg for *_, kg in line]) @ found.multipliers[kinds]
    (low,), (high,) = quantiles(total[None, :])
    assert (low, high) == pytest.approx(bounds(line)[0], rel=0.03)


def test_a_draw_is_the_same_in_every_table() -> None:
    alone = one("narrow", 2023, 0, "account")
    (found,) = drawn(
        [(small(("wide", 2023, 0, "cpv"), ("narrow", 2023, 0, "account"), ("middle", 2023, 1, "text")), widths())]
    )
    kind = found.numbered(small(("narrow", 2023, 0, "account")))["kind"].item()
    assert np.array_equal(found.multipliers[kind], alone)


def test_the_stream_of_the_twister_is_frozen() -> None:
    order = np.argsort(one("narrow", 2023, 0, "activity"), kind="stable")  # one component alone decides the order
    assert order[:5].tolist() == [1064, 3862, 4571, 6475, 638]


def test_means_are_one_and_widths_are_those_of_the_components() -> None:
    found = one("narrow", 2023, 0, "account")
    assert found.mean() == pytest.approx(1, abs=0.03)
    expected = SPREADS["narrow"] ** 2 + 0.332**2 + widths().level
    assert np.log(found).var() == pytest.approx(expected, rel=0.06)


def test_what_two_categories_share_is_the_product_and_the_level() -> None:
    together = np.cov(logarithms("narrow", 2023, 0, "account"), logarithms("more-narrow", 2023, 0, "account"))[0, 1]
    assert together == pytest.approx(SPREADS["narrow"] ** 2 + widths().level, rel=0.1)


def test_measured_kilograms_share_nothing_with_a_factor() -> None:
    other = np.corrcoef(logarithms("narrow", 2023, 0, "activity"), logarithms("narrow", 2023, 0, "account"))[0, 1]
    assert abs(other) < 4 / math.sqrt(DRAWS)
    assert logarithms("narrow", 2023, 5, "activity").std() == pytest.approx(0.0755, rel=0.01)


def test_years_carried_over_are_a_walk_of_their_own() -> None:
    at_home, one_year, two_years = (logarithms("narrow", 2023, years, "account") for years in (0, 1, 2))
    first, second = one_year - at_home, two_years - one_year
    for step in (first, second):
        assert step.var() == pytest.approx(PER_YEAR, rel=0.02)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / math.sqrt(DRAWS)
    # the same year of another category of the product is the same step
    assert logarithms("more-narrow", 2023, 1, "cpv") - logarithms("more-narrow", 2023, 0, "cpv") == pytest.approx(first)
    assert np.array_equal(one("narrow", 2023, -1, "account"), one("narrow", 2023, 0, "account"))


def test_a_factor_that_the_vintage_policy_changed_shares_what_the_product_has_without() -> None:
    wider = widths()
    more = wider.parts.filter(category="narrow").with_columns(
        factor_year=pl.lit(2019, dtype=pl.Int32), product_variance=pl.col("product_variance") + 0.07
    )
    both = Widths(pl.concat([wider.parts, more]), wider.evidence, wider.per_year, wider.unknown, wider.level)
    names = small(("narrow", 2023, 0, "account"), ("narrow", 2019, 0, "account"))
    (found,) = drawn([(names, both)])
    old, new = np.log(found.multipliers[found.numbered(names)["kind"].to_numpy()[::-1]])
    assert (old - new).var() == pytest.approx(0.07, rel=0.02)
    assert new == pytest.approx(logarithms("narrow", 2023, 0, "account"), abs=1e-12)


def test_percentiles_lie_between_two_draws() -> None:
    values = np.arange(DRAWS, dtype=float)[None, ::-1]
    assert [bound.tolist() for bound in quantiles(values)] == [[199.5], [7799.5]]
