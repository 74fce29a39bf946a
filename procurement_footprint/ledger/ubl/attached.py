"""Invoices that go with a ledger: all that are named, read, and refused together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from procurement_footprint.ledger.ubl import invoices
from procurement_footprint.ledger.ubl.invoices import Invoices
from procurement_footprint.problems import Problem, Refused, problem


def read(paths: Sequence[Path], accept_problems: bool) -> tuple[Invoices, ...]:
    """Return the invoices at these paths. Errors: Refused with everything that is wrong with all of them.

    accept_problems: invoices that are wrong by themselves are set aside.
    """
    found: list[Invoices] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            made = invoices.read(path)
        except Refused as refused:
            problems += refused.problems
            continue
        if same := next((one for one in found if one.sha256 == made.sha256), None):
            problems.append(problem("ledger-same-file", made.name, other=same.name))
        problems += () if accept_problems else made.problems
        found.append(made)
    if problems:
        raise Refused(problems)
    return tuple(found)


def said(found: Sequence[Invoices]) -> list[str]:
    """Return what was noticed while the invoices were read, those set aside among it."""
    lines = []
    for one in found:
        lines += [f"{one.name}: {note}" for note in one.notes]
        if one.problems:
            lines.append(f"{one.name}: set aside: {len(one.problems)}; the first: {one.problems[0]}")
    return lines
