"""Who the supplier is: organisation numbers, and which suppliers are natural persons.

A legal entity's number has ten digits, the third at least 2, and a check digit (Luhn, over all ten).
Where the third is 0 or 1 the number is a person's: a personnummer, or a samordningsnummer (day + 60; where the day or
the month of birth is not known it is 60 or 00). Interim numbers have a letter after the date.
`person_numbers` finds such numbers inside texts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import polars as pl

from procurement_footprint import person_numbers

# a date of birth (day + 60 in a samordningsnummer) and four digits
_PERSONAL: Final = re.compile(
    "(?<![0-9])(?:18|19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
    "[-+\u2010-\u2015\u2212 ]?[0-9]{4}(?![0-9])"
)

# spaces, hyphens and dashes between the digits, and the plus of people born over 100 years ago
_BETWEEN: Final = "[\\s\u00a0\u202f\u2009\u2010-\u2015\u2212+-]"
_LEGAL: Final = "^(?:16)?([0-9]{10})(?:\\.0+)?$"
_PERSON: Final = "^(?:16|18|19|20|(?i:se))?([0-9]{10})(?:\\.0+)?$"
_INTERIM: Final = "^(?:18|19|20)?([0-9]{6})[J-NR-UWX]([0-9]{3})$"  # the letter counts as 1; source: personnummer.dev
_SHORT: Final = "^([0-9]{9})(?:\\.0+)?$"  # a number that lost its leading zero as an integer
_VAT: Final = "^(?i:se)([0-9]{10})01$"  # the VAT number holds the organisation number or personnummer
# what publishers write in place of a natural person; the whole cell, in any case, with or without brackets
# assumption: what is masked or secret is so to protect persons, as publishers' own words for it say
_SAID: Final = (
    r"\*{3,}",
    r"(?:kan innehålla |innehåller |maskerade? |skyddade |känsliga )*person(?:liga )?uppgift(?:er)?(?: borttagna)?",
    r"skyddade? (?:identitet|person|adress|uppgift(?:er)?)",
    r"sekretess(?:belag[dt]|markera[dt]|markering|skydd)?",
    r"gdpr|maskera[dt]|anonymisera[dt]|privatperson(?:er)?|fysisk person|enskild (?:näringsidkare|firma|person)",
    r"redacted(?: under)?(?: the)? (?:dp act|data protection(?: act)?|personal data|personal information|gdpr|name)",
    r"name (?:redacted|withheld)|personal data|private individual",
)
MARKS: Final = rf"(?i)^[\[(<{{*\s]*(?:{'|'.join(_SAID)})[\])>}}*\s.]*$"
_IN_TEXT: Final = "(?:^|[^0-9])(?:18|19|20)?([0-9]{6})[-+\u2010-\u2015\u2212 ]?([0-9]{4})(?:$|[^0-9])"


def identities(ids: pl.Series) -> pl.DataFrame:
    """Return one line for each distinct id (String, stripped): `delivered`, `id`, `legal`, `person`.

    id: NNNNNN-NNNN where it is a legal entity's number, else as delivered. person: it is a natural person's.
    """
    bare = pl.col("delivered").str.replace_all(_BETWEEN, "")
    legal = pl.coalesce(bare.str.extract(_LEGAL), bare.str.extract(_VAT))
    short = pl.concat_str(pl.lit("0"), bare.str.extract(_SHORT))
    interim = pl.concat_str(bare.str.extract(_INTERIM, 1), pl.lit("1"), bare.str.extract(_INTERIM, 2))
    person = pl.coalesce(bare.str.extract(_PERSON), bare.str.extract(_VAT), short, interim)
    numbers = pl.DataFrame({"delivered": ids.drop_nulls().unique(maintain_order=True)}).with_columns(
        entity=legal, human=person
    )
    entity = _checks("entity") & (_digit("entity", 2) >= 2)
    return numbers.select(
        "delivered",
        id=pl.when(entity.fill_null(False))
        .then(pl.concat_str(pl.col("entity").str.head(6), pl.lit("-"), pl.col("entity").str.tail(4)))
        .otherwise("delivered"),
        legal=entity.fill_null(False),
        person=_is_person("human").fill_null(False),
    )


def normal(number: str) -> str:
    """Return one number as ledgers are read: NNNNNN-NNNN where it is a legal entity's, else as it is."""
    return str(identities(pl.Series([number], dtype=pl.String))["id"].item())


def numbered(text: pl.Expr) -> pl.Expr:
    """Return whether a text has digits in it that may be a person's number; `with_person` tells whether they are."""
    return text.str.contains(person_numbers.CANDIDATE)


def marks(texts: pl.Series, more: Collection[str] = ()) -> pl.Series:
    """Return those of the texts (String) that stand in place of a natural person. more: marks of a ledger profile."""
    said = texts.str.to_lowercase().is_in([mark.lower() for mark in more]).fill_null(False)
    return texts.filter(said | texts.str.contains(MARKS).fill_null(False))


def with_person(names: pl.Series) -> pl.Series:
    """Return those of the names (String) that have a person's number in them."""
    numbered = names.filter(names.str.contains(person_numbers.CANDIDATE)).unique(maintain_order=True)
    table = pl.DataFrame({"name": numbered}).with_columns(
        human=pl.concat_str(pl.col("name").str.extract(_IN_TEXT, 1), pl.col("name").str.extract(_IN_TEXT, 2)),
        told=pl.Series([person_numbers.holds(name) for name in numbered], dtype=pl.Boolean),
    )
    return table.filter(pl.col("told") | _is_person("human").fill_null(False))["name"]


def masked(text: str) -> str:
    """Return a text, to be shown or written, with each number that may be a natural person's as ******-****."""
    return person_numbers.masked(_PERSONAL.sub(person_numbers.MASK, text))


def _digit(column: str, place: int) -> pl.Expr:
    power: int = 10 ** (9 - place)
    return pl.col(column).cast(pl.Int64) // power % 10


def _checks(column: str) -> pl.Expr:
    """Return whether the Luhn sum of ten digits is a multiple of ten."""
    doubled = [_digit(column, place) * 2 for place in range(0, 10, 2)]
    plain = [_digit(column, place) for place in range(1, 10, 2)]
    return pl.sum_horizontal(*(twice - 9 * (twice > 9) for twice in doubled), *plain) % 10 == 0


def _is_person(column: str) -> pl.Expr:
    month, day = (_digit(column, place) * 10 + _digit(column, place + 1) for place in (2, 4))
    born = (month.is_between(1, 12) & day.is_between(1, 31)) | ((month <= 12) & day.is_between(60, 91))
    return pl.col(column).is_not_null() & _checks(column) & born
