"""What changed from one footprint to another, and why: the earlier one is restated under the later one's method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from procurement_footprint.analysis.cells import cells
from procurement_footprint.analysis.change import changes, data_coverage, ranges
from procurement_footprint.analysis.change.series import Year, chained
from procurement_footprint.analysis.change.sides import MONEY
from procurement_footprint.analysis.comparison import Chain, Compared, Comparison, Span
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.restating import deflators, steps
from procurement_footprint.footprint.restating.needed import FACTORS, MAPPING
from procurement_footprint.footprint.restating.steps import BOUNDARY
from procurement_footprint.ledger import pseudonym_key
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.opening import Opened
from procurement_footprint.problems import Problem, Refused, Unbalanced, problem
from procurement_footprint.project import Project
from procurement_footprint.reporting.folder import passing_workroom

STAGES = (FACTORS, MAPPING, BOUNDARY)


def compare(before: Opened, after: Opened, project: Project) -> Comparison:
    """Return what changed from `before` to `after`, in their order as named, restated under the method of `after`.

    project: whose key natural persons in rules are found by.
    Errors: Refused where the two cannot be compared, or what made `after` is not here any more; Unbalanced when money
    is lost on the way.
    """
    before, after = _told_apart((before, after))
    _refuse([before], after)
    return _compared(_restated(before, after, project), _as_it_is(after))


def chain(footprints: Sequence[Opened], project: Project) -> Chain:
    """Return the change from the first of some footprints to the last, and from each to the next.

    All are restated under the method of the last. project, errors: those of `compare`.
    """
    *earlier, last = _told_apart(footprints)
    _refuse(earlier, last)
    after, known = _as_it_is(last), last.footprint.basis
    held = [*(_restated(one, last, project) for one in earlier), after]
    years = [_year(one, base, after) for one, base in zip(held, [held[0], *held], strict=False)]
    series = chained(years, known.mappings.taxonomy.table)
    widths = known.widths(last.footprint.currency)
    ranged = (ranges.with_ranges(*pair, widths) for pair in zip(series.links, series.sides, strict=True))
    return Chain(_compared(held[0], after), replace(series, links=tuple(ranged)))


def at_one_method(footprints: Sequence[Opened], project: Project) -> list[pl.DataFrame]:
    """Return the CELLS of some footprints, all with the factors, the mapping and the boundary of the last.

    What activity data cover stays as it is in each. project, errors: those of `compare`.
    """
    *earlier, last = _told_apart(footprints)
    _refuse(earlier, last)
    return [*(_restated(one, last, project).restated for one in earlier), _as_it_is(last).restated]


@dataclass(frozen=True, slots=True)
class _Side:
    """A footprint's cells as reported (before) and after each of STAGES; basis: the method that they are under then."""

    opened: Opened
    stages: Mapping[str, pl.DataFrame]
    basis: Basis
    taken: tuple[str, ...] = ()
    kept: int = 0

    @property
    def reported(self) -> pl.DataFrame:
        return self.stages["before"]

    @property
    def restated(self) -> pl.DataFrame:
        return self.stages[BOUNDARY]

    @property
    def last_year(self) -> int:
        return int(str(self.reported["year"].max()))


def _as_it_is(opened: Opened) -> _Side:
    return _Side(opened, dict.fromkeys(("before", *STAGES), opened.cells), opened.footprint.basis)


def _restated(before: Opened, after: Opened, project: Project) -> _Side:
    taxonomy, key = after.footprint.basis.mappings.taxonomy.table, pseudonym_key.key(project.folder)
    held = _cells(before, taxonomy)
    stages = {"before": held}
    with passing_workroom() as room:
        found = steps.restated(before.footprint, after.footprint, after.name, key, room.spool)
        for stage in STAGES:
            held = stages[stage] = cells(found.rows[stage], taxonomy) if stage in found.rows else held
    _same_money(stages[FACTORS], stages[MAPPING])
    return _Side(before, stages, found.basis, found.taken, found.kept)


def _cells(opened: Opened, taxonomy: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of a footprint with the groups of a taxonomy, which may be a later one."""
    own = opened.footprint.basis.mappings.taxonomy.table
    return opened.cells if own.equals(taxonomy) else cells(opened.footprint.rows, taxonomy)


def _compared(before: _Side, after: _Side) -> Comparison:
    here, there = before.opened.footprint, after.opened.footprint
    later, deflated = _priced(after.restated, after, before)
    earlier = {name: _priced(held, before, before)[0] for name, held in before.stages.items()}
    sides = data_coverage.sides_of(**earlier, after=later)
    widths = [one.basis.widths(one.currency) for one in (here, there)]
    change = changes.change(sides, there.basis.mappings.taxonomy.table)
    return Comparison(
        before=_described(before),
        after=_described(after),
        change=ranges.with_ranges(change, sides, widths[1], widths[0] if FACTORS in before.taken else None),
        sides=sides,
        deflators=deflated,
        taken=before.taken,
        kept=before.kept,
    )


def _year(side: _Side, base: _Side, last: _Side) -> Year:
    """Return a year of a chain; base: the year before, in whose prices its money is."""
    held, of_last = _priced(side.restated, side, base)[0], _priced(last.restated, last, last)[0]
    constant = held if side is last else data_coverage.sides_of(held, held, held, held, of_last).restated
    return Year(side.opened.name, constant, exact_sum(side.reported["kg_co2e"]))


def _priced(held: pl.DataFrame, side: _Side, base: _Side) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return cells with real_amount, in prices of the last year of `base`, and the deflators; side: whose they are."""
    bought, currency = held.select("category", "year").unique(), base.opened.footprint.currency
    table = deflators.deflators(bought.iter_rows(), base.last_year, currency, side.basis, base.basis)
    factor = table.select("category", "year", "deflator")
    joined = held.join(factor, on=["category", "year"], how="left", validate="m:1", maintain_order="left")
    real = (pl.col("reporting_amount").cast(pl.Float64) * pl.col("deflator")).round(2).cast(MONEY)
    same = pl.col("deflator") == 1.0
    return joined.select(*held.columns, real_amount=pl.when(same).then("reporting_amount").otherwise(real)), table


def _told_apart(footprints: Sequence[Opened]) -> tuple[Opened, ...]:
    """Return the footprints with the folder around each in its name, where two folders have the same one."""
    names = [one.name for one in footprints]
    if len(set(names)) == len(names):
        return tuple(footprints)
    places = [one.footprint.folder for one in footprints]
    longer = [f"{place.parent.name}/{place.name}" if place.name == one.name else one.name
              for one, place in zip(footprints, places, strict=True)]  # fmt: skip
    return tuple(replace(one, name=name) for one, name in zip(footprints, longer, strict=True))


def _refuse(before: Sequence[Opened], after: Opened) -> None:
    """Refuse footprints that cannot be compared with the last."""
    problems = [one for opened in before for one in _unlike(opened, after)]
    problems += [problem("compare-nothing", one.name) for one in (*before, after) if not _counted(one.footprint)]
    if problems:
        raise Refused(problems)


def _unlike(before: Opened, after: Opened) -> list[Problem]:
    here, there = before.footprint, after.footprint
    found = []
    if here.currency != there.currency:
        said = {"currency": here.currency, "other": after.name, "there": there.currency}
        found.append(problem("compare-currency", before.name, **said))
    one, other = _buyers(here), _buyers(there)
    if one and other and not one & other:
        found.append(problem("compare-organisations", before.name, other=after.name))
    return found


def _buyers(footprint: Finished) -> frozenset[str]:
    """Return the numbers of the organisations in a footprint, without their hyphens; those without one not."""
    numbers = footprint.rows.select("organisation_id").unique().collect(engine="streaming")["organisation_id"]
    return frozenset(number.replace("-", "") for number in numbers.drop_nulls())


def _counted(footprint: Finished) -> int:
    return int(footprint.manifest["totals"]["rows"][COUNTED])


def _span(footprint: Finished) -> Span:
    days = footprint.rows.filter(pl.col("status") == COUNTED).select(
        first=pl.col("booked_on").min(), last=pl.col("booked_on").max()
    )
    return Span(*days.collect(engine="streaming").row(0))


def _coverage(footprint: Finished) -> float | None:
    amounts = {name: float(amount) for name, amount in footprint.manifest["totals"]["amount"].items()}
    purchases = amounts["counted"] + amounts["unmapped"]
    return amounts["counted"] / purchases if purchases else None


def _described(side: _Side) -> Compared:
    known = side.reported.select("organisation_id", "organisation").drop_nulls("organisation_id").unique()
    named = {number: name or number for number, name in known.sort(known.columns).iter_rows()}
    footprint = side.opened.footprint
    return Compared(side.opened.name, footprint, _span(footprint), named, _coverage(footprint))


def _same_money(before: pl.DataFrame, after: pl.DataFrame) -> None:
    """See that another mapping moved no money away: only the boundary decides what is counted."""
    one, other = before["reporting_amount"].sum(), after["reporting_amount"].sum()
    if one != other:
        raise Unbalanced(f"{one} was counted before its mapping was restated, and {other} after it")
