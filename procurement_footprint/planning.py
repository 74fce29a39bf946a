"""What is planned: targets held against the years so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from procurement_footprint import comparing
from procurement_footprint.analysis.abatement.abatement import TARGETS
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.analysis.targets.beside import Beside, beside
from procurement_footprint.analysis.targets.follow import Followed, follow
from procurement_footprint.analysis.targets.people import People
from procurement_footprint.analysis.targets.series import Material
from procurement_footprint.analysis.targets.target import ABSOLUTE, Targets
from procurement_footprint.footprint import manifest
from procurement_footprint.footprint.at_hand import AtHand
from procurement_footprint.footprint.restating import needed
from procurement_footprint.job import Listener
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.archive import load as archive_of
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.opening import Named, Opened
from procurement_footprint.period import parse
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.project import Project
from procurement_footprint.reporting.leaflet.document import Leaflet
from procurement_footprint.reporting.targets import document
from procurement_footprint.reporting.targets.document import Setting

MONTHS = 12
RESTATED = frozenset(role for roles in needed.ROLES.values() for role in roles)


@dataclass(frozen=True, slots=True)
class Method:
    """A footprint that was made otherwise than the latest: one line for each file that is not the same in both."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetPaths:
    """The targets of a file against the years that were read.

    followed: those about purchases; beside: the others, with the purchases next to them; both in the file's order.
    years: that take part; partial: years that were read and are not whole. methods: years not made as the latest was.
    carried: those that are computed with factors of an earlier year. latest: the footprint of the latest year.
    people: how many inhabitants there were. buyers: whose purchases they are, by name.
    """

    followed: tuple[Followed, ...]
    beside: tuple[Beside, ...]
    years: tuple[int, ...]
    partial: tuple[int, ...]
    methods: tuple[Method, ...]
    carried: tuple[int, ...]
    latest: Opened
    people: People
    buyers: tuple[str, ...]


def targets(
    opened: Sequence[Opened], wanted: Targets, inhabitants: People, restated: pl.DataFrame | None = None
) -> TargetPaths:
    """Return how targets go: path, distance, pace, projection, departments and budget, from footprints of whole years.

    opened: footprints of one year or of several; where their methods differ it is said. inhabitants: of each year.
    restated: their cells with the factors, mapping and boundary of the latest (`at_one_method`), which count instead of
    their own. Years with rows in fewer than twelve months take no part, unless they are closed.
    Errors: Refused when no whole year is there, one is there twice, money is in several currencies, or a target names
    what is not there.
    """
    years, partial = _years(opened)
    whole = tuple(sorted(years))
    latest = years[whole[-1]]
    material = Material(
        cells=_cells(opened, years) if restated is None else restated.filter(pl.col("year").is_in(whole)),
        years=whole,
        widths=latest.footprint.basis.widths(latest.footprint.currency),
        currency=latest.footprint.currency,
        people=inhabitants.by_year,
    )
    _refuse_strangers(wanted, material, latest)
    followed, others, problems = _held_against(wanted, material)
    if problems:
        raise Refused(problems)
    held = material.cells
    carried = tuple(held.filter(pl.col("carried") > 0)["year"].unique().sort())
    buyers = tuple(held["organisation"].drop_nulls().unique().sort())
    methods = _methods(years, latest, RESTATED if restated is not None else frozenset())
    return TargetPaths(followed, others, whole, partial, methods, carried, latest, inhabitants, buyers)


def at_one_method(opened: Sequence[Opened], project: Project) -> pl.DataFrame | None:
    """Return the cells of footprints under the method of the latest, for `targets`.

    None where what the latest was made with is not here any more. Other errors: those of `comparing.compare`.
    """
    ordered = sorted(opened, key=lambda one: str(one.footprint.rows.select(pl.col("booked_on").max()).collect().item()))
    try:
        return pl.concat(comparing.at_one_method(ordered, project))
    except Refused as refused:
        if {one.code for one in refused.problems} != {"compare-rules-gone"}:
            raise
        return None


def ways(opened: Opened, wanted: Targets) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the paths of the targets about all purchases in absolute numbers: target, year, kg_co2e; and those left.

    The others are left: they are about less or something else, per inhabitant or krona, or their base is not in
    `opened`.
    """
    years, _ = _years([opened])
    widths = opened.footprint.basis.widths(opened.footprint.currency)
    material = Material(_cells([opened], years), tuple(sorted(years)), widths, opened.footprint.currency, {})
    found, left = [pl.DataFrame(schema=TARGETS)], []
    for one in wanted.targets:
        name = one.name[opened.footprint.language]
        whole = one.of_purchases and one.unit == ABSOLUTE and one.scope == Selection()
        if whole and (one.base is None or one.base in years):
            way = follow(one, material).ahead.select(target=pl.lit(name), year="year", kg_co2e="path").drop_nulls()
            found.append(way.cast(TARGETS))  # type: ignore[arg-type]
        else:
            left.append(name)
    return pl.concat(found), tuple(left)


def leaflet(held: TargetPaths, language: str) -> Leaflet:
    """Return how targets go as a leaflet, in Swedish or English."""
    known = held.latest.footprint.basis
    counted = held.people.source(held.years)
    setting = Setting(
        buyers=held.buyers,
        years=held.years,
        partial=held.partial,
        carried=held.carried,
        latest=held.latest.name,
        methods={one.name: one.files for one in held.methods},
        currency=held.latest.footprint.currency,
        taxonomy=known.mappings.taxonomy,
        people=counted,
        citations=(*known.citations(held.years), *((counted,) if counted else ())),
    )
    return document.leaflet(held.followed, held.beside, setting, language)


def frames(held: TargetPaths) -> dict[str, pl.DataFrame]:
    """Return the exact tables of all targets: years, ahead, milestones, departments, entities and beside."""
    return document.frames(held.followed, held.beside)


def whole_years(project: Project, at_hand: AtHand, listener: Listener) -> tuple[Named, ...]:
    """Return the years of a project that targets are held against: those that are closed, else those of its ledgers.

    at_hand: its ledgers (`opening.ledgers_of`).
    """
    home = project.folder
    closed = {one.period for one in (closings.load(home) if home else ()) if len(one.period) == 4}
    if not closed and home is not None and project.archive is not None:
        closed = {month[:4] for one in archive_of(home).imports for month in one.months}
    if not closed:
        closed = {str(year) for year in at_hand.years(listener)}
    return tuple(Named(span=parse(year)) for year in sorted(closed))


def _held_against(
    wanted: Targets, material: Material
) -> tuple[tuple[Followed, ...], tuple[Beside, ...], list[Problem]]:
    followed: list[Followed] = []
    others: list[Beside] = []
    problems: list[Problem] = []
    for one in wanted.targets:
        try:
            if one.of_purchases:
                followed.append(follow(one, material))
            else:
                others.append(beside(one, material))
        except Refused as refused:
            problems += refused.problems
    return tuple(followed), tuple(others), problems


def _years(opened: Sequence[Opened]) -> tuple[dict[int, Opened], tuple[int, ...]]:
    """Return the whole years and whose they are, and the years that are not whole."""
    years: dict[int, Opened] = {}
    partial: set[int] = set()
    problems: list[Problem] = []
    for one in opened:
        first, currency = opened[0], one.footprint.currency
        if currency != first.footprint.currency:
            before = first.footprint.currency
            problems.append(problem("target-currency", one.name, currency=currency, first=first.name, before=before))
        for year, months in _months(one):
            if year in years:
                problems.append(problem("target-year-twice", one.name, year=year, first=years[year].name))
            elif months == MONTHS or closings.is_version(one.footprint.folder):
                years[year] = one
            else:
                partial.add(year)
    if problems:
        raise Refused(problems)
    if not years:
        held = ", ".join(map(str, sorted(partial))) or "no row"
        raise Refused([problem("target-years-none", ", ".join(one.name for one in opened), years=held)])
    return years, tuple(sorted(partial - years.keys()))


def _months(one: Opened) -> list[tuple[int, int]]:
    """Return the years in which something is booked, and in how many of their months."""
    day = pl.col("booked_on").dt
    found = one.footprint.rows.select(year=day.year(), month=day.month(), counted=pl.col("status") == COUNTED)
    by_year = found.group_by("year").agg(months=pl.col("month").n_unique(), counted=pl.col("counted").any())
    return list(by_year.filter("counted").select("year", "months").collect(engine="streaming").sort("year").iter_rows())


def _cells(opened: Sequence[Opened], years: Mapping[int, Opened]) -> pl.DataFrame:
    held = []
    for one in opened:
        mine = [year for year, whose in years.items() if whose is one]
        held.append(one.cells.filter(pl.col("year").is_in(mine)))
    return pl.concat(held)


def _refuse_strangers(wanted: Targets, material: Material, latest: Opened) -> None:
    tree = latest.footprint.basis.mappings.taxonomy
    groups = {group.id: [one.id for one in group.categories] for group in tree.groups}
    named = [(one, one.scope.strangers(material.cells, groups)) for one in wanted.targets]
    years = ", ".join(map(str, material.years))
    if problems := [
        problem("target-scope", one.place, years=years, names=", ".join(lost)) for one, lost in named if lost
    ]:
        raise Refused(problems)


def _methods(years: Mapping[int, Opened], latest: Opened, but: Collection[str]) -> tuple[Method, ...]:
    """Return what was not made with the files that the latest was made with; but: roles that do not count."""

    def made(one: Opened) -> manifest.Files:
        return {role: files for role, files in one.footprint.manifest["made_with"].items() if role not in but}

    names = {one.name: one for one in years.values() if one is not latest}
    found = [
        Method(name, manifest.other_files(made(one), made(latest), f"({name})", f"({latest.name})"))
        for name, one in names.items()
    ]
    return tuple(one for one in found if one.files)
