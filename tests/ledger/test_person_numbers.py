"""Numbers of natural persons in texts: all spellings are found, and nothing that is none."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import numbers, spellings
from stdnum.se import personnummer

from procurement_footprint.demo.numbers import check_digit
from procurement_footprint.ledger.identity import identities, marks
from procurement_footprint.person_numbers import CANDIDATE, MASK, holds, masked, spans, ten_digits, valid

AROUND = st.text(st.characters(exclude_categories=["Nd", "Cs", "Cf"], exclude_characters="+-.,/ "), max_size=5)
SPELT = [(number, written) for number in numbers(40) for written in spellings(number)]


@pytest.mark.parametrize("place", range(len(spellings("0001019805"))))
def test_every_spelling_is_found_and_is_the_same_person(place: int) -> None:
    for number in numbers(200):
        for written in spellings(number)[place : place + 1]:
            assert holds(written), written
            if "T" not in written:
                assert ten_digits(written) == number, written


@given(st.sampled_from(SPELT), AROUND, AROUND)
def test_a_number_is_found_and_masked_between_any_letters_and_signs(
    spelt: tuple[str, str], before: str, after: str
) -> None:
    number, written = spelt
    if written == number[1:]:  # nine digits are a number only where they stand alone
        before, after = f"{before} ", f" {after}"
    text = f"{before}{written}{after}"
    assert holds(text)
    assert not holds(masked(text))
    assert MASK in masked(text)
    assert pl.select(pl.lit(text).str.contains(CANDIDATE)).item()


@given(st.integers(0, 10**10 - 1).map("{:010d}".format))
def test_ten_digits_are_a_persons_as_the_reference_library_says(number: str) -> None:
    if personnummer.is_valid(number):
        assert valid(number)
    if not personnummer.luhn.is_valid(number) or int(number[2]) >= 2:
        assert not holds(number)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.sampled_from([0, 60]))
def test_days_that_there_are_are_told_from_days_that_there_are_not(day: date, serial: int, more: int) -> None:
    nine = f"{day:%y%m}{day.day + more:02d}{serial:03d}"
    assert valid(nine + check_digit(nine))
    never = f"{day:%y}02{30 + more}{serial:03d}"
    assert not valid(never + check_digit(never))


@given(st.text(max_size=40))
def test_what_is_masked_has_no_number_left_and_other_texts_stay(text: str) -> None:
    assert not holds(masked(text))
    if not spans(text):
        assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "556448-0282",  # an organisation
        "SE556448028201",
        "2024-03-15 64110",
        "8989019805123",  # part of a longer number
        "12.9001019805",  # decimals
        "9001019805.25",
        "9001019805,25",
        "900101-9806",  # the check digit is wrong
        "P-0123456789ab",
        "******-****",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert not holds(text)


def test_coordination_numbers_of_people_without_a_known_day_of_birth_are_persons() -> None:
    nine = "900060980"
    assert valid(nine + check_digit(nine))
    assert identities(pl.Series([nine + check_digit(nine)]))["person"].item()


def test_an_interim_number_is_a_persons() -> None:
    written = next(one for one in spellings(numbers(1)[0]) if "T" in one)
    assert identities(pl.Series([written])).row(0, named=True) == {
        "delivered": written,
        "id": written,
        "legal": False,
        "person": True,
    }


@pytest.mark.parametrize(
    "mark",
    [
        "*****",
        "***",
        "[personuppgifter]",
        "[Kan innehålla personuppgifter]",
        "[innehåller personuppgifter]",
        "Skyddad identitet",
        "SKYDDADE PERSONUPPGIFTER",
        "Personuppgift",
        "(Sekretess)",
        "Sekretessmarkerad",
        "Privatperson",
        "Enskild näringsidkare",
        "Enskild firma",
        "REDACTED UNDER DP ACT",
        "Redacted Personal Data",
        "Name withheld",
    ],
)
def test_what_stands_in_place_of_a_person_is_understood(mark: str) -> None:
    assert marks(pl.Series([mark, "A AB"])).to_list() == [mark]


@pytest.mark.parametrize("name", ["Sekretess Security AB", "Personuppgift Konsult AB", "GDPR Byrån", "* A AB", "-"])
def test_a_firm_with_such_a_word_in_its_name_is_no_mark(name: str) -> None:
    assert marks(pl.Series([name])).is_empty()


def test_a_profile_may_have_marks_of_its_own() -> None:
    assert marks(pl.Series(["Dold", "A AB"]), ["DOLD"]).to_list() == ["Dold"]
