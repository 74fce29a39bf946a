"""Bytes and texts, mutated: what is in a file is changed, lost, doubled, moved, or replaced by what readers dislike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

WORD = re.compile(rb"[\w.,\-]+")
NUMBER = re.compile(rb"-?\d[\d.,]*")
# what has broken readers of text, numbers, dates and letters before
ODD = (
    b'"', b"'", b";", b",", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\x00", b"\x1a", b"\x1b[31m", b"\xff",
    b"\xef\xbb\xbf", "å".encode(), "å".encode("cp850"), "å".encode("utf-16-le"), b"\xe5", b"\xc3", b"\xed\xa0\x80",
    "\u200b".encode(), "\u202e".encode(), "\u2028".encode(), "\x85".encode(), "\u00a0".encode(), "a\u030a".encode(),
    "\U0001f600".encode(), b"=1+1", b"{", b"}", b"[", b"]", b"#", b"\\", b"%s", b"{0}", b"{x}", b"$", b"(a+)+$", b"*",
    b"[[", b"../", b"/", b"~",
)  # fmt: skip
ODD_NUMBERS = (
    b"0", b"-0", b"1e400", b"1e3", b"NaN", b"inf", b"1_000", "\u0661\u0662".encode(), "\u2212".encode() + b"5",
    b"1.234", b"1,234", b"1.234,50", b"9999999999999.99", b"99999999999999999999999999999999999999999", b"0.005",
    b"-1", b"1" * 5000, b"0640", b"12:30", b"2024-02-30", b"0000-00-00", b"9999-12-31", b"20240101", b"31/12/2024",
    b"1/2", b"0x1F", b"1 000", "1\u00a0000".encode(), b"(5,00)", b"5-", b"12,5x", b"10000-01-01", b"9999999999",
    b"-9223372036854775808", b".5", b"5.",
)  # fmt: skip
Mutation = Callable[[bytes, Random], bytes]


def mutated(raw: bytes, chance: Random, odd: Sequence[bytes] = ()) -> bytes:
    """Return the bytes with one to four changes; odd: words of the format to throw in. Never the same bytes."""
    changed = raw
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        changed = _once(changed, chance, odd)
    return changed if changed != raw else changed + b"x"


def _once(raw: bytes, chance: Random, odd: Sequence[bytes]) -> bytes:
    if odd and chance.random() < 0.3:
        return inserted(raw, chance, odd)
    return chance.choice(MUTATIONS)(raw, chance)


def flipped(raw: bytes, chance: Random) -> bytes:
    """One byte is another."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]


def lost(raw: bytes, chance: Random) -> bytes:
    """A stretch is gone."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.choice((1, 2, 5, 30)) :]


def ended(raw: bytes, chance: Random) -> bytes:
    """The file ends too early."""
    return raw[: chance.randrange(len(raw) + 1)]


def doubled(raw: bytes, chance: Random) -> bytes:
    """A stretch stands twice."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at : at + chance.choice((1, 10, 100))] + raw[at:]


def inserted(raw: bytes, chance: Random, odd: Sequence[bytes] = ODD) -> bytes:
    """Something odd stands in it, once or often."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(odd) * chance.choice((1, 1, 1, 2, 40)) + raw[at:]


def quoted(raw: bytes, chance: Random) -> bytes:
    """Two quotes stand anywhere."""
    at, to = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return raw[:at] + b'"' + raw[at:to] + b'"' + raw[to:]


def renumbered(raw: bytes, chance: Random) -> bytes:
    """A number is an odd one, or one digit of it is another."""
    found = list(NUMBER.finditer(raw))
    if not found:
        return inserted(raw, chance, ODD_NUMBERS)
    one = chance.choice(found)
    number = chance.choice(ODD_NUMBERS) if chance.random() < 0.7 else one[0].translate(_NEXT)
    return raw[: one.start()] + number + raw[one.end() :]


def swapped_words(raw: bytes, chance: Random) -> bytes:
    """A word has changed places with another, or taken its place."""
    words = list(WORD.finditer(raw))
    if len(words) < 2:
        return flipped(raw, chance)
    one, other = sorted(chance.sample(words, 2), key=lambda word: word.start())
    first = other[0] if chance.random() < 0.7 else one[0]
    return raw[: one.start()] + first + raw[one.end() : other.start()] + one[0] + raw[other.end() :]


def odd_word(raw: bytes, chance: Random) -> bytes:
    """A word is something odd, or empty."""
    words = list(WORD.finditer(raw))
    if not words:
        return inserted(raw, chance)
    one = chance.choice(words)
    return raw[: one.start()] + chance.choice((b"", *ODD, *ODD_NUMBERS)) + raw[one.end() :]


def other_lines(raw: bytes, chance: Random) -> bytes:
    """Lines have changed places, or one stands twice, or is gone."""
    lines = raw.splitlines(keepends=True)
    if len(lines) < 2:
        return doubled(raw, chance)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(other, lines[one])
        case _:
            del lines[one]
    return b"".join(lines)


def other_separator(raw: bytes, chance: Random) -> bytes:
    """One sign is another everywhere: a separator, a decimal mark, a line end, a quote."""
    old, new = chance.sample((b";", b",", b".", b"\t", b"|", b"\n", b"\r\n", b'"', b" ", b":", b"-"), 2)
    return raw.replace(old, new)


def other_encoding(raw: bytes, chance: Random) -> bytes:
    """The text is in another encoding."""
    text = raw.decode("utf-8", errors="replace")
    return text.encode(chance.choice(("utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp850", "utf-32")), "replace")


_NEXT = bytes.maketrans(b"0123456789", b"1234567890")
MUTATIONS: tuple[Mutation, ...] = (
    flipped, flipped, lost, ended, doubled, inserted, inserted, quoted, renumbered, renumbered, swapped_words,
    odd_word, odd_word, other_lines, other_lines, other_separator, other_encoding,
)  # fmt: skip
