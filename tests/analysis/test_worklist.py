"""The worklist: every undecided line in one group, money to the öre, largest stake first."""

from datetime import date
from decimal import Decimal

import narwhals as nw
import polars as pl
import pytest
from footprint_rows import counted, frame, left_out, unmapped
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import composite

from procurement_footprint.analysis import lines, stakes
from procurement_footprint.analysis.grouping import GROUP, grouped
from procurement_footprint.analysis.progress import begin
from procurement_footprint.analysis.reach import meets
from procurement_footprint.analysis.worklist import worklist
from procurement_footprint.ledger.columns import PRICED
from procurement_footprint.mapping.classify import classify, decide
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.mapping.suggestion import LINE, Suggestion

CODES = {name: PRICED[name] for name in LINE} | {"amount": PRICED["amount"]}
FACTORS = {"food": 0.03, "furniture": 0.02, "cement": 0.2, "advice": 0.005}


def of(*rows):
    return lines.lines_of(frame(rows).collect())


def found(*rows, suggester=None):
    return worklist(of(*rows), "SEK", FACTORS, suggester)


def asked(*rows):
    return sorted(group.where for group in found(*rows).groups)


class Says:
    """Proposes the same for every line."""

    def __init__(self, *suggestions):
        self.suggestions = suggestions

    def suggest(self, lines, number=3):
        return [self.suggestions[:number]] * lines.height


OPEN = {"account": "9011", "account_text": "Obs-konto", "text": None}


def company(number):
    return {"supplier_id": f"556677-88{number:02d}", "supplier": f"Bolaget {number} AB"}


def test_a_supplier_that_nobody_has_decided_is_one_decision():
    rows = [unmapped("5", **company(1), account=account) for account in ("9011", "9012", None)]
    assert asked(*rows) == [(("supplier", ("556677-8801",)),)]


def test_a_supplier_that_is_decided_elsewhere_is_asked_about_with_its_account():
    rows = [unmapped("5", **company(1), **OPEN), counted("7", "1", **company(1), account="6410")]
    assert asked(*rows) == [(("supplier", ("556677-8801",)), ("account", ("9011",)))]


def test_an_account_of_many_suppliers_is_one_decision():
    assert asked(*(unmapped("5", **company(number), **OPEN) for number in range(3))) == [(("account", ("9011",)),)]
    assert len(asked(*(unmapped("5", **company(number), **OPEN) for number in range(2)))) == 2


def test_natural_persons_go_by_account_and_have_no_name():
    person = {"supplier_id": "19640823-3234", "supplier": "Anna Lind", "sole_trader": True}
    made = found(unmapped("5", **person, account="9011", account_text="Obs-konto", text="Anna Linds arvode"))
    (group,) = made.groups
    assert (group.where, group.persons) == ((("account", ("9011",)),), True)
    assert not any(word in str(made) + str(made.lines.to_dicts()) for word in ("Anna", "19640823"))


def test_an_account_where_texts_decide_is_asked_about_with_its_text():
    known = counted("7", "1", account="9011", account_text="Livsmedel", evidence="text")
    rows = [unmapped("5", **company(number), **OPEN) for number in range(3)]
    assert asked(*rows, known) == [(("account", ("9011",)), ("account_text", ("|obs konto|",)))]
    strong = counted("7", "1", account="9011", account_text="Livsmedel", evidence="supplier")
    assert asked(*rows, strong) == [(("account", ("9011",)),)]


def test_a_text_is_asked_about_where_account_and_account_text_are_decided_otherwise():
    known = counted("7", "1", **(OPEN | {"text": "Gräddtårta"}), evidence="text")
    rows = [unmapped("5", **company(number), **(OPEN | {"text": "Diverse, enl. avtal"})) for number in range(3)]
    expected = (("account", ("9011",)), ("account_text", ("|obs konto|",)), ("text", ("|diverse enl avtal|",)))
    assert asked(*rows, known) == [expected]


def test_a_line_that_nothing_tells_from_decided_ones_is_left_to_a_rule_by_hand():
    person = {"supplier_id": None, "supplier": None, "sole_trader": True, "account": "9011", "account_text": None}
    made = found(unmapped("5", **person), counted("7", "1", **person), unmapped("1", **company(1), account="77"))
    assert [group.where for group in made.groups] == [(("supplier", ("556677-8801",)),), ()]


def test_a_name_is_asked_for_only_where_it_is_nobody_elses():
    nameless = {"supplier_id": None, "account": None, "account_text": None}
    assert asked(unmapped("5", supplier="Vintersele", **nameless)) == [(("supplier_name", ("|vintersele|",)),)]
    other = counted("7", "1", supplier="Vintersele Bygg AB", supplier_id="556677-8801")
    assert asked(unmapped("5", supplier="Vintersele", **nameless), other) == [()]


def test_what_has_a_category_and_no_factor_is_said_apart():
    made = found(unmapped("5"), unmapped("7", reason="no_factor", category="food"))
    assert (made.without_factor, made.undecided, len(made.groups)) == ((1, Decimal("7.00")), Decimal("5.00"), 1)


def test_the_stake_is_half_the_spread_of_what_the_lines_may_be():
    # nothing is suggested: four categories with 0.225 each, and 0 kg with 0.1; 90 % are reached at the dearest
    assert stakes.stake((), FACTORS) == stakes.Stake(0.1, pytest.approx(0.06375))
    # food for certain: today it counts for nothing, then 0.03
    assert stakes.stake((Suggestion("food", 1.0, ""),), FACTORS) == stakes.Stake(0.015, 0.03)
    # left out for certain: believed to 0.8, so 0.82 at 0, then 0.045 each at advice, furniture, food and cement
    assert stakes.stake((Suggestion("left_out:wages", 1.0, ""),), FACTORS) == stakes.Stake(0.01, 0.0)
    # 0.9 food, believed to 0.8: 0.1 at 0, 0.06 each at advice, furniture and cement, 0.72 at food
    mixed = stakes.stake((Suggestion("food", 0.9, ""),), FACTORS)
    assert mixed == stakes.Stake(0.015, pytest.approx(0.9 * 0.03 + 0.1 / 3 * (0.005 + 0.02 + 0.2)))


def test_shares_say_what_is_decided_when_a_person_stops_there():
    made = found(
        counted("100", "3.0"),
        unmapped("60", **company(1), account="71"),
        unmapped("40", **company(2), account="72"),
        suggester=Says(Suggestion("food", 1.0, "known")),
    )
    assert [group.money_decided for group in made.groups] == [0.8, 1.0]
    assert [group.kg_decided for group in made.groups] == [pytest.approx(4.8 / 6), pytest.approx(1.0)]
    assert [group.suggestions[0].said for group in made.groups] == ["food 1.00: known"] * 2


def test_progress_knows_what_decisions_have_reached():
    made = found(counted("100", "3.0"), unmapped("60", **company(1), account="71"), unmapped("40", **company(2)))
    start, first = begin(made), made.groups[0]
    after = start.after(first.where, "food")
    assert (start.money_decided, after.money_decided) == (0.5, 0.8)
    assert after.of(first) == (0, Decimal("0"))
    assert after.kg == pytest.approx(3.0 + 60 * 0.03)


def test_suggestions_learn_from_what_is_decided_and_never_from_a_persons_name():
    person = {"supplier_id": "19640823-3234", "supplier": "Anna Lind", "sole_trader": True}
    told = lines.history(of(counted("1", "1", category="food"), left_out("1", **person), unmapped("1")))
    outcomes = {(line["supplier"], line["outcome"], line["rows"]) for line in told.to_dicts()}
    assert outcomes == {("Livs AB", "food", 1), (None, "left_out:wages", 1)}


few = st.sampled_from
values = st.fixed_dictionaries(
    {
        "supplier_id": few(["556677-8801", "556677-8802", "556677-8803", "556677-8804", "1234567890", None]),
        "supplier": few(["Ett AB", "Två AB", "Tre", "Tre Fyra", "-", None]),
        "sole_trader": few([False, False, False, True]),
        "account": few(["90", "9011", "9012", None]),
        "account_text": few(["Obs", "Diff", "Obs, diff", "-", None]),
        "text": few(["Diverse", "Diverse köp", "", None]),
        "chart": few(["kbas", "kbas", "bas", None]),
        "booked_on": st.just(date(2024, 3, 1)),
    }
)
amounts = st.decimals("-9999.99", "9999.99", places=2).map(str)


@composite
def row(draw):
    kind = draw(few(["open", "open", "tie", "counted", "left_out", "no_factor"]))
    amount, held = draw(amounts), draw(values)
    if kind == "counted":
        return counted(amount, "1.5", **held | {"evidence": draw(few(["supplier", "account", "text"]))})
    if kind == "left_out":
        return left_out(amount, **held)
    return unmapped(amount, **held | {"reason": {"open": "no_rule"}.get(kind, kind)})


@settings(max_examples=60)
@given(st.lists(row(), max_size=12))
def test_every_undecided_line_is_in_exactly_one_group_and_money_adds_up(rows):
    made = found(*rows)
    opened = [one for one in rows if one["status"] == "unmapped" and one["reason"] != "no_factor"]
    assert sum(group.rows for group in made.groups) == len(opened)
    assert sum((group.amount for group in made.groups), Decimal(0)) == sum(
        (one["reporting_amount"] for one in opened), Decimal(0)
    )
    assert made.lines.drop(GROUP).n_unique() == made.lines.height
    assert sorted(set(made.lines[GROUP])) == sorted(group.number for group in made.groups)
    assert len({group.where for group in made.groups if group.where}) == sum(bool(g.where) for g in made.groups)


@settings(max_examples=40)
@given(st.lists(row(), max_size=8))
def test_the_largest_stake_stands_first_and_what_nobody_can_decide_last(rows):
    groups = found(*rows).groups
    assert [bool(group.where) for group in groups] == sorted((bool(group.where) for group in groups), reverse=True)
    stakes_of = [group.stake for group in groups if group.where]
    assert stakes_of == sorted(stakes_of, reverse=True)
    assert stakes_of == [pytest.approx(abs(float(group.amount)) * 0.1) for group in groups if group.where]


@settings(max_examples=40)
@given(st.lists(row(), max_size=6))
def test_conditions_reach_their_own_group_and_a_rule_with_them_decides_it(rows):
    opened, conditions = grouped(of(*rows))
    for number, where in enumerate(conditions):
        if not where:
            continue
        own = opened.filter(opened[GROUP] == number)
        assert own.filter(~meets(where)).is_empty()
        rule = Rule("d", "decisions", where, "food", None, False, "w", "me", date(2024, 1, 1), None, None, (), "")
        rows = own.select("row_id", *LINE, amount="reporting_amount").with_columns(booked_on=date(2024, 3, 1))
        held = nw.from_native(pl.concat([pl.DataFrame(schema=PRICED), rows.cast(CODES)], how="diagonal").lazy())
        made = classify(held, decide(held.to_native(), dict.fromkeys(["kbas", "bas", None], RuleSet((rule,)))))
        assert set(made.to_native().collect()["rule_id"]) == {"d"}
