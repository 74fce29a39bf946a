"""Solves the two equations of a table, dense or step by step, and never inverts it.

(I − A)ᵀ m = f    m: multipliers, what one unit of each product causes in all of its supply chain
(I − A) x = d     x: output of each product that the demand d needs in all
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import linalg
from scipy.sparse.linalg import LinearOperator, bicgstab

from procurement_footprint.factors.input_output.table import Numbers, Table
from procurement_footprint.problems import Refused, problem

DENSE = 2_000  # products: up to here a factorisation is as quick and needs little memory
TIGHT = 1e-11  # BiCGSTAB stops here, of the norm of the right side
CLOSE = 1e-10  # what is left of each equation, of its own solution (or of SMALL of the largest)
SMALL = 1e-5
STEPS = 1_000  # of BiCGSTAB, then of the Neumann series


class Solver(Protocol):
    """Solves for one right side of n figures at a time."""

    def multipliers(self, direct: Numbers) -> Numbers:
        """Return m of (I − A)ᵀ m = direct."""

    def outputs(self, demand: Numbers) -> Numbers:
        """Return x of (I − A) x = demand."""


@dataclass(frozen=True, slots=True, eq=False)
class Dense:
    """LU factorisation of I − A: exact to rounding, n² numbers of memory more than the table."""

    factorised: tuple[Numbers, Numbers]

    def multipliers(self, direct: Numbers) -> Numbers:
        """Return m of (I − A)ᵀ m = direct."""
        return np.asarray(linalg.lu_solve(self.factorised, direct, trans=1))

    def outputs(self, demand: Numbers) -> Numbers:
        """Return x of (I − A) x = demand."""
        return np.asarray(linalg.lu_solve(self.factorised, demand))


@dataclass(frozen=True, slots=True, eq=False)
class Iterative:
    """BiCGSTAB, then the Neumann series from where that ended, until every equation holds; no memory to speak of.

    The Neumann series s ← b + A s alone, b + A b + A² b + …, reaches the solution of every productive table. Errors:
    Refused when an equation does not hold within CLOSE after STEPS of it.
    """

    label: str
    coefficients: Numbers

    def multipliers(self, direct: Numbers) -> Numbers:
        """Return m of (I − A)ᵀ m = direct."""
        return self._solution(lambda values: values @ self.coefficients, direct)

    def outputs(self, demand: Numbers) -> Numbers:
        """Return x of (I − A) x = demand."""
        return self._solution(lambda values: self.coefficients @ values, demand)

    def _solution(self, passed_on: Callable[[Numbers], Numbers], right: Numbers) -> Numbers:
        size = len(right)
        operator = LinearOperator((size, size), matvec=lambda values: values - passed_on(values), dtype=np.float64)
        # a table that is not productive may overrun: it is found out below
        with np.errstate(all="ignore"):
            found, _ = bicgstab(operator, right, rtol=TIGHT, atol=0.0, maxiter=STEPS)
            solution = np.asarray(found) if np.isfinite(found).all() else right
            for _ in range(STEPS):
                better = right + passed_on(solution)
                if _close(better, solution):
                    return better
                solution = better
        raise Refused([problem("table-not-solved", self.label, steps=STEPS)])


def _close(better: Numbers, solution: Numbers) -> bool:
    # a figure that is next to nothing holds the noise of the large ones, which fades slowly
    size = np.maximum(np.abs(better), SMALL * np.abs(better).max())
    return bool((np.abs(better - solution) <= CLOSE * size).all())


def solver(table: Table, dense_up_to: int = DENSE) -> Solver:
    """Return what solves the equations of a table: dense up to so many products, beyond that step by step.

    Errors: Refused when the table is not productive, see `productive`.
    """
    size = len(table.codes)
    if size > dense_up_to:
        result: Solver = Iterative(table.label, table.coefficients)
    else:
        # the check here would warn of a singular matrix; that is a table which is not productive
        with np.errstate(all="ignore"):
            result = Dense(_factorised(table.coefficients))
    productive(table, result)
    return result


def productive(table: Table, solved: Solver) -> None:
    """Refuse a table whose supply chains use up more than they make, so that no multiplier exists.

    With A ≥ 0 a table is productive exactly if (I − A)ᵀ w = 1 has a solution w ≥ 1 (w: output that one unit needs in
    all). Errors: Refused; the excerpt names the products whose own inputs are worth more than their output.
    """
    with np.errstate(all="ignore"):
        needed = solved.multipliers(np.ones(len(table.codes)))
    if np.isfinite(needed).all() and (needed >= 1 - CLOSE).all():
        return
    inputs = table.coefficients.sum(axis=0)
    worst = [i for i in np.argsort(-inputs, kind="stable")[:3] if inputs[i] >= 1]
    excerpt = "\n".join(f"{table.codes[i]}: inputs of {inputs[i]:.4g} for an output of 1" for i in worst)
    raise Refused([problem("table-not-productive", table.label, excerpt)])


def _factorised(coefficients: Numbers) -> tuple[Numbers, Numbers]:
    matrix = np.negative(coefficients)
    matrix[np.diag_indices_from(matrix)] += 1
    lu, pivots, _ = linalg.lapack.dgetrf(matrix, overwrite_a=True)
    return lu, pivots
