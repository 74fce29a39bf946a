"""Invoices refine the rows of a ledger: which voucher is which invoice, and what its lines say about those rows.

An invoice is that of the rows with its supplier's number and its number as their voucher, when it is in their currency
and its amount without VAT is theirs to the öre. Its lines are put together by what they say: A_k öre for each kind.

    part_k of a row = its money × A_k ÷ Σ A, shared out to the öre

A row with a code of its own keeps it. The money is that of the ledger, whatever the invoice says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from procurement_footprint.ledger.apportion import apportioned
from procurement_footprint.ledger.columns import CODED, MONEY
from procurement_footprint.ledger.ubl.invoice import Invoice, Line

ROWS = ("row_id", "supplier_id", "voucher", "booked_on", "currency", "amount", "reporting_amount", "cpv", "unspsc")
LINE, SLICE = "invoice_part", "invoice_slice"  # columns of rows on their way: which part it is, and of what quantity
PARTS: dict[str, pl.DataType] = {
    "row_id": pl.String(),
    LINE: pl.Int32(),
    "_cpv": CODED,
    "_unspsc": CODED,
    "_amount": MONEY,
    "_reporting_amount": MONEY,
    SLICE: pl.String(),
}
USED, NO_CODES, ABSENT, DIFFERS = "used", "no_codes", "not_in_ledger", "amount_differs"
CURRENCY, NOTHING, NO_NUMBER, SEVERAL = "other_currency", "nothing_net", "no_supplier_number", "several"


class Kind(NamedTuple):
    """What lines of an invoice have in common: their codes, and the slice that a quantity of theirs is about."""

    cpv: str | None
    unspsc: str | None
    slice: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """An invoice and the rows of the ledger that it is about. status: USED, or why it says nothing about them.

    rows: ROWS. kinds: what its lines say → their money in öre; empty unless it is used.
    """

    invoice: Invoice
    supplier_id: str | None
    status: str
    rows: pl.DataFrame
    kinds: Mapping[Kind, int]


def match(
    every: Sequence[Invoice],
    rows: pl.DataFrame,
    numbers: Mapping[str, str],
    sliced: Callable[[Invoice], Mapping[str, str]],
) -> tuple[Match, ...]:
    """Return for each invoice the rows that it is about.

    rows: ROWS, those whose voucher is the number of an invoice. numbers: the supplier's number on an invoice → the one
    in the ledger. sliced: of an invoice, the id of a line whose quantity counts → the slice that it is about.
    """
    held = rows.partition_by("supplier_id", "voucher", as_dict=True)
    keys = [(numbers.get(one.supplier_id or ""), one.number) for one in every]
    times = Counter(keys)
    nothing = rows.clear()
    made = []
    for invoice, key in zip(every, keys, strict=True):
        found = held.get(key, nothing)
        status = NO_NUMBER if key[0] is None else SEVERAL if times[key] > 1 else _status(invoice, found)
        kinds: Mapping[Kind, int] = {}
        if status == USED:
            kinds = _kinds(invoice.lines, sliced(invoice))
            status = USED if any(any(kind) for kind in kinds) else NO_CODES
        made.append(Match(invoice, key[0], status, found, kinds if status == USED else {}))
    return tuple(made)


def parts(matches: Sequence[Match]) -> pl.DataFrame:
    """Return the parts of every row that an invoice is about (PARTS), in the order of the rows, numbered from 1."""
    lines = [
        part for one in matches if one.kinds for row in one.rows.iter_rows(named=True) for part in _parts(row, one)
    ]
    return pl.DataFrame(lines, schema=PARTS, orient="row")


def _status(invoice: Invoice, rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return ABSENT
    if set(rows["currency"]) != {invoice.currency}:
        return CURRENCY
    if rows["amount"].sum() != Decimal(invoice.net).scaleb(-2):
        return DIFFERS
    return USED if invoice.net else NOTHING


def _kinds(lines: Sequence[Line], sliced: Mapping[str, str]) -> dict[Kind, int]:
    kinds: dict[Kind, int] = {}
    for line in lines:
        kind = Kind(line.cpv, line.unspsc, sliced.get(line.number))
        kinds[kind] = kinds.get(kind, 0) + line.amount
    return {kind: amount for kind, amount in kinds.items() if amount}


def _parts(row: Mapping[str, object], found: Match) -> list[tuple[object, ...]]:
    """Return the parts of a row; those without money are not there, unless the whole row has none."""
    kinds = found.kinds
    if row["cpv"] is not None or row["unspsc"] is not None:
        kinds = _with_codes(row, kinds)
    sign = 1 if sum(kinds.values()) > 0 else -1
    weights = [sign * amount for amount in kinds.values()]
    amounts, reporting = (apportioned(_ore(row[name]), weights) for name in ("amount", "reporting_amount"))
    there = [part for part in zip(kinds, amounts, reporting, strict=True) if part[1] or part[2]]
    if not there:
        there = [(next(iter(kinds)), 0, 0)]
    return [
        (row["row_id"], number, kind.cpv, kind.unspsc, _money(amount), _money(reported), kind.slice)
        for number, (kind, amount, reported) in enumerate(there, 1)
    ]


def _with_codes(row: Mapping[str, object], kinds: Mapping[Kind, int]) -> dict[Kind, int]:
    """Return the kinds of lines under the codes that the row has of its own."""
    own: dict[Kind, int] = {}
    for kind, amount in kinds.items():
        same = Kind(_text(row["cpv"]), _text(row["unspsc"]), kind.slice)
        own[same] = own.get(same, 0) + amount
    return {kind: amount for kind, amount in own.items() if amount}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _ore(amount: object) -> int:
    return int(Decimal(str(amount)).scaleb(2))


def _money(ore: int) -> Decimal:
    return Decimal(ore).scaleb(-2)
