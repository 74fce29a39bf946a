"""Which encoding a text file has: what its bytes prove, what makes Swedish words of them, or a question."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from procurement_footprint.ledger.hints import SourceHints, Unclear
from procurement_footprint.problems import Problem, Refused, problem

# Names a user may give, and what a file is called that has it.
NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "iso8859-1": "ISO 8859-1",
    "iso8859-15": "ISO 8859-15",
    "cp850": "CP850",
    "cp865": "CP865",
    "cp437": "CP437",
    "mac-roman": "Mac Roman",
}
_OTHER_NAMES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "latin-1": "iso8859-1",
    "latin1": "iso8859-1",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Old code pages that are told apart by their letters; the order decides only where they read the same text.
_CANDIDATES = ("cp1252", "cp850", "cp865", "mac-roman")
_MAX_WORDS = 20_000  # distinct words with letters outside ASCII: more add nothing
# assumption: among words that one code page reads as Swedish, at most one in fifty may be odd (foreign names)
_ODD_SHARE = 0.02

# Separators part words; which digit stands in a number does not matter, and fewer distinct words are faster.
_WORDS_ONLY = bytes.maketrans(b';,|"123456789', b"    000000000")
_UTF8_WORD = re.compile(rb"[\xc3][\x80-\xbf]")
_LETTERS = "åäöÅÄÖéÉüÜøæØÆ"
_LOWER = "a-zåäöéèàâüøæçñíóáúêëïôß"
_UPPER = "A-ZÅÄÖÉÈÀÜØÆÇÑÍÓÁÚ"
_SWEDISH = re.compile(f"[{_LETTERS}]")
_MIXED = re.compile(f"[{_LOWER}][ÅÄÖÉÈÀÜØÆÇÑÍÓÁÚ]|[åäöéèàüøæçñíóáúêëïôß][A-Z]|[A-ZÅÄÖ]{{2}}[åäöéèàüøæ](?![{_LOWER}])")
_ALLOWED = re.compile(f"[\\x21-\\x7e{_LOWER}{_UPPER}\\xa0§°²³½€£©®–—’‘“”…•´µ·]*")
_PUNCTUATION_INSIDE = re.compile(f"[{_LOWER}{_UPPER}][§°²³½€£©®“”…•µ][{_LOWER}{_UPPER}]")
_PLAIN_MARKS = re.compile(
    f"^[“”’‘][{_LOWER}{_UPPER}]|[{_LOWER}{_UPPER}][“”’][^{_LOWER}{_UPPER}]*$"
    f"|[{_LOWER}{_UPPER}][’´][a-z]|^[–—•€£§]$|\\d[°\\xa0€£½]|^[€£§©®]"
)
_LONE_LETTER = re.compile(f"(?<![{_LOWER}{_UPPER}&.-])[éèàüøæçñíóáúêëïôßÉÈÀÜØÆÇÑÍÓÁÚ](?![{_LOWER}{_UPPER}&.-])")


def marked(head: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark or the NULs of UTF-16 prove, and the length of the mark."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec, len(mark)
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) // 2 * 0.6
    if odd > most and not even:
        return "utf-16-le", 0
    if even > most and not odd:
        return "utf-16-be", 0
    return None


def hinted(name: str) -> str:
    """Return the codec a user means by `name`. Errors: Refused when it is none that we read."""
    plain = name.strip().lower().replace("_", "-").replace("windows-", "cp").replace("iso-8859", "iso8859")
    codec = _OTHER_NAMES.get(plain, plain)
    if codec not in NAMES:
        raise Refused([problem("encoding-unknown", name, known=", ".join(NAMES))])
    return codec


def recognise(blocks: Iterable[bytes], name: str) -> str:
    """Return the old code page that makes Swedish words of a file called `name`, whose blocks are not UTF-8.

    Errors: Unclear when none does, or when two do and read different words; Refused when it is damaged UTF-8.
    """
    words = _words(blocks)
    broken = _nearly_utf8(words, name)
    if broken:
        raise Refused([broken])
    scores = {codec: _score(words, codec) for codec in _CANDIDATES}
    readings: dict[tuple[str, ...], str] = {}
    for codec in _CANDIDATES:
        if scores[codec] > 0:
            readings.setdefault(tuple(_read(word, codec) for word in words), codec)
    fitting = sorted(readings.values(), key=lambda codec: -_swedish_words(words, codec))  # the likeliest first
    if len(fitting) == 1:
        return fitting[0]
    choices = fitting or list(_CANDIDATES[:2])
    raise Unclear([_question(words, name, choices)], SourceHints(encoding=choices[0]))


def weighed(blocks: Iterable[bytes], name: str, codecs_: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return how many words of a file called `name` each code page makes Swedish, and how many odd.

    Errors: Refused when it is damaged UTF-8.
    """
    words = _words(blocks)
    broken = _nearly_utf8(words, name)
    if broken:
        raise Refused([broken])
    return {codec: (_swedish_words(words, codec), _odd_words(words, codec)) for codec in codecs_}


def question(blocks: Iterable[bytes], name: str, choices: list[str]) -> Problem:
    """Return the Problem that the user has to choose between code pages, with some words as each reads them."""
    return _question(_words(blocks), name, choices)


def _words(blocks: Iterable[bytes]) -> list[bytes]:
    """The distinct words with letters outside ASCII, block by block in the order of their bytes."""
    words: dict[bytes, None] = {}
    for block in blocks:
        if len(words) < _MAX_WORDS and not block.isascii():
            distinct = set(block.translate(_WORDS_ONLY).split())
            words.update((word[:100], None) for word in sorted(w for w in distinct if not w.isascii()))
    return list(words)[:_MAX_WORDS]


def _nearly_utf8(words: list[bytes], name: str) -> Problem | None:
    """A file that is UTF-8 but for some bytes is damaged; reading it as a code page would garble the rest."""
    broken = [word for word in words if not _is_utf8(word)]
    good = sum(1 for word in words if _is_utf8(word) and _UTF8_WORD.search(word))
    if good <= len(broken):
        return None
    return problem("encoding-damaged", name, _excerpt(broken, "utf-8"))


def _is_utf8(word: bytes) -> bool:
    try:
        word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _score(words: list[bytes], codec: str) -> float:
    """How many words `codec` makes plausible, 0 when too many are odd."""
    verdicts = [_plausible(_read(word, codec)) for word in words]
    good, odd = verdicts.count(1), verdicts.count(-1)
    return good if odd <= _ODD_SHARE * (good + odd) else 0


def _plausible(word: str) -> int:
    """1 when the letters outside ASCII make sense in Swedish or English, -1 when not, 0 when nothing says."""
    if not _ALLOWED.fullmatch(word) or _MIXED.search(word) or _PUNCTUATION_INSIDE.search(word):
        return -1
    if _LONE_LETTER.search(word):
        return -1
    return 1 if _SWEDISH.search(word) or _PLAIN_MARKS.search(word) else 0


def _swedish_words(words: list[bytes], codec: str) -> int:
    return sum(bool(_SWEDISH.search(_read(word, codec))) for word in words)


def _odd_words(words: list[bytes], codec: str) -> int:
    return sum(_plausible(_read(word, codec)) < 0 for word in words)


def _read(word: bytes, codec: str) -> str:
    return word.decode(codec, errors="replace")


def _question(words: list[bytes], name: str, codecs_: list[str]) -> Problem:
    readings = "\n".join(f"{NAMES[codec]}: {_excerpt(words, codec)}" for codec in codecs_)
    choices = " or ".join(f"encoding: {codec}" for codec in codecs_)
    return problem("encoding-unclear", name, readings, choices=choices)


def _excerpt(words: Iterable[bytes], codec: str) -> str:
    return ", ".join(_first(_read(word, codec) for word in words))


def _first(texts: Iterator[str]) -> list[str]:
    return [text for text, _ in zip(texts, range(4), strict=False)]
