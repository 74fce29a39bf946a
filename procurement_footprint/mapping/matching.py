"""Matching: which value of a column meets which clause; all values and all clauses in a few passes."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.clauses import Clause

MATCHES = {"value": pl.String(), "clause": pl.Int32(), "length": pl.Int64(), "letters": pl.Int64()}


def matches(field: str, values: pl.Series, clauses: Sequence[Clause]) -> pl.DataFrame:
    """Return the columns of MATCHES: which value meets the condition `field` of which clause, how closely.

    length: of the longest prefix or number that matches. letters: of the longest pattern. Each pair once.
    """
    asked = [(clause.number, wanted) for clause in clauses for wanted in clause.where.get(field, ())]
    values = values.drop_nulls().unique()
    if not asked or values.is_empty():
        return pl.DataFrame(schema=MATCHES)
    if field in evidence.PATTERNS:
        found = _by_pattern(values, asked)
    elif field in evidence.PREFIXES:
        found = _by_prefix(values, asked)
    else:
        found = _by_number(values, asked)
    closest = found.group_by("value", "clause").agg(pl.col("length").max(), pl.col("letters").max())
    return closest.select(pl.col(name).cast(kind) for name, kind in MATCHES.items())


def _by_pattern(values: pl.Series, asked: list[tuple[int, str]]) -> pl.DataFrame:
    parsed = patterns.parse([pattern for _, pattern in asked])
    parts = pl.DataFrame(
        {
            "pattern": [place for place, pattern in enumerate(parsed) for _ in pattern.parts],
            "part": [part for pattern in parsed for part in pattern.parts],
        },
        {"pattern": pl.Int32, "part": pl.String},
    )
    meaning = pl.DataFrame(
        {
            "pattern": range(len(asked)),
            "clause": [clause for clause, _ in asked],
            "letters": [pattern.letters for pattern in parsed],
        },
        {"pattern": pl.Int32, "clause": pl.Int32, "letters": pl.Int64},
    )
    hits = patterns.found(values, parts).join(meaning, on="pattern")
    return hits.select(pl.col("text").alias("value"), "clause", pl.lit(0).alias("length"), "letters")


def _by_prefix(values: pl.Series, asked: list[tuple[int, str]]) -> pl.DataFrame:
    wanted = _wanted(asked)
    column = values.rename("value").to_frame()
    lengths = wanted["length"].unique().to_list()
    cut = [column.with_columns(pl.col("value").str.slice(0, length).alias("wanted")) for length in lengths]
    return pl.concat(cut).join(wanted, on="wanted").with_columns(pl.lit(0).alias("letters"))


def _by_number(values: pl.Series, asked: list[tuple[int, str]]) -> pl.DataFrame:
    column = values.rename("value").to_frame()
    length = pl.lit(evidence.SUPPLIER_NUMBER_LENGTH).alias("length")
    same = column.join(_wanted(asked), left_on="value", right_on="wanted")
    return same.with_columns(length, pl.lit(0).alias("letters"))


def _wanted(asked: list[tuple[int, str]]) -> pl.DataFrame:
    columns = {"clause": [clause for clause, _ in asked], "wanted": [wanted for _, wanted in asked]}
    frame = pl.DataFrame(columns, {"clause": pl.Int32, "wanted": pl.String}).unique()
    return frame.with_columns(pl.col("wanted").str.len_chars().alias("length"))
