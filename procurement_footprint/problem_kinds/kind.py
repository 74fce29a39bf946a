"""One thing that can be wrong: what is said, and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be wrong: what is said and how it is mended, with `{names}` to fill in."""

    what: str
    fix: str
