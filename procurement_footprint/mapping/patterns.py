"""Patterns: how a rule says which texts it means, without regular expressions, the same on every engine.

Texts and patterns are folded first: case, accents and punctuation are gone, and a space stands at either end.
A pattern is found anywhere (`livsmedel` in "Skollivsmedel"); `|` at its start or end is the edge of a word
(`|it|`, `|lon`); ` & ` joins parts that must all be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

EDGE, AND = "|", " & "
SHORTEST = 2  # letters: one letter is found in every text
LONGEST = 500  # signs: more than a text that somebody books with
# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = {
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "ð": "d",
    "đ": "d",
    "þ": "th",
    "ł": "l",
    "ς": "σ",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, ready to be looked for: all `parts` must stand in the folded text.

    letters: the number of letters and digits in all parts; more letters say more.
    """

    parts: tuple[str, ...]
    letters: int


def folded(text: pl.Expr) -> pl.Expr:
    """Return a text as it is compared: `Löner, arb.tid` → ` loner arb tid `.

    Lower case, accents and zero-width characters removed, every run of other characters one space,
    one space at either end. Folding twice changes nothing; null stays null.
    """
    plain = text.str.normalize("NFKD").str.to_lowercase()
    plain = plain.str.replace_all(r"[\p{M}\p{Cf}]+", "")
    plain = plain.str.replace_many(list(_WHOLE_LETTERS), list(_WHOLE_LETTERS.values()))
    words = plain.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
    return pl.lit(" ") + words + pl.lit(" ")


def fold(text: str) -> str:
    """Return one text as it is compared; see `folded`."""
    return str(pl.select(folded(pl.lit(text))).item())


def parse(patterns: Sequence[str]) -> list[Pattern]:
    """Return patterns as rules write them, ready to be looked for, in the same order."""
    written = [part for pattern in patterns for part in pattern.split(AND)]
    words = pl.DataFrame({"part": written}, {"part": pl.String}).select(folded(pl.col("part")).alias("folded"))
    literals = (_with_edges(part, word.strip()) for part, word in zip(written, words["folded"], strict=True))
    return [_pattern([next(literals) for _ in pattern.split(AND)]) for pattern in patterns]


def fault(pattern: str) -> str | None:
    """Return what is wrong with a pattern as it is written, in words, or None."""
    if len(pattern) > LONGEST:
        return f"the pattern has more than {LONGEST} signs"
    for part in pattern.split(AND):
        inner = part.strip().removeprefix(EDGE).removesuffix(EDGE)
        if inner.isalnum() and len(inner) >= SHORTEST:
            continue
        if EDGE in inner:
            return f'"{EDGE}" stands inside the pattern'
        if "&" in inner:
            return 'an "&" without a space on both sides, or with nothing beside it'
        letters = sum(letter.isalnum() for letter in inner)
        if letters < SHORTEST:
            return f"the pattern has {letters} letter{'' if letters == 1 else 's'}"
    return None


def found(texts: pl.Series, patterns: pl.DataFrame) -> pl.DataFrame:
    """Return which pattern stands in which text, in one pass over the texts for all patterns.

    texts: String. patterns: `pattern` (any number), `part` (a literal of `Pattern.parts`), one row per part.
    Returns `text`, `pattern`; each pair once, unsorted.
    """
    literals = patterns["part"].unique().to_list()
    if not literals:
        return pl.DataFrame(schema={"text": pl.String, "pattern": patterns.schema["pattern"]})
    values = texts.drop_nulls().unique().rename("text").to_frame().lazy()
    any_of_them = values.with_columns(folded(pl.col("text")).alias("folded")).filter(
        pl.col("folded").str.contains_any(literals)
    )
    parts = pl.col("folded").str.extract_many(literals, overlapping=True).list.unique().alias("part")
    hits = any_of_them.select("text", parts).collect(engine="streaming")
    pairs = hits.explode("part", empty_as_null=True).join(patterns.unique(), on="part")
    whole = patterns.unique().group_by("pattern").agg(pl.len().alias("parts"))
    matched = pairs.group_by("text", "pattern").agg(pl.len().alias("matched")).join(whole, on="pattern")
    return matched.filter(pl.col("matched") == pl.col("parts")).select("text", "pattern")


def _with_edges(written: str, word: str) -> str:
    part = written.strip()
    return (" " if part.startswith(EDGE) else "") + word + (" " if part.endswith(EDGE) else "")


def _pattern(literals: list[str]) -> Pattern:
    parts = tuple(sorted(set(literals)))
    return Pattern(parts, sum(_letters(part) for part in parts))


def _letters(text: str) -> int:
    return len(text.replace(" ", ""))
