"""All mappings together: books fit the charts, examples are run, and listings show what there is."""

import pytest

from procurement_footprint.mapping import crosswalk, listing, mappings
from procurement_footprint.problems import Refused

TREE = """taxonomy: test
version: "1"
groups:
  - id: all
    name: {sv: Allt, en: Everything}
    categories:
      - {id: food, name: {sv: Mat, en: Food}, scope3_category: "1", capital_good: "false"}
      - {id: rent, name: {sv: Hyra, en: Rent}, scope3_category: "8", capital_good: "false"}
"""
REASONS = "reasons:\n  - {id: wages, name: {sv: Lön, en: Pay}, why: {sv: Eget arbete., en: Own work.}}\n"
CHARTS = """charts:
  - {id: kbas, name: {sv: a, en: a}, books: [se/kbas, se/texts]}
  - {id: none, name: {sv: b, en: b}, books: [se/texts]}
"""
HEAD = """rule_book: {name}
version: "1"
title: {{sv: Bok, en: Book}}
source: own work
reviewed: {{by: somebody, date: 2026-11-23}}
rules:
"""
KBAS = """  - id: kbas-50
    account: ["50"]
    left_out: wages
    why: pay
    examples: [{account: "5011"}]
  - id: kbas-64
    account: ["64"]
    category: rent
    text_decides: "true"
    why: things
    examples: [{account: "6411"}]
"""
TEXTS = """  - id: text-food
    account_text: [livsmedel]
    category: food
    why: food
    examples: [{account_text: Skollivsmedel}]
"""


@pytest.fixture
def folder(tmp_path):
    files = {
        "categories/categories.yaml": TREE,
        "left-out.yaml": REASONS,
        "charts.yaml": CHARTS,
        "rules/se/kbas.yaml": HEAD.format(name="se/kbas") + KBAS,
        "rules/se/texts.yaml": HEAD.format(name="se/texts") + TEXTS,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_each_chart_gets_the_rules_of_its_books(folder):
    rule_sets = mappings.load(folder=folder).rule_sets
    assert {chart: [rule.id for rule in held.rules] for chart, held in rule_sets.items()} == {
        "kbas": ["kbas-50", "kbas-64", "text-food"],
        "none": ["text-food"],
    }


def test_examples_come_out_as_their_rules_say(folder):
    assert mappings.check(mappings.load(folder=folder)) == []


def test_an_example_that_another_rule_decides_names_it(folder):
    append(
        folder / "rules/se/texts.yaml",
        "  - id: text-rent\n    account_text: [hyra]\n    category: rent\n    why: w\n"
        "    examples: [{account_text: Hyra av livsmedelsautomat}, {account_text: Arrende}]\n",
    )
    assert [str(found) for found in mappings.check(mappings.load(folder=folder))][:2] == [
        'se/texts.yaml:12: rule "text-rent" does not decide its example in book se/texts: '
        'rule "text-food" decides it: food\n'
        "    {account_text: Hyra av livsmedelsautomat}\n"
        "    fix: correct the example, or make the rule more specific",
        'se/texts.yaml:12: rule "text-rent" does not decide its example in book se/texts: no rule meets it\n'
        "    {account_text: Arrende}\n"
        "    fix: correct the example, or make the rule more specific",
    ]


def test_an_example_is_run_in_every_chart_too(folder):
    append(
        folder / "rules/se/kbas.yaml",
        '  - id: kbas-65\n    account: ["65"]\n    category: rent\n    text_decides: "true"\n    why: w\n'
        '    examples: [{account: "651", account_text: Livsmedel}]\n',
    )
    (found,) = mappings.check(mappings.load(folder=folder))
    assert found.what == ('rule "kbas-65" does not decide its example in chart kbas: rule "text-food" decides it: food')


def test_a_tie_between_examples_is_found(folder):
    append(
        folder / "rules/se/texts.yaml",
        "  - id: text-rent\n    account_text: [skolli]\n    category: rent\n    why: w\n"
        "    examples: [{account_text: Skolliga}]\n"
        "  - id: text-tie\n    account_text: [vsmede]\n    category: food\n    why: w\n"
        "    examples: [{account_text: Skolliga vsmede}]\n",
    )
    found = mappings.check(mappings.load(folder=folder))
    assert str(next(one for one in found if one.code == "mapping-tie")) == (
        'se/texts.yaml:17: rules "text-rent" (se/texts.yaml:12) and "text-tie" weigh the same and differ: '
        "category rent; category food\n"
        "    account_text Skolliga vsmede\n"
        "    fix: make one of them more specific, or delete it"
    )


def test_a_chart_names_books_that_exist(folder):
    path = folder / "charts.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[se/texts]", "[se/text]"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        mappings.load(folder=folder)
    assert str(refused.value) == (
        'charts.yaml:3: chart "none": there is no rule book "se/text"\n    fix: did you mean "se/texts"?'
    )


def test_rules_of_two_books_of_a_chart_may_not_contradict_each_other(folder):
    append(
        folder / "rules/se/kbas.yaml",
        "  - id: kbas-food\n    account_text: [LIVSMEDEL]\n    category: rent\n    why: w\n"
        "    examples: [{account_text: Livsmedel}]\n",
    )
    with pytest.raises(Refused, match=r'"kbas-food".*and "text-food" weigh the same and differ'):
        mappings.load(folder=folder)


def test_a_projects_rules_come_on_top(folder):
    own = folder / "own" / "rules.yaml"
    own.parent.mkdir()
    own.write_text(
        HEAD.format(name="own") + KBAS.split("  - id: kbas-64")[0].replace("left_out: wages", "category: food"),
        encoding="utf-8",
    )
    loaded = mappings.load([own], folder)
    assert (loaded.rule_sets["kbas"].rule("kbas-50").book, len(loaded.rules)) == ("own", 3)
    assert mappings.check(loaded) == []


def test_listings_show_books_categories_reasons_and_rules(folder):
    loaded = mappings.load(folder=folder)
    books = [{key: line[key] for key in ("book", "rules", "charts")} for line in listing.books(loaded)]
    assert books == [
        {"book": "se/kbas", "rules": 2, "charts": "kbas"},
        {"book": "se/texts", "rules": 1, "charts": "kbas, none"},
    ]
    assert listing.categories(loaded, "sv")[1] == {
        "group": "Allt",
        "category": "rent",
        "name": "Hyra",
        "scope3_category": "8",
        "capital_good": "no",
        "rules": 1,
    }
    assert listing.reasons(loaded) == [{"reason": "wages", "name": "Pay", "why": "Own work.", "rules": 1}]
    assert listing.rules_of(loaded, "wages") == [
        {"rule": "kbas-50", "evidence": "account", "asks": "account 50", "why": "pay"}
    ]
    assert {line["key"]: line["value"] for line in listing.rule(loaded, "kbas-64")} == {
        "rule": "kbas-64",
        "says": "category rent",
        "asks": "account 64",
        "evidence": "account",
        "text_decides": "yes",
        "why": "things",
        "reviewed": "2026-11-23 somebody",
        "book": "se/kbas",
        "place": "se/kbas.yaml:12",
        "examples": "account: 6411",
    }


def test_a_listing_shows_what_a_category_is_made_of():
    shipped = crosswalk.load()
    lines = listing.products(shipped, "new_buildings")
    assert [(line["product"], line["share"]) for line in lines] == [("F", "1.0")]
