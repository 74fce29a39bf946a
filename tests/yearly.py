"""The small town with targets, measures and texts of its own, as a whole report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from procurement_footprint import opening, period, presenting, project
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named, Opened
from procurement_footprint.presenting import Material
from procurement_footprint.project import Project
from procurement_footprint.reporting.follow_up.found import YearlyPage
from procurement_footprint.reporting.site.edition import Edition

TARGETS = """\
targets:
- {id: half, name: {sv: Halverat, en: Halved}, milestones: {"2022": 14 kt, "2030": 7 kt}, assumption: a}
- {id: each, name: {sv: Var och en, en: Each}, unit: per_inhabitant, milestones: {"2022": 500 kg, "2030": 200 kg},
   assumption: a}
- {id: krona, name: {sv: Krona, en: Krona}, unit: per_amount, milestones: {"2022": 20 g, "2030": 8 g}, assumption: a}
- {id: everybody, name: {sv: Alla, en: Everybody}, boundary: all_consumption, unit: per_inhabitant,
   milestones: {"2040": 2 t}, assumption: a}
"""
MEASURE = """\
- {{name: {name}, acts_on: {{categories: [{category}]}}, effect: {{intensity: -10}}, confidence: C, start: {start},
   ramp: 2, lifetime: 5, investment: 1000000, yearly: 0, discount_rate: 3.5, assumption: a{more}}}
"""
MEASURES = "".join(
    MEASURE.format(name=name, category=category, start=start, more=more)
    for name, category, start, more in (
        ("Kött", "food", 2024, ""),
        ("Gammalt", "food", 2023, ""),
        ("Skolskjuts", "school_transport", 2025, ", needs: [Kött]"),
        ("Bygge", "new_buildings", 2026, ""),
    )
)
TEXTS = """\
"2024":
  who: Miljöenheten
  done:
  - {text: {sv: Krav på livsmedel, en: Requirements on food}, who: Inköp, indicators: [footprint, group-food_meals]}
  - <b>Fett</b> & fint
  planned:
  - {text: {en: Only in English}, indicators: [target-half]}
  comments: [Påhittat]
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A whole report with what it is made from."""

    held: Material
    edition: Edition
    page: YearlyPage

    @property
    def opened(self) -> Opened:
        return self.held.opened


@contextmanager
def years(home: Project) -> Iterator[tuple[Opened, ...]]:
    """The footprints of both years."""
    named = [Named(span=period.parse(year)) for year in ("2023", "2024")]
    with opening.opened(named, home, Silent()) as held:
        yield held


def made(home: Project, language: str, before: Opened | None, one: Opened, whole: tuple[Opened, ...] = ()) -> Made:
    """The whole report on a footprint."""
    return told(presenting.material(one, before, whole, home, language), home, language)


def told(material: Material, home: Project, language: str) -> Made:
    """The whole report in a language, from what it is made from."""
    held = replace(material, report=presenting.report(material.opened, home, language))
    edition = presenting.edition(held, home, language)
    page = edition.leaflets["follow_up"]
    assert isinstance(page, YearlyPage)
    return Made(held, edition, page)


def written(folder: Path) -> Project:
    """A project with targets, measures and texts."""
    for name, text in (("targets", TARGETS), ("measures", MEASURES), ("follow_up", TEXTS)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return project.load(folder)
