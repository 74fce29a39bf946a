"""The distinct lines of a footprint: what is known of a purchase before it is decided, and what was decided.

Natural persons have neither number, name nor text here: they are one nameless supplier, known by their accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import UNMAPPED
from procurement_footprint.mapping.classify import TIE
from procurement_footprint.mapping.decisions import NO_RULE
from procurement_footprint.mapping.group import EVIDENCE
from procurement_footprint.mapping.suggestion import LEFT_OUT, LINE

PERSON = "person"  # the supplier is a natural person
OUTCOME = ("status", "category", "reason", "evidence")
KEYS = (*LINE, PERSON, *OUTCOME)
LINES: dict[str, pl.DataType] = {
    **LINE,
    PERSON: pl.Boolean(),
    **dict.fromkeys(OUTCOME, pl.String()),
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
    "kg_co2e": pl.Decimal(38, 3),
    "row_id": pl.String(),  # the first row of the line
}
WAITING = 16  # parts that wait to be added to the others


@dataclass(slots=True)
class Running:
    """The distinct lines of all blocks of rows so far."""

    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, block: pl.DataFrame) -> None:
        """Add a block of FOOTPRINT rows."""
        self.parts.append(lines_of(block))
        if len(self.parts) == WAITING:
            self.parts = [together(self.parts)]

    def total(self) -> pl.DataFrame:
        """Return the lines (LINES) of all blocks, in no order."""
        return together(self.parts)


def lines_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct lines (LINES) of FOOTPRINT rows with their rows, money and kilograms."""
    person = pl.col("sole_trader").fill_null(False)
    nameless = [pl.when(~person).then(name).alias(name) for name in ("supplier_id", "supplier", "text")]
    known = plain(rows).with_columns(person.alias(PERSON), pl.col("status").cast(pl.String), *nameless)
    whole = pl.col("part").is_null() | (pl.col("part") == 1)  # a row in parts is counted once
    return together([known.select(*KEYS, "reporting_amount", "kg_co2e", "row_id", rows=whole.cast(pl.Int64))])


def together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the lines of several parts as those of the whole."""
    if not parts:
        return pl.DataFrame(schema=LINES)
    sums = pl.concat(part.select(*LINES) for part in parts).group_by(KEYS)
    added = sums.agg(pl.sum("rows", "reporting_amount", "kg_co2e"), pl.first("row_id"))
    return added.select(pl.col(name).cast(kind) for name, kind in LINES.items())


def undecided(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that nobody has decided: no rule reaches them, or two rules disagree about them."""
    return lines.filter(_is_open())


def decided(lines: pl.DataFrame) -> pl.DataFrame:
    """Return all other lines that rules decide. One that only lacks a factor is decided: its category is known."""
    return lines.filter(~_is_open() & pl.col("evidence").ne_missing(EVIDENCE))


def history(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the decided lines as suggestions learn from them: LINE, outcome and rows; sorted.

    A line that only further parts of rows have is one row: of parts that are codes of an invoice, for example.
    """
    reason = pl.lit(LEFT_OUT) + pl.col("reason")
    held = decided(lines).with_columns(outcome=pl.coalesce("category", reason))
    return held.group_by(*LINE, "outcome").agg(pl.sum("rows").clip(1)).sort(*LINE, "outcome")


def _is_open() -> pl.Expr:
    return (pl.col("status") == UNMAPPED) & pl.col("reason").is_in([NO_RULE, TIE])
