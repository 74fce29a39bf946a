"""Units of what is measured: what they are called, and how many of one make another, exactly."""

from __future__ import annotations

import re
from fractions import Fraction

# dimension → unit → how many of the first unit it is; the first name of a line is how we write the unit
_DIMENSIONS: dict[str, dict[tuple[str, ...], Fraction]] = {
    "volume": {
        ("litre", "litres", "liter", "l"): Fraction(1),
        ("m3", "cubic meter", "cubic metre", "cubic metres"): Fraction(1000),
    },
    "energy": {
        ("kWh", "kilowatt hour"): Fraction(1),
        ("MWh",): Fraction(1000),
        ("GWh",): Fraction(1_000_000),
        ("MJ", "megajoule"): Fraction(5, 18),
        ("GJ",): Fraction(2500, 9),
    },
    "mass": {
        ("kg", "kilogram"): Fraction(1),
        ("gram", "g"): Fraction(1, 1000),
        ("tonne", "tonnes", "ton", "t"): Fraction(1000),
    },
    "distance": {("km", "kilometer", "kilometre"): Fraction(1), ("mil",): Fraction(10)},
    "passenger transport": {("passenger-km", "pkm"): Fraction(1)},
    "goods transport": {("tonne-km", "tkm", "ton kilometer"): Fraction(1)},
    "area": {("m2", "square meter", "square metre"): Fraction(1)},
    "time": {("hour", "hours", "h"): Fraction(1)},
    "number": {("piece", "pieces", "st"): Fraction(1)},
}
_KNOWN = {
    name.casefold(): (names[0], dimension, size)
    for dimension, units in _DIMENSIONS.items()
    for names, size in units.items()
    for name in names
}
NAMES = tuple(names[0] for units in _DIMENSIONS.values() for names in units)
_CURRENCY = re.compile(r"[A-Z]{3}")


def unit(text: str) -> str | None:
    """Return how we write a unit; a currency (three capital letters) is itself; None where there is no such unit."""
    known = _KNOWN.get(text.strip().casefold())
    if known:
        return known[0]
    return text.strip() if is_money(text.strip()) else None


def is_money(name: str) -> bool:
    """Return whether a unit is a currency: the factor is a supplier's own intensity, kg per krona."""
    return _CURRENCY.fullmatch(name) is not None and name.casefold() not in _KNOWN


def times(name: str, other: str) -> Fraction | None:
    """Return how many of the unit `other` one `name` is; None where they measure different things.

    Both are as `unit` returns them.
    """
    if name == other:
        return Fraction(1)
    here, there = _KNOWN.get(name.casefold()), _KNOWN.get(other.casefold())
    if here is None or there is None or here[1] != there[1]:
        return None
    return here[2] / there[2]
