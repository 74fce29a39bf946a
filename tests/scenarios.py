"""A small project to try changes on: what was bought in 2024, its footprint, and scenarios as they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import activity_project as made
import own_set
import polars as pl

from procurement_footprint import project, simulating
from procurement_footprint.analysis.scenario.known import Known
from procurement_footprint.analysis.scenario.outcome import Scenario
from procurement_footprint.factors import factor_set
from procurement_footprint.footprint import finished
from procurement_footprint.opening import Opened
from procurement_footprint.simulating import Options

LEDGER = (
    "2024-01-05;Mack AB;599100-0020;Gata;69110;Diesel;A-2;49500,00\n"
    "2024-04-01;Livs AB;599100-0038;Skola;64110;Livsmedel;A-3;20000,00\n"
    "2024-12-20;Livs AB;599100-0038;Omsorg;64110;Livsmedel;A-4;40000,00\n"
    "2024-05-02;Livs AB;599100-0038;Skola;64115;Kost, köp av färdiga måltider;A-3;10000,00\n"
    "2024-05-03;Livs AB;599100-0038;Skola;64115;Kost, köp av färdiga måltider;A-3;-500,00\n"
    "2024-06-01;Bolaget AB;599100-0046;Skola;65410;Datorer;A-5;30000,00\n"
)


OTHER = "own@1"  # another factor set that a test may add


def with_other_set(town: Tried) -> Tried:
    """Return the project with a factor set of its own: 0.25 kg per EUR of everything, food half of it."""
    factors = {product: {2022: "0.3", 2023: "0.25"} for product in factor_set.load().products}
    own_set.write(town.folder / "factors", {**factors, "C10T12": {2022: "0.2", 2023: "0.125"}})
    return town


class Tried:
    """A project on which scenarios are tried."""

    def __init__(self, folder: Path, ledger: str = LEDGER, **files: str) -> None:
        made.write(folder, ledger, **files)
        made.run(folder)
        self.folder = folder
        self.home = project.load(folder)
        self.opened = Opened("footprint", finished.opened(folder / "footprint", self.home))
        self.known: Known = simulating.known(self.opened, self.home)

    @property
    def cells(self) -> pl.DataFrame:
        """The cells of the footprint."""
        return self.known.start.cells

    def scenario(self, steps: str, name: str = "scenario.yaml") -> Scenario:
        """Return what steps come to, as they are written in the file."""
        path = self.folder / name
        path.write_text(f"scenario: A try\nsteps:\n{steps}", encoding="utf-8")
        return simulating.simulate(self.opened, simulating.plan(path, Options(), self.known))

    def options(self, **asked: Any) -> Scenario:
        """Return what short options come to."""
        return simulating.simulate(self.opened, simulating.plan(None, Options(**asked), self.known))


def kilograms(cells: pl.DataFrame, **where: str) -> str:
    """Return the kilograms of some cells, exactly."""
    return str(cells.filter(**where)["kg_co2e"].sum())


def money(cells: pl.DataFrame, **where: str) -> str:
    """Return the money of some cells, exactly."""
    return str(cells.filter(**where)["reporting_amount"].sum())
