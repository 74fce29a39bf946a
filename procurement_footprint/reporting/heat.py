"""The page's map of who buys what: kilograms by department and group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page_tables import OTHERS, PLAIN, department_name
from procurement_footprint.reporting.report import Report


@dataclass(frozen=True, slots=True)
class Heat:
    """Kilograms by department (lines) and group (columns); null where a department bought nothing of a group.

    columns: name and address of each group. lines: name, kind, kilograms by group, their sum, and where the line leads.
    """

    columns: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, tuple[Decimal | None, ...], Decimal, str | None], ...]
    totals: tuple[Decimal, ...]
    total: Decimal
    largest: Decimal


def heat(report: Report, words: Words, most: int) -> Heat:
    """Return who buys what, in kilograms: the `most` largest departments, all others in one line; all groups."""
    columns = report.breakdown.groups["group"].to_list()
    cells: dict[tuple[object, ...], dict[object, Decimal]] = {}
    for row in report.breakdown.departments_by_group.iter_rows(named=True):
        key = (row["organisation"], row["department_id"], row["department"])
        cells.setdefault(key, {})[row["group"]] = row["kg_co2e"]
    keyed = sorted(cells.items(), key=lambda item: (-sum(item[1].values()), str(item[0])))
    known = _addresses(report)
    named = [
        (department_name({"department_id": key[1], "department": key[2]}, words), PLAIN, part, known.get(key))
        for key, part in keyed
    ]
    rest = [part for _, _, part, _ in named[most:]]
    if rest:
        pool = {column: sum((part.get(column, Decimal(0)) for part in rest), Decimal(0)) for column in columns}
        named[most:] = [(words("line.others", count=words.number(len(rest))), OTHERS, pool, None)]
    lines = tuple(
        (label, kind, tuple(part.get(column) for column in columns), sum(part.values(), Decimal(0)), address)
        for label, kind, part, address in named
    )
    totals = tuple(sum((line[2][at] or Decimal(0) for line in lines), Decimal(0)) for at in range(len(columns)))
    largest = max((cell for line in lines for cell in line[2] if cell), default=Decimal(1))
    named_columns = tuple((report.group(one), addresses.group(one)) for one in columns)
    return Heat(named_columns, lines, totals, sum(totals, Decimal(0)), largest)


def _addresses(report: Report) -> dict[tuple[object, ...], str]:
    """Return the address of each department by organisation, code and name."""
    rows = list(report.breakdown.departments.iter_rows(named=True))
    return {(row["organisation"], row["department_id"], row["department"]): addresses.department(row) for row in rows}
