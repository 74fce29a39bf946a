"""The page of quality: each of its tables adds up to the footprint, and a report can be made again from its method."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import project
from procurement_footprint.analysis.steps import steps
from procurement_footprint.footprint import finished
from procurement_footprint.mapping.upkeep import REVIEW_MONTHS
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.quality import rested, sections
from procurement_footprint.reporting.site import pages
from procurement_footprint.reporting.site.edition import Edition


@pytest.fixture(scope="module")
def swedish(whole_report: dict[str, Edition]) -> Edition:
    return whole_report["sv"]


def test_tables_of_kilograms_add_up_to_the_footprint(swedish: Edition) -> None:
    whole = float(swedish.report.breakdown.totals.kg_co2e / 1000)
    names = {one.name: one for one in swedish.quality}
    assert list(names) == [
        "quality-letters",
        "quality-uncertain",
        "quality-factors",
        "quality-findings",
        "quality-reviews",
    ]
    totals = [
        (one.name, table.columns[1])
        for one in swedish.quality
        for table in one.tables
        if table.columns[0].total is not None
    ]
    assert len(totals) == 6
    for name, column in totals:
        assert column.total == whole, name
        assert sum(float(value or 0) for value in column.values) == pytest.approx(whole, abs=1e-9), name


def test_the_exact_tables_add_up_too(swedish: Edition) -> None:
    assert swedish.frames["quality_rests_on"]["kg_co2e"].sum() == swedish.report.breakdown.totals.kg_co2e
    assert swedish.frames["quality_uncertainty"]["kg_co2e"].sum() == swedish.report.breakdown.totals.kg_co2e


@pytest.mark.parametrize("language", ["sv", "en"])
def test_old_reviews_are_named_with_what_rests_on_them(swedish: Edition, small_town: Path, language: str) -> None:
    known = project.load(small_town)
    done = finished.opened(small_town / "footprint", known)
    held, words = steps(done.rows), Words(language)
    report = replace(swedish.report, language=language)

    def at(day: date) -> rested.Rested:
        return rested.rested(replace(held, last=day), done.basis, done.currency, REVIEW_MONTHS, ())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rested.chosen, "published", lambda name, _: (done.basis.factors, None))
        young, old = at(date(2024, 12, 31)), at(date(2031, 1, 1))
    assert young.reviews.is_empty()
    assert sections.reviews(young, words).tables == ()
    decided = held.rules["kg_co2e"].sum()
    assert old.reviews["kg_co2e"].sum() == decided
    assert old.reviews["kg_co2e"].is_sorted(descending=True)
    section = sections.reviews(old, words)
    assert "2031-01-01" in section.paragraphs[0]
    assert words.mass(Decimal(str(decided))) in section.paragraphs[0]
    assert section.tables[0].columns[0].values[0] == old.reviews["rule_id"][0]
    assert report.language == language


def test_the_method_tells_how_to_repeat_it(swedish: Edition, small_town: Path) -> None:
    page = pages.site(swedish)["method.html"]
    assert swedish.made is not None
    assert f"procurement-footprint {swedish.made.program}" in page
    for command in swedish.made.commands:
        assert f"<code>{command}</code>" in page
    assert swedish.made.commands[0] == "procurement-footprint run 2024"
    assert swedish.made.sha256 in page
    roles = {one.role for one in swedish.made.files}
    assert {"factor_set", "crosswalk", "rule_books", "exchange_rates", "price_index"} <= roles
    assert all(one.sha256 in page for one in swedish.made.files)
    assert swedish.made.changed == ()


def test_a_page_of_nothing_counted_has_no_sections(swedish: Edition) -> None:
    tables = swedish.report.breakdown
    nothing = replace(tables, totals=replace(tables.totals, rows=dict.fromkeys(tables.totals.rows, 0)))
    assert sections.sections(None, replace(swedish.report, breakdown=nothing), Words("sv")) == ()  # type: ignore[arg-type]
    assert isinstance(swedish.frames["quality_findings"], pl.DataFrame)
