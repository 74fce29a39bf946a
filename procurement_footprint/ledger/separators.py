"""What separates the fields of a delimited file, decided over its first lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from procurement_footprint.ledger import quoting
from procurement_footprint.ledger.hints import SourceHints, Unclear
from procurement_footprint.ledger.identity import masked
from procurement_footprint.problems import Refused, problem

SEPARATORS = b";,\t|"
NAMES = {b";": '";"', b",": '","', b"\t": "tab", b"|": '"|"'}
_HINTS = {b";": ";", b",": ",", b"\t": "tab", b"|": "|"}
_LINES = 200
_SAMPLE = 1_000_000
_SEP_LINE = re.compile(rb'"?sep=([^\w"\s]|\t)"?\s*\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vote:
    """How a separator fares: fields - 1 in most lines (`count`), and in how many of `total` lines."""

    separator: bytes
    count: int
    agree: int
    total: int


def announced(block: bytes) -> bytes | None:
    """Return the separator that a first line `sep=;` announces (as Excel writes it)."""
    match = _SEP_LINE.match(block)
    return match.group(1) if match else None


def hinted(text: str) -> bytes:
    """Return the separator a user means: one character, or the word tab."""
    raw = {"tab": b"\t", "\\t": b"\t"}.get(text.lower(), text.encode("utf-8"))
    if len(raw) != 1 or raw in b'"\n\r':
        raise Refused([problem("separator-unknown", text)])
    return raw


def recognise(block: bytes, name: str) -> bytes:
    """Return the separator of a text from its first block.

    Errors: Refused when no separator stands in the lines, Unclear when two fare equally well.
    """
    sample = block[: block.rfind(b"\n", 0, _SAMPLE) + 1] or block
    readings = (_votes(quoting.protect(sample, SEPARATORS)), _votes(sample))
    votes = max(readings, key=lambda reading: _weight(reading[0]))
    best, second = votes[0], votes[1]
    if not best.count:
        raise Refused([problem("csv-one-column", name, _excerpt(block))])
    if _weight(second) < 0.7 * _weight(best):
        return best.separator
    whole = [vote.separator for vote in votes if vote.count and vote.agree == vote.total]
    if len(whole) == 1:
        return whole[0]
    settings = " or ".join(f"separator: {NAMES[vote.separator]}" for vote in (best, second))
    question = problem("separator-unclear", name, _excerpt(block), choices=_choices(best, second), settings=settings)
    raise Unclear([question], SourceHints(separator=_HINTS[best.separator]))


def _votes(text: bytes) -> list[Vote]:
    lines = [line for line in text.split(b"\n", _LINES)[:_LINES] if line.strip(SEPARATORS + b' "')]
    return sorted((_vote(lines, bytes([code])) for code in SEPARATORS), key=_weight, reverse=True)


def _vote(lines: list[bytes], separator: bytes) -> Vote:
    counts = Counter(count for line in lines if (count := line.count(separator)))
    count, agree = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return Vote(separator, count, agree, len(lines))


def _weight(vote: Vote) -> int:
    return vote.count * vote.agree


def _choices(*votes: Vote) -> str:
    return " or ".join(f"{NAMES[v.separator]} ({v.count + 1} columns)" for v in votes)


def _excerpt(block: bytes) -> str:
    return masked(block[:2000].decode("utf-8", errors="replace").split("\n")[0])[:200]
