"""The shipped data: every book is sound, every example comes out, every category has its products."""

import pytest

from procurement_footprint import shelf
from procurement_footprint.mapping import charts, crosswalk, examples, group, mappings, rules, taxonomy

MAPPINGS = shelf.folder("mappings")
BOOKS = sorted((MAPPINGS / "rules").glob("*/*.yaml"))
CROSSWALKS = sorted((MAPPINGS / "crosswalks").glob("*.csv"))


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_rule_book_is_sound_and_its_rules_decide_their_examples(path):
    known = taxonomy.load().categories.keys(), taxonomy.load_reasons().by_id.keys()
    (book,) = rules.load_books([path], (), *known).shipped
    assert book.name == f"{path.parent.name}/{path.stem}"
    assert [str(problem) for problem in examples.check_book(book)] == []


def test_examples_come_out_in_every_chart_of_accounts():
    assert [str(problem) for problem in mappings.check(mappings.load())] == []


def test_the_charts_are_those_that_ledgers_need():
    assert {"kbas", "bas", "none"} <= {chart.id for chart in charts.load()}


def test_every_book_is_used_by_a_chart():
    loaded = mappings.load()
    named = {book.name for book in (*loaded.books.shipped, *loaded.books.codes)}
    assert named == {name for one in loaded.charts for name in one.books}


@pytest.mark.parametrize("path", CROSSWALKS, ids=lambda path: path.stem)
def test_each_crosswalk_covers_every_category(path):
    categories = taxonomy.load().categories
    assert set(crosswalk.load(path, categories).table["category"]) == set(categories)


def test_the_tree_is_of_the_promised_size_with_names_in_both_languages():
    tree = taxonomy.load()
    assert 8 <= len(tree.groups) <= 14
    assert 100 <= len(tree.categories) <= 160
    for language in ("sv", "en"):
        names = [getattr(category.name, language) for category in tree.categories.values()]
        assert all(names)
        assert len(set(names)) == len(names)


def test_every_reason_for_leaving_out_is_used_by_a_rule():
    loaded = mappings.load()
    of_groups = {group.INTRA_GROUP, group.OUTSIDE}  # which no rule knows
    assert set(loaded.reasons.by_id) - {rule.left_out for rule in loaded.rules} == of_groups
