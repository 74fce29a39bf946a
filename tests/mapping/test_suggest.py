"""Suggestions: certain, sorted, with reasons that are true, and the same on every machine with the same input."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence

import polars as pl
import pytest

from procurement_footprint.mapping import mappings, suggest
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggest import Suggester, evaluate, suggester
from procurement_footprint.mapping.suggest.material import HISTORY, gathered
from procurement_footprint.mapping.suggestion import LINE, Suggestion

Booked = tuple[str | None, str | None, str, str, str, int]  # number, supplier, account, account text, outcome, rows
SCHOOL, TOWN, CLEAN, PARCEL = "556012-5790", "556036-0793", "556016-0680", "556074-7569"
BOOKED: tuple[Booked, ...] = (
    (SCHOOL, "Kantinen AB", "64110", "Livsmedel", "food", 40),
    (TOWN, "Elbolaget AB", "64110", "Livsmedel", "food", 1),
    (CLEAN, "Städbolaget AB", "64110", "Livsmedel", "cleaning_materials", 4),
    (CLEAN, "Städbolaget AB", "61110", "Lokalvård", "cleaning_services", 12),
    (PARCEL, "Paketet AB", "68510", "Porto", "postal", 7),
    (None, None, "50110", "Löner", "left_out:wages", 3),
)


@pytest.fixture(scope="module")
def known() -> Mappings:
    """The shipped mappings with a fifth of their rules, which is quicker to learn from."""
    shipped = mappings.load()
    kept = {rule.id for rule in shipped.rules[::5]} | {
        "text-food",
        "text-cleaning-materials",
        "text-consumables-unspecified",
    }
    return evaluate.without(shipped, shipped.ids - kept)


@pytest.fixture(scope="module")
def taught(known: Mappings) -> Suggester:
    """A suggester that has learnt from the booked lines."""
    return suggest.trained(known, history(BOOKED))


def history(booked: Sequence[Booked]) -> pl.DataFrame:
    """Decided lines as a frame."""
    names = ("supplier_id", "supplier", "account", "account_text", "outcome", "rows")
    lines = [dict.fromkeys(HISTORY) | {"chart": "kbas"} | dict(zip(names, one, strict=True)) for one in booked]
    return pl.DataFrame(lines, HISTORY)


def asked(**known_of_it: str) -> pl.DataFrame:
    """One line to be decided."""
    return pl.DataFrame([dict.fromkeys(LINE) | {"chart": "kbas"} | known_of_it], LINE)


def only(given: Suggester, **known_of_it: str) -> tuple[Suggestion, ...]:
    """The suggestions for one line."""
    return given.suggest(asked(**known_of_it))[0]


def by_outcome(given: Suggester, number: int, **known_of_it: str) -> dict[str, str]:
    """The reasons of the first `number` suggestions for one line."""
    return {one.outcome: one.reason for one in given.suggest(asked(**known_of_it), number)[0]}


def test_without_any_history_the_words_of_rules_and_categories_suffice(known: Mappings) -> None:
    fresh = suggest.trained(known, history(()))
    first, *_ = only(fresh, account_text="Livsmedelsinköp förskola")
    assert first.outcome == "food"
    assert first.reason.startswith("like '")


def test_abbreviations_without_dots_over_letters_are_understood(taught: Suggester) -> None:
    outcomes = [one.outcome for one in only(taught, account="64999", account_text="FORBRUKN MTRL FORSKOLA")]
    assert "consumables_unspecified" in outcomes


def test_there_are_as_many_suggestions_as_asked_for_the_most_probable_first(taught: Suggester) -> None:
    lines = pl.concat([asked(account="64110"), asked(supplier="Städbolaget i Norr AB"), asked()])
    for number in (1, 3, 5):
        for best in taught.suggest(lines, number):
            stated = [one.probability for one in best]
            assert len(best) == len({one.outcome for one in best}) == number
            assert stated == sorted(stated, reverse=True)
            assert all(0 <= one <= 1 for one in stated)
    everything = taught.suggest(lines, 10_000)
    assert all(0.5 < sum(one.probability for one in best) <= 1 for best in everything)
    assert all(len(best) == len(taught.outcomes) for best in everything)


def test_the_same_input_gives_the_same_suggestions_in_whatever_order_it_comes(
    known: Mappings, taught: Suggester
) -> None:
    again = suggest.trained(known, history(BOOKED[::-1]))
    lines = pl.concat([asked(account="64110", account_text="Mat"), asked(supplier="Paketet AB"), asked(account="611")])
    assert again.suggest(lines) == taught.suggest(lines)
    assert again.suggest(lines.reverse())[::-1] == taught.suggest(lines)


def test_the_times_that_a_reason_states_are_rows_of_the_ledger(taught: Suggester) -> None:
    reasons = by_outcome(taught, 10_000, account="64110")
    assert reasons["food"] == "same account 41 of 45 times"
    assert reasons["cleaning_materials"] == "same account 4 of 45 times"
    assert by_outcome(taught, 10_000, supplier_id=CLEAN)["cleaning_services"] == "same supplier 12 of 16 times"


def test_a_beginning_counts_accounts_not_rows(taught: Suggester) -> None:
    reasons = by_outcome(taught, 10_000, account="64190")
    # the one account of the ledger that begins so is mainly food; what is not mainly decided so is not counted
    assert reasons["food"] == "accounts that begin with 641: 1 of 1"
    assert "begin" not in reasons["cleaning_materials"]


def test_a_text_that_a_reason_names_is_of_that_outcome_and_was_learnt_from(known: Mappings, taught: Suggester) -> None:
    material = gathered(known, history(BOOKED))
    told = pl.concat(
        [
            material.sayings.select("words", "outcome"),
            material.lines.select(pl.col("said").alias("words"), "outcome"),
            material.lines.select(pl.col("supplier").alias("words"), "outcome"),
        ]
    )
    pairs = set(told.select("words", "outcome").drop_nulls().iter_rows())
    checked = 0
    for best in taught.suggest(pl.concat([asked(account_text="Städning"), asked(supplier="Paketerarna AB")]), 10):
        for one in best:
            if like := re.fullmatch(r"(?:supplier )?like '(.*)'", one.reason):
                assert (like[1], one.outcome) in pairs
                checked += 1
    assert checked >= 3


def test_accounts_of_another_chart_are_other_accounts(taught: Suggester) -> None:
    line = asked(account="64110").with_columns(chart=pl.lit("bas"))
    assert all("same account" not in one.reason for one in taught.suggest(line, 10)[0])


def test_outcomes_that_the_mappings_do_not_know_teach_nothing(known: Mappings, taught: Suggester) -> None:
    odd: Booked = (TOWN, "Elbolaget AB", "77777", "Delat", "split", 9)
    assert suggest.trained(known, history((*BOOKED, odd))).suggest(asked(account="77777")) == taught.suggest(
        asked(account="77777")
    )


def test_without_the_extra_history_alone_suggests_and_says_what_is_missing(
    known: Mappings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggester, "EXTRA", "no_such_library")
    plain = suggest.trained(known, history(BOOKED))
    assert plain.missing is not None
    assert plain.missing.endswith('install the extra: pip install "procurement-footprint[suggest]"')
    first, *_ = only(plain, account="64110", account_text="Livsmedel")
    assert (first.outcome, first.reason) == ("food", "same account 41 of 45 times")
    assert sum(one.probability for one in plain.suggest(asked(account="64110"), 10_000)[0]) <= 1
    # two voices that agree are surer than one
    both = plain.suggest(asked(account="64110", supplier_id=SCHOOL))[0][0]
    assert both.outcome == "food"
    assert both.probability > first.probability


def test_history_needs_neither_scikit_learn_nor_numpy() -> None:
    program = (
        "import sys\n"
        "for name in ('sklearn', 'numpy', 'scipy'): sys.modules[name] = None\n"
        "import importlib.util\n"
        "held = importlib.util.find_spec\n"
        "from procurement_footprint.mapping.suggest import suggester\n"
        "suggester.find_spec = lambda name: None if name == 'sklearn' else held(name)\n"
        "import polars as pl\n"
        "from procurement_footprint.mapping import mappings, suggest\n"
        "from procurement_footprint.mapping.suggest.material import HISTORY\n"
        "line = dict.fromkeys(HISTORY) | {'chart': 'kbas', 'account': '64110', 'outcome': 'food', 'rows': 3}\n"
        "lines = pl.DataFrame([line], HISTORY)\n"
        "print(suggest.trained(mappings.load(), lines).suggest(lines, 1)[0][0].said)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"food [01]\.\d\d: same account 3 of 3 times", done.stdout.strip())


def test_reading_and_computing_import_nothing_of_it() -> None:
    program = (
        "import sys\nfrom procurement_footprint import commands, workflow\n"
        "from procurement_footprint.mapping import suggest\n"
        "print('LOADED', sorted({'sklearn', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
