"""A scripted year of the invented group: what its finance systems deliver in 2024, file by file, and what then counts.

    python tests/group_year.py DIR      writes the project and the deliveries, and prints the table of totals

The rows and öre that count after each delivery are added up here from the generator's rows, as whole numbers, without
any of the program's readers: they are what `test_group_year.py` holds the program against.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from procurement_footprint.demo.dialects import national, unit4
from procurement_footprint.demo.group import delivered, group_project, months_of
from procurement_footprint.demo.group_settings import load_group
from procurement_footprint.demo.ledger_rows import Ledgers, Row, ledgers
from procurement_footprint.demo.members import Group, load_members
from procurement_footprint.demo.sie import entries_of, sie4

YEAR = 2024
SMALL = {"norrsele": 1800, "bostader": 1200, "energi": 1000}  # rows bought in the year; their sales come on top
OLD_NAME, NEW_NAME = "Tekniska förvaltningen", "Teknik- och fastighetsförvaltningen"
RENAMED = date(YEAR, 7, 1)
DEPARTMENTS = f"departments:\n  - {{id: TEK, name: {NEW_NAME}, entity: norrsele, was: [{OLD_NAME}]}}\n"
# From the third quarter on the housing company's extract has other columns, in another order, under other names.
NEW_COLUMNS = {
    "Period": "Period",
    "Konto": "Kontonummer",
    "Konto(T)": "Kontobenämning",
    "Ver.datum": "Bokf.dag",
    "Ver.nr": "Verifikat",
    "Organisationsnr.": "Leverantörens orgnr",
    "Lev.nr(T)": "Leverantörens namn",
    "Ansvar": "Enhet",
    "Ansvar(T)": "Enhetens namn",
    "Motpart": "Motpart",
    "Belopp": "Bokfört netto",
}
NEW_PROFILE = """\
name: bostader-2024-07
version: "1"
columns:
  booked_on: [Bokf.dag]
  department_id: [Enhet]
  department: [Enhetens namn]
  supplier_id: [Leverantörens orgnr]
  supplier: [Leverantörens namn]
  voucher: [Verifikat]
  account: [Kontonummer]
  account_text: [Kontobenämning]
  counterparty: [Motpart]
  amount: [Bokfört netto]
currency: SEK
"""
PROFILE = "bostader-2024-07.yaml"


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows, and öre net of VAT."""

    rows: int
    ore: int

    @property
    def sek(self) -> str:
        """The money as `import --control-total` takes it."""
        return f"{'-' if self.ore < 0 else ''}{abs(self.ore) // 100}.{abs(self.ore) % 100:02d}"


Booked = tuple[date, int]
Held = dict[str, tuple[Booked, ...]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file, and how it is taken in.

    refused: the code of the Problem that it is refused with without its `options`, "" where it is taken at once.
    holds: rows and money in the file. after: what counts of each entity when it has been taken in.
    """

    what: str
    entity: str
    file: str
    content: bytes
    holds: Totals
    after: dict[str, Totals]
    refused: str = ""
    options: tuple[str, ...] = ()
    nothing_new: bool = False


@dataclass(slots=True)
class _Year:
    """The year while it is written: what counts so far, and the deliveries."""

    group: Group
    rows: Ledgers
    held: Held = field(default_factory=dict)
    made: list[Delivery] = field(default_factory=list)

    def give(self, what: str, entity: str, file: str, content: bytes, booked: Iterable[Booked], **how: object) -> None:
        """Add a delivery whose rows are `booked`; with `replacing` its months' rows take the place of those there."""
        new = tuple(booked)
        months = {day.replace(day=1) for day, _ in new} if how.pop("replacing", False) else set()
        before = tuple(one for one in self.held.get(entity, ()) if one[0].replace(day=1) not in months)
        if not how.get("nothing_new"):
            self.held[entity] = (*before, *new)
        after = {code: total(self.held.get(code, ())) for code in SMALL}
        self.made.append(Delivery(what, entity, file, content, total(new), after, **how))  # type: ignore[arg-type]

    def booked(self, entity: str, rows: Sequence[Row], months: Sequence[date]) -> Iterator[Booked]:
        """Yield day and öre of what a ledger of these rows holds: costs, acquisitions and sales to the group.

        A SIE file has more: debts, VAT, and sales to others; they are no purchases.
        """
        yield from ((row.booked_on, row.ore) for row in rows)
        for day, _, debit, _, ore in entries_of(self.group.called(entity), months):
            if debit[0] >= "4":
                yield day, ore


def total(booked: Iterable[Booked]) -> Totals:
    """Return how many rows there are, and what they add up to."""
    held = [ore for _, ore in booked]
    return Totals(len(held), sum(held))


def project_text(group: Group) -> str:
    """Return procurement.yaml of the group, with the department that is renamed in the middle of the year."""
    return group_project(group, (YEAR, YEAR), more=DEPARTMENTS)


def the_group() -> Group:
    """Return the invented group."""
    return load_members(load_group())


def year_rows(group: Group) -> Ledgers:
    """Return all rows of the small year; from July on one department of the municipality has its new name."""
    found = ledgers(group, YEAR, SMALL)
    found["norrsele"] = [_renamed(row) for row in found["norrsele"]]
    return found


def deliveries(group: Group, rows: Ledgers) -> list[Delivery]:
    """Return the deliveries of the year in the order in which they come, up to the entries at its closing."""
    year = _Year(group, rows)
    _quarter(year, 1)
    _quarter(year, 2)
    _twice(year)
    _reissued(year)
    _quarter(year, 3)
    _quarter(year, 4)
    _period_13(year)
    return year.made


def late_delivery(group: Group, rows: Ledgers, before: Sequence[Delivery]) -> Delivery:
    """Return what comes after the year was closed: December of the energy company, one row changed and one more."""
    months = months_of(YEAR, 12, 12)
    december = [row for row in rows["energi"] if row.booked_on.month == 12]
    place = next(number for number, row in enumerate(december) if row.account == "5350" and row.ore > 0)
    changed = replace(december[place], ore=december[place].ore + 1_234_567)
    more = replace(changed, booked_on=date(YEAR, 12, 30), voucher="24799001", invoice="90000001", ore=98_765_432)
    corrected = [*december[:place], changed, *december[place + 1 :], more]
    year = _Year(group, rows)
    booked = tuple(year.booked("energi", corrected, months))
    earlier = [row for row in rows["energi"] if row.booked_on.month < 12]
    kept = year.booked("energi", earlier, months_of(YEAR, 1, 11))
    after = {**before[-1].after, "energi": total((*kept, *booked))}
    return Delivery(
        "December delivered again after closing: one amount changed, one late invoice",
        "energi",
        "energi-december-rattad.se",
        sie4(group.called("energi"), corrected, months),
        total(booked),
        after,
        refused="archive-closed",
        options=("--replace", "--reason", "late invoice from the heating plant"),
    )


def _renamed(row: Row) -> Row:
    old = row.department == OLD_NAME and row.booked_on >= RENAMED
    return replace(row, department=NEW_NAME) if old else row


def _quarter(year: _Year, quarter: int) -> None:
    months = months_of(YEAR, 3 * quarter - 2, 3 * quarter)
    for member in year.group.members:
        rows = [row for row in year.rows[member.code] if row.booked_on.replace(day=1) in months]
        new = member.code == "bostader" and quarter >= 3
        content = unit4(rows, list(NEW_COLUMNS), list(NEW_COLUMNS.values())) if new else delivered(member, rows, months)
        end = "se" if member.code == "energi" else "csv"
        file = f"{member.code}-{YEAR}-q{quarter}.{end}"
        booked = year.booked(member.code, rows, months)
        if new and quarter == 3:
            how = {"refused": "archive-columns-lost", "options": ("--profile", PROFILE)}
            year.give("Quarter 3, changed header", member.code, file, content, booked, **how)
        else:
            year.give(f"Quarter {quarter}", member.code, file, content, booked)


def _twice(year: _Year) -> None:
    """The second quarter of the housing company once more, under another name and in another order."""
    months = months_of(YEAR, 4, 6)
    rows = [row for row in year.rows["bostader"] if row.booked_on.replace(day=1) in months]
    rows.sort(key=lambda row: row.account)
    booked = year.booked("bostader", rows, months)
    year.give("Quarter 2 a second time", "bostader", "ny-leverans.csv", unit4(rows), booked, nothing_new=True)


def _reissued(year: _Year) -> None:
    """May of the municipality again: three amounts corrected, one row gone, two that were missing."""
    may = [row for row in year.rows["norrsele"] if row.booked_on.month == 5]
    wrong = [row for row in may if not row.sale and row.ore > 0]
    corrected = {id(row): replace(row, ore=row.ore + 11_111 * place) for place, row in enumerate(wrong[:3], 1)}
    missing = [replace(row, voucher=f"2489900{place}", ore=250_050) for place, row in enumerate(wrong[4:6], 1)]
    rows = [corrected.get(id(row), row) for row in may if row is not wrong[3]] + missing
    year.rows["norrsele"] = [row for row in year.rows["norrsele"] if row.booked_on.month != 5] + rows
    year.rows["norrsele"].sort(key=lambda row: row.booked_on)
    booked = year.booked("norrsele", rows, months_of(YEAR, 5, 5))
    year.give(
        "May reissued with corrections",
        "norrsele",
        "norrsele-2024-05-rattad.csv",
        national(year.group.called("norrsele"), rows),
        booked,
        replacing=True,
        refused="archive-overlap",
        options=("--replace", "--reason", "May was delivered again with corrections"),
    )


def _period_13(year: _Year) -> None:
    """The entries at the closing of the housing company's books: period 202413, all on the last day of the year."""
    december = [row for row in year.rows["bostader"] if row.booked_on.month == 12 and not row.sale and row.ore > 0]
    rows = [
        replace(row, booked_on=date(YEAR, 12, 31), voucher=f"2490000{place}", invoice="", ore=ore)
        for place, (row, ore) in enumerate(zip(december, (4_500_000, 1_275_025, -380_050, 66_699), strict=False), 1)
    ]
    content = unit4(rows, list(NEW_COLUMNS), list(NEW_COLUMNS.values()), period=f"{YEAR}13")
    how = {"refused": "archive-overlap", "options": ("--add", "--reason", "entries at the closing")}
    booked = year.booked("bostader", rows, months_of(YEAR, 12, 12))
    year.rows["bostader"] = sorted([*year.rows["bostader"], *rows], key=lambda row: row.booked_on)
    year.give("Period 13", "bostader", "bostader-2024-13.csv", content, booked, **how)


@dataclass(frozen=True, slots=True)
class Script:
    """The whole year: the deliveries up to its closing, the late one, and what members bought from each other."""

    made: tuple[Delivery, ...]
    late: Delivery
    internal: dict[tuple[str, str, str], tuple[Totals, Totals]]


def write(folder: Path) -> Script:
    """Write the project into `folder` and the deliveries into its folder `delivered`."""
    group = the_group()
    rows = year_rows(group)
    made = deliveries(group, rows)
    late = late_delivery(group, rows, made)
    (folder / "delivered").mkdir(parents=True)
    (folder / "procurement.yaml").write_text(project_text(group), encoding="utf-8")
    (folder / PROFILE).write_text(NEW_PROFILE, encoding="utf-8")
    for one in (*made, late):
        (folder / "delivered" / one.file).write_bytes(one.content)
    return Script(tuple(made), late, internal(group, rows))


def internal(group: Group, rows: Ledgers) -> dict[tuple[str, str, str], tuple[Totals, Totals]]:
    """Return what members buy from each other: (buyer, seller, quarter) → bought in its ledger, sold in the other's."""
    bought: dict[tuple[str, str, str], list[Booked]] = {}
    sold: dict[tuple[str, str, str], list[Booked]] = {}
    for member in group.members:
        for row in rows[member.code]:
            other = group.member(row.partner)
            if other is None or other is member:
                continue
            quarter = f"{YEAR}-Q{(row.booked_on.month + 2) // 3}"
            pair = (other.code, member.code) if row.sale else (member.code, other.code)
            (sold if row.sale else bought).setdefault((*pair, quarter), []).append((row.booked_on, row.ore))
    return {key: (total(bought.get(key, ())), total(sold.get(key, ()))) for key in sorted({*bought, *sold})}


def table(made: Sequence[Delivery]) -> str:
    """Return rows and SEK of each entity and of all, before and after each delivery."""
    codes = [*SMALL, "all"]
    width = max(len(one.what) for one in made) + 12
    lines = [" " * width + "".join(f"{code:>26}" for code in codes), f"{'before':{width}}{_cells({})}"]
    for one in made:
        lines.append(f"{f'{one.entity}: {one.what}':{width}}{_cells(one.after)}")
    return "\n".join(lines)


def _cells(after: dict[str, Totals]) -> str:
    held = [after.get(code, Totals(0, 0)) for code in SMALL]
    held.append(Totals(sum(one.rows for one in held), sum(one.ore for one in held)))
    return "".join(f"{one.rows:>7,}{one.ore // 100:>16,}.{one.ore % 100:02d}" for one in held)


if __name__ == "__main__":
    script = write(Path(sys.argv[1]))
    print(table([*script.made, script.late]))
