"""Departments under the id and name of the day, whatever they are booked under."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from procurement_footprint.entities import Department
from procurement_footprint.ledger.book import NOTHING, Ledger, LedgerFile
from procurement_footprint.ledger.columns import CODED, LEDGER
from procurement_footprint.ledger.departments import settled

SCHOOL = Department("30", "Skola", until="2024-06-30")
LEARNING = Department("35", "Barn och utbildning", since="2024-07-01", was=("30", "SKOLA", "Skolnämnden"))


def ledger(*rows: tuple[str, str, str | None, str | None], entities: dict[str, str] | None = None) -> Ledger:
    schema = {name: pl.String() if kind == CODED else kind for name, kind in LEDGER.items()}
    booked = [
        {"row_id": row_id, "booked_on": date.fromisoformat(day), "department_id": number, "department": name}
        | {"amount": Decimal("1.00"), "currency": "SEK"}
        for row_id, day, number, name in rows
    ]
    frame = pl.DataFrame([dict.fromkeys(schema) | one for one in booked], schema)
    block = frame.cast({name: CODED for name, kind in LEDGER.items() if kind == CODED}).lazy()
    whose = entities or {"a.csv": "town"}
    account = (NOTHING, NOTHING, NOTHING, {}, ())
    files = tuple(LedgerFile(name, "", "CSV", *account, entity=one) for name, one in whose.items())
    return Ledger((block,), files, pl.DataFrame(), ("read",))


def shown(held: Ledger) -> list[tuple[str | None, str | None]]:
    frame = held.rows.select(pl.col("department_id", "department").cast(pl.String)).collect()
    return frame.rows()


def test_a_renamed_department_has_the_id_and_name_of_the_day_and_bookings_under_the_old_one_follow() -> None:
    held = settled(
        ledger(
            ("a.csv:2", "2024-06-30", "30", "Skolan"),
            ("a.csv:3", "2024-07-01", "35", "Barn och utbildning"),
            ("a.csv:4", "2024-07-02", "30", "Skola"),  # booked late under the old number
            ("a.csv:5", "2024-07-03", None, "skolnämnden"),
            ("a.csv:6", "2024-07-04", "36", "Skola"),  # an unknown number: the name tells
        ),
        (SCHOOL, LEARNING),
    )
    assert shown(held) == [("30", "Skola"), *[("35", "Barn och utbildning")] * 4]
    assert held.notes == ("read",)


def test_a_rename_without_days_holds_for_all_time_so_that_years_can_be_compared() -> None:
    rows = ledger(("a.csv:2", "2023-01-01", "30", "Skola"), ("a.csv:3", "2024-01-01", "35", "Barn"))
    assert shown(settled(rows, (Department("35", "Barn", was=("30",)),))) == [("35", "Barn"), ("35", "Barn")]


def test_what_the_project_does_not_list_stays_as_booked_and_is_named() -> None:
    held = settled(
        ledger(
            ("a.csv:2", "2024-01-01", "30", "Skola"),
            ("a.csv:3", "2024-01-01", "55", "Fritid"),
            ("a.csv:4", "2024-01-02", "55", "Fritid"),
            ("a.csv:5", "2024-01-02", "35", "Barn"),  # not yet
            ("a.csv:6", "2024-01-02", None, None),
        ),
        (SCHOOL, LEARNING),
    )
    assert shown(held)[1:] == [("55", "Fritid"), ("55", "Fritid"), ("35", "Barn"), (None, None)]
    assert held.notes[1:] == (
        "departments that procurement.yaml does not list, shown as booked: 55 Fritid (2 rows), 35 Barn (1 rows)",
    )


def test_a_department_of_one_entity_is_not_that_of_another() -> None:
    held = settled(
        ledger(
            ("a.csv:2", "2024-01-01", "1", "Drift"),
            ("b.csv:2", "2024-01-01", "1", "Drift"),
            entities={"a.csv": "town", "b.csv": "energy"},
        ),
        (Department("1", "Driftavdelningen", entity="energy"),),
    )
    assert shown(held) == [("1", "Drift"), ("1", "Driftavdelningen")]


def test_a_project_without_departments_keeps_the_ledger_as_it_is() -> None:
    held = ledger(("a.csv:2", "2024-01-01", "1", "Drift"))
    assert settled(held, ()) is held
