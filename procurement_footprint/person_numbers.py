"""Where the number of a natural person stands in a text: any spelling, a date that there is, a right check digit.

Found are personal identity numbers, coordination numbers (day + 60) and interim numbers (a letter for the first digit
after the date, which counts as 1), of ten or twelve digits, with hyphens, dashes, spaces or the plus of people over
100, inside a VAT number (SE…01), and nine digits whose leading zero was lost. Interim numbers: personnummer.dev.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

MASK: Final = "******-****"
# what a text must have in it; for engines without look-around, which then pass on few texts
CANDIDATE: Final = (
    "[0-9](?:0[0-9]|1[0-2])[0-39][0-9][0-9]{4}|[0-9](?:0[0-9]|1[0-2])[0-9]{2}[^0-9A-Za-z]{0,3}(?:[0-9]{4}|[J-NR-UWX][0-9]{3})"
    "|[0-9]{2}[^0-9A-Za-z][0-9]{2}[^0-9A-Za-z][0-9]{2}[^0-9A-Za-z]{1,3}[0-9]{4}|[\\p{Cf}]|[^\\P{Nd}0-9]"
)
_NUMBER: Final = re.compile(
    r"(?<![0-9])(?:"
    r"[Ss][Ee] ?(?P<vat>[0-9]{6}[- ]?[0-9]{4})[- ]?[0-9]{2}"
    r"|(?P<century>1[689]|20)?(?P<born>[0-9]{6})(?P<between> ?[-+]? ?)(?P<serial>[0-9]{4}|[J-NR-UWX][0-9]{3})"
    r"|(?P<apart>(?:1[89]|20)?[0-9]{2}(?P<sign>[- /])[0-9]{2}(?P=sign)[0-9]{2}(?:[-+]|(?P=sign))[0-9]{4})"
    r"|(?P<short>(?<![A-Za-z])[0-9]{9}(?![A-Za-z]))"
    r")(?![0-9])"
)
# a SHA-1 or SHA-256 in hexadecimal digits, in which ten digits may stand side by side by chance
DIGEST: Final = re.compile("(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{40}|[0-9a-f]{64})(?![0-9A-Za-z])")
_APART: Final = re.compile(f"({DIGEST.pattern}|  +)")
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_PLAIN: Final = str.maketrans({**dict.fromkeys(_DASHES, "-"), "\uff0b": "+"})
_SOME_DIGITS: Final = re.compile(r"\d\W*\d\W*\d")  # most texts have not, and are done with at once
_OUTSIDE: Final = re.compile("[^\x09-\x7e]")
_CENTURIES: Final = (1800, 1900, 2000)


def spans(text: str) -> list[tuple[int, int]]:
    """Return where persons' numbers begin and end in a text."""
    if not _SOME_DIGITS.search(text):
        return []
    plain, places = _plain(text)
    found = list(_found(plain))
    return found if places is None else [(places[start], places[end - 1] + 1) for start, end in found]


def holds(text: str) -> bool:
    """Return whether there is a person's number in a text."""
    return bool(spans(text))


def masked(text: str) -> str:
    """Return a text with MASK for each person's number; unlike `identity.masked`, other numbers stay."""
    for start, end in reversed(spans(text)):
        text = text[:start] + MASK + text[end:]
    return text


def shown(text: str) -> str:
    """Return a text as it is said to people: masked, but for digests; what stands in columns is looked at by itself."""
    return "".join(part if place % 2 else masked(part) for place, part in enumerate(_APART.split(text)))


def ten_digits(text: str) -> str | None:
    """Return the first person's number in a text in its one form, ten digits; None where there is none."""
    plain, _ = _plain(text)
    return next((_digits(plain[start:end]) for start, end in _found(plain)), None)


def _plain(text: str) -> tuple[str, list[int] | None]:
    """Return a text with ASCII digits, hyphens and spaces, without what takes no room; and where each sign stood."""
    if not _OUTSIDE.search(text):
        return text, None
    kept = [(place, sign) for place, sign in enumerate(text) if unicodedata.category(sign) != "Cf"]
    signs = (_sign(sign) for _, sign in kept)
    return "".join(signs).translate(_PLAIN), [place for place, _ in kept]


def _sign(sign: str) -> str:
    if sign <= "\x7f":
        return sign
    digit = unicodedata.decimal(sign, None)
    return str(digit) if digit is not None else " " if sign.isspace() else sign


def _found(plain: str) -> Iterator[tuple[int, int]]:
    place = 0
    while match := _NUMBER.search(plain, place):
        if _is_number(match, plain):
            yield match.span()
            place = match.end()
        else:
            place = match.start() + 1


def _is_number(match: re.Match[str], plain: str) -> bool:
    if match["short"] or (match["born"] and not match["between"]):  # digits only: is it a part of a decimal number?
        before, after = plain[max(match.start() - 2, 0) : match.start()], plain[match.end() : match.end() + 3]
        if re.fullmatch(r"[0-9]\.", before) or re.fullmatch(r"[.,][0-9]{2}", after):
            return False
    return valid(_digits(match[0]), match["century"] or "")


def _digits(written: str) -> str:
    """Return the ten digits that a spelling stands for; the letter of an interim number counts as 1."""
    bare = re.sub("[^0-9A-Za-z]", "", written)
    if bare[:2].lower() == "se":
        return bare[2:12]
    digits = re.sub("[A-Z]", "1", bare)
    return digits.zfill(10)[-10:]


def valid(digits: str, century: str = "") -> bool:
    """Return whether ten digits are a person's: a date of birth that there is, and a right check digit.

    century: the two digits before them, where they say it.
    """
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    coordination = day >= 60
    if coordination and (day == 60 or month == 0):  # of people whose day or month of birth is not known
        born = month <= 12 and day <= 91
    else:
        centuries = [int(century) * 100] if century in ("18", "19", "20") else _CENTURIES
        born = any(_is_day(first + year, month, day - 60 * coordination) for first in centuries)
    return born and _luhn(digits)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(part // 10 + part % 10 for part in doubled) % 10 == 0
