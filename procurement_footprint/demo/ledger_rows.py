"""The ledgers of the invented group: what each member buys, and what it sells to the others.

A sale is the other side of a purchase: the same öre with the other sign, on an income account of the seller. Most are
booked on the same day; a few earlier by the seller, as invoices lie on the buyer's desk for some days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from procurement_footprint.demo.bookings import Booking
from procurement_footprint.demo.members import Group, Member
from procurement_footprint.demo.numbers import PUBLIC
from procurement_footprint.demo.suppliers import Supplier

PUBLIC_STARTS = tuple(start[:6] for start in PUBLIC.values())
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ledger: `partner` is who sold, in a sale who bought; `ore` is net of VAT, sales are negative."""

    booked_on: date
    voucher: str
    account: str
    account_text: str
    department_id: str
    department: str
    partner: Supplier
    counterparty: str
    invoice: str
    ore: int
    sale: bool


Ledgers = dict[str, list[Row]]


def ledgers(group: Group, year: int, rows: Mapping[str, int]) -> Ledgers:
    """Return the ledger of `year` of each member by its code, in the order of days.

    rows: how many each member buys in a year; what it sells to the others comes on top.
    """
    bought = {
        (member.code, when): group.purchases(member, when, rows[member.code])
        for member in group.members
        for when in (year, year + 1)  # the seller may have booked in December what the buyer books in January
    }
    found: Ledgers = {}
    for member in group.members:
        own = [_purchase(group, member, booking) for booking in bought[member.code, year]]
        sold = sorted(_sales(group, member, bought, year), key=lambda row: (row.booked_on, row.invoice, row.account))
        own += (_numbered(row, year, serial) for serial, row in enumerate(sold, 1))
        found[member.code] = sorted(own, key=lambda row: row.booked_on)
    return found


def _purchase(group: Group, member: Member, booking: Booking) -> Row:
    return Row(
        booked_on=booking.booked_on,
        voucher=booking.voucher,
        account=booking.account.number,
        account_text=booking.account.text,
        department_id=member.department_id(booking.department),
        department=booking.department,
        partner=booking.supplier,
        counterparty=_counterparty(group, booking.supplier),
        invoice=booking.invoice,
        ore=round(booking.amount * 100),
        sale=False,
    )


def _sales(group: Group, seller: Member, bought: Mapping[tuple[str, int], list[Booking]], year: int) -> Iterator[Row]:
    """Yield the sales that a member books in `year`, without vouchers."""
    for buyer in group.members:
        for when in (year, year + 1) if buyer is not seller else ():
            for booking in bought[buyer.code, when]:
                if booking.supplier.number == seller.itself.number:
                    day = _sold_on(group, buyer, booking)
                    if day.year == year:
                        yield _sale(group, seller, buyer, booking, day)


def _sale(group: Group, seller: Member, buyer: Member, booking: Booking, day: date) -> Row:
    department, account, text = group.settings.sold_as[seller.code][booking.account.number].split(" ", 2)
    return Row(
        booked_on=day,
        voucher="",
        account=account,
        account_text=text,
        department_id=department,
        department=seller.town.departments[department],
        partner=buyer.itself,
        counterparty=buyer.counterparty,
        invoice=booking.invoice,
        ore=-round(booking.amount * 100),
        sale=True,
    )


def _sold_on(group: Group, buyer: Member, booking: Booking) -> date:
    """Return the day on which the seller books what the buyer has booked; drawn for each invoice by itself."""
    name = f"{buyer.town.seed}/sold/{booking.booked_on}/{booking.invoice}/{booking.account.number}"
    rng = Random(name)
    if rng.random() >= group.settings.late:
        return booking.booked_on
    day = booking.booked_on - timedelta(days=rng.randint(*group.settings.late_days))
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _numbered(row: Row, year: int, serial: int) -> Row:
    return replace(row, voucher=f"{year % 100}{700_000 + serial}")


def _counterparty(group: Group, supplier: Supplier) -> str:
    """Return the code of a member, else that of the kind of outsider."""
    if member := group.member(supplier):
        return member.counterparty
    outsiders = group.settings.outsiders
    if supplier.person:
        return outsiders.person
    return outsiders.public if supplier.number.startswith(PUBLIC_STARTS) else outsiders.company
