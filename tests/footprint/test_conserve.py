from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from procurement_footprint.footprint import conserve
from procurement_footprint.ledger.columns import MONEY, PART
from procurement_footprint.problems import Unbalanced

ROWS = st.lists(
    st.tuples(st.integers(0, 10**6), st.decimals(-1000, 1000, places=2), st.sampled_from(["SEK", "NOK"])),
    min_size=2,
    max_size=20,
    unique_by=lambda row: row[0],
)


def frame(rows: list[tuple[int, Decimal, str]]) -> pl.LazyFrame:
    return pl.LazyFrame(
        {
            "row_id": [f"l.csv:{number}" for number, _, _ in rows],
            "amount": [amount for _, amount, _ in rows],
            "currency": [currency for _, _, currency in rows],
        },
        schema={"row_id": pl.String, "amount": MONEY, "currency": pl.String},
    )


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, Decimal, str]], random: object) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    conserve.same(conserve.tally(frame(rows)), conserve.tally(frame(shuffled)), "shuffle")


@given(ROWS, st.data())
def test_a_lost_a_doubled_or_a_swapped_row_is_noticed(
    rows: list[tuple[int, Decimal, str]], data: st.DataObject
) -> None:
    before = conserve.tally(frame(rows))
    victim = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(st.integers(0, len(rows) - 1))
    assume(victim != other)
    lost = rows[:victim] + rows[victim + 1 :]
    doubled = [*rows, rows[victim]]
    swapped = [*lost, rows[other]]
    for tampered in (lost, doubled, swapped):
        with pytest.raises(Unbalanced):
            conserve.same(before, conserve.tally(frame(tampered)), "here")


@given(ROWS, st.sampled_from([Decimal("0.01"), Decimal("-0.01")]))
def test_one_ore_more_or_less_is_noticed(rows: list[tuple[int, Decimal, str]], change: Decimal) -> None:
    number, amount, currency = rows[0]
    with pytest.raises(Unbalanced, match=r"here: .* came in and .* went out"):
        conserve.same(
            conserve.tally(frame(rows)), conserve.tally(frame([(number, amount + change, currency), *rows[1:]])), "here"
        )


def test_the_ledger_must_hold_what_its_files_say() -> None:
    ledger = conserve.tally(frame([(1, Decimal("10.00"), "SEK"), (2, Decimal("5.50"), "NOK")]))
    parts = [(1, {"SEK": Decimal("10.00")}), (1, {"NOK": Decimal("5.50")})]
    conserve.in_full(parts, ledger, "files to ledger")
    with pytest.raises(Unbalanced, match=r"files to ledger: 5.51 NOK came in and 5.50 NOK went out"):
        conserve.in_full([(2, {"SEK": Decimal("10.00"), "NOK": Decimal("5.51")})], ledger, "files to ledger")
    with pytest.raises(Unbalanced, match=r"files to ledger: 3 rows came in and 2 went out"):
        conserve.in_full([(3, {"SEK": Decimal("10.00"), "NOK": Decimal("5.50")})], ledger, "files to ledger")


@pytest.mark.parametrize(
    ("status", "kg", "reason", "said"),
    [
        ("counted", None, None, "1 rows have kilograms though not counted, or are counted without"),
        ("unmapped", Decimal("0.000"), "no_rule", "1 rows have kilograms though not counted, or are counted without"),
        ("left_out", None, None, "1 rows have no outcome with exactly one reason"),
        ("counted", Decimal("0.000"), "wages", "1 rows have no outcome with exactly one reason"),
    ],
)
def test_kilograms_stand_exactly_where_a_row_is_counted(
    status: str, kg: Decimal | None, reason: str | None, said: str
) -> None:
    good = {"status": "counted", "kg_co2e": Decimal("1.000"), "reason": None}
    bad = {"status": status, "kg_co2e": kg, "reason": reason}
    schema = {"status": pl.String, "kg_co2e": pl.Decimal(18, 3), "reason": pl.String}
    assert conserve.kilograms_where_counted([pl.LazyFrame([good], schema=schema)]) == Decimal("1.000")
    with pytest.raises(Unbalanced, match=said):
        conserve.kilograms_where_counted([pl.LazyFrame([good, bad], schema=schema)])


def test_kilograms_do_not_change_on_the_way() -> None:
    conserve.same_kilograms(Decimal("1.000"), Decimal("1.000"), "footprint to tables")
    with pytest.raises(Unbalanced, match=r"footprint to tables: 1.000 kg came in and 1.001 kg went out"):
        conserve.same_kilograms(Decimal("1.000"), Decimal("1.001"), "footprint to tables")


def parts(*rows: tuple[str, int | None, str]) -> pl.LazyFrame:
    held = [(row_id, part, Decimal(amount), "SEK") for row_id, part, amount in rows]
    return pl.LazyFrame(held, {"row_id": pl.String, "part": PART, "amount": MONEY, "currency": pl.String}, orient="row")


LEDGER = parts(("l.csv:1", None, "10.00"), ("l.csv:2", None, "5.00"))
WHOLE, FIRST, SECOND = ("l.csv:2", None, "5.00"), ("l.csv:1", 1, "6.67"), ("l.csv:1", 2, "3.33")


def test_a_row_in_parts_is_counted_once() -> None:
    conserve.same(conserve.tally(LEDGER), conserve.tally_of_parts(parts(FIRST, SECOND, WHOLE)), "split")
    conserve.parts_of_rows(LEDGER, parts(FIRST, SECOND, WHOLE))


@pytest.mark.parametrize(
    "tampered",
    [
        (FIRST, ("l.csv:1", 2, "3.34")),
        (FIRST, ("l.csv:1", 3, "3.33")),
        (FIRST, ("l.csv:1", 1, "3.33")),
        (FIRST,),
        (("l.csv:9", 1, "6.67"), ("l.csv:9", 2, "3.33")),
    ],
)
def test_parts_that_do_not_make_up_their_row_are_noticed(tampered: tuple[tuple[str, int, str], ...]) -> None:
    with pytest.raises(Unbalanced, match=r"l.csv:\d: the row is .* and its parts add up to .*, or one is missing"):
        conserve.parts_of_rows(LEDGER, parts(*tampered, WHOLE))


def test_a_row_without_its_first_part_is_a_lost_row() -> None:
    with pytest.raises(Unbalanced, match="2 rows came in and 1 went out"):
        conserve.same(conserve.tally(LEDGER), conserve.tally_of_parts(parts(SECOND, WHOLE)), "split")
