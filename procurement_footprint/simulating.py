"""What if: a scenario on a footprint that is there. It is worked out and shown, and never becomes a period."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from procurement_footprint.analysis.scenario import outcome, reading, short
from procurement_footprint.analysis.scenario.known import Known
from procurement_footprint.analysis.scenario.outcome import Scenario
from procurement_footprint.analysis.scenario.short import Options
from procurement_footprint.analysis.scenario.state import State
from procurement_footprint.analysis.scenario.steps import Plan, Step
from procurement_footprint.factors import activity_factors, activity_lines, figures, own_factors
from procurement_footprint.factors.factor_cell import Library
from procurement_footprint.footprint import finished
from procurement_footprint.opening import Opened
from procurement_footprint.problems import Problem, Refused
from procurement_footprint.project import Project

__all__ = ["Options", "Plan", "Scenario", "known", "plan", "simulate"]


def simulate(opened: Opened, wanted: Plan) -> Scenario:
    """Return what a scenario comes to on a footprint: its cells, what each step gives, and why the whole differs.

    Money in the footprint's reporting currency to the öre, kilograms CO2e in whole grams; nothing is written.
    Errors: Refused when factors or prices are not those that the footprint was made with, or a step cannot be computed.
    """
    finished.refuse_other_factors(opened.footprint)
    return outcome.scenario(wanted, _start(opened), opened.footprint.basis.mappings.taxonomy.table)


def plan(path: Path | None, options: Options, held: Known) -> Plan:
    """Return the scenario of a file, if any, and then of short options; without a file it has no name.

    Errors: Refused with everything that is wrong with both.
    """
    problems: list[Problem] = []
    written = Plan("", ())
    added: tuple[Step, ...] = ()
    try:
        written = reading.read(path, held) if path else written
    except Refused as refused:
        problems += refused.problems
    try:
        added = short.steps(options, held)
    except Refused as refused:
        problems += refused.problems
    if problems:
        raise Refused(problems)
    return replace(written, steps=(*written.steps, *added))


def known(opened: Opened, project: Project) -> Known:
    """Return what a scenario on this footprint may name: its purchases, and factors, shipped and the project's own.

    Errors: Refused with everything that is wrong with the project's own factors.
    """
    shelves, problems = figures.shelves(project.folder), list[Problem]()
    place = project.folder / activity_lines.FOLDER / activity_lines.FACTORS if project.folder else None
    own = own_factors.read(place, problems) if place else {}
    if problems:
        raise Refused(problems)
    library = Library(activity_factors.shipped(shelves), own)
    return Known(_start(opened), library, shelves, project.settings.factor_policy)


def _start(opened: Opened) -> State:
    """Return a footprint as the scenario begins."""
    return State(opened.cells, opened.footprint.basis, opened.footprint.currency)
