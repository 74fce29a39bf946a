"""The same purchases with another factor set.

kg_after = kg_before × kg_per_unit(other set) ÷ kg_per_unit(set as it was), in whole grams, cell by cell

Both multipliers are those of the cell's category, year of purchase and booked currency, so the amounts that were booked
are those that count. A run with the other set rounds every row to the gram; here every cell is rounded once.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from procurement_footprint.analysis.scenario.shares import decimals, whole
from procurement_footprint.analysis.scenario.state import State, last_of_year
from procurement_footprint.analysis.scenario.steps import OtherFactors
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.quality import LADDER
from procurement_footprint.problems import Refused, problem

BOOKED = ("category", "year", "currency")


def with_other_factors(step: OtherFactors, state: State) -> State:
    """Return the cells with another factor set; what was measured keeps its kilograms.

    Errors: Refused with each category and year that is bought and has no factor there.
    """
    other = state.basis.with_factors(step.factors)
    return replace(state, cells=recomputed(state.cells, state.basis, other, step.place), basis=other)


def recomputed(cells: pl.DataFrame, before: Basis, after: Basis, place: str) -> pl.DataFrame:
    """Return CELLS that were made with the basis `before` as `after` gives them."""
    booked = list(cells.select("currency", "year").unique().sort("currency", "year").iter_rows())
    old = _per_unit(before, booked).select(*BOOKED, old="kg_per_unit")
    new = _per_unit(after, booked).select(*BOOKED, new="kg_per_unit", vintage="factor_year")
    joined = cells.join(old, on=list(BOOKED), how="left", maintain_order="left")
    joined = joined.join(new, on=list(BOOKED), how="left", maintain_order="left")
    lost = joined.filter(pl.col("new").is_null()).select("category", "year").unique().sort("category", "year")
    if lost.height:
        said = {"factors": after.factors.identity}
        raise Refused([problem("scenario-no-factor", place, one, year=year, **said) for one, year in lost.iter_rows()])
    by_money = joined["evidence"].is_in(LADDER["evidence"].to_list())
    ratio = (joined["new"] / joined["old"]).to_list()
    grams = [round(kg * times) for kg, times in zip(whole(cells["kg_spend_based"], 3), ratio, strict=True)]
    letters = LADDER.with_columns(pl.all().cast(pl.String))
    told = joined.join(letters, on="evidence", how="left", maintain_order="left").with_columns(
        decimals("kg_spend_based", grams), money=by_money
    )
    carried = pl.col("year") - pl.col("vintage")
    own = pl.when("money")
    return told.with_columns(
        kg_co2e=own.then("kg_spend_based").otherwise("kg_co2e"),
        factor_year="vintage",
        carried=carried,
        quality=own.then(pl.when(carried > 0).then("carried_over").otherwise("own_year")).otherwise("quality"),
    ).select(cells.columns)


def _per_unit(basis: Basis, booked: list[tuple[str, int]]) -> pl.DataFrame:
    found = last_of_year(basis.multipliers(booked))
    return found.unique(list(BOOKED), keep="first", maintain_order=True)
