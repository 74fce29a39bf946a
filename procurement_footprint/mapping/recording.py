"""New decisions get their numbers and go into the files of the people who made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from procurement_footprint.mapping import decision_files
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.mapping.entries import Known
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.person_numbers import masked


def known(mappings: Mappings) -> Known:
    """Return what a decision may name."""
    return Known(mappings.taxonomy.categories.keys(), mappings.reasons.by_id.keys())


def record(project: Path, names: Known, drafts: Sequence[Decision]) -> tuple[tuple[Decision, ...], tuple[Path, ...]]:
    """Write decisions that have no id yet into the decision files of a project; return them with ids, and the files.

    names: what a decision may name. Errors: those of `decision_files.read` and `decision_files.append`.
    """
    folder = project / decision_files.FOLDER
    held = list(decision_files.read(folder, names).decisions)
    made: list[Decision] = []
    for draft in drafts:
        one = replace(draft, id=decision_files.next_id(held, draft.when), who=masked(draft.who))
        held.append(one)
        made.append(one)
    by_file: dict[str, list[Decision]] = {}
    for one in made:
        by_file.setdefault(decision_files.file_name(one.who, one.when), []).append(one)
    files = tuple(decision_files.append(folder, several) for several in by_file.values())
    return tuple(made), files
