"""The yearly follow-up of a footprint: its indicators, why they changed, and what is done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from procurement_footprint import abating, period, planning
from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.follow_up import texts
from procurement_footprint.analysis.follow_up.actions import Actions, computable, seen, split
from procurement_footprint.analysis.follow_up.indicators import People, ids, indicators
from procurement_footprint.analysis.follow_up.texts import NOTHING, Texts
from procurement_footprint.analysis.targets import people
from procurement_footprint.analysis.targets.target import Targets
from procurement_footprint.opening import Opened
from procurement_footprint.planning import TargetPaths
from procurement_footprint.problems import Refused
from procurement_footprint.project import Project
from procurement_footprint.reporting.follow_up.found import FollowUp
from procurement_footprint.reporting.report import Report

MONTHS, QUARTERS = 12, 4


def follow_up(
    opened: Opened,
    report: Report,
    project: Project,
    comparison: Comparison | None = None,
    wanted: Targets | None = None,
    paths: TargetPaths | None = None,
    done: Actions | None = None,
    said: Mapping[int, Texts] | None = None,
) -> FollowUp:
    """Return the follow-up of a footprint, from what there is of it.

    report: its own report. comparison: with the footprint before. wanted, paths: the project's targets, and how they
    go. done: its measures (`actions`), None where it lists none. said: what people say, by year (`load`).
    Errors: those of `analysis.targets.people`.
    """
    year, whole = _year(report)
    name = opened.name if period.LOOKS.fullmatch(opened.name) else _span(report) or opened.name
    inhabitants = people.people(project, wanted or Targets(()))
    earlier = _whole_year(comparison)
    counted = People(
        inhabitants.by_year.get(year) if whole and year else None,
        inhabitants.by_year.get(earlier) if earlier else None,
    )
    followed = paths.followed if paths and year in paths.years[-1:] and whole else ()
    years = [one for one in (year, earlier) if one]
    return FollowUp(
        report=report,
        name=name,
        year=year,
        whole=whole,
        indicators=indicators(report.breakdown, comparison, counted, followed, year or 0),
        comparison=comparison,
        wanted=wanted,
        followed=paths.years[-1] if paths else None,
        people=counted,
        counted_people=inhabitants.source(years) if counted.now else None,
        measures=done is not None,
        actions=done or Actions(),
        texts=(said or {}).get(year or 0, NOTHING),
    )


def actions(
    opened: Opened, report: Report, others: Sequence[Opened], listed: Sequence[Measure], wanted: Targets | None
) -> Actions:
    """Return the measures of a project by a footprint: those that have begun, and what those to come give.

    others: footprints of other years; on the newest of them before the first measure began it is computed what those
    that have begun lower. Errors: those of `abating.measures` for measures to come.
    """
    year, _ = _year(report)
    if year is None:
        return Actions()
    begun, ahead = split(listed, year)
    planned = _planned(opened, ahead, wanted) if ahead else None
    base, plan = _computed(begun, others) if begun else (None, None)
    return Actions(seen(begun, plan, year), base if plan else None, planned)


def load(project: Project, wanted: Targets | None, groups: Sequence[str]) -> dict[int, Texts]:
    """Return what people say in the project's follow_up.yaml, by year; nothing where there is no such file.

    groups: of the taxonomy. Errors: Refused with everything that is wrong with the file.
    """
    path: Path | None = project.folder / texts.FILE if project.folder else None
    if path is None or not path.is_file():
        return {}
    targets = [one.id for one in wanted.targets if one.of_purchases] if wanted else []
    return texts.load(path, ids(groups, targets))


def _planned(opened: Opened, ahead: Sequence[Measure], wanted: Targets | None) -> Abatement | None:
    if abating.base_year(opened) is None:
        return None
    return abating.measures(opened, ahead, targets=planning.ways(opened, wanted)[0] if wanted else None)


def _computed(begun: Sequence[Measure], others: Sequence[Opened]) -> tuple[int | None, Abatement | None]:
    """Return the year that measures were computed on, and what they give; None where that cannot be computed."""
    years = {year: one for one in others if (year := abating.base_year(one))}
    base, kept = computable(begun, years)
    if base is None:
        return None, None
    try:
        return base, abating.measures(years[base], kept)
    except Refused:  # they act on what was not bought then
        return None, None


def _year(report: Report) -> tuple[int | None, bool]:
    """Return the last year in which something counted was booked, and whether that year is all there is."""
    quarters = _quarters(report)
    years = {quarter[:4] for quarter in quarters}
    if not years:
        return None, False
    return int(max(years)), len(years) == 1 and len(quarters) == QUARTERS


def _span(report: Report) -> str:
    """Return the years in which something counted was booked, or the quarters where a year lacks some: 2023–2024."""
    quarters = _quarters(report)
    years = sorted({quarter[:4] for quarter in quarters})
    held = years if len(quarters) == QUARTERS * len(years) else quarters
    return "–".join(dict.fromkeys([*held[:1], *held[-1:]]))


def _quarters(report: Report) -> list[str]:
    return report.breakdown.periods["period"].drop_nulls().sort().to_list()


def _whole_year(comparison: Comparison | None) -> int | None:
    """Return the year of the footprint before, where it is one whole year."""
    if comparison is None:
        return None
    span = comparison.before.span
    return span.last.year if span.months == MONTHS and span.first.year == span.last.year else None
