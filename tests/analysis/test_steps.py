"""What categories are made of adds up, what kilograms rest on is every gram once, and shares of variance add to 1."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import project
from procurement_footprint.analysis import resting
from procurement_footprint.analysis.resting import HANDLED, NOTHING, OPEN
from procurement_footprint.analysis.steps import LARGEST, Steps, steps
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.shares import shares
from procurement_footprint.factors import chosen, findings, policy
from procurement_footprint.factors.findings import Finding
from procurement_footprint.footprint import finished
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths

WIDTHS = Widths(
    parts=pl.DataFrame(schema=PARTS),  # every category a product of its own
    evidence=pl.DataFrame([("account", 0.11, False)], EVIDENCE, orient="row"),
    per_year=0.0123,
    unknown=0.2441,
    level=0.0111,
)


@pytest.fixture(scope="module")
def done(small_town: Path) -> Finished:
    return finished.opened(small_town / "footprint", project.load(small_town))


@pytest.fixture(scope="module")
def made(done: Finished) -> Steps:
    return steps(done.rows)


@pytest.fixture(scope="module")
def rested(done: Finished, made: Steps) -> pl.DataFrame:
    return resting.resting(made.known, done.basis, done.currency)


@pytest.mark.parametrize("name", ["prices", "rules", "known"])
def test_every_table_adds_up_to_each_category(done: Finished, made: Steps, name: str) -> None:
    counted = done.rows.filter(pl.col("status") == "counted").group_by("category").agg(pl.sum("kg_co2e")).collect()
    whole = dict(counted.iter_rows())
    sums = getattr(made, name).group_by("category").agg(pl.sum("kg_co2e"))
    assert dict(sums.iter_rows()) == whole
    assert sum(whole.values()) == Decimal(done.manifest["totals"]["kg_co2e"])


def test_the_largest_rows_are_the_largest(done: Finished, made: Steps) -> None:
    counted = done.rows.filter(pl.col("status") == "counted").collect()
    for (category,), rows in counted.group_by("category"):
        ordered = rows.sort("kg_co2e", "row_id", descending=[True, False])["row_id"].head(LARGEST).to_list()
        assert made.largest.filter(category=category)["row_id"].to_list() == ordered


def test_the_same_rows_give_the_same_tables(done: Finished, made: Steps) -> None:
    again = steps(done.rows)
    for name in ("prices", "rules", "activities", "largest", "known"):
        assert getattr(again, name).equals(getattr(made, name)), name


def test_every_gram_rests_on_one_factor(made: Steps, rested: pl.DataFrame) -> None:
    of_category = rested.group_by("category").agg(pl.sum("kg_co2e")).sort("category")
    assert of_category.equals(made.known.group_by("category").agg(pl.sum("kg_co2e")).sort("category"))


def test_a_product_has_its_share_of_the_kilograms(done: Finished, made: Steps, rested: pl.DataFrame) -> None:
    """By hand: kilograms of the category × share × factor ÷ Σ share × factor, to the gram."""
    several = rested.group_by("category").agg(pl.col("product").n_unique().alias("count")).filter(pl.col("count") > 1)
    category = several.filter(~pl.col("category").is_in(list(done.basis.capital_goods)))["category"].sort()[0]
    year = rested.filter(category=category)["factor_year"][0]
    factors = dict(done.basis.factors.table.filter(year=year).select("product", "kg_per_unit").rows())
    shares_of = done.basis.crosswalk.table.filter(category=category).rows()
    weights = {product: share * factors[product] for _, product, share in shares_of}
    whole = float(made.known.filter(category=category, factor_year=year)["kg_co2e"].sum())
    held = rested.filter(category=category, factor_year=year).group_by("product").agg(pl.sum("kg_co2e"))
    for product, kilograms in held.iter_rows():
        expected = whole * weights[product] / sum(weights.values())
        assert float(kilograms) == pytest.approx(expected, abs=0.004)  # one gram for each line of `known`


def test_findings_divide_the_footprint(done: Finished, rested: pl.DataFrame) -> None:
    policies = policy.load()
    published, _ = chosen.published(done.basis.factors.identity)
    for name in ("median-3", "none"):
        found = findings.of_set(published, policies.named(name, ""), policies)
        parts = resting.by_finding(found, rested)
        assert set(parts) == {OPEN, HANDLED, NOTHING}
        assert sum(parts.values()) == Decimal(done.manifest["totals"]["kg_co2e"])
        heavy = resting.weighed(found, rested)
        assert heavy
        assert all(0 < one.kg_co2e <= parts[OPEN] + parts[HANDLED] for one in heavy)
    assert parts[HANDLED] == 0  # the policy `none` handles nothing
    assert parts[OPEN] > 0


def test_a_finding_weighs_what_rests_on_its_factor(rested: pl.DataFrame) -> None:
    product, year = rested.select("product", "factor_year").drop_nulls().row(0)
    own = rested.filter(product=product, factor_year=year)["kg_co2e"].sum()
    jump = Finding("year jump", "", product=product, year=year)
    broken = Finding("valuation break", "", "handled", year=year)
    elsewhere = Finding("zero", "", product=product, year=1990)
    heavy = resting.weighed([broken, jump, elsewhere], rested)
    assert [one.finding for one in heavy] == [jump, broken]  # what nobody handles first; nothing rests on 1990
    assert heavy[0].kg_co2e == own
    assert heavy[1].kg_co2e == rested.filter(pl.col("factor_year") <= year)["kg_co2e"].sum()


def test_shares_of_variance_by_hand() -> None:
    """Two categories with a product each, widths known: Var = kg² (e^(v+e+l) − 1), Cov = kg kg (e^l − 1)."""
    rows = [("a", 2023, 0, "account", "E", Decimal(300)), ("b", 2023, 0, "account", "E", Decimal(100))]
    known = pl.DataFrame(rows, schema=[*KNOWN, "kg_co2e"], orient="row").with_columns(
        pl.col("factor_year").cast(pl.Int32)
    )
    known = known.with_columns(pl.col("kg_co2e").cast(pl.Decimal(38, 3)))
    own = math.exp(WIDTHS.unknown + 0.11 + WIDTHS.level) - 1
    common = math.exp(WIDTHS.level) - 1
    first, second = 300 * (300 * own + 100 * common), 100 * (100 * own + 300 * common)
    found = shares(known, WIDTHS)
    assert found["category"].to_list() == ["a", "b"]
    assert found["share_of_variance"].to_list() == pytest.approx([first / (first + second), second / (first + second)])


def test_shares_agree_with_the_variance_of_the_whole(done: Finished, made: Steps) -> None:
    """Cov(c, all) = (Var(all) + Var(c) − Var(all but c)) ÷ 2, by the moments from which ranges are made."""
    widths = done.basis.widths(done.currency)
    known = made.known.filter(pl.col("carried") == 1)  # one variance for each product
    whole, category = _variance(known, widths), "food"
    alone = _variance(known.filter(category=category), widths)
    others = _variance(known.filter(pl.col("category") != category), widths)
    found = shares(known, widths)
    share = found.filter(category=category)["share_of_variance"][0]
    assert share == pytest.approx((whole + alone - others) / 2 / whole, rel=1e-6)
    assert found["share_of_variance"].sum() == pytest.approx(1)
    assert found["share_of_variance"].is_sorted(descending=True)


def _variance(known: pl.DataFrame, widths: object) -> float:
    found = kinds(known, widths)  # type: ignore[arg-type]
    held = numbered(known, found).select("kind", "kg_co2e", line=pl.lit(0, pl.Int64))
    lines = moments(held.group_by("line", "kind").agg(pl.sum("kg_co2e")).sort("line", "kind"), found).lines
    return float(lines["square"][0])
