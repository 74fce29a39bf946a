"""Patterns: found anywhere or at the edges of words, whatever case, accents and punctuation."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.mapping import patterns


def found(pattern, *texts):
    (parsed,) = patterns.parse([pattern])
    parts = pl.DataFrame({"pattern": 0, "part": list(parsed.parts)})
    hits = patterns.found(pl.Series(texts, dtype=pl.String), parts)["text"].to_list()
    return [text for text in texts if text in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Löner, arb.tid", " loner arb tid "),
        ("  FÖRBRUKNINGS-\n\tMATERIAL ", " forbruknings material "),
        ("L\u00f6n Lo\u0308n", " lon lon "),
        ("Ærø Straße café", " aero strasse cafe "),
        ("drift\u00adkostnad\u200b\ufeff", " driftkostnad "),
        ("ＩＴ\u00a0№ 5", " it no 5 "),
        ("---", "  "),
        ("", "  "),
    ],
)
def test_texts_are_folded_before_they_are_compared(text, expected):
    assert patterns.fold(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert patterns.fold(patterns.fold(text)) == patterns.fold(text)


def test_a_pattern_is_found_anywhere_in_a_text():
    assert found("livsmedel", "Skollivsmedel", "LIVSMEDEL", "Mat", None) == ["Skollivsmedel", "LIVSMEDEL"]


def test_a_bar_is_the_edge_of_a_word():
    assert found("|it|", "IT-konsult", "köp av IT", "kapital", "items") == ["IT-konsult", "köp av IT"]
    assert found("|lön", "Löner", "Ob-lön", "skollön") == ["Löner", "Ob-lön"]
    assert found("hyra|", "Lokalhyra", "hyran") == ["Lokalhyra"]


def test_parts_joined_by_an_ampersand_must_all_be_there_in_any_order():
    assert found("|it| & konsult", "Konsulter, IT", "IT", "konsult") == ["Konsulter, IT"]


def test_several_words_are_found_across_punctuation():
    assert found("hyra av lokal", "Hyra, av  lokal", "hyra lokal") == ["Hyra, av  lokal"]


def test_one_pass_finds_patterns_inside_each_other():
    parts = pl.DataFrame({"pattern": [0, 1, 2], "part": ["lon", "loner", "on"]})
    hits = patterns.found(pl.Series(["Löner", "Löner"]), parts)
    assert sorted(hits.rows()) == [("Löner", 0), ("Löner", 1), ("Löner", 2)]


def test_letters_tell_how_much_a_pattern_says():
    assert [pattern.letters for pattern in patterns.parse(["|it|", "hyra av lokal", "el & |nät", "Ärø"])] == [
        2,
        11,
        5,
        3,
    ]


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("", "the pattern has 0 letters"),
        ("|a|", "the pattern has 1 letter"),
        ("el & b", "the pattern has 1 letter"),
        ("a|b", '"|" stands inside the pattern'),
        ("hyra &", 'an "&" without a space on both sides, or with nothing beside it'),
        ("hyra&lokal", 'an "&" without a space on both sides, or with nothing beside it'),
        ("|it| & konsult", None),
        ("el", None),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_told(pattern, wrong):
    assert patterns.fault(pattern) == wrong
