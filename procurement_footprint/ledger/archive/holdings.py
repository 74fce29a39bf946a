"""What an archive holds of each entity, by month, quarter and year, and the months that it lacks between others."""

from __future__ import annotations

from dataclasses import dataclass

from procurement_footprint.ledger.archive.imports import Archive
from procurement_footprint.ledger.book import NOTHING, Tally


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of an entity in a period that count, and the numbers of the imports that they are of."""

    entity: str
    period: str
    rows: Tally
    imports: tuple[int, ...]
    months: tuple[str, ...]


def holdings(held: Archive, entity: str) -> tuple[Holding, ...]:
    """Return what is there of an entity: each year, below it its quarters, below them their months, in order."""
    months = _months(held, entity)
    periods = sorted({name for month in months for name in (month[:4], quarter(month), month)}, key=_place)
    return tuple(_holding(entity, period, months) for period in periods)


def gaps(held: Archive, entity: str) -> tuple[str, ...]:
    """Return the months between the first and the last of an entity that have no row."""
    there = sorted(_months(held, entity))
    if not there:
        return ()
    first, last = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (there[0], there[-1]))
    every = (f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1))
    return tuple(month for month in every if month not in there)


def quarter(month: str) -> str:
    """Return the quarter of a month: 2024-Q1."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _months(held: Archive, entity: str) -> dict[str, tuple[Tally, tuple[int, ...]]]:
    found: dict[str, tuple[Tally, tuple[int, ...]]] = {}
    for one in held.of(entity).imports:
        for month, tally in held.counting(one).items():
            before, numbers = found.get(month, (NOTHING, ()))
            found[month] = (before + tally, (*numbers, one.number))
    return found


def _holding(entity: str, period: str, months: dict[str, tuple[Tally, tuple[int, ...]]]) -> Holding:
    inside = tuple(sorted(month for month in months if period in (month[:4], quarter(month), month)))
    numbers = sorted({number for month in inside for number in months[month][1]})
    return Holding(entity, period, sum((months[one][0] for one in inside), NOTHING), tuple(numbers), inside)


def _place(period: str) -> tuple[str, str, int]:
    """Return what sorts 2024 before 2024-Q1 before 2024-01 before 2024-Q2."""
    if "Q" in period:
        return period[:4], period[-1], 0
    return (period[:4], str((int(period[5:]) + 2) // 3), int(period[5:])) if "-" in period else (period, "", 0)
