"""What `TABLE.yaml` says: where a table's figures stand, what they mean and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.factors.origin import Origin
from procurement_footprint.problems import Refused

KILOGRAMS = {"g": 1e-3, "kg": 1.0, "t": 1e3, "kt": 1e6, "Mt": 1e9}


class Flows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A square table of flows in a CSV file: who delivers (rows) to whom (columns).

    output, imports: names of rows. final_use: names of columns. products: a CSV file that chooses and names products.
    """

    file: str
    output: str
    products: str = ""
    imports: str = ""  # only where the flows hold imported goods as well
    final_use: tuple[str, ...] = ()


class Database(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A database that pymrio parses. `saved` is a folder that pymrio has saved, `test` its small test system."""

    parser: Literal["exiobase3", "oecd", "wiod", "eora26", "gloria", "saved", "test"]
    extension: str  # the name that pymrio gives the accounts with the emissions
    path: str = ""


class Emissions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rows that are counted, each with its weight (28 for tonnes of methane), and the unit that this gives.

    file: another CSV file than the one with the flows. total: the column with the sum over all industries.
    """

    rows: dict[str, float]
    unit: Literal["g", "kg", "t", "kt", "Mt"]
    file: str = ""
    total: str = ""


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says, key by key; the keys that a factor set has as well mean the same there."""

    title: str
    year: Annotated[int, msgspec.Meta(ge=1900, le=2100)]
    currency: str
    units: Annotated[int, msgspec.Meta(gt=0)]  # flows are in so many units of `currency`: 1000000 for millions
    price_basis: Literal["basic", "purchaser"]
    emissions: Emissions
    gases: str
    gwp: str
    boundary: str
    geography: str
    classification: str
    crosswalk: str
    origin: Origin
    flows: Flows | None = None
    database: Database | None = None
    regions: Annotated[str, msgspec.Meta(max_length=1)] = (
        ""  # the character between region and product in a code, for example ":" in SE:A01
    )
    bought_in: str = ""  # a region: one factor for each product, of the mix that its industries buy
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """A description with the file that it was read from; `label` is how messages call it."""

    said: Description
    path: Path

    @property
    def label(self) -> str:
        """Return how messages call the file."""
        return self.path.name

    def beside(self, file: str) -> Path:
        """Return the path of a file that the description names; it starts at the description's folder."""
        return self.path.parent / file

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that decide the figures: this one and those that it names (a folder is none)."""
        said = self.said
        flows = (said.flows.file, said.flows.products) if said.flows else ()
        database = (said.database.path,) if said.database else ()
        named = [self.beside(file) for file in (*flows, said.emissions.file, *database) if file]
        return (self.path, *(path for path in named if path.is_file()))

    @property
    def kilograms(self) -> float:
        """Return kg per unit of currency for emissions and flows of 1 as they are written."""
        return KILOGRAMS[self.said.emissions.unit] / self.said.units


def load(path: Path) -> Described:
    """Return what `TABLE.yaml` says, checked.

    Errors: Refused with everything that is wrong with it, line by line.
    """
    said = plain_yaml.convert(plain_yaml.load(path), Description, path.name)
    if (said.flows is None) == (said.database is None):
        what = "the file names neither flows nor a database" if said.flows is None else "the file names both"
        raise Refused([plain_yaml.shape(path.name, what, "write either flows: (CSV) or database: (pymrio)")])
    if not said.emissions.rows:
        line = f"{path.name}:{plain_yaml.line_of(path, 'rows:')}"
        raise Refused([plain_yaml.shape(line, "no row of emissions is named", "write it so: rows: {GHG: 1}")])
    return Described(said, path)
