"""The key of a line in the review workbook: which rows its decision is for, so that a changed key is noticed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from procurement_footprint.analysis.worklist import Group
from procurement_footprint.mapping.rule import Example, Where

DIGITS = 8  # of the checksum


@dataclass(frozen=True, slots=True)
class Key:
    """What a decision needs beside the answer: conditions, an example, and what was suggested."""

    where: Where
    example: Example
    suggested: tuple[str, ...]

    def accepted(self, outcome: str) -> str | None:
        """Return the suggestion that proposed this outcome, as decisions keep it."""
        return next((said for said in self.suggested if said.split(" ", 1)[0] == outcome), None)


def key_of(group: Group) -> Key:
    """Return the key of a group."""
    return Key(group.where, group.example, tuple(one.said for one in group.suggestions))


def written(key: Key) -> str:
    """Return a key as it stands in a cell: a checksum, and JSON."""
    text = json.dumps([key.where, key.example, key.suggested], ensure_ascii=False, separators=(",", ":"))
    return f"{_checksum(text)} {text}"


def read(cell: str | None) -> Key | None:
    """Return the key that stands in a cell; None where it is missing or was changed."""
    checksum, _, text = (cell or "").partition(" ")
    if not text or checksum != _checksum(text):
        return None
    where, example, suggested = json.loads(text)
    conditions = tuple((field, tuple(values)) for field, values in where)
    return Key(conditions, tuple((field, value) for field, value in example), tuple(suggested))


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
