"""The ranges of effects: every one computed anew for each draw of the factors, the same draw on both sides.

Once a draw is known, an effect of a line is linear in the kilograms of its cells. So each kind of row has a weight for
each draw, and an effect is the sum of weight × kilograms over the cells of the tables between which it lies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from procurement_footprint.analysis.change.changes import KEYS, Change
from procurement_footprint.analysis.change.effects import WEIGHTS, by_category, weights
from procurement_footprint.analysis.change.sides import KILOGRAMS, METHOD, Sides, aligned, lines
from procurement_footprint.analysis.change.verdict import BELOW, verdict
from procurement_footprint.analysis.draws import BLOCK, DRAWS, Drawn, Numbers, drawn, quantiles
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.ranges import DIGITS
from procurement_footprint.footprint.widths import Widths

RANGED = ("volume", "mix", "intensity", "real_change", *METHOD, "method", "kg_change")
WITHOUT = "lines"  # the finest lines have no ranges: there are too many of them
FEWER = {"suppliers": BLOCK}  # draws of tables that can have many thousand lines
RESTATED = METHOD[-1]
_STAGES = ("before", *METHOD, "after")
_AT_ONCE = 400_000  # draws × lines of a table: an effect of them takes 3 MB
_MANY = 32  # kinds a line: then it is quicker to multiply with all of them
_GRAM = 0.001
_Which = slice | NDArray[np.int64]  # of the kinds
_Weight = Callable[[_Which], Numbers]  # which kinds → what their kilograms are multiplied with, one column a draw


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

    def weighed(self, weight: _Weight, lines: int) -> Numbers:
        """Return Σ weight × kilograms of each line, one column a draw."""
        if self.line.size > lines * _MANY:
            every = weight(slice(None))
            held = np.zeros((lines, every.shape[0]))
            held[self.line, self.kind] = self.kilograms
            return held @ every
        sums = np.zeros((lines, weight(slice(0)).shape[1]))
        ends = np.searchsorted(self.line, np.arange(lines + 1)).tolist()
        for line, (start, end) in enumerate(pairwise(ends)):
            if start < end:
                sums[line] = self.kilograms[start:end] @ weight(self.kind[start:end])
        return sums


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """The tables of a change and their draws.

    alike: each table's name → that of the first table that is the same, so that it is weighed once. weights: WEIGHTS of
    the categories, one column a draw; category: which row of them is that of a kind.
    """

    tables: Mapping[str, pl.DataFrame]
    drawn: Mapping[str, Drawn]
    alike: Mapping[str, str]
    weights: Mapping[str, Numbers]
    category: NDArray[np.int64]

    def plain(self, name: str, draws: int) -> _Weight:
        """Return the weight of the kilograms of a table."""
        multipliers = self.drawn[name].multipliers[:, :draws]
        return lambda kinds: multipliers[kinds]

    def shared(self, name: str, draws: int) -> _Weight:
        """Return the weight of kilograms under one method in an effect of their category; name: of WEIGHTS."""
        multipliers, weights = self.drawn["after"].multipliers[:, :draws], self.weights[name][:, :draws]
        return lambda kinds: multipliers[kinds] * weights[self.category[kinds]]


def with_ranges(change: Change, sides: Sides, widths: Widths, before: Widths | None = None) -> Change:
    """Return the change with `<effect>_low` and `<effect>_high` (95 %) of RANGED, `below_zero` and `verdict`.

    All tables but `lines` have them; bounds have six digits, in whole grams. sides: those that `change` is of. widths:
    of the later side's factors, which all steps but the first share; before: of the earlier side as it was reported.
    """
    drawing = _drawing(aligned(sides), change.lines.select("category", "group").unique(), widths, before or widths)
    told = {
        name: _ranged(table, KEYS[name], drawing, FEWER.get(name, DRAWS))
        for name, table in change.tables()
        if name != WITHOUT
    }
    return replace(change, **told)


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
    lengths = of_later.names["category"].rle().struct.field("len").cast(pl.Int64).to_numpy()  # sorted by category
    category = np.repeat(np.arange(lengths.size), lengths)
    return _Drawing(numbered, draws, alike, _weights(by_category(lines(held)), numbered, of_later, category), category)


def _drawn(held: Sides, widths: Widths, before: Widths) -> tuple[Drawn, Drawn]:
    """Return the draws of the earlier side as it was reported, and of all other tables: one where the widths are."""
    tables = held.tables()
    if before is widths:
        (both,) = drawn([(pl.concat([table.select(KNOWN) for table in tables.values()]), widths)])
        return both, both
    later = pl.concat([table.select(KNOWN) for name, table in tables.items() if name != "before"])
    of_before, of_later = drawn([(held.before.select(KNOWN), before), (later, widths)])
    return of_before, of_later


def _weights(
    categories: pl.DataFrame, numbered: Mapping[str, pl.DataFrame], draws: Drawn, category: NDArray[np.int64]
) -> dict[str, Numbers]:
    """Return WEIGHTS of each category, one column a draw: its effects are computed anew for every draw."""
    known = draws.names.select("category").unique(maintain_order=True)
    money = categories.drop("kg_restated", "kg_after")
    real = known.join(money, on="category", how="left", nulls_equal=True, maintain_order="left")
    sums = [_by_category(numbered[stage], draws, category, real.height) for stage in (RESTATED, "after")]
    found: dict[str, list[Numbers]] = {name: [] for name in WEIGHTS}
    for start in range(0, DRAWS, BLOCK):
        before, after = (pl.Series(one[:, start : start + BLOCK].ravel()) for one in sums)
        every = real.select(pl.all().repeat_by(BLOCK).explode()).with_columns(kg_restated=before, kg_after=after)
        told = weights(every.lazy()).select(WEIGHTS).collect()
        for name, parts in found.items():
            parts.append(told[name].to_numpy().reshape(-1, BLOCK))
    return {name: np.hstack(parts) for name, parts in found.items()}


def _by_category(table: pl.DataFrame, draws: Drawn, category: NDArray[np.int64], categories: int) -> Numbers:
    """Return the kilograms of each category, one column a draw."""
    sums = table.group_by("kind").agg(pl.sum("kg_co2e").cast(pl.Float64)).sort("kind")
    kind = sums["kind"].to_numpy()
    held = _Cells(category[kind], kind, sums["kg_co2e"].to_numpy())
    return held.weighed(lambda kinds: draws.multipliers[kinds], categories)


def _ranged(table: pl.DataFrame, keys: tuple[str, ...], drawing: _Drawing, draws: int) -> pl.DataFrame:
    numbered = table.select(keys).with_row_index("line") if keys else pl.DataFrame({"line": [0]})
    cells = {name: _cells(frame, numbered, keys) for name, frame in drawing.tables.items()}
    parts, height = [], _AT_ONCE // draws
    for first in range(0, table.height, height):
        last = min(first + height, table.height)
        own = {name: one.between(first, last) for name, one in cells.items()}
        parts.append(_bounds(_effects(own, drawing, last - first, draws)))
    return verdict(pl.concat([table, pl.concat(parts)], how="horizontal")) if parts else table


def _cells(table: pl.DataFrame, numbered: pl.DataFrame, keys: tuple[str, ...]) -> _Cells:
    rows = table.join(numbered, on=list(keys), nulls_equal=True) if keys else table.join(numbered, how="cross")
    sums = rows.group_by("line", "kind").agg(pl.sum("kg_co2e").cast(pl.Float64)).sort("line", "kind")
    return _Cells(
        sums["line"].cast(pl.Int64).to_numpy(), sums["kind"].cast(pl.Int64).to_numpy(), sums["kg_co2e"].to_numpy()
    )


def _effects(own: Mapping[str, _Cells], drawing: _Drawing, lines: int, draws: int) -> dict[str, Numbers]:
    """Return RANGED of some lines, one row a line, one column a draw; own: their cells in each table."""
    weighed = {
        name: own[name].weighed(drawing.plain(name, draws), lines) for name in sorted(set(drawing.alike.values()))
    }
    held = {name: weighed[first] for name, first in drawing.alike.items()}
    steps = zip(_STAGES, METHOD, strict=False)
    effects = {name: held[name] - held[former] for former, name in steps}
    effects["method"] = held[RESTATED] - held["before"]
    effects["real_change"] = held["after"] - held[RESTATED]
    effects["kg_change"] = held["after"] - held["before"]
    for name in ("volume", "intensity"):
        of_before = own[RESTATED].weighed(drawing.shared(f"{name}_before", draws), lines)
        of_after = own["after"].weighed(drawing.shared(f"{name}_after", draws), lines)
        effects[name] = of_before + of_after
    effects["mix"] = effects["real_change"] - effects["volume"] - effects["intensity"]
    return effects


def _bounds(effects: Mapping[str, Numbers]) -> pl.DataFrame:
    """Return low and high of each effect, and the share of draws in which the real change is below zero."""
    columns = {}
    for name in RANGED:
        for bound, values in zip(("low", "high"), quantiles(effects[name]), strict=True):
            columns[f"{name}_{bound}"] = pl.Series(values).round_sig_figs(DIGITS).cast(KILOGRAMS)
    return pl.DataFrame(columns | {BELOW: _below(effects["real_change"])})


def _below(values: Numbers) -> Numbers:
    """Return the share of draws below zero; what is nearer to it than half a gram is half below."""
    below, above = (values <= -_GRAM / 2).mean(axis=1), (values >= _GRAM / 2).mean(axis=1)
    share: Numbers = np.round((1 + below - above) / 2, DIGITS)
    return share
