"""The tables that are published, long over the footprints: each line says of which period it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from polars import selectors

from procurement_footprint.analysis.bridge import LEDGER_STEP
from procurement_footprint.analysis.crossed import crossed
from procurement_footprint.analysis.totals import PARTS
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.reporting import cells, tables
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.open_data import indicators, method
from procurement_footprint.reporting.open_data.part import WHO, Part
from procurement_footprint.reporting.open_data.schema import ALL, BY_NAME, NUMBER
from procurement_footprint.reporting.report import Names

LEVELS = {
    "entity": WHO[:2],
    "department": WHO,
    "category": ("group", "category"),
    "department_category": (*WHO, "group", "category"),
}
Frames = Mapping[str, pl.DataFrame]


def frames(parts: Sequence[Part]) -> dict[str, pl.DataFrame]:
    """Return every table of `schema.TABLES` by its name, with its columns in their order.

    parts: footprints in the order of time. Within each the largest stands first, except in the tidy table.
    """
    levels = [crossed(one.bought, LEVELS, one.report.breakdown.totals, one.widths) for one in parts]
    held = [_of_part(part, level) for part, level in zip(parts, levels, strict=True)]
    found = {name: pl.concat([one[name] for one in held]) for name in held[0]}
    found["indicators"] = indicators.table(list(zip(parts, levels, strict=True)))
    found["indicator_definitions"] = indicators.definitions(sorted({one.currency for one in parts}))
    found["method_versions"] = method.table(one.method for one in parts)
    return {name: found[name].select(column.name for column in table.columns) for name, table in BY_NAME.items()}


def as_csv(name: str, frame: pl.DataFrame) -> bytes:
    """Return a table as the bytes of its CSV file: texts that a spreadsheet takes for a formula begin with '.

    Figures that are held as texts, so that they keep their decimals, stay as they are.
    """
    numbers = [column.name for column in BY_NAME[name].columns if column.kind == NUMBER]
    safe = frame.with_columns(cells.without_formula(selectors.string() - selectors.by_name(numbers)))
    return safe.write_csv(float_precision=tables.FLOAT_DECIMALS).encode()


def _of_part(part: Part, levels: Frames) -> Frames:
    report, held = part.report, part.report.breakdown
    suppliers = held.suppliers.with_columns(tables.supplier())
    found = {
        "departments": levels["department"],
        "suppliers": suppliers.with_columns(supplier_key=pl.coalesce("supplier_id", "supplier")),
        "categories": _named(_named(held.categories, "category", "name", report.category_names), "group", "group_name",
                             report.group_names),
        "departments_by_category": levels["department_category"],
        "quarters": held.periods.rename({"period": "quarter"}),
        "bridge": _bridge(part),
        "periods": _period(part),
    }  # fmt: skip
    mark = {"year": pl.lit(part.year), "period": pl.lit(part.period)}
    return {name: frame.with_columns(**mark) for name, frame in found.items()}


def _named(frame: pl.DataFrame, column: str, prefix: str, names: Names) -> pl.DataFrame:
    """Return a table with what its identifiers are called, in both languages; the identifier where it has no name."""
    called = [
        pl.Series(f"{prefix}_{language}", [names.get(one, {}).get(language, one) for one in frame[column]], pl.String)
        for language in LANGUAGES
    ]
    return frame.with_columns(called)


def _bridge(part: Part) -> pl.DataFrame:
    keys = {LEDGER_STEP: "open_data.ledger", COUNTED: "open_data.counted"}
    words = {code: Words(code) for code in LANGUAGES}
    steps = {step: {code: each(key) for code, each in words.items()} for step, key in keys.items()}
    called = pl.coalesce("reason", "step").alias("reason")
    named = _named(
        part.report.breakdown.bridge.with_columns(called), "reason", "name", {**part.report.reason_names, **steps}
    )
    return named.with_columns(reason=pl.when(pl.col("reason").is_in(list(steps))).then(pl.lit(ALL)).otherwise("reason"))


def _period(part: Part) -> pl.DataFrame:
    """Return the one line that tells what a footprint is."""
    held = part.report.breakdown
    amounts = {f"amount_{one}": f"{held.totals.amount[one]:f}" for one in PARTS}
    return pl.DataFrame(
        {
            "first_day": [part.first],
            "last_day": [part.last],
            "closed_version": pl.Series([part.version], dtype=pl.Int64),
            "closed_on": pl.Series([part.closed_on], dtype=pl.Date),
            "currency": [held.currency],
            "rows": [held.totals.rows["ledger"]],
            **{name: [value] for name, value in amounts.items()},
            "kg_co2e": [f"{held.totals.kg_co2e:f}"],
            "kg_co2e_low": [f"{held.range.low:f}"],
            "kg_co2e_high": [f"{held.range.high:f}"],
            "quality": pl.Series([held.range.quality], dtype=pl.String),
            "inhabitants": pl.Series([part.inhabitants], dtype=pl.Int64),
            "supplier_threshold": [part.threshold],
            "method_version": [part.method.version],
            "manifest_sha256": [part.manifest_sha256],
        }
    )
