"""What may stand in the cell `factor`: kilograms per unit, a reference to a factor, or a blend of several.

0.052       12 g       ipcc-fuels/diesel       hvo.json       0.93 ipcc-fuels/diesel + 0.07 ipcc-fuels/hvo
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction

from procurement_footprint.factors import activity_factors, units
from procurement_footprint.factors.activity_factors import ACTIVITY, SUPPLIER_SPECIFIC, ActivityFactor, ActivitySet
from procurement_footprint.factors.project_csv import Line
from procurement_footprint.problems import Problem, problem

_NUMBER = re.compile(r"(?P<number>[0-9]{1,15}(?:[.,][0-9]{1,15})?) ?(?P<mass>g|kg)?")
_PART = re.compile(r"(?:(?P<share>[01](?:[.,][0-9]{1,9})?) )?(?P<reference>.+)")
SCOPES = ("1", "2", "3")
MOST = 3  # suggestions


@dataclass(frozen=True, slots=True)
class Library:
    """The factors that a cell may refer to: shipped sets, and the project's own by reference."""

    sets: Sequence[ActivitySet]
    own: Mapping[str, ActivityFactor]

    def find(self, reference: str) -> tuple[ActivityFactor, ...]:
        """Return the factors of a reference, one for each year; nothing where there is none.

        `SET/FACTOR` is of the newest version, `SET@VERSION/FACTOR` of that one.
        """
        if reference in self.own:
            return (self.own[reference],)
        name, _, factor = reference.partition("/")
        named = [one for one in self.sets if name in (one.name, one.identity)]
        return named[-1].factors.get(factor, ()) if named else ()

    def named(self, text: str) -> list[ActivityFactor]:
        """Return the factors, of all years, that a cell refers to, alone or blended."""
        parts = [_PART.fullmatch(piece.strip()) for piece in text.split(" + ")]
        return [factor for part in parts if part for factor in self.find(part["reference"])]

    def near(self, reference: str) -> str:
        """Return the references that may have been meant, or how a reference looks."""
        known = [*self.own, *(f"{one.name}/{key}" for one in self.sets for key in one.factors)]
        return ", ".join(get_close_matches(reference, known, MOST)) or ", ".join(sorted(known)[:MOST])

    def used(self, factors: Iterable[ActivityFactor]) -> tuple[ActivitySet, ...]:
        """Return the shipped sets that these factors are from."""
        used = {name for factor in factors for name in factor.sets}
        return tuple(one for one in self.sets if one.identity in used)


def resolve(line: Line, column: str, year: int, library: Library, problems: list[Problem]) -> ActivityFactor | None:
    """Return the factor that a cell means for a year of purchase; what is wrong is added to `problems`.

    A bare number has no unit of its own ("": that of the line) and the scope of the line's column `scope`;
    a market-based one is of scope 2.
    """
    text = line.cells[column]
    if number := _NUMBER.fullmatch(text):
        return _number(line, column, number, problems)
    parts: list[tuple[Fraction, ActivityFactor]] = []
    for piece in text.split(" + "):
        part = _PART.fullmatch(piece.strip())
        reference = part["reference"] if part else piece
        held = library.find(reference)
        if not held:
            problems.append(problem("activity-factor", line.at(column), reference, known=library.near(reference)))
        elif found := activity_factors.of_year(held, year):
            parts.append((Fraction(((part and part["share"]) or "1").replace(",", ".")), found))
        else:
            first = held[0].year
            problems.append(problem("activity-factor-year", line.at(column), reference, year=year, first=first))
    if len(parts) < len(text.split(" + ")):
        return None
    return parts[0][1] if len(parts) == 1 and parts[0][0] == 1 else _blend(line, column, parts, problems)


def per_unit(factor: ActivityFactor, unit: str, times: Fraction) -> ActivityFactor:
    """Return a factor per another unit, `times` of its own."""
    return replace(
        factor,
        unit=unit,
        scope_1=factor.scope_1 * times,
        scope_2=factor.scope_2 * times,
        scope_3=factor.scope_3 * times,
        biogenic=None if factor.biogenic is None else factor.biogenic * times,
    )


def _number(line: Line, column: str, found: re.Match[str], problems: list[Problem]) -> ActivityFactor | None:
    scope = "2" if column == "market_factor" else line.cells["scope"] or "3"
    if scope not in SCOPES:
        problems.append(problem("activity-scope", line.at("scope"), scope))
        return None
    kilograms = Fraction(found["number"].replace(",", ".")) / (1000 if found["mass"] == "g" else 1)
    year = line.cells["factor_year"]
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        problems.append(problem("factor-year", line.at("factor_year"), year))
        return None
    money = units.is_money(units.unit(line.cells["unit"]) or "")
    return ActivityFactor(
        reference=line.cells[column],
        name=f"{line.cells[column]} per {line.cells['unit']}",
        unit="",
        scope_1=kilograms if scope == "1" else Fraction(0),
        scope_2=kilograms if scope == "2" else Fraction(0),
        scope_3=kilograms if scope == "3" else Fraction(0),
        biogenic=None,
        adds=scope == "1",
        kind=SUPPLIER_SPECIFIC if money else ACTIVITY,
        source=line.cells["source"],
        year=int(year) if year else None,
    )


def _blend(
    line: Line, column: str, parts: Sequence[tuple[Fraction, ActivityFactor]], problems: list[Problem]
) -> ActivityFactor | None:
    total = sum((share for share, _ in parts), Fraction(0))
    if total != 1:
        problems.append(problem("activity-blend", line.at(column), line.cells[column], total=f"{float(total):g}"))
        return None
    first = parts[0][1]
    if len({one.adds for _, one in parts}) > 1:
        problems.append(problem("activity-blend-covers", line.at(column), line.cells[column]))
        return None
    for _, other in parts[1:]:
        if units.times(first.unit, other.unit) is None:
            said = {"unit": first.unit, "other": other.unit}
            problems.append(problem("activity-unit-other", line.at(column), line.cells[column], **said))
            return None
    return activity_factors.blend(parts, line.cells[column])
