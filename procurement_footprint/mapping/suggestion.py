"""The nouns of what the program proposes: a line that nobody has decided, and what it probably is."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

# What is known of a line that is to be decided; null where the ledger does not say.
LINE: dict[str, pl.DataType] = {
    "supplier_id": pl.String(),
    "supplier": pl.String(),
    "chart": pl.String(),
    "account": pl.String(),
    "account_text": pl.String(),
    "text": pl.String(),
    "cpv": pl.String(),
    "unspsc": pl.String(),
}
LEFT_OUT = "left_out:"  # before the reason, where the outcome is no category: `left_out:wages`


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a line probably is. outcome: a category, or `left_out:` and a reason. probability: calibrated, 0 to 1.

    reason: in words that a person can check: `same account 41 of 45 times`.
    """

    outcome: str
    probability: float
    reason: str

    @property
    def said(self) -> str:
        """The suggestion in one line, as an accepted decision keeps it: `meals 0.87: same account 41 of 45 times`."""
        return f"{self.outcome} {self.probability:.2f}: {self.reason}"
