"""Which measures need and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Relations:
    """Which measures may be taken together; a set of measures is a whole number with a bit for each, by its place.

    needs, excludes: for each measure the set of those it needs and of those it cannot stand beside.
    """

    needs: tuple[int, ...]
    excludes: tuple[int, ...]

    def allow(self, chosen: int) -> bool:
        """Return whether these measures may be taken together: all they need is there, nothing they exclude."""
        each = [place for place in range(len(self.needs)) if chosen >> place & 1]
        return all(self.needs[one] & ~chosen == 0 and self.excludes[one] & chosen == 0 for one in each)


def relations(measures: Sequence[Measure]) -> Relations:
    """Return how measures stand to each other; each excludes those that exclude it."""
    places = {one.name: place for place, one in enumerate(measures)}
    excludes = [_bits(places[name] for name in one.excludes) for one in measures]
    for place, one in enumerate(measures):
        for name in one.excludes:
            excludes[places[name]] |= 1 << place
    return Relations(tuple(_bits(places[name] for name in one.needs) for one in measures), tuple(excludes))


def faults(measures: Sequence[Measure]) -> Iterator[Problem]:
    """Yield what is wrong between measures: a name twice, a name of none, a measure that can never be taken."""
    first: dict[str, Measure] = {}
    for one in measures:
        if (other := first.setdefault(one.name, one)) is not one:
            yield problem("measure-twice", one.place, one.name, first=other.place)
    whole = True
    for one in measures:
        for verb, names in (("needs", one.needs), ("excludes", one.excludes)):
            for name in names:
                if name not in first or name == one.name:
                    whole = False
                    yield problem("measure-stranger", one.place, one.name, other=name, verb=verb)
    if whole:
        yield from _contradictions(tuple(first.values()))


def _contradictions(measures: Sequence[Measure]) -> Iterator[Problem]:
    """Yield each measure that excludes something which it needs, or which that needs in turn."""
    held = relations(measures)
    for place, one in enumerate(measures):
        company, before = 1 << place, 0
        while company != before:
            before = company
            company |= _union(held.needs, before)
        against = _union(held.excludes, company) & company
        if against:
            named = next(other.name for at, other in enumerate(measures) if against >> at & 1 and at != place)
            yield problem("measure-contradiction", one.place, one.name, other=named)


def _union(sets: Sequence[int], chosen: int) -> int:
    return _bits(bit for at, one in enumerate(sets) if chosen >> at & 1 for bit in range(len(sets)) if one >> bit & 1)


def _bits(places: Iterable[int]) -> int:
    result = 0
    for place in places:
        result |= 1 << place
    return result
