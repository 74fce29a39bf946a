"""What every row is: the strongest evidence decides, the order of rules never matters, no row ever leaves."""

from datetime import date

import duckdb
import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_reference import decided, ledger, reference, rule

from procurement_footprint.mapping.classify import classify, decide, ties, weigh
from procurement_footprint.mapping.rule import RuleSet
from procurement_footprint.problems import Refused

DECIDED = ["status", "category", "reason", "rule_id", "evidence"]
FOOD = {"account": "6411", "account_text": "Livsmedel", "supplier_id": "556000-0001", "supplier": "Mat & Ost AB"}


def only(row):
    return {name: row[name] for name in DECIDED}


def winner(row, *rules):
    return decided(ledger(row), rules)[0]["rule_id"]


def test_a_row_that_no_rule_meets_is_unmapped_and_says_so():
    (row,) = decided(ledger({"account": "9999"}), [rule("r", account=["60"])])
    assert only(row) == {
        "status": "unmapped",
        "category": None,
        "reason": "no_rule",
        "rule_id": None,
        "evidence": None,
    }


def test_without_any_rule_every_row_is_unmapped():
    assert [row["status"] for row in decided(ledger(FOOD, {}), [])] == ["unmapped", "unmapped"]


def test_a_category_counts_and_a_reason_leaves_out():
    rows = ledger({"account": "6411"}, {"account": "5011"})
    rules = [rule("food", account=["641"]), rule("pay", "left out wages", account=["50"])]
    assert [tuple(only(row).values()) for row in decided(rows, rules)] == [
        ("counted", "food", None, "food", "account"),
        ("left_out", None, "wages", "pay", "account"),
    ]


def test_a_row_keeps_all_its_columns():
    rows = ledger(FOOD)
    (row,) = decided(rows, [rule("r", account=["64"])])
    before = rows.collect().to_dicts()[0]
    assert {name: row[name] for name in before} == before
    assert list(row) == [*before, *DECIDED, "part"]
    assert row["part"] is None


def test_stronger_evidence_decides():
    row = FOOD | {"cpv": "15000000-8", "unspsc": "50100000", "text": "frukt"}
    rules = [
        rule("g-text", text=["frukt"]),
        rule("f-account", account=["6411"]),
        rule("e-account-text", account=["6"], account_text=["livs"]),
        rule("d-unspsc", unspsc=["50"]),
        rule("c-cpv", cpv=["15"]),
        rule("b-name", supplier_name=["|mat"]),
        rule("a-supplier", supplier=["556000-0001"]),
    ]
    for weaker in range(1, len(rules) + 1):
        assert winner(row, *rules[:weaker]) == rules[weaker - 1].id


def test_inside_a_level_more_conditions_then_longer_numbers_then_more_letters_decide():
    assert winner(FOOD, rule("a", account=["6411"]), rule("b", account=["64"])) == "a"
    more = rule("b", account=["64"], account_text=["livs"], supplier_name=["ost"])
    assert winner(FOOD, rule("a", supplier=["556000-0001"]), more) == "b"
    assert winner(FOOD, rule("a", account_text=["medel"]), rule("b", account_text=["livsmedel"])) == "b"
    assert winner(FOOD, rule("a", supplier_name=["mat & ost"]), rule("b", supplier_name=["ost"])) == "a"


def test_exclusions_keep_a_rule_away():
    rent = rule("rent", account=["601"], not_account_text=["intern"])
    assert winner({"account": "6011", "account_text": "Lokalhyra"}, rent) == "rent"
    assert winner({"account": "6011", "account_text": None}, rent) == "rent"
    assert winner({"account": "6011", "account_text": "Interna hyror"}, rent) is None


def test_an_account_may_give_way_to_texts():
    account = rule("account", account=["641"], text_decides=True)
    firm = rule("firm", account=["6412"])
    texts = [rule("food", account_text=["livsmedel"]), rule("fruit", text=["frukt"])]
    rules = [account, firm, *texts]
    row = decided(ledger({"account": "6411", "account_text": "Livsmedel"}), rules)[0]
    assert (row["rule_id"], row["evidence"]) == ("food", "account_text")
    row = decided(ledger({"account": "6411", "text": "frukt"}), rules)[0]
    assert (row["rule_id"], row["evidence"]) == ("fruit", "account_text")
    assert winner({"account": "6411", "account_text": "Annat"}, *rules) == "account"
    assert winner({"account": "6412", "account_text": "Livsmedel", "text": "frukt"}, *rules) == "firm"
    row = decided(ledger({"account": "7", "account_text": "Livsmedel"}), rules)[0]
    assert (row["rule_id"], row["evidence"]) == ("food", "text")


def test_the_buyer_is_its_own_supplier():
    own = rule("own", "left out internal", supplier=["own", "556000-0002"])
    rows = ledger(
        {"organisation_id": "212000-2627", "supplier_id": "212000-2627"},
        {"organisation_id": "212000-2627", "supplier_id": "556000-0002"},
        {"organisation_id": "212000-2627", "supplier_id": "556000-0001"},
        {"organisation_id": "212000-2627"},
        {},
    )
    assert [row["rule_id"] for row in decided(rows, [own])] == ["own", "own", None, None, None]


def test_rules_hold_between_their_dates():
    old = rule("old", account=["60"], until=date(2023, 12, 31))
    new = rule("new", "category rent", account=["60"], since=date(2024, 1, 1))
    days = [date(2023, 12, 31), date(2024, 1, 1), None]
    rows = ledger(*({"account": "601", "booked_on": day} for day in days))
    assert [row["rule_id"] for row in decided(rows, [old, new])] == ["old", "new", None]
    ever = rule("ever", account=["6"])
    assert [row["rule_id"] for row in decided(rows, [old, new, ever])] == ["old", "new", "ever"]


def test_each_chart_of_accounts_has_its_own_rules():
    pay = {"account": "5011"}
    rows = ledger(pay | {"chart": "kbas"}, pay | {"chart": "bas"}, pay, pay | {"chart": "other"})
    rules = {
        "kbas": RuleSet((rule("pay", "left out wages", account=["50"]),)),
        "bas": RuleSet((rule("rent", account=["501"]),)),
        None: RuleSet((rule("none", account=["5"]),)),
    }
    assert [row["rule_id"] for row in decided(rows, rules)] == ["pay", "rent", "none", None]


def test_rules_that_tie_and_agree_are_settled_by_the_smallest_id():
    assert winner(FOOD, rule("b", account_text=["livsm"]), rule("a", account_text=["medel"])) == "a"


def test_a_tie_on_a_row_that_occurs_is_refused_and_names_both_rules():
    one = rule("a", "category food", account_text=["livsm"])
    other = rule("b", "category rent", account_text=["medel"])
    rows = ledger(FOOD, FOOD, {"account_text": "mjöl"})
    with pytest.raises(Refused) as refused:
        decide(rows, {None: RuleSet((one, other))})
    assert str(refused.value) == (
        't.yaml:1: rules "a" (t.yaml:1) and "b" weigh the same and differ: category food; category rent\n'
        "    account_text Livsmedel\n"
        "    fix: make one of them more specific, or delete it"
    )


def test_a_tie_that_decides_no_row_does_not_matter():
    one = rule("a", "category food", text=["livsm"])
    other = rule("b", "category rent", text=["medel"])
    strong = rule("c", account=["64"])
    assert winner(FOOD | {"text": "livsmedel"}, one, other, strong) == "c"
    assert winner({"text": "mjöl"}, one, other) is None


def test_every_engine_decides_the_same():
    accounts = ["6011", "6411", "5011", None]
    texts = ["Livsmedel", "Lokalhyra", None, "Konsult"]
    suppliers = ["556000-0001", "212000-2627", None]
    rows = ledger(
        *(
            {
                "account": accounts[number % 4],
                "account_text": texts[number % 7 % 4],
                "supplier_id": suppliers[number % 11 % 3],
                "organisation_id": "212000-2627",
                "text": f"Faktura {number} frukt" if number % 5 == 0 else None,
                "booked_on": date(2023 + number % 3, 1, 1) if number % 13 else None,
                "chart": "kbas" if number % 2 else None,
            }
            for number in range(1_000)
        )
    )
    rules = (
        rule("own", "left out internal", supplier=["own"]),
        rule("known", supplier=["556000-0001"], account=["60"]),
        rule("account", account=["6"], text_decides=True),
        rule("rent", "category rent", account_text=["hyra"]),
        rule("fruit", text=["frukt"]),
        rule("pay", "left out wages", account=["50"], since=date(2024, 1, 1)),
    )
    made = decide(rows, {"kbas": RuleSet(rules), None: RuleSet(rules[2:])})
    expected = classify(nw.from_native(rows), made).to_native().collect().select("row_id", *DECIDED)
    elsewhere = nw.from_native(duckdb.from_arrow(rows.collect().to_arrow()))
    found = classify(elsewhere, made).collect(backend="polars").to_native()
    assert found.select("row_id", *DECIDED).sort("row_id").equals(expected.sort("row_id"))
    assert expected["rule_id"].n_unique() == 6


WORDS = ["livsmedel", "Lön", "hyra", "IT-konsult", "el", "Skol", "ÅÄÖ", "hyror", "medel"]
texts = st.none() | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
codes = st.none() | st.text("6012", min_size=1, max_size=4)
days = st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 6))
rows_of = st.fixed_dictionaries(
    {
        "supplier_id": st.none() | st.sampled_from(["111111-1111", "222222-2222", "own"]),
        "organisation_id": st.none() | st.just("own") | st.just("222222-2222"),
        "supplier": texts,
        "account": codes,
        "account_text": texts,
        "text": texts,
        "cpv": codes,
        "unspsc": st.none() | st.just("60"),
        "state_account": codes,
        "booked_on": days,
    }
)
patterns = st.lists(
    st.sampled_from(["livs", "|lon|", "|hyr", "medel|", "hyra & livs", "it konsult", "el", "aao", "skol medel"]),
    min_size=1,
    max_size=2,
    unique=True,
)
prefixes = st.lists(st.text("6012", min_size=1, max_size=3), min_size=1, max_size=2, unique=True)
conditions = {
    "supplier": st.lists(st.sampled_from(["own", "111111-1111", "222222-2222"]), min_size=1, max_size=2, unique=True),
    "supplier_name": patterns,
    "cpv": prefixes,
    "unspsc": prefixes,
    "account": prefixes,
    "state_account": prefixes,
    "account_text": patterns,
    "text": patterns,
    "sni": prefixes,
}
exclusions = dict.fromkeys(("not_supplier_name", "not_account_text", "not_text"), patterns)


@st.composite
def rule_lists(draw):
    made = []
    for number in range(draw(st.integers(0, 8))):
        names = draw(st.lists(st.sampled_from(list(conditions)), min_size=1, max_size=3, unique=True))
        away = draw(st.lists(st.sampled_from(list(exclusions)), max_size=1))
        where = {name: draw((conditions | exclusions)[name]) for name in [*names, *away]}
        decides = {*names, *away} <= {"account", "state_account", "not_account_text"} and draw(st.booleans())
        since, until = draw(days) if draw(st.booleans()) else None, draw(days) if draw(st.booleans()) else None
        outcome = draw(st.sampled_from(["category food", "category rent", "left out wages"]))
        made.append(rule(f"r{number}", outcome, text_decides=decides, since=since, until=until, **where))
    return made


def expected(rules, row):
    one, evidence, _ = reference(rules, row)
    if one is None:
        return ("unmapped", None, "no_rule", None, None)
    status = "counted" if one.category else "left_out"
    return (status, one.category, one.left_out, one.id, evidence)


@settings(max_examples=settings().max_examples * 3 // 2, deadline=None)
@given(rule_lists(), st.lists(rows_of, min_size=1, max_size=8))
def test_all_at_once_decides_as_one_by_one(rules, rows):
    frame = ledger(*rows)
    full = frame.collect().to_dicts()
    if any(reference(rules, row)[2] for row in full):
        with pytest.raises(Refused):
            decided(frame, rules)
        return
    assert [tuple(only(row).values()) for row in decided(frame, rules)] == [expected(rules, row) for row in full]


@settings(max_examples=settings().max_examples * 2 // 5, deadline=None)
@given(rule_lists(), st.lists(rows_of, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(rules, rows, random):
    shuffled = random.sample(rules, len(rules))
    frame = ledger(*rows)
    assert outcome(frame, rules) == outcome(frame, shuffled)


def outcome(frame, rules):
    try:
        found = decided(frame, rules)
    except Refused as refused:
        return str(refused)
    assert len(found) == frame.collect().height
    assert {row["status"] for row in found} <= {"counted", "left_out", "unmapped"}
    assert all((row["status"] == "counted") == (row["category"] is not None) for row in found)
    assert all((row["status"] == "counted") == (row["reason"] is None) for row in found)
    return found


@settings(max_examples=settings().max_examples * 2 // 5, deadline=None)
@given(rule_lists(), st.lists(rows_of, min_size=1, max_size=6), patterns)
def test_a_rule_with_weaker_evidence_changes_no_decided_row(rules, rows, wanted):
    weak = ("text", "supplier_industry")
    stronger = [one for one in rules if one.level not in weak and not one.text_decides]
    frame = ledger(*rows)
    try:
        before = decided(frame, stronger)
    except Refused:
        return
    after = decided(frame, [*stronger, rule("weak", "category rent", text=wanted)])
    assert [row for row in before if row["rule_id"]] == [
        row for row, was in zip(after, before, strict=True) if was["rule_id"]
    ]


def test_a_tie_of_rules_that_may_tie_is_left_open():
    one = rule("a", "category food", text=["livsm"])
    other = rule("b", "category rent", text=["medel"])
    rows = ledger(FOOD | {"account": None, "text": "livsmedel"})
    with pytest.raises(Refused):
        decide(rows, {None: RuleSet((one, other))}, may_tie={"a"})
    made = decide(rows, {None: RuleSet((one, other))}, may_tie={"a", "b"})
    found = classify(nw.from_native(rows), made).to_native().collect().row(0, named=True)
    assert {name: found[name] for name in DECIDED} == {
        "status": "unmapped",
        "category": None,
        "reason": "tie",
        "rule_id": None,
        "evidence": None,
    }
    assert len(ties(rows, made)) == 1


def test_each_account_gives_way_or_not_by_its_own_strongest_rule():
    rules = [
        rule("yields", "category food", account=["64"], text_decides=True),
        rule("stays", "category rent", account=["50"]),
        rule("nearer", "category office", account=["6499"]),
        rule("coffee", "category meals", text=["kaffe"]),
    ]
    rows = ledger(
        {"account": "6411", "text": "kaffe"},
        {"account": "5010", "text": "kaffe"},
        {"account": "6412", "text": "kaffe"},
        {"account": "6499", "text": "kaffe"},
        {"account": "6413", "text": "te"},
        {"account": "9999", "text": "kaffe"},
    )
    found = [(row["rule_id"], row["category"], row["evidence"]) for row in decided(rows, rules)]
    assert found == [
        ("coffee", "meals", "account_text"),
        ("stays", "rent", "account"),
        ("coffee", "meals", "account_text"),
        ("nearer", "office", "account"),
        ("yields", "food", "account"),
        ("coffee", "meals", "text"),
    ]


def test_ties_are_told_once_for_each_pair_with_the_first_row_and_all_that_the_rules_ask_for():
    rules = [
        rule("a", "category food", account=["60"], account_text=["mat"]),
        rule("b", "category rent", account=["60"], account_text=["hus"]),
        rule("c", "category food", account=["70"], account_text=["mat"]),
        rule("d", "category rent", account=["70"], account_text=["hus"]),
    ]
    rows = ledger(*({"account": account, "account_text": "mathus"} for account in ("7010", "6010", "6011", "7011")))
    made = weigh(rows, {None: RuleSet(tuple(rules))})
    assert [(one.excerpt, one.what) for one in ties(rows, made)] == [
        (
            "account 6010, account_text mathus",
            'rules "a" (t.yaml:1) and "b" weigh the same and differ: category food; category rent',
        ),
        (
            "account 7010, account_text mathus",
            'rules "c" (t.yaml:1) and "d" weigh the same and differ: category food; category rent',
        ),
    ]
