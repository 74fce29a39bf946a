"""Words and numbers of the reports, in Swedish and English; the same on every computer, whatever its LANG says.

The words stand in `reports/words/sv/` and `reports/words/en/`, a file a subject: the same keys in both.
Swedish numbers are written 1 134,50 and English ones 1,134.50; spaces inside numbers never break over two lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from functools import cache
from pathlib import Path
from unicodedata import category, combining, normalize

from babel import Locale
from babel.numbers import format_decimal

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.problems import Refused

LOCALES = {"sv": "sv_SE", "en": "en"}
NO_VALUE = "–"
NBSP = "\u00a0"
MINUS = "\N{MINUS SIGN}"
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
# What large amounts are counted in: the unit, its power of ten, and the amount from which it reads well.
_SIZES = (("billion", 9, 10_000_000_000), ("million", 6, 1_000_000), ("thousand", 3, 10_000))

# Letters that do not sort as their plain ones. Swedish has å, ä, ö after z, as { | } are in Unicode; æ and ø with them.
_LETTERS = {
    "sv": {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"},
    "en": {"æ": "ae", "ø": "o"},
}

# From which probability on an order is called what.
SURENESS = (("sure", 0.95), ("likely", 0.75), ("even", 0.0))

Number = int | float | Decimal


class Words:
    """The words and numbers of one language: `words("page.skip")` is a text, `words.money(...)` an amount."""

    __slots__ = ("_locale", "_texts", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(LOCALES[language])
        self._texts = load(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text `key` with `{names}` filled in; a key that is not in the word file is a KeyError."""
        return self._texts[key].format(**values)

    def name(self, kind: str, identifier: str | None) -> str:
        """Return the name of something the data calls `identifier`; a dash for null, itself when unnamed."""
        if identifier is None:
            return NO_VALUE
        return self._texts.get(f"{kind}.{identifier}", identifier)

    def keys(self) -> frozenset[str]:
        """Return all keys of the word file."""
        return frozenset(self._texts)

    def number(self, value: Number | None, digits: int = 0) -> str:
        """Return a number with that many decimals: `1 134,5` or `1,134.5`; a dash for None."""
        if value is None:
            return NO_VALUE
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        text: str = format_decimal(_unsigned_zero(value, digits), format=pattern, locale=self._locale)
        return text.replace("-", MINUS)

    def money(self, value: Decimal | None, currency: str, digits: int = 2) -> str:
        """Return an amount to the öre with its currency: `1 134,50 kr` or `SEK 1,134.50`."""
        if value is None:
            return NO_VALUE
        return self._joined("money.plain", self.number(value, digits), currency)

    def money_short(self, value: Decimal, currency: str) -> str:
        """Return an amount of about three digits: `1 134 mnkr`, `12,3 mdkr` or `SEK 1,134 M`, `SEK 12.3 bn`."""
        for unit, exponent, least in _SIZES:
            if abs(value) >= least:
                return self._joined(f"money.{unit}", self._three_digits(value.scaleb(-exponent)), currency)
        return self.money(value, currency, digits=0)

    def currency(self, currency: str) -> str:
        """Return what one unit of a currency is called: `kr` for SEK in Swedish, else its code."""
        return self._texts.get(f"currency.{currency}", currency)

    def mass(self, kilograms: Decimal) -> str:
        """Return a mass of about three digits in kg, t or kt: `812 kg`, `15 234 t`, `1,2 kt` from 100,000 t."""
        unit, exponent = _mass_unit(kilograms)
        return self._three_digits(kilograms.scaleb(-exponent)) + f"{NBSP}{unit}"

    def mass_range(self, low: Decimal, high: Decimal, kilograms: Decimal) -> str:
        """Return the range around a mass, in the mass's unit and three digits: `17 000–34 800 t`."""
        unit, exponent = _mass_unit(kilograms)
        return self._between(low.scaleb(-exponent), high.scaleb(-exponent)) + f"{NBSP}{unit}"

    def tonnes_range(self, low: Decimal | None, high: Decimal | None) -> str:
        """Return a range of kilograms as tonnes, three digits, for columns that are headed t; a dash for None."""
        return NO_VALUE if low is None or high is None else self._between(low.scaleb(-3), high.scaleb(-3))

    def sureness(self, probability: float | None) -> str:
        """Return how sure it is that something is so: `säkert, 98 %`, `troligt, 81 %`, `jämnt, 55 %`; a dash for None.

        Whole per cent, rounded down. assumption: sure from 95 %, likely from 75 %; below, the order may well be the
        other way round.
        """
        if probability is None:
            return NO_VALUE
        word = next(word for word, least in SURENESS if probability >= least)
        share = (
            ">" + NBSP + self.percent(0.99, 0)
            if probability > 0.99
            else self.percent(int(probability * 100 + 1e-9) / 100, 0)
        )
        return self._texts[f"rank.{word}"].format(share=share)

    def tonnes(self, kilograms: Decimal | None, digits: int = 1) -> str:
        """Return kilograms as a bare number of tonnes with fixed decimals, for columns that are headed t."""
        return NO_VALUE if kilograms is None else self.number(kilograms.scaleb(-3), digits)

    def percent(self, share: float | Decimal | None, digits: int = 1) -> str:
        """Return a share of 1 in per cent: `12,3 %` or `12.3%`; what is not 0 never reads as 0."""
        if share is None:
            return NO_VALUE
        least = 10.0**-digits
        if 0 < share * 100 < least / 2:
            return "<" + NBSP + self._texts["number.percent"].format(number=self.number(least, digits))
        return self._texts["number.percent"].format(number=self.number(share * 100, digits))

    def collated(self, names: Iterable[str]) -> list[str]:
        """Return names in the order of the language: å, ä, ö after z in Swedish, as a and o in English."""
        return sorted(names, key=lambda name: ("".join(map(self._letter, normalize("NFC", name).casefold())), name))

    def _letter(self, char: str) -> str:
        own = _LETTERS[self.language].get(char)
        return own or "".join(part for part in normalize("NFKD", char) if not combining(part)) or char

    def axis(self) -> dict[str, object]:
        """Return how charts write the numbers along their axes, as d3-format wants it."""
        thousands, decimal = self._texts["number.thousands"], self._texts["number.decimal"]
        return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}

    def _joined(self, unit: str, number: str, currency: str) -> str:
        own = f"{unit}_{currency}"
        text = self._texts[own if own in self._texts else unit]
        return text.format(number=number, currency=currency).replace(" ", NBSP)

    def _between(self, low: Decimal, high: Decimal) -> str:
        first, last = (self._three_digits(_three_significant(value)) for value in (low, high))
        return self._texts["number.between" if low >= 0 else "number.between_signed"].format(low=first, high=last)

    def _three_digits(self, value: Decimal) -> str:
        size = abs(value)
        return self.number(value, 0 if size >= 100 or value == value.to_integral_value() else 1 if size >= 10 else 2)


def load(language: str) -> Mapping[str, str]:
    """Return the texts of a language: `section.key` → text; Refused where the file is not two levels of text."""
    return _texts(shelf.folder("reports") / "words" / language)


def printable(text: str) -> str:
    """Return a text on one line, with control characters (terminal commands, NUL, bidi) replaced by a visible mark."""
    if text.isprintable():
        return text
    return "".join(_seen(char) for char in text)


@cache
def _texts(folder: Path) -> Mapping[str, str]:
    files = sorted(folder.glob("*.yaml"))
    return {key: text for path in files for key, text in _flat(plain_yaml.load(path), f"{folder.name}/{path.name}")}


def _flat(sections: plain_yaml.Plain, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(sections, dict):
        for section, texts in sections.items():
            if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
                fix = "write `section:` and below it `key: text`"
                raise Refused([plain_yaml.shape(name, f'"{section}" does not hold keys with texts', fix)])
            yield from ((f"{section}.{key}", str(text)) for key, text in texts.items())


def _mass_unit(kilograms: Decimal) -> tuple[str, int]:
    size = abs(kilograms)
    return ("kt", 6) if size >= 100_000_000 else ("t", 3) if size >= 1_000 else ("kg", 0)


def _three_significant(value: Decimal) -> Decimal:
    return Context(prec=3).plus(value)


def _seen(char: str) -> str:
    if char.isprintable() or category(char) == "Zs":
        return char
    return " " if char.isspace() else _UNPRINTABLE


def _unsigned_zero(value: Number, digits: int) -> Number:
    return 0 if abs(value) <= 0.5 * 10**-digits else value
