"""Names of a project's natural persons, kept so that they can be recognised and not read: as keyed hashes.

A name is its words in any order and case. Names of one word are not kept: too many other texts have that word in them.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from procurement_footprint.ledger.identity import MARKS
from procurement_footprint.ledger.pseudonym_key import NAMES, write_private
from procurement_footprint.ledger.pseudonyms import DIGITS, NAME
from procurement_footprint.problems import Refused, problem

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MARKS: Final = re.compile(MARKS)
_HASHED: Final = re.compile(f"[0-9a-f]{{{DIGITS}}}")
_SHORTEST, _LONGEST = 2, 5  # words of a name
_LETTERS: Final = 6  # assumption: a name with fewer letters is found in other texts by chance
# a text with one of these is the name of a legal entity, which may be called after a person
_LEGAL_FORMS: Final = frozenset(
    ("ab", "aktiebolag", "aktiebolaget", "hb", "handelsbolag", "kb", "kommanditbolag", "förening", "stiftelse")
)


def remember(folder: Path, names: Iterable[str], key: bytes) -> None:
    """Keep the names of natural persons that a ledger of the project in `folder` has."""
    new = {hashed for name in names if (hashed := _of_name(name, key))}
    if new <= held(folder):
        return
    from procurement_footprint.ledger import lock  # few come here

    with lock.private(folder):  # two runs at once keep the names of both
        write_private(folder / NAMES, "".join(f"{line}\n" for line in sorted(held(folder) | new)))


def held(folder: Path | None) -> frozenset[str]:
    """Return the names that a project has kept, hashed.

    Errors: Refused when the file was changed, since what is shared would then be looked through for other names.
    """
    path = folder / NAMES if folder else None
    kept = path.read_text(encoding="ascii", errors="replace").splitlines() if path and path.is_file() else []
    if any(not _HASHED.fullmatch(one) for one in kept):
        raise Refused([problem("pseudonym-names-unreadable", NAMES)])
    return frozenset(kept)


def found(text: str, names: Collection[str], key: bytes) -> list[str]:
    """Return the kept names that stand in a text, as pseudonyms."""
    words = _words(text)
    if _LEGAL_FORMS & set(words):
        return []
    sequences = (
        words[start : start + length]
        for length in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(words) - length + 1)
    )
    hashes = (_hashed(sequence, key) for sequence in sequences)
    return [f"P-{one}" for one in dict.fromkeys(hashes) if one in names]


def _of_name(name: str, key: bytes) -> str | None:
    words = _words(name)
    enough = _SHORTEST <= len(words) <= _LONGEST and sum(map(len, words)) >= _LETTERS
    if not enough or name == NAME or _MARKS.search(name) or _LEGAL_FORMS & set(words):
        return None
    return _hashed(words, key)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _hashed(words: Iterable[str], key: bytes) -> str:
    return hmac.digest(key, f"name {' '.join(sorted(words))}".encode(), "sha256").hex()[:DIGITS]
