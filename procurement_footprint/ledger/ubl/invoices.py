"""All invoices of a file, a folder or a zip: those that can be read, what is wrong with others, what is to be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.ubl import collection, document
from procurement_footprint.ledger.ubl.invoice import Invoice
from procurement_footprint.problems import Problem, Refused, problem

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Invoices:
    """What a file, folder or zip holds. name: what it is called; sha256: see `collection.digest`.

    problems: of the documents that are no invoices as they should be; none of these is in `all`. notes: for the user.
    """

    name: str
    sha256: str
    all: tuple[Invoice, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def read(path: Path) -> Invoices:
    """Return the invoices at `path`.

    Errors: Refused when it cannot be opened or unpacked, or has no invoice in it.
    """
    found: dict[tuple[str | None, str, bool], Invoice] = {}
    problems: list[Problem] = []
    others: list[str] = []
    for one in collection.documents(path):
        try:
            made = document.invoice(one.raw, one.place, one.entry)
        except Refused as refused:
            problems += refused.problems
            continue
        if made is None:
            others.append(one.entry)
            continue
        first = found.setdefault((made.supplier_id, made.number, made.credit), made)
        if first is not made:
            said = {"other": masked(first.entry), "supplier": masked(made.supplier_id or "none"), "number": made.number}
            problems.append(problem("ubl-twice", masked(one.place), **said))
    if not found and not problems:
        raise Refused([problem("ubl-no-invoices", name_of(path))])
    every = tuple(found.values())
    notes = (_counted(every), *_passed_over(others), *_unused(every))
    return Invoices(name_of(path), collection.digest(path), every, tuple(problems), notes)


def _counted(every: Sequence[Invoice]) -> str:
    credited = sum(one.credit for one in every)
    lines = sum(len(one.lines) for one in every)
    return f"UBL: {len(every) - credited:,} invoices and {credited:,} credit notes with {lines:,} lines"


def _passed_over(others: Sequence[str]) -> list[str]:
    shown = ", ".join(masked(name) for name in others[:SHOWN])
    return [f"XML files that are neither invoice nor credit note: {len(others):,} ({shown})"] if others else []


def _unused(every: Sequence[Invoice]) -> list[str]:
    """Return one note for each reason why classifications are not used, with the first of them."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for invoice in every:
        for line in invoice.lines:
            for said in line.unused:
                code, _, why = said.partition(": ")
                counts[why] += 1
                examples.setdefault(why, f"{code} in {masked(invoice.entry)}, line {line.number}")
    return [
        f"item classifications not used, {why}: {count:,} (first {examples[why]})"
        for why, count in sorted(counts.items())
    ]
