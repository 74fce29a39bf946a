"""What a reader must know of a change: what its ranges hold, how method was restated, which prices stand for which."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from procurement_footprint.factors.prices import PriceIndex
from procurement_footprint.footprint.restating import needed
from procurement_footprint.reporting.change.said import Told

COVERED = 0.005  # a difference of coverage from which it is said


def notes(told: Told) -> Iterator[str]:
    """Yield the notes, those that hold for every comparison last."""
    yield from _unlike(told)
    yield from _carried(told)
    yield from _prices(told)
    words, of = told.words, told.of
    if of.taken:
        yield words("change.note_order", before=of.before.name)
    if of.kept:
        yield words("change.note_kept", before=of.before.name, count=words.number(of.kept))
    yield words("change.note_range")
    yield words("change.note_verdict")


def _unlike(told: Told) -> Iterator[str]:
    """Yield how the two differ that is neither method nor what was bought."""
    words, before, after, names = told.words, told.of.before, told.of.after, told.names
    if before.span.months != after.span.months:
        months = {"before_months": before.span.months, "after_months": after.span.months}
        yield words("change.note_months", **names, **months)
    if before.span.overlaps(after.span):
        yield words("change.note_overlap", **names)
    for one, other in ((before, after), (after, before)):
        if only := one.without(other):
            yield words("change.note_only", name=one.name, names=", ".join(words.collated(only)))
    if abs((before.coverage or 0.0) - (after.coverage or 0.0)) >= COVERED:
        shares = {"before_share": words.percent(before.coverage), "after_share": words.percent(after.coverage)}
        yield words("change.note_coverage", **names, **shares)
    if needed.other_roles(before.footprint, after.footprint, needed.NOT_RESTATED):
        yield words("change.note_aliases", before=before.name)


def _carried(told: Told) -> Iterator[str]:
    """Yield which factors are older than the purchases that they are used for."""
    cells = pl.concat([told.of.sides.restated, told.of.sides.after])
    older = cells.filter(pl.col("carried") > 0)
    pairs = older.select("factor_year", year=pl.col("factor_year") + pl.col("carried")).unique().sort(pl.all())
    for (factor_year,), held in pairs.group_by("factor_year", maintain_order=True):
        years = ", ".join(str(year) for year in held["year"])
        yield told.words("change.note_carried", factor_year=factor_year, years=years)


def _prices(told: Told) -> Iterator[str]:
    for index in indices(told):
        title = {"indices": index.description.title}
        currency = index.description.currency
        if currency == told.currency:
            yield told.words("change.note_prices_own", **title)
        else:
            yield told.words("change.note_prices", **title, currency=currency)


def indices(told: Told) -> tuple[PriceIndex, ...]:
    """Return the price indices by which money of the later side was brought to the earlier one's prices."""
    used = set(told.of.deflators["index"].drop_nulls())
    basis = told.of.after.footprint.basis
    return tuple(one for one in (basis.index, basis.fallback) if one is not None and one.identity in used)
