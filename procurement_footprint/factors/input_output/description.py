"""What `TABLE.yaml` says: where a table's figures stand, what they mean and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.factors.origin import Origin
from procurement_footprint.plain_yaml import Lines, Plain
from procurement_footprint.problems import Problem, Refused

KILOGRAMS = {"g": 1e-3, "kg": 1.0, "t": 1e3, "kt": 1e6, "Mt": 1e9}
_WEIGHT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


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

    rows: dict[str, str]
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
    regions: str = ""  # the character between region and product in a code, for example ":" in SE:A01
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
    def weights(self) -> tuple[float, ...]:
        """Return the weight of each row of emissions."""
        return tuple(float(weight) for weight in self.said.emissions.rows.values())

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
    written = plain_yaml.load(path)
    said = plain_yaml.convert(written, Description, path.name)
    text = _Text(path.name, written)
    if wrong := [*_sources(said, text), *_weighed(said.emissions, text), *_codes(said, text)]:
        raise Refused(wrong)
    return Described(said, path)


@dataclass(frozen=True, slots=True)
class _Text:
    """The file as it was read, to say on which line something stands."""

    label: str
    written: Plain

    def wrong(self, what: str, fix: str, excerpt: str, *keys: str) -> Problem:
        """Return a Problem at the line of a key, which is named with the keys around it."""
        inside, line = self.written, 1
        for key in keys:
            if isinstance(inside, Lines):
                line = inside.lines[key]
                inside = inside[key]
        return plain_yaml.shape(f"{self.label}:{line}", what, fix, excerpt)


def _sources(said: Description, text: _Text) -> Iterator[Problem]:
    if not said.flows and not said.database:
        fix = "write either flows: (CSV) or database: (pymrio)"
        yield text.wrong("the file names neither flows nor a database", fix, "")
    if said.flows and said.database:
        yield text.wrong("the file names flows and a database", "delete one of the two", "", "database")


def _weighed(said: Emissions, text: _Text) -> Iterator[Problem]:
    if not said.rows:
        yield text.wrong("no row of emissions is named", "write it so: rows: {GHG: 1}", "", "emissions", "rows")
    for name, weight in said.rows.items():
        if not _WEIGHT.fullmatch(weight) or not float(weight):
            what = f'the weight of "{name}" is not a number above 0'
            yield text.wrong(what, "write for example 28", weight, "emissions", "rows", name)


def _codes(said: Description, text: _Text) -> Iterator[Problem]:
    if not _CURRENCY.fullmatch(said.currency):
        yield text.wrong("this is not a currency code", "write it so: EUR", said.currency, "currency")
    if len(said.regions) > 1:
        what = "the mark between region and product is longer than one character"
        yield text.wrong(what, 'write for example ":"', said.regions, "regions")
    if said.flows and said.bought_in and not said.regions:
        what, fix = "the codes carry no region that could buy", "say how they do (regions), or delete bought_in"
        yield text.wrong(what, fix, said.bought_in, "bought_in")
