"""What a SIE file says of itself, held against its vouchers: balance, accounts, year, results."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger import amount_column, amounts
from procurement_footprint.ledger.sie.parse import Wrong
from procurement_footprint.ledger.sie.records import THIS_YEAR, Records
from procurement_footprint.ledger.sie.vouchers import BOOKED, Vouchers

_NOTHING = Decimal("0.00")


def checked(lines: pl.DataFrame, vouchers: Vouchers, records: Records, wrong: Wrong) -> Decimal | None:
    """Add to `wrong` what does not agree; return the debit of all vouchers, None where it cannot be read.

    lines: as `vouchers.LINES` with "booked", the day of the line or else of its voucher.
    """
    booked = lines.filter(pl.col("label").cast(pl.String) == BOOKED)
    _accounts(booked, records, wrong)
    _days(booked, records, wrong)
    style = amounts.decide(amount_column.marks(lines["amount"], "."))
    if isinstance(style, amounts.Undecided):
        return None
    money = booked.with_columns(sum=amount_column.amounts(booked["amount"], style)["amount"])
    _balances(money, vouchers, wrong)
    if money["sum"].null_count() or wrong.torn:
        return None
    _results(money, records, style, wrong)
    return Decimal(money.select(pl.col("sum").filter(pl.col("sum") > 0).sum()).item())


def _accounts(booked: pl.DataFrame, records: Records, wrong: Wrong) -> None:
    """See that each account has a #KONTO record, where there are any (files of type 4I need none)."""
    if not records.accounts:
        return
    found = booked.group_by("account").agg(pl.col("line").min(), pl.len().alias("lines"))
    for account, line, count in found.sort("line").cast({"account": pl.String}).iter_rows():
        if account not in records.accounts:
            wrong.add("sie-account", line, account=account, lines=count)


def _days(booked: pl.DataFrame, records: Records, wrong: Wrong) -> None:
    """See that each day is in the file's year."""
    if THIS_YEAR not in records.years:
        return
    first, last = records.years[THIS_YEAR]
    day = pl.col("booked").cast(pl.String)
    outside = booked.filter(day.str.contains("^[0-9]{8}$") & ~day.is_between(pl.lit(first), pl.lit(last)))
    for line, said in outside.select("line", day).iter_rows():
        wrong.add("sie-outside-year", line, said, first=_iso(first), last=_iso(last))


def _balances(money: pl.DataFrame, vouchers: Vouchers, wrong: Wrong) -> None:
    """See that debit is credit in each voucher whose lines can be read."""
    sums = money.group_by("voucher").agg(pl.col("sum").sum(), unread=pl.col("sum").null_count())
    readable = (pl.col("unread") == 0) & ~pl.col("voucher").is_in(vouchers.torn)
    bad = sums.filter((pl.col("sum") != _NOTHING) & readable).join(vouchers.table(), on="voucher")
    for number, at, gap in bad.sort("at").select("number", "at", "sum").iter_rows():
        wrong.add("sie-unbalanced", at, voucher=number, gap=gap)


def _results(money: pl.DataFrame, records: Records, style: amounts.Style, wrong: Wrong) -> None:
    """See that the lines of each account add up to its #RES."""
    sums = money.group_by(pl.col("account").cast(pl.String)).agg(pl.col("sum").sum())
    held: dict[str, Decimal] = dict(sums.iter_rows())
    for account, (line, said) in records.results.items():
        try:
            total = amounts.parse_amount(said, style)
        except ValueError:
            wrong.add("sie-record", line, said, label="RES", needs="an amount")
            continue
        above = held.get(account, _NOTHING)
        if total != above:
            wrong.add("sie-result", line, account=account, total=total, above=above, gap=total - above)


def agreeing(records: Records, wrong: Wrong) -> int:
    """Return how many results agree with their vouchers, if all do."""
    return 0 if any(p.code in ("sie-result", "sie-record") for p in wrong.problems) else len(records.results)


def _iso(day: str) -> str:
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).isoformat()
    except ValueError:
        return day
