"""Which suppliers to ask for data of their own: where most would be known that is not known now."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.cells import SUPPLIERS
from procurement_footprint.analysis.uncertainty.kinds import Kinds
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import DIGITS, KILOGRAMS

RESULT = (
    "rows", "reporting_amount", "kg_co2e", "relative_spread", "kg_spread", "share_of_variance",
    "categories", "category", "departments",
)  # fmt: skip
WITH_SHARE = 50  # suppliers whose share of the variance is computed: it takes the whole footprint once for each


def asked(held: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return the suppliers that can be asked, largest standard deviation first.

        kg_spread         = √variance of the supplier's kilograms = kilograms × relative spread
        share_of_variance = (V_all + V_supplier − V_all others) ÷ (2 × V_all)

    The share is the covariance of the supplier with the whole ÷ the variance of the whole: the shares of all suppliers
    add up to 1, but for products whose spread differs with the year. It is given for the first WITH_SHARE.
    held: cells with kind. Pools and suppliers with net credit cannot be asked. Result: supplier_id, supplier, rows,
    reporting_amount, kg_co2e, relative_spread, kg_spread, share_of_variance, categories (how many), category (the
    largest), departments (how many).
    """
    one = _suppliers(held)
    number = pl.int_range(pl.len(), dtype=pl.Int64)
    numbered = one.with_columns(line=number)
    own = held.join(numbered.select("line", *SUPPLIERS), on=list(SUPPLIERS), nulls_equal=True)
    spread = _deviations(own.group_by("line", "kind").agg(pl.sum("kg_co2e")), kinds)
    known = numbered.join(spread, on="line").with_columns(kg_spread=pl.col("square").sqrt())
    ordered = known.sort("kg_spread", *SUPPLIERS[:2], descending=[True, False, False], nulls_last=True)
    shares = _shares(held, own, ordered.head(WITH_SHARE), kinds)
    relative = pl.col("kg_spread") / pl.col("kg_co2e").cast(pl.Float64)
    rounded = ordered.join(shares, on="line", how="left", maintain_order="left").with_columns(
        pl.col("kg_spread").round_sig_figs(DIGITS).cast(KILOGRAMS),
        pl.col("share_of_variance").round(DIGITS),
        relative_spread=relative.round_sig_figs(DIGITS),
    )
    return rounded.select(*SUPPLIERS[:2], *RESULT)


def _suppliers(held: pl.DataFrame) -> pl.DataFrame:
    """Return the suppliers that can be asked, sorted, with their sums and their largest category."""
    single = held.filter(pl.col("pooled").is_null())
    by_category = single.group_by(*SUPPLIERS, "category").agg(pl.sum("rows", "reporting_amount", "kg_co2e"))
    departments = single.group_by(SUPPLIERS).agg(
        departments=pl.struct("organisation_id", "organisation", "department_id", "department").n_unique()
    )
    ordered = by_category.sort(*SUPPLIERS, "kg_co2e", "category", descending=[False] * 3 + [True, False])
    summed = ordered.group_by(SUPPLIERS, maintain_order=True).agg(
        pl.sum("rows", "reporting_amount", "kg_co2e"), pl.first("category"), categories=pl.len().cast(pl.Int64)
    )
    joined = summed.join(departments, on=list(SUPPLIERS), nulls_equal=True, maintain_order="left")
    return joined.filter(pl.col("kg_co2e") > 0).with_columns(pl.col("departments").cast(pl.Int64))


def _deviations(by_kind: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return line and square, the variance of each line in kg²; by_kind: line, kind, kg_co2e."""
    found = moments(by_kind.sort("line", "kind"), kinds).lines
    return found.select("line", square=pl.col("square").clip(lower_bound=0))


def _shares(held: pl.DataFrame, own: pl.DataFrame, first: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return line and share_of_variance of the first suppliers."""
    whole = held.group_by("kind").agg(pl.sum("kg_co2e"))
    part = own.join(first.select("line"), on="line").group_by("line", "kind").agg(mine=pl.sum("kg_co2e"))
    others = (
        first.select("line")
        .join(whole, how="cross")
        .join(part, on=["line", "kind"], how="left")
        .select("line", "kind", kg_co2e=pl.col("kg_co2e") - pl.col("mine").fill_null(0))
    )
    everything = _deviations(whole.with_columns(line=pl.lit(0, pl.Int64)), kinds)["square"].sum()
    without = _deviations(others, kinds).rename({"square": "others"})
    joined = first.select("line", "square").join(without, on="line", maintain_order="left")
    share = (everything + pl.col("square") - pl.col("others")) / (2 * everything) if everything else pl.lit(None)
    return joined.select("line", share_of_variance=share.cast(pl.Float64))
