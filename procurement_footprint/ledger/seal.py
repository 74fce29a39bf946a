"""A JSON file that shows when it was changed: its last key holds the SHA-256 of everything else in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

KEY: Final = "sha256"


def sealed(said: Mapping[str, Any]) -> bytes:
    """Return the bytes of a sealed file that says this: UTF-8, two spaces, and the SHA-256 of it under KEY."""
    return json.dumps({**said, KEY: _digest(said)}, ensure_ascii=False, indent=2).encode() + b"\n"


def unbroken(raw: bytes, read: Mapping[str, Any]) -> bool:
    """Return whether the bytes of a file, and what was read from them, are those that were sealed."""
    try:
        return raw == sealed({key: value for key, value in read.items() if key != KEY})
    except UnicodeEncodeError:  # half a letter, which no file that we sealed has
        return False


def _digest(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of JSON with sorted keys."""
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
