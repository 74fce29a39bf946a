"""What one unit of each product causes, and how far up its supply chain."""

from __future__ import annotations

from dataclasses import dataclass

from procurement_footprint.factors.input_output.solving import Solver
from procurement_footprint.factors.input_output.table import Numbers, Table


@dataclass(frozen=True, slots=True, eq=False)
class Multipliers:
    """Kilograms CO2e per unit of currency, one figure for each product; direct + first_tier + beyond = total.

    direct: emitted by who makes the product. first_tier: by those who deliver to them. beyond: by everybody further up.
    """

    total: Numbers
    direct: Numbers
    first_tier: Numbers

    @property
    def beyond(self) -> Numbers:
        """Return what is emitted further up than by direct suppliers."""
        return self.total - self.direct - self.first_tier


def multipliers(table: Table, solver: Solver) -> Multipliers:
    """Return the multipliers of all products.

    m = f (I − A)⁻¹, solved as (I − A)ᵀ m = f; direct = f, first tier = f A, beyond = m − f − f A. Source: Miller and
    Blair, Input-Output Analysis, 2nd edition 2009, chapters 2 and 10.
    """
    return Multipliers(
        total=solver.multipliers(table.direct), direct=table.direct, first_tier=table.direct @ table.coefficients
    )


def emissions(table: Table) -> float:
    """Return what all products emit in the table's year: f × output, in kg per unit of currency × the table's units."""
    return float(table.direct @ table.output)


def attributed(table: Table, found: Multipliers) -> float:
    """Return the same emissions by who buys in the end: multipliers × (final use − imports)."""
    return float(found.total @ table.final)
