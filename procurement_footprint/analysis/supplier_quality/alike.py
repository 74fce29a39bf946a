"""The same supplier under several numbers or names: equal names first, then names that are nearly equal.

    alike = 100 × (1 - edits between the names, words sorted / letters of both)   (rapidfuzz: ratio)

The words that only one of the two has must be alike too: `Kingston Parish Council` is not `Instow Parish Council`.
Only names that begin, end, or have a word that begins with the same letters are compared, so that 20,000 suppliers take
seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from procurement_footprint.analysis.supplier_quality.finding import (
    ALIKE,
    SEVERAL_NAMES,
    SEVERAL_NUMBERS,
    Finding,
    Supplier,
)

NEAR = 90.0  # assumption: one letter in ten may be a slip of the pen
NEAR_WORDS = 85.0  # assumption: the same of the words in which two names differ
FAR = 60.0  # assumption: names of one number that are less alike than this are two suppliers, or a wrong number
SHORTEST = 6  # assumption: letters; shorter names are alike by chance
LETTERS = 4  # that a block has in common
LARGEST_BLOCK = 300  # names; a beginning that more share tells nobody apart


def several_numbers(suppliers: Sequence[Supplier]) -> Iterator[Finding]:
    """Yield the suppliers whose name another number has too; a valid number, then more money, is who it may be."""
    by_name: dict[str, list[Supplier]] = {}
    for one in suppliers:
        if one.bare:
            by_name.setdefault(one.bare, []).append(one)
    for held in by_name.values():
        first, *others = _by_number(held)
        for one in others:
            yield _pair(SEVERAL_NUMBERS, one, first, _how(one, first))


def _how(one: Supplier, other: Supplier) -> str:
    if one.number is None:
        return "the same name in rows without a number"
    if one.legal and other.legal:
        return "the same name under another valid number: two companies, or one that was registered anew"
    return "the same name under another number"


def several_names(suppliers: Sequence[Supplier]) -> Iterator[Finding]:
    """Yield the names that are nothing like the other name of the same number."""
    by_number: dict[str, list[Supplier]] = {}
    for one in suppliers:
        if one.number and one.bare:
            by_number.setdefault(one.number, []).append(one)
    for held in by_number.values():
        first, *others = sorted(held, key=_largest)
        for one in others:
            if fuzz.token_set_ratio(one.bare, first.bare) < FAR:
                what = "the same number under another name: a new name, or a wrong number"
                fix = "look it up; correct the number in the supplier register where it is wrong"
                yield Finding(SEVERAL_NAMES, one.shown, one.rows, one.amount, what, fix, first.shown)


def nearly_equal(suppliers: Sequence[Supplier]) -> Iterator[Finding]:
    """Yield the suppliers whose name is nearly that of another, unless both have a valid number of their own."""
    by_name: dict[str, Supplier] = {}
    for one in sorted(suppliers, key=_largest):
        if len(one.bare.replace(" ", "")) >= SHORTEST:
            by_name.setdefault(one.bare, one)
    for pair in sorted(_pairs(list(by_name))):
        first, second = sorted((by_name[name] for name in pair), key=_largest)
        same = first.number is not None and first.number == second.number
        if not same and not (first.legal and second.legal):
            yield _pair(ALIKE, second, first, "nearly the same name")


def _pair(kind: str, one: Supplier, other: Supplier, what: str) -> Finding:
    into = f"--into {other.number} " if other.number else ""
    which = f"--number {one.number}" if one.number else f'--called "{one.name}"'
    fix = f'if they are one: suppliers merge {into}--name "{other.name}" {which} --who … --why …'
    return Finding(kind, one.shown, one.rows, one.amount, what, fix, other.shown)


def _pairs(names: Sequence[str]) -> set[tuple[str, str]]:
    """Return the pairs of names that are nearly equal, each once."""
    ordered = {name: " ".join(sorted(name.split())) for name in names}
    found: set[tuple[str, str]] = set()
    for block in _blocks(names):
        texts = [ordered[name] for name in block]
        for place, text in enumerate(texts[:-1]):
            rest = texts[place + 1 :]
            for _, _, other in process.extract(text, rest, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None):
                one, two = sorted((block[place], block[place + 1 + other]))
                if _digits(one) == _digits(two) and _differ_little(one, two):  # `Skola 1` and `Skola 2` are two
                    found.add((one, two))
    return found


def _differ_little(one: str, other: str) -> bool:
    """Say whether the words that only one of two names has are alike, or only one has any."""
    here, there = ("".join(sorted(set(name.split()) - set(others.split()))) for name, others in
                   ((one, other), (other, one)))  # fmt: skip
    return not here or not there or fuzz.ratio(here, there) >= NEAR_WORDS


def _blocks(names: Sequence[str]) -> Iterator[list[str]]:
    blocks: dict[tuple[str, str], list[str]] = {}
    for name in sorted(names):
        joined = name.replace(" ", "")
        keys = {("begins", word[:LETTERS]) for word in (*name.split(), joined)} | {("ends", joined[-LETTERS:])}
        for key in keys:
            blocks.setdefault(key, []).append(name)
    return (block for _, block in sorted(blocks.items()) if 1 < len(block) <= LARGEST_BLOCK)


def _by_number(held: Sequence[Supplier]) -> list[Supplier]:
    """Return one supplier for each number, with all that it has, valid numbers and large money first."""
    whole: dict[str | None, Supplier] = {}
    for one in sorted(held, key=_largest):
        other = whole.get(one.number)
        rows, amount = (one.rows, one.amount) if other is None else (other.rows + one.rows, other.amount + one.amount)
        kept = other or one
        whole[one.number] = Supplier(kept.number, kept.name, rows, amount, kept.legal, kept.bare)
    return sorted(whole.values(), key=lambda one: (not one.legal, one.number is None, *_largest(one)))


def _largest(one: Supplier) -> tuple[object, ...]:
    return -abs(one.amount), one.number or "", one.name or ""


def _digits(name: str) -> list[str]:
    return sorted(re.findall(r"[0-9]+", name))
