"""Rates of value added tax by spending category and day, for ledgers whose amounts include it.

price_basis = 1 / (1 + rate)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import shelf
from procurement_footprint.factors import figures
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.factors.prices import EVERYTHING
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, DESCRIPTION, FIGURES = "vat", "vat.yaml", "rates.csv"
EMBEDDED = "vat-sweden"
LAYOUT = figures.Layout(header=("for", "percent", "since", "until", "why"), key=("for", "since"), signed=("percent",))
BASES = {"category": pl.String(), "vat_since": pl.Date(), "price_basis": pl.Float64()}


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `vat.yaml` says, key by key."""

    name: str
    version: str
    title: str
    geography: str
    currency: str  # amounts in it are taken to include this VAT
    assumption: str  # what is judgement in it
    origin: Origin
    sha256: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in percent (0: exempt) for a category, a group or `*` for all others; both days are in it."""

    stands_for: str
    percent: Decimal
    since: date
    until: date
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class VatRates:
    """The rates of one country."""

    name: str
    version: str
    rates: tuple[Rate, ...]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `vat-sweden@2026.1`."""
        return f"{self.name}@{self.version}"

    @property
    def since(self) -> date:
        """Return the first day that has rates."""
        return min(rate.since for rate in self.rates if rate.stands_for == EVERYTHING)

    @property
    def starts(self) -> tuple[date, ...]:
        """Return the days on which any rate begins or another begins after it, sorted; between two nothing changes."""
        after = {date.fromordinal(one.until.toordinal() + 1) for one in self.rates if one.until < date.max}
        return tuple(sorted({one.since for one in self.rates} | after))

    def rate(self, category: str, group: str, day: date) -> Rate:
        """Return the rate for a category on a day: its own, else its group's, else that of all others."""
        held = {one.stands_for: one for one in self.rates if one.since <= day <= one.until}
        return held.get(category) or held.get(group) or held[EVERYTHING]


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> VatRates:
    """Return VAT rates (the newest version unless one is given), checked against their description.

    Errors: Refused with everything that is wrong with their two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    _, said = figures.described(folder / DESCRIPTION, Description)
    rows = figures.read(folder / FIGURES, LAYOUT, DESCRIPTION, said.sha256)
    place = figures.label(folder / FIGURES)
    if wrong := [one for row in rows for one in _wrong(row, place)]:
        raise Refused(wrong)
    rates = tuple(map(_rate, rows))
    if wrong := [*_overlaps(rates, place), *_gaps(rates, place)]:
        raise Refused(wrong)
    return VatRates(
        name=said.name,
        version=said.version,
        rates=rates,
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )


def check_names(rates: VatRates, categories: Mapping[str, str]) -> None:
    """Refuse rates for something that is neither a spending category nor a group. categories: category → group."""
    known = {EVERYTHING, *categories, *categories.values()}
    place = f"{rates.name}/{rates.version}/{FIGURES}"
    if unknown := sorted({one.stands_for for one in rates.rates} - known):
        raise Refused(problem("category-or-group-unknown", place, one) for one in unknown)


def price_bases(rates: VatRates, categories: Mapping[str, str]) -> pl.DataFrame:
    """Return the share of a price with VAT that is the price without it: category, vat_since, price_basis.

        price_basis = 1 / (1 + rate)

    categories: category → group. A line holds from the day vat_since to the day before the next one.
    """
    found = [
        (category, day, float(1 / (1 + Fraction(rates.rate(category, group, day).percent) / 100)))
        for category, group in sorted(categories.items())
        for day in rates.starts
        if day >= rates.since
    ]
    return pl.DataFrame(found, schema=BASES, orient="row")


def _rate(row: Mapping[str, str]) -> Rate:
    until = date.fromisoformat(row["until"]) if row["until"] else date.max
    return Rate(row["for"], Decimal(row["percent"]), date.fromisoformat(row["since"]), until, row["why"])


def _wrong(row: Mapping[str, str], place: str) -> Iterator[Problem]:
    where = f"{place}, {row['for']}"
    if not 0 <= Decimal(row["percent"]) < 100:
        yield problem("vat-percent", where, row["percent"])
    for column in ("since", "until"):
        if row[column] or column == "since":
            try:
                date.fromisoformat(row[column])
            except ValueError:
                yield problem("vat-day", f'{where}, column "{column}"', row[column])


def _overlaps(rates: Sequence[Rate], place: str) -> Iterator[Problem]:
    """Find two rates of one thing that hold on the same day."""
    ordered = sorted(rates, key=lambda one: (one.stands_for, one.since))
    for one, after in pairwise(ordered):
        if one.stands_for == after.stands_for and after.since <= one.until:
            yield problem("vat-overlap", f"{place}, {one.stands_for}", f"{one.since} and {after.since}")


def _gaps(rates: Sequence[Rate], place: str) -> Iterator[Problem]:
    """Find out whether some day after the first has no rate for what no other line names."""
    every = sorted((one for one in rates if one.stands_for == EVERYTHING), key=lambda one: one.since)
    ends = [one.until.toordinal() + 1 for one in every]
    begins = [one.since.toordinal() for one in every[1:]]
    if not every or ends[-1] <= date.max.toordinal() or begins != ends[:-1]:
        yield problem("vat-rates-all", place)
