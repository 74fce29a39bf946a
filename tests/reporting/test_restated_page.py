"""The page of a restatement says what it restates, by whom, why, and what changed by cause."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from example_report import report

from procurement_footprint.footprint.restated.causes import CAUSES, KEYS, MEASURES, SUMS
from procurement_footprint.footprint.restated.changes import Changes, Totals
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page import render
from procurement_footprint.reporting.report import Restatement

BEFORE = Totals(10, Decimal("1000.00"), 8, Decimal("900.00"), Decimal("50.000"))
AFTER = Totals(11, Decimal("1200.50"), 9, Decimal("1100.50"), Decimal("61.234"))


def changes() -> Changes:
    line = ("mapping", None, "Kommun", None, "Skola", "counted", "food", None, 0, 1, "0", "200.50", "0", "11.234")
    kinds = {name: MEASURES[name.rpartition("_")[0]] for name in SUMS}
    schema = {**dict.fromkeys(KEYS, pl.String()), **kinds}
    held = [*line[: len(KEYS)], *(Decimal(one) if isinstance(one, str) else one for one in line[len(KEYS) :])]
    return Changes(pl.DataFrame([held], schema, orient="row"), BEFORE, AFTER, "SEK")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_of_a_restatement_says_so(language: str) -> None:
    words = Words(language)
    restated = Restatement("2024", 2, "Eva <Ek>", "2026-11-24T20:00:00+00:00", "December igen", changes())
    page = render(replace(report(language), restated=restated))
    assert f'<h2 id="restated">{words("restated.heading", version=1)}</h2>' in page
    assert "Eva &lt;Ek&gt;" in page
    assert "2026-11-24. " in page
    assert "December igen" in page
    table = page.partition('id="restated-caption"')[2].partition("</table>")[0]
    lines = re.findall(r'<th scope="row">(.*?)</th>', table)
    shown = ("ledger", "boundary", "mapping", "factors", "prices")
    causes = [words(f"cause.{cause}") for cause in shown]
    assert lines == [words("restated.version", version=1), *causes, words("restated.version", version=2)]
    kilograms = [cells.rpartition(">")[2] for cells in re.findall(r"([^<]*)</td>\s*</tr>", table)]
    assert kilograms == [words.number(Decimal(kg), 3) for kg in ("50", "0", "0", "11.234", "0", "0", "61.234")]


def test_a_report_that_restates_nothing_does_not_speak_of_it() -> None:
    assert 'id="restated"' not in render(report("sv"))


def test_every_cause_has_its_words() -> None:
    for language in ("sv", "en"):
        assert {key for key in Words(language).keys() if key.startswith("cause.")} == {f"cause.{one}" for one in CAUSES}  # noqa: SIM118
