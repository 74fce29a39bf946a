"""What invoices add to the rows of a ledger: codes, parts, and quantities that count by a physical factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.factors import invoice_quantities
from procurement_footprint.factors.activity_factors import ActivityFactor
from procurement_footprint.factors.activity_lines import INVOICE, Activity
from procurement_footprint.factors.invoice_quantities import Entry, Told
from procurement_footprint.ledger.attach import attach_each
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.identity import identities, masked
from procurement_footprint.ledger.pseudonyms import pseudonym
from procurement_footprint.ledger.ubl.invoice import Invoice
from procurement_footprint.mapping import invoiced
from procurement_footprint.mapping.invoiced import LINE, SLICE, Match
from procurement_footprint.period import Period
from procurement_footprint.problems import Problem, Refused

if TYPE_CHECKING:
    from procurement_footprint.footprint.basis import Basis
    from procurement_footprint.ledger.ubl.invoices import Invoices


@dataclass(frozen=True, slots=True)
class Details:
    """What invoices say about the rows of a ledger.

    sources: the files, folders and zips. matches: one for each invoice. table: the parts of the rows (PARTS).
    activities: the quantities that count, one for each slice of a voucher.
    """

    sources: tuple[Invoices, ...]
    matches: tuple[Match, ...]
    table: pl.DataFrame
    activities: tuple[Activity, ...]


def detail(sources: Sequence[Invoices], rows: pl.LazyFrame, known: Basis, key: bytes | None = None) -> Details:
    """Return what invoices say about the rows (PRICED) of a ledger.

    key: that of the project, by which natural persons have pseudonyms in the rows.
    Errors: Refused when what the project says about quantities does not agree with itself or with its factors.
    """
    every = [invoice for source in sources for invoice in source.all]
    numbers = _numbers(every, known, key)
    vouchers = pl.Series([one.number for one in every], dtype=pl.String).unique()
    concerned = rows.filter(pl.col("voucher").is_in(vouchers.implode())).select(invoiced.ROWS)
    told = Told()
    entries = known.quantities.entries
    measured: dict[str, tuple[Entry, Fraction]] = {}

    def sliced(invoice: Invoice) -> Mapping[str, str]:
        found = _slices(invoice, entries, numbers[invoice.supplier_id or ""], told) if entries else {}
        measured.update({name: (entry, quantity) for name, (entry, quantity, _) in found.items()})
        return {number: name for name, (*_, lines) in found.items() for number in lines}

    matches = invoiced.match(every, plain(concerned.collect(engine="streaming")), numbers, sliced)
    table = invoiced.parts(matches)
    problems = list(told.problems.values())
    activities = tuple(_activities(matches, table, measured, problems))
    if problems:
        raise Refused(dict.fromkeys(problems))
    return Details(tuple(sources), matches, table, activities)


def with_activities(known: Basis, details: Details) -> Basis:
    """Return the same basis with the quantities on invoices among its activity data."""
    if not details.activities:
        return known
    held = known.activities
    return replace(known, activities=replace(held, lines=(*held.lines, *details.activities)))


def entered(rows: FrameT, table: pl.DataFrame) -> FrameT:
    """Return the rows with the codes, and in the parts, that invoices give them; LINE says which part it is.

    rows: LEDGER or PRICED; the money of a part is that of the table. SLICE: what a quantity on an invoice is about.
    """
    names = rows.collect_schema().names()
    found = attach_each(rows, table, ["row_id"])
    there = nw.col(LINE).is_null()
    new = [name for name in ("cpv", "unspsc", "amount", "reporting_amount") if name in names]
    taken = {name: nw.when(there).then(nw.col(name)).otherwise(nw.col(f"_{name}")).alias(name) for name in new}
    return found.with_columns(**taken).select(*names, LINE, SLICE)


def coded(rows: pl.LazyFrame, table: pl.DataFrame) -> pl.LazyFrame:
    """Return LEDGER rows as `entered` does, for rules to be asked about."""
    found: pl.LazyFrame = entered(nw.from_native(rows), table).to_native()
    return found


def numbered(rows: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Return classified rows with the parts of each ledger row numbered 1, 2, …, whatever has divided it.

    A row that is whole, after all, has no number.
    """
    native: pl.DataFrame = rows.to_native()
    concerned = native[LINE].is_not_null()
    if not concerned.any():
        return rows
    own = native.filter(concerned).select(
        part=pl.when(pl.len().over("row_id") > 1).then(pl.int_range(1, pl.len() + 1).over("row_id"))
    )
    part = native["part"].scatter(concerned.arg_true(), own["part"].cast(native["part"].dtype))
    return nw.from_native(native.with_columns(part.alias("part")), eager_only=True)


def _numbers(every: Iterable[Invoice], known: Basis, key: bytes | None) -> dict[str, str]:
    """Return for each supplier's number on an invoice the number under which the ledger has the supplier."""
    given = pl.Series([one.supplier_id for one in every if one.supplier_id], dtype=pl.String)
    decided: dict[str, str] = {}
    for alias in known.aliases.held:
        decided |= dict.fromkeys(alias.numbers, alias.number) if alias.number else {}
    found: dict[str, str] = {}
    for delivered, number, person in identities(given).select("delivered", "id", "person").iter_rows():
        own = pseudonym(number, key) if person and key else number
        found[delivered] = decided.get(own, own)
    return found


def _slices(
    invoice: Invoice, entries: Sequence[Entry], supplier_id: str, told: Told
) -> dict[str, tuple[Entry, Fraction, list[str]]]:
    """Return the slices of an invoice whose quantity counts: the entry, its quantity, and the ids of their lines.

    Where a quantity or its money is not above 0, as in a credit note, money alone decides.
    """
    held: dict[str, tuple[Entry, Fraction, int, list[str]]] = {}
    for line in invoice.lines:
        found = invoice_quantities.entry_of(entries, invoice, line, supplier_id, told)
        if found is None:
            continue
        entry, quantity = found
        _, before, money, lines = held.get(entry.place, (entry, Fraction(0), 0, []))
        held[entry.place] = (entry, before + quantity, money + line.amount, [*lines, line.number])
    return {
        f"{masked(invoice.place)}:{lines[0]}": (entry, quantity, lines)
        for entry, quantity, money, lines in held.values()
        if quantity > 0 and money > 0
    }


def _activities(
    matches: Sequence[Match],
    table: pl.DataFrame,
    measured: Mapping[str, tuple[Entry, Fraction]],
    problems: list[Problem],
) -> Iterable[Activity]:
    """Yield the quantity of each slice that has rows: it covers all of their money."""
    sums = table.filter(pl.col(SLICE).is_not_null()).group_by(SLICE).agg(pl.sum("_reporting_amount"))
    money = dict(sums.iter_rows())
    for one in matches:
        for name in dict.fromkeys(kind.slice for kind in one.kinds if kind.slice):
            covered = money.get(name, Decimal(0))
            entry, quantity = measured[name]
            period = _period(one.rows["booked_on"].to_list())
            factor = entry.factor(period.first.year, problems)
            if factor and covered > 0:
                yield _activity(name, entry, quantity, period, factor, int(covered.scaleb(2)))


def _activity(
    name: str, entry: Entry, quantity: Fraction, period: Period, factor: ActivityFactor, covered: int
) -> Activity:
    return Activity(
        place=name,
        period=period,
        where=((INVOICE, name),),
        quantity=quantity,
        unit=entry.unit,
        price=None,
        factor=factor,
        market=None,
        certificate="",
        covered=covered,
        source=f"{entry.source} ({entry.place})",
    )


def _period(days: Sequence[date]) -> Period:
    """Return the months from the first to the last of these days."""
    first, last = min(days).replace(day=1), max(days).replace(day=1)
    year, month = divmod(last.year * 12 + last.month, 12)
    names = dict.fromkeys(f"{day:%Y-%m}" for day in (first, last))
    return Period(" – ".join(names), first, date(year, month + 1, 1))
