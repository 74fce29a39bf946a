"""The catalogue of everything that can be wrong with an input."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from procurement_footprint.problem_kinds import CATALOGUE
from procurement_footprint.problems import Problem, problem

STRETCH = 14
WORDLESS = {"yaml-shape", "crosswalk-unknown"}  # their words come from where they arise
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.rglob("test_*.py")))


def test_a_problem_is_place_what_excerpt_and_fix() -> None:
    made = problem("period-unreadable", "--period", "2024-13")
    assert made == Problem(
        "period-unreadable",
        "--period",
        "this is not a period",
        "2024-13",
        "write a year, quarter or month: 2024, 2024-Q1 or 2024-03",
    )
    assert str(made).splitlines() == [
        "--period: this is not a period",
        "    2024-13",
        "    fix: write a year, quarter or month: 2024, 2024-Q1 or 2024-03",
    ]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_problem_says_what_is_wrong_and_how_to_mend_it(code: str) -> None:
    kind = CATALOGUE[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert kind.what
    assert kind.fix
    assert not kind.what.endswith(".")
    assert not kind.fix.endswith(".")


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_problem_has_a_specimen_whose_text_is_tested(code: str) -> None:
    """A stretch of its own words stands in a test; the tests compare whole texts."""
    kind = CATALOGUE[code]
    pieces = re.split(r"\{[^}]*\}", f"{kind.what}{{}}{kind.fix}")
    stretches = [piece[start : start + STRETCH] for piece in pieces for start in range(len(piece) - STRETCH + 1)]
    assert any(stretch in TESTS for stretch in stretches) or code in WORDLESS
