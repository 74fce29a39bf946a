"""What a footprint rests on: categories, rules, crosswalk, factors, rates and prices, loaded once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.factors import (
    activity_lines,
    chosen,
    currencies,
    factor_set,
    figures,
    policy,
    prices,
    spreads,
)
from procurement_footprint.factors.activity_lines import Activities
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
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import FILE, Project

NO_VERSION = ""  # the file has none; its SHA-256 tells it apart


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that decides a footprint beside the ledger and the program."""

    mappings: Mappings
    crosswalk: Crosswalk
    factors: FactorSet
    rates: Rates
    index: PriceIndex
    activities: Activities
    spreads: Spreads
    own_crosswalks: tuple[Path, ...] = ()  # folders of the project

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the figures, as their publishers want to be credited."""
        final = (self.factors.final.citation,) if self.factors.final else ()
        used = (one.citation for one in self.activities.sets)
        figures_of = (self.factors.citation, *final, self.rates.citation, self.index.citation)
        return (*figures_of, *used, self.spreads.citation)

    @property
    def capital_goods(self) -> frozenset[str]:
        """The categories that are capital goods."""
        return frozenset(name for name, one in self.mappings.taxonomy.categories.items() if one.capital_good)

    def exchange(self, rows: pl.LazyFrame, booked: Sequence[Booked], reporting: str) -> pl.DataFrame:
        """Return the exchange rates to the reporting currency, for the currencies and years in the rows of a ledger.

        Errors: Refused with the first row of each that has no rate to this currency or to that of the factors.
        """
        exchange.check(rows, self.rates, booked, [reporting, self.factors.currency])
        return currencies.table(self.rates, booked, reporting)

    def multipliers(self, booked: Sequence[Booked]) -> pl.DataFrame:
        """Return `calculate.multipliers` for the currencies and years of purchase of a ledger."""
        wanted = sorted({year for _, year in booked})
        factors = self.with_vintages(wanted)
        rates = currencies.table(self.rates, booked, self.factors.currency)
        return multipliers(factors, rates, self.factors.identity)

    def with_vintages(self, years: Sequence[int]) -> pl.DataFrame:
        """Return `factor_set.with_vintages` of these factors for the categories, for years of purchase."""
        return factor_set.with_vintages(self.factors, self.crosswalk.table, years, self.index, self.capital_goods)

    def widths(self, currency: str) -> Widths:
        """Return how wide the ranges of a footprint are that is reported in `currency`."""
        return widths(self.spreads, self.crosswalk.table, self.factors, currency, self.capital_goods)

    def with_factors(self, other: FactorSet) -> Basis:
        """Return the same basis with other factors and their crosswalk.

        Errors: Refused when a ledger cannot be computed with these factors, or their crosswalk is missing or wrong.
        """
        factor_set.check_usable(other)
        return replace(self, factors=other, crosswalk=_crosswalk(self.own_crosswalks, other, self.mappings))

    def notes(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return what a reader must know about prices and rates of these years of purchase."""
        wanted = sorted(set(years))
        return (*self.index.notes(wanted), *self.rates.notes(wanted))

    def ingredients(self) -> tuple[Ingredient, ...]:
        """Return name, version and SHA-256 of each file that decided something, for the manifest."""
        tree, reasons, held = self.mappings.taxonomy, self.mappings.reasons, self.crosswalk
        figures_used: list[tuple[str, FactorSet | Rates | PriceIndex | Spreads]]
        figures_used = [("factor_set", self.factors), ("exchange_rates", self.rates), ("price_index", self.index)]
        figures_used += [("capital_good_factors", self.factors.final)] if self.factors.final else []
        figures_used += [("uncertainty", self.spreads)]
        policies = policy.load()
        books = chain(self.mappings.books.shipped, self.mappings.books.project)
        charts = shelf.folder("mappings") / "charts.yaml"
        return (
            Ingredient("taxonomy", tree.name, tree.version, tree.sha256),
            Ingredient("left_out_reasons", "left-out", NO_VERSION, reasons.sha256),
            Ingredient("charts", "charts", NO_VERSION, shelf.digest(charts)),
            Ingredient("crosswalk", held.name, held.version, held.sha256),
            *(Ingredient("rule_books", book.name, book.version, book.sha256) for book in books),
            *(Ingredient(role, one.name, one.version, one.citation.sha256) for role, one in figures_used),
            Ingredient("factor_policy", self.factors.policy, policies.version, policies.sha256),
            *(Ingredient("activities", name, NO_VERSION, sha256) for name, sha256 in self.activities.files),
            *(
                Ingredient("activity_factors", one.name, one.version, one.citation.sha256)
                for one in self.activities.sets
            ),
        )


def load(project: Project, made_with: Mapping[str, str] | None = None) -> Basis:
    """Return what a footprint of this project rests on.

    made_with: figures that an earlier footprint was made with, by role (`manifest.pinned`); they count instead of
    what the project chooses or the newest on the shelf.
    Errors: Refused with the Problems of the first kind of file that is wrong (a changed file is refused by name).
    """
    pinned, shelves = made_with or {}, figures.shelves(project.folder)
    known = mappings.load(project.rule_books)
    name = pinned.get("factor_set") or project.settings.factors or factor_set.EMBEDDED
    factors = chosen.load(name, pinned.get("factor_policy") or _policy(project), shelves)
    factor_set.check_usable(factors)
    kept = pinned.get("activity_factors", "").split()
    return Basis(
        mappings=known,
        crosswalk=_crosswalk(project.crosswalks, factors, known),
        factors=factors,
        rates=currencies.load(pinned.get("exchange_rates") or currencies.EMBEDDED, shelves=shelves),
        index=prices.load(pinned.get("price_index") or prices.EMBEDDED, shelves=shelves),
        activities=activity_lines.load(project.folder, known.taxonomy.categories.keys(), shelves, kept),
        spreads=spreads.load(pinned.get("uncertainty") or spreads.EMBEDDED, shelves=shelves),
        own_crosswalks=project.crosswalks,
    )


def _policy(project: Project) -> str | None:
    """Return the vintage policy that a project chooses, None where it leaves that to us."""
    name = project.settings.factor_policy
    if name is not None and project.folder is not None:
        policy.load().named(name, f"{FILE}:{plain_yaml.line_of(project.folder / FILE, 'factor_policy')}")
    return name


def _crosswalk(own: Sequence[Path], factors: FactorSet, known: Mappings) -> Crosswalk:
    """Return the crosswalk of a set: in its own folder, else in those of the project, else the shipped one."""
    name = factors.description.crosswalk
    shipped = shelf.folder("mappings") / "crosswalks"
    places = [place / f"{name}.csv" for place in (factors.folder, *own, shipped) if place]
    path = next((path for path in places if path.is_file()), None)
    if path is None:
        raise Refused([problem("crosswalk-missing", factors.identity, name=name, factor_set=factors.identity)])
    return crosswalk.load(path, known.taxonomy.categories.keys(), factors.products.keys())
