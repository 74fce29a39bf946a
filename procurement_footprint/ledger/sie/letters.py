"""How a SIE file writes letters. The standard says PC8, which is CP437; many programs write something else."""

from __future__ import annotations

import re
from typing import Final

from procurement_footprint.ledger import encoding
from procurement_footprint.ledger.hints import SourceHints, Unclear
from procurement_footprint.problems import Refused, problem

STANDARD: Final = "cp437"
_CANDIDATES: Final = (STANDARD, "cp1252", "mac-roman")  # CP850 and CP865 write å, ä, ö as CP437 does
# assumption: in the right reading at least three words are Swedish for each odd one; a wrong one makes nearly all odd
_FEW: Final = 3
_HEAD: Final = 20_000  # characters in which #FORMAT stands
_FORMAT: Final = re.compile(rb"#FORMAT[ \t]+\"?PC8\"?[ \t]*[\r\n]")


def decoded(raw: bytes, name: str, hints: SourceHints) -> tuple[str, list[str]]:
    """Return the text of a SIE file called `name`, and what the user should know about its letters.

    Errors: Unclear where no encoding, or more than one, makes Swedish words of it; Refused where it is damaged UTF-8,
    or not what the user says.
    """
    if mark := encoding.marked(raw):
        return _read(raw[mark[1] :], mark[0])
    if hints.encoding:
        codec = encoding.hinted(hints.encoding)
        try:
            return raw.decode(codec), [f"encoding {encoding.NAMES[codec]}, as the profile says"]
        except UnicodeDecodeError:
            raise Refused([problem("encoding-wrong", name, encoding=encoding.NAMES[codec])]) from None
    if raw.isascii():
        return raw.decode("ascii"), []
    try:
        return raw.decode("utf-8"), [_said(raw, "utf-8")]
    except UnicodeDecodeError:
        return _read(raw, _likeliest(raw, name))


def _said(raw: bytes, codec: str) -> str:
    if codec != STANDARD and _FORMAT.search(raw):
        return f"#FORMAT PC8 means CP437, but the letters are {encoding.NAMES[codec]}; they are read so"
    return f"encoding {encoding.NAMES[codec]}"


def _likeliest(raw: bytes, name: str) -> str:
    weights = encoding.weighed([raw], name, _CANDIDATES)
    fitting = {codec: swedish for codec, (swedish, odd) in weights.items() if swedish > _FEW * odd}
    best = [codec for codec, swedish in fitting.items() if swedish == max(fitting.values())]
    if best and (best[0] == STANDARD or len(best) == 1):
        return best[0]
    choices = best or list(_CANDIDATES[:2])
    raise Unclear([encoding.question([raw], name, choices)], SourceHints(encoding=choices[0]))


def _read(raw: bytes, codec: str) -> tuple[str, list[str]]:
    text = raw.decode(codec, errors="replace")
    said = _said(text[:_HEAD].encode(errors="replace"), codec)
    lost = text.count("\ufffd")
    return text, [said, *([f"letters that cannot be read in it: {lost}"] if lost else [])]
