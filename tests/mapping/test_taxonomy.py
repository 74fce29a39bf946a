"""The tree of spending categories and the reasons for leaving out are read whole or refused."""

import pytest

from procurement_footprint.mapping import taxonomy
from procurement_footprint.problems import Refused

TREE = """taxonomy: test
version: "1"
groups:
  - id: food
    name: {sv: Mat, en: Food}
    categories:
      - {id: food_general, name: {sv: Livsmedel, en: Food}, scope3_category: "1", capital_good: "false"}
      - {id: fruit, name: {sv: Frukt, en: Fruit}, scope3_category: "16", capital_good: "false"}
      - {id: fruit, name: {sv: Frukt, en: Fruit}, scope3_category: "2", capital_good: "true"}
"""


def write(folder, text):
    path = folder / "tree.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_category_knows_its_group_names_and_scope(tmp_path):
    tree = taxonomy.load(write(tmp_path, TREE.rsplit("      - ", 2)[0]))
    category = tree.categories["food_general"]
    assert (category.name.sv, category.scope3_category, category.capital_good) == ("Livsmedel", "1", False)
    assert tree.group_of["food_general"].name.en == "Food"
    assert (tree.name, tree.version, len(tree.sha256)) == ("test", "1", 64)


def test_everything_wrong_with_the_tree_is_said_at_once(tmp_path):
    with pytest.raises(Refused) as refused:
        taxonomy.load(write(tmp_path, TREE))
    assert str(refused.value) == (
        'tree.yaml:8: the id "fruit" stands twice\n'
        "    fix: give each its own id\n"
        'tree.yaml:8: category "fruit": "16" is not a scope 3 category\n'
        "    fix: write a number from 1 to 15"
    )


def test_a_reason_says_why_in_both_languages(tmp_path):
    text = "reasons:\n  - {id: wages, name: {sv: Lön, en: Pay}, why: {sv: Eget arbete., en: Own work.}}\n"
    assert taxonomy.load_reasons(write(tmp_path, text)).by_id["wages"].why.en == "Own work."
    with pytest.raises(Refused, match='the id "wages" stands twice'):
        taxonomy.load_reasons(write(tmp_path, text + text.splitlines()[1] + "\n"))
