"""Which quotes in a delimited file surround a field, and which only belong to the text.

A quote surrounds a field when it stands at the field's very start or end (RFC 4180). A file keeps to that
throughout, or no field of it starts with a quote and all quotes are text; anything between is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

QUOTE = b'"'
# Stand-ins inside quoted fields; control characters are refused before this, so they cannot be in the file.
NEWLINE_INSIDE, SEPARATOR_INSIDE = b"\x02", b"\x03"


@dataclass(frozen=True, slots=True)
class Quoting:
    """How the quotes of a file are meant.

    surround: they surround fields; else they are text. rows, lines: rows counted with and without quotes.
    stray: the line on which a quote opens that nothing closes properly, or None.
    """

    surround: bool
    rows: int
    lines: int
    stray: int | None = None


def decide(blocks: Iterable[bytes], separator: bytes) -> Quoting:
    """Return how the quotes of a text (blocks of whole lines) are meant."""
    walk, starts = _Walk(separator), False
    for block in blocks:
        starts = starts or _starts_quoted(block, separator)
        walk.over(block)
    if walk.inside and walk.stray is None:
        walk.stray = walk.opened
    if walk.stray is None:
        return Quoting(True, walk.rows, walk.line - 1)
    return Quoting(False, walk.rows, walk.line - 1, walk.stray if starts else None)


def stray(blocks: Iterable[bytes], separator: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Yield the line `first`, and each later one that has such a quote by itself, with their text."""
    line = 1
    for block in blocks:
        for text in block.removesuffix(b"\n").split(b"\n"):
            if line == first or (line > first and QUOTE in text and _is_stray(text, separator)):
                yield line, text
            line += 1


def _is_stray(text: bytes, separator: bytes) -> bool:
    walk = _Walk(separator)
    walk.over(text + b"\n")
    return walk.stray is not None


def protect(block: bytes, separators: bytes) -> bytes:
    """Return the block with the newlines and separators inside quotes replaced by their stand-ins."""
    parts = block.split(QUOTE)
    table = bytes.maketrans(b"\n" + separators, NEWLINE_INSIDE + SEPARATOR_INSIDE * len(separators))
    parts[1::2] = [part.translate(table) for part in parts[1::2]]
    return QUOTE.join(parts)


def restore(text: bytes, separator: bytes) -> bytes:
    """Return the text with the stand-ins replaced by what they stand for."""
    return text.translate(bytes.maketrans(NEWLINE_INSIDE + SEPARATOR_INSIDE, b"\n" + separator))


def unquoted(cell: bytes) -> bytes:
    """Return what stands between the quotes that surround a cell, with doubled quotes as one."""
    if len(cell) < 2 or not (cell.startswith(QUOTE) and cell.endswith(QUOTE)):
        return cell
    return cell[1:-1].replace(QUOTE + QUOTE, QUOTE)


def whole_rows(block: bytes) -> int:
    """Return where the last row of the block ends that no quoted field runs out of (0: none does)."""
    odd, end = block.count(QUOTE) & 1, len(block)
    while True:
        newline = block.rfind(b"\n", 0, end)
        if newline < 0:
            return 0
        odd ^= block.count(QUOTE, newline, end) & 1
        if not odd:
            return newline + 1
        end = newline


class _Walk:
    """Goes over a text from quote to quote; remembers the first that neither opens nor closes a field."""

    def __init__(self, separator: bytes) -> None:
        self._edges = (separator, b"\n", b"")
        self.inside, self.line, self.opened, self.rows = False, 1, 1, 0
        self.stray: int | None = None

    def over(self, block: bytes) -> None:
        parts = block.split(QUOTE)
        between = parts[self.inside :: 2]  # the text outside quoted fields
        if self.stray is None and not self._clean(between, parts):
            self._find(parts)
        self.rows += sum(part.count(b"\n") for part in between)
        if self.inside != (len(parts) % 2 == 0):  # a field runs on into the next block
            last = b"" if len(parts) == 1 else parts[-1]
            self.opened = self.opened if len(parts) == 1 else self.line + block.count(b"\n") - last.count(b"\n")
            self.inside = True
        else:
            self.inside = False
        self.line += block.count(b"\n")

    def _clean(self, between: list[bytes], parts: list[bytes]) -> bool:
        """Whether a separator or line end stands on the outer side of every quote."""
        before = between if len(parts) % 2 == self.inside else between[:-1]
        after = between if self.inside else between[1:]
        edges = self._edges
        return all(part[-1:] in edges for part in before) and all(part[:1] in edges for part in after)

    def _find(self, parts: list[bytes]) -> None:
        inside, line, opened = self.inside, self.line, self.opened
        for number, part in enumerate(parts):
            if number:
                inside = not inside
                opened = line if inside else opened
            if not inside and number and part[:1] not in self._edges:
                self.stray = opened
                return
            line += part.count(b"\n")
            if not inside and number < len(parts) - 1 and part[-1:] not in self._edges:
                self.stray = line
                return


def _starts_quoted(block: bytes, separator: bytes) -> bool:
    return block.startswith(QUOTE) or separator + QUOTE in block or b"\n" + QUOTE in block
