"""Structural path analysis: the supply chains through which most is emitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procurement_footprint.factors.input_output.table import Numbers, Table

TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Path:
    """A chain from the product that is bought to the industry that emits, and the kg per unit of currency at its end.

    codes: the product first, each next one delivers to the one before. share: of the product's multiplier.
    """

    codes: tuple[str, ...]
    kilograms: float
    share: float


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths that were found, largest first, and what they explain together, of 1."""

    found: tuple[Path, ...]
    tolerance: float

    @property
    def explained(self) -> float:
        """Return the share of the multiplier that the paths found add up to."""
        return sum(path.share for path in self.found)


def paths(table: Table, total: Numbers, product: str, tolerance: float = TOLERANCE) -> Paths:
    """Return every path of one unit of `product` that is at least `tolerance` of its multiplier.

        path (p, i, …, j, k): f[k] × A[k, j] × … × A[i, p]

    A branch of the tree below which less than that is emitted is not followed: a path to product i with the weight w
    (the product of its coefficients) has w × m[i] at and above its end, so nothing that is large enough is lost.
    total: the multipliers m. tolerance: above 0. Result: largest first; equal ones by their codes. Source: Defourny and
    Thorbecke 1984; Lenzen 2007, Structural path analysis of ecosystem networks.
    """
    start = table.at(product)
    whole = float(total[start])
    least = tolerance * whole
    found: list[tuple[float, tuple[int, ...]]] = []
    branches: list[tuple[tuple[int, ...], float]] = [((start,), 1.0)] if whole > 0 else []
    while branches:
        chain, weight = branches.pop()
        kilograms = weight * float(table.direct[chain[-1]])
        if kilograms >= least and kilograms > 0:
            found.append((kilograms, chain))
        inputs = weight * table.coefficients[:, chain[-1]]
        above = inputs * total
        branches += [((*chain, int(i)), float(inputs[i])) for i in np.flatnonzero((above >= least) & (above > 0))]
    found.sort(key=lambda one: (-one[0], [table.codes[i] for i in one[1]]))
    return Paths(tuple(Path(tuple(table.codes[i] for i in chain), kg, kg / whole) for kg, chain in found), tolerance)
