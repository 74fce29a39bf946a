"""Levers: every category has some or a reason, and a wrong file is refused with all that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from procurement_footprint import shelf
from procurement_footprint.mapping import levers, taxonomy
from procurement_footprint.mapping.levers import KINDS
from procurement_footprint.problems import Refused

TREE = taxonomy.load()
SHIPPED = levers.load(TREE)
PATH = shelf.folder("mappings") / "levers" / "levers.yaml"


def test_every_category_has_its_levers_and_every_reason_is_marked_as_judgement() -> None:
    assert SHIPPED.by_category.keys() == TREE.categories.keys()
    assert tuple(SHIPPED.kinds) == KINDS
    assert all(one.why.startswith("assumption: ") and one.why.endswith(".") for one in SHIPPED.by_category.values())
    assert all(len(set(one.levers)) == len(one.levers) for one in SHIPPED.by_category.values())
    assert {lever for one in SHIPPED.by_category.values() for lever in one.levers} == set(KINDS)


def test_fuel_that_the_buyer_burns_has_its_own_lever_and_no_other_category_has() -> None:
    with_fuel = {name for name, one in SHIPPED.by_category.items() if "fuel_use" in one.levers}
    assert with_fuel == set(TREE.burnt)


def test_care_is_not_for_climate_to_cut() -> None:
    care = next(group for group in TREE.groups if group.id == "social_care")
    assert all("quantity" not in SHIPPED.by_category[one.id].levers for one in care.categories)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = PATH.read_text(encoding="utf-8")
    other = text.partition("  - id: other\n")
    text = f"{other[0]}{other[2].partition('categories:')[1]}{other[2].partition('categories:')[2]}"
    text = text.replace("  - id: timber", "").replace("- id: plants\n", "- id: planets\n")
    text = text.replace('    alternatives: {sv: "vegetariskt som förval", en: "vegetarian by default"}\n', "")
    before, plants, after = text.partition("- id: planets\n")
    text = before + plants + after.replace("supplier_operations", "magic", 1)
    text += '  - id: beef\n    levers: []\n    ask: pcf\n    why: "assumption: twice."\n'
    path = tmp_path / "levers.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        levers.load(TREE, path)
    said = [str(one) for one in refused.value.problems]
    lines = text.splitlines()
    beef, planets, representation = (
        lines.index(f"  - id: {name}") + 1 for name in ("beef", "planets", "representation")
    )
    assert sorted(said) == sorted(
        [
            f'levers.yaml:{planets}: nobody knows the category "planets"\n    fix: did you mean "plants"?',
            f'levers.yaml:{beef}: category "beef" stands twice\n    fix: leave one of them',
            f'levers.yaml:{planets}: nobody knows the lever "magic"\n    fix: write the id of a lever that there is',
            'levers.yaml: nothing is said about the group "other"\n    fix: add it under groups',
            f'levers.yaml:{representation}: the choice of product is a lever of "representation", and no alternatives '
            "are named\n    fix: write under alternatives what else could be bought (sv, en), or leave product_choice "
            "out",
        ]
    )
