from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

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


def walked(*files: tuple[int, dict[str, Decimal]], into: pl.LazyFrame, in_parts: bool) -> conserve.Tally:
    """Walk LEDGER, whose files say that they hold this much, into a footprint."""
    ledger: Any = SimpleNamespace(
        files=[SimpleNamespace(rows=rows, amounts=amounts) for rows, amounts in files],
        blocks=[LEDGER.filter(row_id="l.csv:1"), LEDGER.filter(row_id="l.csv:2")],
        rows=LEDGER,
    )
    footprint = [into.filter(row_id="l.csv:1"), into.filter(pl.col("row_id") != "l.csv:1")]
    return conserve.walked(ledger, footprint, in_parts)


SAID = (2, {"SEK": Decimal("15.00")})


def test_a_walk_is_checked_from_the_files_to_the_footprint() -> None:
    whole, split = parts(("l.csv:1", None, "10.00"), WHOLE), parts(FIRST, SECOND, WHOLE)
    found = [walked(SAID, into=whole, in_parts=kind) for kind in (False, True)]
    found.append(walked(SAID, into=split, in_parts=True))
    assert [(one.rows, one.money) for one in found] == [(2, {"SEK": Decimal("15.00")})] * 3
    assert len({one.ids for one in found}) == 1
    assert walked((1, {"SEK": Decimal(10)}), (1, {"SEK": Decimal(5)}), into=whole, in_parts=False) == found[0]


@pytest.mark.parametrize(
    ("said", "footprint", "in_parts", "message"),
    [
        (SAID, (WHOLE,), False, "ledger to footprint: 2 rows came in and 1 went out"),
        (SAID, (FIRST, SECOND, WHOLE), False, "ledger to footprint: 2 rows came in and 3 went out"),
        (SAID, (("l.csv:3", None, "10.00"), WHOLE), False, "the rows that went out are not the rows that came in"),
        (SAID, (("l.csv:1", None, "9.99"), WHOLE), False, "ledger to footprint: 15.00 SEK came in and 14.99 SEK went"),
        ((3, {"SEK": Decimal(15)}), (FIRST, SECOND, WHOLE), True, "files to ledger: 3 rows came in and 2 went out"),
        (SAID, (FIRST, ("l.csv:1", 3, "3.33"), WHOLE), True, "l.csv:1: the row is 10.00 and its parts add up to 10.00"),
    ],
)
def test_a_walk_on_which_something_is_lost_ends(
    said: tuple[int, dict[str, Decimal]],
    footprint: tuple[tuple[str, int | None, str], ...],
    in_parts: bool,
    message: str,
) -> None:
    with pytest.raises(Unbalanced, match=message):
        walked(said, into=parts(*footprint), in_parts=in_parts)


def test_a_currency_that_is_on_one_side_only_is_noticed() -> None:
    ten = conserve.Tally(1, 7, {"SEK": Decimal("10.00")})
    nothing = conserve.Tally(1, 7, {"NOK": Decimal("0.00"), "SEK": Decimal("10.00")})
    conserve.same(ten, nothing, "here")
    conserve.same(nothing, ten, "here")
    more = conserve.Tally(1, 7, {"EUR": Decimal("0.01"), "SEK": Decimal("10.00")})
    with pytest.raises(Unbalanced, match=r"^here: 0 EUR came in and 0.01 EUR went out$"):
        conserve.same(ten, more, "here")
    with pytest.raises(Unbalanced, match=r"^here: 0.01 EUR came in and 0 EUR went out$"):
        conserve.same(more, ten, "here")
    with pytest.raises(Unbalanced, match=r"^here: 1 rows came in and 2 went out$"):
        conserve.same(ten, ten + conserve.Tally(1, 1, {}), "here")
    with pytest.raises(Unbalanced, match=r"^here: the rows that went out are not the rows that came in$"):
        conserve.same(ten, conserve.Tally(1, 8, ten.money), "here")


def test_tallies_add_up_in_every_currency_and_their_fingerprint_stays_in_64_bits() -> None:
    one = conserve.Tally(1, 2**64 - 1, {"SEK": Decimal(1), "NOK": Decimal(2)})
    both = one + conserve.Tally(2, 3, {"SEK": Decimal(4), "EUR": Decimal(8)})
    assert both == conserve.Tally(3, 2, {"EUR": Decimal(8), "NOK": Decimal(2), "SEK": Decimal(5)})
    assert list(both.money) == ["EUR", "NOK", "SEK"]
    assert conserve.NOTHING + one == one


def test_a_footprint_alone_has_each_row_once_and_all_its_parts() -> None:
    conserve.each_once(LEDGER)
    conserve.each_once(parts(FIRST, SECOND, WHOLE))
    for rows, message in (
        ((FIRST, SECOND, WHOLE, WHOLE), r"^l.csv:2: the row is there twice$"),
        ((FIRST, SECOND, WHOLE, ("l.csv:1", None, "10.00")), r"^l.csv:1: the row is there twice$"),
        ((SECOND, WHOLE), r"^l.csv:1: a part of the row is missing$"),
        ((FIRST, ("l.csv:1", 3, "1.00"), WHOLE), r"^l.csv:1: a part of the row is missing$"),
        ((FIRST, SECOND, SECOND, WHOLE), r"^l.csv:1: a part of the row is missing$"),
        ((("l.csv:1", 0, "1.00"), FIRST, WHOLE), r"^l.csv:1: a part of the row is missing$"),
    ):
        with pytest.raises(Unbalanced, match=message):
            conserve.each_once(parts(*rows))


def test_the_first_row_in_the_order_of_names_is_the_one_that_is_named() -> None:
    twice = [("b", None, "1.00"), ("a", None, "1.00")] * 2
    with pytest.raises(Unbalanced, match=r"^a: the row is there twice$"):
        conserve.each_once(parts(*twice))
    missing = parts(("b", 2, "1.00"), ("a", 2, "1.00"))
    with pytest.raises(Unbalanced, match=r"^a: a part of the row is missing$"):
        conserve.each_once(missing)
    with pytest.raises(Unbalanced, match=r"^a: the row is None and its parts add up to 1.00, or one is missing$"):
        conserve.parts_of_rows(LEDGER, missing)


def measured(**changes: str | None) -> pl.LazyFrame:
    """Return two rows of one line of activity data and one of none; changes: cells of the first row."""
    sums = {name: Decimal("1.000") for name in ("kg_spend_based", "kg_co2e", "kg_scope_1", "kg_scope_2")}
    money = {name: Decimal("5.00") for name in ("reporting_amount", "covered_amount")}
    rows = [{"row_id": name, "activity": "a.csv:2", **money, **sums} for name in ("l.csv:1", "l.csv:2")]
    rows[0] |= {
        name: value if name in ("activity", "row_id") else Decimal(str(value)) for name, value in changes.items()
    }
    rows.append(rows[1] | {"row_id": "l.csv:3", "activity": None})
    kinds = dict.fromkeys(money, MONEY) | dict.fromkeys(sums, pl.Decimal(18, 3))
    return pl.LazyFrame(rows, {"row_id": pl.String, "activity": pl.String, **kinds})


SLICES = pl.DataFrame(
    [
        {"activity": "a.csv:2", "rows": 2}
        | {name: Decimal("10.00") for name in ("reporting_amount", "covered_amount")}
        | {name: Decimal("2.000") for name in ("kg_spend_based", "kg_co2e", "kg_scope_1", "kg_scope_2")}
    ]
)


def test_what_activity_data_gave_is_in_its_rows_once() -> None:
    conserve.counted_once(measured(), SLICES)
    for name in ("reporting_amount", "covered_amount", "kg_spend_based", "kg_co2e", "kg_scope_1", "kg_scope_2"):
        gave = SLICES[name].item()
        with pytest.raises(Unbalanced, match=rf"^a.csv:2: {name} of the activity is {gave}, and of its rows \d+\.\d+$"):
            conserve.counted_once(measured(**{name: "1.01"}), SLICES)
    with pytest.raises(Unbalanced, match=r"^a.csv:2: rows of the activity is 2, and of its rows 1$"):
        conserve.counted_once(measured(row_id="l.csv:2"), SLICES)
    with pytest.raises(Unbalanced, match=r"^a.csv:2: rows of the activity is 2, and of its rows 1$"):
        conserve.counted_once(measured(activity="b.csv:9"), SLICES)
    with pytest.raises(Unbalanced, match=r"^a.csv:1: rows of the activity is 0, and of its rows 1$"):
        conserve.counted_once(measured(activity="a.csv:1"), SLICES)
    with pytest.raises(Unbalanced, match=r"^a.csv:2: rows of the activity is 2, and of its rows 0$"):
        conserve.counted_once(measured().filter(pl.col("activity").is_null()), SLICES)


@given(ROWS)
def test_tallies_of_shares_add_up_to_that_of_the_whole(rows: list[tuple[int, Decimal, str]]) -> None:
    shares = [conserve.tally(frame([row])) for row in rows]
    whole = conserve.tally(frame(rows))
    assert sum(shares, conserve.NOTHING) == whole
    assert isinstance(whole.ids, int)
    assert list(whole.money) == sorted(whole.money)


def test_a_row_in_three_parts_is_known_by_its_first() -> None:
    split = parts(("l.csv:1", 1, "5.00"), ("l.csv:1", 2, "3.00"), ("l.csv:1", 3, "2.00"), WHOLE)
    conserve.same(conserve.tally(LEDGER), conserve.tally_of_parts(split), "split")
    conserve.parts_of_rows(LEDGER, split)


def test_a_file_may_say_nothing_of_a_currency_that_the_ledger_does_not_hold() -> None:
    ledger = conserve.tally(frame([(1, Decimal("10.00"), "SEK")]))
    conserve.in_full([(1, {"SEK": Decimal("10.00"), "EUR": Decimal("0.00")})], ledger, "files to ledger")
