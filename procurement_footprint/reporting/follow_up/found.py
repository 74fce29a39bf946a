"""What the yearly page is made from, and the page itself, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.follow_up.actions import Actions
from procurement_footprint.analysis.follow_up.indicators import UNKNOWN, Indicator, People
from procurement_footprint.analysis.follow_up.texts import NOTHING, Texts
from procurement_footprint.analysis.targets.target import Targets
from procurement_footprint.factors.origin import Citation
from procurement_footprint.reporting.leaflet.document import Leaflet
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Table


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A footprint that is followed up.

    report: its own report. name: what its period is called, `2024`, `2024-Q1` or `2023–2024`. year: the last in it,
    None where nothing is counted; whole: whether it is that year and nothing else, all quarters of it. comparison: with
    the footprint before. wanted: the project's targets; followed: the last year that they are held against.
    counted_people: who counted the inhabitants, None where that is the project. measures: whether it lists any.
    """

    report: Report
    name: str
    year: int | None
    whole: bool
    indicators: Sequence[Indicator]
    comparison: Comparison | None = None
    wanted: Targets | None = None
    followed: int | None = None
    people: People = UNKNOWN
    counted_people: Citation | None = None
    measures: bool = False
    actions: Actions = field(default_factory=Actions)
    texts: Texts = NOTHING


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator, ready to read. id: of its line on the page."""

    id: str
    name: str
    definition: str
    value: str
    between: str
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, ready to read.

    indicators: what it is about: the number on the page and the id of the line, or a name and "" where it has no line.
    """

    text: str
    who: str
    indicators: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What was done, or what is planned. missing: what is not there and how to add it. notes: about the tables."""

    name: str
    heading: str
    missing: Sequence[str]
    tables: Sequence[Table]
    notes: Sequence[str]
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class YearlyPage(Leaflet):
    """A leaflet that fits on a sheet of paper; its sections are what the workbook and the terminal take.

    earlier: what heads its figures of the footprint before, "" where there is none. why: sentences about the change;
    explained: its table, None without a footprint before. who: answers for the texts.
    """

    earlier: str
    shown_year: str
    indicators: Sequence[Line]
    why: Sequence[str]
    explained: Table | None
    parts: Sequence[Part]
    comments: Sequence[Said]
    who: str
