"""Money as people write it, read exactly: `1 234,50`, `(1,302.03)`, `1302,03-`, `£519.89`.

How a column writes money is decided from all its values, never cell by cell: `1.234` may be 1234 or 1.234.
Here are the grammar, the decision and a reference in plain Python; `amount_column` reads whole columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from procurement_footprint.ledger.profile import Unit

Mark = Literal[",", "."]
SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"
MINUS = "\\-\u2212"  # the signs of a minus, as they stand in a character class
LARGEST_DIGITS = 13  # |amount| < 10^13, far from the end of Decimal(18, 2)
SHIFT: dict[Unit, int] = {"kr": 0, "ore": -2, "tkr": 3}
AFFIXES = {
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "sek": ("SEK",),
    "nok": ("NOK",),
    "dkk": ("DKK",),
    "eur": ("EUR",),
    "€": ("EUR",),
    "gbp": ("GBP",),
    "£": ("GBP",),
}
AFFIX = "(?i:" + "|".join(AFFIXES) + ")"


def _body(mark: Mark) -> str:
    other = "\\." if mark == "," else ","
    groups = "|".join(f"(?:{sign}[0-9]{{3}})+" for sign in (f"[{SPACES}]", f"[{APOSTROPHES}]", other))
    decimals = f"\\{mark}[0-9]+"
    return f"(?:(?:[1-9][0-9]{{0,2}}(?:{groups})|[0-9]+)(?:{decimals})?|{decimals})"


@cache
def grammar(mark: Mark) -> str:
    """Return the pattern of all amounts whose decimal mark is this one."""
    return _grammar(mark)


def _grammar(mark: Mark) -> str:
    blank, body = f"[{SPACES}]*", _body(mark)
    money = f"(?:{AFFIX}{blank})?{body}(?:{blank}{AFFIX})?"
    forms = (
        f"(?:[+{MINUS}]{blank})?{money}",
        f"{AFFIX}{blank}[{MINUS}]{blank}{body}",
        f"{money}{blank}[{MINUS}]",
        f"\\({blank}{money}{blank}\\)",
    )
    return f"^(?:{'|'.join(forms)})$"


THREE: dict[Mark, str] = {".": r"\.[0-9]{3}(?:[^0-9]|$)", ",": ",[0-9]{3}(?:[^0-9]|$)"}  # three decimals

NOISE = r"^[0-9]{2}(?:0{5,}[0-9]{1,2}|9{5,}[0-9]{0,2})$"  # decimals; see is_noise
NOISE_DIGITS = (15, 17)  # of a number in floating point, leading zeros apart


@dataclass(frozen=True, slots=True)
class Style:
    """How a column writes money.

    decimal: its decimal mark. three: whether three decimals are believed, so that `12.500` is 12.5.
    """

    decimal: Mark
    three: bool = True
    unit: Unit = "kr"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the values of a column say of its decimal mark, each by one example.

    point, comma: values that only a decimal point, or only a decimal comma, explains.
    point_or_group, comma_or_group: `1.234` and `1,234`, which may hold a decimal or a thousands mark.
    three: a value that surely has three decimals. plain: all values are nothing but digits and at most two decimals
    after this mark (not kept when marks are joined).
    """

    point: str | None = None
    comma: str | None = None
    point_or_group: str | None = None
    comma_or_group: str | None = None
    three: str | None = None
    plain: Mark | None = None

    def __or__(self, other: Marks) -> Marks:
        return Marks(
            self.point or other.point,
            self.comma or other.comma,
            self.point_or_group or other.point_or_group,
            self.comma_or_group or other.comma_or_group,
            self.three or other.three,
        )


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why a column's money cannot be read without asking: code of the Problem and the values that show it."""

    code: Literal["amount-ambiguous", "amount-mixed"]
    examples: tuple[str, ...]


def decide(marks: Marks, declared: str = "auto", unit: Unit = "kr") -> Style | Undecided:
    """Return how a column writes money, as its profile declares or its values show; else Undecided."""
    if declared in (".", ","):
        return Style("." if declared == "." else ",", three=True, unit=unit)
    if marks.point and marks.comma:
        return Undecided("amount-mixed", (marks.point, marks.comma))
    if not (marks.point or marks.comma):
        unclear = tuple(value for value in (marks.point_or_group, marks.comma_or_group) if value)
        return Undecided("amount-ambiguous", unclear) if unclear else Style(".", three=False, unit=unit)
    mark: Mark = "." if marks.point else ","
    return Style(mark, three=marks.three is not None, unit=unit)


def marks(text: str) -> Marks:
    """Return what one value says of the decimal mark (the reference for `amount_column.marks`)."""
    point, comma = (bool(re.match(grammar(mark), text)) for mark in (".", ","))
    if point and comma:
        return Marks(point_or_group=text if "." in text else None, comma_or_group=text if "," in text else None)
    three = (point and re.search(THREE["."], text)) or (comma and re.search(THREE[","], text))
    return Marks(text if point else None, text if comma else None, three=text if three else None)


def parse_amount(text: str, style: Style) -> Decimal:
    """Return the amount in one cell, exact to the öre (the reference for `amount_column.amounts`).

    Errors: ValueError with the code of the Problem.
    """
    text = text.strip()
    if not re.match(grammar(style.decimal), text):
        raise ValueError("amount-unreadable")
    other: Mark = "," if style.decimal == "." else "."
    if not style.three and style.decimal in text and re.match(grammar(other), text):
        raise ValueError("amount-three-decimals")
    negative = "(" in text or any(sign in text for sign in "-\u2212")
    digits = "".join(c for c in text if c.isascii() and (c.isdigit() or c == style.decimal))
    whole, _, fraction = digits.partition(style.decimal)
    whole, fraction = _shifted(whole, fraction, SHIFT[style.unit])
    if fraction[2:].strip("0") and not is_noise(whole, fraction):
        raise ValueError("amount-decimals")
    if len(whole.lstrip("0")) > LARGEST_DIGITS:
        raise ValueError("amount-too-large")
    amount = Decimal(f"{whole or '0'}.{fraction or '0'}").quantize(Decimal("0.01"))
    return -amount if negative and amount else amount


def is_noise(whole: str, fraction: str) -> bool:
    """Return whether digits after the second decimal are only what a binary computer leaves behind.

    448.19999999999993 is 448.20 in floating point: 15 to 17 digits, all 0 or all 9 but for the last two.
    """
    digits = len((whole + fraction).lstrip("0"))
    return bool(re.match(NOISE, fraction)) and NOISE_DIGITS[0] <= digits <= NOISE_DIGITS[1]


def _shifted(whole: str, fraction: str, places: int) -> tuple[str, str]:
    """Return digits before and after the decimal mark once it has moved `places` to the right."""
    if places < 0:
        whole = whole.zfill(-places)
        return whole[:places], whole[places:] + fraction
    fraction = fraction.ljust(places, "0")
    return whole + fraction[:places], fraction[places:]
