"""What history says by counting: how often an account, a code or a supplier was decided so.

    p(outcome | key) = (n(outcome) + strength × p(outcome | shorter key)) / (n + strength)

from the shortest key to the longest; below the shortest stands p(outcome), how common it is at all. n counts a line
as 1 + ln(rows): a thousand bookings of one line say more than one booking, but not a thousand times more. Below a
beginning (`accounts that begin with 641`) each account counts once, however often it is booked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import polars as pl

from procurement_footprint.mapping.suggest.material import Material

SAME, BEGINS = "=", "^"  # before a key: this very account (code, supplier); accounts that begin so
# assumption: a line outweighs what is known of shorter keys; two accounts do at each beginning, as one account is met
# again under all of its own beginnings. How far the whole is trusted is fitted on top of it.
STRENGTH = {SAME: 0.5, BEGINS: 2.0}
UNSEEN = 20.0  # assumption: what was never bought is, all outcomes together, as common as twenty lines
CODES = ("account", "cpv", "unspsc")
SELLER = "seller"

Keyed = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each key was decided how. column: what of a line it looks at.

    weights: key → outcome → n. times: key → outcome → rows of a SAME key, accounts (mainly decided so) of a BEGINS key.
    total: key → rows or accounts, however decided. common: how common each outcome is, adds to 1. place: of an outcome.
    """

    column: str
    weights: Keyed
    times: Keyed
    total: Mapping[str, float]
    common: tuple[float, ...]
    place: Mapping[str, int]
    _said: dict[tuple[str, ...], tuple[float, ...]] = field(default_factory=dict)

    def says(self, line: Mapping[str, str | None]) -> tuple[float, ...]:
        """Return ln p(outcome | keys of the line) - ln p(outcome) for each outcome; 0 where nothing is known."""
        held = tuple(key for key in keys(self.column, line) if key in self.weights)
        if held not in self._said:
            chance = self.common
            for key in held:
                chance = self._within(key, chance)
            self._said[held] = tuple(log(one / usual) for one, usual in zip(chance, self.common, strict=True))
        return self._said[held]

    def knows(self, line: Mapping[str, str | None]) -> bool:
        """Say whether this very account (code, supplier) has been decided before."""
        return any(key in self.weights for key in keys(self.column, line)[-1:])

    def _within(self, key: str, wider: Sequence[float]) -> tuple[float, ...]:
        held = self.weights[key]
        strength = STRENGTH[key[0]]
        total = sum(held.values()) + strength
        chance = [strength * one / total for one in wider]
        for outcome, weight in held.items():
            chance[self.place[outcome]] += weight / total
        return tuple(chance)


def learned(material: Material) -> tuple[Counted, ...]:
    """Return what is known by account, by CPV, by UNSPSC and by supplier."""
    common = commonness(material)
    place = {outcome: number for number, outcome in enumerate(material.outcomes)}
    by_code = [_by_code(material, column, common, place) for column in CODES]
    sold = material.lines.drop_nulls(SELLER).with_columns(key=pl.lit(SAME) + pl.col(SELLER))
    return (*by_code, _counted(SELLER, [_booked(sold)], common, place))


def commonness(material: Material) -> tuple[float, ...]:
    """Return how common each outcome is among the decided lines; none is impossible."""
    weighed = _booked(material.lines.with_columns(key=pl.lit("")))
    held = dict(weighed.select("outcome", "weight").iter_rows())
    number, total = len(material.outcomes), sum(held.values()) + UNSEEN
    return tuple((held.get(outcome, 0.0) + UNSEEN / number) / total for outcome in material.outcomes)


def keys(column: str, line: Mapping[str, str | None]) -> list[str]:
    """Return the keys of a line (with `seller`), from the shortest beginning to the very account."""
    value = line[column]
    if not value:
        return []
    chart = line["chart"] if column == "account" else ""
    beginnings = [f"{BEGINS}{chart}:{value[:length]}" for length in range(1, len(value) + 1)]
    return [SAME + value] if column == SELLER else [*beginnings, f"{SAME}{chart}:{value}"]


def _by_code(material: Material, column: str, common: tuple[float, ...], place: Mapping[str, int]) -> Counted:
    chart = pl.col("chart") if column == "account" else pl.lit("")
    code = chart + pl.lit(":") + pl.col(column)
    lines = material.lines.drop_nulls(column).with_columns(key=pl.lit(SAME) + code, chart=chart)
    same = _booked(lines)
    share = pl.col("weight") / pl.col("weight").sum().over("key")
    codes = lines.select("key", "chart", column).unique().join(same, on="key").with_columns(weight=share)
    told = material.examples.drop_nulls(column).select(
        "outcome", column, chart=chart, key=pl.lit(SAME) + code, weight=pl.lit(1.0), times=pl.lit(0, pl.Int64)
    )
    told = told.unique().join(same, on="key", how="anti").with_columns(weight=share)
    mainly = (pl.col("weight") > 0.5).cast(pl.Int64) * pl.col("times").clip(0, 1)
    every = pl.concat([codes.select(sorted(codes.columns)), told.select(sorted(codes.columns))])
    cut = pl.int_ranges(1, pl.col(column).str.len_chars() + 1).alias("length")
    longer = every.with_columns(cut, times=mainly).explode("length", empty_as_null=False)
    key = pl.lit(BEGINS) + pl.col("chart") + pl.lit(":") + pl.col(column).str.slice(0, pl.col("length"))
    begins = longer.with_columns(key=key).group_by("key", "outcome").agg(pl.col("weight", "times").sum())
    return _counted(column, [same, begins], common, place)


def _booked(lines: pl.DataFrame) -> pl.DataFrame:
    weight = (1 + pl.col("rows").log()).sum().alias("weight")
    return lines.group_by("key", "outcome").agg(weight, pl.col("rows").sum().alias("times"))


def _counted(
    column: str, counted: Sequence[pl.DataFrame], common: tuple[float, ...], place: Mapping[str, int]
) -> Counted:
    weights: dict[str, dict[str, float]] = {}
    times: dict[str, dict[str, float]] = {}
    for frame in counted:
        for key, outcome, weight, number in (
            frame.select("key", "outcome", "weight", "times").sort("key", "outcome").iter_rows()
        ):
            weights.setdefault(key, {})[outcome] = weight
            times.setdefault(key, {})[outcome] = number
    total = {key: sum(held.values()) for key, held in times.items()}
    return Counted(column, weights, times, total, common, place)
