"""What the terminal is shown: texts, no number of a natural person, and no command that stood in a file or its name.

A name in a ledger cannot move the terminal's cursor, clear it or change its title. Letters that the terminal does not
have become question marks or numbers.
"""

from __future__ import annotations

import io
import re
import sys
from typing import Final, TextIO, cast

from procurement_footprint import person_numbers

MARK: Final = "\N{REPLACEMENT CHARACTER}"
REWRITE, ERASE = "\r\033[K", "\033[K"  # begin the line anew; clear what is left of it
_COMMANDS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_OURS: Final = re.compile(r"\A(?:\r\033\[K|\r|\033\[1m)|(?:\033\[K|\033\[0m\n?)\Z")


def plain(text: str) -> str:
    """Return a text with a mark in the place of each sign that would steer a terminal; line breaks and tabs stay."""
    return _COMMANDS.sub(MARK, text)


class Screen(io.TextIOBase):
    """Output as text that steers no terminal, but for what we begin and end it with: a line anew, bold letters.

    Numbers of natural persons are masked in it.
    """

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, text: str) -> int:
        """Write a text as it may be shown."""
        start, end = 0, len(text)
        for found in _OURS.finditer(text):
            start, end = (found.end(), end) if found.start() == 0 else (start, found.start())
        self._output.write(text[:start] + plain(person_numbers.shown(text[start:end])) + text[end:])
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
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of what is written."""
        return self._output.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What becomes of letters that the encoding does not have."""
        return self._output.errors


def guard() -> None:
    """Let everything that is printed from now on go through a Screen."""
    sys.stdout, sys.stderr = guarded(sys.stdout), guarded(sys.stderr)


def guarded(output: TextIO) -> TextIO:
    """Return an output through which no text steers a terminal; letters that it does not have become others."""
    if isinstance(output, Screen):
        return output
    if isinstance(output, io.TextIOWrapper):
        unset = output.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968")  # nobody said what it knows
        wanting = output.errors if output.errors == "backslashreplace" else "replace"
        output.reconfigure(encoding="utf-8" if unset else None, errors=wanting)
    return cast("TextIO", Screen(output))
