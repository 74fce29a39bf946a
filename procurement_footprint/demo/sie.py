"""A company's ledger as a SIE 4 file, as its bookkeeping program exports it: every voucher in balance, in CP437.

A supplier's invoice debits cost and VAT and credits the debt to suppliers; an invoice to a customer is its mirror. The
program keeps cost centre (1), customer (8), supplier (9) and counterparty (20) as dimensions; from 20 on they are free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from procurement_footprint.demo.dialects import decimal
from procurement_footprint.demo.ledger_rows import Row
from procurement_footprint.demo.members import Member

DIMENSIONS = {"1": "Kostnadsställe", "8": "Kund", "9": "Leverantör", "20": "Motpart"}
DEBT, CLAIM = ("2440", "Leverantörsskulder"), ("1510", "Kundfordringar")
VAT_IN, VAT_OUT = ("2641", "Debiterad ingående moms"), ("2611", "Utgående moms på försäljning inom Sverige, 25 %")
# Insurance, bank, authorities, associations and ground rents: no VAT on the invoice. Everything else has 25 per cent.
WITHOUT_VAT = ("5110", "6310", "6570", "6950", "6981")
Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a voucher, debit positive."""

    account: Account
    ore: int
    objects: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Voucher:
    """One voucher: its lines add up to nothing."""

    series: str
    number: str
    day: date
    text: str
    lines: tuple[Line, ...]


def sie4(member: Member, rows: Sequence[Row], months: Sequence[date]) -> bytes:
    """Return the rows of some months as a SIE 4 file, with what the company books each month without an invoice.

    months: the first day of each, all of one year. The results (#RES) are those of the vouchers in the file.
    """
    vouchers = [*_invoices(rows), *_entries(member, months)]
    lines = [*_head(member, months), *_registers(vouchers)]
    for voucher in vouchers:
        lines += _written(voucher)
    return "".join(f"{line}\r\n" for line in lines).encode("cp437")


def entries_of(member: Member, months: Iterable[date]) -> Iterator[tuple[date, str, Account, Account, int]]:
    """Yield what a company books at the end of each month: day, text, account in debit, account in credit, öre."""
    for first in months:
        for entry in member.entries:
            yield month_end(first), entry.text, _account(entry.debit), _account(entry.credit), entry.sek * 100


def month_end(first: date) -> date:
    """Return the last day of the month that begins on `first`."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _account(said: str) -> Account:
    number, text = said.split(" ", 1)
    return number, text


def _invoices(rows: Sequence[Row]) -> Iterator[Voucher]:
    """Yield a voucher for each number; rows of one voucher stand together."""
    for (number, sale), together in groupby(rows, key=lambda row: (row.voucher, row.sale)):
        held = list(together)
        first = held[0]
        net = [Line((row.account, row.account_text), row.ore, _objects(row)) for row in held]
        vat = sum(_vat(row) for row in held)
        against, tax = (CLAIM, VAT_OUT) if sale else (DEBT, VAT_IN)
        tail = (Line(tax, vat),) if vat else ()
        total = Line(against, -sum(row.ore for row in held) - vat)
        text = f"{'Kundfaktura' if sale else 'Leverantörsfaktura'} {first.invoice} {first.partner.name}"
        yield Voucher("K" if sale else "L", number, first.booked_on, text, (*net, *tail, total))


def _vat(row: Row) -> int:
    return 0 if row.account in WITHOUT_VAT or not row.partner.number else round(row.ore / 4)


def _objects(row: Row) -> tuple[tuple[str, str, str], ...]:
    """Return the objects of a row: dimension, object, name."""
    found = [
        ("1", row.department_id, row.department),
        ("8" if row.sale else "9", row.partner.number or row.partner.name, row.partner.name),
        ("20", row.counterparty, ""),
    ]
    return tuple(one for one in found if one[1])


def _entries(member: Member, months: Sequence[date]) -> Iterator[Voucher]:
    department = next(reversed(member.town.departments.items()))
    for place, (day, text, debit, credit, ore) in enumerate(entries_of(member, months)):
        lines = (Line(debit, ore, (("1", *department),)), Line(credit, -ore))
        yield Voucher("M", f"{day:%m}{1 + place % len(member.entries):02d}", day, text, lines)


def _head(member: Member, months: Sequence[date]) -> Iterator[str]:
    year = months[0].year
    yield "#FLAGGA 0"
    yield "#FORMAT PC8"
    yield "#SIETYP 4"
    yield '#PROGRAM "Påhittade bokföringen" 1.0'
    yield f"#GEN {month_end(months[-1]) + timedelta(days=8):%Y%m%d}"
    yield f"#ORGNR {member.itself.number}"
    yield f"#FNAMN {_quoted(member.itself.name)}"
    yield f"#RAR 0 {year}0101 {year}1231"
    yield "#KPTYP BAS2014"
    yield "#VALUTA SEK"


def _registers(vouchers: Sequence[Voucher]) -> Iterator[str]:
    """Yield the accounts, dimensions and objects that the vouchers use, and the results of the accounts."""
    sums: dict[Account, int] = {}
    objects: dict[tuple[str, str], str] = {}
    for voucher in vouchers:
        for line in voucher.lines:
            sums[line.account] = sums.get(line.account, 0) + line.ore
            objects.update({(dimension, number): name for dimension, number, name in line.objects})
    for number, text in sorted(sums):
        yield f"#KONTO {number} {_quoted(text)}"
        yield f"#KTYP {number} {_nature(number)}"
    for number, text in DIMENSIONS.items():
        yield f"#DIM {number} {_quoted(text)}"
    for (dimension, number), name in sorted(objects.items()):
        yield f"#OBJEKT {dimension} {_quoted(number)} {_quoted(name)}"
    for (number, _), ore in sorted(sums.items()):
        if _nature(number) in "KI":
            yield f"#RES 0 {number} {decimal(ore, '.')}"


def _nature(account: str) -> str:
    """Return whether an account is an asset (T), a debt (S), an income (I) or a cost (K)."""
    return {"1": "T", "2": "S", "3": "I"}.get(account[0], "K")


def _written(voucher: Voucher) -> Iterator[str]:
    yield f"#VER {voucher.series} {voucher.number} {voucher.day:%Y%m%d} {_quoted(voucher.text)}"
    yield "{"
    for line in voucher.lines:
        listed = " ".join(f"{dimension} {_quoted(number)}" for dimension, number, _ in line.objects)
        yield f"   #TRANS {line.account[0]} {{{listed}}} {decimal(line.ore, '.')}"
    yield "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
