"""The tables of the pack: each line says by which filter of footprint.parquet its rows, money and kilograms come.

Money in the reporting currency, kilograms of what is counted; each table adds up to what its name says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, ROWS
from procurement_footprint.mapping import listing
from procurement_footprint.mapping.rule import Rule

# null, never 0, where nothing is counted
KILOGRAMS = pl.when(pl.col("kg_co2e").count() > 0).then(pl.col("kg_co2e").sum()).alias("kg_co2e")
SUMS = (ROWS.alias("rows"), pl.sum("reporting_amount"), KILOGRAMS)
FILTER = "filter"


def tables(footprint: Finished) -> dict[str, pl.DataFrame]:
    """Return the tables by the name of their file, each in a fixed order."""
    rows = footprint.rows
    left_out = rows.filter(pl.col("status") == LEFT_OUT)
    return {
        "bridge": _summed(rows, ("status", "reason")),
        "coverage": _summed(rows, ("status", "evidence", "quality")),
        "left_out": _with_reasons(_summed(left_out, ("status", "reason")), footprint),
        "rules": _with_rules(_summed(rows, ("rule_id",)), footprint),
        "factors": _summed(rows.filter(pl.col("status") == COUNTED), ("category", "factor_set", "factor_year")),
        "products": _products(footprint),
        "sources": _sources(footprint),
    }


def _summed(rows: pl.LazyFrame, keys: Sequence[str]) -> pl.DataFrame:
    plain = rows.with_columns(pl.col(name).cast(pl.String) for name in keys)
    table = plain.group_by(keys).agg(SUMS).sort(keys, nulls_last=True).collect(engine="streaming")
    return table.with_columns(pl.Series(FILTER, [_filter(keys, line) for line in table.select(keys).iter_rows()]))


def _filter(keys: Sequence[str], values: Sequence[str | None]) -> str:
    """Return the condition in SQL that picks exactly these rows."""
    return " AND ".join(_condition(key, value) for key, value in zip(keys, values, strict=True))


def _condition(key: str, value: str | None) -> str:
    if value is None:
        return f"{key} IS NULL"
    if key == "factor_year":
        return f"{key} = {value}"
    return "{} = '{}'".format(key, value.replace("'", "''"))


def _with_reasons(table: pl.DataFrame, footprint: Finished) -> pl.DataFrame:
    known = footprint.basis.mappings.reasons.by_id
    lines = [(one.id, one.name.sv, one.name.en, one.why.en) for one in known.values()]
    names = pl.DataFrame(lines, ["reason", "name_sv", "name_en", "why"], orient="row")
    return table.join(names, on="reason", how="left", maintain_order="left")


RULE: dict[str, type[pl.DataType]] = dict.fromkeys(
    ("rule_id", "book", "place", "says", "evidence", "asks", "why", "reviewed_by", "reviewed_on", "since", "until"),
    pl.String,
)


def _with_rules(table: pl.DataFrame, footprint: Finished) -> pl.DataFrame:
    lines = [_rule(one) for one in footprint.basis.mappings.rules]
    return table.join(pl.DataFrame(lines, RULE, orient="row"), on="rule_id", how="left", maintain_order="left")


def _rule(rule: Rule) -> tuple[str | None, ...]:
    since, until = (None if day is None else day.isoformat() for day in (rule.since, rule.until))
    return (
        rule.id,
        rule.book,
        rule.place,
        rule.outcome,
        rule.level,
        listing.asks(rule),
        rule.why,
        rule.reviewed_by,
        rule.reviewed_on.isoformat(),
        since,
        until,
    )


def _products(footprint: Finished) -> pl.DataFrame:
    """Return what each used category is made of, in each used vintage; what is not as published says so."""
    basis = footprint.basis
    used = footprint.rows.filter(pl.col("status") == COUNTED).select(pl.col("category").cast(pl.String), "factor_year")
    pairs = used.unique().sort("category", "factor_year").collect(engine="streaming")
    capital = pl.Series(sorted(basis.capital_goods), dtype=pl.String).implode()
    parts = pairs.join(basis.crosswalk.table.with_columns(pl.col("category").cast(pl.String)), on="category")
    ordinary = parts.filter(~pl.col("category").is_in(capital)).join(_vintages(basis.factors.table), on=_ON, how="left")
    lasting = parts.filter(pl.col("category").is_in(capital))
    derived = _vintages(basis.factors.capital).rename({"kg_per_unit": "derived"})
    lasting = lasting.join(_vintages(basis.factors.table), on=_ON, how="left").join(derived, on=_ON, how="left")
    both = pl.concat(
        [ordinary, lasting.with_columns(kg_per_unit=pl.coalesce("derived", "kg_per_unit")).drop("derived")]
    )
    marks = list(_marks(both, basis))
    said = [basis.crosswalk.why[category, product] for category, product in both.select(_PART).iter_rows()]
    full = both.with_columns(pl.Series("changed", marks, dtype=pl.String), pl.Series("why", said, dtype=pl.String))
    return full.with_columns(currency=pl.lit(basis.factors.currency)).sort(*_PART, "factor_year")


_ON, _PART = ("product", "factor_year"), ("category", "product")


def _vintages(table: pl.DataFrame) -> pl.DataFrame:
    return table.select("product", pl.col("year").cast(pl.Int32).alias("factor_year"), "kg_per_unit")


def _marks(both: pl.DataFrame, basis: Basis) -> Iterator[str | None]:
    """Yield what is not as the publisher gives it, line by line; None where all is."""
    changes, derived = (
        {(one["product"], one["year"]): one for one in table.iter_rows(named=True)}
        for table in (basis.factors.changes, basis.factors.capital)
    )
    for line in both.iter_rows(named=True):
        key = (line["product"], line["factor_year"])
        if line["category"] in basis.capital_goods and key in derived:
            yield f"for capital goods, derived with {derived[key]['how']}"
        else:
            yield f"published {changes[key]['published']}: {changes[key]['how']}" if key in changes else None


def _sources(footprint: Finished) -> pl.DataFrame:
    """Return where all figures come from: as their publishers want to be credited, with the SHA-256 of our files."""
    years = footprint.rows.select(pl.col("booked_on").dt.year()).unique().collect(engine="streaming")
    cited = footprint.basis.citations(sorted(years["booked_on"].drop_nulls()))
    columns = ("title", "producer", "version", "licence", "licence_url", "attribution", "url", "sha256")
    lines = [tuple(getattr(one, name) for name in columns) for one in cited]
    return pl.DataFrame(lines, dict.fromkeys(columns, pl.String), orient="row").unique(maintain_order=True)
