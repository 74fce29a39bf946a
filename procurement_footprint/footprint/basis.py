"""What a footprint rests on: categories, rules, crosswalk, factors, rates and prices, loaded once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.factors import (
    activity_lines,
    chosen,
    currencies,
    deflation,
    factor_set,
    figures,
    invoice_quantities,
    policy,
    prices,
    routes,
    spreads,
)
from procurement_footprint.factors.activity_factors import ActivitySet
from procurement_footprint.factors.activity_lines import Activities
from procurement_footprint.factors.currencies import Booked, Rates
from procurement_footprint.factors.deflation import Deflation
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.invoice_quantities import Quantities
from procurement_footprint.factors.origin import Citation
from procurement_footprint.factors.prices import PriceIndex
from procurement_footprint.factors.spreads import Spreads
from procurement_footprint.footprint import exchange
from procurement_footprint.footprint.calculate import multipliers
from procurement_footprint.footprint.manifest import Ingredient
from procurement_footprint.footprint.widths import Widths, widths
from procurement_footprint.ledger import alias_file, aliases
from procurement_footprint.ledger.aliases import Aliases
from procurement_footprint.mapping import crosswalk, mappings
from procurement_footprint.mapping.crosswalk import Crosswalk
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.period import Period
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import FILE, Project

if TYPE_CHECKING:
    from procurement_footprint.factors.taxes import VatRates

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
    fallback: PriceIndex | None = None  # where the index does not reach
    quarter: str = ""  # the period is one: `2024-Q1`
    quarterly: Rates | None = None  # in that quarter they count instead of the year's
    vat: VatRates | None = None  # the ledger's amounts include VAT, and it is taken out by these rates
    own_crosswalks: tuple[Path, ...] = ()  # folders of the project
    aliases: Aliases = field(default_factory=Aliases)  # suppliers that the project has decided to be one
    quantities: Quantities = field(default_factory=Quantities)  # which of those on invoices count, and how
    _vintages: dict[tuple[int, ...], pl.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)

    def citations(self, years: Iterable[int]) -> tuple[Citation, ...]:
        """Return the sources of the figures for these years of purchase, as their publishers want to be credited."""
        final = (self.factors.final.citation,) if self.factors.final else ()
        fallback = [self.fallback] if self.fallback and self.fallback.identity in self.deflated(years) else []
        more = (one.citation for one in (self.quarterly, *fallback, self.vat) if one)
        used = (one.citation for one in self.activity_sets)
        figures_of = (self.factors.citation, *final, self.rates.citation, self.index.citation)
        return (*figures_of, *more, *used, self.spreads.citation)

    def deflated(self, years: Iterable[int]) -> dict[str, list[int]]:
        """Return which years of purchase are deflated by each price index: its identity → years, both sorted."""
        pairs = self.with_vintages(list(years)).select("price_index", "year").drop_nulls().unique()
        held = pairs.sort("price_index", "year").group_by("price_index", maintain_order=True).agg("year")
        return dict(held.iter_rows())

    @property
    def capital_goods(self) -> frozenset[str]:
        """The categories that are capital goods."""
        return frozenset(name for name, one in self.mappings.taxonomy.categories.items() if one.capital_good)

    @property
    def deflation(self) -> Deflation:
        """How amounts are brought to another year's prices."""
        groups = {one.id: group.id for group in self.mappings.taxonomy.groups for one in group.categories}
        return Deflation(self.index, self.fallback, groups)

    def exchange(self, rows: pl.LazyFrame, booked: Sequence[Booked], reporting: str) -> pl.DataFrame:
        """Return the exchange rates to the reporting currency, for the currencies and years in the rows of a ledger.

        Errors: Refused with the first row of each that has no rate to this currency or to that of the factors.
        """
        exchange.check(rows, self.rates, booked, [reporting, self.factors.currency])
        return currencies.table(self.rates, booked, reporting)

    def multipliers(self, booked: Sequence[Booked]) -> pl.DataFrame:
        """Return `calculate.multipliers` for the currencies and years of purchase of a ledger."""
        factors = self.with_vintages([year for _, year in booked])
        ways = factors.select(routes.ROUTE).unique().iter_rows()
        rates = routes.routed(self.rates, booked, ways, self.factors.currency)
        return multipliers(factors, rates, self.factors.identity, self._price_bases())

    def _price_bases(self) -> pl.DataFrame | None:
        """Return by what amounts that include VAT are divided; None where they do not."""
        if self.vat is None:
            return None
        from procurement_footprint.factors import taxes  # few ledgers include VAT

        return taxes.price_bases(self.vat, self.deflation.groups)

    def with_vintages(self, years: Sequence[int]) -> pl.DataFrame:
        """Return `factor_set.with_vintages` of these factors for the categories, for years of purchase."""
        asked = tuple(sorted(set(years)))
        if asked not in self._vintages:
            table, capital = self.crosswalk.table, self.capital_goods
            self._vintages[asked] = factor_set.with_vintages(self.factors, table, asked, self.deflation, capital)
        return self._vintages[asked]

    def widths(self, currency: str) -> Widths:
        """Return how wide the ranges of a footprint are that is reported in `currency`."""
        return widths(self.spreads, self.crosswalk.table, self.factors, currency, self.capital_goods)

    def with_factors(self, other: FactorSet) -> Basis:
        """Return the same basis with other factors and their crosswalk.

        Errors: Refused when a ledger cannot be computed with these factors, or their crosswalk is missing or wrong.
        """
        factor_set.check_usable(other)
        return replace(self, factors=other, crosswalk=_crosswalk(self.own_crosswalks, other, self.mappings))

    def including_vat(self, name: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> Basis:
        """Return the same basis for a ledger whose amounts include VAT; name: of the rates, if not the usual ones.

        Errors: Refused when the VAT rates are wrong or name what is no spending category.
        """
        from procurement_footprint.factors import taxes  # few ledgers include VAT

        rates = taxes.load(name or taxes.EMBEDDED, shelves=shelves)
        taxes.check_names(rates, self.deflation.groups)
        return replace(self, vat=rates)

    def ingredients(self) -> tuple[Ingredient, ...]:
        """Return name, version and SHA-256 of each file that decided something, for the manifest."""
        tree, reasons, held = self.mappings.taxonomy, self.mappings.reasons, self.crosswalk
        figures_used: list[tuple[str, FactorSet | Rates | PriceIndex | Spreads | VatRates]]
        figures_used = [("factor_set", self.factors), ("exchange_rates", self.rates), ("price_index", self.index)]
        figures_used += [("capital_good_factors", self.factors.final)] if self.factors.final else []
        figures_used += [("price_index_fallback", self.fallback)] if self.fallback else []
        figures_used += [("quarterly_exchange_rates", self.quarterly)] if self.quarterly else []
        figures_used += [("vat_rates", self.vat)] if self.vat else []
        figures_used += [("uncertainty", self.spreads)]
        table = self.index.description.items_sha256
        items = [Ingredient("price_index_items", self.index.name, self.index.version, table)] if table else []
        decided = self.aliases.sha256
        policies = policy.load()
        books = self.mappings.books.every
        told = self.mappings.books.register
        register = [Ingredient("supplier_register", told.file, NO_VERSION, told.sha256)] if told.file else []
        charts = shelf.folder("mappings") / "charts.yaml"
        return (
            Ingredient("taxonomy", tree.name, tree.version, tree.sha256),
            Ingredient("left_out_reasons", "left-out", NO_VERSION, reasons.sha256),
            Ingredient("charts", "charts", NO_VERSION, shelf.digest(charts)),
            Ingredient("crosswalk", held.name, held.version, held.sha256),
            *(Ingredient("rule_books", book.name, book.version, book.sha256) for book in books),
            *register,
            *(Ingredient(role, one.name, one.version, one.citation.sha256) for role, one in figures_used),
            *items,
            Ingredient("factor_policy", self.factors.policy, policies.version, policies.sha256),
            *([Ingredient("supplier_aliases", aliases.FILE, NO_VERSION, decided)] if decided else []),
            *(Ingredient("activities", name, NO_VERSION, sha256) for name, sha256 in self._activity_files()),
            *(Ingredient("activity_factors", one.name, one.version, one.citation.sha256) for one in self.activity_sets),
        )

    def _activity_files(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys((*self.activities.files, *self.quantities.files)))

    @property
    def activity_sets(self) -> tuple[ActivitySet, ...]:
        """Return the sets of activity factors that activity data and quantities on invoices refer to."""
        return tuple({one.identity: one for one in (*self.activities.sets, *self.quantities.sets)}.values())


def load(project: Project, made_with: Mapping[str, str] | None = None, period: Period | None = None) -> Basis:
    """Return what a footprint of this project rests on.

    period: that of the run; in a quarter the exchange rates are those of the quarter. made_with: figures that an
    earlier footprint was made with, by role (`manifest.pinned`); they count instead of the period, of what the project
    chooses and of the newest on the shelf.
    Errors: Refused with the Problems of the first kind of file that is wrong (a changed file is refused by name).
    """
    pinned, shelves = made_with or {}, figures.shelves(project.folder)
    known = mappings.load(project.rule_books, decisions=project.decisions, register=project.supplier_register)
    name = pinned.get("factor_set") or project.settings.factors or factor_set.EMBEDDED
    factors = chosen.load(name, pinned.get("factor_policy") or _policy(project), shelves)
    factor_set.check_usable(factors)
    kept = pinned.get("activity_factors", "").split()
    rates = currencies.load(pinned.get("exchange_rates") or currencies.EMBEDDED, shelves=shelves)
    index = prices.load(pinned.get("price_index") or project.settings.price_index or prices.EMBEDDED, shelves=shelves)
    held = Basis(
        mappings=known,
        crosswalk=_crosswalk(project.crosswalks, factors, known),
        factors=factors,
        rates=rates,
        index=index,
        activities=activity_lines.load(project.folder, known.taxonomy.categories.keys(), shelves, kept),
        spreads=spreads.load(pinned.get("uncertainty") or spreads.EMBEDDED, shelves=shelves),
        fallback=_fallback(index, made_with, shelves),
        own_crosswalks=project.crosswalks,
        aliases=alias_file.load(project.folder),
        quantities=invoice_quantities.load(project.folder, shelves, kept),
    )
    deflation.check_names(index, held.deflation.groups)
    if "vat_rates" in pinned:
        held = held.including_vat(pinned["vat_rates"], shelves)
    quarter = pinned.get("quarter", "") if made_with else period.name if period and period.is_quarter else ""
    if not quarter:
        return held
    quarterly = currencies.load(pinned.get("quarterly_exchange_rates") or currencies.QUARTERLY, shelves=shelves)
    return replace(held, rates=rates.in_quarter(quarterly, quarter), quarter=quarter, quarterly=quarterly)


def _fallback(index: PriceIndex, made_with: Mapping[str, str] | None, shelves: Sequence[Path]) -> PriceIndex | None:
    """Return the index that steps in; none beside itself, nor in a footprint that was made before there was one."""
    name = made_with.get("price_index_fallback") if made_with else prices.FALLBACK
    return prices.load(name, shelves=shelves) if name and name.partition("@")[0] != index.name else None


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
