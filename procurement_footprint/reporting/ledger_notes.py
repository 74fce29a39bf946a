"""What was noticed while the ledgers were read, as far as it matters to a reader of the footprint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from procurement_footprint.ledger import sie
from procurement_footprint.ledger.book import HELD_ALREADY, REPLACED, LedgerFile
from procurement_footprint.reporting.language import Words

# sentences of `ledger.read`, which have words of their own in the report's language
TOLD = {
    "notes.repeated": re.compile(r"(?P<file>.*): rows that repeat another row: (?P<rows>\d+); all are kept"),
    "notes.shared": re.compile(r"(?P<file>.*): rows that also stand in (?P<other>.*): (?P<rows>\d+); .*"),
    "notes.suppliers": re.compile(
        r"suppliers from (?P<file>.*): (?P<rows>\d+) rows of SIE files have one; (?P<unclear>\d+) stay without, .*; "
        r"(?P<lost>\d+) stay without, .*"
    ),
    "notes.rounded": re.compile(r"(?P<file>.*): amounts rounded to two decimals, .*: (?P<rows>\d+)"),
}
# rows of the archive that do not count, lines of a SIE file that are no purchases; else empty rows and totals
ASIDE = {
    REPLACED: "notes.replaced",
    HELD_ALREADY: "notes.held_already",
    sie.BALANCE: "notes.aside_balance",
    sie.DISPOSAL: "notes.aside_disposal",
    sie.INCOME: "notes.aside_income",
    sie.INTERNAL: "notes.aside_internal",
    sie.ADDED_TWICE: "notes.aside_added",
    sie.TAKEN_OUT: "notes.aside_removed",
}
PROBLEM = "\n    fix: "


def excluded(file: LedgerFile, words: Words) -> Iterator[str]:
    """Yield why lines of a file are no bookings, and how many; of vouchers also how much money."""
    for why, tally in file.excluded.items():
        money = ", ".join(words.money(amount, currency) for currency, amount in tally.amounts.items())
        key = ASIDE.get(why, "notes.excluded")
        yield words(key, file=file.name, rows=words.number(tally.rows), money=money)


def for_readers(notes: Iterable[str], words: Words) -> Iterator[str]:
    """Yield rows that occur twice, rounded amounts, and Problems that were accepted (these in English, as printed)."""
    for note in notes:
        for key, sentence in TOLD.items():
            if said := sentence.fullmatch(note):
                rows = words.number(int(said["rows"]))
                yield words(key, **{**said.groupdict(), "rows": rows})
        if PROBLEM in note:
            yield " ".join(note.partition(PROBLEM)[0].split())
