"""The last look at what the terminal is told: no number of a natural person, wherever it was read.

Letters that the terminal does not know (Σ, →) become question marks.
"""

from __future__ import annotations

import io
from typing import TextIO

from procurement_footprint import person_numbers


class Masked(io.TextIOBase):
    """Output as text, with a mask for each number of a natural person in what is written to it."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, text: str) -> int:
        """Write a text, which ends where a line or a question ends."""
        self._output.write(person_numbers.shown(text).encode(self.encoding, "replace").decode(self.encoding))
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        self._output.flush()

    def isatty(self) -> bool:
        """Whether somebody watches."""
        return self._output.isatty()

    def fileno(self) -> int:
        """Return the number that the system has for it."""
        return self._output.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override] # nobody can set that of the base either
        """The encoding of what is written."""
        return self._output.encoding or "utf-8"  # text in memory has none

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What is done about signs that the encoding has not."""
        return self._output.errors
