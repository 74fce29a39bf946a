"""Suppliers that people have decided to be one: the file with all its faults, and what it does to rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.ledger import alias_file, alias_writing, aliases
from procurement_footprint.ledger.aliases import FILE, Alias, Aliases
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.problems import Refused

DAY = date(2026, 11, 24)
HEAD = "- {{id: {id}, when: 2026-11-24, who: Anna Lind, why: because, {more}}}\n"
ONE = Alias("s-1", DAY, "Anna Lind", "because", "556677-8899", "Frukt AB", ("4711",), ("Frukt & Grönt",))


def entry(number: int, more: str) -> str:
    return HEAD.format(id=f"s-{number}", more=more)


def refusal(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        alias_file.parse(text.encode())
    return [str(one) for one in refused.value.problems]


def block(*rows: tuple[str | None, str | None]) -> pl.LazyFrame:
    """LEDGER rows of (supplier_id, supplier), each of 10.00 SEK."""
    full = [
        dict.fromkeys(LEDGER)
        | {"row_id": f"a:{place}", "supplier_id": number, "supplier": name, "currency": "SEK", "amount": Decimal(10)}
        for place, (number, name) in enumerate(rows)
    ]
    return pl.DataFrame(full, LEDGER).lazy()


def suppliers(blocks: tuple[pl.LazyFrame, ...]) -> list[tuple[str | None, str | None]]:
    frame = pl.concat(blocks).collect()
    assert frame.schema == LEDGER
    return list(frame.select(pl.col("supplier_id", "supplier").cast(pl.String)).iter_rows())


ALL = entry(1, "number: 5560125790, name: Frukt AB, numbers: ['4711'], names: [Frukt & Grönt]")


def test_a_number_is_read_as_ledgers_are() -> None:
    (one,) = alias_file.parse(ALL.encode())
    assert (one.number, one.name, one.numbers, one.names) == ("556012-5790", "Frukt AB", ("4711",), ("Frukt & Grönt",))
    assert (one.who, one.when, one.why, one.place) == ("Anna Lind", DAY, "because", f"{FILE}:1")


FAULTS = {
    "no who": (
        "- {id: s-1, when: 2026-11-24, why: because, name: A, numbers: ['1']}\n",
        f'{FILE}:1: this decision has no "who"\n    s-1\n'
        "    fix: write it: what is decided about suppliers is followed up",
    ),
    "no day": (
        "- {id: s-1, when: 24/11, who: A, why: because, name: A, numbers: ['1']}\n",
        f'{FILE}:1: "when" is not a date\n    24/11\n    fix: write year-month-day: 2026-11-24',
    ),
    "nothing": (
        entry(1, "name: A"),
        f"{FILE}:1: this decision names no other number and no other name of the supplier\n    s-1\n"
        "    fix: write one under numbers or names",
    ),
    "itself": (
        entry(1, "number: 556012-5790, name: A, numbers: ['5560125790']"),
        f"{FILE}:1: this number or name is the decided one itself\n    556012-5790\n"
        "    fix: leave it out: list only the others under numbers and names",
    ),
    "two suppliers": (
        entry(1, "number: '1', name: A, numbers: ['3']") + entry(2, "number: '2', name: B, numbers: ['3']"),
        f"{FILE}:2: this number or name is given to two suppliers (also at {FILE}:1)\n    3\n"
        "    fix: withdraw one of the two decisions",
    ),
    "two names of one": (
        entry(1, "number: '1', name: A, numbers: ['3']") + entry(2, "number: '1', name: B, numbers: ['4']"),
        f"{FILE}:2: this number or name is given to two suppliers (also at {FILE}:1)\n    1\n"
        "    fix: withdraw one of the two decisions",
    ),
    "chain": (
        entry(1, "number: '1', name: A, numbers: ['2']") + entry(2, "number: '3', name: C, numbers: ['1']"),
        f"{FILE}:2: this is the decided number or name of another decision ({FILE}:1), and there are no chains\n    1\n"
        "    fix: withdraw the other decision, and list its numbers and names here",
    ),
    "id twice": (
        entry(1, "name: A, numbers: ['3']") + entry(1, "name: B, numbers: ['4']"),
        f"{FILE}:2: the id stands twice (first at {FILE}:1)\n    s-1\n    fix: give each decision its own id",
    ),
    "withdraws nothing": (
        entry(1, "withdraws: s-9"),
        f"{FILE}:1: no earlier decision of this id can be withdrawn\n    s-9\n"
        "    fix: write the id of a decision above this one",
    ),
    "withdraws and decides": (
        entry(1, "name: A, numbers: ['3']") + entry(2, "withdraws: s-1, name: B"),
        f"{FILE}:2: a decision that withdraws another says nothing else\n    s-2\n"
        "    fix: write what is decided anew as a decision of its own",
    ),
    "a person's number is masked": (
        entry(1, "number: '1', name: A, numbers: [640823-3234]") + entry(2, "name: B, numbers: [640823-3234]"),
        f"{FILE}:2: this number or name is given to two suppliers (also at {FILE}:1)\n    ******-****\n"
        "    fix: withdraw one of the two decisions",
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_what_is_wrong_is_said_with_file_and_line(kind: str) -> None:
    text, said = FAULTS[kind]
    assert refusal(text) == [said]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(refusal(FAULTS["no who"][0] + FAULTS["no day"][0] + "- {idd: 1}\n")) == 3
    assert "the file should be a list" in refusal("id: s-1\n")[0]


def test_a_decision_is_added_and_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    written = "# decided with finance\n" + entry(7, "name: B, numbers: ['99']").rstrip("\n")
    (tmp_path / FILE).write_text(written, encoding="utf-8")
    held = alias_file.load(tmp_path).written
    named = replace(ONE, id=alias_writing.next_id(held, DAY))
    alias_writing.append(tmp_path, named)
    assert (tmp_path / FILE).read_text(encoding="utf-8").startswith(written + "\n- id: s-20261124-001\n")
    again = alias_file.load(tmp_path)
    assert [replace(one, place="") for one in again.written][1:] == [named]
    assert alias_writing.next_id(again.written, DAY) == "s-20261124-002"


def test_what_would_be_wrong_is_not_written(tmp_path: Path) -> None:
    alias_writing.append(tmp_path, ONE)
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(Refused):
        alias_writing.append(tmp_path, replace(ONE, id="s-2", number="1", name="Other AB"))
    assert (tmp_path / FILE).read_bytes() == before


def test_a_second_writer_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alias_writing, "PATIENCE", 0.01)
    with alias_writing.FileLock(tmp_path / alias_writing.LOCK), pytest.raises(Refused) as refused:
        alias_writing.append(tmp_path, ONE)
    assert str(refused.value) == (
        f"{tmp_path / FILE}: somebody else has been writing this file for 0.01 seconds\n"
        "    fix: try again; nothing was written"
    )


def test_a_decision_that_is_withdrawn_holds_no_longer() -> None:
    held = Aliases(alias_file.parse((ALL + entry(2, "withdraws: s-1")).encode()))
    assert held.held == ()
    rows = (block(("4711", "X")),)
    assert aliases.decided(rows, held) == rows


def test_rows_stand_under_the_decided_number_and_name() -> None:
    rows = (
        block(("4711", "Frukten"), ("556677-8899", "FRUKT"), ("1", "Frukt & Grönt")),
        block((None, " frukt & GRÖNT "), (None, "Frukt AB"), ("2", "B"), (None, None)),
    )
    found = aliases.decided(rows, Aliases((ONE,)))
    decided = ("556677-8899", "Frukt AB")
    assert suppliers(found) == [
        decided,
        decided,
        ("1", "Frukt & Grönt"),  # it has a number of its own, which says more than its name
        decided,
        decided,
        ("2", "B"),
        (None, None),
    ]
    assert aliases.note(rows, found, Aliases((ONE,))) == (
        f"{FILE}: 1 decision; 4 rows stand under the supplier decided for them (40.00 SEK)"
    )


def test_a_supplier_without_a_number_has_a_name_only() -> None:
    one = replace(ONE, number=None, numbers=())
    assert suppliers(aliases.decided((block((None, "Frukt & Grönt"), ("4711", "X")),), Aliases((one,)))) == [
        (None, "Frukt AB"),
        ("4711", "X"),
    ]


NUMBERS, NAMES = st.sampled_from(["1", "2", "4711", None]), st.sampled_from(["A", "Frukt & Grönt", "frukt ab", None])


@settings(max_examples=30)
@given(st.lists(st.tuples(NUMBERS, NAMES), min_size=1, max_size=6))
def test_no_row_money_or_other_supplier_changes_and_twice_is_as_once(rows: list[tuple[str | None, str | None]]) -> None:
    held, before = Aliases((ONE,)), (block(*rows),)
    once = aliases.decided(before, held)
    same = ["row_id", "amount", "currency", "sole_trader"]
    assert once[0].select(same).collect().equals(before[0].select(same).collect())
    assert suppliers(aliases.decided(once, held)) == suppliers(once)
    for was, now in zip(rows, suppliers(once), strict=True):
        assert now == was or now == ("556677-8899", "Frukt AB")
