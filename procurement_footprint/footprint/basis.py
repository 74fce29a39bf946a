"""What a footprint rests on: categories, rules, crosswalk, factors, rates and prices, loaded once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from procurement_footprint import shelf
from procurement_footprint.factors import currencies, factor_set, prices, spreads
from procurement_footprint.factors.currencies import Booked, Rates
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.origin import Citation
from procurement_footprint.factors.prices import PriceIndex
from procurement_footprint.factors.spreads import Spreads
from procurement_footprint.footprint import exchange
from procurement_footprint.footprint.calculate import multipliers
from procurement_footprint.footprint.manifest import Ingredient
from procurement_footprint.footprint.widths import Widths, widths
from procurement_footprint.mapping import crosswalk, mappings
from procurement_footprint.mapping.crosswalk import Crosswalk
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.project import Project

NO_VERSION = ""  # the file has none; its SHA-256 tells it apart


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that decides a footprint beside the ledger and the program."""

    mappings: Mappings
    crosswalk: Crosswalk
    factors: FactorSet
    rates: Rates
    index: PriceIndex
    spreads: Spreads

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the figures, as their publishers want to be credited."""
        return (self.factors.citation, self.rates.citation, self.index.citation, self.spreads.citation)

    def exchange(self, rows: pl.LazyFrame, booked: Sequence[Booked], reporting: str) -> pl.DataFrame:
        """Return the exchange rates to the reporting currency, for the currencies and years in the rows of a ledger.

        Errors: Refused with the first row of each that has no rate to this currency or to that of the factors.
        """
        exchange.check(rows, self.rates, booked, [reporting, self.factors.currency])
        return currencies.table(self.rates, booked, reporting)

    def multipliers(self, booked: Sequence[Booked]) -> pl.DataFrame:
        """Return `calculate.multipliers` for the currencies and years of purchase of a ledger."""
        wanted = sorted({year for _, year in booked})
        factors = factor_set.with_vintages(self.factors, self.crosswalk.table, wanted, self.index)
        rates = currencies.table(self.rates, booked, self.factors.currency)
        return multipliers(factors, rates, self.factors.identity)

    def widths(self, currency: str) -> Widths:
        """Return how wide the ranges of a footprint are that is reported in `currency`."""
        return widths(self.spreads, self.crosswalk.table, self.factors, currency)

    def notes(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return what a reader must know about prices and rates of these years of purchase."""
        wanted = sorted(set(years))
        return (*self.index.notes(wanted), *self.rates.notes(wanted))

    def ingredients(self) -> tuple[Ingredient, ...]:
        """Return name, version and SHA-256 of each file that decided something, for the manifest."""
        tree, reasons, held = self.mappings.taxonomy, self.mappings.reasons, self.crosswalk
        figures = (
            ("factor_set", self.factors),
            ("exchange_rates", self.rates),
            ("price_index", self.index),
            ("uncertainty", self.spreads),
        )
        books = chain(self.mappings.books.shipped, self.mappings.books.project)
        charts = shelf.folder("mappings") / "charts.yaml"
        return (
            Ingredient("taxonomy", tree.name, tree.version, tree.sha256),
            Ingredient("left_out_reasons", "left-out", NO_VERSION, reasons.sha256),
            Ingredient("charts", "charts", NO_VERSION, shelf.digest(charts)),
            Ingredient("crosswalk", held.name, held.version, held.sha256),
            *(Ingredient("rule_books", book.name, book.version, book.sha256) for book in books),
            *(Ingredient(role, one.name, one.version, one.citation.sha256) for role, one in figures),
        )


def load(project: Project) -> Basis:
    """Return what a footprint of this project rests on.

    Errors: Refused with the Problems of the first kind of file that is wrong (a changed file is refused by name).
    """
    known = mappings.load(project.rule_books)
    name, _, version = (project.settings.factors or factor_set.EMBEDDED).partition("@")
    factors = factor_set.load(name, version or None)
    path = shelf.folder("mappings") / "crosswalks" / f"{factors.description.crosswalk}.csv"
    table = crosswalk.load(path, known.taxonomy.categories.keys(), factors.products.keys())
    return Basis(known, table, factors, currencies.load(), prices.load(), spreads.load())
