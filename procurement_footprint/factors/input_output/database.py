"""Reads a multi-regional database that pymrio parses; only the parsing is pymrio's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from procurement_footprint.factors import extras
from procurement_footprint.factors.input_output import grid, table
from procurement_footprint.factors.input_output.description import Database, Described
from procurement_footprint.factors.input_output.table import Figures, Numbers, Table
from procurement_footprint.problems import Problem, Refused, problem

MARK = ":"  # between region and sector in our codes
Parsed: TypeAlias = Any  # what pymrio makes: tables of pandas, which is not imported here


def read(described: Described, said: Database) -> Table:
    """Return the table of a database: regions × sectors as products, with the emissions of the rows that are asked for.

    Needs the extra `io`. Errors: Refused when pymrio cannot read the path, or extension or row are not there.
    """
    mrio = _parsed(described, said)
    codes = tuple(MARK.join(map(str, code)) for code in mrio.Z.index)
    emitted = _emissions(mrio, described, said, len(codes))
    final = mrio.Y.to_numpy(dtype=np.float64).sum(axis=1)
    flows = _own(mrio.Z)
    output = flows.sum(axis=1) + final
    figures = Figures(codes, codes, flows, output, emitted)
    table.refuse(list(grid.shown(list(_wrong(figures, described.label)), described.label)))
    return Table(
        label=described.label,
        codes=codes,
        names=codes,
        coefficients=table.coefficients(flows, output),
        direct=table.per_output(emitted, output, described.kilograms),
        output=output,
        final=final,
        regions=tuple(str(code[0]) for code in mrio.Z.index),
    )


def _parsed(described: Described, said: Database) -> Parsed:
    extras.need("pymrio", extra="io")
    import pymrio

    path = described.beside(said.path)
    if said.parser != "test" and not (said.path and path.exists()):
        raise Refused([problem("table-file-missing", said.path or "database", description=described.label)])
    parse: Callable[..., Parsed] = {
        "test": lambda _: pymrio.load_test(),
        "saved": pymrio.load_all,
    }.get(said.parser) or getattr(pymrio, f"parse_{said.parser}")
    try:
        return parse(path)
    except Exception as error:  # whatever pymrio and pandas stumble over in a user's file
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Refused([problem("database-unreadable", said.path, why=why)]) from None


def _own(flows: Parsed) -> Numbers:
    """Return the flows as an array that may be written to, without a copy where pandas lets go of its own."""
    values: Numbers = flows.to_numpy(dtype=np.float64)
    return values if values.flags.writeable else values.copy()


def _emissions(mrio: Parsed, described: Described, said: Database, size: int) -> Numbers:
    known = {name: getattr(mrio, name) for name in mrio.get_extensions()}
    if said.extension not in known:
        choice = ", ".join(sorted(known))
        raise Refused([problem("database-no-extension", described.label, said.extension, choice=choice)])
    accounts = known[said.extension].F
    rows: dict[str, list[int]] = {}
    for position, name in enumerate(accounts.index):
        # accounts with a compartment (air, water) have names of several parts; the first alone will do
        called = {name} if isinstance(name, str) else {str(name[0]), ", ".join(map(str, name))}
        for one in called:
            rows.setdefault(one, []).append(position)
    table.refuse(list(_unclear(described, said, rows)))
    values = accounts.to_numpy(dtype=np.float64)
    total = np.zeros(size)
    for name, weight in zip(described.said.emissions.rows, described.weights, strict=True):
        total += weight * values[rows[name][0]]
    return total


def _unclear(described: Described, said: Database, rows: dict[str, list[int]]) -> Iterator[Problem]:
    for name in described.said.emissions.rows:
        if len(rows.get(name, [])) != 1:
            count = len(rows.get(name, []))
            place = f"{described.label}, {said.extension}"
            choice = "; ".join(sorted({row for row in rows if name.casefold() in row.casefold()} or rows)[: grid.SHOWN])
            yield problem("database-row", place, name, count=count, choice=choice)


def _wrong(figures: Figures, label: str) -> Iterator[Problem]:
    def place(row: str, column: str) -> str:
        return f"{label}, {row or 'column'} {'to ' if row else ''}{column}"

    if not all(np.isfinite(values).all() for values in (figures.flows, figures.output, figures.emissions)):
        yield problem("database-unreadable", label, why="some figures are missing")
    yield from table.problems_of(figures, place, place, place)
