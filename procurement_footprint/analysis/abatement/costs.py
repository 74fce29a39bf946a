"""What measures cost for each tonne they lower, and the curve of it.

per tonne = (investment × annuity + yearly) ÷ tonnes a year, as a mean over the lifetime
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement.abatement import CURVE, MEASURES, Whole
from procurement_footprint.analysis.abatement.acted import Acted
from procurement_footprint.analysis.abatement.course import Growth, course
from procurement_footprint.analysis.abatement.measure import OERE, Measure
from procurement_footprint.analysis.abatement.spread import Spread
from procurement_footprint.analysis.totals import exact_sum


def frame(rows: Sequence[Sequence[object]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return rows of plain values as a frame; decimals go in as text, since polars loads numpy to take them."""
    texts = [[f"{value:f}" if isinstance(value, Decimal) else value for value in row] for row in rows]
    taken = {name: pl.String() if isinstance(kind, pl.Decimal) else kind for name, kind in schema.items()}
    return pl.DataFrame(texts, schema=taken, orient="row").cast(dict(schema))  # type: ignore[arg-type]


def per_tonne(measures: Sequence[Measure], kg_totals: Sequence[Decimal]) -> Decimal | None:
    """Return what measures cost for each tonne they lower; None where they lower none.

    per tonne = Σ annual cost ÷ Σ tonnes a year. kg_totals: what each lowers over its lifetime.
    """
    costs = sum((one.annual_cost for one in measures), Decimal(0))
    kilograms = sum((total / one.lifetime for one, total in zip(measures, kg_totals, strict=True)), Decimal(0))
    return (costs / kilograms.scaleb(-3)).quantize(OERE) if kilograms > 0 else None


def table(
    held: Acted,
    plan: frozenset[int],
    lowered: pl.DataFrame,
    ways: pl.DataFrame,
    growth: Growth,
    spreads: Mapping[int, Spread],
) -> pl.DataFrame:
    """Return MEASURES: the measures of the plan, cheapest tonne first, and then the others.

    lowered: cell, place and grams, a year at full effect. ways: the `course` of the plan over all lifetimes.
    """
    full, total = _by_place(lowered), _by_place(ways)
    rows = []
    for place, one in enumerate(held.measures):
        alone = _by_place(held.lowered({place})).get(place, Decimal(0))
        life = range(one.start, one.last + 1)
        alone_total = _by_place(course(held, {place}, life, growth)).get(place, Decimal(0))
        figures: tuple[Decimal | None, ...] = (None,) * 7
        if place in plan:
            figures = _together(one, full.get(place, Decimal(0)), total.get(place, Decimal(0)), spreads.get(place))
        rows.append(_line(held, place, place in plan, (alone, alone_total), figures, growth.base + 1))
    order = [pl.col("taken").not_(), pl.coalesce("per_tonne", "per_tonne_alone"), "measure"]
    return frame(rows, MEASURES).sort(order, nulls_last=True)


def whole(held: Acted, measures: pl.DataFrame, lowered: pl.DataFrame, spread: Spread) -> Whole:
    """Return the plan as a whole. measures: MEASURES; lowered as in `table`."""
    taken = measures.filter("taken")
    totals = dict(taken.select("measure", "kg_total").iter_rows())
    plan = [one for one in held.measures if one.name in totals]
    grams, total = exact_sum(lowered["grams"]).scaleb(-3), exact_sum(taken["kg_total"])
    low, high = spread.around(grams)
    mean = per_tonne(plan, [totals[one.name] for one in plan])
    least, most = spread.under(mean) if mean is not None else (None, None)
    return Whole(
        kg_base=exact_sum(held.cells["kg_co2e"]),
        kg_alone=exact_sum(taken["kg_alone"]),
        kg_lowered=grams,
        kg_lowered_low=low,
        kg_lowered_high=high,
        kg_total=total,
        investment=exact_sum(taken["investment"]),
        annual_cost=exact_sum(taken["annual_cost"]),
        present_cost=exact_sum(taken["present_cost"]),
        per_tonne=mean,
        per_tonne_low=least,
        per_tonne_high=most,
    )


def curve(measures: pl.DataFrame) -> pl.DataFrame:
    """Return CURVE: the measures of the plan that lower something, cheapest tonne first, side by side.

    A bar is as wide as the mean kilograms a year over the lifetime, so its area is its cost a year.
    """
    shown = measures.filter(pl.col("taken") & pl.col("per_tonne").is_not_null())
    rows, left = [], Decimal("0.000")
    for name, total, lifetime, cost in shown.select("measure", "kg_total", "lifetime", "per_tonne").iter_rows():
        width = (total / lifetime).quantize(Decimal("0.001"))
        rows.append((name, left, left + width, width, cost))
        left += width
    return frame(rows, CURVE)


def _together(one: Measure, full: Decimal, total: Decimal, spread: Spread | None) -> tuple[Decimal | None, ...]:
    """Return kg_lowered with low and high, kg_total, per_tonne with low and high."""
    low, high = spread.around(full) if spread else (full, full)
    mean = per_tonne([one], [total])
    least, most = spread.under(mean) if mean is not None and spread else (mean, mean)
    return full, low, high, total, mean, least, most


def _line(
    held: Acted,
    place: int,
    taken: bool,
    alone: tuple[Decimal, Decimal],
    together: tuple[Decimal | None, ...],
    first_year: int,
) -> tuple[object, ...]:
    one, effect = held.measures[place], held.measures[place].effect
    acts_on = held.cells.filter(pl.col("pattern").is_in([at for at, of in enumerate(held.patterns) if place in of]))
    full, low, high, total, mean, least, most = together
    return (
        *(one.name, taken, effect.kind, float(-effect.size), one.start, one.ramp, one.lifetime),
        *(exact_sum(acts_on["reporting_amount"]), exact_sum(acts_on["kg_co2e"]), alone[0], full, low, high),
        *(alone[1], total, one.investment, one.yearly, one.annual_cost, one.present_cost(first_year)),
        *(per_tonne([one], [alone[1]]), mean, least, most),
        *(one.confidence, effect.how, one.source, one.url, one.assumption),
    )


def _by_place(grams: pl.DataFrame) -> dict[int, Decimal]:
    sums = grams.group_by("place").agg(pl.sum("grams")).iter_rows()
    return {place: Decimal(sum_).scaleb(-3) for place, sum_ in sums}
