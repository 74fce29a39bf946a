"""The logarithmic mean Divisia index, first method, additive (LMDI-I): the change of a product told by its factors.

    V = x1 × x2 × … × xn       effect of xk = L(V_B, V_A) × ln(xk_B ÷ xk_A)       Σ effects = V_B − V_A
    L(a, b) = (a − b) ÷ ln(a ÷ b), L(a, a) = a, L(a, 0) = 0

B. W. Ang, The LMDI approach to decomposition analysis: a practical guide, Energy Policy 33 (2005) 867–871. The limits
where something is zero: B. W. Ang, F. Q. Zhang, K.-H. Choi, Energy 23 (1998) 489–495, table 2.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

Pair = tuple[pl.Expr, pl.Expr]  # the earlier and the later value
_NEAR = 1e-4  # of a logarithm: below it the series is more exact than the difference of two large numbers


def logarithmic_mean(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Return L(a, b): a where both are the same, 0 where one is zero or the signs differ.

    Two negative numbers have the mirror image of the mean of their sizes.
    """
    low, high = _sizes(a, b)
    mean = pl.when(low == high).then(low).otherwise((high - low) / _growth(low, high))
    return pl.when(alike(a, b)).then(a.sign() * mean).otherwise(0.0)


def share_of_later(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Return θ in L(a, b) = (1 − θ) × a + θ × b, where a and b have the same sign; else null.

    θ = 1 ÷ x − 1 ÷ (eˣ − 1) with x = ln(b ÷ a): ½ where both are the same, and from b to a it is 1 − θ.
    """
    x = (b / a).log()
    near = 0.5 - x / 12 + x**3 / 720
    exact = (logarithmic_mean(a, b) - a) / (b - a)
    return pl.when(alike(a, b)).then(pl.when(x.abs() < _NEAR).then(near).otherwise(exact))


def additive(whole: Pair, factors: Mapping[str, Pair], rest: str) -> dict[str, pl.Expr]:
    """Return the effect of each factor on a product, earlier and later; they add up to its change.

    whole: the product of the factors on each side. Where one factor alone is zero on one side, and the product with
    it, the whole change is that factor's (the published limit). Where no logarithm can be taken, for signs differ or
    several factors are zero, the whole change is that of `rest`.
    """
    a, b = whole
    regular = pl.all_horizontal(alike(a, b), *(alike(*pair) for pair in factors.values()))
    alone = {name: _alone(name, factors) for name in factors}
    nobody = ~pl.any_horizontal(alone.values())
    mean = logarithmic_mean(a, b)
    effects = {}
    for name, (before, after) in factors.items():
        takes_all = alone[name] | nobody if name == rest else alone[name]
        effects[name] = (
            pl.when(regular)
            .then(mean * (after / before).log())
            .otherwise(pl.when(takes_all).then(b - a).otherwise(0.0))
        )
    return effects


def _alone(name: str, factors: Mapping[str, Pair]) -> pl.Expr:
    """Return whether this factor is zero on one side, and all others have a sign that stays."""
    before, after = factors[name]
    others = (alike(*pair) for other, pair in factors.items() if other != name)
    return pl.all_horizontal((before == 0) != (after == 0), *others)


def alike(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Return whether both are above zero, or both below; what is not a number is neither."""
    return (a.sign() * b.sign()).eq(1).fill_null(False)


def _sizes(a: pl.Expr, b: pl.Expr) -> Pair:
    return pl.min_horizontal(a.abs(), b.abs()), pl.max_horizontal(a.abs(), b.abs())


def _growth(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Return ln(high ÷ low), exact also where both are nearly the same."""
    difference = high - low
    return pl.when(difference < low).then((difference / low).log1p()).otherwise((high / low).log())
