"""How good the evidence for a row's kilograms is: a letter from A (measured) to E (weak).

assumption: the ladder is a judgement, in the order in which GHG Protocol ranks data for purchased goods. Physical and
supplier-specific data (A, B) come with activity data. A spend factor by a code for the thing bought is C; by the
supplier or by account and text together D; by an account group or a text alone E. A factor carried over from an
earlier year lowers the letter by one step.
"""

from __future__ import annotations

import narwhals as nw

LADDER = {"cpv": ("C", "D"), "unspsc": ("C", "D"), "supplier": ("D", "E"), "account_text": ("D", "E")}
LOWEST = "E"


def quality(evidence: nw.Expr, carried_over: nw.Expr) -> nw.Expr:
    """Return the letter for a row's `evidence`, one step lower where its factor is `carried_over` from another year."""
    letter = nw.lit(LOWEST)
    for name, (own_year, later) in LADDER.items():
        graded = nw.when(carried_over).then(nw.lit(later)).otherwise(nw.lit(own_year))
        letter = nw.when(evidence == name).then(graded).otherwise(letter)
    return letter
