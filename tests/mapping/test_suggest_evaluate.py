"""The evaluation of suggestions cannot peek: not at the same supplier, and not at a hidden rule."""

from __future__ import annotations

import polars as pl
import pytest

from procurement_footprint.mapping import mappings, suggest
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggest import evaluate
from procurement_footprint.mapping.suggest.evaluate import MONEY, Evaluation
from procurement_footprint.mapping.suggest.material import HISTORY, gathered
from procurement_footprint.mapping.suggestion import LINE
from procurement_footprint.reporting.evaluation import printed

TRUTHS = ("food", "postal", "laundry", "advertising", "it_consulting", "textiles", "freight", "software")


@pytest.fixture(scope="module")
def known() -> Mappings:
    """The shipped mappings with a sixth of their rules, which is quicker to learn from."""
    shipped = mappings.load()
    return evaluate.without(shipped, shipped.ids - {rule.id for rule in shipped.rules[::6]})


def lines(cases: list[dict[str, object]]) -> pl.DataFrame:
    """Decided lines with their money."""
    base = dict.fromkeys(HISTORY) | {"chart": "kbas", "rows": 1, MONEY: 100.0}
    return pl.DataFrame([base | case for case in cases], HISTORY | {MONEY: pl.Float64()})


def told_by_supplier_alone() -> pl.DataFrame:
    """Forty suppliers with three lines each: who sold it says everything, accounts and words say nothing."""
    return lines(
        [
            {
                "supplier_id": f"5560{number:02}-0001",
                "supplier": f"Bolag {number}",
                "account": f"9{line}000",
                "outcome": TRUTHS[number * 5 % len(TRUTHS)],
            }
            for number in range(40)
            for line in range(3)
        ]
    )


@pytest.fixture(scope="module")
def found(known: Mappings) -> Evaluation:
    """The evaluation on lines that only their suppliers tell about."""
    return evaluate.evaluate(known, told_by_supplier_alone(), folds=2)


def test_a_signal_that_only_the_same_supplier_has_does_not_help(known: Mappings, found: Evaluation) -> None:
    planted = told_by_supplier_alone()
    assert found.lines == planted.height
    assert found.sellers == 40
    assert found.model.top_1 < 0.3  # eight outcomes by chance: 0.125
    # the signal is there for whoever may look at the same supplier
    suggester = suggest.trained(known, planted.filter(pl.col("account") != "92000").select(*HISTORY))
    asked = planted.filter(pl.col("account") == "92000")
    right = [best[0].outcome == truth for best, truth in zip(suggester.suggest(asked), asked["outcome"], strict=True)]
    assert sum(right) > 0.9 * len(right)


def test_suppliers_that_share_a_number_or_a_name_are_one() -> None:
    frame = pl.DataFrame(
        [
            {"supplier_id": "1", "supplier": "Åkeriet AB"},
            {"supplier_id": "1", "supplier": "Akeriet i Umeå"},
            {"supplier_id": "2", "supplier": "AKERIET I UMEA"},
            {"supplier_id": None, "supplier": "åkeriet ab"},
            {"supplier_id": "3", "supplier": "Annat AB"},
            {"supplier_id": None, "supplier": None, "account": "6411"},
            {"supplier_id": None, "supplier": None, "account": "6411"},
        ],
        LINE,
    )
    of = evaluate.groups(frame).to_list()
    assert len(set(of[:4])) == 1
    assert len(set(of)) == 3
    assert of[5] == of[6]


def test_hidden_rules_leave_nothing_behind(known: Mappings) -> None:
    hidden = evaluate.drawn(evaluate.written(known), 0.3, 7)
    assert len(hidden) == round(0.3 * len(evaluate.written(known)))
    assert hidden == evaluate.drawn(evaluate.written(known), 0.3, 7) != evaluate.drawn(evaluate.written(known), 0.3, 8)
    left = evaluate.without(known, hidden)
    assert left.ids == known.ids - hidden
    material = gathered(left, lines([]).select(*HISTORY))
    assert set(material.sayings["rule"].drop_nulls()) | set(material.examples["rule"]) <= left.ids
    for words, outcome, rule in material.sayings.iter_rows():
        if rule is None:
            continue
        (own,) = (one for one in left.rules if one.id == rule)
        asks = {one.replace(" & ", " ").replace("|", "") for _, values in own.where for one in values}
        assert words in asks | {value for example in own.examples for _, value in example}
        assert outcome == (own.category or f"left_out:{own.left_out}")


def test_only_lines_of_hidden_rules_are_predicted_and_none_is_learnt_from(
    known: Mappings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [(rule, dict(rule.examples[0])) for rule in known.rules if rule.examples]
    texts = [(rule, example) for rule, example in first if "account_text" in example]
    planted = lines(
        [
            {
                "supplier_id": f"5560{number:02}-{copy:04}",
                "account": example.get("account"),
                "account_text": example["account_text"],
                "outcome": rule.category or f"left_out:{rule.left_out}",
            }
            for number, (rule, example) in enumerate(texts)
            for copy in range(3)
        ]
    )
    whole = gathered(known, planted.select(*HISTORY)).lines
    hidden = evaluate.drawn(evaluate.written(known), 0.3, 3)
    theirs = whole.filter(pl.col("rule").is_in(list(hidden)))
    learnt: list[tuple[Mappings, pl.DataFrame]] = []

    def spy(left: Mappings, history: pl.DataFrame) -> suggest.Suggester:
        learnt.append((left, history))
        return suggest.trained(left, history)

    monkeypatch.setattr(evaluate, "trained", spy)
    found = evaluate.evaluate(known, planted, hide=0.3, seed=3, folds=2)
    assert found.lines == theirs.height > 0
    assert found.hidden == len(hidden)
    assert len(learnt) == 2
    for left, history in learnt:
        assert not left.ids & hidden
        assert history.join(theirs, on=["supplier_id", "account_text"], how="semi").is_empty()
    both = learnt[0][1].join(learnt[1][1], on="supplier_id", how="semi")
    assert both.is_empty()  # two folds: what one learns from, the other predicts


def test_the_printed_evaluation_says_what_it_is(known: Mappings, found: Evaluation) -> None:
    text = printed(found)
    assert text.startswith(
        "120 decided lines, grouped by supplier: 40 suppliers in 2 folds, each predicted by the others."
    )
    assert "The rules are known here: this is how well they are learnt again." in text
    assert "expected calibration error" in text
    assert "most common outcomes" in text
    assert "history of the account" in text
    empty = printed(evaluate.evaluate(known, told_by_supplier_alone().clear()))
    assert "There is no line to predict." in empty
