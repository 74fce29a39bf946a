"""The bound: its factors as the tables have them, its formula as worked examples have it, and it holds."""

from __future__ import annotations

from functools import partial

import audits
import pytest
from conftest import ROOT
from scipy import stats

from procurement_footprint.analysis.audit import bound, poisson

METHOD = (ROOT / "METHOD.md").read_text(encoding="utf-8").partition("\n## Audit\n")[2]

# AICPA Audit Guide: Audit Sampling, confidence factors for monetary unit sampling, overstatements 0 to 10, by the risk
# of incorrect acceptance. The table rounds up or to the nearest; we compute exactly.
TABLE = {
    0.95: (3.00, 4.75, 6.30, 7.76, 9.16, 10.52, 11.85, 13.15, 14.44, 15.71, 16.97),
    0.90: (2.31, 3.89, 5.33, 6.69, 8.00, 9.28, 10.54, 11.78, 13.00, 14.21, 15.41),
}


@pytest.mark.parametrize("confidence", sorted(TABLE))
def test_the_factors_are_those_of_the_published_table(confidence: float) -> None:
    for faults, published in enumerate(TABLE[confidence]):
        assert poisson.factor(confidence, faults) == pytest.approx(published, abs=0.0101)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_the_factors_are_quantiles_of_the_gamma_distribution(confidence: float) -> None:
    for faults in (0, 1, 2, 5, 20, 100, 400):
        assert poisson.factor(confidence, faults) == pytest.approx(stats.gamma.ppf(confidence, faults + 1), rel=1e-11)


def test_a_worked_example_with_a_table_of_attributes_comes_out() -> None:
    """A. A. Arens, R. J. Elder and M. S. Beasley, Auditing and Assurance Services, the chapter on tests of details.

    Accounts receivable of 1,200,000, 100 units drawn, acceptable risk 5 %; upper rates 3.0, 4.7, 6.2, 7.6, 9.0 %.
    """
    rates = (0.030, 0.047, 0.062, 0.076, 0.090)
    over = bound.stringer(1_200_000 / 100, [0.671, 0.07, 0.016, 0.0002], lambda faults: rates[faults] * 100)
    under = bound.stringer(1_200_000 / 100, [0.03], lambda faults: rates[faults] * 100)
    assert (int(over), int(under)) == (51_220, 36_612)


def test_a_worked_example_with_factors_of_the_poisson_distribution_comes_out() -> None:
    """The exercise "Basic Bound" (scribd.com/document/358986905): book value 473,000, 50 units drawn, 95 %."""
    factors = TABLE[0.95]
    over, under = [0.2, 0.5, 0.6], [0.1, 0.6, 0.75]
    assert round(bound.stringer(473_000 / 50, over, lambda faults: factors[faults])) == 48_407
    assert round(bound.stringer(473_000 / 50, under, lambda faults: factors[faults])) == 50_975
    assert round(bound.projected(473_000 / 50, over)) == 12_298
    assert round(bound.projected(473_000 / 50, under)) == 13_717


def test_the_method_does_its_worked_example_right() -> None:
    interval, factors = 332_158.63, partial(poisson.factor, 0.95)
    for tainting in (1.0, 0.2037):
        likely, most = bound.projected(interval, [tainting]), bound.stringer(interval, [tainting], factors)
        assert f"= {likely:>8,.0f} kg; bound " in METHOD
        assert f"= {most:,.0f} kg" in METHOD
    assert f"({factors(0):.4f} + {factors(1) - factors(0):.4f} × 0.2037)" in METHOD


def test_a_line_that_is_more_than_wholly_wrong_raises_the_bound_of_those_not_seen() -> None:
    factors = (3.0, 4.75)
    assert bound.stringer(100, [], lambda faults: factors[faults]) == pytest.approx(300)
    assert bound.stringer(100, [1.0], lambda faults: factors[faults]) == pytest.approx(475)
    assert bound.stringer(100, [4.0], lambda faults: factors[faults]) == pytest.approx(4 * 475)


@pytest.mark.parametrize("kind", [audits.rare, audits.mixed, audits.small, audits.scarce])
def test_the_bound_holds_in_simulated_audits(kind: audits.Tainting) -> None:
    held = audits.simulated(kind, audits=60, seed=2026)
    assert min(held.over, held.under) >= 57


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (audits.rare, "1 line in 50 wrong in full"),
        (audits.scarce, "1 line in 200 wrong in full"),
        (audits.mixed, "1 line in 10 off by up to its size"),
        (audits.small, "3 lines in 10 off by up to a tenth"),
    ],
)
def test_the_bound_holds_in_95_of_100_of_1000_simulated_audits(kind: audits.Tainting, said: str) -> None:
    held = audits.simulated(kind, audits=1_000, seed=2026)
    assert min(held.over, held.under) >= 950
    assert f"| {said} | {held.over / 10:.1f} % | {held.under / 10:.1f} % |" in METHOD


@pytest.mark.long
def test_the_method_says_how_often_the_bound_holds_beyond_its_assumption() -> None:
    held = audits.simulated(audits.heavy, audits=1_000, seed=2026)
    assert f"(beyond the assumption) | | {held.under / 10:.1f} % |" in METHOD


@pytest.mark.long
def test_the_bound_holds_in_95_of_100_of_1000_audits_in_the_hardest_case() -> None:
    held = audits.sharp(1_000, seed=2026)
    assert held >= 950
    assert f"as a sample without a fault allows | {held / 10:.1f} % | |" in METHOD
