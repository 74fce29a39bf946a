"""Which rows each line of activity data is about: every row at most one line, or it is a Problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import reduce
from itertools import chain
from operator import and_

import polars as pl

from procurement_footprint.factors import units
from procurement_footprint.factors.activity_lines import INVOICE, SLICE, Activity
from procurement_footprint.footprint.survey import Survey
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.mapping.invoiced import SLICE as OF_INVOICE
from procurement_footprint.problems import Problem, Refused, problem

# what a slice may name, and the columns in which it is looked for: a number or a name
_CODE_AND_NAME = {
    "organisation": ("organisation_id", "organisation"),
    "department": ("department_id", "department"),
    "supplier": ("supplier_id", "supplier"),
}
LOOKED_AT = ("contract", "account", "category", "voucher", *chain.from_iterable(_CODE_AND_NAME.values()))
KEPT = (
    "row_id", "part", "booked_on", "category", "sole_trader", "reporting_amount", "kg_co2e", "evidence", "quality",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slice:
    """A line of activity data and the counted rows (or parts of rows) that it is about, by row_id; öre: their money.

    rows: KEPT. covered: the money in öre that the activity accounts for, of all of it.
    """

    activity: Activity
    rows: pl.DataFrame
    ore: tuple[int, ...]
    covered: int

    @property
    def money(self) -> int:
        """Return the money of the slice, in öre."""
        return sum(self.ore)


@dataclass(frozen=True, slots=True)
class Found:
    """The slices in the order of the files, and the lines that do not belong to this ledger, each with the reason.

    unused: `outside`, the line is about other months; `beyond`, its quantity is for more months than the ledger has;
    `measured`, lines with a measured quantity have all its rows, or some, where it is on an invoice; `not_counted`,
    nothing of what is invoiced is counted.
    """

    slices: tuple[Slice, ...]
    unused: tuple[tuple[Activity, str], ...]


def find(blocks: Iterable[pl.DataFrame], lines: Sequence[Activity], held: Survey, currency: str) -> Found:
    """Return which rows each line is about. blocks: SPENT rows, a few at a time. currency: that of reporting_amount.

    Of the rows only those in a slice are kept, which sharing out to the gram needs.
    A line whose quantity follows the money covers what no line with a measured quantity covers. A quantity on an
    invoice gives way to lines of the project that are measured; where only some of its money is counted, so is that
    share of it.
    Errors: Refused with everything that is wrong: overlapping slices, slices without rows or with no money above 0,
    more money covered than there is.
    """
    on_invoices = [line for line in lines if line.invoiced]
    own = [line for line in lines if not line.invoiced]
    reasons = {line.place: _reason(line, held) for line in own}
    used = [line for line in own if not reasons[line.place]]
    unused = [(line, reasons[line.place]) for line in own if reasons[line.place]]
    if not used and not on_invoices:
        return Found((), tuple(unused))
    # parts of a row follow each other, and stay in their order
    marked = pl.concat([_marked(block, used) for block in blocks]).sort("row_id", maintain_order=True)
    problems = [*_other_currency(used, currency), *_overlaps(marked, used)]
    invoiced, without = _invoiced(marked, on_invoices)
    unused += without
    marked = marked.with_columns(measured=pl.col("measured") | pl.col(OF_INVOICE).is_not_null())
    slices = []
    for number, line in enumerate(used):
        inside = marked.filter(pl.col(f"in_{number}"))
        chosen = inside if line.measured else inside.filter(~pl.col("measured"))
        if inside.height and chosen.is_empty():
            unused.append((line, "measured"))
            continue
        made = _slice(line, chosen.select(KEPT))
        problems += _problems(made, currency)
        slices.append(made)
    if problems:
        order = {line.place: number for number, line in enumerate(used)}
        raise Refused(sorted(problems, key=lambda one: order[one.place.partition(",")[0]]))
    return Found((*slices, *invoiced), tuple(unused))


def _invoiced(marked: pl.DataFrame, lines: Sequence[Activity]) -> tuple[list[Slice], list[tuple[Activity, str]]]:
    """Return the slices of quantities on invoices, and those that are not used, with the reason."""
    held = marked.filter(pl.col(OF_INVOICE).is_not_null()).partition_by(OF_INVOICE, as_dict=True)
    slices: list[Slice] = []
    unused: list[tuple[Activity, str]] = []
    for line in lines:
        rows = held.get((line.where[0][1],))
        if rows is None:
            unused.append((line, "not_counted"))
            continue
        if rows["measured"].any():
            unused.append((line, "measured"))
            continue
        made = _slice(replace(line, covered=None), rows.select(KEPT))
        if made.money <= 0 or line.quantity is None or line.covered is None:
            unused.append((line, "not_counted"))
            continue
        counted = replace(line, quantity=line.quantity * Fraction(made.money, line.covered), covered=made.money)
        slices.append(replace(made, activity=counted))
    return slices, unused


def _reason(line: Activity, held: Survey) -> str:
    """Return why a line is not used with this ledger: "" where it is."""
    first, last = held.first.replace(day=1), held.last
    if line.period.end <= first or line.period.first > last:
        return "outside"
    # a quantity for the year cannot be told apart into the months that were read
    inside = line.period.first >= first and line.period.end <= _month_after(held)
    return "" if inside or not line.measured else "beyond"


def _month_after(held: Survey) -> date:
    year, month = divmod(held.last.year * 12 + held.last.month, 12)
    return held.last.replace(year=year, month=month + 1, day=1)


def _marked(block: pl.DataFrame, used: Sequence[Activity]) -> pl.DataFrame:
    """Return the counted rows of any slice, with a column for each slice and whether a measured one has them.

    OF_INVOICE: the slice of a quantity on an invoice, null in other rows.
    """
    if OF_INVOICE not in block.columns:
        block = block.with_columns(pl.lit(None, pl.String).alias(OF_INVOICE))
    flags = [_condition(line).fill_null(False).alias(f"in_{number}") for number, line in enumerate(used)]
    names = [f"in_{number}" for number in range(len(used))]
    measured = [name for name, line in zip(names, used, strict=True) if line.measured]
    counted = (
        block.lazy()
        .select(*dict.fromkeys((*KEPT, *LOOKED_AT, "status", OF_INVOICE)))
        .filter(pl.col("status") == COUNTED)
    )
    return (
        plain(counted)
        .with_columns(flags)
        .filter(pl.any_horizontal(*names, pl.col(OF_INVOICE).is_not_null()))
        .select(*KEPT, *names, OF_INVOICE, measured=pl.any_horizontal(measured) if measured else pl.lit(False))
        .collect()
    )


def _condition(line: Activity) -> pl.Expr:
    """Return which rows are in the slice: every field that it names, in its period."""
    during = (pl.col("booked_on") >= line.period.first) & (pl.col("booked_on") < line.period.end)
    return reduce(and_, (_matches(field, value) for field, value in line.where), during)


def _matches(field: str, value: str) -> pl.Expr:
    if field == "account":
        return pl.col("account").str.starts_with(value)
    if field in _CODE_AND_NAME:
        said = value.lower().replace("-", "")
        bare = (
            pl.col(name).str.to_lowercase().str.replace_all("-", "", literal=True) for name in _CODE_AND_NAME[field]
        )
        return pl.any_horizontal(one == said for one in bare)
    return pl.col(field) == value


def _overlaps(marked: pl.DataFrame, used: Sequence[Activity]) -> Iterator[Problem]:
    """Yield a Problem for each two lines that have a row in common, unless a measured quantity goes before a price."""
    if not used:
        return
    flags = [pl.col(f"in_{number}").cast(pl.Int32) for number in range(len(used))]
    several = marked.filter(pl.sum_horizontal(flags) > 1)
    held = [number for number in range(len(used)) if several[f"in_{number}"].any()]
    for number in held:
        line = used[number]
        for before in held[: held.index(number)]:
            other = used[before]
            if other.measured != line.measured:
                continue
            both = several.filter(pl.col(f"in_{number}") & pl.col(f"in_{before}"))
            if both.height:
                said = {"other": other.place, "rows": _rows(both["row_id"].n_unique()), "row": both["row_id"][0]}
                yield problem("activity-overlap", line.place, described(line), **said)


def _slice(line: Activity, rows: pl.DataFrame) -> Slice:
    ore = tuple(whole_numbers(rows["reporting_amount"], 2))
    return Slice(line, rows, ore, sum(ore) if line.covered is None else line.covered)


def whole_numbers(decimals: pl.Series, places: int) -> list[int]:
    """Return decimals with so many places as whole öre or grams; exact below 2^53."""
    whole: list[int] = (decimals.cast(pl.Float64) * 10**places).round(0).cast(pl.Int64).to_list()
    return whole


def _problems(made: Slice, currency: str) -> Iterator[Problem]:
    line = made.activity
    if made.rows.is_empty():
        yield problem("activity-no-rows", line.place, described(line))
    elif made.money <= 0:
        yield problem("activity-net", line.place, described(line), amount=_money(made.money, currency))
    elif made.covered > made.money:
        said = {"covered": _money(made.covered, currency), "amount": _money(made.money, currency)}
        yield problem("activity-covered", f'{line.place}, column "covered"', described(line), **said)


def _other_currency(used: Sequence[Activity], currency: str) -> Iterator[Problem]:
    for line in used:
        if units.is_money(line.unit) and line.unit != currency:
            yield problem("activity-currency", f'{line.place}, column "unit"', line.unit, currency=currency)


def described(line: Activity) -> str:
    """Return the slice as the user wrote it: `2024, category electricity`."""
    named = dict(line.where)
    return ", ".join([line.period.name, *(f"{field} {named[field]}" for field in (*SLICE, INVOICE) if field in named)])


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count} rows are"


def _money(ore: int, currency: str) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100:,}.{abs(ore) % 100:02d} {currency}"
