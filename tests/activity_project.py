"""A small project whose purchases are partly measured: a ledger of one year, activity files, and what a run makes."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import job, project, workflow
from procurement_footprint.footprint import rows
from procurement_footprint.job import Silent
from procurement_footprint.problems import Refused
from procurement_footprint.reporting.report import Report

HEADER = "Datum;Leverantör;Organisationsnummer;Förvaltning;Konto;Kontotext;Avtal;Belopp\n"
POWER, FUEL, FOOD = "Kraft AB;599100-0012", "Mack AB;599100-0020", "Livs AB;599100-0038"
LEDGER = (
    f"2024-01-10;{POWER};Fastighet;62110;Elenergi;A-1;100000,00\n"
    f"2024-06-10;{POWER};Skola;62110;Elenergi;A-1;50000,01\n"
    f"2024-07-10;{POWER};Skola;62110;Elenergi;A-1;-10000,00\n"
    f"2024-03-05;{FUEL};Gata;69110;Diesel;A-2;33000,00\n"
    f"2024-09-05;{FUEL};Gata;69110;Diesel;A-2;16500,00\n"
    f"2024-04-01;{FOOD};Skola;64110;Livsmedel;A-3;20000,00\n"
    f"2024-12-20;{FOOD};Omsorg;64110;Livsmedel;A-4;40000,00\n"
)
ENERGY = "period,category,quantity,unit,factor,source\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run has made."""

    folder: Path
    report: Report

    @property
    def rows(self) -> pl.DataFrame:
        """The rows of the footprint, in the order of the ledger."""
        return pl.read_parquet(self.folder / rows.FILE)

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest."""
        held: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        return held

    def table(self, name: str) -> list[dict[str, str]]:
        """One of the tables in CSV."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def of(self, category: str) -> pl.DataFrame:
        """The rows of a category."""
        return self.rows.filter(pl.col("category") == category)


def write(folder: Path, ledger: str = LEDGER, **files: str) -> Path:
    """Write a project; files: by their name in `activities/`, `__` for a dot and `factors__` for the folder inside."""
    (folder / "activities" / "factors").mkdir(parents=True, exist_ok=True)
    (folder / "2024.csv").write_text(HEADER + ledger, encoding="utf-8")
    settings = "project: Test\nchart: kbas\nlanguage: en\nledgers: [2024.csv]\n"
    (folder / "procurement.yaml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        path = name.replace("factors__", "factors/").replace("__", ".")
        (folder / "activities" / path).write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, name: str = "footprint") -> Run:
    """Run the project in `folder`."""
    target = folder / name
    return Run(target, workflow.run(job.job((), project.load(folder)), target, Silent()))


def said(folder: Path) -> str:
    """Return everything that is wrong with the project in `folder`."""
    try:
        run(folder, "refused")
    except Refused as refused:
        return str(refused)
    raise AssertionError("the project was accepted")
