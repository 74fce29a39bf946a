"""An input-output table as the engine needs it, and what no table may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from procurement_footprint.problems import Problem, Refused, problem

Numbers = NDArray[np.float64]
Place = Callable[[str, str], str]  # row and column → where the cell stands
TOLERANCE = 1e-3  # of a product's supply: so much may its uses differ from it


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Technical coefficients A and direct emissions f of n products.

        A[i, j] = flow(i → j) / output(j)        f[j] = emissions(j) / output(j)

    coefficients: n × n, per unit. direct: n, kg CO2e per unit of currency at the table's prices. output, final: n, in
    the table's units (millions of a currency); final is final use less imports. label: the file, for messages.
    """

    label: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    coefficients: Numbers
    direct: Numbers
    output: Numbers
    final: Numbers
    regions: tuple[str, ...] = ()  # of each product; empty where codes carry none

    def at(self, code: str) -> int:
        """Return the position of a product. Errors: ValueError where there is none."""
        return self.codes.index(code)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """A table's figures as they were read: flows n × n, all others n; emissions in the unit of the accounts."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    flows: Numbers
    output: Numbers
    emissions: Numbers


def problems_of(figures: Figures, output: Place, flow: Place, emissions: Place) -> Iterator[Problem]:
    """Yield what is wrong with the figures: negative ones, and products without output that still do something.

    The places are given the codes of row and column; the row is "" for output and emissions.
    """
    codes = figures.codes
    for j in np.flatnonzero(figures.output < 0):
        yield _negative("output", codes[j], figures.output[j], output("", codes[j]))
    for j in np.flatnonzero(figures.emissions < 0):
        yield _negative("emissions", codes[j], figures.emissions[j], emissions("", codes[j]))
    for i, j in zip(*np.nonzero(figures.flows < 0), strict=True):
        yield _negative("flow", codes[j], figures.flows[i, j], flow(codes[i], codes[j]))
    for j in np.flatnonzero(figures.output == 0):
        if figures.emissions[j] > 0:
            text = f"emissions: {figures.emissions[j]:,.10g}"
            yield problem("table-no-output", output("", codes[j]), text, product=codes[j], has="emissions")
        if figures.flows[:, j].any():
            text = f"inputs: {figures.flows[:, j].sum():,.10g}"
            yield problem("table-no-output", output("", codes[j]), text, product=codes[j], has="inputs")


def _negative(what: str, code: str, value: float, place: str) -> Problem:
    return problem(f"table-negative-{what}", place, f"{value:.10g}", product=code)


def unbalanced(
    codes: Sequence[str], uses: Numbers, supply: Numbers, rounding: Numbers, line: Callable[[str], str]
) -> list[Problem]:
    """Return a Problem for each product whose uses (intermediate and final) are not its supply (output and imports).

    rounding: how far each sum may be off because its figures are rounded. line: where a product's row stands.
    """
    off = np.abs(uses - supply) > np.maximum(TOLERANCE * np.abs(supply), rounding)
    return [
        problem("table-unbalanced", line(code), product=code, uses=f"{used:,.2f}", supply=f"{supplied:,.2f}")
        for code, used, supplied, wrong in zip(codes, uses, supply, off, strict=True)
        if wrong
    ]


def coefficients(flows: Numbers, output: Numbers) -> Numbers:
    """Return A[i, j] = flow(i → j) / output(j), in the memory of `flows`; a product without output needs nothing."""
    return np.divide(flows, output, out=flows, where=output > 0)


def per_output(emissions: Numbers, output: Numbers, kilograms: float) -> Numbers:
    """Return f[j] = emissions(j) × kilograms / output(j), kg CO2e per unit of currency."""
    return np.divide(emissions * kilograms, output, out=np.zeros_like(output), where=output > 0)


def refuse(problems: Sequence[Problem]) -> None:
    """Refuse a table that anything is wrong with."""
    if problems:
        raise Refused(problems)
