"""The steps of a scenario in words: what is tried, and what the reader must know about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from procurement_footprint.analysis.scenario.outcome import Scenario
from procurement_footprint.analysis.scenario.steps import Electrify, Move, OtherFactors, Step, SupplierPcf, Volume
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.mapping.taxonomy import Names, Taxonomy
from procurement_footprint.reporting.language import Words, printable


@dataclass(frozen=True, slots=True)
class Wording:
    """How steps are said in a language, with the names of the tree of categories."""

    words: Words
    tree: Taxonomy

    def step(self, step: Step) -> str:
        """Return what a step tries, in a sentence."""
        match step:
            case Volume():
                key = "simulate.buy_less" if step.share <= 0 else "simulate.buy_more"
                return self.words(key, share=self._share(abs(step.share)), of=self.of(step.of))
            case Move():
                said = {"share": self._share(step.share), "of": self.of(step.of), "to": self.category(step.to)}
                return self.words("simulate.move", **said)
            case SupplierPcf():
                said = {"factor": self._factor(step), "of": self.of(step.of), "share": self._share(step.covers)}
                return self.words("simulate.supplier_pcf" if step.covers == 1 else "simulate.supplier_pcf_part", **said)
            case Electrify():
                return self.words("simulate.electrify", share=self._share(step.share), of=self.of(step.of))
            case OtherFactors():
                return self.words("simulate.factors", factors=f"{step.factors.identity}:{step.factors.policy}")

    def of(self, of: Selection) -> str:
        """Return what a selection means: what is bought, and in brackets by whom and from whom."""
        groups = {group.id: group.name for group in self.tree.groups}
        what = [self._name(groups[one]) for one in of.groups] + [self.category(one) for one in of.categories]
        who = (*of.departments, *of.suppliers, *of.entities)
        said = ", ".join(what) or self.words("simulate.everything")
        return self.words("simulate.in_part", what=said, who=", ".join(who)) if who else said

    def category(self, identifier: str) -> str:
        """Return what a category is called."""
        return self._name(self.tree.categories[identifier].name)

    def notes(self, scenario: Scenario) -> Iterator[str]:
        """Yield what the reader must know about each step."""
        lines = scenario.steps.iter_rows(named=True)
        for step, line in zip(scenario.plan.steps, lines, strict=True):
            number = line["step"]
            if step.why:
                yield self.words("simulate.note_step_why", number=number, why=step.why)
            match step:
                case Move() if step.share and not line["kg_change"]:
                    said = scenario.factor_sets[0]
                    yield self.words("simulate.note_same_factor", number=number, factors=said)
                case SupplierPcf():
                    yield self.words("simulate.note_pcf", number=number, source=step.source)
                case Electrify():
                    yield from self._of_electricity(step, number, scenario)

    def _of_electricity(self, step: Electrify, number: int, scenario: Scenario) -> Iterator[str]:
        sources = dict.fromkeys(one.source for one in step.power.values())
        said = {"kwh": self.words.number(float(step.kwh), 2), "unit": step.unit, "source": step.source}
        yield self.words("simulate.note_electrify", number=number, power="; ".join(sources), **said)
        if step.price_per_kwh is None:
            yield self.words("simulate.note_no_price", number=number)
        if not scenario.before.filter(step.of.holds())["kg_scope_1"].sum():
            yield self.words("simulate.note_no_fire", number=number)

    def _factor(self, step: SupplierPcf) -> str:
        return f"{self.words.number(float(step.factor.total * 1000), 1)} g/{step.unit}"

    def _share(self, share: Fraction) -> str:
        percent = share * 100
        return self.words.percent(float(share), 0 if percent.denominator == 1 else 1)

    def _name(self, names: Names) -> str:
        return str(getattr(names, self.words.language))


def short(number: int, said: str, most: int) -> str:
    """Return the sentence of a step, numbered, in so many characters."""
    text = printable(f"{number}. {said}")
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
