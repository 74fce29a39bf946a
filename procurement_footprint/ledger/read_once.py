"""Ledgers that are read once, for several periods: the rows of each as if it had been read by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from procurement_footprint.ledger.book import NOTHING, Choices, Ledger, tally
from procurement_footprint.ledger.read import Done, ledger, repeats_one
from procurement_footprint.ledger.sheet_rows import SheetRows, persons
from procurement_footprint.period import Period

LOOKED_AT = ("booked_on", "amount", "currency", "supplier", "sole_trader")


@dataclass(frozen=True, slots=True)
class Whole:
    """Ledgers, read without a period. done: from `read.through` with these choices; nothing is wrong with them."""

    done: Done
    choices: Choices

    def years(self) -> tuple[int, ...]:
        """Return the years in which something is booked, sorted."""
        blocks = [block.select(pl.col("booked_on").dt.year().unique()) for block in _blocks(self.done)]
        return tuple(pl.concat(pl.collect_all(blocks))["booked_on"].unique().sort())

    def of(self, period: Period) -> Ledger:
        """Return what `read` returns for a period. Errors: Refused, as there."""
        done = [(file, _sheets(sheets, period)) for file, sheets in self.done]
        return ledger(done, replace(self.choices, period=period))


def _blocks(done: Done) -> list[pl.LazyFrame]:
    return [block for _, sheets in done for sheet in sheets for block in sheet.blocks]


def _sheets(sheets: Sequence[SheetRows], period: Period) -> list[SheetRows]:
    """Return the sheets of a file with the rows of a period only."""
    found: list[SheetRows] = []
    for sheet in sheets:
        rows = _within(sheet, period)
        repeats_one(rows, found)
        found.append(rows)
    return found


def _within(sheet: SheetRows, period: Period) -> SheetRows:
    booked = pl.col("booked_on")
    inside = (booked >= period.first) & (booked < period.end)
    held = replace(
        sheet, accepted=NOTHING, persons=set(), hashes=[], blocks=[], excluded={**sheet.excluded},
        problems=[*sheet.problems],
    )  # fmt: skip
    for block, hashes in zip(sheet.blocks, sheet.hashes, strict=True):
        rows = block.select(LOOKED_AT).collect()
        meant = rows.filter(inside)
        held.accepted += tally(meant)
        held.outside_period += tally(rows.filter(~inside))
        if meant.is_empty():
            continue
        held.persons |= persons(meant)
        held.hashes.append(hashes.filter(rows.select(inside)["booked_on"]))
        held.blocks.append(block if meant.height == rows.height else block.filter(inside))
    return held
