"""One footprint as it is published: its period, its tables, and who bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from procurement_footprint.analysis import entities
from procurement_footprint.analysis.scopes import Scopes
from procurement_footprint.analysis.sums import DEPARTMENTS, Sums
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.mapping.group import Group
from procurement_footprint.reporting.open_data.method import Method
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.tables import NO_DEPARTMENT

WHO = ("entity_id", "entity", "department_id", "department")
NO_ENTITY = "(no organisation)"


@dataclass(frozen=True, slots=True)
class Part:
    """One footprint as it is published.

    period: 2024, 2024-Q1 or 2024-03, else its first and last day with a / between. year: the one that all its purchases
    are of. first, last: days of booking. whole_year: whether it is all of the year. version, closed_on: of the closed
    period that it is; None where it is none. threshold: below it suppliers are pooled. inhabitants: None where not
    known. report, scopes: made from what may be published. bought: its counted sums by WHO, group and category.
    """

    period: str
    year: int
    first: date
    last: date
    whole_year: bool
    version: int | None
    closed_on: date | None
    threshold: int
    inhabitants: int | None
    method: Method
    manifest_sha256: str
    report: Report
    scopes: Scopes
    bought: pl.DataFrame
    widths: Widths

    @property
    def changed_on(self) -> date:
        """The last day on which anything in it can have changed: when it was closed, else its last booking."""
        return self.closed_on or self.last

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.report.breakdown.currency


def bought(added: Sums, taxonomy: pl.DataFrame, group: Group | None, names: Sequence[str]) -> pl.DataFrame:
    """Return what was counted by WHO, group and category, and by what ranges are made of.

    added: sums.added_up. taxonomy: category and group. names: of the organisations, where the rows name none.
    """
    small = _with_entity(added, group, names[0] if names else NO_ENTITY)
    named = small.with_columns(department=pl.coalesce("department", "department_id", pl.lit(NO_DEPARTMENT)))
    return named.join(taxonomy.select("category", "group"), on="category", how="left", validate="m:1")


def labelled(tables: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """Return the same tables in which entity and department are enough to tell whose a line is.

    Where one name is that of several, the number stands with it.
    """
    every = pl.concat([table.select(WHO) for table in tables]).unique()
    entity = _distinct("entity", "entity_id", [], pl.format("{} ({})", "entity", "entity_id"))
    department = _distinct("department", "department_id", WHO[:2], pl.format("{} {}", "department_id", "department"))
    shown = every.with_columns(_entity=entity, _department=department)
    return [_renamed(table, shown) for table in tables]


def _with_entity(added: Sums, group: Group | None, nobody: str) -> pl.DataFrame:
    if group is None:
        entity = pl.coalesce("organisation", "organisation_id", pl.lit(nobody))
        named = added["by_department"].with_columns(entity_id="organisation_id", entity=entity)
    else:
        ids, names = ({one.code: one.id for one in group.entities}, {one.code: one.name for one in group.entities})
        coded = entities.named(added, group)["by_department"]
        named = coded.with_columns(
            entity_id=pl.col("entity").replace_strict(ids, return_dtype=pl.String),
            entity=pl.col("entity").replace_strict(names, return_dtype=pl.String),
        )
    return named.drop(DEPARTMENTS[:2])


def _distinct(name: str, number: str, within: Sequence[str], both: pl.Expr) -> pl.Expr:
    several = pl.col(number).n_unique().over(*within, name) > 1
    return pl.when(several & pl.col(number).is_not_null()).then(both).otherwise(name)


def _renamed(table: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    joined = table.join(shown, on=list(WHO), how="left", nulls_equal=True, validate="m:1", maintain_order="left")
    return joined.with_columns(entity="_entity", department="_department").drop("_entity", "_department")
