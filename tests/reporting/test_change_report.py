"""The waterfall of a change, the lines that are folded, and prices by hand."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from procurement_footprint import period, project
from procurement_footprint.factors import currencies, prices
from procurement_footprint.footprint import basis
from procurement_footprint.footprint.restating.deflators import deflators
from procurement_footprint.reporting.change.tables import folded
from procurement_footprint.reporting.change.waterfall import Bar, _floor, values
from procurement_footprint.reporting.language import Words


def bars(*levels: int) -> list[Bar]:
    """The first and the last level as totals, steps between the others."""
    first, *steps = (Decimal(level) for level in levels)
    held = [Bar("A", first, first, total=True)]
    for before, after in zip([first, *steps], steps, strict=False):
        held.append(Bar("step", after - before, after, total=False))
    return [*held, Bar("B", held[-1].level, held[-1].level, total=True)]


def test_totals_are_cut_short_only_where_steps_would_vanish() -> None:
    assert _floor(bars(1000, 1100, 900)) == Decimal(860)
    assert _floor(bars(1000, 300)) == 0
    assert _floor(bars(1000, 1000)) == 0
    assert _floor(bars(-100, 50)) == 0


def test_a_bar_begins_where_the_last_ended_and_says_its_sign() -> None:
    held = bars(1_000_000, 1_100_000, 900_000)
    told = values(held, _floor(held), Words("en"))
    assert [(one["start"], one["end"], one["kind"], one["figure"], one["cut"]) for one in told] == [
        (860_000.0, 1_000_000.0, "total", "1,000", "//"),
        (1_000_000.0, 1_100_000.0, "up", "+100", ""),
        (1_100_000.0, 900_000.0, "down", "\N{MINUS SIGN}200", ""),
        (860_000.0, 900_000.0, "total", "900", "//"),
    ]


def test_lines_beyond_the_first_are_one_line_without_a_range() -> None:
    frame = pl.DataFrame(
        {"name": ["a", "b", "c"], "kg": ["3.000", "2.000", "-1.000"], "kg_low": ["1.000"] * 3}
    ).with_columns(pl.col("kg", "kg_low").cast(pl.Decimal(38, 3)))
    assert folded(frame, 1).rows() == [("a", Decimal("3.000"), Decimal("1.000")), (None, Decimal("1.000"), None)]
    assert folded(frame, 2).height == 3  # one line more is shown as it is
    assert folded(frame, 5).equals(frame)


def test_prices_by_hand() -> None:
    known = basis.load(project.Project())
    (line,) = deflators([("meals", 2024)], 2023, "SEK", known, known).iter_rows(named=True)
    index, annual = prices.load(), currencies.load()
    level = {year: float(index.by_item["CP111"][year]) for year in (2023, 2024)}
    krona = {year: float(annual.per_base["SEK", year]) for year in (2023, 2024)}
    assert line["prices"] == pytest.approx(level[2023] / level[2024], rel=1e-12)
    assert line["exchange"] == pytest.approx(krona[2023] / krona[2024], rel=1e-12)
    assert line["deflator"] == line["prices"] * line["exchange"]
    assert (line["index"], line["item"], line["index_currency"]) == (index.identity, "CP111", "EUR")
    # the factor of 2023 is carried over: as many kilograms per real krona in 2024 as in 2023
    per_krona = dict(
        known.multipliers([("SEK", 2023), ("SEK", 2024)])
        .filter(pl.col("category") == "meals", pl.col("evidence") == "account")
        .select("year", "kg_per_unit")
        .iter_rows()
    )
    assert per_krona[2024] / line["deflator"] == pytest.approx(per_krona[2023], rel=1e-12)
    (same,) = deflators([("meals", 2023)], 2023, "SEK", known, known).iter_rows(named=True)
    assert (same["deflator"], same["index"]) == (1.0, None)
    one, other = (basis.load(project.Project(), period=period.parse(quarter)) for quarter in ("2023-Q1", "2023-Q3"))
    (within,) = deflators([("meals", 2023)], 2023, "SEK", other, one).iter_rows(named=True)
    assert (within["prices"], within["index"]) == (1.0, None)
    rates = [float(quarter.rates.per_base["SEK", 2023]) for quarter in (one, other)]
    assert within["exchange"] == pytest.approx(rates[0] / rates[1], rel=1e-12)
    (own,) = deflators([("meals", 2024)], 2023, "EUR", known, known).iter_rows(named=True)
    assert (own["deflator"], own["exchange"]) == (line["prices"], 1.0)
