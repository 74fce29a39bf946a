"""`factors check`: what is odd in a factor set comes out, and whether the policy handles it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from own_set import write

from procurement_footprint.commands.factors import factors
from procurement_footprint.factors import factor_set, findings, outliers, policy
from procurement_footprint.factors.series import exact_series

POLICIES = policy.load()
PUBLISHED = factor_set.load()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(factors, [str(word) for word in words])


def open_lines(result: Result) -> list[str]:
    return [line for line in result.output.splitlines() if line.startswith("open: ")]


def test_the_known_oddities_of_the_embedded_set_come_out() -> None:
    jumps = outliers.jumps(exact_series(PUBLISHED), POLICIES.checks.year_jump)
    assert [(one.product, one.year) for one in jumps] == [
        ("A03", 2023),
        ("B", 2021),
        ("B", 2023),
        ("C18", 2020),
        ("C18", 2021),
        ("C19", 2022),
        ("H50", 2022),
    ]
    assert outliers.breaks(PUBLISHED) == [outliers.Break(2018, 2019, 2015, 2021, 61)]


def test_the_default_policy_handles_all_of_them() -> None:
    result = run("check", "figaro-se@2026.5")
    assert result.exit_code == 0
    assert open_lines(result) == []
    assert result.output.count("handled: ") == 8
    assert (
        "handled: figaro-se@2026.5: year jump: C18 (Printing and reproduction of recorded media) 2020: "
        "221.77 in 2019, then 376.14 (+69.6 %)\n"
        "  median-3: 217.26, the middle of 2019, 2020, 2021: 2021 in terms of 2020\n"
    ) in result.output
    assert (
        "handled: figaro-se@2026.5: valuation break: 2018-2019: tables of 2015, then of 2021 (61 products)\n"
        "  median-3: vintages to 2018 valued with the tables of 2021\n"
    ) in result.output
    assert result.output.endswith("0 findings that the vintage policy median-3 does not handle\n")


def test_without_a_policy_all_of_them_are_open() -> None:
    result = run("check", "figaro-se@2026.5:none")
    assert result.exit_code == 1
    assert len(open_lines(result)) == 8
    assert "handled: " not in result.output
    assert result.output.endswith("8 findings that the vintage policy none does not handle\n")


def test_zeros_and_negative_values_are_findings_that_no_policy_handles(tmp_path: Path) -> None:
    folder = write(tmp_path, {"P": {2022: "0", 2023: "1"}, "Q": {2022: "-0.5", 2023: "1"}})
    result = run("check", folder)
    assert result.exit_code == 1
    assert open_lines(result) == [
        "open: own@1: zero: P (Product P) 2022: 0.00",
        "open: own@1: negative: Q (Product Q) 2022: -0.50",
    ]


def test_a_factor_far_from_all_products_of_its_year_is_a_finding(tmp_path: Path) -> None:
    # logs of 1, 2, 4, 8, 16 and 4000: the median is 5.66, the robust deviation 1.4826 × log(2.83)
    usual = dict(zip("PQRST", ("1", "2", "4", "8", "16"), strict=True))
    folder = write(tmp_path, {name: {2023: factor} for name, factor in {**usual, "X": "4000"}.items()})
    assert open_lines(run("check", folder)) == [
        "open: own@1: far from peers: X (Product X) 2023: 707 times the median of 2023, 4.3 robust deviations away"
    ]


def test_a_jump_in_a_series_of_two_years_stays_open(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"P": {2022: "1", 2023: "1.31"}, "Q": {2022: "1", 2023: "0.69"}, "R": {2022: "1", 2023: "1.3"}}
    )
    assert open_lines(run("check", folder)) == [
        "open: own@1: year jump: P (Product P) 2023: 1.00 in 2022, then 1.31 (+31.0 %)",
        "open: own@1: year jump: Q (Product Q) 2023: 1.00 in 2022, then 0.69 (-31.0 %)",
    ]


def test_a_second_set_shows_the_products_whose_ratio_is_unusual() -> None:
    result = run("check", "figaro-se", "--against", "figaro-se-final-demand")
    assert result.exit_code == 1
    assert [line.split(" (")[0] for line in open_lines(result)] == [
        "open: figaro-se@2026.5: second set: C13T15",
        "open: figaro-se@2026.5: second set: G46",
        "open: figaro-se@2026.5: second set: G47",
    ]
    assert "2.09 times the usual ratio to figaro-se-final-demand@2026.5, 6.1 robust deviations away" in result.output


def test_the_usual_ratio_of_two_sets_may_be_anything(tmp_path: Path) -> None:
    one = write(tmp_path, {name: {2022: str(number)} for number, name in enumerate("PQRSTU", 2)}, "one")
    other = {name: {2020: str(number * 7)} for number, name in enumerate("PQRSTU", 2)}
    two = write(tmp_path, other, "two")
    found = findings.against(factor_set.load_folder(one), factor_set.load_folder(two), POLICIES)
    assert found == ()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--against", "figaro-se"], "name the SET that is to be held against the other one"),
        (["figaro-se", "--against", "{own}"], "the sets have other products (a64 and shoes); compare categories with"),
    ],
)
def test_check_says_what_cannot_be_compared(tmp_path: Path, words: list[str], message: str) -> None:
    folder = write(tmp_path, {"P": {2022: "1"}}, products="shoes")
    result = run("check", *(word.format(own=folder) for word in words))
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
