"""Reads a table from CSV files: a square of flows, the row of output, rows of emissions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from procurement_footprint.factors.input_output import grid, table
from procurement_footprint.factors.input_output.description import Described, Flows
from procurement_footprint.factors.input_output.grid import Grid, numbers, shown
from procurement_footprint.factors.input_output.products import Products
from procurement_footprint.factors.input_output.products import read as read_products
from procurement_footprint.factors.input_output.table import Figures, Numbers, Table
from procurement_footprint.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class _Files:
    """The two CSV files, which may be one, and the codes that the products have in each."""

    flows: Grid
    emissions: Grid
    products: Products


def read(described: Described, said: Flows) -> Table:
    """Return the table that a description and its CSV files give.

    Errors: Refused with everything that is wrong: codes first, then figures, then what does not add up.
    """
    flows = grid.read(described.beside(said.file), described.label)
    other = described.said.emissions.file
    accounts = grid.read(described.beside(other), described.label) if other else flows
    if said.products:
        products = read_products(described.beside(said.products), described.label)
    else:
        products = _square(flows, said, described)
    files = _Files(flows, accounts, products)
    table.refuse([*_missing(files, said, described), *_without_region(files, described)])
    problems: list[Problem] = []
    figures = _figures(files, said, described, problems)
    table.refuse(problems)
    table.refuse(list(shown(list(_wrong(files, figures, said, described)), flows.label)))
    final = _final(files, figures, said, problems)
    _hold_to_total(files, figures, described, problems)
    table.refuse(problems)
    mark = described.said.regions
    return Table(
        label=described.label,
        codes=figures.codes,
        names=figures.names,
        coefficients=table.coefficients(figures.flows, figures.output),
        direct=table.per_output(figures.emissions, figures.output, described.kilograms),
        output=figures.output,
        final=final,
        regions=tuple(code.partition(mark)[0] for code in figures.codes) if mark else (),
    )


def _square(flows: Grid, said: Flows, described: Described) -> Products:
    """Return all products of a file whose other rows and columns are all named in the description."""
    emissions = () if described.said.emissions.file else described.said.emissions.rows
    rows = [code for code in flows.rows if code not in {said.output, said.imports, *emissions}]
    columns = [code for code in flows.columns if code not in {*said.final_use, described.said.emissions.total}]
    problems = [
        problem("table-not-square", flows.line(code), code, here="a row", there="no column")
        for code in rows
        if code not in flows.columns
    ] + [
        problem("table-not-square", f"{flows.label}:1", code, here="a column", there="no row")
        for code in columns
        if code not in flows.rows
    ]
    if not rows and not problems:
        problems.append(problem("table-no-products", flows.label))
    table.refuse(list(shown(problems, flows.label)))
    return Products.plain(rows)


def _missing(files: _Files, said: Flows, described: Described) -> Iterator[Problem]:
    asked, products = described.said.emissions, files.products
    rows = [*products.flows, said.output, *([said.imports] if said.imports else [])]
    yield from files.flows.missing(rows, [*products.flows, *said.final_use])
    total = [asked.total] if asked.total else []
    yield from files.emissions.missing(list(asked.rows), [*filter(None, products.emissions), *total])


def _without_region(files: _Files, described: Described) -> Iterator[Problem]:
    mark = described.said.regions
    for code in files.products.codes:
        if mark not in code:
            yield problem("table-code-region", files.flows.label, code, mark=mark)


def _figures(files: _Files, said: Flows, described: Described, problems: list[Problem]) -> Figures:
    products, asked = files.products, described.said.emissions
    flows = numbers(files.flows, products.flows, products.flows, problems)
    output = numbers(files.flows, [said.output], products.flows, problems)[0]
    accounts = [code for code in products.emissions if code]
    rows = np.array(numbers(files.emissions, list(asked.rows), accounts, problems)).reshape(len(asked.rows), -1)
    sums = dict(zip(accounts, np.array(described.weights) @ rows, strict=True))
    emitted = np.array([sums.get(code, 0.0) for code in products.emissions])
    return Figures(products.codes, products.names, np.array(flows), np.array(output), emitted)


def _wrong(files: _Files, figures: Figures, said: Flows, described: Described) -> Iterator[Problem]:
    flows = dict(zip(files.products.codes, files.products.flows, strict=True))
    accounts = dict(zip(files.products.codes, files.products.emissions, strict=True))
    first = next(iter(described.said.emissions.rows))
    return table.problems_of(
        figures,
        output=lambda _, column: files.flows.place(said.output, flows[column]),
        flow=lambda row, column: files.flows.place(flows[row], flows[column]),
        emissions=lambda _, column: files.emissions.place(first, accounts[column]),
    )


def _final(files: _Files, figures: Figures, said: Flows, problems: list[Problem]) -> Numbers:
    """Return final use less imports: as given and held against the flows, else what the flows leave over."""
    products, made = files.products.flows, figures.output
    between: Numbers = figures.flows.sum(axis=1)
    if not said.final_use:
        return made - between
    wrong: list[Problem] = []
    final: Numbers = np.array(numbers(files.flows, products, said.final_use, wrong)).sum(axis=1)
    imported = numbers(files.flows, [said.imports], products, wrong)[0] if said.imports else [0.0] * len(products)
    imports: Numbers = np.array(imported)
    problems.extend(wrong or _unbalanced(files, figures, said, between + final, made + imports))
    return final - imports


def _unbalanced(files: _Files, figures: Figures, said: Flows, uses: Numbers, supply: Numbers) -> list[Problem]:
    rows = files.products.flows
    rounding = np.array([_rounding(files.flows.texts(row, [*rows, *said.final_use])) for row in rows])
    lines = dict(zip(figures.codes, map(files.flows.line, rows), strict=True))
    return table.unbalanced(figures.codes, uses, supply, rounding, lines.__getitem__)


def _rounding(texts: Sequence[str]) -> float:
    """Return how far a sum of these figures and its total may differ because each is rounded to its last decimal."""
    decimals = max(len(text.partition(".")[2].strip()) for text in texts)
    return float(0.5 * 10**-decimals * (len(texts) + 2))


def _hold_to_total(files: _Files, figures: Figures, described: Described, problems: list[Problem]) -> None:
    """See that the emissions of the products are those of all industries, where the accounts give the sum."""
    asked = described.said.emissions
    if not asked.total:
        return
    wrong: list[Problem] = []
    rows = list(asked.rows)
    columns = numbers(files.emissions, rows, [asked.total], wrong)
    stated = sum(weight * row[0] for weight, row in zip(described.weights, columns, strict=True))
    found = float(figures.emissions.sum())
    problems.extend(wrong)
    if not wrong and abs(found - stated) > 1e-4 * abs(stated):
        said = {"found": f"{found:,.2f}", "stated": f"{stated:,.2f}", "gap": f"{stated - found:,.2f}"}
        problems.append(problem("table-emissions-total", files.emissions.place(rows[0], asked.total), **said))
