"""Volume, mix and intensity of each category, and of each line inside it.

E_c = Q × S_c × I_c       Q the real money of everything, S_c a category's share of it, I_c its kg per real money
volume_c = L_c ln(Q_B ÷ Q_A)      mix_c = L_c ln(S_cB ÷ S_cA)      intensity_c = L_c ln(I_cB ÷ I_cA)
L_xc = (1 − θ_c) E_xA + θ_c E_xB  for a line x of the category; Σ L_xc = L_c
"""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.change.lmdi import additive, alike, logarithmic_mean, share_of_later
from procurement_footprint.analysis.change.sides import KILOGRAMS, METHOD

EFFECTS = ("volume", "mix", "intensity")
WEIGHTS = ("volume_before", "volume_after", "intensity_before", "intensity_after")
SHARED = ("kg_restated", "kg_after", "real_before", "real_after")  # what the effects of a category are made of
_STAGES = ("kg_before", "kg_factors", "kg_mapping", "kg_boundary", "kg_restated")


def by_category(lines: pl.DataFrame) -> pl.DataFrame:
    """Return category, SHARED, all_before and all_after (real money of everything) as Float64, sorted by category.

    lines: from `sides.lines`. Sums are exact before they become floating-point numbers.
    """
    sums = lines.group_by("category").agg(pl.sum(*SHARED)).sort("category", nulls_last=True)
    whole = sums.with_columns(all_before=pl.sum("real_before"), all_after=pl.sum("real_after"))
    return whole.with_columns(pl.exclude("category").cast(pl.Float64))


def of_categories(categories: pl.LazyFrame) -> pl.LazyFrame:
    """Return `categories` with volume, mix and intensity in kg, not rounded; they add up to kg_after − kg_restated.

    categories: the columns of `by_category`. A category that one side has not bought is all mix; so is one whose money
    or kilograms change their sign, or that has kilograms without money. One that is bought on both sides and has
    kilograms on one only is all intensity.
    """
    whole = (pl.col("kg_restated"), pl.col("kg_after"))
    money = (pl.col("real_before"), pl.col("real_after"))
    volume = (pl.col("all_before"), pl.col("all_after"))
    mix = (_per(money[0], volume[0]).fill_null(0.0), _per(money[1], volume[1]).fill_null(0.0))
    before, after = _per(whole[0], money[0]), _per(whole[1], money[1])
    # what is not bought has no kilograms per money: the other side's stands in, so that the share alone is zero
    intensity = (pl.coalesce(before, after), pl.coalesce(after, before))
    found = additive(whole, {"volume": volume, "mix": mix, "intensity": intensity}, rest="mix")
    return categories.with_columns(**found)


def weights(categories: pl.LazyFrame) -> pl.LazyFrame:
    """Return WEIGHTS of each category, by which its lines share its effects, beside those and `categories`.

        volume_x = volume_before × E_xA + volume_after × E_xB, intensity_x likewise; mix_x = the rest of its change

    categories: the columns of `by_category`; further ones are kept. L and θ are those of the category.
    """
    a, b = pl.col("kg_restated"), pl.col("kg_after")
    bought = alike(pl.col("real_before"), pl.col("real_after")) & alike(pl.col("all_before"), pl.col("all_after"))
    mean, theta = logarithmic_mean(a, b), share_of_later(a, b)
    shared, alone = bought & alike(a, b), bought & ((a == 0) != (b == 0))
    of_before, of_after = (1 - theta) / mean, theta / mean
    all_of_it = pl.when(alone).then(1.0).otherwise(0.0)  # each line's change is intensity
    return of_categories(categories).with_columns(
        volume_before=pl.when(shared).then(of_before * pl.col("volume")).otherwise(0.0),
        volume_after=pl.when(shared).then(of_after * pl.col("volume")).otherwise(0.0),
        intensity_before=pl.when(shared).then(of_before * pl.col("intensity")).otherwise(-all_of_it),
        intensity_after=pl.when(shared).then(of_after * pl.col("intensity")).otherwise(all_of_it),
    )


def of_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Return `lines` with METHOD, method, EFFECTS, real_change and kg_change, in whole grams.

    lines: from `sides.lines`. Volume and intensity of each line are rounded to the gram once, mix takes the rest: so
    volume + mix + intensity = real_change and real_change + method = kg_change, exactly, in every line and every sum.
    """
    shares = weights(by_category(lines).lazy()).select("category", *WEIGHTS).collect()
    joined = lines.join(shares, on="category", how="left", nulls_equal=True, maintain_order="left")
    a, b = pl.col("kg_restated").cast(pl.Float64), pl.col("kg_after").cast(pl.Float64)
    rounded = {
        name: (pl.col(f"{name}_before") * a + pl.col(f"{name}_after") * b).round(3).cast(KILOGRAMS)
        for name in ("volume", "intensity")
    }
    steps = zip(METHOD, _STAGES, _STAGES[1:], strict=False)
    told = joined.with_columns(
        **rounded,
        **{name: pl.col(after) - pl.col(before) for name, before, after in steps},
        method=pl.col("kg_restated") - pl.col("kg_before"),
        real_change=pl.col("kg_after") - pl.col("kg_restated"),
        kg_change=pl.col("kg_after") - pl.col("kg_before"),
    ).drop(WEIGHTS)
    return told.with_columns(mix=pl.col("real_change") - pl.col("volume") - pl.col("intensity"))


def _per(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole != 0).then(part / whole)
