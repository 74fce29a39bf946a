"""Quantities on invoices that count by a physical factor: `activities/invoices/*.csv` of a project says which and how.

    cpv,item,unit,factor,source
    09310000,energi,kWh,electricity-se/grid,quantities invoiced by the electricity trader

Each line names what is bought (`cpv`, `unspsc`, `supplier`; `item`: letters in the name of the item) and a unit. Of an
invoice line that fits, the quantity counts by the factor, on exactly the money that the line stands for. Nothing is
shipped: an energy tax by the kWh, say, has the code of the electricity too, and only the buyer knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from procurement_footprint import shelf
from procurement_footprint.factors import activity_factors, factor_cell, own_factors, project_csv, units
from procurement_footprint.factors.activity_factors import ActivityFactor, ActivitySet
from procurement_footprint.factors.activity_lines import FACTORS, FOLDER
from procurement_footprint.factors.factor_cell import Library
from procurement_footprint.factors.project_csv import Line
from procurement_footprint.ledger.identity import normal
from procurement_footprint.ledger.ubl.invoice import Invoice
from procurement_footprint.ledger.ubl.invoice import Line as InvoiceLine
from procurement_footprint.person_numbers import masked
from procurement_footprint.problems import Problem, Refused, problem

PLACE = f"{FOLDER}/invoices"
WHAT = ("cpv", "unspsc", "supplier")
COLUMNS = (*WHAT, "item", "unit", "factor", "scope", "factor_year", "source")
NEEDED = ("unit", "factor", "source")

# UN/ECE Recommendation 20 → our unit, and how many of it one is
REC_20: Final[Mapping[str, tuple[str, Fraction]]] = {
    "KWH": ("kWh", Fraction(1)),
    "MWH": ("MWh", Fraction(1)),
    "GWH": ("GWh", Fraction(1)),
    "3B": ("MJ", Fraction(1)),
    "GV": ("GJ", Fraction(1)),
    "LTR": ("litre", Fraction(1)),
    "MLT": ("litre", Fraction(1, 1000)),
    "HLT": ("litre", Fraction(100)),
    "MTQ": ("m3", Fraction(1)),
    "KGM": ("kg", Fraction(1)),
    "GRM": ("gram", Fraction(1)),
    "TNE": ("tonne", Fraction(1)),
    "KMT": ("km", Fraction(1)),
    "KTM": ("km", Fraction(1)),
    "MTK": ("m2", Fraction(1)),
    "HUR": ("hour", Fraction(1)),
    "C62": ("piece", Fraction(1)),
    "EA": ("piece", Fraction(1)),
    "H87": ("piece", Fraction(1)),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the project's file: what it is about, and the factor of a year of purchase, per `unit`."""

    line: Line
    unit: str
    library: Library

    @property
    def place(self) -> str:
        """Return the file and line."""
        return self.line.place

    @property
    def source(self) -> str:
        """Return where the quantities come from."""
        return masked(self.line.cells["source"])

    def quantity(self, invoice: Invoice, line: InvoiceLine, supplier_id: str) -> Fraction | None:
        """Return how many of its units a line of an invoice is about; None where it is about something else."""
        cells = self.line.cells
        fits = (
            (not cells["cpv"] or (line.cpv or "").startswith(cells["cpv"]))
            and (not cells["unspsc"] or (line.unspsc or "").startswith(cells["unspsc"]))
            and (not cells["supplier"] or normal(cells["supplier"]) == supplier_id)
            and cells["item"].casefold() in line.text.casefold()
        )
        known = REC_20.get(line.unit)
        times = units.times(known[0], self.unit) if known else None
        return line.quantity * times * known[1] if fits and known and times and line.quantity else None

    def factor(self, year: int, problems: list[Problem]) -> ActivityFactor | None:
        """Return the factor of a year of purchase, per `unit`; what is wrong is added to `problems`."""
        found = factor_cell.resolve(self.line, "factor", year, self.library, problems)
        if found is None:
            return None
        times = units.times(self.unit, found.unit) if found.unit else Fraction(1)
        if times is None:
            place, said = self.line.at("factor"), {"unit": self.unit, "other": found.unit}
            problems.append(problem("activity-unit-other", place, self.line.cells["factor"], **said))
            return None
        return factor_cell.per_unit(found, self.unit, times)


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a project says about quantities on invoices. files: name and SHA-256; sets: those that it refers to."""

    entries: tuple[Entry, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    sets: tuple[ActivitySet, ...] = ()


@dataclass(slots=True)
class Told:
    """What is wrong with entries when they meet invoices, each thing once."""

    problems: dict[str, Problem] = field(default_factory=dict)

    def add(self, found: Problem) -> None:
        """Keep a Problem unless it is there."""
        self.problems.setdefault(str(found), found)


def load(folder: Path | None, shelves: Sequence[Path], kept: Iterable[str] = ()) -> Quantities:
    """Return what the project in `folder` says about quantities on invoices; nothing where it says nothing.

    shelves, kept: as in `activity_lines.load`. Errors: Refused with everything that is wrong with its files.
    """
    place = folder / FOLDER if folder else None
    paths = sorted((place / "invoices").glob("*.csv")) if place else []
    if place is None or not paths:
        return Quantities()
    problems: list[Problem] = []
    pinned = tuple(kept)
    sets = sorted(activity_factors.shipped(shelves), key=lambda one: one.identity in pinned)
    library = Library(sets, own_factors.read(place / FACTORS, problems))
    entries = [
        entry
        for path in paths
        for line in project_csv.read(path, f"{PLACE}/{path.name}", COLUMNS, NEEDED, problems)
        if (entry := _entry(line, library, problems))
    ]
    if problems:
        raise Refused(problems)
    files = [*paths, *sorted((place / FACTORS).glob("*"))]
    names = tuple((path.relative_to(place.parent).as_posix(), shelf.digest(path)) for path in files if path.is_file())
    named = [factor for entry in entries for factor in library.named(entry.line.cells["factor"])]
    return Quantities(tuple(entries), names, library.used(named))


def entry_of(
    entries: Sequence[Entry], invoice: Invoice, line: InvoiceLine, supplier_id: str, told: Told
) -> tuple[Entry, Fraction] | None:
    """Return the entry that a line of an invoice fits, and its quantity in the entry's unit; None where there is none.

    Two that fit are a Problem, unless they say the same.
    """
    fitting = [(entry, found) for entry in entries if (found := entry.quantity(invoice, line, supplier_id))]
    for other, _ in fitting[1:]:
        first = fitting[0][0]
        if (other.line.cells["factor"], other.unit) != (first.line.cells["factor"], first.unit):
            excerpt = f"{invoice.number}, line {line.number}: {line.unit}"
            told.add(problem("invoice-quantity-tie", other.place, excerpt, other=first.place))
    return fitting[0] if fitting else None


def _entry(line: Line, library: Library, problems: list[Problem]) -> Entry | None:
    before = len(problems)
    problems += [problem("activity-empty", line.place, column=name) for name in NEEDED if not line.cells[name]]
    unit = units.unit(line.cells["unit"])
    if line.cells["unit"] and (unit is None or units.is_money(unit)):
        problems.append(activity_factors.unknown_unit(line.place, line.cells["unit"]))
    if not any(line.cells[name] for name in WHAT):
        problems.append(problem("invoice-quantity-what", line.place, fields=", ".join(WHAT)))
    for name in ("cpv", "unspsc"):
        if line.cells[name] and not (line.cells[name].isdecimal() and 2 <= len(line.cells[name]) <= 8):
            problems.append(problem("invoice-quantity-code", line.at(name), line.cells[name]))
    return Entry(line, unit, library) if unit and len(problems) == before else None
