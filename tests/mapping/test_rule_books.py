"""Rule books: everything that is wrong with all of them is said at once, and a project's rules come on top."""

from dataclasses import replace
from datetime import date

import pytest

from procurement_footprint.mapping.code_book import CodeBook
from procurement_footprint.mapping.rules import RuleSet, load_books
from procurement_footprint.mapping.supplier_register import Industry, Register
from procurement_footprint.problems import Refused

HEAD = """rule_book: {name}
version: "2026.1"
title: {{sv: "Bok", en: "Book"}}
source: own work
reviewed: {{by: somebody, date: 2026-11-23}}
{more}rules:
"""
FINE = """  - id: {id}
    account: ["{account}"]
    category: {category}
    why: because
    examples: [{{account: "{account}1"}}]
"""
CATEGORIES, REASONS = {"rent", "food"}, {"wages", "taxes"}


def book(folder, rules, name="se/kbas", more=""):
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(name=name, more=more) + rules, encoding="utf-8")
    return path


def fine(rule_id, account, category="rent"):
    return FINE.format(id=rule_id, account=account, category=category)


def load(paths, project=()):
    return load_books(paths, project, CATEGORIES, REASONS)


def refusal(*paths, project=()):
    with pytest.raises(Refused) as refused:
        load(paths, project)
    return str(refused.value)


def test_a_rule_is_read_with_all_it_says(tmp_path):
    written = """  - id: old-rent
    account: ["601", "602"]
    not_account_text: [intern]
    category: rent
    text_decides: "true"
    why: because
    reviewed: {by: another, date: 2026-01-02}
    since: 2023-01-01
    until: 2023-12-31
    examples:
      - {account: "6011", booked_on: 2023-06-01}
"""
    (read,) = load([book(tmp_path, written)]).shipped
    (rule,) = read.rules
    assert (read.name, read.version, read.title["sv"], len(read.sha256)) == ("se/kbas", "2026.1", "Bok", 64)
    assert rule.where == (("account", ("601", "602")), ("not_account_text", ("intern",)))
    assert (rule.id, rule.book, rule.outcome, rule.level) == ("old-rent", "se/kbas", "category rent", "account")
    assert (rule.text_decides, rule.why, rule.reviewed_by) == (True, "because", "another")
    assert (rule.since, rule.until, rule.reviewed_on) == (date(2023, 1, 1), date(2023, 12, 31), date(2026, 1, 2))
    assert rule.examples == ((("account", "6011"), ("booked_on", "2023-06-01")),)
    assert rule.place == "se/kbas.yaml:7"


def test_the_order_in_the_file_does_not_matter(tmp_path):
    one = load([book(tmp_path / "a", fine("a", "60") + fine("b", "61"))])
    other = load([book(tmp_path / "b", fine("b", "61") + fine("a", "60"))])
    assert [rule.id for rule in one.shipped[0].rules] == [rule.id for rule in other.shipped[0].rules] == ["a", "b"]


SPECIMENS = {
    "unknown key": (
        '  - id: r\n    acount: ["60"]\n',
        'se/kbas.yaml:7: rule "r": there is no key "acount"\n    acount: …\n    fix: did you mean "account"?',
    ),
    "unknown key, nothing near": (
        "  - id: r\n    zzz: x\n",
        'se/kbas.yaml:7: rule "r": there is no key "zzz"\n    zzz: …\n    fix: the keys of a rule are in the manual',
    ),
    "unknown key in an example": (
        '  - id: r\n    account: ["60"]\n    category: rent\n    why: w\n    examples: [{zzz: "x"}]\n',
        'se/kbas.yaml:7: rule "r": there is no key "zzz"\n'
        "    examples: {zzz: …}\n"
        "    fix: an example may have supplier, supplier_name, cpv, unspsc, account, state_account, account_text, "
        "text, sni, booked_on",
    ),
    "unknown category": (
        fine("r", "60", "rents"),
        'se/kbas.yaml:7: rule "r": there is no category "rents"\n    category: rents\n    fix: did you mean "rent"?',
    ),
    "unknown category, nothing near": (
        fine("r", "60", "zzz"),
        'se/kbas.yaml:7: rule "r": there is no category "zzz"\n'
        "    category: zzz\n"
        "    fix: take one of: procurement-footprint mappings list",
    ),
    "unknown reason": (
        fine("r", "60").replace("category: rent", "left_out: zzz"),
        'se/kbas.yaml:7: rule "r": there is no reason "zzz" for leaving out\n'
        "    left_out: zzz\n"
        "    fix: take one of: taxes, wages",
    ),
    "both outcomes": (
        fine("r", "60") + "    left_out: wages\n",
        'se/kbas.yaml:7: rule "r" names both a category and left_out\n    - id: r\n    fix: name one of the two',
    ),
    "no outcome": (
        fine("r", "60").replace("    category: rent\n", ""),
        'se/kbas.yaml:7: rule "r" names neither a category nor left_out\n    - id: r\n    fix: name one of the two',
    ),
    "no condition": (
        fine("r", "60").replace('account: ["60"]', "not_text: [intern]"),
        'se/kbas.yaml:7: rule "r" asks for nothing, so it would hold for every row\n'
        "    - id: r\n"
        "    fix: give it a supplier, supplier_name, cpv, unspsc, account, state_account, account_text, text or sni",
    ),
    "empty list": (
        fine("r", "60").replace('account: ["60"]', "account: []"),
        'se/kbas.yaml:7: rule "r": the value of "account" is empty\n    - id: r\n    fix: write a value, or delete it',
    ),
    "a code with its check digit": (
        fine("r", "60").replace('account: ["60"]', 'cpv: ["09134100-8"]'),
        'se/kbas.yaml:7: rule "r": this is not the beginning of a code as ledgers are read\n'
        "    cpv: [09134100-8]\n"
        "    fix: write the first digits of the cpv code, without check digit, dots and letters",
    ),
    "empty prefix": (
        fine("r", "60").replace('account: ["60"]', 'account: [""]'),
        'se/kbas.yaml:7: rule "r": the value of "account" is empty\n    - id: r\n    fix: write a value, or delete it',
    ),
    "no why": (
        fine("r", "60").replace("    why: because\n", ""),
        'se/kbas.yaml:7: rule "r" has no "why"\n    - id: r\n    fix: add it: rules are looked over by people',
    ),
    "no examples": (
        fine("r", "60").replace('    examples: [{account: "601"}]\n', ""),
        'se/kbas.yaml:7: rule "r" has no "examples"\n    - id: r\n    fix: add it: rules are looked over by people',
    ),
    "bad date": (
        fine("r", "60") + "    since: 2024-13-01\n",
        'se/kbas.yaml:7: rule "r": this is not a date\n    2024-13-01\n    fix: write year-month-day: 2024-01-31',
    ),
    "empty pattern": (
        fine("r", "60") + '    text: [""]\n',
        'se/kbas.yaml:7: rule "r": the pattern has 0 letters\n'
        "    text: []\n"
        '    fix: write at least two letters; "|" only at the start or end, '
        '" & " between parts that must all be there',
    ),
    "short pattern": (
        fine("r", "60") + '    text: ["|a|"]\n',
        'se/kbas.yaml:7: rule "r": the pattern has 1 letter\n'
        "    text: [|a|]\n"
        '    fix: write at least two letters; "|" only at the start or end, '
        '" & " between parts that must all be there',
    ),
    "supplier number without its hyphen": (
        fine("r", "60") + '    supplier: ["5560000001"]\n',
        'se/kbas.yaml:7: rule "r": "5560000001" is not how ledgers are read\n'
        "    supplier: [5560000001]\n"
        "    fix: write the organisation number as NNNNNN-NNNN",
    ),
    "text_decides with a text": (
        fine("r", "60") + '    text_decides: "true"\n    text: [hyra]\n',
        'se/kbas.yaml:7: rule "r" has text_decides but asks for more than an account\n'
        "    - id: r\n"
        "    fix: only rules that ask for nothing but an account can give way to texts",
    ),
    "id twice": (
        fine("r", "60") + fine("r", "61"),
        'se/kbas.yaml:12: the id "r" stands twice\n    also se/kbas.yaml:7\n    fix: give each its own id',
    ),
    "contradiction": (
        fine("a", "60") + fine("b", "60", "food"),
        'se/kbas.yaml:12: rules "a" (se/kbas.yaml:7) and "b" weigh the same and differ: category rent; category food\n'
        "    they ask for the same\n"
        "    fix: make one of them more specific, or delete it",
    ),
    "wrong shape": (
        fine("r", "60").replace('account: ["60"]', 'account: "60"'),
        'se/kbas.yaml:7: "account" should be a list\n    fix: write it so: [first, second]',
    ),
}


@pytest.mark.parametrize("case", SPECIMENS)
def test_what_is_wrong_with_a_rule_is_said_with_its_line(tmp_path, case):
    rules, said = SPECIMENS[case]
    assert refusal(book(tmp_path, rules)) == said


def test_everything_wrong_with_all_books_is_said_at_once(tmp_path):
    one = book(tmp_path, fine("r", "60", "zz") + '  - id: s\n    acount: ["1"]\n')
    other = book(tmp_path, fine("t", "60", "yy"), "se/bas")
    own = book(tmp_path, fine("u", "60", "xx"), "own/rules")
    said = refusal(one, other, project=[own])
    assert [line for line in said.splitlines() if not line.startswith(" ")] == [
        'se/kbas.yaml:7: rule "r": there is no category "zz"',
        'se/kbas.yaml:12: rule "s": there is no key "acount"',
        'se/bas.yaml:7: rule "t": there is no category "yy"',
        'own/rules.yaml:7: rule "u": there is no category "xx"',
    ]


def test_a_misspelt_key_and_a_misspelt_category_are_said_at_once(tmp_path):
    said = refusal(book(tmp_path, fine("r", "60", "rents") + '    acount: ["61"]\n' + fine("s", "62", "foood")))
    assert [line for line in said.splitlines() if not line.startswith(" ")] == [
        'se/kbas.yaml:7: rule "r": there is no key "acount"',
        'se/kbas.yaml:7: rule "r": there is no category "rents"',
        'se/kbas.yaml:13: rule "s": there is no category "foood"',
    ]


def test_an_id_may_not_stand_in_two_shipped_books(tmp_path):
    said = refusal(book(tmp_path, fine("r", "60")), book(tmp_path, fine("r", "61"), "se/bas"))
    assert said == ('se/bas.yaml:7: the id "r" stands twice\n    also se/kbas.yaml:7\n    fix: give each its own id')


def test_a_projects_rule_takes_the_place_of_the_shipped_one(tmp_path):
    shipped = book(tmp_path, fine("r", "60") + fine("s", "61"))
    company = book(tmp_path, fine("c", "60"), "se/bas")
    own = book(tmp_path, fine("r", "60", "food") + fine("mine", "62"), "own/rules")
    books = load([shipped, company], [own])
    held = books.rule_set(["se/kbas"], "kbas")
    assert [(rule.id, rule.book) for rule in held.rules] == [
        ("mine", "own/rules"),
        ("r", "own/rules"),
        ("s", "se/kbas"),
    ]
    assert held.rule("r").category == "food"
    assert [rule.id for rule in books.rule_set(["se/bas"], "bas").rules] == ["c", "mine"]


def test_a_projects_book_may_be_for_one_chart_only(tmp_path):
    shipped = book(tmp_path, fine("r", "60"))
    own = book(tmp_path, fine("mine", "62"), "own/rules", "charts: [kbas]\n")
    books = load([shipped], [own])
    assert [rule.id for rule in books.rule_set(["se/kbas"], "kbas").rules] == ["mine", "r"]
    assert [rule.id for rule in books.rule_set(["se/kbas"], "bas").rules] == ["r"]


def test_a_rule_that_is_not_there_is_not_made_up():
    with pytest.raises(KeyError):
        RuleSet(()).rule("r")


def test_a_set_of_rules_has_the_books_of_its_names_and_every_chart_is_asked_of_every_book(tmp_path):
    shipped = book(tmp_path, fine("r", "60"))
    other = book(tmp_path, fine("away", "61"), "own/bas", "charts: [bas]\n")
    own = book(tmp_path, fine("mine", "62"), "own/kbas", "charts: [kbas]\n")
    codes = tuple(
        CodeBook(name, "1", {}, "own", "cpv", "CPV", {}, frozenset(), "", "me", date(2026, 1, 1), tmp_path, "")
        for name in ("cpv-one", "cpv-two")
    )
    register = Register({"556000-0001": Industry("6012", "60.12", "A")})
    books = replace(load([shipped], [other, own]), codes=codes, register=register)
    held = books.rule_set(["se/kbas", "cpv-one"], "kbas")
    assert [rule.id for rule in held.rules] == ["mine", "r"]
    assert [one.name for one in held.codes] == ["cpv-one"]
    assert held.register is register
    assert books.rule_set([], "kbas").codes == ()
    assert [one.name for one in books.every] == ["cpv-one", "cpv-two", "se/kbas", "own/bas", "own/kbas"]
