"""Files, opened: which of their sheets hold a ledger, and what holds for all rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from msgspec import structs

from procurement_footprint.ledger import dates, header, kinds
from procurement_footprint.ledger.book import Choices
from procurement_footprint.ledger.layout import Layout
from procurement_footprint.ledger.names import called, name_of
from procurement_footprint.ledger.source import Sheet, Source, SourceHints, open_source
from procurement_footprint.ledger.synonyms import known
from procurement_footprint.ledger.typed import Given
from procurement_footprint.problems import Problem, Refused, problem


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with the sheets that hold a ledger. name: unique among the files of the run."""

    path: Path
    name: str
    source: Source
    sheets: tuple[tuple[Sheet, Layout, Given], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sheet as its first lines show it: which of our columns it has, and its layout or why there is none."""

    sheet: Sheet
    place: str
    columns: frozenset[str]
    layout: Layout | None
    problems: tuple[Problem, ...]


def open_all(paths: Sequence[Path], choices: Choices) -> list[Opened]:
    """Return the files, opened, in their order. Errors: Refused with everything that is wrong in all of them."""
    opened: list[Opened] = []
    problems: list[Problem] = []
    names: dict[str, int] = {}
    for path in paths:
        called = name_of(path)
        names[called] = names.get(called, 0) + 1
        name = called if names[called] == 1 else f"{called}#{names[called]}"
        try:
            file = open_one(path, name, choices.at(path))
        except Refused as refused:
            problems += refused.problems
            continue
        same = next((o for o in opened if o.source.sha256 == file.source.sha256), None)
        if same:
            problems.append(problem("ledger-same-file", name, other=same.name))
        opened.append(file)
    if problems:
        raise Refused(problems)
    return opened


def open_one(path: Path, name: str, choices: Choices, patient: bool = False) -> Opened:
    """Return one file, opened; patient: only when all of it has been looked through. Errors: Refused."""
    chosen = choices.profile
    said = (chosen.encoding, chosen.separator) if chosen else (None, None)
    source = open_source(path, SourceHints(*said, patient))
    seen = [_look(sheet, name, choices, source.kind) for sheet in source.sheets]
    notes = [f"{name}: {note}" for note in source.notes]
    with_header = [one for one in seen if one.columns]
    others = {one.place: why for one in with_header if (why := _no_ledger(one.columns, with_header))}
    found: list[tuple[Sheet, Layout, Given]] = []
    problems: list[Problem] = []
    for one in seen:
        if one.place in others:
            notes.append(f"{one.place}: {others[one.place]}; not read")
        elif one.layout:
            given, wrong = _given(one.layout, name, choices)
            problems += wrong
            found.append((one.sheet, one.layout, given))
        elif one.columns:
            problems += one.problems
        else:
            notes.append(f"{one.place}: no header recognised; the sheet is not read")
    if problems or not found:
        missing = [p for one in seen for p in one.problems]
        raise Refused(problems or missing or [problem("ledger-no-header", name)])
    return Opened(path, name, source, tuple(found), tuple(notes))


def _look(sheet: Sheet, name: str, choices: Choices, kind: str) -> _Seen:
    place = name if sheet.name is None else f"{name}:{called(sheet.name)}"
    head = sheet.head()
    columns = header.columns(head, choices.profile)
    try:
        layout = header.find(head, place, choices.profile)
    except Refused as refused:
        return _Seen(sheet, place, columns, None, refused.problems)
    if layout is None:
        return _Seen(sheet, place, frozenset(), None, (header.no_header(head, place),))
    told = layout if kind == kinds.CSV else _told(sheet, layout)
    return _Seen(sheet, place, columns, told, ())


def _told(sheet: Sheet, layout: Layout) -> Layout:
    """Return the layout with what a file says itself: that amounts are numbers, and the chart of its accounts."""
    from procurement_footprint.ledger.parquet_rows import ParquetRows
    from procurement_footprint.ledger.sie.open_sie import SieRows

    if isinstance(sheet, ParquetRows) and sheet.is_number(layout.columns["amount"].index):
        return replace(layout, decimal=".")  # a number has no thousands marks
    if isinstance(sheet, SieRows) and layout.profile.chart is None:
        return replace(layout, profile=structs.replace(layout.profile, chart=sheet.chart))
    return layout


def _no_ledger(columns: frozenset[str], seen: Sequence[_Seen]) -> str | None:
    """Return what a sheet lacks that another sheet of the file has, where that makes it no ledger but a summary."""
    if "booked_on" not in columns and any("booked_on" in one.columns for one in seen):
        return "no date column"
    what = {"supplier", "supplier_id", "text"}
    if not columns & what and any(one.columns & what for one in seen):
        return "neither supplier nor text"
    return None


def _given(layout: Layout, file_name: str, choices: Choices) -> tuple[Given, list[Problem]]:
    """Return what holds for all rows of a sheet, and what is missing in that."""
    profile = layout.profile
    problems: list[Problem] = []
    day: date | None = None
    if "booked_on" not in layout.columns:
        day = dates.month_in_name(file_name) or (choices.period.first if choices.period else None)
        if day is None:
            problems.append(problem("ledger-no-date", f"{layout.place}:{layout.header_line}"))
    said = header_currency(layout)
    currency = profile.currency or said
    if "currency" not in layout.columns and currency is None:
        problems.append(problem("ledger-no-currency", f"{layout.place}:{layout.header_line}"))
    if said and currency != said:
        values = {"currency": said, "other": f'the ledger profile "{profile.name}" says {currency}'}
        problems.append(problem("ledger-header-currency", layout.whole("amount"), **values))
    buyer = profile.organisation
    given = Given(
        f"{layout.place}:",
        day,
        currency,
        choices.organisation_id or buyer.id,
        choices.organisation or buyer.name,
    )
    return given, problems


def header_currency(layout: Layout) -> str | None:
    """Return the currency that stands in the name of the amount column, as in `Belopp (EUR)`."""
    return known().money(layout.columns["amount"].header).currency
