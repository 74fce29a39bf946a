"""What a target's figures mean, in sentences that say how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from procurement_footprint.analysis.selection import Selection
from procurement_footprint.analysis.targets.follow import Distance, Followed
from procurement_footprint.analysis.targets.spent import Spent
from procurement_footprint.analysis.targets.target import PER_INHABITANT, Target
from procurement_footprint.mapping.taxonomy import Taxonomy
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.targets.units import NEUTRAL, Unit, in_language

SIDES = {
    ("above", True): "targets.above",
    ("above", False): "targets.above_unsure",
    ("below", True): "targets.below",
    ("below", False): "targets.below_unsure",
}
YEARS_DIGITS = 1


@dataclass(frozen=True, slots=True)
class Said:
    """Says what is known of one followed target, in the language of `unit`."""

    followed: Followed
    unit: Unit

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return self.unit.words

    def distance(self) -> str:
        """Return where the latest year is: above or below the path, as far as the range can tell."""
        latest = self.followed.years.row(-1, named=True)
        away = self.followed.distance
        if away is not None:
            return self._away(away)
        value = self.unit.value(latest["value"])
        if self.followed.target.base == latest["year"]:
            return self.words("targets.at_base", year=latest["year"], value=value)
        begins = min(one.year for one in self.followed.target.milestones)
        return self.words("targets.not_yet", year=begins, latest=latest["year"], value=value)

    def _away(self, away: Distance) -> str:
        size, sign = abs(away.kilograms), -1 if away.kilograms < 0 else 1
        low, high = sorted((sign * away.low, sign * away.high))
        said: dict[str, Any] = {
            "year": away.year, "mass": self.words.mass(size), "range": self.words.mass_range(low, high, size or high)
        }  # fmt: skip
        if away.share is None:
            return self.words("targets.above_zero", **said)
        key = SIDES["below" if away.kilograms < 0 else "above", away.verdict != "unsure"]
        return self.words(key, **said, share=self.words.percent(abs(away.share)))

    def pace(self) -> Iterator[str]:
        """Yield how fast emissions have to fall to the next milestone and to the last."""
        ahead = self.followed.milestones.drop_nulls("yearly_amount")
        if ahead.is_empty():
            years = [one.year for one in self.followed.target.milestones]
            yield self.words("targets.passed", year=max(years))
            return
        for line in ahead[[0, -1]].unique(maintain_order=True).iter_rows(named=True):
            goal, rate = self.unit.value(line["value"]), line["yearly_rate"]
            amount = self.unit.value(line["yearly_amount"])
            if rate is None:
                yield self.words("targets.pace_amount", goal=goal, year=line["year"], amount=amount)
            elif rate <= 0:
                yield self.words("targets.pace_room", goal=goal, year=line["year"], rate=self.words.percent(-rate))
            else:
                percent = self.words.percent(rate)
                yield self.words("targets.pace", goal=goal, year=line["year"], rate=percent, amount=amount)

    def leads(self) -> Iterator[str]:
        """Yield where the straight line leads, and when it is there."""
        years = self.followed.years["year"].to_list()
        if len(years) == 1:
            yield self.words("targets.leads_nowhere")
            return
        last = self.followed.ahead.row(-1, named=True)
        bounds = (last["projected_low"], last["projected_high"], last["projected"])
        value, span = self.unit.value(last["projected"]), self.unit.between(*bounds)
        named = f"{years[0]}–{years[-1]}"
        yield self.words("targets.leads", years=named, value=value, range=span, year=last["year"])
        if len(years) == 2:
            yield self.words("targets.leads_two")
        if self.followed.milestones.height:
            goal = self.followed.milestones.row(-1, named=True)
            yield self._reached(self.unit.value(goal["value"]), goal["reached"], years[-1])

    def _reached(self, goal: str, year: int | None, latest: int) -> str:
        if year is None:
            return self.words("targets.reached_never", goal=goal)
        if year <= latest:
            return self.words("targets.reached_now", goal=goal)
        return self.words("targets.reached", goal=goal, year=year)

    def budget(self) -> Iterator[str]:
        """Yield what is spent of the carbon budget and what is left."""
        held = self.followed.budget
        if held is None:
            return
        yield self._spent(held)
        if held.missing:
            yield self.words("targets.budget_missing", years=listed(held.missing))
        latest = self.followed.years["year"][-1]
        if held.years_left is not None:
            years = self.words.number(held.years_left, YEARS_DIGITS)
            yield self.words("targets.budget_years", year=latest, years=years)
        if held.path is not None and held.left > 0 and held.budget.last > latest:
            first = max(latest + 1, held.budget.first)
            span = {"path": self.words.mass(held.path), "first": first, "last": held.budget.last}
            if (over := held.path - held.left) > 0:
                yield self.words("targets.budget_path", **span, left=self.words.mass(over))
            else:
                yield self.words("targets.budget_path_fits", **span)
        yield from _budget_from(held, self.words)

    def _spent(self, held: Spent) -> str:
        over = held.left < 0
        said: dict[str, Any] = {
            "whole": self.words.mass(held.whole),
            "first": held.budget.first,
            "last": held.budget.last,
            "spent": self.words.mass(held.spent),
            "range": self.words.mass_range(held.low, held.high, held.spent),
            "left": self.words.mass(abs(held.left)),
        }
        if over:
            return self.words("targets.budget_over", **said)
        return self.words("targets.budget", **said, share=self.words.percent(held.spent / held.whole))

    def skipped(self) -> Iterator[str]:
        """Yield which years take no part, and why."""
        if self.followed.skipped:
            per_inhabitant = self.followed.target.unit == PER_INHABITANT
            key = "targets.skipped" if per_inhabitant else "targets.skipped_money"
            yield self.words(key, years=listed(self.followed.skipped))


def about(target: Target, unit: Unit, tree: Taxonomy) -> Iterator[str]:
    """Yield what a target is about, and what it rests on."""
    words, scope = unit.words, scope_name(target.scope, unit.words, tree)
    if target.base is None:
        yield words("targets.about", scope=scope, unit=unit.counted)
    else:
        yield words("targets.about_base", scope=scope, unit=unit.counted, base=target.base)


def rests_on(target: Target, unit: Unit) -> Iterator[str]:
    """Yield what counts as neutral, where the target is from, what it assumes, and what else there is to know."""
    words = unit.words
    for word in dict.fromkeys(one.word for one in target.milestones if one.word):
        yield words("targets.counts", word=words(NEUTRAL[word]), why=in_language(target.counts_as, words))
    if target.source:
        one = target.source
        yield words("targets.source", title=one.title, url=one.url, checked=one.checked)
    if target.assumption:
        yield words("targets.assumption", text=in_language(target.assumption, words))
    if target.note:
        yield in_language(target.note, words)


def scope_name(scope: Selection, words: Words, tree: Taxonomy) -> str:
    """Return what a target is about in words."""
    groups = {one.id: one.name for one in tree.groups}
    categories = {one.id: one.name for one in tree.categories.values()}
    named = [getattr(groups[one], words.language) for one in scope.groups]
    named += [getattr(categories[one], words.language) for one in scope.categories]
    named += [*scope.departments, *scope.suppliers, *scope.entities]
    return ", ".join(named) or words("targets.all")


def listed(years: Sequence[int]) -> str:
    """Return years as a list in words."""
    return ", ".join(str(year) for year in years)


def capital(sentence: str) -> str:
    """Return a sentence that begins with a capital."""
    return sentence[:1].upper() + sentence[1:]


def tonnes(kilograms: Decimal, words: Words) -> str:
    """Return a mass with its sign, as a distance from the path."""
    return ("+" if kilograms > 0 else "") + words.mass(kilograms)


def _budget_from(held: Spent, words: Words) -> Iterator[str]:
    if source := held.budget.source:
        yield words("targets.budget_source", title=source.title, url=source.url, checked=source.checked)
    if held.budget.assumption:
        yield words("targets.budget_assumption", text=held.budget.assumption)
