"""What became of each line of the ledger from one version to the next, before any figure is looked at."""

from __future__ import annotations

import polars as pl

from procurement_footprint.footprint.unsplit import PART
from procurement_footprint.ledger.columns import COUNTED

SAME, REGROUPED, BOUNDARY, MAPPING, MIXED = "same", "regrouped", "boundary", "mapping", "mixed"
WHERE = ["organisation_id", "organisation", "department_id", "department"]
VERDICTS = {
    "row_id": pl.String(),
    "row_id_after": pl.String(),
    "verdict": pl.String(),
    "share": pl.Float64(),  # of a MIXED line: counted money after ÷ before
    "money": pl.Float64(),  # the whole line's money in the reporting currency, before ÷ after; null where the same
}


def verdicts(before: pl.LazyFrame, after: pl.LazyFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return VERDICTS, one line for each of `pairs` (`same_lines.pairs`).

    same: counted in the same categories, or left out or unmapped for the same reason. regrouped: that, but another
    organisation or department has it. boundary: counted in only one of both, or with other money in the same
    categories, or not counted for another reason. mapping: the same money in other categories. mixed: other money in
    other categories.
    """
    sides = (_lines(side) for side in (before, after))
    one, other = pl.collect_all(list(sides), engine="streaming")
    both = pairs.join(one, on="row_id").join(other, left_on="row_id_after", right_on="row_id", suffix="_after")
    share = pl.col("counted_after").cast(pl.Float64) / pl.col("counted").cast(pl.Float64)
    money = pl.col("money").cast(pl.Float64) / pl.col("money_after").cast(pl.Float64)
    judged = both.with_columns(verdict=_verdict()).with_columns(
        share=pl.when(verdict=MIXED).then(share),
        money=pl.when((pl.col("money") != pl.col("money_after")) & (pl.col("money_after") != 0)).then(money),
    )
    return judged.select(pl.col(name).cast(kind) for name, kind in VERDICTS.items())


def _lines(side: pl.LazyFrame) -> pl.LazyFrame:
    counted = pl.col("status") == COUNTED
    outcome = pl.when(counted).then("category").otherwise("reason")
    money = pl.when(pl.col(PART).is_not_null()).then(pl.col("amount").cast(pl.String))
    said = pl.concat_str(pl.col("status").cast(pl.String), outcome.fill_null(""), money.fill_null(""), separator="\x1f")
    parts = side.select(
        "row_id", PART, *WHERE, "reporting_amount", counted=counted, said=said, category=outcome, amount="amount"
    )
    of_counted = pl.col("counted")
    return parts.group_by("row_id").agg(
        pl.col("said").sort_by(PART).str.join("\x1e"),
        pl.col(WHERE).first(),
        pl.sum("reporting_amount").alias("money"),
        of_counted.any().alias("any"),
        pl.col("amount").filter(of_counted).sum().alias("counted"),
        pl.col("category").filter(of_counted).unique().sort().str.join("\x1e").alias("categories"),
    )


def _verdict() -> pl.Expr:
    def unchanged(name: str) -> pl.Expr:
        return pl.col(name).eq_missing(pl.col(f"{name}_after"))

    regrouped = ~pl.all_horizontal(*(unchanged(name) for name in WHERE))
    return (
        pl.when(unchanged("said"))
        .then(pl.when(regrouped).then(pl.lit(REGROUPED)).otherwise(pl.lit(SAME)))
        .when(~(pl.col("any") & pl.col("any_after")))
        .then(pl.lit(BOUNDARY))
        .when(unchanged("counted"))
        .then(pl.lit(MAPPING))
        .when(unchanged("categories") | (pl.col("counted") == 0))
        .then(pl.lit(BOUNDARY))
        .otherwise(pl.lit(MIXED))
    )
