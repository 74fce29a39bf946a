"""Price indices: what a purchase would have cost in another year, for years without a factor of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.problems import Refused, problem

FOLDER, DESCRIPTION, FIGURES = "prices", "index.yaml", "index.csv"
EMBEDDED = "hicp-euro-area"
LAYOUT = figures.Layout(header=("year", "index", "months"), key=("year",), numbers=("index", "months"))


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `index.yaml` says, key by key."""

    name: str
    version: str
    title: str
    geography: str
    item: str
    unit: str
    through: int  # last year with twelve months
    computed: str  # how the annual values were made
    proxy: str  # why it stands in for the prices that are meant
    assumption: str  # what is taken for later years, and why
    origin: Origin
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class PriceIndex:
    """The price level of each year; only quotients of two years mean anything."""

    name: str
    version: str
    index: Mapping[int, Decimal]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `hicp-euro-area@2025.12`."""
        return f"{self.name}@{self.version}"

    @property
    def through(self) -> int:
        """Return the last year of the index."""
        return max(self.index)

    def deflator(self, from_year: int, to_year: int) -> float:
        """Return what money of `from_year` is worth in prices of `to_year`; exactly 1.0 within one year.

            deflator = index(to_year) / index(from_year)

        A year after the last one of the index has the prices of that last year (an assumption: see `notes`).
        Errors: Refused when the index has no value for one of the two years.
        """
        if from_year == to_year:
            return 1.0
        if missing := sorted({from_year, to_year} - set(self.index) - self._later(from_year, to_year)):
            code, place = "price-index-missing", self.identity
            raise Refused([problem(code, place, missing=missing[0], from_year=from_year, to_year=to_year)])
        return float(Fraction(self._level(to_year)) / Fraction(self._level(from_year)))

    def notes(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return what a reader must know when amounts of these years of purchase were deflated."""
        return tuple(
            f"assumption: prices of {year} are those of {self.through}, the last year of {self.identity}"
            for year in sorted(self._later(*years))
        )

    def _later(self, *years: int) -> set[int]:
        return {year for year in years if year > self.through}

    def _level(self, year: int) -> Decimal:
        return self.index[min(year, self.through)]


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> PriceIndex:
    """Return a price index (the newest version unless one is given), checked against its description.

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    label = figures.label(folder / DESCRIPTION)
    said = plain_yaml.convert(plain_yaml.load(folder / DESCRIPTION), Description, label)
    figures.check_name(folder, label, said.name, said.version)
    rows = figures.read(folder / FIGURES, LAYOUT, DESCRIPTION, said.sha256)
    index = {int(row["year"]): Decimal(row["index"]) for row in rows}
    if not index or max(index) != said.through:
        last = max(index, default="none")
        raise Refused([problem("factor-years", label, f"through: {said.through}", file=FIGURES, years=last)])
    return PriceIndex(
        name=said.name,
        version=said.version,
        index=index,
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )
