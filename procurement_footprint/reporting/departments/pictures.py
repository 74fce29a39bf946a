"""The charts of a department's page: what it bought by group, and the way from the year before."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from markupsafe import Markup

from procurement_footprint.analysis.departments.folding import OTHERS
from procurement_footprint.analysis.departments.found import Own
from procurement_footprint.reporting import charts
from procurement_footprint.reporting.departments.setting import Setting

SMALL = Decimal(10_000)  # kilograms; where the largest is below, tonnes have two decimals
MOST = 5  # bars; the table beside has all


def groups(own: Own, setting: Setting) -> tuple[str, Markup]:
    """Return the caption and picture of the largest groups, with a thin bar for the year before where there is one."""
    words, told = setting.words, setting.told(own)
    frame = own.tables["groups"].filter(pl.col(OTHERS).is_null()).head(MOST)
    caption = words("department_page.chart_change", before=setting.before) if told else words("department_page.chart")
    digits = 2 if max(abs(one) for one in frame["kg_co2e"]) < SMALL else 0
    values: list[dict[str, object]] = [
        {
            "order": order,
            "name": charts.short_label(setting.report.group(row["group"])),
            "figure": words.tonnes(row["kg_co2e"], digits),
            "end": float(row["kg_co2e"]),
            "before": float(row["kg_restated"]) if told else None,
            "kind": "",
        }
        for order, row in enumerate(frame.iter_rows(named=True))
    ]
    return caption, charts.draw("beside" if told else "bars", values, words("page.chart_of", caption=caption), words)
