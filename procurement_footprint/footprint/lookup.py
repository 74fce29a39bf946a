"""Which rows a user means who names a supplier, a category or a department the way people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl

from procurement_footprint.mapping.taxonomy import Taxonomy

MOST = 3  # suggestions


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that are meant, None where that is not clear, and what may have been meant instead."""

    rows: pl.Expr | None
    near: tuple[str, ...] = ()


def supplier(table: pl.LazyFrame, wanted: str) -> Found:
    """Return the rows of a supplier, by number (with or without hyphen), name or a part that only one name has."""
    held = _distinct(table, "supplier_id", "supplier", "sole_trader")
    # a sole trader is found by the whole name or number, but never suggested
    firms = held.filter(pl.col("sole_trader").not_().fill_null(True))
    return _found(held, firms, wanted, "supplier_id", "supplier")


def department(table: pl.LazyFrame, wanted: str) -> Found:
    """Return the rows of a department, by code, name or a part that only one name has."""
    held = _distinct(table, "department_id", "department")
    return _found(held, held, wanted, "department_id", "department")


def category(table: pl.LazyFrame, wanted: str, taxonomy: Taxonomy) -> Found:
    """Return the rows of a spending category, by its id or its name in any language of the report."""
    held = _values(_distinct(table, "category"), "category")
    names = {name: one for one in held for name in (one, *_names(taxonomy, one))}
    found = _one(wanted, names) or _one_part(wanted, names)
    return Found(pl.col("category") == found) if found else Found(None, _near(wanted, names))


def example(table: pl.LazyFrame) -> str:
    """Return the row_id of the first row, to show how they look."""
    return str(table.select("row_id").head(1).collect(engine="streaming").item())


def _found(held: pl.DataFrame, suggested: pl.DataFrame, wanted: str, code: str, name: str) -> Found:
    """Return which rows are meant. held: the codes and names that there are. suggested: those that may be told."""
    said = _bare(wanted)
    exact = [
        pl.col(column) == value for column in (code, name) for value in _values(held, column) if _plain(value) == said
    ]
    if exact:
        return Found(pl.any_horizontal(*exact))
    names = {one: one for one in _values(suggested, name)}
    one = _one_part(wanted, names)
    return Found(pl.col(name) == one) if one else Found(None, _near(wanted, names))


def _distinct(table: pl.LazyFrame, *columns: str) -> pl.DataFrame:
    return table.select(columns).unique().collect(engine="streaming")


def _values(held: pl.DataFrame, column: str) -> list[str]:
    return held[column].drop_nulls().unique().sort().to_list()


def _names(taxonomy: Taxonomy, category: str) -> tuple[str, ...]:
    known = taxonomy.categories.get(category)
    return (known.name.sv, known.name.en) if known else ()


def _one(wanted: str, names: Mapping[str, str]) -> str | None:
    return next((one for name, one in names.items() if _bare(name) == _bare(wanted)), None)


def _one_part(wanted: str, names: Mapping[str, str]) -> str | None:
    meant = {one for name, one in names.items() if _bare(wanted) and _bare(wanted) in _bare(name)}
    return meant.pop() if len(meant) == 1 else None


def _near(wanted: str, names: Mapping[str, str]) -> tuple[str, ...]:
    said, bare = _bare(wanted), {_bare(name): name for name in names}
    parts = [name for held, name in bare.items() if said and said in held]
    return tuple((parts or [bare[held] for held in get_close_matches(said, bare, MOST)])[:MOST])


def _bare(text: str) -> str:
    return _plain(text.strip())


def _plain(text: str) -> str:
    return text.lower().replace("-", "")
