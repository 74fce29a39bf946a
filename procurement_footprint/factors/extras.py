"""Libraries that only some commands need: a plain word where one is missing."""

from __future__ import annotations

from importlib.util import find_spec

from procurement_footprint.problems import Refused, problem


def need(*libraries: str, extra: str) -> None:
    """Refuse to go on without these libraries; say how the extra that holds them is installed."""
    missing = [library for library in libraries if find_spec(library) is None]
    if missing:
        raise Refused([problem("extra-missing", " and ".join(missing), extra=extra)])
