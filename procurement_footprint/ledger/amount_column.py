"""A whole column of money, from text to Decimal(18, 2): exact, never through floating point."""

from __future__ import annotations

from typing import Final

import polars as pl

from procurement_footprint.ledger.amounts import (
    AFFIX,
    LARGEST_DIGITS,
    MINUS,
    NOISE,
    NOISE_DIGITS,
    SHIFT,
    THREE,
    Mark,
    Marks,
    Style,
    grammar,
)
from procurement_footprint.ledger.columns import MONEY

# most columns: nothing but digits and at most two decimals; tried first because it takes a tenth of the time
_PLAIN: Final[dict[Mark, str]] = {
    mark: f"^-?[0-9]{{1,{LARGEST_DIGITS}}}(?:\\{mark}[0-9]{{1,2}})?$" for mark in (".", ",")
}


def marks(texts: pl.Series, expected: Mark = ",") -> Marks:
    """Return what the values (String, stripped, null where empty) say of the column's decimal mark."""
    for mark in (expected, "." if expected == "," else ","):
        if texts.str.contains(_PLAIN[mark]).all():
            example = _first(texts, texts.str.contains(mark, literal=True))
            return Marks(point=example, plain=mark) if mark == "." else Marks(comma=example, plain=mark)
    point, comma = texts.str.contains(grammar(".")), texts.str.contains(grammar(","))
    has_point, has_comma = texts.str.contains(".", literal=True), texts.str.contains(",", literal=True)
    sure = point != comma
    three = point & texts.str.contains(THREE["."]) | comma & texts.str.contains(THREE[","])
    return Marks(
        _first(texts, sure & point),
        _first(texts, sure & comma),
        _first(texts, point & comma & has_point),
        _first(texts, point & comma & has_comma),
        _first(texts, sure & three),
    )


def amounts(texts: pl.Series, style: Style, plain: Mark | None = None) -> pl.DataFrame:
    """Return columns amount (Decimal(18, 2)), why (code of the Problem), affix and noise for texts as in `marks`.

    Where a text cannot be read, amount is null and why says the reason; both are null where the text is.
    noise: the text has more than two decimals, but they are only what floating point leaves behind.
    plain: what `marks` has found of these texts, so that they are not looked through again.
    """
    if style.unit == "kr" and (plain == style.decimal or texts.str.contains(_PLAIN[style.decimal]).all()):
        amount = texts.str.replace(",", ".", literal=True).cast(MONEY)
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
        noise = pl.Series([False]).new_from_index(0, len(texts))
        return pl.DataFrame({"amount": amount, "why": nothing, "affix": nothing, "noise": noise})
    return _amounts(texts, style)


def _amounts(texts: pl.Series, style: Style) -> pl.DataFrame:
    mark = style.decimal
    text = pl.col("text")
    fits = text.str.contains(grammar(mark))
    doubtful = pl.lit(False) if style.three else _doubtful(mark)
    digits = text.str.replace_all(f"[^0-9{mark}]", "")
    parts = pl.DataFrame({"text": texts}).select(
        text,
        fits=fits,
        doubtful=doubtful,
        negative=text.str.contains(f"[({MINUS}]"),
        affix=text.str.extract(f"({AFFIX})").str.to_lowercase(),
        whole=digits.str.extract(f"^([0-9]*)\\{mark}?").fill_null(""),
        fraction=digits.str.extract(f"\\{mark}([0-9]*)").fill_null(""),
    )
    whole, fraction = _shifted(SHIFT[style.unit])
    moved = parts.with_columns(whole=whole, fraction=fraction)
    exceeds = pl.col("fraction").str.contains("^[0-9]{2}0*[1-9]")
    digits = pl.concat_str("whole", "fraction").str.strip_chars_start("0").str.len_bytes()
    noise = exceeds & pl.col("fraction").str.contains(NOISE) & digits.is_between(*NOISE_DIGITS)
    why = (
        pl.when(~pl.col("fits")).then(pl.lit("amount-unreadable"))
        .when(pl.col("doubtful")).then(pl.lit("amount-three-decimals"))
        .when(exceeds & ~noise).then(pl.lit("amount-decimals"))
        .when(pl.col("whole").str.strip_chars_start("0").str.len_bytes() > LARGEST_DIGITS)
        .then(pl.lit("amount-too-large"))
    )  # fmt: skip
    plain = pl.concat_str(
        pl.when("negative").then(pl.lit("-")).otherwise(pl.lit("")),
        pl.col("whole").str.strip_chars_start("0").str.pad_start(1, "0"),
        pl.lit("."),
        pl.col("fraction").str.pad_end(2, "0"),
    )
    read = moved.with_columns(why=why, noise=noise).with_columns(
        amount=pl.when(pl.col("text").is_not_null() & pl.col("why").is_null()).then(plain).cast(MONEY)
    )
    # the cast rounds what is beyond two decimals: zeros, or noise
    return read.select("amount", "why", "affix", pl.col("noise").fill_null(False))


def _doubtful(mark: Mark) -> pl.Expr:
    """Return whether a value such as `1.234` may hold a thousands mark instead of the decimal mark."""
    other: Mark = "." if mark == "," else ","
    return pl.col("text").str.contains(grammar(other)) & pl.col("text").str.contains(mark, literal=True)


def _shifted(places: int) -> tuple[pl.Expr, pl.Expr]:
    """Return digits before and after the decimal mark once it has moved `places` to the right."""
    whole, fraction = pl.col("whole"), pl.col("fraction")
    if places < 0:
        padded = whole.str.zfill(-places)
        return padded.str.head(places), pl.concat_str(padded.str.tail(-places), fraction)
    padded = fraction.str.pad_end(places, "0")
    return pl.concat_str(whole, padded.str.head(places)), padded.str.slice(places)


def _first(texts: pl.Series, where: pl.Series) -> str | None:
    found = where.arg_true()
    return texts[found[0]] if len(found) else None
