"""Small tables for the tests of ranges and ranks, and the same tables thrown 200,000 times as dice."""

import math
import zlib
from decimal import Decimal
from functools import cache
from statistics import NormalDist

import polars as pl

from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.kinds import Kinds, kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import ranges
from procurement_footprint.analysis.uncertainty.ranks import above_next
from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths

DRAWS = 200_000
PER_YEAR, LEVEL = 0.0123, 0.0111
# ln gsd of products as wide as the shipped ones are: the narrowest, an ordinary one, and the widest three
SPREADS = {"narrow": 0.43, "middle": 0.5, "wide": 0.65, "wider": 0.83, "widest": 0.93, "sharp": 0.1}
EVIDENCE_SPREADS = {"supplier": 0.128, "cpv": 0.166, "account_text": 0.234, "account": 0.332, "text": 0.371}
MEASURED = {"activity": 0.0755, "supplier_specific": 0.2069}  # no product, no level, no years: only this
# category: the products it is made of, with their part of its kilograms
CATEGORIES = {
    **{name: {name: 1.0} for name in SPREADS},
    **{f"more-{name}": {name: 1.0} for name in SPREADS},
    "mixed": {"narrow": 0.4, "wide": 0.6},
}
SCHEMA = {
    "line": pl.Int64(),
    "category": pl.String(),
    "factor_year": pl.Int32(),
    "carried": pl.Int32(),
    "evidence": pl.String(),
    "quality": pl.String(),
    "kg_co2e": pl.Decimal(18, 3),
}


def widths(level: float = LEVEL) -> Widths:
    parts = [
        (category, 2023, product, part, SPREADS[product] ** 2)
        for category, made_of in CATEGORIES.items()
        for product, part in made_of.items()
    ]
    return Widths(
        parts=pl.DataFrame(parts, schema=PARTS, orient="row"),
        evidence=pl.DataFrame(
            [(e, s**2, e in MEASURED) for e, s in (EVIDENCE_SPREADS | MEASURED).items()], schema=EVIDENCE, orient="row"
        ),
        per_year=PER_YEAR,
        unknown=0.2441,
        level=level,
    )


def held(*lines, level: float = LEVEL) -> tuple[pl.DataFrame, Kinds]:
    """Return lines of (category, evidence, years carried over, kg) as the product's own tables."""
    rows = [
        (number, category, 2023, carried, evidence, "D", Decimal(str(kg)))
        for number, line in enumerate(lines)
        for category, evidence, carried, kg in line
    ]
    small = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    found = kinds(small.select(KNOWN), widths(level))
    return numbered(small, found).select("line", "kind", "kg_co2e").sort("line", "kind"), found


def bounds(*lines, level: float = LEVEL) -> list[tuple[float, float]]:
    """Return low and high of each line, as the product states them."""
    frame, found = held(*lines, level=level)
    return [(float(low), float(high)) for _, low, high in ranges(moments(frame, found)).iter_rows()]


def chances(*lines) -> list[float]:
    """Return the probability that each line but the last is above the next, as the product states it."""
    frame, found = held(*lines)
    return above_next(frame, found)["above_next"].to_list()


@cache
def normal(name: str) -> pl.Series:
    """Return 200,000 draws of a standard normal variable, always the same for the same name."""
    seed = zlib.crc32(name.encode())
    return pl.Series(name, NormalDist().samples(DRAWS, seed=seed))


def thrown(line, level: float = LEVEL) -> pl.Series:
    """Return 200,000 draws of a line's kilograms: the model as METHOD.md words it, piece by piece."""
    total = pl.Series("kg", [0.0]).new_from_index(0, DRAWS)
    measured = total
    for category, evidence, carried, kg in line:
        if evidence in MEASURED:
            measured = measured + kg * _mean_one(normal(f"{category} on {evidence}"), MEASURED[evidence])
            continue
        for product, part in CATEGORIES[category].items():
            drift = pl.Series([1.0]).new_from_index(0, DRAWS)
            for year in range(carried):
                drift = drift * _mean_one(normal(f"year {year} of {product}"), math.sqrt(PER_YEAR))
            total = total + kg * part * (
                _mean_one(normal(f"product {product}"), SPREADS[product])
                * drift
                * _mean_one(normal(f"{category} on {evidence}"), EVIDENCE_SPREADS[evidence])
            )
    return total * _mean_one(normal("level"), math.sqrt(level)) + measured


def _mean_one(draws: pl.Series, sd: float) -> pl.Series:
    return (draws * sd - sd**2 / 2).exp()
