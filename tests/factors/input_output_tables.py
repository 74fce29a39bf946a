"""Small tables for the tests of the input-output engine: the published example, and one with any coefficients."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from procurement_footprint.factors.input_output.table import Numbers, Table

# Miller and Blair, Input-Output Analysis, 2nd edition 2009, table 2.3; the emissions are ours
FLOWS = """\
,agriculture,manufactures,final demand
agriculture,150,500,350
manufactures,200,100,1700
output,1000,2000,
emissions,400,100,
"""
DESCRIPTION = """\
title: Two sectors
year: 2009
currency: EUR
units: 1000000
price_basis: basic
flows:
  file: flows.csv
  output: output
  final_use: [final demand]
emissions:
  rows: {emissions: 1}
  unit: kt
gases: CO2
gwp: none
boundary: cradle to gate
geography: nowhere
classification: two sectors
crosswalk: none
origin:
  producer: Miller and Blair
  title: Input-Output Analysis
  citation_full: "Miller and Blair: Input-Output Analysis, 2nd edition 2009, table 2.3"
  attribution: Miller and Blair 2009, table 2.3; emissions invented
  version_producer: 2nd edition
  url_main: https://doi.org/10.1017/CBO9780511626982
  date_accessed: "2026-11-24"
  license: {name: figures quoted, url: "https://doi.org/10.1017/CBO9780511626982"}
"""
DATABASE = """\
database:
  parser: test
  extension: emissions
"""


def write(folder: Path, flows: str = FLOWS, description: str = DESCRIPTION, **others: str) -> Path:
    """Write a description and its files (NAME.csv for each of `others`); return the description's path."""
    for name, text in {"flows": flows, **others}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    path = folder / "table.yaml"
    path.write_text(description, encoding="utf-8")
    return path


def database(rows: str, **said: str) -> str:
    """The description of a database, in kg per million USD; `said` replaces what DATABASE says."""
    start, _, rest = DESCRIPTION.partition("flows:")
    text = f"{start}{DATABASE}emissions:{rest.partition('emissions:')[2]}"
    text = text.replace("{emissions: 1}", rows).replace("unit: kt", "unit: kg").replace("EUR", "USD")
    for key, value in said.items():
        text = text.replace(next(line for line in text.splitlines() if f"  {key}:" in line), f"  {key}: {value}")
    return text


def table(coefficients: Numbers, direct: Numbers, regions: tuple[str, ...] = ()) -> Table:
    """A table with these coefficients and direct emissions; each product has the output that a final use of 1 needs."""
    size = len(direct)
    codes = tuple(f"P{number}" for number in range(size))
    output = np.linalg.solve(np.eye(size) - coefficients, np.ones(size))
    return Table("table.yaml", codes, codes, coefficients, direct, output, np.ones(size), regions)
