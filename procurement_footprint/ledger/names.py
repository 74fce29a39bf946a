"""What a file is called in everything that is said of it."""

from __future__ import annotations

from pathlib import Path


def name_of(path: Path) -> str:
    """Return a file's name; bytes in it that are not UTF-8 (old archives have them) become U+FFFD each."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
