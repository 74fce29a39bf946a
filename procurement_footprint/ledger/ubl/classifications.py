"""Item classifications: which code a line really carries, by its shape as well as by the list that it names.

UNCL 7143 calls the lists STI (CPV), TST (UNSPSC) and SRV (GTIN). A CPV code is eight digits, mostly with a hyphen and a
check digit; UNSPSC has eight digits. Invoices name SRV for codes that are no GTIN: with hyphen and check digit it can
only be CPV; eight bare digits may be CPV, UNSPSC or a GTIN, and nothing is guessed. The check digit itself is not
computed: those of CPV 2008 do not follow their published rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

CPV_LIST, UNSPSC_LIST, GTIN_LIST = "STI", "TST", "SRV"
LISTS: Final = (CPV_LIST, UNSPSC_LIST, GTIN_LIST)
_CHECKED: Final = re.compile(r"(\d{8})-\d", re.ASCII)
_EIGHT: Final = re.compile(r"\d{8}", re.ASCII)
_GTIN: Final = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
_SHAPE: Final = {
    CPV_LIST: "the list is that of CPV, the shape is not",
    UNSPSC_LIST: "the list is that of UNSPSC, the shape is not",
    GTIN_LIST: "the list is that of GTIN, the shape is not",
}
EIGHT_DIGITS: Final = "the list is that of GTIN; eight digits may as well be CPV or UNSPSC"
SEVERAL: Final = "the line has several of them"


def codes(found: Iterable[tuple[str, str]]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Return the CPV code (eight digits), the UNSPSC code, and what is not used: `09348023 (SRV): …`.

    found: list and code of each classification of a line; lists that are none of ours are passed over.
    """
    cpv: list[str] = []
    unspsc: list[str] = []
    unused: list[str] = []
    for name, code in found:
        checked = _CHECKED.fullmatch(code)
        if name in (CPV_LIST, GTIN_LIST) and checked:
            cpv.append(checked[1])
        elif name == CPV_LIST and _EIGHT.fullmatch(code):
            cpv.append(code)
        elif name == UNSPSC_LIST and _EIGHT.fullmatch(code):
            unspsc.append(code)
        elif name == GTIN_LIST and _EIGHT.fullmatch(code):
            unused.append(f"{code} ({name}): {EIGHT_DIGITS}")
        elif name in LISTS and not (name == GTIN_LIST and _GTIN.fullmatch(code)):
            unused.append(f"{code} ({name}): {_SHAPE[name]}")
    return _only(cpv, CPV_LIST, unused), _only(unspsc, UNSPSC_LIST, unused), tuple(unused)


def _only(held: list[str], name: str, unused: list[str]) -> str | None:
    """Return the one code; of several that differ none, which is said."""
    distinct = list(dict.fromkeys(held))
    if len(distinct) > 1:
        unused.append(f"{', '.join(distinct)} ({name}): {SEVERAL}")
        return None
    return distinct[0] if distinct else None
