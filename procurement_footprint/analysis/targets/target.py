"""What a target says: whose emissions, in which unit, from which base, and how much may be left in which year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from procurement_footprint.analysis.selection import Selection

Texts = Mapping[str, str]  # language → text

ABSOLUTE, PER_INHABITANT, PER_AMOUNT = "absolute", "per_inhabitant", "per_amount"
UNITS = (ABSOLUTE, PER_INHABITANT, PER_AMOUNT)
PURCHASES, ALL_CONSUMPTION, TERRITORY, OPERATIONS = "purchases", "all_consumption", "territory", "operations"
BOUNDARIES = (PURCHASES, ALL_CONSUMPTION, TERRITORY, OPERATIONS)
NET_ZERO, CLIMATE_NEUTRAL = "net_zero", "climate_neutral"
NEUTRAL = (NET_ZERO, CLIMATE_NEUTRAL)


@dataclass(frozen=True, slots=True)
class Source:
    """Where it is decided or published. checked: the day on which somebody saw it there."""

    title: str
    url: str
    checked: str


@dataclass(frozen=True, slots=True)
class Value:
    """What may be emitted: kg per year (per inhabitant or unit of money), or a share of the base.

    Exactly one of amount and share_of_base is there. said: as the file writes it.
    """

    said: str
    amount: Fraction | None = None
    share_of_base: Fraction | None = None

    @property
    def shown(self) -> str:
        """As the file writes it, with a minus that no spreadsheet takes for a formula."""
        return self.said.replace("-", "\N{MINUS SIGN}")

    def of(self, base: Fraction | None) -> Fraction | None:
        """Return it in kg per unit; None where it is a share of a base that is not known."""
        if self.amount is not None:
            return self.amount
        return None if base is None or self.share_of_base is None else self.share_of_base * base


@dataclass(frozen=True, slots=True)
class Milestone:
    """What may be emitted in a year. word: net_zero or climate_neutral where the file says that; value: what counts.

    value is None where a target that is not about purchases does not say what counts.
    """

    year: int
    value: Value | None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """Kilograms that may be emitted in the years `first` to `last`, both included."""

    kilograms: Fraction
    first: int
    last: int
    source: Source | None
    assumption: str


@dataclass(frozen=True, slots=True)
class Total:
    """What all consumption emitted in a year, in kg per unit of its target, as somebody else has computed it."""

    year: int
    value: Value
    source: Source


@dataclass(frozen=True, slots=True)
class Target:
    """One target. place: where it stands, file and line.

    scope: which purchases it is about. boundary: what its figures count: purchases as the footprint does, or all
    consumption, a territory, or an organisation's own operations, with which purchases can only be shown side by side.
    unit: absolute, per_inhabitant or per_amount. milestones: by year. counts_as: why a neutral milestone counts as it
    does. source or assumption: what it rests on. total: of all consumption, where one is known.
    """

    id: str
    place: str
    name: Texts
    scope: Selection
    boundary: str
    unit: str
    base: int | None
    milestones: tuple[Milestone, ...]
    counts_as: Texts
    source: Source | None
    assumption: Texts
    note: Texts
    budget: Budget | None
    total: Total | None

    @property
    def of_purchases(self) -> bool:
        """Whether the footprint can be held against it."""
        return self.boundary == PURCHASES


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets of a file. municipality: whose inhabitants count, None where it names none; place: where it does."""

    targets: tuple[Target, ...]
    municipality: str | None = None
    place: str = ""
