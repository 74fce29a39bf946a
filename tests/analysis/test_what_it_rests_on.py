"""Which rules and factors a footprint rests on: they add up to it, and a factor is what the row was multiplied by."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import opening, project
from procurement_footprint.analysis.factors_used import WAYS, factors_used
from procurement_footprint.analysis.rules_used import rules_used
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named


@pytest.fixture(scope="module")
def footprint(small_town: Path) -> Iterator[Finished]:
    held = project.load(small_town)
    with opening.opened([Named(folder=small_town / "footprint")], held, Silent()) as (opened,):
        yield opened.footprint


def totals(done: Finished, part: str) -> tuple[Decimal, Decimal, Decimal]:
    said = done.manifest["totals"]
    return Decimal(said["rows"][part]), Decimal(said["amount"][part]), Decimal(said["kg_co2e"])


def sums(frame: pl.DataFrame) -> tuple[Decimal, ...]:
    return tuple(exact_sum(frame[name]) for name in ("rows", "reporting_amount", "kg_co2e"))


def test_rules_add_up_to_the_ledger(footprint: Finished) -> None:
    used = rules_used(footprint.rows, footprint.basis.mappings.rules)
    assert sums(used) == totals(footprint, "ledger")


def test_a_rule_says_why_and_who_answers_for_it_and_the_lines_of_a_category_stand_together(footprint: Finished) -> None:
    rules = {rule.id: rule for rule in footprint.basis.mappings.rules}
    used = rules_used(footprint.rows, footprint.basis.mappings.rules)
    for line in used.drop_nulls("rule_id").iter_rows(named=True):
        rule = rules[line["rule_id"]]
        assert (line["reviewed_by"], line["reviewed_on"]) == (rule.reviewed_by, rule.reviewed_on)
        assert line["why"].split() == rule.why.split()
        assert line["level"] == rule.level
    about = used.select(pl.concat_str("status", pl.coalesce("category", "reason")))["status"]
    assert about.rle().struct.field("value").is_unique().all()
    assert used["status"].rle().struct.field("value").to_list() == ["counted", "unmapped", "left_out"]


def test_a_rule_that_is_gone_keeps_its_line(footprint: Finished) -> None:
    used = rules_used(footprint.rows, ())
    assert sums(used) == totals(footprint, "ledger")
    assert used["why"].null_count() == used.height


def test_factors_add_up_to_what_is_counted(footprint: Finished) -> None:
    assert sums(factors_used(footprint.rows, footprint.basis)) == totals(footprint, "counted")


def test_the_products_of_a_category_make_up_what_its_rows_were_multiplied_by(footprint: Finished) -> None:
    used = factors_used(footprint.rows, footprint.basis)
    factor = pl.col("share") * pl.col("factor") * pl.col("deflator") * pl.col("price_basis") / pl.col("exchange_rate")
    ways = used.group_by(WAYS).agg(kg_per_unit=factor.sum(), kg=pl.sum("kg_co2e"))
    rows = footprint.rows.filter(pl.col("status") == "counted").with_columns(year=pl.col("booked_on").dt.year())
    booked = rows.group_by(WAYS).agg(said=pl.first("kg_per_unit"), whole=pl.sum("kg_co2e")).collect()
    joined = booked.join(ways, on=WAYS, how="full")
    assert joined.height == booked.height
    assert joined.filter((pl.col("said") / pl.col("kg_per_unit") - 1).abs() > 1e-12).is_empty()
    assert joined.filter(pl.col("whole") != pl.col("kg")).is_empty()


def test_every_factor_has_a_name_and_a_spread(footprint: Finished) -> None:
    used = factors_used(footprint.rows, footprint.basis)
    assert used["product_name"].null_count() == 0
    assert used.filter(pl.col("spread").is_null() | (pl.col("spread") < 1)).is_empty()


def test_what_was_measured_rests_on_no_factor_and_has_a_line_of_its_own(footprint: Finished) -> None:
    rows = footprint.rows.with_columns(
        activity=pl.when(pl.col("category") == "food").then(pl.lit("a.csv:2")).otherwise("activity")
    )
    used = factors_used(rows, footprint.basis)
    measured = used.filter("measured")
    assert sums(used) == totals(footprint, "counted")
    assert measured["category"].unique().to_list() == ["food"]
    assert measured["product"].null_count() == measured.height
