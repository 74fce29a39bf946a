"""The catalogue of everything that can be wrong: one `Kind` for each code, one file for each subject."""

from __future__ import annotations

from procurement_footprint.problem_kinds.archive import ARCHIVE
from procurement_footprint.problem_kinds.audit import AUDIT
from procurement_footprint.problem_kinds.closings import CLOSINGS
from procurement_footprint.problem_kinds.codes import CODES
from procurement_footprint.problem_kinds.comparing import COMPARING
from procurement_footprint.problem_kinds.criteria import CRITERIA
from procurement_footprint.problem_kinds.decisions import DECISIONS
from procurement_footprint.problem_kinds.figures_and_projects import FIGURES_AND_PROJECTS
from procurement_footprint.problem_kinds.follow_up import FOLLOW_UP
from procurement_footprint.problem_kinds.group import GROUP
from procurement_footprint.problem_kinds.invoices import INVOICES
from procurement_footprint.problem_kinds.kind import Kind
from procurement_footprint.problem_kinds.ledgers import LEDGERS
from procurement_footprint.problem_kinds.levers import LEVERS
from procurement_footprint.problem_kinds.measures import MEASURES
from procurement_footprint.problem_kinds.open_data import OPEN_DATA
from procurement_footprint.problem_kinds.persons import PERSONS
from procurement_footprint.problem_kinds.population import POPULATION
from procurement_footprint.problem_kinds.scenarios import SCENARIOS
from procurement_footprint.problem_kinds.sie import SIE
from procurement_footprint.problem_kinds.spark import SPARK
from procurement_footprint.problem_kinds.targets import TARGETS
from procurement_footprint.problem_kinds.upkeep import UPKEEP
from procurement_footprint.problem_kinds.verifying import VERIFYING

__all__ = ["CATALOGUE", "Kind"]

CATALOGUE: dict[str, Kind] = {
    **LEDGERS,
    **FIGURES_AND_PROJECTS,
    **DECISIONS,
    **ARCHIVE,
    **AUDIT,
    **UPKEEP,
    **CODES,
    **COMPARING,
    **CLOSINGS,
    **FOLLOW_UP,
    **GROUP,
    **INVOICES,
    **MEASURES,
    **LEVERS,
    **OPEN_DATA,
    **PERSONS,
    **SIE,
    **CRITERIA,
    **POPULATION,
    **SCENARIOS,
    **SPARK,
    **TARGETS,
    **VERIFYING,
}
