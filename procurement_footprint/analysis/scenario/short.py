"""Scenarios as short options of the command line: `--less "meat=20%"`, `--move "meat=>fish:30%"`, `--factors NAME`.

They are taken after the steps of a file: first what is bought less, then more, then moved, last other factors; each in
the order in which it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from procurement_footprint.analysis.scenario import written
from procurement_footprint.analysis.scenario.known import Known
from procurement_footprint.analysis.scenario.reading import other_factors
from procurement_footprint.analysis.scenario.steps import Move, Step, Volume
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.problems import Problem, Refused, problem

_AMOUNT = re.compile(r"(?P<of>[^=>]+)=\s*(?P<share>[^=>+-]+)")
_MOVE = re.compile(r"(?P<of>[^=>]+)=>(?P<to>[^=>:]+):\s*(?P<share>[^:]+)")
EXAMPLES = {"--less": '"meat=20%"', "--more": '"fish=10%"', "--move": '"meat=>fish:30%"'}


@dataclass(frozen=True, slots=True)
class Options:
    """What was written behind each option."""

    less: Sequence[str] = ()
    more: Sequence[str] = ()
    move: Sequence[str] = ()
    factors: Sequence[str] = ()


def steps(options: Options, known: Known) -> tuple[Step, ...]:
    """Return the steps that the options mean. Errors: Refused with everything that is wrong with them."""
    problems: list[Problem] = []
    found = tuple(_steps(options, known, problems))
    if problems:
        raise Refused(problems)
    return found


def _steps(options: Options, known: Known, problems: list[Problem]) -> Iterator[Step]:
    for option, sign, texts in (("--less", -1, options.less), ("--more", 1, options.more)):
        for text in texts:
            if parts := _parts(_AMOUNT, option, text, problems):
                place = f'{option} "{text}"'
                amount = written.share(parts["share"], place, problems)
                yield Volume(place, _selection(parts["of"], place, known, problems), sign * amount)
    for text in options.move:
        if parts := _parts(_MOVE, "--move", text, problems):
            place, to = f'--move "{text}"', parts["to"].strip()
            if to not in known.start.basis.mappings.taxonomy.categories:
                problems.append(known.stranger("category", to, place))
            amount = written.share(parts["share"], place, problems)
            yield Move(place, _selection(parts["of"], place, known, problems), amount, to)
    for name in options.factors:
        if step := other_factors(name, "", f"--factors {name}", known, problems):
            yield step


def _parts(pattern: re.Pattern[str], option: str, text: str, problems: list[Problem]) -> re.Match[str] | None:
    found = pattern.fullmatch(text.strip())
    if found is None:
        problems.append(problem("scenario-short", option, text, example=f"{option} {EXAMPLES[option]}"))
    return found


def _selection(text: str, place: str, known: Known, problems: list[Problem]) -> Selection:
    """Return the category, else the group, that is meant."""
    name = text.strip()
    if any(group.id == name for group in known.start.basis.mappings.taxonomy.groups):
        return Selection(groups=(name,))
    of = Selection(categories=(name,))
    problems += known.unknown(of, place)
    return of
