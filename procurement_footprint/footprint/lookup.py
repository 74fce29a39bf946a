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
    # a sole trader is found by the whole name or number, but never suggested
    firms = table.filter(pl.col("sole_trader").not_().fill_null(True))
    return _found(table, _values(firms, "supplier"), wanted, "supplier_id", "supplier")


def department(table: pl.LazyFrame, wanted: str) -> Found:
    """Return the rows of a department, by code, name or a part that only one name has."""
    return _found(table, _values(table, "department"), wanted, "department_id", "department")


def category(table: pl.LazyFrame, wanted: str, taxonomy: Taxonomy) -> Found:
    """Return the rows of a spending category, by its id or its name in any language of the report."""
    held = _values(table, "category")
    names = {name: one for one in held for name in (one, *_names(taxonomy, one))}
    found = _one(wanted, names) or _one_part(wanted, names)
    return Found(pl.col("category") == found) if found else Found(None, _near(wanted, names))


def example(table: pl.LazyFrame) -> str:
    """Return the row_id of the first row, to show how they look."""
    return str(table.select("row_id").head(1).collect(engine="streaming").item())


def _found(table: pl.LazyFrame, names: list[str], wanted: str, code: str, name: str) -> Found:
    said = _bare(wanted)
    plain = (pl.col(column).str.to_lowercase().str.replace_all("-", "", literal=True) for column in (code, name))
    exact = pl.any_horizontal(*(one == said for one in plain))
    if table.filter(exact).head(1).collect(engine="streaming").height:
        return Found(exact)
    one = _one_part(wanted, {held: held for held in names})
    return Found(pl.col(name) == one) if one else Found(None, _near(wanted, {held: held for held in names}))


def _values(table: pl.LazyFrame, column: str) -> list[str]:
    return table.select(column).drop_nulls().unique().collect(engine="streaming")[column].sort().to_list()


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
    return text.strip().lower().replace("-", "")
