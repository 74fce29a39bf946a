"""The whole report on a finished footprint: its own, and what changed, how targets go, what measures give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from procurement_footprint import comparing, following, period, planning, prioritising
from procurement_footprint.analysis import steps, sums
from procurement_footprint.analysis.abatement import file as measure_file
from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.departments import booked, changed
from procurement_footprint.analysis.departments import found as by_department
from procurement_footprint.analysis.factors_used import factors_used
from procurement_footprint.analysis.follow_up.actions import Actions
from procurement_footprint.analysis.follow_up.texts import Texts
from procurement_footprint.analysis.hot_spots.found import HotSpots
from procurement_footprint.analysis.largest_rows import largest_rows
from procurement_footprint.analysis.rules_used import rules_used
from procurement_footprint.analysis.steps import Steps
from procurement_footprint.analysis.targets import file as target_file
from procurement_footprint.analysis.targets import people
from procurement_footprint.analysis.targets.target import Targets
from procurement_footprint.composing import composed
from procurement_footprint.factors import figures
from procurement_footprint.footprint import reopened
from procurement_footprint.mapping import levers
from procurement_footprint.opening import Named, Opened
from procurement_footprint.planning import TargetPaths
from procurement_footprint.project import Project
from procurement_footprint.reporting import bought, made, page
from procurement_footprint.reporting.abatement import document as measure_leaflet
from procurement_footprint.reporting.change import compose as change_leaflet
from procurement_footprint.reporting.contents import LEAFLETS
from procurement_footprint.reporting.departments import listed
from procurement_footprint.reporting.departments import page as department_pages
from procurement_footprint.reporting.departments.setting import Setting
from procurement_footprint.reporting.follow_up import document as yearly_page
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Leaflet
from procurement_footprint.reporting.quality import rested, sections
from procurement_footprint.reporting.quality.rested import Rested
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.reporting.steps import told
from procurement_footprint.reporting.workbook.material import Material as BookMaterial

TARGETS, MEASURES = "targets.yaml", "measures.yaml"
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Material:
    """What a whole report is made from, beside the footprint: what there is of it.

    opened: the footprint. report: its own report. before: the earlier footprint it is compared with.
    wanted, years: the project's targets, and the footprints of whole years that they are held against.
    listed: the project's measures. said: what people say of what was done and is planned, by year.
    """

    opened: Opened
    report: Report
    hot_spots: HotSpots
    before: Opened | None = None
    comparison: Comparison | None = None
    wanted: Targets | None = None
    years: Sequence[Opened] = ()
    listed: Sequence[Measure] = field(default_factory=tuple)
    said: Mapping[int, Texts] = field(default_factory=dict)


def edition(held: Material, project: Project, language: str) -> Edition:
    """Return the whole report, in Swedish or English."""
    words = Words(language)
    leaflets, frames = _leaflets(held, project, language)
    computed = steps.steps(held.opened.footprint.rows)
    sure = _rested(computed, held, project)
    frames |= {"steps_prices": computed.prices, "steps_rules": computed.rules, **sections.frames(sure)}
    divided = departments(held)
    setting = _setting(held, divided, language)
    frames |= {f"department_{name}": divided.tables[name] for name in ("bridge", "periods", "evidence")}
    return Edition(
        report=held.report,
        name=held.opened.name,
        before=held.before.name if held.before else None,
        leaflets={name: leaflets[name] for name in LEAFLETS if name in leaflets},
        departments=department_pages.pages(setting),
        listed=listed.section(setting),
        frames=frames,
        book=_book(held.opened),
        steps=told.told(computed, held.report, held.opened.footprint.basis, words),
        bought=bought.bought(held.report, held.hot_spots.lines, page.SUPPLIERS, words),
        made=made.made(held.opened.footprint),
        quality=sections.sections(sure, held.report, words),
    )


def material(
    opened: Opened, before: Opened | None, years: Sequence[Opened], project: Project, language: str
) -> Material:
    """Return what the whole report on a footprint is made from.

    before: the footprint it is compared with. years: footprints of whole years, for the project's targets.
    Errors: those of `comparing.compare`, and Refused where targets.yaml, measures.yaml or follow_up.yaml of the project
    is wrong.
    """
    targets, listed = wanted(project), _listed(project)
    groups = [one.id for one in opened.footprint.basis.mappings.taxonomy.groups]
    said = following.load(project, targets, groups)
    return Material(
        opened=opened,
        report=report(opened, project, language),
        hot_spots=prioritising.hot_spots(opened, before),
        before=before,
        comparison=comparing.compare(before, opened, project) if before else None,
        wanted=targets,
        years=years,
        listed=listed,
        said=said,
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


def _leaflets(held: Material, project: Project, language: str) -> tuple[dict[str, Leaflet], dict[str, pl.DataFrame]]:
    """Return the answers to further questions by name, and their tables by `<name>_<table>`."""
    leaflets: dict[str, Leaflet] = {}
    frames: dict[str, pl.DataFrame] = {}

    def add(name: str, leaflet: Leaflet, tables: Frames) -> None:
        leaflets[name] = leaflet
        frames.update({f"{name}_{table}": frame for table, frame in tables.items()})

    add("hot_spots", prioritising.leaflet(held.hot_spots, held.opened, held.before, language), held.hot_spots.frames)
    if held.comparison:
        add("change", *change_leaflet.leaflet(held.comparison, language))
    if paths := _paths(held, project):
        add("targets", planning.leaflet(paths, language), planning.frames(paths))
    done = _actions(held)
    if done and (plan := done.planned):
        add("measures", measure_leaflet.leaflet(plan, held.opened.footprint.basis, language), plan.frames)
    found = following.follow_up(held.opened, held.report, project, held.comparison, held.wanted, paths, done, held.said)
    add("follow_up", *yearly_page.leaflet(found, language))
    return leaflets, frames


def _rested(computed: Steps, held: Material, project: Project) -> Rested:
    months, shelves = int(project.settings.review_months), figures.shelves(project.folder)
    return rested.rested(computed, held.opened.footprint.basis, held.report.breakdown.currency, months, shelves)


def _of(project: Project, name: str) -> Path | None:
    path = project.folder / name if project.folder else None
    return path if path and path.is_file() else None


def _book(opened: Opened) -> BookMaterial:
    """Return what the workbook holds besides, made from the footprint's rows."""
    rows, basis = opened.footprint.rows, opened.footprint.basis
    return BookMaterial(
        rows=largest_rows(rows),
        rules=rules_used(rows, basis.mappings.rules),
        factors=factors_used(rows, basis),
        factor_currency=basis.factors.currency,
        source=basis.factors.citation.attribution,
    )


def _paths(held: Material, project: Project) -> TargetPaths | None:
    if not held.wanted or not held.years:
        return None
    inhabitants = people.people(project, held.wanted)
    return planning.targets(held.years, held.wanted, inhabitants, planning.at_one_method(held.years, project))


def _actions(held: Material) -> Actions | None:
    if not held.listed:
        return None
    others = tuple(one for one in (held.before, *held.years) if one and one is not held.opened)
    return following.actions(held.opened, held.report, others, held.listed, held.wanted)


def departments(held: Material) -> by_department.Departments:
    """Return the footprint department by department. Errors: Unbalanced where they do not add up to it."""
    done, tree = held.opened.footprint, held.opened.footprint.basis.mappings.taxonomy
    sources = by_department.Sources(
        cells=held.opened.cells,
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
