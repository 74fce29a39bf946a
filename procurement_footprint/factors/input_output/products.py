"""Which products of a table are taken, how they are called, and under which codes the files hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.factors.input_output import grid
from procurement_footprint.problems import Refused, problem

HEADER = ("product", "product_name", "flows_code", "emissions_code")


@dataclass(frozen=True, slots=True)
class Products:
    """The products in order: our code, name, code in the table of flows, code in the accounts ("" emits nothing)."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    flows: tuple[str, ...]
    emissions: tuple[str, ...]

    @classmethod
    def plain(cls, codes: Sequence[str]) -> Products:
        """Return products that have one code everywhere and no name."""
        return cls(*(tuple(codes) for _ in HEADER))


def read(path: Path, description: str) -> Products:
    """Return the products that a CSV file with the columns of HEADER chooses.

    Errors: Refused when the header is another one, a code is missing or stands twice, or nothing is chosen.
    """
    found = grid.read(path, description)
    if tuple(found.columns) != HEADER[1:]:
        shown = ",".join(("product", *found.columns))
        expected = ",".join(HEADER)
        raise Refused(
            [problem("factor-header", f"{found.label}:1", shown, description="the manual", expected=expected)]
        )
    rows = [(code, *found.texts(code, HEADER[1:])) for code in found.rows]
    problems = [problem("table-code-empty", found.line(code)) for code in found.rows if not code]
    if not rows:
        problems.append(problem("table-no-products", found.label))
    for position in (2, 3):
        first: dict[str, str] = {}
        for row in rows:
            where = found.line(row[0])
            if row[position] and first.setdefault(row[position], where) != where:
                line = first[row[position]].rpartition(":")[2]
                problems.append(problem("table-code-twice", where, row[position], first=f"line {line}"))
    if problems:
        raise Refused(problems)
    return Products(*zip(*rows, strict=True))
