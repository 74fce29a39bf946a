"""Why a file is not taken into an archive: each reason a Problem that shows what differs, in rows and money."""

from __future__ import annotations

from collections.abc import Sequence

from procurement_footprint.ledger.archive import layouts
from procurement_footprint.ledger.archive.difference import Month
from procurement_footprint.ledger.archive.imports import Archive
from procurement_footprint.ledger.archive.wish import Wish
from procurement_footprint.ledger.book import NOTHING, LedgerFile, Tally
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.problems import Problem, problem

HEAD = ("month", "only in the archive", "only in the file", "in both")


def of_layout(file: LedgerFile, held: Archive, wish: Wish) -> list[Problem]:
    """Return the Problem that the columns are not those of earlier imports, where the wish does not settle that."""
    found = layouts.changed(file, held, wish.entity) if wish.layout != "named" else None
    if found is None or (wish.layout == "new" and found.code == "archive-columns-changed"):
        return []
    return [found]


def of_months(
    name: str, months: Sequence[Month], closed: Sequence[Closing], archives: tuple[Archive, Archive], wish: Wish
) -> list[Problem]:
    """Return the Problems that months are there already or closed, where the wish does not settle that.

    archives: before the command, and with those of its files that came before this one.
    """
    before, held = archives
    earlier = [one for one in held.of(wish.entity).imports if one.number > before.last]
    others = [one.source for one in earlier if one.months.keys() & {month.month for month in months}]
    if others and wish.overlap == "replace":
        return [problem("archive-files-overlap", name, other=", ".join(others), entity=wish.entity)]
    if wish.overlap != "refuse":
        return []
    problems = [problem("archive-closed", name, period=one.period, version=one.version) for one in closed]
    overlapping = [one for one in months if one.overlaps]
    if overlapping:
        problems.append(problem("archive-overlap", name, "\n".join(lines(overlapping)), entity=wish.entity))
    return problems


def of_total(names: Sequence[str], read: Sequence[Tally], wish: Wish) -> list[Problem]:
    """Return the Problem that files do not add up to the control total that is given."""
    if wish.control_total is None:
        return []
    place, whole = ", ".join(names), sum(read, NOTHING)
    if len(whole.amounts) != 1:
        return [problem("archive-control-currencies", place, money(whole))]
    ((currency, amount),) = whole.amounts.items()
    if amount == wish.control_total:
        return []
    gap = amount - wish.control_total
    said = {"read": f"{amount:,.2f}", "given": f"{wish.control_total:,.2f}", "gap": f"{gap:,.2f}"}
    return [problem("archive-control-total", place, currency=currency, **said)]


def lines(months: Sequence[Month]) -> list[str]:
    """Return a table of months: rows and money only in the archive, only in the file, in both."""
    rows = [(one.month, *(_said(part) for part in (one.only_archive, one.only_file, one.both))) for one in months]
    widths = [max(len(row[place]) for row in (HEAD, *rows)) for place in range(len(HEAD))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in (HEAD, *rows)]


def money(tally: Tally) -> str:
    """Return the money of rows in words: 1,234.50 SEK, and what there is in other currencies."""
    return ", ".join(f"{amount:,.2f} {currency}" for currency, amount in tally.amounts.items())


def _said(tally: Tally) -> str:
    rows = "1 row" if tally.rows == 1 else f"{tally.rows:,} rows"
    return f"{rows}, {money(tally)}" if tally.rows else "-"
