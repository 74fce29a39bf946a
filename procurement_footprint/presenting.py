"""The whole report on a finished footprint: its own, and what changed, how targets go, what measures give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from procurement_footprint import abating, comparing, period, planning, prioritising
from procurement_footprint.analysis import sums
from procurement_footprint.analysis.abatement import file as measure_file
from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.analysis.cells import cells
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.departments import booked, changed
from procurement_footprint.analysis.departments import found as by_department
from procurement_footprint.analysis.hot_spots.found import HotSpots
from procurement_footprint.analysis.targets import file as target_file
from procurement_footprint.analysis.targets import people
from procurement_footprint.analysis.targets.target import Targets
from procurement_footprint.footprint import reopened
from procurement_footprint.mapping import levers
from procurement_footprint.opening import Named, Opened
from procurement_footprint.project import Project
from procurement_footprint.reporting.abatement import document as measure_leaflet
from procurement_footprint.reporting.change import compose as change_leaflet
from procurement_footprint.reporting.departments import listed
from procurement_footprint.reporting.departments import page as department_pages
from procurement_footprint.reporting.departments.setting import Setting
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Leaflet
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.workflow import composed

TARGETS, MEASURES = "targets.yaml", "measures.yaml"
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Material:
    """What a whole report is made from, beside the footprint: what there is of it.

    opened: the footprint. report: its own report. before: the earlier footprint it is compared with.
    wanted, years: the project's targets, and the footprints of whole years that they are held against.
    listed: the project's measures.
    """

    opened: Opened
    report: Report
    hot_spots: HotSpots
    before: Opened | None = None
    comparison: Comparison | None = None
    wanted: Targets | None = None
    years: Sequence[Opened] = ()
    listed: Sequence[Measure] = field(default_factory=tuple)


def edition(held: Material, project: Project, language: str) -> Edition:
    """Return the whole report, in Swedish or English."""
    leaflets: dict[str, Leaflet] = {}
    frames: dict[str, pl.DataFrame] = {}

    def add(name: str, leaflet: Leaflet, tables: Frames) -> None:
        leaflets[name] = leaflet
        frames.update({f"{name}_{table}": frame for table, frame in tables.items()})

    add("hot_spots", prioritising.leaflet(held.hot_spots, held.opened, held.before, language), held.hot_spots.frames)
    if held.comparison:
        add("change", *change_leaflet.leaflet(held.comparison, language))
    if held.wanted and held.years:
        inhabitants = people.people(project, held.wanted)
        paths = planning.targets(held.years, held.wanted, inhabitants, planning.at_one_method(held.years, project))
        add("targets", planning.leaflet(paths, language), planning.frames(paths))
    if held.listed:
        ways, _ = planning.ways(held.opened, held.wanted) if held.wanted else (None, ())
        plan = abating.measures(held.opened, held.listed, targets=ways)
        add("measures", measure_leaflet.leaflet(plan, held.opened.footprint.basis, language), plan.frames)
    divided = departments(held)
    setting = _setting(held, divided, language)
    names = ("bridge", "periods", "evidence")
    frames.update({f"department_{table}": divided.tables[table] for table in names})
    return Edition(
        report=held.report,
        name=held.opened.name,
        before=held.before.name if held.before else None,
        leaflets=leaflets,
        departments=department_pages.pages(setting),
        listed=listed.section(setting),
        frames=frames,
    )


def material(
    opened: Opened, before: Opened | None, years: Sequence[Opened], project: Project, language: str
) -> Material:
    """Return what the whole report on a footprint is made from.

    before: the footprint it is compared with. years: footprints of whole years, for the project's targets.
    Errors: those of `comparing.compare`, and Refused where targets.yaml or measures.yaml of the project is wrong.
    """
    return Material(
        opened=opened,
        report=report(opened, project, language),
        hot_spots=prioritising.hot_spots(opened, before),
        before=before,
        comparison=comparing.compare(before, opened, project) if before else None,
        wanted=wanted(project),
        years=years,
        listed=_listed(project),
    )


def report(opened: Opened, project: Project, language: str) -> Report:
    """Return the footprint's own report, in Swedish or English, made from its rows."""
    held = reopened.footprint(opened.footprint, project, language)
    keys = sums.OF_GROUP if held.group else sums.KEYS
    return composed(held, sums.added_up(held.rows, keys))[0]


def earlier(one: Named, years: Sequence[Named]) -> Named | None:
    """Return the same period a year before, where that year is one of `years`; None for a folder."""
    if one.span is None:
        return None
    name, last = one.span.name, str(int(one.span.name[:4]) - 1)
    if last not in {str(each) for each in years}:
        return None
    return Named(span=period.parse(last + name[4:]))


def wanted(project: Project) -> Targets | None:
    """Return the project's targets; None where it has no targets.yaml."""
    path = _of(project, TARGETS)
    return target_file.load(path) if path else None


def _listed(project: Project) -> tuple[Measure, ...]:
    path = _of(project, MEASURES)
    return tuple(measure_file.load(path)) if path else ()


def _of(project: Project, name: str) -> Path | None:
    path = project.folder / name if project.folder else None
    return path if path and path.is_file() else None


def departments(held: Material) -> by_department.Departments:
    """Return the footprint department by department. Errors: Unbalanced where they do not add up to it."""
    done, tree = held.opened.footprint, held.opened.footprint.basis.mappings.taxonomy
    sources = by_department.Sources(
        cells=cells(done.rows, tree.table),
        booked=booked.booked(done.rows),
        spots=held.hot_spots,
        change=held.comparison.change if held.comparison else None,
    )
    totals = held.report.breakdown.totals
    return by_department.departments(sources, tree, done.basis.widths(done.currency), levers.load(tree), totals)


def _setting(held: Material, divided: by_department.Departments, language: str) -> Setting:
    compared, tree = held.comparison, held.opened.footprint.basis.mappings.taxonomy
    return Setting(
        report=held.report,
        words=Words(language),
        name=held.opened.name,
        departments=tuple(by_department.each(divided)),
        levers=levers.load(tree),
        compared=changed.of_each(compared) if compared else {},
        before=compared.before.name if compared else "",
        citations=held.report.citations,
    )
