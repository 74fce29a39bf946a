"""Price indices: what a purchase would have cost in another year, for years without a factor of their own.

An index has one series for everything, or one for each of several items with a table that says what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec

from procurement_footprint import shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.problems import Refused, problem

FOLDER, DESCRIPTION, FIGURES, ITEMS = "prices", "index.yaml", "index.csv", "items.csv"
EMBEDDED = "hicp-euro-area-items"
FALLBACK = "cpi-sweden"  # reaches back to 1999
LAYOUT = figures.Layout(header=("year", "index", "months"), key=("year",), numbers=("index", "months"))
BY_ITEM = figures.Layout(("item", *LAYOUT.header), key=("item", "year"), numbers=LAYOUT.numbers)
NAMED = figures.Layout(header=("for", "item", "item_name", "why"), key=("for",))
EVERYTHING = "*"  # in `for`: all categories that no other line names


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `index.yaml` says, key by key."""

    name: str
    version: str
    title: str
    geography: str
    currency: str  # of the prices: amounts are in it when they are deflated
    item: str
    unit: str
    through: int  # last year with twelve months
    computed: str  # how the annual values were made
    proxy: str  # why it stands in for the prices that are meant
    assumption: str  # what is taken for later years, and why
    origin: Origin
    sha256: str
    items_sha256: str = ""  # of items.csv, where the index has several items


@dataclass(frozen=True, slots=True)
class Item:
    """One thing whose price is followed, what it stands in for (a category, a group, or `*` for all) and why."""

    stands_for: str
    code: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class PriceIndex:
    """The price level of each year; only quotients of two years mean anything.

    index: of all items together. by_item: code → the levels of one item. items: category, group or `*` → its item.
    """

    name: str
    version: str
    index: Mapping[int, Decimal]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256
    by_item: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `hicp-euro-area@2025.12`."""
        return f"{self.name}@{self.version}"

    @property
    def through(self) -> int:
        """Return the last year of the index."""
        return max(self.index)

    def reaches(self, *years: int) -> bool:
        """Say whether the index has a value for these years; years after its last one have that of the last."""
        return not set(years) - set(self.index) - self._later(*years)

    def item(self, category: str, group: str) -> Item | None:
        """Return the item that stands in for a category: its own, else its group's, else that of all; None for one."""
        return self.items.get(category) or self.items.get(group) or self.items.get(EVERYTHING)

    def deflator(self, from_year: int, to_year: int, item: Item | None = None) -> float:
        """Return what money of `from_year` is worth in prices of `to_year`; exactly 1.0 within one year.

            deflator = index(to_year) / index(from_year)

        item: of this index; None for all items. A year after the last one of the index has the prices of that last
        year (an assumption: see `notes`).
        Errors: Refused when the index has no value for one of the two years.
        """
        if from_year == to_year:
            return 1.0
        if missing := sorted({from_year, to_year} - set(self.index) - self._later(from_year, to_year)):
            code, place = "price-index-missing", self.identity
            raise Refused([problem(code, place, missing=missing[0], from_year=from_year, to_year=to_year)])
        levels = self.by_item[item.code] if item else self.index
        return float(Fraction(levels[min(to_year, self.through)]) / Fraction(levels[min(from_year, self.through)]))

    def notes(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return what a reader must know when amounts of these years of purchase were deflated."""
        return tuple(
            f"assumption: prices of {year} are those of {self.through}, the last year of {self.identity}"
            for year in sorted(self._later(*years))
        )

    def _later(self, *years: int) -> set[int]:
        return {year for year in years if year > self.through}


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> PriceIndex:
    """Return a price index (the newest version unless one is given), checked against its description.

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    label, said = figures.described(folder / DESCRIPTION, Description)
    files: tuple[str, ...] = (FIGURES, DESCRIPTION)
    if said.items_sha256:
        by_item, items, files = _by_item(folder, said), _items(folder, said), (*files, ITEMS)
        _check_items(folder, by_item, items)
        index = by_item[items[EVERYTHING].code]
    else:
        by_item, items = {}, {}
        index = _levels(figures.read(folder / FIGURES, LAYOUT, DESCRIPTION, said.sha256))
    _check_years(label, said, index)
    return PriceIndex(
        name=said.name,
        version=said.version,
        index=index,
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in files},
        by_item=by_item,
        items=items,
    )


def _levels(rows: Iterable[Mapping[str, str]]) -> dict[int, Decimal]:
    return {int(row["year"]): Decimal(row["index"]) for row in rows}


def _by_item(folder: Path, said: Description) -> dict[str, dict[int, Decimal]]:
    held: dict[str, list[Mapping[str, str]]] = {}
    for row in figures.read(folder / FIGURES, BY_ITEM, DESCRIPTION, said.sha256):
        held.setdefault(row["item"], []).append(row)
    return {item: _levels(rows) for item, rows in held.items()}


def _items(folder: Path, said: Description) -> dict[str, Item]:
    rows = figures.read(folder / ITEMS, NAMED, DESCRIPTION, said.items_sha256)
    return {row["for"]: Item(row["for"], row["item"], row["item_name"], row["why"]) for row in rows}


def _check_items(folder: Path, by_item: Mapping[str, Mapping[int, Decimal]], items: Mapping[str, Item]) -> None:
    """Refuse a table of items that lacks the line for everything, names an item without figures, or gives no reason."""
    place = figures.label(folder / ITEMS)
    problems = [] if EVERYTHING in items else [problem("price-items-all", place)]
    for one in items.values():
        if one.code not in by_item:
            problems.append(problem("price-item-figures", f"{place}, {one.stands_for}", one.code, file=FIGURES))
        if not one.why.strip():
            problems.append(problem("price-item-why", f"{place}, {one.stands_for}", one.code))
    years = {item: ", ".join(map(str, sorted(levels))) for item, levels in by_item.items()}
    usual = max(years.values(), key=list(years.values()).count, default="")
    for item in sorted(item for item, found in years.items() if found != usual):
        problems.append(
            problem("price-item-years", f"{figures.label(folder / FIGURES)}, {item}", years[item], years=usual)
        )
    if problems:
        raise Refused(problems)


def _check_years(label: str, said: Description, index: Mapping[int, Decimal]) -> None:
    if not index or max(index) != said.through:
        last = max(index, default="none")
        raise Refused([problem("factor-years", label, f"through: {said.through}", file=FIGURES, years=last)])
