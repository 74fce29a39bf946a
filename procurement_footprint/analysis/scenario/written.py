"""Steps of a scenario as they are written: their keys, and what is wrong with the values of these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from procurement_footprint.analysis.selection import Selection
from procurement_footprint.factors.project_csv import Line
from procurement_footprint.problems import Problem, problem

_SHARE = re.compile(r"(?P<sign>[+\-\N{MINUS SIGN}])? ?(?P<number>\d{1,5}(?:[.,]\d{1,6})?) ?%")
NUMBER_KEYS = ("quantity", "price", "kwh_per_unit", "price_per_kwh")


class VolumeEntry(msgspec.Struct, forbid_unknown_fields=True):
    """volume: -20 % (or +10 %)."""

    volume: str
    of: Selection
    why: str = ""


class MoveEntry(msgspec.Struct, forbid_unknown_fields=True):
    """move: 30 % of the money to another category."""

    move: str
    of: Selection
    to: str
    why: str = ""


class PcfEntry(msgspec.Struct, forbid_unknown_fields=True):
    """supplier_pcf: kg per unit, or the file of a product footprint."""

    supplier_pcf: str
    of: Selection
    unit: str
    source: str
    quantity: str = ""
    covers: str = "100 %"
    price_year: str = ""
    why: str = ""


class ElectrifyEntry(msgspec.Struct, forbid_unknown_fields=True):
    """electrify: 50 % of a fuel."""

    electrify: str
    of: Selection
    to: str
    kwh_per_unit: str
    source: str
    unit: str = "litre"
    quantity: str = ""
    price: str = ""
    fuel: str = ""
    electricity: str = "electricity-se/grid"
    price_per_kwh: str = ""
    why: str = ""


class FactorsEntry(msgspec.Struct, forbid_unknown_fields=True):
    """factors: another set."""

    factors: str
    why: str = ""


Entry = VolumeEntry | MoveEntry | PcfEntry | ElectrifyEntry | FactorsEntry
ENTRIES: dict[str, type[Entry]] = {
    "volume": VolumeEntry,
    "move": MoveEntry,
    "supplier_pcf": PcfEntry,
    "electrify": ElectrifyEntry,
    "factors": FactorsEntry,
}


@dataclass(frozen=True, slots=True)
class Said(Line):
    """The values of a step, which are read as the cells of activity data are; lines: where each key stands."""

    name: str
    lines: Mapping[str, int]

    def at(self, column: str) -> str:
        """Return how a message names a value: the file, the line of its key, and the key."""
        line = self.lines.get(column)
        return f"{self.name}:{line}, {column}" if line else f"{self.place}, {column}"


def share(text: str, place: str, problems: list[Problem]) -> Fraction:
    """Return `30 %` as 3/10; what is wrong is added to `problems`, and 0 comes back."""
    found = _SHARE.fullmatch(text.strip())
    value = _number(found["number"]) if found and not found["sign"] else Fraction(-1)
    if not 0 <= value <= 1:
        problems.append(problem("scenario-share", place, text))
        return Fraction(0)
    return value


def change(text: str, place: str, problems: list[Problem]) -> Fraction:
    """Return `-20 %` as −1/5 and `+10 %` as 1/10; what is wrong is added to `problems`, and 0 comes back."""
    found = _SHARE.fullmatch(text.strip())
    if not found or not found["sign"]:
        problems.append(problem("scenario-volume", place, text))
        return Fraction(0)
    value = _number(found["number"]) * (1 if found["sign"] == "+" else -1)
    if value < -1:
        problems.append(problem("scenario-volume", place, text))
        return Fraction(0)
    return value


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ".")) / 100
