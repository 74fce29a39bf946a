"""Decisions as rules: they beat what weighs the same, a later one an earlier one, and never what weighs more."""

from datetime import date
from decimal import Decimal

import pytest
from rule_reference import decided, ledger, rule

from procurement_footprint import shelf
from procurement_footprint.mapping import examples, listing, mappings
from procurement_footprint.mapping.contradictions import contradictions
from procurement_footprint.problems import Refused

ENTRY = """- id: {id}
  when: {when}
  who: Anna Lind
  why: because
  account: ["{account}"]
  {outcome}
"""
ROW = {"account": "6411", "account_text": "Livsmedel", "supplier_id": "556000-0001"}


def winner(row, *rules):
    return decided(ledger(row), rules)[0]["rule_id"]


def test_at_equal_weight_a_decision_beats_a_rule_and_a_later_decision_an_earlier():
    shipped = rule("a-shipped", "category food", account=["6411"])
    first = rule("d-2", "category rent", account=["6411"], order=1)
    second = rule("d-1", "left out wages", account=["6411"], order=2)
    assert winner(ROW, shipped, first) == "d-2"
    assert winner(ROW, shipped, first, second) == "d-1"
    assert contradictions([shipped, first, second]) == []


@pytest.mark.parametrize(
    "stronger",
    [
        rule("rule", "category food", supplier=["556000-0001"]),
        rule("rule", "category food", account=["6"], account_text=["livs"]),
        rule("rule", "category food", account=["6411"]),
    ],
)
def test_stronger_evidence_beats_any_decision(stronger):
    decision = rule("d-1", "category rent", account=["641"], order=2**20 - 1)
    assert winner(ROW, stronger, decision) == "rule"


def test_decisions_of_two_sorts_never_tie():
    one = rule("d-1", "category food", account_text=["livsm"], order=1)
    other = rule("d-2", "category rent", account_text=["medel"], order=2)
    assert winner({"account_text": "Livsmedel"}, one, other) == "d-2"


def test_a_decision_on_an_account_does_not_give_way_to_texts():
    yields = rule("yields", "category food", account=["6411"], text_decides=True)
    text = rule("text", "category meals", account_text=["livsmedel"])
    decision = rule("d-1", "category rent", account=["6411"], order=1)
    assert winner(ROW, yields, text) == "text"
    assert winner(ROW, yields, text, decision) == "d-1"


def test_decisions_hold_between_their_dates():
    shipped = rule("shipped", account=["6411"])
    decision = rule("d-1", "category rent", account=["6411"], order=1, since=date(2024, 1, 1))
    rows = ledger(ROW | {"booked_on": date(2023, 12, 31)}, ROW | {"booked_on": date(2024, 1, 1)})
    assert [row["rule_id"] for row in decided(rows, [shipped, decision])] == ["shipped", "d-1"]


def project(tmp_path, *entries, name="2026-anna-lind.yaml"):
    folder = tmp_path / "decisions"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(entries), encoding="utf-8")
    return folder


def entry(decision_id, outcome, account="6411", when="2026-11-24"):
    return ENTRY.format(id=decision_id, outcome=outcome, account=account, when=when)


def test_decisions_are_books_of_the_project_with_who_and_when(tmp_path):
    text = entry("d-1", "category: food") + entry("d-2", "left_out: internal", "59", "2026-11-25")
    folder = project(tmp_path, text)
    project(tmp_path, entry("d-3", "split: {food: 0.5, premises_rent: 0.5}\n  source: s"), name="2025-bo.yaml")
    known = mappings.load(decisions=folder)
    later, earlier = known.books.project[1], known.books.project[0]
    assert (earlier.name, later.name) == ("decisions/2025-bo", "decisions/2026-anna-lind")
    assert (later.version, later.sha256) == ("2026-11-25", shelf.digest(folder / "2026-anna-lind.yaml"))
    assert [one.id for one in later.rules] == ["d-1", "d-2"]
    one = known.rule_sets["kbas"].rule("d-2")
    assert (one.book, one.reviewed_by, one.reviewed_on) == ("decisions", "Anna Lind", date(2026, 11, 25))
    assert known.rule_sets["bas"].rule("d-3").outcome == "split: food 0.5, premises_rent 0.5"
    assert {one.id: one.order for book in known.books.project for one in book.rules} == {"d-1": 1, "d-3": 2, "d-2": 3}
    assert not {"d-1", "d-2", "d-3"} & known.shipped_ids
    assert listing.rule(known, "d-1")[5] == {"key": "decided", "value": "2026-11-24 Anna Lind"}
    assert "d-3" in [line["rule"] for line in listing.rules_of(known, "premises_rent")]


def test_a_withdrawn_decision_is_no_rule(tmp_path):
    gone = "- {id: d-9, when: 2026-11-24, who: B, why: wrong button, withdraws: d-1}\n"
    known = mappings.load(decisions=project(tmp_path, entry("d-1", "category: food"), gone))
    assert [book.rules for book in known.books.project] == [()]


def test_what_is_wrong_with_rules_and_decisions_is_said_at_once(tmp_path):
    own = tmp_path / "rules.yaml"
    own.write_text("rule_book: own\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        mappings.load([own], decisions=project(tmp_path, entry("d-1", "category: fod")))
    assert [one.place.partition("/")[2] for one in refused.value.problems][-1] == "2026-anna-lind.yaml:1"
    assert len(refused.value.problems) > 1


def test_a_decision_does_not_take_the_id_of_a_rule(tmp_path):
    with pytest.raises(Refused) as refused:
        mappings.load(decisions=project(tmp_path, entry("kbas-electricity", "category: food")))
    (said,) = refused.value.problems
    assert said.what == 'the id "kbas-electricity" stands twice'
    assert said.place == "decisions/2026-anna-lind.yaml:1"
    assert said.excerpt.startswith("also se/kbas.yaml:")


def test_an_example_that_a_later_decision_decides_is_as_it_should_be(tmp_path):
    case = '\n  examples: [{account: "62199"}]'
    first = entry("d-1", "category: food" + case, "62199")
    later = entry("d-2", "split: {food: 0.5, premises_rent: 0.5}\n  source: s" + case, "62199")
    known = mappings.load(decisions=project(tmp_path, first, later))
    assert examples.check(known.books, known.charts) == []
    wrong = mappings.load(decisions=project(tmp_path, first.replace('{account: "62199"}', '{account: "63"}')))
    (said, *_) = examples.check(wrong.books, wrong.charts)
    assert said.what == 'rule "d-1" does not decide its example in book decisions/2026-anna-lind: no rule meets it'


def test_a_share_is_an_exact_decimal(tmp_path):
    known = mappings.load(
        decisions=project(tmp_path, entry("d-1", "split: {food: 0.333333, premises_rent: .666667}\n  source: s"))
    )
    assert known.rule_sets["kbas"].rule("d-1").split == (
        ("food", Decimal("0.333333")),
        ("premises_rent", Decimal("0.666667")),
    )
