"""The vouchers of a SIE file: each line of each, with where it stands, as a frame of texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.sie import fields

BOOKED, ADDED, REMOVED = "TRANS", "RTRANS", "BTRANS"
LINES: Final[dict[str, pl.DataType]] = {
    "line": pl.UInt32(),  # as the user sees it
    "label": pl.Enum([BOOKED, ADDED, REMOVED]),
    "voucher": pl.UInt32(),  # which of the vouchers, from 0
    "account": CODED,
    "objects": pl.UInt32(),  # which of the lists of objects
    "amount": pl.String(),
    "day": CODED,  # of the line; null where it has none of its own
    "text": pl.String(),
}
VOUCHERS: Final[dict[str, pl.DataType]] = {
    "voucher": pl.UInt32(),
    "at": pl.UInt32(),  # its line in the file
    "number": pl.String(),  # series and number: A 17
    "voucher_day": CODED,
    "voucher_text": pl.String(),
}
_AT_ONCE: Final = 200_000
Line = tuple[int, str, int, str, int, str, str | None, str | None]


@dataclass(slots=True)
class Vouchers:
    """What is gathered while a file is read: finished frames, and the lines since the last of them.

    torn: the vouchers of which a line could not be read.
    """

    heads: list[tuple[int, int, str, str | None, str | None]] = field(default_factory=list)
    objects: list[dict[str, str]] = field(default_factory=list)
    torn: set[int] = field(default_factory=set)
    _held: list[Line] = field(default_factory=list)
    _frames: list[pl.DataFrame] = field(default_factory=list)
    _known: dict[str, int | None] = field(default_factory=dict)

    def begin(self, line: int, values: list[str]) -> None:
        """Begin a voucher whose record #VER has these values: series, number, day, text."""
        series, number, day, text = (*values[:4], *[""] * (4 - len(values[:4])))
        self.heads.append((len(self.heads), line, f"{series} {number}".strip(), day or None, text or None))

    def add(self, line: Line) -> None:
        """Add one line of the voucher that was begun last."""
        self._held.append(line)
        if len(self._held) == _AT_ONCE:
            self._flush()

    def place_of(self, written: str) -> int | None:
        """Return which list of objects is written so (between the braces); None where it is not one of pairs."""
        if written in self._known:
            return self._known[written]
        place: int | None = None
        try:
            _, listed = fields.with_objects(f"#TRANS 0 {{{written}}} 0")
        except fields.Torn:
            listed = [""]
        if len(listed) % 2 == 0:
            place = len(self.objects)
            self.objects.append(dict(zip(listed[::2], listed[1::2], strict=True)))
        self._known[written] = place
        return place

    def lines(self) -> pl.DataFrame:
        """Return all lines, as `LINES`."""
        self._flush()
        return pl.concat(self._frames)

    def table(self) -> pl.DataFrame:
        """Return all vouchers, as `VOUCHERS`."""
        return pl.DataFrame(self.heads, schema=VOUCHERS, orient="row")

    def _flush(self) -> None:
        self._frames.append(pl.DataFrame(self._held, schema=LINES, orient="row"))
        self._held.clear()
