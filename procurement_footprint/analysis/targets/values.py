"""Values of milestones as people write them: `1200 t`, `850 kg`, `12 g` or `-50 %`."""

from __future__ import annotations

import re
from fractions import Fraction

from procurement_footprint.analysis.targets.target import ABSOLUTE, PER_AMOUNT, PER_INHABITANT, Value

_MASSES = {"g": Fraction(1, 1000), "kg": Fraction(1), "t": Fraction(1000), "kt": Fraction(1_000_000)}
_USUAL, _SMALL = ("kg", "t", "kt"), ("g", "kg")
_AMOUNT = re.compile(r"(?P<number>\d{1,12}(?:[.,]\d{1,6})?) ?(?P<mass>kg|kt|t|g)")
_REDUCTION = re.compile(r"[-\N{MINUS SIGN}](?P<number>\d{1,3}(?:[.,]\d{1,6})?) ?%")
WRITTEN = {
    ABSOLUTE: "write a mass or a reduction of the base: 1200 t, 12 kt or -50 %",
    PER_INHABITANT: "write a mass per inhabitant or a reduction of the base: 2 t, 850 kg or -50 %",
    PER_AMOUNT: "write grams per unit of money or a reduction of the base: 12 g or -50 %",
}


def value(text: str, unit: str = ABSOLUTE) -> Value | None:
    """Return what a text says in kg, or as the share of the base that is left; None where it says neither.

    unit: of the target; per unit of money it is written in g or kg, else in kg, t or kt.
    """
    said = text.strip()
    if match := _AMOUNT.fullmatch(said):
        fits = match["mass"] in (_SMALL if unit == PER_AMOUNT else _USUAL)
        return Value(said, amount=_number(match["number"]) * _MASSES[match["mass"]]) if fits else None
    if match := _REDUCTION.fullmatch(said):
        left = 1 - _number(match["number"]) / 100
        return Value(said, share_of_base=left) if left >= 0 else None
    return None


def mass(text: str) -> Fraction | None:
    """Return a mass in kg; None for anything else."""
    found = value(text)
    return found.amount if found else None


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))
