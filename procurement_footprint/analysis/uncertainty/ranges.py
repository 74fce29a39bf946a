"""The range of each line: between low and high it lies with 95 %, the kilograms are its mean."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.uncertainty.log_sums import log_normal, quantile, summed
from procurement_footprint.analysis.uncertainty.moments import Moments, one_sided

Z = 1.959963984540054  # 95 % of a normal variable lie within ± Z
DIGITS = 6  # a bound in more would be false, and the last bits of a double are not the same on every computer
KILOGRAMS = pl.Decimal(38, 3)
RANGES = ("kg_co2e_low", "kg_co2e_high")


def ranges(known: Moments) -> pl.DataFrame:
    """Return line, kg_co2e_low and kg_co2e_high (95 %), six digits in whole grams, sorted.

    The mean and variance of a line are exact. Its shape is that of a sum of independent log-normals, one a product;
    what is common to several products (the level, the evidence of a category of several) changes only the width.
    Products that a line has credited more than it bought enter mean and variance with their sign; a line on which they
    are more than a tenth of the others is taken for normal. A negative line has the range of its mirror image.
    """
    sign = pl.when(pl.col("kilograms") < 0).then(-1.0).otherwise(1.0)
    lines = known.lines.with_columns(sign=sign)
    signed = known.products.join(lines.select("line", "sign"), on="line", maintain_order="left")
    shapes = _shapes(signed.with_columns(pl.col("kilograms") * pl.col("sign")))
    with_shape = lines.join(shapes, on="line", how="left", maintain_order="left")
    bounds = [_bound(z * pl.col("sign")) for z in (-Z, Z)]
    low, high = (bound.round_sig_figs(DIGITS).cast(KILOGRAMS) for bound in bounds)
    return with_shape.select("line", kg_co2e_low=low, kg_co2e_high=high)


def _shapes(products: pl.DataFrame) -> pl.DataFrame:
    """Return line, SHAPE of the sum of its positive products, each by itself, and that sum's mean and variance."""
    plus = products.filter(pl.col("kilograms") > 0)
    variance = (pl.col("own") / pl.col("kilograms") ** 2).log1p()
    terms = plus.select("line", *log_normal(pl.col("kilograms"), variance))
    positive = plus.group_by("line", maintain_order=True).agg(plus=pl.sum("kilograms"), plus_square=pl.sum("own"))
    return summed(terms).join(positive, on="line")


def _bound(z: pl.Expr) -> pl.Expr:
    """Return one bound of a line; z: −Z or Z, with the other sign for a negative line."""
    kilograms, square = pl.col("kilograms").abs(), pl.col("square")
    normal = kilograms + z * square.clip(lower_bound=0).sqrt()
    shaped = one_sided() & (kilograms > 0)
    return pl.when(shaped).then(_log_bound(kilograms, square, z)).otherwise(normal) * pl.col("sign")


def _log_bound(kilograms: pl.Expr, square: pl.Expr, z: pl.Expr) -> pl.Expr:
    """Return a bound from the shape, with the exact mean and variance: ln(1 + variance ÷ kg²) adds up."""
    own = pl.col("sd") ** 2
    by_product = (pl.col("plus_square") / pl.col("plus") ** 2).log1p()
    added = (square / kilograms**2).log1p() - by_product
    whole = pl.max_horizontal(own + added, own / 2)
    mean = pl.col("mean") + (kilograms / pl.col("plus")).log() - (whole - own) / 2
    diluted = own / whole
    shape = (mean, whole.sqrt(), pl.col("skewness") * diluted**1.5, pl.col("kurtosis") * diluted * diluted)
    return quantile(shape, z).exp()
