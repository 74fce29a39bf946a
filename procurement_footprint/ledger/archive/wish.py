"""What a user wants done with the files that she imports."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from procurement_footprint.ledger.book import Choices


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with the files. today: the day, as it is to be written.

    overlap: what becomes of months that are in the archive already. layout: whether other columns than those of
    earlier imports are refused, are read as they are shown, or are settled by a profile that is named.
    control_total: what all the files together are said to add up to. suppliers: a supplier ledger, from which the
    vouchers of SIE files get their suppliers.
    """

    entity: str
    choices: Choices
    today: str
    overlap: Literal["refuse", "replace", "add"] = "refuse"
    layout: Literal["known", "new", "named"] = "known"
    reason: str | None = None
    control_total: Decimal | None = None
    suppliers: Path | None = None

    @property
    def period(self) -> str | None:
        """The name of the period whose rows are wanted, None for all."""
        return self.choices.period.name if self.choices.period else None
