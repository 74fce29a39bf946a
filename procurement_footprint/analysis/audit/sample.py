"""A sample of a footprint: which lines are to be judged, and how many others each of them stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.audit import strata
from procurement_footprint.analysis.audit.selection import Drawn, draw
from procurement_footprint.analysis.audit.strata import PER_UNIT, Over, Population


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: how many lines, by which seed, and what counted lines are drawn over."""

    size: int
    seed: int
    over: Over


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: all of its lines, and which of them were drawn."""

    population: Population
    drawn: Drawn

    @property
    def name(self) -> str:
        """What it is called: counted, counted_credit, left_out, …"""
        return self.population.name

    @property
    def over(self) -> Over:
        """What it is drawn over: kg or money."""
        return self.population.over

    @property
    def total(self) -> float:
        """What all its lines add up to without the sign, in kg or the reporting currency."""
        return self.population.size / PER_UNIT[self.over]

    @property
    def interval(self) -> float:
        """The sampling interval in kg or the reporting currency; 0 where all its lines are certain."""
        return float(self.drawn.interval) / PER_UNIT[self.over]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that were drawn, the certain ones first."""
        return self.drawn.certain + self.drawn.chosen

    def size(self, line: str) -> float:
        """Return the size of a line without the sign, in kg or the reporting currency."""
        return self.population.sizes[line] / PER_UNIT[self.over]

    def weight(self, line: str) -> float:
        """Return how many times a line counts in the projection: 1 when certain, else interval ÷ size."""
        return 1.0 if line in self.drawn.certain else self.interval / self.size(line)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that was drawn. lines: `line`, `stratum`, `certain`, `weight` and all columns of the footprint."""

    request: Request
    strata: tuple[Stratum, ...]
    lines: pl.DataFrame


def drawn(rows: pl.LazyFrame, request: Request) -> Sample:
    """Draw a sample of the rows of a footprint; the same rows and request give the same sample.

    Errors: Refused when the size is too small for the strata.
    """
    held = strata.populations(rows, request.over)
    numbers = strata.allocated(held, request.size)
    found = tuple(Stratum(one, draw(one.sizes, numbers[one.name], request.seed, one.name)) for one in held)
    places = pl.DataFrame(
        list(_places(found)),
        {"line": pl.String, "stratum": pl.String, "certain": pl.Boolean, "weight": pl.Float64},
        orient="row",
    )
    named = rows.with_columns(line=strata.line(rows)).filter(pl.col("line").is_in(places["line"].implode()))
    lines = places.join(named.collect(engine="streaming"), on="line", how="left", maintain_order="left")
    return Sample(request, found, lines)


def _places(found: tuple[Stratum, ...]) -> Iterator[tuple[str, str, bool, float]]:
    for stratum in found:
        for line in stratum.lines:
            yield line, stratum.name, line in stratum.drawn.certain, stratum.weight(line)
