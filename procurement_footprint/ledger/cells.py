"""Cells that cannot be read, as Problems: each with its place, value and what to do."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.layout import Layout
from procurement_footprint.problems import Problem, problem

SHOWN = 200  # cells; the others are counted
REJECTED = ("place", "row_id", "column", "value", "reason")  # and amount, null where it cannot be read


def problems(bad: Sequence[tuple[Layout, pl.DataFrame]]) -> list[Problem]:
    """Return a Problem for each bad cell (`typed.BAD`), largest money first, and one for those beyond 200.

    Cells whose row has no readable amount come first, since nobody can say how much they are.
    """
    numbered = [frame.with_columns(sheet=pl.lit(n, pl.UInt32)) for n, (_, frame) in enumerate(bad)]
    if not numbered:
        return []
    every = pl.concat(numbered)
    order = every.sort(pl.col("amount").abs(), descending=True, nulls_last=False, maintain_order=True)
    found = [
        problem(code, bad[sheet][0].at(line, column), masked(value or ""))
        for line, column, code, value, _, sheet in order.head(SHOWN).iter_rows()
    ]
    if every.height > SHOWN:
        found.append(problem("ledger-more-cells", "all files", count=every.height - SHOWN, shown=SHOWN))
    return found


def rejected(layout: Layout, address: str, bad: pl.DataFrame) -> pl.DataFrame:
    """Return bad cells as lines of `Ledger.rejected`: place, row_id, column, value, reason, amount."""
    lines = []
    for line, column, code, value, _ in bad.iter_rows():
        said = problem(code, layout.at(line, column))
        header = layout.columns[column].header if column in layout.columns else column
        lines.append((said.place, f"{address}{line}", header, None if value is None else masked(value), said.what))
    texts = pl.DataFrame(lines, schema=dict.fromkeys(REJECTED, pl.String), orient="row")
    return texts.hstack(bad.select("amount"))
