"""What a file is called in everything that is said of it."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint.person_numbers import MASK, masked
from procurement_footprint.problems import Refused, problem

_MASK = MASK.replace("*", "x")  # of which a copy of the file can be called on every system


def name_of(path: Path) -> str:
    """Return a file's name, numbers of natural persons in it as xxxxxx-xxxx.

    Bytes in it that are not UTF-8 (old archives have them) become U+FFFD each.
    """
    return called(_readable(path))


def called(name: str) -> str:
    """Return a name, or the id of a row that begins with one, as it is said."""
    return masked(name).replace(MASK, _MASK)


def _readable(path: Path) -> str:
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def in_utf8(path: Path) -> Path:
    """Return an absolute path under which a Parquet file can be: its library takes names in UTF-8 only.

    Errors: Refused when it has bytes that are not UTF-8, or the terminal's locale cannot say its letters.
    """
    found = path.absolute()
    try:
        str(found).encode()
    except UnicodeEncodeError:
        shown = str(found).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        raise Refused([problem("path-not-utf8", shown)]) from None
    return found
