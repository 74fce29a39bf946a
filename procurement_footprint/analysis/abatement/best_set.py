"""The best set of measures for a budget: the one that lowers most, with what measures do together counted once.

    most Σ_years Σ_patterns grams × (1 − Π_{i in set} (1 − effect_i × force_i(year)))   where Σ cost ≤ budget

What a further measure adds shrinks with every measure that is there (the sum is submodular), so no further set adds
more than its measures do one by one, and no set lowers more than all. Branch and bound with these two bounds, in
whole öre: exact wherever the search ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Literal, get_args

from procurement_footprint.analysis.abatement.acted import Acted
from procurement_footprint.analysis.abatement.course import Growth
from procurement_footprint.analysis.abatement.relations import Relations
from procurement_footprint.analysis.abatement.shares import together

Counting = Literal["investment", "present-cost"]
COUNTINGS: tuple[Counting, ...] = get_args(Counting)
SURE = 20  # so many measures are always searched to the end
NODES = 200_000  # of the search for more measures
SAME = 0.5  # grams

Gains = Callable[[int], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much money there is, and which is counted: the investments, or all costs brought to the base year's end."""

    amount: Decimal
    counting: Counting = "investment"


@dataclass(frozen=True, slots=True)
class Best:
    """The places of the measures to take, and the grams above which no other set can come.

    exact: the search has seen everything, so nothing else lowers more.
    """

    places: frozenset[int]
    at_most: float
    exact: bool


def best(costs: Sequence[int], budget: int | None, related: Relations, gains: Gains) -> Best:
    """Return the set that gains most within a budget; of several the cheapest.

    costs: of each measure, whole öre. budget: None for no limit. gains: see `gains`.
    """
    search = _Search(costs, budget, related, gains)
    search.run(2 ** (len(costs) + 1) if len(costs) <= SURE else NODES)
    places = frozenset(place for place in range(len(costs)) if search.chosen >> place & 1)
    return Best(places, max(search.most, search.left_over), search.left_over == 0)


def gains(held: Acted, years: Sequence[int], growth: Growth) -> Gains:
    """Return what gives the grams that a set of measures (a bit for each place) lowers over the years.

    In two parts: where there are kilograms, and where the cells are a credit in sum, of which measures lose.
    """
    masks = [sum(1 << place for place in places) for places in held.patterns]
    signs = [pattern for pattern, grams in enumerate(held.grams) if grams and masks[pattern]]
    forces = [(growth.by(year), [one.force(year) for one in held.measures]) for year in years]

    @cache
    def of_pattern(pattern: int, chosen: int) -> float:
        places = [place for place in held.patterns[pattern] if chosen >> place & 1]
        parts = (times * together([held.effects[one] * force[one] for one in places]) for times, force in forces)
        return held.grams[pattern] * sum(parts)

    @cache
    def of_set(chosen: int) -> tuple[float, float]:
        found = [of_pattern(pattern, chosen & masks[pattern]) for pattern in signs]
        return sum(one for one in found if one > 0), sum(one for one in found if one < 0)

    return of_set


@dataclass(slots=True)
class _Search:
    """A search through all sets: chosen has `most` grams and costs `spent`; left_over: what was not looked at."""

    costs: Sequence[int]
    budget: int | None
    related: Relations
    gains: Gains
    chosen: int = 0
    most: float = 0.0
    spent: int = 0
    left_over: float = 0.0
    order: list[int] = field(default_factory=list)

    def run(self, nodes: int) -> None:
        """Look at so many sets, the most promising first: measures by what they gain for each krona."""
        alone = {place: sum(self.gains(1 << place)) for place in range(len(self.costs))}
        self.order = sorted(alone, key=lambda place: (-alone[place] / max(self.costs[place], 1), place))
        waiting = [(0, 0, 0, 0)]  # set, its cost, those ruled out, how many are decided
        while waiting and nodes:
            nodes -= 1
            chosen, cost, out, decided = waiting.pop()
            if not self._promises(chosen, cost, decided, out):
                continue
            self._consider(chosen, cost)
            if decided == len(self.order):
                continue
            place = self.order[decided]
            waiting.append((chosen, cost, out | 1 << place, decided + 1))
            if not self._barred(place, chosen, out):
                waiting.append((chosen | 1 << place, cost + self.costs[place], out, decided + 1))
        open_sets = (self._bound(chosen, cost, decided, out) for chosen, cost, out, decided in waiting)
        beyond = max(open_sets, default=0.0)
        self.left_over = beyond if beyond > self.most + SAME else 0.0

    def _barred(self, place: int, chosen: int, out: int) -> bool:
        return bool(self.related.excludes[place] & chosen or self.related.needs[place] & out)

    def _consider(self, chosen: int, cost: int) -> None:
        if (self.budget is not None and cost > self.budget) or not self.related.allow(chosen):
            return
        grams = sum(self.gains(chosen))
        better = grams > self.most + SAME
        if better or (grams > self.most - SAME and cost < self.spent):
            self.chosen, self.most, self.spent = chosen, grams, cost

    def _promises(self, chosen: int, cost: int, decided: int, out: int) -> bool:
        bound = self._bound(chosen, cost, decided, out)
        cheapest = cost + sum(min(0, self.costs[place]) for place in self.order[decided:])
        if bound < 0 or (self.budget is not None and cheapest > self.budget):
            return False
        return bound > self.most + SAME or (bound > self.most - SAME and cheapest < self.spent)

    def _bound(self, chosen: int, cost: int, decided: int, out: int) -> float:
        """Return what no set with these measures and some of those that are not decided can pass."""
        free = [place for place in self.order[decided:] if not self._barred(place, chosen, out)]
        plus, minus = self.gains(chosen)
        every = self.gains(chosen | sum(1 << place for place in free))[0]
        if self.budget is None:
            return every + minus
        added = [(self.gains(chosen | 1 << place)[0] - plus, self.costs[place]) for place in free]
        room = self.budget - cost - sum(min(0, one) for _, one in added)
        return min(every, plus + _filled(added, room)) + minus


def _filled(added: Sequence[tuple[float, int]], room: int) -> float:
    """Return the most that fits into the room when measures may be cut. added: what each gains and costs."""
    grams = sum(gain for gain, cost in added if cost <= 0)
    for gain, cost in sorted(((gain, cost) for gain, cost in added if cost > 0), key=lambda one: -one[0] / one[1]):
        if cost > room:
            return grams + gain * max(room, 0) / cost
        grams += gain
        room -= cost
    return grams
