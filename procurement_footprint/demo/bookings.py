"""A year of the invented municipality's purchases, row by row.

What is fixed is how the money spreads over accounts (their shares, grown from the base year). Within an
account amounts are log-normal, days follow the season, and suppliers and departments are drawn by
weight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from procurement_footprint.demo.settings import Account, Town
from procurement_footprint.demo.suppliers import Market, Supplier

Days = tuple[list[date], list[float]]

MIN_ROWS_FOR_FULL_CREDIT = 10
HOLIDAYS = frozenset({(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)})
FULL_CREDITS = 0.4  # assumption: two of five credit notes take back the whole invoice, the others a part


@dataclass(slots=True)
class Booking:
    """One row before it is written: `amount` in any unit until its account is scaled to the budget."""

    account: Account
    supplier: Supplier
    department: str
    booked_on: date
    amount: float
    invoice: str
    voucher: str = ""


def bookings(town: Town, accounts: Sequence[Account], trade: dict[str, Market], year: int, rows: int) -> list[Booking]:
    """Return the `rows` rows of `year` in the order of their days, amounts in SEK net of VAT.

    Each account comes at least once; credit notes are negative and refer to their invoice.
    """
    rng = Random(f"{town.seed}/{year}")
    notes = max(3, round(rows * town.credit_notes))
    days = {name: _days(year, weights) for name, weights in town.seasons.items()}
    booked: list[Booking] = []
    for account, count in zip(accounts, _counts(accounts, rows - notes), strict=True):
        booked += _of_account(account, count, trade[account.trade], days[account.season], town, rng)
    booked += _credit_notes(booked, notes, rng)
    _scale(booked, accounts, town, year)
    for row in rng.sample(booked, max(2, round(rows * town.no_department))):
        row.department = ""
    booked.sort(key=_order)
    _number_vouchers(booked, year)
    return booked


def _order(row: Booking) -> tuple[date, str, str, str, str]:
    return row.booked_on, row.supplier.name, row.department, row.account.number, row.invoice


def _counts(accounts: Sequence[Account], rows: int) -> list[int]:
    """Spread `rows` over the accounts by money through typical row size; each gets at least one."""
    spare = rows - len(accounts)
    if spare < 0:
        raise ValueError(f"at least {len(accounts)} invoices are needed, one for each account")
    wanted = [account.share / account.row_sek for account in accounts]
    exact = [spare * part / sum(wanted) for part in wanted]
    counts = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: spare - sum(counts)]:
        counts[place] += 1
    return [count + 1 for count in counts]


def _days(year: int, months: list[float]) -> Days:
    """Return a year's working days and their cumulative weights; a month's weight spreads over its days."""
    first = date(year, 1, 1)
    every = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    working = [day for day in every if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS]
    in_month = [sum(day.month == month for day in working) for month in range(1, 13)]
    weights = accumulate(months[day.month - 1] / in_month[day.month - 1] for day in working)
    return working, list(weights)


def _of_account(account: Account, count: int, market: Market, days: Days, town: Town, rng: Random) -> Iterator[Booking]:
    spread = town.groups[account.group].spread
    names = [name for name, _ in account.departments]
    weights = list(accumulate(weight for _, weight in account.departments))
    sellers = rng.choices(market.suppliers, cum_weights=market.weights, k=count)
    departments = rng.choices(names, cum_weights=weights, k=count)
    dates = rng.choices(days[0], cum_weights=days[1], k=count)
    for seller, department, day in zip(sellers, departments, dates, strict=True):
        amount = rng.lognormvariate(0.0, spread)
        invoice = str(10_000_000 + int(rng.random() * 89_000_000))
        yield Booking(account, seller, department, day, amount, invoice)


def _credit_notes(invoices: list[Booking], count: int, rng: Random) -> list[Booking]:
    """Return credit notes for `count` invoices: later in the year, same supplier, account and department."""
    rows = Counter(invoice.account.number for invoice in invoices)
    notes = []
    for invoice in rng.sample(invoices, count):
        many = rows[invoice.account.number] >= MIN_ROWS_FOR_FULL_CREDIT
        full = many and rng.random() < FULL_CREDITS
        share = 1.0 if full else rng.uniform(0.05, 0.6)
        latest = date(invoice.booked_on.year, 12, 31)
        day = min(invoice.booked_on + timedelta(days=rng.randrange(3, 40)), latest)
        taken_back = replace(invoice, booked_on=day, amount=-share * invoice.amount)
        taken_back.invoice = f"KR {invoice.invoice}"
        notes.append(taken_back)
    return notes


def _scale(booked: list[Booking], accounts: Sequence[Account], town: Town, year: int) -> None:
    """Scale the amounts of each account, so that they add up to its budget but for rounding."""
    drawn = dict.fromkeys((account.number for account in accounts), 0.0)
    for row in booked:
        drawn[row.account.number] += row.amount
    factor = {
        account.number: town.ledger_total
        * account.share
        * (1 + town.groups[account.group].change) ** (year - town.base_year)
        / drawn[account.number]
        for account in accounts
    }
    for row in booked:
        row.amount = round(row.amount * factor[row.account.number], 2)


def _number_vouchers(booked: list[Booking], year: int) -> None:
    """Give rows of one day, supplier and department one voucher: an invoice that is split over accounts."""
    serial = 0
    last: tuple[date | None, str, str] = (None, "", "")
    for row in booked:
        key = (row.booked_on, row.supplier.name, row.department)
        serial += key != last
        last = key
        row.voucher = f"{year % 100}{100_000 + serial}"
