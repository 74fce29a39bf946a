"""Look-ups by number: where keys are coded texts or whole numbers, the line of a row stands at an address.

    place of a value  = its number among those of its column in the table; one more for all others
    address of a row  = the places of its keys, as the digits of one number

No text is hashed or compared, and what can be known of the table is found out once for all blocks of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import polars as pl

from procurement_footprint.ledger.columns import CODED

FARTHEST = 2_000_000  # numbers and addresses that are listed: 8 MB
LARGEST = 2**62  # an address
FEW = 4  # texts that are not coded are compared with as many
HELD = 16  # tables: those that all blocks of a ledger are looked up in
LINE = pl.UInt32()
_ADDRESS, _LINE = "_address", "_line"


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A table, equal to itself alone."""

    lines: pl.DataFrame

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table) and self.lines is other.lines

    def __hash__(self) -> int:
        return id(self.lines)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The places of the numbers from `lowest` on. null: the place of null. other: that of all that are not listed."""

    lowest: int
    listed: pl.Series
    null: int
    other: int

    def places(self, values: pl.Series) -> pl.Series | None:
        """Return the place of each value; None where they lie too far apart to be listed."""
        numbers = values.to_physical()
        low, high = numbers.min(), numbers.max()
        if not isinstance(low, int) or not isinstance(high, int):
            return pl.repeat(self.null, len(values), dtype=LINE, eager=True)
        before, after = max(self.lowest - low, 0), max(high - self.lowest - len(self.listed) + 1, 0)
        if before + len(self.listed) + after > FARTHEST:
            return None
        sides = (pl.repeat(self.other, count, dtype=LINE, eager=True) for count in (before, after))
        listed = pl.concat([next(sides), self.listed, next(sides)]) if before or after else self.listed
        first = self.lowest - before
        found = listed.gather(numbers - first if first else numbers)
        return found.fill_null(self.null) if numbers.null_count() else found


@dataclass(frozen=True, slots=True)
class _Texts:
    """The places of a few texts, or null: in their order; all others after them."""

    texts: tuple[str | None, ...]

    @property
    def other(self) -> int:
        """The place of all others."""
        return len(self.texts)

    def places(self, values: pl.Series) -> pl.Series:
        """Return the place of each value."""
        found = pl.lit(self.other, dtype=LINE)
        for place, text in enumerate(self.texts):
            same = values.is_null() if text is None else values == text
            found = pl.when(same.fill_null(False)).then(pl.lit(place, dtype=LINE)).otherwise(found)
        return pl.select(found).to_series()


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A table by address. lines: address and line, or, where `listed`, the line at each address. new: its columns.

    numbering: holds nothing, and keeps polars from numbering coded texts anew while the numbers here are looked up.
    """

    columns: Mapping[str, _Numbers | _Texts]
    lines: pl.DataFrame
    listed: bool
    new: pl.DataFrame
    numbering: pl.Series

    def of(self, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Return the new columns for each row; None where its keys cannot be listed."""
        address = _address(self.columns, rows)
        if address is None:
            return None
        if self.listed:
            line = self.lines[_LINE].gather(address)
        else:
            line = address.to_frame(_ADDRESS).join(self.lines, on=_ADDRESS, how="left", maintain_order="left")[_LINE]
        return self.new[line]


def found(keys: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame | None:
    """Return the other columns of `table` for each row of `keys`, null where no line is; None where that takes a join.

    Errors: ValueError when two lines of `table` have the same keys.
    """
    if table.is_empty():
        return None
    for name, kind in keys.schema.items():
        if kind == pl.String and table[name].n_unique() > FEW:
            return None
        if not (kind == pl.String or kind.is_integer() or kind in (pl.Categorical, pl.Enum, pl.Date)):
            return None
    lookup = _lookup(_Table(table), tuple(keys.schema.items()))
    return lookup.of(keys) if lookup else None


def doubled(on: Sequence[str]) -> ValueError:
    """Return the error that a table has several lines for one key."""
    return ValueError(f"the table has several lines for one {' + '.join(on)}")


@lru_cache(maxsize=HELD)
def _lookup(held: _Table, keys: tuple[tuple[str, pl.DataType], ...]) -> _Lookup | None:
    numbering, names = pl.Series([], dtype=CODED), [name for name, _ in keys]
    table = held.lines.cast(dict(keys))
    columns = {name: _column(table[name]) for name in names}
    known = {name: column for name, column in columns.items() if column}
    size = prod(column.other + 1 for column in known.values())
    if len(known) < len(columns) or size > LARGEST:
        return None
    address = _address(known, table.select(names))
    if address is None:
        return None
    if address.is_duplicated().any():
        raise doubled(names)
    lines = pl.DataFrame({_ADDRESS: address}).with_row_index(_LINE)
    listed = size <= FARTHEST
    if listed:
        every = pl.DataFrame({_ADDRESS: pl.int_range(size, eager=True).cast(address.dtype)})
        lines = every.join(lines, on=_ADDRESS, how="left", maintain_order="left")
    return _Lookup(known, lines, listed, table.drop(names), numbering)


def _column(values: pl.Series) -> _Numbers | _Texts | None:
    """Return the places of the values of a key column; None where they cannot be listed."""
    distinct = values.unique(maintain_order=True)
    if values.dtype == pl.String:
        return _Texts(tuple(distinct))
    numbers = distinct.drop_nulls().to_physical().cast(pl.Int64).sort()
    other = len(distinct)
    null = len(numbers) if distinct.null_count() else other
    if numbers.is_empty():
        return _Numbers(0, pl.Series(dtype=LINE), null, other)
    lowest, highest = int(numbers[0]), int(numbers[-1])
    if highest - lowest >= FARTHEST:
        return None
    every = pl.DataFrame({"number": pl.int_range(lowest, highest + 1, eager=True)})
    places = numbers.to_frame("number").with_row_index("place")
    listed = every.join(places, on="number", how="left", maintain_order="left")["place"].fill_null(other)
    return _Numbers(lowest, listed, null, other)


def _address(columns: Mapping[str, _Numbers | _Texts], rows: pl.DataFrame) -> pl.Series | None:
    address: pl.Series | None = None
    size = prod(column.other + 1 for column in columns.values())
    kind = LINE if size <= 2**32 else pl.UInt64()
    for name, column in columns.items():
        places = column.places(rows[name])
        if places is None:
            return None
        places = places.cast(kind)
        address = places if address is None else address * (column.other + 1) + places
    return address
