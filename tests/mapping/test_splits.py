"""A row over several categories: its parts add up to it to the öre, whatever the shares and the sign."""

from decimal import Decimal
from fractions import Fraction

import duckdb
import narwhals as nw
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_reference import decided, ledger, rule

from procurement_footprint.ledger.columns import PRICED
from procurement_footprint.mapping.classify import classify, decide
from procurement_footprint.mapping.rule import RuleSet
from procurement_footprint.mapping.splits import WHOLE

CATEGORIES = ["food", "rent", "meals", "cleaning", "transport"]


def split(*shares, rule_id="d-1", **where):
    names = CATEGORIES[: len(shares)]
    return rule(rule_id, split=tuple(zip(names, map(Decimal, shares), strict=True)), **(where or {"account": ["6"]}))


def parts(amount, *shares):
    rows = ledger({"account": "64", "amount": Decimal(amount), "reporting_amount": Decimal(amount)})
    found = decided(rows, [split(*shares)])
    assert [row["part"] for row in found] == list(range(1, len(shares) + 1))
    assert [row["category"] for row in found] == CATEGORIES[: len(shares)]
    assert {row["row_id"] for row in found} == {"0"}
    assert [row["amount"] for row in found] == [row["reporting_amount"] for row in found]
    return [str(row["amount"]) for row in found]


def test_the_worked_example_of_the_method():
    assert parts("100.03", "0.6", "0.25", "0.15") == ["60.02", "25.01", "15.00"]
    assert parts("-100.03", "0.6", "0.25", "0.15") == ["-60.02", "-25.01", "-15.00"]


def test_halves_go_up_whatever_a_binary_fraction_makes_of_them():
    assert parts("0.45", "0.7", "0.3") == ["0.32", "0.13"]  # 31.5 öre; 45 × 0.7 is 31.499… in binary
    assert parts("0.01", "0.5", "0.5") == ["0.01", "0.00"]


def test_a_row_that_no_split_decides_stays_whole_among_those_that_are_split():
    rows = ledger(
        {"account": "50", "amount": Decimal("1.00")},
        {"account": "64", "amount": Decimal("2.00")},
        {"account": "99", "amount": Decimal("3.00")},
        {"account": "64", "amount": Decimal("4.00")},
    )
    made = decide(rows, {None: RuleSet((rule("pay", "left out wages", account=["50"]), split("0.5", "0.5")))})
    eager = classify(nw.from_native(rows.collect(), eager_only=True), made).to_native()
    assert eager.select("row_id", "part", "status", "category", "reason", "rule_id", "amount").rows() == [
        ("0", None, "left_out", None, "wages", "pay", Decimal("1.00")),
        ("1", 1, "counted", "food", None, "d-1", Decimal("1.00")),
        ("1", 2, "counted", "rent", None, "d-1", Decimal("1.00")),
        ("2", None, "unmapped", None, "no_rule", None, Decimal("3.00")),
        ("3", 1, "counted", "food", None, "d-1", Decimal("2.00")),
        ("3", 2, "counted", "rent", None, "d-1", Decimal("2.00")),
    ]
    assert classify(nw.from_native(rows), made).to_native().collect().equals(eager)


@st.composite
def shares(draw):
    """Two to five whole millionths that add up to a whole."""
    number = draw(st.integers(2, 5))
    cuts = sorted(draw(st.sets(st.integers(1, WHOLE - 1), min_size=number - 1, max_size=number - 1)))
    return [Decimal(end - begin) / WHOLE for begin, end in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


amounts = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda ore: Decimal(ore).scaleb(-2))


def by_hand(amount, shares):
    ore, parts, before, total = abs(int(amount * 100)), [], 0, Fraction(0)
    for share in shares:
        total += Fraction(share)
        upto = int(ore * total + Fraction(1, 2))
        parts.append(Decimal(upto - before).scaleb(-2).copy_sign(amount))
        before = upto
    return parts


@settings(max_examples=100, deadline=None)
@given(shares(), st.lists(amounts | amounts.map(lambda amount: amount % 1000), min_size=1, max_size=8))
def test_parts_add_up_and_are_as_by_hand(shares, money):
    rows = ledger(*({"account": "64", "amount": amount, "reporting_amount": -amount} for amount in money))
    found = pl.DataFrame(decided(rows, [split(*shares)]))
    for number, amount in enumerate(money):
        held = found.filter(pl.col("row_id") == str(number))
        for column, whole in (("amount", amount), ("reporting_amount", -amount)):
            assert sum(held[column]) == whole
            assert held[column].to_list() == by_hand(whole, shares)


def test_every_engine_divides_the_same():
    money = [Decimal(number * 7_919_111 % 1_000_003 - 400_000).scaleb(-2) for number in range(500)]
    money += [Decimal("9999999999999.99"), Decimal("-9999999999999.99"), Decimal("0.00"), Decimal("0.01")]
    rows = ledger(
        *(
            {"account": ["64", "50", None][place % 3], "amount": one, "reporting_amount": one}
            for place, one in enumerate(money)
        )
    )
    rules = (split("0.333333", "0.5", "0.166667", account=["64"]), rule("pay", "left out wages", account=["50"]))
    made = decide(rows, {None: RuleSet(rules)})
    columns = ["row_id", "part", "category", "reason", "amount", "reporting_amount"]
    here = classify(nw.from_native(rows), made).to_native().collect()
    elsewhere = nw.from_native(duckdb.from_arrow(rows.collect().to_arrow()))
    there = classify(elsewhere, made).collect(backend="polars").to_native()
    plain = here.select(pl.col(pl.Categorical).cast(pl.String), pl.all().exclude(pl.Categorical)).select(columns)
    assert there.select(columns).sort("row_id", "part").equals(plain.sort("row_id", "part"))
    assert here.height == len(money) + 2 * len(money[::3])
    assert set(PRICED) < set(here.columns)
