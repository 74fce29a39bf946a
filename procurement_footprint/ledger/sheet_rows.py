"""One sheet, block by block: how it writes money and dates, its rows, its account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_

import polars as pl

from procurement_footprint.ledger import amount_column, amounts, dates, totals
from procurement_footprint.ledger.ahead import ahead
from procurement_footprint.ledger.book import NOTHING, Tally, tally
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.ledger.fingerprint import fingerprints
from procurement_footprint.ledger.layout import Layout
from procurement_footprint.ledger.source import Sheet
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.ledger.typed import Given, Known, cells, repeating, typed
from procurement_footprint.period import Period
from procurement_footprint.problems import Problem, problem

SPOOLED = [*LEDGER, "legal"]


@dataclass(slots=True)
class SheetRows:
    """What became of the rows of one sheet. torn: rows that could not be laid out in columns at all.

    blocks: the accepted rows, in the spool. hashes: one for each row of each block.
    """

    layout: Layout
    given: Given
    accepted: Tally = NOTHING
    outside_period: Tally = NOTHING
    rejected: Tally = NOTHING
    excluded: dict[str, Tally] = field(default_factory=dict)
    bad: list[pl.DataFrame] = field(default_factory=list)
    torn: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)
    hashes: list[pl.Series] = field(default_factory=list)
    control: totals.Control = field(default_factory=totals.Control)
    noise: int = 0
    moved: int = 0
    notes: list[str] = field(default_factory=list)
    blocks: list[pl.LazyFrame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the values of the sheet say so far of how money and dates are written."""

    marks: amounts.Marks = field(default_factory=amounts.Marks)
    days: dates.Evidence = field(default_factory=dates.Evidence)

    def __or__(self, other: Seen) -> Seen:
        return Seen(self.marks | other.marks, self.days | other.days)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as delivered, its cells by our names, and what they say of how money and dates are written."""

    delivered: pl.DataFrame
    texts: pl.DataFrame
    seen: Seen


@dataclass(frozen=True, slots=True)
class Style:
    """How a sheet writes money and dates."""

    money: amounts.Style
    days: dates.Reading


def read_sheet(
    sheet: Sheet,
    layout: Layout,
    given: Given,
    period: Period | None,
    spool: Spool,
    progress: Callable[[int], None],
) -> SheetRows:
    """Return what became of the rows of a sheet; accepted rows go to `spool`.

    How money and dates are written is decided from the first block; where a later block decides otherwise,
    the sheet is surveyed to its end and read once more.
    """
    result, known, seen, stale = SheetRows(layout, given), Known(layout.profile), Seen(), False
    before = len(spool.blocks)
    style: Style | list[Problem] | None = None
    for block in ahead(_blocks(sheet, result, known)):
        seen = seen | block.seen
        decided = _decided(seen, layout)
        style = decided if style is None else style
        stale = stale or decided != style or isinstance(style, list)
        if not stale and isinstance(style, Style):
            _add(result, known, block, style, period, spool)
        progress(block.delivered.height)
    final = _decided(seen, layout)
    if isinstance(final, list):
        spool.forget(before)
        return SheetRows(layout, given, problems=final)
    if stale:
        spool.forget(before)
        result = SheetRows(layout, given)
        for block in ahead(_blocks(sheet, result, known)):
            _add(result, known, block, final, period, spool)
    result.blocks = spool.scan()[before:]
    _finish(result, final, seen)
    return result


def _blocks(sheet: Sheet, result: SheetRows, known: Known) -> Iterator[_Block]:
    expected: amounts.Mark = ","
    for block in sheet.blocks(result.layout.header_line, result.torn, repeating(result.layout)):
        texts = cells(block, result.layout, known)
        marks = amount_column.marks(texts["amount"], expected)
        expected = marks.plain or expected
        yield _Block(block, texts, Seen(marks, _days(texts)))


def _days(texts: pl.DataFrame) -> dates.Evidence:
    if "booked_on" not in texts.columns:
        return dates.Evidence()
    counts = texts["booked_on"].drop_nulls().value_counts().cast({"booked_on": pl.String})
    return dates.evidence(counts.sort("booked_on").iter_rows())


def _decided(seen: Seen, layout: Layout) -> Style | list[Problem]:
    profile = layout.profile
    form = "auto" if profile.date == "file-name" else profile.date
    found = {
        "amount": amounts.decide(seen.marks, layout.decimal or profile.decimal, profile.amount_unit),
        "booked_on": dates.decide(seen.days, form),
    }
    problems = [
        problem(style.code, layout.whole(column), "\n".join(style.examples))
        for column, style in found.items()
        if isinstance(style, amounts.Undecided | dates.Undecided)
    ]
    money, days = found.values()
    if isinstance(money, amounts.Style) and isinstance(days, dates.Reading):
        return Style(money, days)
    return problems


def _add(result: SheetRows, known: Known, block: _Block, style: Style, period: Period | None, spool: Spool) -> None:
    """Type one block, keep its accepted rows, and account for all its rows."""
    texts, plain = block.texts, block.seen.marks.plain
    reason = totals.reasons(texts, block.delivered, result.layout)
    result.problems += _other_headers(texts["line"].filter(reason == totals.OTHER), result.layout)
    bookings = texts.filter(reason.is_null()) if reason.null_count() < len(reason) else texts
    read = typed(bookings, result.layout, result.given, known, style.money, style.days, plain)
    excluded = texts.filter(reason.is_not_null()).hstack([reason.drop_nulls().alias("reason")])
    _exclude(result, excluded, style, read.rows)
    rows = read.rows
    result.noise += read.noise
    result.moved += read.moved
    if read.bad.height:
        wrong = pl.col("line").is_in(read.bad["line"].unique().implode())
        result.bad.append(read.bad)
        result.rejected += tally(rows.filter(wrong))
        rows = rows.filter(~wrong)
    if period:
        inside = (pl.col("booked_on") >= period.first) & (pl.col("booked_on") < period.end)
        result.outside_period += tally(rows.filter(~inside))
        rows = rows.filter(inside)
    result.accepted += tally(rows)
    _spool(result, rows, spool)


def _other_headers(lines: pl.Series, layout: Layout) -> list[Problem]:
    return [problem("ledger-other-header", f"{layout.place}:{line}", first=layout.header_line) for line in lines]


def _spool(result: SheetRows, rows: pl.DataFrame, spool: Spool) -> None:
    if rows.is_empty():
        return
    result.persons |= persons(rows)
    result.hashes.append(fingerprints(rows))
    spool.add(rows.select(SPOOLED))


def persons(rows: pl.DataFrame) -> set[str]:
    """Return the names of suppliers who are natural persons in these rows, in small letters."""
    names = rows["supplier"].filter(rows["sole_trader"]).drop_nulls().unique().cast(pl.String)
    return set(names.str.to_lowercase())


def _exclude(result: SheetRows, excluded: pl.DataFrame, style: Style, rows: pl.DataFrame) -> None:
    """Count the rows that are no bookings, and hold the total rows against the running sum."""
    sums: list[tuple[int, Decimal]] = []
    if excluded.height:
        money = amount_column.amounts(excluded["amount"], style.money)["amount"]
        currency = excluded["currency"] if "currency" in excluded.columns else pl.lit(None, pl.String)
        given = pl.lit(result.given.currency, pl.String)
        priced = excluded.select("line", "reason", currency=pl.coalesce(currency, given)).hstack([money])
        for (reason,), some in priced.group_by("reason", maintain_order=True):
            result.excluded[str(reason)] = result.excluded.get(str(reason), NOTHING) + tally(some)
        found = priced.filter((pl.col("reason") == totals.TOTAL) & pl.col("amount").is_not_null())
        sums = list(found.select("line", "amount").iter_rows())
    result.control.add(rows.select("line", "amount"), sums)


def _finish(result: SheetRows, style: Style, seen: Seen) -> None:
    """Report total rows that do not agree, and say what was recognised."""
    layout, control = result.layout, result.control
    differing = control.differing() if control.sure and not result.torn else []
    for line, total, above in differing:
        place, gap = layout.at(line, "amount"), total - above
        result.problems.append(problem("ledger-control-total", place, total=total, above=above, gap=gap))
    columns = ", ".join(f"{name} ← {column.header}" for name, column in layout.columns.items())
    result.notes = [
        f"{layout.place}: header on line {layout.header_line}, profile {layout.profile.name}; {columns}",
        f"{layout.place}: {', '.join(_manner(result, style, seen))}",
    ]
    if seen.days.closing:
        result.notes.append(
            f"{layout.place}: rows of period 13, the closing bookings of a year, booked on its last day: "
            f"{seen.days.closing}"
        )
    if result.noise:
        result.notes.append(
            f"{layout.place}: amounts rounded to two decimals, because they carry what floating point leaves "
            f"behind (448.19999999999993): {result.noise}"
        )
    if result.moved:
        result.notes.append(
            f"{layout.place}: rows dated outside their accounting period, which stand inside it: {result.moved}"
        )
    if control.agreed:
        result.notes.append(f"{layout.place}: total rows that agree with the rows above them: {control.agreed}")
    if control.open and not (control.sure and not result.torn):
        result.notes.append(f"{layout.place}: total rows were not checked, since some rows cannot be read")


def _manner(result: SheetRows, style: Style, seen: Seen) -> list[str]:
    """Return how the sheet writes money and dates, in words."""
    said = ["decimal point" if style.money.decimal == "." else "decimal comma"]
    said += {"kr": [], "ore": ["amounts in öre"], "tkr": ["amounts in thousands"]}[style.money.unit]
    if seen.days.day_first or seen.days.month_first or seen.days.either:
        said.append("dates with the day first" if style.days.order == "day first" else "dates with the month first")
    if result.given.booked_on:
        said.append(f"no date column, so all rows are booked on {result.given.booked_on}")
    if result.given.currency and "currency" not in result.layout.columns:
        said.append(f"currency {result.given.currency}")
    return said


@dataclass(frozen=True, slots=True)
class Part:
    """What became of the rows of a part of a sheet, and what its values say of how money and dates are written."""

    rows: SheetRows
    seen: Seen


def begun(sheet: Sheet, layout: Layout) -> Seen:
    """Return what the first block of a sheet says of how money and dates are written."""
    first = next(_blocks(sheet, SheetRows(layout, _nothing_given(layout)), Known(layout.profile)), None)
    return first.seen if first else Seen()


def decided(seen: Iterable[Seen], layout: Layout) -> Style | list[Problem]:
    """Return how a sheet writes money and dates by what is seen of it, or why that is not clear."""
    return _decided(reduce(or_, seen, Seen()), layout)


def read_part(
    sheet: Sheet, layout: Layout, given: Given, period: Period | None, spool: Spool, style: Style | None
) -> Part:
    """Return what became of the rows of a part of a sheet that is read in this style; without one it is only seen."""
    result, known, seen = SheetRows(layout, given, control=totals.Recorded()), Known(layout.profile), Seen()
    for block in _blocks(sheet, result, known):
        seen = seen | block.seen
        if style:
            _add(result, known, block, style, period, spool)
    result.blocks = spool.scan()
    return Part(result, seen)


def of_parts(parts: Sequence[Part], style: Style) -> SheetRows:
    """Return a sheet whose parts were read one by one, in their order, all in the style that they decide."""
    layout, given = parts[0].rows.layout, parts[0].rows.given
    result = SheetRows(layout, given)
    for one in (part.rows for part in parts):
        result.accepted += one.accepted
        result.outside_period += one.outside_period
        result.rejected += one.rejected
        for reason, some in one.excluded.items():
            result.excluded[reason] = result.excluded.get(reason, NOTHING) + some
        result.problems += one.problems
        result.bad += one.bad
        result.torn += one.torn
        result.persons |= one.persons
        result.hashes += one.hashes
        result.noise += one.noise
        result.moved += one.moved
        result.blocks += one.blocks
        if isinstance(one.control, totals.Recorded):
            one.control.replay(result.control)
    _finish(result, style, reduce(or_, (part.seen for part in parts)))
    return result


def _nothing_given(layout: Layout) -> Given:
    return Given(f"{layout.place}:", None, None, None, None)
