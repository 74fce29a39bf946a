"""The steps of every counted category as texts, group by group, ready for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from procurement_footprint.analysis.steps import PRICES, Steps
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint import made_of
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.made_of import Product
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.steps import arithmetic, rows
from procurement_footprint.reporting.steps.arithmetic import significant, written

SHOWN = 5  # rules and lines of activity data by name; all others in one line
DIGITS = 9  # of a factor, as `why` shows it
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a step. code: what it is about, as the program calls it; aside: a text in `language` ("": unknown)."""

    text: str
    code: str = ""
    aside: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One category. steps: title and lines of each step. sum: its arithmetic example, "" where there is none."""

    identifier: str
    address: str
    name: str
    kg_co2e: Decimal
    whole: str
    steps: tuple[tuple[str, tuple[Said, ...]], ...]
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """All counted categories, by the name of their group, in the order of the report. sources: where factors come from,
    one line each."""

    groups: tuple[tuple[str, tuple[Told, ...]], ...]
    sources: tuple[str, ...]


def told(steps: Steps, report: Report, basis: Basis, words: Words) -> Computed:
    """Return how every counted category of a report was computed."""
    teller = _Teller(steps, report, basis, words)
    frame = report.breakdown.categories
    groups = [
        (report.group(group), tuple(teller.category(row) for row in _of(frame, group).iter_rows(named=True)))
        for group in report.breakdown.groups["group"]
    ]
    return Computed(tuple(groups), tuple(teller.sources()))


def _of(frame: pl.DataFrame, group: str | None) -> pl.DataFrame:
    return frame.filter(pl.col("group").eq_missing(pl.lit(group)))


class _Teller:
    """What is known of all categories, and how it is said."""

    __slots__ = ("activities", "basis", "known", "largest", "prices", "report", "rules", "shipped", "slices", "words")

    def __init__(self, held: Steps, report: Report, basis: Basis, words: Words) -> None:
        self.report, self.basis, self.words = report, basis, words
        self.prices, self.rules = _by_category(held.prices), _by_category(held.rules)
        self.activities, self.largest = _by_category(held.activities), _by_category(held.largest)
        self.known, self.shipped = {rule.id: rule for rule in basis.mappings.rules}, basis.mappings.shipped_ids
        slices = report.activities
        self.slices: dict[str, Row] = (
            {} if slices is None else {one["activity"]: one for one in slices.iter_rows(named=True)}
        )

    def sources(self) -> Iterator[str]:
        """Yield what factors, rates and prices all categories share."""
        factors, words = self.basis.factors, self.words
        rates = self.basis.quarterly or self.basis.rates
        yield words("steps.factors", set=factors.identity, policy=factors.policy)
        yield words("steps.rates", set=rates.identity)
        yield words("steps.crosswalk", name=self.basis.crosswalk.name, version=self.basis.crosswalk.version)

    def category(self, row: Row) -> Told:
        """Return the steps of one category. row: of the report's table of categories."""
        identifier, words = row["category"], self.words
        prices = self.prices[identifier]
        made = {year: made_of.products(identifier, year, self.basis) for year in sorted(set(prices["factor_year"]))}
        largest = list(self.largest[identifier].iter_rows(named=True))
        example = next((one for one in largest if one["activity"] is None), largest[0])
        held = arithmetic.of_row(example, made[example["factor_year"]])
        steps = (
            ("steps.money", tuple(self._money(prices))),
            ("steps.activities", tuple(self._measured(identifier))),
            ("steps.products", tuple(self._products(made))),
            ("steps.rules", tuple(self._by_rule(identifier))),
            ("steps.largest", tuple(Said(*rows.said(one, words)) for one in largest)),
        )
        return Told(
            identifier=identifier,
            address=addresses.category(identifier),
            name=self.report.category(identifier),
            kg_co2e=row["kg_co2e"],
            whole=self._whole(row),
            steps=tuple((words(key), lines) for key, lines in steps if lines),
            sum=rows.example(example, held, self.report.breakdown.currency, words) if held else "",
        )

    def _whole(self, row: Row) -> str:
        words = self.words
        return words(
            "steps.whole",
            kg=words.number(row["kg_co2e"], 3),
            range=words.mass_range(row["kg_co2e_low"], row["kg_co2e_high"], row["kg_co2e"]),
            quality=row["quality"],
            money=words.money(row["reporting_amount"], self.report.breakdown.currency),
            rows=_rows(row["rows"], words),
        )

    def _money(self, prices: pl.DataFrame) -> Iterator[Said]:
        """Yield the money by year, each with its multipliers and the kilograms that money alone gives."""
        whole, words = exact_sum(prices["reporting_amount"]), self.words
        for one in prices.iter_rows(named=True):
            share = one["reporting_amount"] / whole if whole else None
            yield Said(
                words(
                    "steps.price",
                    year=one["year"],
                    money=words.money(one["amount"], one["currency"]),
                    share=words.percent(share) if prices.height > 1 else "",
                    per_unit=self._exactly(one["kg_per_unit"]),
                    unit=words.currency(one["currency"]),
                    kg=words.number(one["kg_spend_based"], 3),
                    rate=self._exactly(one["exchange_rate"]),
                    currency=one["currency"],
                    base=self.basis.factors.currency,
                    basis=self._exactly(one["price_basis"]),
                    deflator=self._deflator(one),
                ).replace(" ()", "")
            )

    def _deflator(self, one: Row) -> str:
        to_year = self.basis.factors.description.price_level(one["factor_year"])
        money = self.basis.deflation.between(one["category"], one["year"], to_year)
        if one["deflator"] == 1:
            return self.words("steps.undeflated")
        index = money.index or self.basis.index
        item = f", {money.item.code} {money.item.name}" if money.item else ""
        figure = self._exactly(one["deflator"])
        return self.words(
            "steps.deflated", figure=figure, years=f"{one['year']}–{to_year}", index=index.identity + item
        )

    def _exactly(self, value: float) -> str:
        return written(significant(value, DIGITS), self.words)

    def _measured(self, category: str) -> Iterator[Said]:
        frame, words = self.activities.get(category), self.words
        if frame is None:
            return
        for one in frame.head(SHOWN).iter_rows(named=True):
            said = self.slices.get(one["activity"])
            factor = f"{said['factor_name']} ({said['factor']})" if said else ""
            yield Said(self._replaced(one), one["activity"], factor)
        rest = frame.slice(SHOWN)
        if rest.height:
            yield Said(self._replaced(_sum(rest)), words("steps.more", count=words.number(rest.height)))

    def _replaced(self, one: Row) -> str:
        words, currency = self.words, self.report.breakdown.currency
        change = one["kg_co2e"] - one["kg_spend_based"]
        return words(
            "steps.measured",
            rows=_rows(one["rows"], words),
            money=words.money(one["covered_amount"], currency),
            before=words.number(one["kg_spend_based"], 3),
            after=words.number(one["kg_co2e"], 3),
            change=("+" if change > 0 else "") + words.number(change, 3),
        )

    def _products(self, made: Mapping[int, Sequence[Product]]) -> Iterator[Said]:
        language = "en" if self.words.language != "en" else ""
        years = list(made)
        for place, one in enumerate(made[years[-1]]):
            of_years = [made[year][place] for year in years]
            figures = ", ".join(self._factor(held, year) for held, year in zip(of_years, years, strict=True))
            unit = self.basis.factors.currency
            share = written(significant(one.share, DIGITS), self.words)
            yield Said(
                self.words("steps.product", share=share, factors=figures, unit=unit), one.product, one.name, language
            )

    def _factor(self, one: Product, year: int) -> str:
        """Return a factor with its vintage, and a word on what is not as its publisher gives it."""
        words, marks = self.words, [str(year)]
        if one.published is not None:
            marks.append(words("steps.changed", published=self._exactly(one.published)))
        if one.derived:
            marks.append(words("steps.derived"))
        return f"{self._exactly(one.kg_per_unit or 0)} ({', '.join(marks)})"

    def _by_rule(self, category: str) -> Iterator[Said]:
        frame, words = self.rules[category], self.words
        for one in frame.head(SHOWN).iter_rows(named=True):
            rule = self.known.get(one["rule_id"] or "")
            english = rule is not None and rule.id in self.shipped and words.language != "en"
            why = printable(rule.why) if rule else words("steps.rule_gone")
            yield Said(self._of_rule(one), one["rule_id"] or "", why, "en" if english else "")
        rest = frame.slice(SHOWN)
        if rest.height:
            yield Said(self._sums(_sum(rest)), words("steps.more", count=words.number(rest.height)))

    def _of_rule(self, one: Row) -> str:
        words = self.words
        known = words("steps.evidence", evidence=words.name("evidence", one["evidence"]), quality=one["quality"])
        parts = words("steps.split", rows=_entries(one["split"], words)) if one["split"] else ""
        return "; ".join(filter(None, (self._sums(one), known, parts)))

    def _sums(self, one: Row) -> str:
        words = self.words
        return words(
            "steps.sums",
            rows=_rows(one["rows"], words),
            money=words.money(one["reporting_amount"], self.report.breakdown.currency),
            kg=words.number(one["kg_co2e"], 3),
        )


def _rows(count: int, words: Words) -> str:
    if not count:
        return words("steps.only_parts")  # the first part of each is in another category or by another rule
    return words("steps.one_row") if count == 1 else words("steps.row_count", count=words.number(count))


def _entries(count: int, words: Words) -> str:
    return words("steps.one_part") if count == 1 else words("steps.part_count", count=words.number(count))


def _sum(frame: pl.DataFrame) -> Row:
    return frame.select(pl.sum("rows", "reporting_amount", "kg_co2e", "covered_amount", "kg_spend_based")).row(
        0, named=True
    )


def _by_category(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key): part for (key,), part in frame.group_by(PRICES[0], maintain_order=True)}
