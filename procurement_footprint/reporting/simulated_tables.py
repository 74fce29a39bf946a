"""The tables of a scenario: its steps, why the whole differs, and what changes by category, department and supplier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from procurement_footprint.analysis.scenario.outcome import Scenario
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column, Table, text
from procurement_footprint.reporting.simulated_steps import Wording

EFFECTS = ("volume", "mix", "intensity", "method")
NAMED = {
    "volume": ("simulate.volume", "simulate.volume_means"),
    "mix": ("simulate.mix", "simulate.mix_means"),
    "intensity": ("simulate.intensity", "simulate.intensity_means"),
    "method": ("simulate.method", "simulate.method_means"),
}
SUMMED = ("kg_before", "kg_after", "kg_change", *EFFECTS, "amount_change")
POOLS = {
    "sole_traders": "pooled.sole_traders",
    "no_supplier": "pooled.no_supplier",
    "small_suppliers": "pooled.small_suppliers",
}
MOST = 200  # lines by name; all of them are in the CSV files
Row = dict[str, Any]
Bounds = list[tuple[Decimal | None, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a table, their names and the ranges of their differences; none for the sum of what does not change."""

    names: list[str]
    lines: pl.DataFrame
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one scenario in one language."""

    scenario: Scenario
    wording: Wording

    @property
    def _words(self) -> Words:
        return self.wording.words

    def steps(self) -> Table:
        """Return one line a step: what is tried, kilograms before and after, the difference and its range, money."""
        steps, words = self.scenario.steps, self._words
        said = [f"{number}. {self.wording.step(one)}" for number, one in enumerate(self.scenario.plan.steps, 1)]
        total = self.scenario.change.total.row(0, named=True)
        bounds: Bounds = [*steps.select("kg_change_low", "kg_change_high").iter_rows()]
        return Table(
            "",
            (
                Column(words("simulate.what"), "text", list(said), words("line.total")),
                _tonnes(words("simulate.t_before"), steps["kg_before"], total["kg_before"]),
                _tonnes(words("simulate.t_after"), steps["kg_after"], total["kg_after"]),
                columns.change(words("simulate.t_change"), steps["kg_change"]),
                self._range(bounds),
                self._money(steps["amount_change"]),
            ),
        )

    def why(self) -> Table:
        """Return volume, mix, intensity and method of the whole, with their ranges."""
        total, words = self.scenario.change.total.row(0, named=True), self._words
        values = pl.Series("kg", [total[name] for name in EFFECTS], dtype=pl.Decimal(38, 3))
        bounds: Bounds = [(total[f"{name}_low"], total[f"{name}_high"]) for name in EFFECTS]
        names = [words(NAMED[name][0]) for name in EFFECTS]
        return Table(
            "",
            (
                Column(words("simulate.part"), "text", list(names), words("line.total")),
                columns.change(words("simulate.t_change"), values),
                self._range(bounds),
                text(words("simulate.meaning"), [words(NAMED[name][1]) for name in EFFECTS], "prose"),
            ),
        )

    def parts(self) -> Iterator[tuple[str, str, Table, Table]]:
        """Yield name and heading of categories, departments and suppliers, what changes in each, and why."""
        change, words = self.scenario.change, self._words
        made: tuple[tuple[str, str, str, pl.DataFrame, Callable[[Row], str]], ...] = (
            ("categories", "simulate.categories_heading", "column.category", change.categories, self._category),
            ("departments", "simulate.departments_heading", "column.department", change.departments, self._department),
            ("suppliers", "simulate.suppliers_heading", "column.supplier", change.suppliers, self._supplier),
        )
        for name, key, header, frame, called in made:
            part = self._part(frame, called)
            yield name, words(key), self._changes(words(header), part), self._effects(words(key), words(header), part)

    def _changes(self, header: str, part: Part) -> Table:
        words = self._words
        return Table(
            "",
            (
                Column(header, "text", list(part.names), words("line.total")),
                columns.tonnes(words("simulate.t_before"), part.lines["kg_before"]),
                columns.tonnes(words("simulate.t_after"), part.lines["kg_after"]),
                columns.change(words("simulate.t_change"), part.lines["kg_change"]),
                self._range(part.bounds),
                self._money(part.lines["amount_change"]),
            ),
        )

    def _effects(self, heading: str, header: str, part: Part) -> Table:
        words = self._words
        return Table(
            heading,
            (
                Column(header, "text", list(part.names), words("line.total")),
                *(columns.change(words(NAMED[name][0]), part.lines[name]) for name in EFFECTS if self._there(name)),
                columns.change(words("simulate.t_change"), part.lines["kg_change"]),
            ),
        )

    def _part(self, frame: pl.DataFrame, called: Callable[[Row], str]) -> Part:
        """Return the lines that change most, by name, and sums of all others: they add up to the whole."""
        changes = (pl.col("kg_change") != 0) | (pl.col("amount_change") != 0) | (pl.col("method") != 0)
        changed, unchanged = frame.filter(changes), frame.filter(~changes)
        shown = changed.head(MOST)
        names = [called(row) for row in shown.iter_rows(named=True)]
        bounds: Bounds = [*shown.select("kg_change_low", "kg_change_high").iter_rows()]
        lines = shown.select(SUMMED)
        for rest, key in ((changed.slice(MOST), "line.others"), (unchanged, "simulate.unchanged")):
            if rest.height:
                lines = pl.concat([lines, rest.select(pl.sum(*SUMMED))])
                names.append(self._words(key, count=self._words.number(rest.height)))
                bounds.append((None, None))
        return Part(names, lines, bounds)

    def _there(self, part: str) -> bool:
        return part != "method" or self.scenario.factor_sets[0] != self.scenario.factor_sets[1]

    def _range(self, bounds: Bounds) -> Column:
        total = self.scenario.change.total.row(0, named=True)
        shown = [self._words.tonnes_range(*pair) if pair[0] is not None else "" for pair in bounds]
        whole = self._words.tonnes_range(total["kg_change_low"], total["kg_change_high"])
        return Column(self._words("simulate.range"), "text", list(shown), whole)

    def _money(self, amounts: pl.Series) -> Column:
        header = self._words("simulate.money_change", unit=self._words.currency(self.scenario.currency))
        return columns.numbers(header, "money", amounts, amounts.sum())

    def _category(self, row: Row) -> str:
        return self.wording.category(row["category"])

    def _department(self, row: Row) -> str:
        return str(row["department"] or row["department_id"] or self._words("missing.department"))

    def _supplier(self, row: Row) -> str:
        pool = row["pooled"]
        return self._words(POOLS[pool]) if pool else str(row["supplier"] or row["supplier_id"])


def _tonnes(header: str, kilograms: pl.Series, total: Decimal) -> Column:
    """Return tonnes whose total is not their sum: each step begins where the one before ended."""
    made = columns.tonnes(header, kilograms, with_total=False)
    return Column(made.header, made.kind, made.values, float(total.scaleb(-3)))
