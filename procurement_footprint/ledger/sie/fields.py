r"""One line of a SIE file, cut into its fields: blanks or tabs between them, quotes around them, `\"` for a quote."""

from __future__ import annotations

import re
from typing import Final

_FIELD: Final = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^ \t"][^ \t]*))(?=[ \t{}]|$)')
# a whole line of fields without an escaped quote, which most lines are: checked and cut in two steps
_PLAIN_LINE: Final = re.compile(r'(?:(?:"[^"\\]*"|[^ \t"][^ \t]*)(?:[ \t]+|$))*')
_PLAIN: Final = re.compile(r'"([^"]*)"|([^ \t]+)')
_INSIDE: Final = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^ \t"{}][^ \t{}]*))(?=[ \t{}]|$)')
_OPEN: Final = re.compile(r"[ \t]*\{")
_CLOSE: Final = re.compile(r"[ \t]*\}")
_ESCAPED: Final = re.compile(r'\\(["\\])')


class Torn(ValueError):  # noqa: N818 - it says what the line is
    """A line that cannot be cut into fields; its text is the code of the Problem."""


def fields(line: str) -> list[str]:
    """Return the fields of a record, its label first. Errors: Torn where a quote does not pair."""
    found, at = [], 0
    line = line.strip(" \t")
    if _PLAIN_LINE.fullmatch(line):
        return [quoted or plain for quoted, plain in _PLAIN.findall(line)]
    while at < len(line):
        text, at = _next(_FIELD, line, at)
        found.append(text)
    return found


def with_objects(line: str) -> tuple[list[str], list[str]]:
    """Return the fields of a #TRANS record and, apart, what stands in its list of objects.

    Errors: Torn where a quote does not pair, or the list is missing or not closed.
    """
    line = line.strip(" \t")
    label, at = _next(_FIELD, line, 0)
    account, at = _next(_INSIDE, line, at) if not _OPEN.match(line, at) and at < len(line) else ("", at)
    opened = _OPEN.match(line, at)
    if not opened:
        raise Torn("sie-objects")
    objects, at = [], opened.end()
    while not (closed := _CLOSE.match(line, at)):
        if at >= len(line) or _OPEN.match(line, at):
            raise Torn("sie-objects")
        text, at = _next(_INSIDE, line, at)
        objects.append(text)
    return [label, account, *fields(line[closed.end() :])], objects


def _next(pattern: re.Pattern[str], line: str, at: int) -> tuple[str, int]:
    found = pattern.match(line, at)
    if not found:
        raise Torn("sie-quote")
    quoted, plain = found.groups()
    return (_ESCAPED.sub(r"\1", quoted) if quoted is not None else plain), found.end()
