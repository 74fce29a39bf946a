"""Where a sheet has which of our columns."""

from __future__ import annotations

from dataclasses import dataclass

from procurement_footprint.ledger.profile import Profile


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its place from the left (0 = first) and its header as it stands there."""

    index: int
    header: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet's columns. place: the file, or `file:sheet`. header_line: as the user sees it.

    decimal: the decimal mark of the amounts, where the file itself settles it. header: all names that stand there.
    """

    place: str
    header_line: int
    columns: dict[str, Column]
    profile: Profile
    decimal: str | None = None
    header: tuple[str, ...] = ()

    def at(self, line: int, column: str) -> str:
        """Return where a cell stands, for a Problem: `2024.csv:17, column "belopp"`."""
        found = self.columns.get(column)
        return f'{self.place}:{line}, column "{found.header}"' if found else f"{self.place}:{line}"

    def whole(self, column: str) -> str:
        """Return where a whole column stands, for a Problem: `2024.csv, column "belopp"`."""
        found = self.columns.get(column)
        return f'{self.place}, column "{found.header}"' if found else self.place
