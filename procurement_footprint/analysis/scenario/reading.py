"""The file of a scenario: read with every fault that it has.

scenario: A greener kitchen
why: The food board asked
steps:
- move: 30 %
  of: {categories: [meat], departments: [Skola]}
  to: fruit_vegetables
- volume: -20 %
  of: {groups: [it]}
- factors: exiobase@3.8.2

The steps are taken in the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.analysis.scenario import written
from procurement_footprint.analysis.scenario.known import Known
from procurement_footprint.analysis.scenario.physical import electrify, supplier_pcf
from procurement_footprint.analysis.scenario.steps import Move, OtherFactors, Plan, Step, Volume, factors_of
from procurement_footprint.analysis.scenario.written import (
    ENTRIES,
    ElectrifyEntry,
    Entry,
    FactorsEntry,
    MoveEntry,
    PcfEntry,
    Said,
    VolumeEntry,
)
from procurement_footprint.problems import Problem, Refused, problem


class _File(msgspec.Struct, forbid_unknown_fields=True):
    scenario: str
    steps: list[dict[str, object]]
    why: str = ""


def read(path: Path, known: Known) -> Plan:
    """Return the scenario of a file. known: what it may name. Errors: Refused with every Problem of the file."""
    parsed = plain_yaml.in_words(plain_yaml.load(path))
    plain_yaml.convert(parsed, _File, path.name)
    said = parsed if isinstance(parsed, dict) else {}
    problems = [problem("scenario-empty", path.name, key="scenario", what="what the scenario is called")]
    problems = problems if not str(said["scenario"]).strip() else []
    entries = said["steps"] if isinstance(said["steps"], list) else []
    if not entries:
        problems.append(problem("scenario-steps", path.name))
    found = [step(entry, path.name, known, problems) for entry in entries if isinstance(entry, dict)]
    if problems:
        raise Refused(problems)
    steps = tuple(one for one in found if one)
    sets = known.library.used(factor for one in steps for factor in factors_of(one))
    why, sources = str(said.get("why", "")).strip(), tuple(one.citation for one in sets)
    return Plan(str(said["scenario"]).strip(), steps, why, sources)


def step(entry: Mapping[str, object], name: str, known: Known, problems: list[Problem]) -> Step | None:
    """Return one step of a file called `name`; what is wrong is added to `problems`."""
    lines = entry.lines if isinstance(entry, plain_yaml.Lines) else {}
    place = f"{name}:{min(lines.values())}" if lines else name
    verbs = [key for key in entry if key in ENTRIES]
    if len(verbs) != 1:
        what = " and ".join(verbs) or "none"
        problems.append(problem("scenario-kind", place, what=what, known=", ".join(ENTRIES)))
        return None
    try:
        made = plain_yaml.convert(entry, ENTRIES[verbs[0]], name)
    except Refused as refused:
        problems += [replace(one, place=place) if one.place == name else one for one in refused.problems]
        return None
    cells = {key: getattr(made, key) for key in made.__struct_fields__ if key != "of"}
    return _step(made, Said(place, cells, True, name, lines), known, problems)


def _step(made: Entry, said: Said, known: Known, problems: list[Problem]) -> Step | None:
    before = len(problems)
    if not isinstance(made, FactorsEntry):
        problems += known.unknown(made.of, said.at("of"))
    if isinstance(made, MoveEntry | ElectrifyEntry) and made.to not in known.start.basis.mappings.taxonomy.categories:
        problems.append(known.stranger("category", made.to, said.at("to")))
    found = _made(made, said, known, problems)
    return found if len(problems) == before else None


def _made(made: Entry, said: Said, known: Known, problems: list[Problem]) -> Step | None:
    match made:
        case VolumeEntry():
            amount = written.change(made.volume, said.at("volume"), problems)
            return Volume(said.place, made.of, amount, made.why)
        case MoveEntry():
            amount = written.share(made.move, said.at("move"), problems)
            return Move(said.place, made.of, amount, made.to, made.why)
        case PcfEntry():
            return supplier_pcf(made, said, known, problems)
        case ElectrifyEntry():
            return electrify(made, said, known, problems)
        case FactorsEntry():
            return other_factors(made.factors, made.why, said.at("factors"), known, problems)


def other_factors(name: str, why: str, place: str, known: Known, problems: list[Problem]) -> OtherFactors | None:
    """Return the step to another factor set; what is wrong with the set is added to `problems`."""
    try:
        return OtherFactors(place, name, known.factors(name), why)
    except Refused as refused:
        problems += [replace(one, place=place) if one.code == "factor-set-unknown" else one for one in refused.problems]
        return None
