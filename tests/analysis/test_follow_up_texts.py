"""The file of what people say: how it may be written, and everything that can be wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint import plain_yaml
from procurement_footprint.analysis.follow_up import texts
from procurement_footprint.analysis.follow_up.indicators import ids
from procurement_footprint.analysis.follow_up.texts import Text, Texts
from procurement_footprint.problems import Refused

KNOWN = ids(["food_meals", "energy"], ["half"])
ALL = "footprint, per_inhabitant, per_money, coverage, measured, group-food_meals, group-energy, target-half"


def parsed(text: str) -> dict[int, Texts]:
    return texts.parse(text.encode(), KNOWN)


def refusal(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        parsed(text)
    return [str(one) for one in refused.value.problems]


def test_texts_are_read_as_they_are_written() -> None:
    held = parsed(
        '"2024":\n  who: " Miljö "\n  done:\n  - Krav i avtal\n'
        "  - {text: {sv: Utbildning, en: Course}, who: Inköp, indicators: [footprint, group-energy]}\n"
        '  planned: [{text: {en: Only English}}]\n"2025": {comments: [Ny ledning]}\n'
    )
    both = {"sv": "Krav i avtal", "en": "Krav i avtal"}
    course = Text({"sv": "Utbildning", "en": "Course"}, "Inköp", ("footprint", "group-energy"))
    assert held == {
        2024: Texts((Text(both), course), (Text({"en": "Only English"}),), (), "Miljö"),
        2025: Texts(comments=(Text({"sv": "Ny ledning", "en": "Ny ledning"}),)),
    }
    assert [course.in_language(language) for language in ("sv", "en")] == ["Utbildning", "Course"]
    assert held[2024].planned[0].in_language("sv") == "Only English"


def test_an_empty_file_says_nothing() -> None:
    assert parsed("") == parsed("# later\n") == {}
    assert parsed('"2024": {}') == {2024: Texts()}


def test_everything_that_is_wrong_is_said_at_once_with_its_line() -> None:
    wrong = (
        '"24":\n  done:\n  - text: {se: Krav}\n    indicators: [footprint,\n      energy]\n'
        '"2024":\n  planned:\n  - ""\n  comments:\n  - who: Inköp\n    text: {sv: " "}\n'
    )
    assert refusal(wrong) == [
        'follow_up.yaml:1: "24" is not a year that is followed up\n    fix: write it with four digits: "2024":',
        'follow_up.yaml:3: no report is written in "se"\n    fix: write one of: sv, en',
        'follow_up.yaml:4: there is no indicator "energy"\n    fix: write one of: group-energy, '
        + ALL.replace("group-energy, ", ""),
        "follow_up.yaml:7: the entry does not say what was done or is planned\n"
        "    fix: write it as a text, or as text: {sv: ..., en: ...}",
        "follow_up.yaml:11: the entry does not say what was done or is planned\n"
        "    fix: write it as a text, or as text: {sv: ..., en: ...}",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- Krav", ["follow_up.yaml: the file should be keys with values\n    fix: write it so: {key: value}"]),
        ('"2024": Krav', ['follow_up.yaml:1: "2024" should be keys with values\n    fix: write it so: {key: value}']),
        (
            '"2024":\n  gjort: [Krav]\n  done: Krav\n',
            [
                'follow_up.yaml:2: unknown key "gjort"\n'
                "    fix: delete it, or write one of: done, planned, comments, who",
                'follow_up.yaml:3: "done" should be a list\n    fix: write it so: [first, second]',
            ],
        ),
    ],
)
def test_another_shape_is_refused(text: str, said: list[str]) -> None:
    assert refusal(text) == said


WRITTEN = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1).filter(str.strip)


@given(st.dictionaries(st.integers(1900, 2199).map(str), st.lists(WRITTEN, max_size=4), max_size=4))
def test_every_text_comes_back_in_its_year_and_order(written: dict[str, list[str]]) -> None:
    raw = plain_yaml.dump({year: {"done": held} for year, held in written.items()})
    found = {year: [one.said["sv"] for one in held.done] for year, held in parsed(raw).items()}
    assert found == {int(year): [text.strip() for text in held] for year, held in written.items()}
