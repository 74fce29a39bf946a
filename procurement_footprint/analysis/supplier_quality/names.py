"""Names of suppliers as they are compared: without case, accents, punctuation and legal form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping import patterns


class _Forms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    joining: tuple[str, ...]
    anywhere: tuple[str, ...]
    at_the_end: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    legal_forms: _Forms


def bare(names: Sequence[str]) -> list[str]:
    """Return each name without its legal form: `Norrsele Frukt och Grönt AB (publ)` → `norrsele frukt gront`.

    A name that is nothing but a legal form stays as it is.
    """
    anywhere, at_the_end = _forms()
    folded = pl.DataFrame({"name": list(names)}, {"name": pl.String}).select(name=patterns.folded(pl.col("name")))
    result = []
    for name in folded["name"]:
        rest = anywhere.sub(" ", name)
        while (shorter := at_the_end.sub(" ", rest)) != rest:
            rest = shorter
        result.append(" ".join(rest.split()) or name.strip())
    return result


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    path = shelf.folder("mappings") / "suppliers" / "legal-forms.yaml"
    held = plain_yaml.convert(plain_yaml.load(path), _File, path.name).legal_forms
    lists = ((*held.joining, *held.anywhere), held.at_the_end)
    anywhere, at_the_end = ("|".join(sorted(one, key=len, reverse=True)) for one in lists)
    return re.compile(f"(?<= )(?:{anywhere})(?= )"), re.compile(f" (?:{at_the_end}) *$")
