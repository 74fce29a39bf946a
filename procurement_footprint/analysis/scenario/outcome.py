"""What a scenario comes to: what each step gives, and how the whole differs from the footprint and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.cells import KEYS, SUMS
from procurement_footprint.analysis.change import changes, ranges
from procurement_footprint.analysis.change.changes import Change
from procurement_footprint.analysis.change.sides import Sides, same_method
from procurement_footprint.analysis.draws import drawn, quantiles
from procurement_footprint.analysis.scenario.applying import applied
from procurement_footprint.analysis.scenario.other_set import recomputed
from procurement_footprint.analysis.scenario.state import State
from procurement_footprint.analysis.scenario.steps import KINDS, Plan, Step
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.totals import Range, exact_sum
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import DIGITS, KILOGRAMS
from procurement_footprint.analysis.uncertainty.ranges import ranges as bounds
from procurement_footprint.factors.origin import Citation
from procurement_footprint.problems import Problem, Refused

STEPS = {
    "step": pl.Int32(),
    "kind": pl.String(),
    "kg_before": KILOGRAMS,
    "kg_after": KILOGRAMS,
    "kg_change": KILOGRAMS,
    "kg_change_low": KILOGRAMS,
    "kg_change_high": KILOGRAMS,
    "amount_before": SUMS["reporting_amount"],
    "amount_after": SUMS["reporting_amount"],
    "amount_change": SUMS["reporting_amount"],
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario worked out; nothing of it is a period.

    plan: what was asked. before, cells: CELLS of the footprint and of the scenario. steps: one line a step, in their
    order (STEPS); the range is that of the difference, with the same draw of factors before and after. change: why the
    whole differs, by department, supplier and category (`change.changes`): volume, mix, intensity, and the method where
    the factor set is another. was, becomes: the ranges of both totals by themselves. factor_sets: before and after.
    citations: the sources of everything that is in it.
    """

    plan: Plan
    before: pl.DataFrame
    cells: pl.DataFrame
    steps: pl.DataFrame
    change: Change
    was: Range
    becomes: Range
    currency: str
    factor_sets: tuple[str, str]
    citations: tuple[Citation, ...]


def scenario(plan: Plan, start: State, groups: pl.DataFrame) -> Scenario:
    """Return what a plan comes to; its steps are taken in their order, each on what the ones before have left.

    groups: category and group, one line a category. Errors: Refused with everything that stands in the way of a step.
    """
    states = _states(plan.steps, start)
    end = states[-1]
    sides = (one.basis.citations(start.years) for one in (start, end))
    pairs = enumerate(zip(plan.steps, states, states[1:], strict=False), 1)
    lines = [_line(number, step, before, after) for number, (step, before, after) in pairs]
    return Scenario(
        plan=plan,
        before=start.cells,
        cells=end.cells,
        steps=pl.DataFrame(lines, schema=STEPS, orient="row"),
        change=_change(start, end, groups),
        was=_range(start),
        becomes=_range(end),
        currency=start.currency,
        factor_sets=(_method(start), _method(end)),
        citations=tuple(dict.fromkeys((*(one for side in sides for one in side), *plan.citations))),
    )


def _states(steps: Sequence[Step], start: State) -> list[State]:
    """Return where the scenario stands before the first step and after each."""
    problems: list[Problem] = []
    states = [start]
    for step in steps:
        try:
            states.append(applied(step, states[-1]))
        except Refused as refused:  # what is wrong with later steps is said too
            problems += refused.problems
            states.append(states[-1])
    if problems:
        raise Refused(problems)
    return states


def _line(number: int, step: Step, before: State, after: State) -> tuple[object, ...]:
    kilograms = [exact_sum(one.cells["kg_co2e"]) for one in (before, after)]
    money = [exact_sum(one.cells["reporting_amount"]) for one in (before, after)]
    low, high = difference(before, after)
    return (
        number,
        KINDS[type(step)],
        *kilograms,
        kilograms[1] - kilograms[0],
        low,
        high,
        *money,
        money[1] - money[0],
    )


def difference(before: State, after: State) -> tuple[Decimal, Decimal]:
    """Return between which kilograms the difference of two states lies with 95 %: the same draw of factors in both."""
    old, new = before.cells, after.cells
    if before.basis is after.basis:  # what both have takes no part
        old, new = (
            old.join(new, on=[*KEYS, *SUMS], how="anti", nulls_equal=True),
            new.join(old, on=[*KEYS, *SUMS], how="anti", nulls_equal=True),
        )
    sides = [(old, before), (new, after)]
    draws = drawn([(cells.select(KNOWN), state.basis.widths(state.currency)) for cells, state in sides])
    totals = []
    for (cells, _), draw in zip(sides, draws, strict=True):
        by_kind = draw.numbered(cells).group_by("kind").agg(pl.sum("kg_co2e")).sort("kind")
        kilograms = by_kind["kg_co2e"].cast(pl.Float64).to_numpy()
        totals.append((draw.multipliers[by_kind["kind"].cast(pl.Int64).to_numpy()] * kilograms[:, None]).sum(axis=0))
    found = quantiles((totals[1] - totals[0])[None, :])
    low, high = (pl.Series(values).round_sig_figs(DIGITS).cast(KILOGRAMS)[0] for values in found)
    return low, high


def _change(start: State, end: State, groups: pl.DataFrame) -> Change:
    """Return why the cells differ: another factor set is method, what is bought is volume, mix and intensity."""
    before, after = (_real(state.cells) for state in (start, end))
    sides = same_method(before, after)
    if end.basis is not start.basis:
        restated = _real(recomputed(start.cells, start.basis, end.basis, end.basis.factors.identity))
        sides = Sides(before, restated, restated, restated, restated, after)
    told = changes.change(sides, groups)
    return ranges.with_ranges(told, sides, end.basis.widths(end.currency), start.basis.widths(start.currency))


def _real(cells: pl.DataFrame) -> pl.DataFrame:
    """Return cells with their money in prices of the footprint itself: a scenario knows no other."""
    return cells.with_columns(real_amount=pl.col("reporting_amount"))


def _method(state: State) -> str:
    """Return factor set and vintage policy, as they are chosen: `figaro-se@2026.5:median-3`."""
    factors = state.basis.factors
    return f"{factors.identity}:{factors.policy}"


def _range(state: State) -> Range:
    """Return the range of everything, as the report of a footprint states it."""
    small = state.cells.select(*KNOWN, "kg_co2e")
    known = kinds(small.select(KNOWN), state.basis.widths(state.currency))
    held = numbered(small, known).group_by("kind").agg(pl.sum("kg_co2e")).with_columns(line=pl.lit(0, pl.Int64))
    found = bounds(moments(held.select("line", "kind", "kg_co2e").sort("line", "kind"), known))
    if found.is_empty():
        return Range(Decimal(0), Decimal(0), None)
    return Range(found["kg_co2e_low"][0], found["kg_co2e_high"][0], None)
