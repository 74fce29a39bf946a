"""A group's purchases as one: what is bought inside it, and what belongs to other owners; all of it to the öre."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import narwhals as nw
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.entities import Entity, Ownership
from procurement_footprint.footprint import conserve
from procurement_footprint.ledger.columns import CLASSIFIED, CODED
from procurement_footprint.mapping import group, splits
from procurement_footprint.mapping.group import INTRA_GROUP, OUTSIDE, WHOLE, consolidated, parties, treatments

ORE = Decimal("0.01")
TOWN = Entity("town", "212000-9991", "Town", counterparties=("10",))
ENERGY = Entity(
    "energy",
    "556012-5790",
    "Energy",
    counterparties=("85",),
    ownership=(Ownership("0.51", until="2024-06-30"),),
)
HOMES = Entity("homes", "556677-8899", "Homes", counterparties=("86",))
FILES = {"town.csv": "town", "energy.csv": "energy", "homes.csv": "homes"}
Row = dict[str, object]


def row(file: str, amount: str, **others: object) -> Row:
    whole = {"status": "counted", "category": "food", "rule_id": "r", "evidence": "account"}
    return (
        {"row_id": file, "booked_on": date(2024, 3, 1), "amount": Decimal(amount), "currency": "SEK"} | whole | others
    )


def made(rows: list[Row], entities: tuple[Entity, ...] = (TOWN, ENERGY, HOMES)) -> pl.DataFrame:
    whole = group.of(entities, {name: code for name, code in FILES.items() if code in {one.code for one in entities}})
    schema = {name: pl.String() if kind == CODED else kind for name, kind in CLASSIFIED.items()}
    frame = pl.DataFrame([dict.fromkeys(schema) | one for one in rows], schema).with_columns(
        reporting_amount=pl.col("amount")
    )
    known = parties(frame.cast({name: CODED for name, kind in CLASSIFIED.items() if kind == CODED}).lazy(), whole)
    found: pl.DataFrame = consolidated(nw.from_native(known.collect(), eager_only=True), whole).to_native()
    return found


def outcome(found: pl.DataFrame) -> list[tuple[object, ...]]:
    said = found.select(pl.col("reason").cast(pl.String), "part", pl.col("amount").cast(pl.String))
    return said.rows()


def test_the_worked_example_of_the_method() -> None:
    """1,000.01 kr from a company of which 51 % is the group's, by a buyer that is wholly the group's."""
    found = made([row("town.csv:2", "1000.01", supplier_id="556012-5790")])
    assert outcome(found) == [(None, 1, "490.00"), (INTRA_GROUP, 2, "510.01")]
    assert found["category"].to_list() == ["food", None]
    assert found["evidence"].to_list() == ["account", "group"]
    assert found["rule_id"].to_list() == ["r", None]
    assert found["status"].to_list() == ["counted", "left_out"]


def test_what_a_company_owned_in_part_buys_outside_is_the_group_s_by_its_share() -> None:
    found = made([row("energy.csv:2", "333.33", supplier_id="559011-0091")])
    assert outcome(found) == [(None, 1, "170.00"), (OUTSIDE, 2, "163.33")]


def test_what_it_buys_inside_the_group_is_divided_twice() -> None:
    homes = Entity("homes", "556677-8899", "Homes", ownership=(Ownership("0.6"),))
    found = made([row("energy.csv:2", "1000.00", supplier_id="556677-8899")], (TOWN, ENERGY, homes))
    assert outcome(found) == [(None, 1, "204.00"), (INTRA_GROUP, 2, "306.00"), (OUTSIDE, 3, "490.00")]


def test_from_the_day_after_it_left_it_is_a_seller_like_any_other_and_its_own_purchases_are_not_the_group_s() -> None:
    day = date(2024, 7, 1)
    bought = row("town.csv:2", "100.00", supplier_id="556012-5790", booked_on=day)
    own = row("energy.csv:2", "100.00", supplier_id="559011-0091", booked_on=day)
    last = row("energy.csv:3", "100.00", supplier_id="559011-0091", booked_on=date(2024, 6, 30))
    assert outcome(made([bought, own, last])) == [
        (None, None, "100.00"),
        (OUTSIDE, None, "100.00"),
        (None, 1, "51.00"),
        (OUTSIDE, 2, "49.00"),
    ]


def test_the_seller_is_known_by_its_number_and_else_by_the_counterparty() -> None:
    rows = [
        row("town.csv:2", "1.00", supplier_id="559011-0091", counterparty="86"),  # a factoring company sent the bill
        row("town.csv:3", "1.00", supplier_id="556677-8899", counterparty="999"),
        row("town.csv:4", "1.00", supplier_id="212000-9991", counterparty="10"),  # from itself: rules say what that is
        row("town.csv:5", "1.00", supplier_id="559011-0091", counterparty="999"),
        row("town.csv:6", "1.00"),
    ]
    assert made(rows)["reason"].to_list() == [INTRA_GROUP, INTRA_GROUP, None, None, None]


def test_what_a_rule_leaves_out_stays_so_in_whole_and_what_is_unmapped_is_eliminated_all_the_same() -> None:
    wages = {"status": "left_out", "category": None, "reason": "wages"}
    unmapped = {"status": "unmapped", "category": None, "reason": "no_rule", "rule_id": None, "evidence": None}
    found = made(
        [
            row("energy.csv:2", "800.00", **wages),
            row("town.csv:2", "5.00", supplier_id="556677-8899", **unmapped),
            row("energy.csv:3", "5.00", **unmapped),
        ]
    )
    assert outcome(found) == [
        ("wages", None, "800.00"),
        (INTRA_GROUP, None, "5.00"),
        ("no_rule", 1, "2.55"),
        (OUTSIDE, 2, "2.45"),
    ]
    assert found["rule_id"].to_list() == ["r", None, None, None]


def test_parts_of_a_split_are_divided_on_and_numbered_through() -> None:
    halves = [row("energy.csv:2", "50.01", part=1), row("energy.csv:2", "50.00", part=2, category="wood")]
    found = made(halves)
    assert outcome(found) == [(None, 1, "25.51"), (OUTSIDE, 2, "24.50"), (None, 3, "25.50"), (OUTSIDE, 4, "24.50")]
    whole = pl.LazyFrame({"row_id": ["energy.csv:2"], "amount": [Decimal("100.01")]})
    conserve.parts_of_rows(whole, found.lazy())


def test_wholly_owned_entities_leave_every_row_whole() -> None:
    found = made([row("town.csv:2", "9.00", supplier_id="556677-8899")], (TOWN, HOMES))
    assert outcome(found) == [(INTRA_GROUP, None, "9.00")]


def test_an_entity_without_a_ledger_is_named() -> None:
    whole = group.of((TOWN, HOMES), {"town.csv": "town"})
    assert list(group.said(whole)) == [
        "no ledger of homes (Homes) is read: purchases from it are left out as bought inside the group, "
        "and its own are missing"
    ]


shares = st.integers(0, WHOLE)


@settings(max_examples=30)
@given(shares, shares, st.integers(-(10**15), 10**15))
def test_the_parts_of_a_row_add_up_to_it_and_follow_the_formula(b: int, s: int, ore: int) -> None:
    """Against whole numbers and fractions of Python, one row at a time."""

    def part(size: int, share: int) -> int:
        return int((Decimal(size) * share / WHOLE).quantize(Decimal(1), ROUND_HALF_UP))

    sign, size = (-1 if ore < 0 else 1), abs(ore)
    inside = part(size, b)
    counted = part(inside, WHOLE - s)
    expected = {None: counted, INTRA_GROUP: inside - counted, OUTSIDE: size - inside}
    found: dict[str | None, int] = {}
    for why, one, two in treatments(b, s):
        money = pl.DataFrame({"amount": [Decimal(ore) / 100]}, {"amount": pl.Decimal(18, 2)})
        for begins, ends in (one, two):
            span = {splits.BEGINS: begins, splits.ENDS: ends}
            held = money.with_columns(
                reporting_amount=pl.col("amount"), **{name: pl.lit(v, pl.Int64) for name, v in span.items()}
            )
            money = splits.apportioned(nw.from_native(held, eager_only=True)).to_native().select("amount")
        found[why] = int(money["amount"][0] * 100)
    assert {why: amount * sign for why, amount in expected.items() if why in found} == found
    assert sum(found.values()) == ore


PARTIES = st.sampled_from(["212000-9991", "556012-5790", "556677-8899", "559011-0091", None])
CODES = st.sampled_from(["10", "85", "86", "999", None])
DAYS = st.dates(date(2023, 12, 1), date(2024, 12, 31))
OWNED = st.lists(st.tuples(st.integers(1, WHOLE), DAYS), max_size=3)


def owned(entity: Entity, spans: list[tuple[int, date]]) -> Entity:
    """Return the entity with a share from each day to the day before the next."""
    starts = sorted({day: share for share, day in spans}.items())
    ends = [date.fromordinal(day.toordinal() - 1).isoformat() for day, _ in starts[1:]] + [None] * bool(starts)
    held = [
        Ownership(f"{Decimal(share) / WHOLE:f}", day.isoformat(), until)
        for (day, share), until in zip(starts, ends, strict=True)
    ]
    return Entity(entity.code, entity.id, entity.name, counterparties=entity.counterparties, ownership=tuple(held))


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from(list(FILES)), st.integers(-(10**9), 10**9), PARTIES, CODES, DAYS), min_size=1),
    OWNED,
    OWNED,
)
def test_counted_left_out_and_unmapped_are_the_ledger_whoever_owns_what(
    bookings: list[tuple[str, int, str | None, str | None, date]],
    energy: list[tuple[int, date]],
    homes: list[tuple[int, date]],
) -> None:
    entities = (TOWN, owned(ENERGY, energy), owned(HOMES, homes))
    rows = [
        row(f"{file}:{at}", "0", supplier_id=seller, counterparty=code, booked_on=day) | {"amount": Decimal(ore) * ORE}
        for at, (file, ore, seller, code, day) in enumerate(bookings, 2)
    ]
    found = made(rows, entities)
    booked = pl.LazyFrame([{name: one[name] for name in ("row_id", "currency", "amount")} for one in rows])
    money = booked.with_columns(pl.col("amount").cast(pl.Decimal(18, 2)))
    conserve.same(conserve.tally(money), conserve.tally_of_parts(found.lazy()), "test")
    conserve.parts_of_rows(money, found.lazy())
    got = {(row_id, why): amount for row_id, why, amount in found.select("row_id", "reason", "amount").iter_rows()}
    for one in rows:
        for why, amount in formula(one, entities).items():
            assert got.get((str(one["row_id"]), why), Decimal(0)) == amount


def formula(booked: Row, entities: tuple[Entity, ...]) -> dict[str | None, Decimal]:
    """Return what the method says of a row, one row at a time."""
    day, amount = booked["booked_on"], booked["amount"]
    assert isinstance(day, date)
    assert isinstance(amount, Decimal)
    buyer = next(one for one in entities if FILES[str(booked["row_id"]).partition(":")[0]] == one.code)
    by_number = [one for one in entities if one is not buyer and one.id == booked["supplier_id"]]
    by_code = [one for one in entities if one is not buyer and booked["counterparty"] in one.counterparties]
    seller = next(iter([*by_number, *by_code]), None)
    size, sign = abs(amount), -1 if amount < 0 else 1
    inside = (size * buyer.share(day)).quantize(ORE, ROUND_HALF_UP)
    counted = (inside * (1 - (seller.share(day) if seller else 0))).quantize(ORE, ROUND_HALF_UP)
    return {None: sign * counted, INTRA_GROUP: sign * (inside - counted), OUTSIDE: sign * (size - inside)}
