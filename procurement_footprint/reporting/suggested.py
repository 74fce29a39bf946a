"""Suggestions in words, and as a table: what `suggest` prints and writes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from procurement_footprint.analysis.suggested import SUGGESTED, Suggested
from procurement_footprint.mapping.suggestion import LINE
from procurement_footprint.reporting import tables
from procurement_footprint.reporting.language import printable

PROPOSED = {"suggestion": pl.String(), "probability": pl.Float64(), "reason": pl.String()}
NOTHING = "Nothing is undecided."
PERSON, NOBODY = "(natural person)", "(no supplier)"


def listing(found: Suggested, top: int) -> str:
    """Return the undecided lines with most money and what they probably are, as plain text."""
    notes = [found.missing] if found.missing else []
    if found.lines.is_empty():
        return "\n".join([NOTHING, *notes]) + "\n"
    rows, height = found.lines["rows"].sum(), found.lines.height
    shown = zip(found.lines.head(top).iter_rows(named=True), found.suggestions, strict=False)
    blocks = [f"{height:,} undecided lines ({rows:,} rows); learnt from {found.learnt:,} decided lines"]
    for line, proposed in shown:
        who = line["supplier"] or line["supplier_id"] or (PERSON if line["person"] else NOBODY)
        what = [line["account"], line["account_text"], line["text"], line["cpv"], line["unspsc"]]
        head = f"{line['reporting_amount']:,.2f} {found.currency} ({line['rows']:,} rows)  {who}"
        said = [printable(" ".join([head, *filter(None, what)]))]
        said += [f"    {number}. {printable(one.said)}" for number, one in enumerate(proposed, 1)]
        blocks.append("\n".join(said))
    if height > top:
        blocks.append(f"{height - top:,} more: --top {height}, or all in a file: --out FILE.csv")
    return "\n\n".join([*blocks, "Nothing was decided. To decide: procurement-footprint map", *notes]) + "\n"


def as_csv(found: Suggested) -> bytes:
    """Return all undecided lines with their suggestions, three columns each, as the bytes of a CSV file."""
    columns = {f"{name}_{n}": kind for n in range(1, SUGGESTED + 1) for name, kind in PROPOSED.items()}
    proposed = pl.DataFrame([list(_cells(three)) for three in found.suggestions], columns, orient="row")
    held = found.lines.select(*LINE, "rows", "reporting_amount").with_columns(currency=pl.lit(found.currency))
    return tables.as_csv(pl.concat([held, proposed], how="horizontal"))


def _cells(proposed: tuple[object, ...]) -> Iterator[object]:
    for number in range(SUGGESTED):
        one = proposed[number] if number < len(proposed) else None
        yield from (getattr(one, name, None) for name in ("outcome", "probability", "reason"))
