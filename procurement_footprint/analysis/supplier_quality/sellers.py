"""Payees that hide who has sold: purchase cards, factoring, payment services, by a shipped list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.analysis.supplier_quality.finding import Finding, Supplier
from procurement_footprint.mapping import patterns


class Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who looked the list over, and when."""

    by: str
    date: str


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of payee, and the patterns of the names by which it is known."""

    kind: str
    why: str
    fix: str
    names: tuple[str, ...]


class List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All kinds of payees that are known."""

    version: str
    reviewed: Reviewed
    kinds: tuple[Kind, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    unknown_sellers: List


def load() -> List:
    """Return the shipped list of payees that hide who has sold. Errors: Refused when it cannot be read."""
    path = shelf.folder("mappings") / "suppliers" / "unknown-sellers.yaml"
    return plain_yaml.convert(plain_yaml.load(path), _File, path.name).unknown_sellers


def unknown(suppliers: Sequence[Supplier], known: List) -> Iterator[Finding]:
    """Yield the suppliers behind which somebody else has sold, each once, by the first kind that its name is of."""
    written = [(place, name) for place, kind in enumerate(known.kinds) for name in kind.names]
    parsed = patterns.parse([name for _, name in written])
    parts = pl.DataFrame(
        [(place, part) for place, pattern in enumerate(parsed) for part in pattern.parts],
        {"pattern": pl.Int32, "part": pl.String},
        orient="row",
    )
    names = pl.Series([one.name for one in suppliers if one.name], dtype=pl.String)
    hits = patterns.found(names, parts).group_by("text").agg(pl.min("pattern"))
    kind_of = {text: known.kinds[written[place][0]] for text, place in hits.iter_rows()}
    for one in suppliers:
        if one.name in kind_of:
            kind = kind_of[one.name]
            yield Finding(kind.kind, one.shown, one.rows, one.amount, kind.why.rstrip("."), kind.fix)
