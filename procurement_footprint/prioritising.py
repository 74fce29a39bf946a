"""Where to set requirements: the hot spots of a finished footprint, what levers there reach, and whom to ask."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches

import polars as pl

from procurement_footprint.analysis.hot_spots import found, stages
from procurement_footprint.analysis.hot_spots.found import PER_CENT, TOP, HotSpots, Search
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint import stages as footprint_stages
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.mapping import criteria, levers
from procurement_footprint.mapping.taxonomy import Taxonomy
from procurement_footprint.opening import Opened
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.reporting.hot_spots import page
from procurement_footprint.reporting.hot_spots.setting import Setting
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Leaflet

EVERYTHING = Selection()
NEAR = 5  # names that are proposed for one that nobody knows


def hot_spots(
    opened: Opened,
    before: Opened | None = None,
    requirement: Decimal = PER_CENT,
    top: int = TOP,
    selection: Selection = EVERYTHING,
) -> HotSpots:
    """Return where the kilograms of a footprint are, what a requirement there gives, and which suppliers to ask.

    before: an earlier footprint, for the trend. requirement: per cent, whose gain is computed for each lever. top: how
    many lines count as hot spots. selection: look at this part only; shares are then of this part.
    Errors: Refused where a department of the selection is not known, or nothing of it is counted.
    """
    done, basis = opened.footprint, opened.footprint.basis
    tree = basis.mappings.taxonomy
    every = opened.cells
    _see_departments(selection, every)
    held = every.filter(selection.holds())
    if held.is_empty():
        where = "" if selection == EVERYTHING else " in what is asked for"
        raise Refused([problem("hot-spots-none", opened.name, where=where)])
    widths = basis.widths(done.currency)
    divided = stages.divided(held, footprint_stages.division_of(basis), widths.measured)
    earlier = before.cells.filter(selection.holds()) if before else None
    return found.found(divided, widths, levers.load(tree), tree.burnt, earlier, Search(top, requirement))


def leaflet(
    result: HotSpots,
    opened: Opened,
    before: Opened | None = None,
    language: str | None = None,
    selection: Selection = EVERYTHING,
) -> Leaflet:
    """Return hot spots as a leaflet, with the criteria that are known for their categories.

    result: `hot_spots` of the same footprints and selection. language: `sv` or `en`; None for the footprint's.
    """
    done, basis = opened.footprint, opened.footprint.basis
    every = opened.cells
    organisations, years = every["organisation"].drop_nulls().unique().sort(), every["year"].unique().sort()
    return page.leaflet(
        result,
        Setting(
            words=Words(language or done.language),
            name=opened.name,
            organisations=tuple(organisations),
            years=tuple(years),
            currency=done.currency,
            kg_of_footprint=exact_sum(every["kg_co2e"]),
            selection=selection,
            before=before.name if before else None,
            same_method=before is None or _method(before.footprint) == _method(done),
            taxonomy=basis.mappings.taxonomy,
            levers=levers.load(basis.mappings.taxonomy),
            criteria=criteria.load(),
            chain=footprint_stages.chain_of(basis),
            citations=basis.citations(years),
        ),
    )


def selected(names: tuple[str, ...], departments: tuple[str, ...], taxonomy: Taxonomy) -> Selection:
    """Return the part of a footprint that these names mean.

    names: of spending categories and groups: identifiers, or what they are called in Swedish or English. departments:
    codes or names. Errors: Refused with each category that nobody knows.
    """
    groups = {name.casefold(): one.id for one in taxonomy.groups for name in (one.name.sv, one.name.en, one.id)}
    every = taxonomy.categories.values()
    categories = {name.casefold(): one.id for one in every for name in (one.name.sv, one.name.en, one.id)}
    known = {one.id for one in every} | {one.id for one in taxonomy.groups}
    wrong = [name for name in names if name.casefold() not in groups.keys() | categories.keys()]
    if wrong:
        raise Refused([_unknown("--category", "category or group", name, known) for name in wrong])
    members = {one.id: tuple(category.id for category in one.categories) for one in taxonomy.groups}
    asked = [name.casefold() for name in names]
    meant = [(categories[name],) if name in categories else members[groups[name]] for name in asked]
    return Selection(categories=tuple(dict.fromkeys(sum(meant, ()))), departments=departments)


def _see_departments(selection: Selection, every: pl.DataFrame) -> None:
    known = {name for column in ("department_id", "department") for name in every[column].drop_nulls().unique()}
    wrong = [name for name in selection.departments if name not in known]
    if wrong:
        raise Refused([_unknown("--department", "department", name, known) for name in wrong])


def _unknown(place: str, what: str, name: str, known: set[str]) -> Problem:
    near = get_close_matches(name, sorted(known), NEAR, 0.6) or sorted(known)[:NEAR]
    return problem("hot-spots-unknown", place, name, what=what, known=", ".join(near))


def _method(done: Finished) -> object:
    """Return what decided a footprint beside its ledger."""
    return done.manifest["made_with"]
