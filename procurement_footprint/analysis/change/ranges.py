"""The ranges of effects: every one computed anew for each draw of the factors, the same draw on both sides.

Once a draw is known, an effect of a line is linear in the kilograms of its cells. So each kind of row has a weight for
each draw, and an effect is the sum of weight × kilograms over the cells of the tables between which it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from procurement_footprint.analysis.change.changes import KEYS, Change
from procurement_footprint.analysis.change.effects import WEIGHTS, by_category, weights
from procurement_footprint.analysis.change.sides import KILOGRAMS, METHOD, Sides, aligned, lines
from procurement_footprint.analysis.change.verdict import BELOW, verdict
from procurement_footprint.analysis.draws import DRAWS, Drawn, Numbers, drawn, quantiles
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.ranges import DIGITS
from procurement_footprint.footprint.widths import Widths

RANGED = ("volume", "mix", "intensity", "real_change", *METHOD, "method", "kg_change")
WITHOUT = "lines"  # the finest lines have no ranges: there are too many of them
RESTATED = METHOD[-1]
_STAGES = ("before", *METHOD, "after")
_LINES = 200  # of a table at a time: an effect of them takes 3 MB
_GRAM = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The kilograms of a table by line and kind, sorted: three columns of the same length."""

    line: NDArray[np.int64]
    kind: NDArray[np.int64]
    kilograms: Numbers

    def between(self, first: int, last: int) -> _Cells:
        """Return those of the lines from `first` to before `last`."""
        start, end = np.searchsorted(self.line, (first, last))
        return _Cells(self.line[start:end] - first, self.kind[start:end], self.kilograms[start:end])

    def weighed(self, weight: Numbers, lines: int) -> Numbers:
        """Return Σ weight × kilograms of each line, one column a draw."""
        sums = np.zeros((lines, DRAWS))
        ends = np.searchsorted(self.line, np.arange(lines + 1)).tolist()
        for line, (start, end) in enumerate(pairwise(ends)):
            if start < end:
                sums[line] = self.kilograms[start:end] @ weight[self.kind[start:end]]
        return sums


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """The tables of a change, their draws, and the weights of volume and intensity (WEIGHTS) of the kinds.

    alike: each table's name → that of the first table that is the same, so that it is weighed once.
    """

    tables: Mapping[str, pl.DataFrame]
    drawn: Mapping[str, Drawn]
    weights: Mapping[str, Numbers]
    alike: Mapping[str, str]


def with_ranges(change: Change, sides: Sides, widths: Widths, before: Widths | None = None) -> Change:
    """Return the change with `<effect>_low` and `<effect>_high` (95 %) of RANGED, `below_zero` and `verdict`.

    All tables but `lines` have them; bounds have six digits, in whole grams. sides: those that `change` is of. widths:
    of the later side's factors, which all steps but the first share; before: of the earlier side as it was reported.
    """
    drawing = _drawing(aligned(sides), change.lines.select("category", "group").unique(), widths, before or widths)
    return replace(
        change,
        **{name: _ranged(table, KEYS[name], drawing) for name, table in change.tables() if name != WITHOUT},
    )


def _drawing(held: Sides, groups: pl.DataFrame, widths: Widths, before: Widths) -> _Drawing:
    of_before, of_later = _drawn(held, widths, before)
    draws = {name: of_before if name == "before" else of_later for name in _STAGES}
    numbered = {
        name: draws[name].numbered(table).join(groups, on="category", how="left", validate="m:1")
        for name, table in held.tables().items()
    }
    alike = {
        name: next(first for first in _STAGES if draws[first] is draws[name] and numbered[first].equals(numbered[name]))
        for name in _STAGES
    }
    return _Drawing(numbered, draws, _weights(by_category(lines(held)), numbered, of_later), alike)


def _drawn(held: Sides, widths: Widths, before: Widths) -> tuple[Drawn, Drawn]:
    """Return the draws of the earlier side as it was reported, and of all other tables: one where the widths are."""
    tables = held.tables()
    if before is widths:
        (both,) = drawn([(pl.concat([table.select(KNOWN) for table in tables.values()]), widths)])
        return both, both
    later = pl.concat([table.select(KNOWN) for name, table in tables.items() if name != "before"])
    of_before, of_later = drawn([(held.before.select(KNOWN), before), (later, widths)])
    return of_before, of_later


def _weights(categories: pl.DataFrame, numbered: Mapping[str, pl.DataFrame], draws: Drawn) -> dict[str, Numbers]:
    """Return WEIGHTS × multiplier of each kind in each draw: the effects of the categories, computed for every draw."""
    runs = draws.names["category"].rle().struct.unnest()  # names are sorted by category
    lengths = runs["len"].cast(pl.Int64).to_numpy()
    starts, category = np.cumsum(lengths) - lengths, np.repeat(np.arange(lengths.size), lengths)
    known = runs.select(category="value")
    real = known.join(
        categories.drop("kg_restated", "kg_after"), on="category", how="left", nulls_equal=True, maintain_order="left"
    )
    kilograms = {}
    for column, stage in (("kg_restated", RESTATED), ("kg_after", "after")):
        by_kind = np.zeros(draws.names.height)
        np.add.at(by_kind, numbered[stage]["kind"].to_numpy(), numbered[stage]["kg_co2e"].cast(pl.Float64).to_numpy())
        kilograms[column] = np.add.reduceat(draws.multipliers * by_kind[:, None], starts, axis=0).ravel()
    every = real.select(pl.all().repeat_by(DRAWS).explode()).with_columns(
        **{column: pl.Series(values) for column, values in kilograms.items()}
    )
    told = weights(every)
    return {name: told[name].to_numpy().reshape(-1, DRAWS)[category] * draws.multipliers for name in WEIGHTS}


def _ranged(table: pl.DataFrame, keys: tuple[str, ...], drawing: _Drawing) -> pl.DataFrame:
    numbered = table.select(keys).with_row_index("line") if keys else pl.DataFrame({"line": [0]})
    cells = {name: _cells(frame, numbered, keys) for name, frame in drawing.tables.items()}
    starts = range(0, table.height, _LINES)
    parts = [_bounds(cells, drawing, first, min(first + _LINES, table.height)) for first in starts]
    return verdict(pl.concat([table, pl.concat(parts)], how="horizontal")) if parts else table


def _cells(table: pl.DataFrame, numbered: pl.DataFrame, keys: tuple[str, ...]) -> _Cells:
    rows = table.join(numbered, on=list(keys), nulls_equal=True) if keys else table.join(numbered, how="cross")
    sums = rows.group_by("line", "kind").agg(pl.sum("kg_co2e").cast(pl.Float64)).sort("line", "kind")
    return _Cells(
        sums["line"].cast(pl.Int64).to_numpy(), sums["kind"].cast(pl.Int64).to_numpy(), sums["kg_co2e"].to_numpy()
    )


def _bounds(cells: Mapping[str, _Cells], drawing: _Drawing, first: int, last: int) -> pl.DataFrame:
    """Return low and high of each effect of some lines, and the share of draws in which the real change is below 0."""
    height = last - first
    own = {name: one.between(first, last) for name, one in cells.items()}
    weighed = {name: own[name].weighed(drawing.drawn[name].multipliers, height) for name in set(drawing.alike.values())}
    held = {name: weighed[first] for name, first in drawing.alike.items()}
    effects = {step: held[step] - held[former] for former, step in zip(_STAGES, METHOD, strict=False)} | {
        "method": held[RESTATED] - held["before"],
        "real_change": held["after"] - held[RESTATED],
        "kg_change": held["after"] - held["before"],
    }
    for name in ("volume", "intensity"):
        of_before = own[RESTATED].weighed(drawing.weights[f"{name}_before"], height)
        effects[name] = of_before + own["after"].weighed(drawing.weights[f"{name}_after"], height)
    effects["mix"] = effects["real_change"] - effects["volume"] - effects["intensity"]
    columns = {}
    for name in RANGED:
        for bound, values in zip(("low", "high"), quantiles(effects[name]), strict=True):
            columns[f"{name}_{bound}"] = pl.Series(values).round_sig_figs(DIGITS).cast(KILOGRAMS)
    return pl.DataFrame(columns | {BELOW: _below(effects["real_change"])})


def _below(values: Numbers) -> Numbers:
    """Return the share of draws below zero; what is nearer to it than half a gram is half below."""
    below, above = (values <= -_GRAM / 2).mean(axis=1), (values >= _GRAM / 2).mean(axis=1)
    share: Numbers = (1 + below - above) / 2
    return share
