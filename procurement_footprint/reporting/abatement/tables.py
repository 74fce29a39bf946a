"""The tables of the leaflet about measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement.abatement import WHERE
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.abatement.view import SHOWN, View, totalled
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column, Table, text

Called = Callable[[pl.DataFrame], list[str]]


def curve(view: View) -> Table:
    """Return what a tonne costs by each measure, cheapest first."""
    words, taken, whole = view.words, view.taken, view.plan.whole
    shown = taken.join(
        view.plan.curve.select("measure", "kg_per_year"), on="measure", how="left", maintain_order="left"
    )
    prices = (
        ("measures.cost", "per_tonne", whole.per_tonne),
        ("measures.cost_low", "per_tonne_low", whole.per_tonne_low),
        ("measures.cost_high", "per_tonne_high", whole.per_tonne_high),
    )
    others = [
        columns.tonnes(words("measures.mean"), shown["kg_per_year"].fill_null(0)),
        *(columns.numbers(words(key, unit=view.unit), "money", shown[name], total) for key, name, total in prices),
        view.amounts("measures.invested", shown["investment"]),
        view.amounts("measures.annual", shown["annual_cost"]),
    ]
    return totalled("", text(words("measures.measure"), shown["measure"].to_list()), others, words)


def path(view: View) -> Table:
    """Return the years with what is emitted and paid."""
    words, years = view.words, view.plan.years
    return Table(
        "",
        (
            text(words("measures.year"), [str(year) for year in years["year"]]),
            columns.tonnes(words("measures.without"), years["kg_without"], False),
            columns.tonnes(words("measures.lowered"), years["kg_lowered"], False),
            columns.tonnes(words("measures.with_plan"), years["kg_with"], False),
            view.amounts("measures.paid", years["investment"], False),
            view.amounts("measures.yearly", years["yearly"], False),
        ),
    )


def listed(view: View) -> tuple[Table, Table]:
    """Return what the measures do, and what those of the plan lower."""
    words, frame, whole = view.words, view.plan.measures, view.plan.whole
    effects = [_effect(view, kind, size) for kind, size in frame.select("effect", "size").iter_rows()]
    done = (
        text(words("measures.measure"), frame["measure"].to_list()),
        text(words("measures.effect"), effects),
        columns.tonnes(words("measures.acts_on"), frame["acts_on_kg"], False),
        columns.numbers(words("measures.start"), "year", frame["start"]),
        columns.numbers(words("measures.full_from"), "year", frame["start"] + frame["ramp"] - 1),
        columns.numbers(words("measures.last"), "year", frame["start"] + frame["lifetime"] - 1),
        text(words("measures.taken"), [words(f"yes_no.{str(one).lower()}") for one in frame["taken"]]),
    )
    taken = view.taken
    lowered = (
        columns.tonnes(words("measures.together"), taken["kg_lowered"]),
        _bound(words("measures.low"), taken["kg_lowered_low"], whole.kg_lowered_low),
        _bound(words("measures.high"), taken["kg_lowered_high"], whole.kg_lowered_high),
        columns.tonnes(words("measures.total"), taken["kg_total"]),
    )
    first = text(words("measures.measure"), taken["measure"].to_list())
    return Table(words("measures.list_effect"), done), totalled(words("measures.list_lowered"), first, lowered, words)


def overlaps(view: View) -> Table:
    """Return what each measure of the plan would give alone, and what it gives beside the others."""
    words, taken = view.words, view.taken
    lost = taken.select(pl.col("kg_lowered") - pl.col("kg_alone")).to_series()
    prices = (("measures.cost_alone", "per_tonne_alone"), ("measures.cost_together", "per_tonne"))
    others = [
        columns.tonnes(words("measures.alone"), taken["kg_alone"]),
        columns.tonnes(words("measures.together"), taken["kg_lowered"]),
        columns.change(words("measures.lost"), lost),
        *(columns.numbers(words(key, unit=view.unit), "money", taken[name]) for key, name in prices),
    ]
    return totalled("", text(words("measures.measure"), taken["measure"].to_list()), others, words)


def chosen(view: View) -> Table:
    """Return which measures are taken for the budget, and what each gives and costs by itself."""
    words, frame = view.words, view.plan.measures
    return Table(
        "",
        (
            text(words("measures.measure"), frame["measure"].to_list()),
            text(words("measures.taken"), [words(f"yes_no.{str(one).lower()}") for one in frame["taken"]]),
            view.amounts("measures.invested", frame["investment"], False),
            view.amounts("measures.present", frame["present_cost"], False),
            columns.tonnes(words("measures.total_alone"), frame["kg_total_alone"], False),
            columns.tonnes(words("measures.total"), frame["kg_total"], False),
            columns.numbers(words("measures.cost_alone", unit=view.unit), "money", frame["per_tonne_alone"]),
        ),
    )


def departments(view: View) -> tuple[Table, ...]:
    """Return what is lowered by department, and by which measures there."""
    words, frame = view.words, view.plan.departments
    keys = ("organisation_id", "organisation", "department_id", "department")
    first = text(words("column.department"), view.department(frame))
    each = view.plan.attribution.group_by(*keys, "measure").agg(pl.sum("kg_lowered"))
    order = each.join(frame.select(*keys).with_row_index("place"), on=list(keys), nulls_equal=True)
    by = order.sort("place", "kg_lowered", "measure", descending=[False, True, False])
    more = [
        text(words("measures.measure"), by["measure"].to_list()),
        columns.tonnes(words("measures.lowered"), by["kg_lowered"]),
    ]
    detailed = columns.leading(text(first.header, view.department(by)), _leads(by))
    detail = totalled(words("measures.departments_by_measure"), detailed, more, words)
    whole = totalled("", columns.leading(first, _leads(frame)), _where(view, frame), words)
    return (whole, detail) if len(by) else (whole,)


def suppliers(view: View) -> Table:
    """Return what is lowered by supplier, the largest first, all others in one line."""
    return _largest(view, view.plan.suppliers, view.words("column.supplier"), view.supplier)


def categories(view: View) -> Table:
    """Return what is lowered by spending category, the largest first, all others in one line."""

    def called(frame: pl.DataFrame) -> list[str]:
        return [view.category(one) for one in frame["category"]]

    return _largest(view, view.plan.categories, view.words("column.category"), called)


def sources(view: View) -> Table:
    """Return what each measure rests on."""
    words, frame = view.words, view.plan.measures
    return Table(
        "",
        (
            text(words("measures.measure"), frame["measure"].to_list()),
            text(words("measures.confidence"), frame["confidence"].to_list()),
            text(words("measures.how"), frame["how"].to_list(), "prose"),
            text(words("measures.source"), frame["source"].to_list(), "prose"),
            Column(words("measures.link"), "link", frame["url"].to_list()),
            text(words("measures.assumption"), frame["assumption"].to_list(), "prose"),
        ),
    )


def _effect(view: View, kind: str, size: float) -> str:
    words, short = view.words, Decimal(f"{size:f}").normalize()
    digits = max(0, -int(short.as_tuple().exponent))
    if kind == "kg_per_year":
        return words("measures.kg_per_year", size=view.kilograms(short))
    if kind == "volume":
        return words("measures.volume", size=words.number(short, digits))
    return words("measures.intensity", size=words.number(short, digits), unit=view.unit)


def _bound(header: str, values: pl.Series, total: Decimal) -> Column:
    """Return one bound in tonnes; the bound of the whole is not the sum of them."""
    column = columns.tonnes(header, values, False)
    return Column(column.header, column.kind, column.values, float(total.scaleb(-3)))


def _where(view: View, frame: pl.DataFrame) -> Sequence[Column]:
    words, sums = view.words, {name: Decimal(str(frame[name].sum())) for name in WHERE}
    before, lowered, left = WHERE
    shares = [_share(less, whole) for whole, less in frame.select(before, lowered).iter_rows()]
    return (
        columns.tonnes(words("measures.before", year=view.plan.base_year), frame[before]),
        columns.tonnes(words("measures.lowered"), frame[lowered]),
        columns.numbers(words("measures.share"), "share", shares, _share(sums[lowered], sums[before])),
        columns.tonnes(words("measures.left"), frame[left]),
    )


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole) if whole > 0 else None


def _largest(view: View, frame: pl.DataFrame, header: str, called: Called) -> Table:
    shown = frame.filter(pl.col("kg_lowered") != 0).head(SHOWN)
    rest = frame.join(shown, on=shown.columns, how="anti", nulls_equal=True)
    labels, places = called(shown), _leads(shown)
    if len(rest):
        shown = pl.concat([shown.select(WHERE), rest.select(pl.sum(*WHERE))])
        labels.append(view.words("line.others", count=view.words.number(len(rest))))
    return totalled("", columns.leading(text(header, labels), places), _where(view, shown), view.words)


def _leads(frame: pl.DataFrame) -> list[str | None]:
    """Return the addresses of what the lines are about: suppliers, departments or categories."""
    rows = frame.iter_rows(named=True)
    if "supplier" in frame.columns:
        return [addresses.supplier(row) for row in rows]
    if "department" in frame.columns:
        return [addresses.department(row) for row in rows]
    return [addresses.category(row["category"]) for row in rows]
