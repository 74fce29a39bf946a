"""What was noticed while the ledgers were read, as far as it matters to a reader of the footprint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from procurement_footprint.reporting.language import Words

# sentences of `ledger.read`, which have words of their own in the report's language
TOLD = {
    "notes.repeated": re.compile(r"(?P<file>.*): rows that repeat another row: (?P<rows>\d+); all are kept"),
    "notes.shared": re.compile(r"(?P<file>.*): rows that also stand in (?P<other>.*): (?P<rows>\d+); .*"),
    "notes.rounded": re.compile(r"(?P<file>.*): amounts rounded to two decimals, .*: (?P<rows>\d+)"),
}
PROBLEM = "\n    fix: "


def for_readers(notes: Iterable[str], words: Words) -> Iterator[str]:
    """Yield rows that occur twice, rounded amounts, and Problems that were accepted (these in English, as printed)."""
    for note in notes:
        for key, sentence in TOLD.items():
            if said := sentence.fullmatch(note):
                rows = words.number(int(said["rows"]))
                yield words(key, **{**said.groupdict(), "rows": rows})
        if PROBLEM in note:
            yield " ".join(note.partition(PROBLEM)[0].split())
