"""How good the evidence for a row's kilograms is: a letter from A (measured) to E (weak).

assumption: the ladder is a judgement, in the order in which GHG Protocol ranks data for purchased goods. Physical and
supplier-specific data (A, B) come with activity data. A spend factor by a code for the thing bought is C; by the
supplier or by account and text together D; by an account group, a text or the
supplier's industry alone E. A factor carried over from an
earlier year lowers the letter by one step.
"""

from __future__ import annotations

import polars as pl

LADDER = pl.DataFrame(
    [
        ("cpv", "C", "D"),
        ("unspsc", "C", "D"),
        ("supplier", "D", "E"),
        ("account_text", "D", "E"),
        ("account", "E", "E"),
        ("text", "E", "E"),
        ("supplier_industry", "E", "E"),
    ],
    schema=["evidence", "own_year", "carried_over"],
    orient="row",
)
