"""What columns are called: names compared without case, blanks, punctuation and dots over letters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.ledger.profile import Unit

AmountKind = Literal["net", "plain", "gross", "vat", "unclear"]
_UNITS: Final[dict[str, Unit]] = {"kr": "kr", "ore": "ore", "tkr": "tkr", "ksek": "tkr"}
_BETWEEN: Final = ("i", "in")  # Belopp i öre


class _Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    like: tuple[str, ...]
    whole: tuple[str, ...]
    plain: tuple[str, ...]
    net: tuple[str, ...]
    gross: tuple[str, ...]
    vat: tuple[str, ...]
    unclear: tuple[str, ...]
    swedish: tuple[str, ...]
    currencies: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    columns: dict[str, dict[Literal["sv", "en"], tuple[str, ...]]]
    amount: _Amount


@dataclass(frozen=True, slots=True)
class Money:
    """What the name of an amount column says beside the amount. name: without that, folded."""

    name: str
    currency: str | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Known header names. names: folded name → (our column, its place in the order of preference)."""

    names: dict[str, tuple[str, int]]
    swedish: frozenset[str]
    english: frozenset[str]
    amount: dict[str, tuple[str, ...]]

    def column(self, header: str) -> str | None:
        """Return which of our columns a header names, `amount` apart."""
        known = self.names.get(fold(header))
        return known[0] if known else None

    def preference(self, header: str) -> int:
        """Return the place of a known header among the names of its column, 0 being preferred."""
        return self.names[fold(header)][1]

    def money(self, header: str) -> Money:
        """Return currency and unit in the name of an amount column: `Belopp (EUR)`, `Belopp i tkr`."""
        words = [fold(word) for word in re.findall(r"[^\W_]+", header)]
        codes = {word.upper() for word in words if word in self.amount["currencies"]}
        units = {_UNITS[word] for word in words if word in _UNITS}
        codes |= {"SEK"} if "ksek" in words else set()
        if not (codes or units) or len(codes) > 1 or len(units) > 1:
            return Money(fold(header), None, None)
        other = [word for word in words if not (word in _UNITS or word in _BETWEEN or word.upper() in codes)]
        return Money("".join(other), *codes or (None,), *units or (None,))

    def amount_kind(self, header: str) -> AmountKind | None:
        """Return what a header says of an amount: net, gross, vat, plain or unclear; None if no amount."""
        name, said = self.money(header).name, self.amount
        if not (any(word in name for word in said["like"]) or name in said["whole"]):
            return None
        if any(word in name for word in said["unclear"]) or name.endswith("ore"):
            return "unclear"
        if any(word in name for word in said["net"]):
            return "net"
        if any(word in name for word in said["gross"]):
            return "gross"
        if any(word in name for word in said["vat"]):
            return "vat"
        return "plain" if name in said["plain"] else "unclear"

    def is_swedish(self, headers: list[str]) -> bool:
        """Return whether the known names among `headers` are Swedish rather than English ones."""
        names = [fold(header) for header in headers]
        swedish = sum(n in self.swedish or any(w in n for w in self.amount["swedish"]) for n in names)
        return swedish > sum(name in self.english for name in names)


def fold(header: str) -> str:
    """Return a header's letters and digits in lower case, å and ä as a, ö as o: `Lev.nr (T)` → `levnrt`."""
    plain = unicodedata.normalize("NFKD", header.casefold())
    return "".join(c for c in plain if c.isascii() and c.isalnum())


@cache
def known() -> Synonyms:
    """Return the shipped synonyms."""
    path = shelf.folder("mappings") / "ledgers" / "synonyms.yaml"
    file = plain_yaml.convert(plain_yaml.load(path), _File, path.name)
    names: dict[str, tuple[str, int]] = {}
    languages: dict[str, set[str]] = {"sv": set(), "en": set()}
    for column, spoken in file.columns.items():
        for language, words in spoken.items():
            folded = [fold(word) for word in words]
            languages[language].update(folded)
            names |= {name: (column, place) for place, name in enumerate(folded)}
    lists = msgspec.structs.asdict(file.amount)
    amount = {kind: tuple(fold(word) for word in words) for kind, words in lists.items()}
    return Synonyms(names, frozenset(languages["sv"]), frozenset(languages["en"]), amount)
