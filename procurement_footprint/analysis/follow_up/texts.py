"""The file `follow_up.yaml` of a project: what people say was done and is planned, year by year.

"2024":
  who: Hållbarhetsenheten               # who answers for the texts of the year
  done:
    - Klimatkrav i avtalet om livsmedel # one text for all languages, or
    - text: {sv: Alla inköpare är utbildade, en: All buyers are trained}
      who: Upphandlingsenheten
      indicators: [footprint, group-food_meals]   # which figures it is meant to move
  planned: [...]
  comments: [...]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.problems import Problem, Refused, problem

FILE = "follow_up.yaml"
NEAREST = 3  # indicators that a message names before all others
LANGUAGE_KEYS = frozenset(LANGUAGES)
_YEAR = re.compile(r"(19|20|21)\d\d")
Translated = str | dict[str, str]


class WrittenText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was done or is planned, as it is written."""

    text: Translated = ""
    who: str = ""
    indicators: tuple[str, ...] = ()


class WrittenYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A year of the file, as it is written."""

    done: tuple[str | WrittenText, ...] = ()
    planned: tuple[str | WrittenText, ...] = ()
    comments: tuple[str | WrittenText, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One thing that somebody says. said: language → text. who: does or says it. indicators: ids that it is about."""

    said: Mapping[str, str]
    who: str = ""
    indicators: tuple[str, ...] = ()

    def in_language(self, language: str) -> str:
        """Return the text in a language, else in the one that it has."""
        return self.said.get(language) or next(iter(self.said.values()), "")


@dataclass(frozen=True, slots=True)
class Texts:
    """What is said of a year, in the order of the file. who: answers for it."""

    done: tuple[Text, ...] = ()
    planned: tuple[Text, ...] = ()
    comments: tuple[Text, ...] = ()
    who: str = ""


NOTHING = Texts()


def load(path: Path, indicators: Collection[str]) -> dict[int, Texts]:
    """Return what a file says, by year.

    indicators: the ids that there are. Errors: Refused with everything that is wrong with the file.
    """
    return parse(path.read_bytes(), indicators, path.name)


def parse(raw: bytes, indicators: Collection[str], name: str = FILE) -> dict[int, Texts]:
    """Return what the bytes of such a file say, by year; see `load`."""
    said = plain_yaml.in_words(plain_yaml.parse(raw, name))
    held = plain_yaml.convert(said, dict[str, WrittenYear], name)
    lines: Mapping[str, int] = getattr(said, "lines", {})
    reading = _Reading(name, tuple(indicators), [])
    found: dict[int, Texts] = {}
    for (year, one), entry in zip(held.items(), said.values() if isinstance(said, dict) else (), strict=True):
        if _YEAR.fullmatch(year):
            found[int(year)] = reading.year(one, entry, lines.get(year, 1))
        else:
            reading.add("follow-up-year", lines.get(year, 1), year=year)
            reading.year(one, entry, lines.get(year, 1))
    if reading.problems:
        raise Refused(reading.problems)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file while it is read: what is wrong so far."""

    name: str
    indicators: Sequence[str]
    problems: list[Problem]

    def add(self, code: str, line: int, /, **said: object) -> None:
        """Keep that something is wrong."""
        self.problems.append(problem(code, f"{self.name}:{line}", "", **said))

    def year(self, one: WrittenYear, entry: object, line: int) -> Texts:
        """Return what is said of a year; what is wrong with it is kept."""
        done, planned, comments = (
            tuple(self._texts(getattr(one, key), entry, key, line)) for key in ("done", "planned", "comments")
        )
        return Texts(done, planned, comments, one.who.strip())

    def _texts(self, held: Sequence[str | WrittenText], entry: object, key: str, line: int) -> Iterator[Text]:
        written = entry.get(key, []) if isinstance(entry, dict) else []
        start = _line(entry, key, line)
        for one, as_written in zip(held, written, strict=True):
            yield self._text(WrittenText(one) if isinstance(one, str) else one, as_written, start)

    def _text(self, one: WrittenText, written: object, line: int) -> Text:
        said = dict.fromkeys(LANGUAGES, one.text) if isinstance(one.text, str) else dict(one.text)
        for language in said:
            if language not in LANGUAGE_KEYS:
                at = _line(written, "text", line)
                self.add("follow-up-language", at, language=language, languages=", ".join(LANGUAGES))
        if not any(text.strip() for text in said.values()):
            self.add("follow-up-text", _line(written, "text", line))
        for name in one.indicators:
            if name not in self.indicators:
                at, names = _line(written, "indicators", line), ", ".join(_nearest_first(name, self.indicators))
                self.add("follow-up-indicator", at, indicator=name, indicators=names)
        kept = {language: text.strip() for language, text in said.items() if text.strip()}
        return Text(kept, one.who.strip(), one.indicators)


def _nearest_first(name: str, indicators: Sequence[str]) -> list[str]:
    holding = [one for one in indicators if name.strip() and name.strip() in one]
    return list(dict.fromkeys([*holding, *get_close_matches(name, indicators, NEAREST), *indicators]))


def _line(written: object, key: str, line: int) -> int:
    """Return where a key stands, else where its mapping begins, else the line around it."""
    lines: Mapping[str, int] = getattr(written, "lines", {})
    return lines.get(key) or min(lines.values(), default=line)
