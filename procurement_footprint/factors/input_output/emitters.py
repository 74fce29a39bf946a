"""Who emits, and where, when one unit of a product is bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from procurement_footprint.factors.input_output.solving import Solver
from procurement_footprint.factors.input_output.table import Numbers, Table


@dataclass(frozen=True, slots=True)
class Emitter:
    """An industry or region, the kg CO2e that it emits per unit of currency bought, and its share of all."""

    code: str
    kilograms: float
    share: float


def by_industry(table: Table, solver: Solver, product: str) -> Numbers:
    """Return what each industry emits for one unit of `product`, kg CO2e per unit of currency.

    x = (I − A)⁻¹ e, e is 1 for the product; industry i emits f[i] × x[i]. They add up to the multiplier.
    """
    demand = np.zeros(len(table.codes))
    demand[table.at(product)] = 1.0
    return table.direct * solver.outputs(demand)


def largest(table: Table, emitted: Numbers, count: int) -> list[Emitter]:
    """Return the industries that emit most, at most `count`, largest first."""
    return _ranked(table.codes, emitted, float(emitted.sum()), count)


def by_region(table: Table, emitted: Numbers) -> list[Emitter]:
    """Return the regions in which `emitted` is emitted, largest first; none where codes carry no region."""
    regions = sorted(set(table.regions))
    home = np.array([regions.index(region) for region in table.regions], dtype=np.intp)
    sums = np.zeros(len(regions))
    if regions:
        np.add.at(sums, home, emitted)
    return _ranked(regions, sums, float(emitted.sum()), len(regions))


def _ranked(codes: Sequence[str], sums: Numbers, total: float, count: int) -> list[Emitter]:
    order = sorted(range(len(codes)), key=lambda i: (-sums[i], codes[i]))
    return [Emitter(codes[i], float(sums[i]), float(sums[i]) / total) for i in order[:count] if sums[i] > 0]
