"""The hot spots that a report tells in brief are those that `hotspots` finds."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import prioritising, project
from procurement_footprint.analysis import sums
from procurement_footprint.analysis.hot_spots.in_brief import in_brief
from procurement_footprint.footprint import finished
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.stages import division_of
from procurement_footprint.mapping import levers
from procurement_footprint.opening import Opened


@pytest.fixture(scope="module")
def town(small_town: Path) -> Finished:
    return finished.opened(small_town / "footprint", project.load(small_town))


@pytest.fixture(scope="module")
def brief(town: Finished) -> pl.DataFrame:
    tree, basis = town.basis.mappings.taxonomy, town.basis
    raw = sums.added_up(town.rows)["by_supplier"]
    return in_brief(raw, tree, division_of(basis), basis.widths(town.currency).measured, levers.load(tree))


def test_they_add_up_to_the_footprint(town: Finished, brief: pl.DataFrame) -> None:
    assert str(brief["kg_co2e"].sum()) == town.manifest["totals"]["kg_co2e"]
    assert brief["running_share"][-1] == pytest.approx(1)
    assert brief["kg_co2e"].is_sorted(descending=True)


def test_they_are_those_of_the_command(town: Finished, brief: pl.DataFrame) -> None:
    full = prioritising.hot_spots(Opened("town", town))
    shared = ["category", "kg_co2e", "reporting_amount", "three_largest"]
    assert brief.select(shared).equals(full.categories.select(shared))
    of_lever = full.levers.select("category", "lever", "kg_reached", "kg_gain")
    both = brief.drop_nulls("lever").join(of_lever, on=["category", "lever"], suffix="_full")
    assert both.height == brief["lever"].count() > 30
    for name in ("kg_reached", "kg_gain"):  # rounded to grams in other parts
        assert (both[name] - both[f"{name}_full"]).cast(pl.Float64).abs().max() < 0.05
    telling = of_lever.filter(~pl.col("lever").is_in(["quantity", "product_choice"]))
    largest = telling.group_by("category").agg(pl.max("kg_reached").alias("largest"))
    compared = both.join(largest, on="category").with_columns(less=pl.col("largest") - pl.col("kg_reached_full"))
    assert compared["less"].cast(pl.Float64).max() < 0.05


def test_the_report_shows_them(small_town: Path) -> None:
    html = (small_town / "footprint" / "report.html").read_text(encoding="utf-8")
    section = html.partition('<section aria-labelledby="hot_spots">')[2].partition("</section>")[0]
    assert "Material och transporter som leverantören köper" in section
    assert len(re.findall(r"<tr>", section)) == 15  # head, twelve categories, the others, the total
