"""Footprints as open data: what may be published of one or several, with schema, description and terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl

from procurement_footprint import presenting, sharing
from procurement_footprint.analysis.targets import people
from procurement_footprint.analysis.targets.people import People
from procurement_footprint.factors.origin import Citation
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.opening import Opened
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.project import Project
from procurement_footprint.reporting.folder import workroom
from procurement_footprint.reporting.open_data import files, method, part
from procurement_footprint.reporting.open_data.edition import OpenEdition
from procurement_footprint.reporting.open_data.part import Part
from procurement_footprint.reporting.open_data.publisher import Publisher
from procurement_footprint.reporting.share import scan
from procurement_footprint.reporting.share.write import Sharing

YEAR = 4  # characters of a period that is a year
FIRST, LAST = 1, 12  # months


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the edition and the names of its files."""

    edition: OpenEdition
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    """First and last day of booking of a footprint, and the period that it was made for, if any."""

    first: date
    last: date
    asked: str

    @property
    def period(self) -> str:
        if self.asked:
            return self.asked
        return f"{self.first.year}" if self.twelve_months else f"{self.first}/{self.last}"

    @property
    def twelve_months(self) -> bool:
        return (self.first.month, self.last.month) == (FIRST, LAST)


def publish(opened: Sequence[Opened], asked: Sharing, publisher: Publisher, target: Path) -> Published:
    """Publish footprints as open data in the new folder `target`: tables, their schema, a description, how to use them.

    opened: footprints of periods that follow each other, each within one year. asked: as for `sharing.share`.
    Errors: Refused where a footprint is of several years, two have the same days, a file has a natural person's number
    or known name in it, or totals are not those of the footprint; the folder appears whole or not at all.
    """
    edition = edition_of(opened, asked, publisher)
    with workroom(target) as room:
        files.write(edition, room.result)
        if found := scan.folder(room.result, asked.known):
            raise Refused(found)
        names = tuple(sorted(path.name for path in room.result.iterdir()))
    return Published(edition, names)


def edition_of(opened: Sequence[Opened], asked: Sharing, publisher: Publisher) -> OpenEdition:
    """Return what is published of footprints. Errors: those of `publish`, but for what is in files."""
    spanned = sorted(((_span(one), one) for one in opened), key=lambda pair: pair[0])
    if problems := [*_of_several_years(spanned), *_overlapping(spanned)]:
        raise Refused(problems)
    inhabitants, versions = _people(asked.project), _versions(asked.project)
    parts = [_part(one, span, asked, inhabitants, versions) for span, one in spanned]
    labelled = part.labelled([one.bought for one in parts])
    named = [replace(one, bought=bought) for one, bought in zip(parts, labelled, strict=True)]
    return files.edition(named, publisher, _sources(named, inhabitants))


def _span(one: Opened) -> _Span:
    day = pl.col("booked_on")
    first, last = one.footprint.rows.select(first=day.min(), last=day.max()).collect().row(0)
    return _Span(first, last, one.footprint.manifest["run"]["period"] or "")


def _of_several_years(spanned: Sequence[tuple[_Span, Opened]]) -> Iterator[Problem]:
    for span, one in spanned:
        first, last = span.first.year, span.last.year
        if first != last:
            years = ", ".join(str(year) for year in range(first, last + 1))
            yield problem("open-data-years", one.name, years=years, folder="DIR", first=first, last=last)


def _overlapping(spanned: Sequence[tuple[_Span, Opened]]) -> Iterator[Problem]:
    for (before, one), (after, other) in pairwise(spanned):
        if after.first <= before.last:
            yield problem("open-data-overlap", other.name, other=one.name)


def _people(project: Project) -> People:
    wanted = presenting.wanted(project)
    return people.people(project, wanted) if wanted else people.known(project, None, "")


def _versions(project: Project) -> dict[Path, Closing]:
    held = closings.load(project.folder) if project.folder else ()
    return {one.folder.resolve(): one for one in held}


def _part(one: Opened, span: _Span, asked: Sharing, inhabitants: People, versions: dict[Path, Closing]) -> Part:
    done, year = one.footprint, span.first.year
    held = sharing.public_of(done, asked.project, asked.threshold)
    closed = versions.get(done.folder.resolve())
    taxonomy = done.basis.mappings.taxonomy.table
    return Part(
        period=span.period,
        year=year,
        first=span.first,
        last=span.last,
        whole_year=len(span.period) == YEAR and (closed is not None or span.twelve_months),
        version=closed.version if closed else None,
        closed_on=date.fromisoformat(closed.when[: len("2024-12-31")]) if closed else None,
        threshold=asked.threshold,
        inhabitants=inhabitants.by_year.get(year),
        method=method.of(done.manifest),
        manifest_sha256=done.sha256,
        report=held.report,
        scopes=held.scopes,
        bought=part.bought(held.sums, taxonomy, held.rows.group, held.report.organisations),
        widths=done.basis.widths(done.currency),
    )


def _sources(parts: Sequence[Part], inhabitants: People) -> tuple[Citation, ...]:
    """Return where all figures are from, each source once."""
    counted = inhabitants.source({one.year for one in parts if one.inhabitants is not None})
    cited = [citation for one in parts for citation in one.report.citations]
    return tuple(dict.fromkeys([*cited, *([counted] if counted else [])]))
