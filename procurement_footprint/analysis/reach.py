"""Which lines a set of conditions reaches: the words of a rule, asked of distinct lines instead of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

import polars as pl

from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.rule import Where


def meets(where: Where) -> pl.Expr:
    """Return whether a line (columns LINE) meets all conditions, each with any of its values; false where it is empty.

    The same as a rule with these conditions: numbers are equal, codes begin with the value, patterns stand in the text.
    """
    if not where:
        return pl.lit(False)
    return reduce(and_, (_one(field, values) for field, values in where)).fill_null(False)


def _one(field: str, values: Sequence[str]) -> pl.Expr:
    column = pl.col(evidence.CONDITIONS[field])
    if field in evidence.PATTERNS:
        text = patterns.folded(column)
        every = (reduce(and_, (text.str.contains(part, literal=True) for part in one.parts))
                 for one in patterns.parse(values))  # fmt: skip
        return reduce(or_, every)
    if field in evidence.PREFIXES:
        return reduce(or_, (column.str.starts_with(value) for value in values))
    return column.is_in(list(values))
