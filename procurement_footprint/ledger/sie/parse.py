"""A SIE file, line by line: records above, vouchers below, and everything that is wrong with its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.sie import fields
from procurement_footprint.ledger.sie.records import UNREAD, Records
from procurement_footprint.ledger.sie.vouchers import ADDED, BOOKED, REMOVED, Line, Vouchers
from procurement_footprint.problems import Problem, problem

# Nearly every line of a file has this form; the slow way through `fields` takes ten times as long.
_ORDINARY: Final = re.compile(
    r'[ \t]*#TRANS[ \t]+("?)(\w+)\1[ \t]+\{([^{}\\]*)\}[ \t]+("?)([-+0-9.,]+)\4'
    r'(?:[ \t]+(?:""|("?)([0-9]+)\6)(?:[ \t]+(?:"([^"\\]*)"|([^"\\ \t]+))(?:[ \t]+(?:"[^"\\]*"|[^"\\ \t]+))*)?)?[ \t]*'
)
_LINES: Final = (BOOKED, ADDED, REMOVED)
_AT_ONCE: Final = 1_000_000  # characters
_SHOWN: Final = 50  # Problems of one kind; the others are counted


@dataclass(slots=True)
class Wrong:
    """What is wrong with a file: `problems` one can live with once they are said, and `torn`, lines without a sense."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    torn: list[Problem] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, line: int | None, excerpt: str = "", **values: object) -> None:
        """Add the Problem at a line of the file."""
        self._counts[code] += 1
        if self._counts[code] <= _SHOWN:
            place = self.file if line is None else f"{self.file}:{line}"
            self.problems.append(problem(code, place, masked(excerpt.strip()), **values))

    def tear(self, code: str, line: int, excerpt: str, **values: object) -> None:
        """Add a line whose money cannot be read."""
        self.torn.append(problem(code, f"{self.file}:{line}", masked(excerpt.strip()), **values))

    def all(self) -> list[Problem]:
        """Return the problems, and how many there are beyond those that are shown."""
        more = {code: count - _SHOWN for code, count in self._counts.items() if count > _SHOWN}
        first = {code: next(p for p in self.problems if p.code == code) for code in more}
        beyond = [problem("sie-more", self.file, first[code].what, count=more[code], shown=_SHOWN) for code in more]
        return [*self.problems, *beyond]


@dataclass(slots=True)
class _State:
    """Where the reader is. opened: the line of the voucher whose end is still to come; braced: its brace was there.

    added: the #RTRANS above, whose copy must follow.
    """

    opened: int | None = None
    braced: bool = False
    added: tuple[int, list[str]] | None = None


def parse(text: str, wrong: Wrong) -> tuple[Records, Vouchers]:
    """Return what the text of a SIE file holds; what is wrong with its lines goes to `wrong`."""
    records, vouchers, state = Records(), Vouchers(), _State()
    for number, line in enumerate(_lines(text), 1):
        if state.braced and not state.added and (ordinary := _ordinary(line, number, vouchers)):
            vouchers.add(ordinary)
            continue
        said = line.strip(" \t")
        if said in ("{", "}"):
            _brace(said, number, state, wrong)
        elif said.startswith("#"):
            _record(said, number, state, records, vouchers, wrong)
        elif said:
            wrong.add("sie-stray", number, line)
    _end(state, "the file ends", wrong)
    return records, vouchers


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, whose ends may be LF, CRLF or CR, without making all of them at once."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + _AT_ONCE) + 1 or len(text)
        yield from text[at:end].replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        at = end


def _ordinary(line: str, number: int, vouchers: Vouchers) -> Line | None:
    """Return a #TRANS line of the ordinary form, None where it has another."""
    found = _ORDINARY.fullmatch(line)
    if not found:
        return None
    _, account, written, _, amount, _, day, quoted, plain = found.groups()
    objects = vouchers.place_of(written)
    if objects is None:
        return None
    return number, BOOKED, len(vouchers.heads) - 1, account, objects, amount, day, quoted or plain or None


def _brace(brace: str, number: int, state: _State, wrong: Wrong) -> None:
    if brace == "{" and state.opened is not None and not state.braced:
        state.braced = True
    elif brace == "}" and state.braced:
        _copied(None, state, wrong)
        state.opened, state.braced = None, False
    else:
        wrong.add("sie-stray", number, brace)


def _end(state: _State, why: str, wrong: Wrong) -> None:
    """Close a voucher that something else than its brace ends."""
    _copied(None, state, wrong)
    if state.opened is not None:
        wrong.add("sie-voucher-open", state.opened, why=why)
    state.opened, state.braced = None, False


def _record(said: str, number: int, state: _State, records: Records, vouchers: Vouchers, wrong: Wrong) -> None:
    label = re.split(r"[ \t{\"]", said[1:], maxsplit=1)[0].upper()
    if label in _LINES:
        _line(label, said, number, state, vouchers, wrong)
        return
    if label in UNREAD:
        return
    try:
        values = fields.fields(said)[1:]
    except fields.Torn as torn:
        wrong.add(str(torn), number, said)
        values = [part.strip('"') for part in said.split()[1:]]  # what can be told of it
    if label == "VER":
        _end(state, f"another begins on line {number}", wrong)
        state.opened, state.braced = number, values[-1:] == ["{"]
        values = values[:-1] if state.braced else values
        if len(values) < 3:
            wrong.add("sie-record", number, said, label=label, needs="a series, a number, a day")
        vouchers.begin(number, values)
    elif lacks := records.take(label, values, number):
        wrong.add("sie-record", number, said, label=label, needs=lacks)


def _line(label: str, said: str, number: int, state: _State, vouchers: Vouchers, wrong: Wrong) -> None:
    """Add one line of a voucher, or tear it: then its voucher need not balance."""
    try:
        (_, *values), listed = fields.with_objects(said)
    except fields.Torn as torn:
        wrong.tear(str(torn), number, said)
        vouchers.torn.add(len(vouchers.heads) - 1)
        return
    if label == BOOKED:
        _copied([*values, *listed], state, wrong)
    objects = vouchers.place_of(" ".join(f'"{_escaped(part)}"' for part in listed))
    if not state.braced:
        wrong.tear("sie-outside", number, said, label=label)
    elif objects is None or len(values) < 2:
        code = "sie-objects" if objects is None else "sie-record"
        wrong.tear(code, number, said, label=label, needs="an account, its objects, an amount")
        vouchers.torn.add(len(vouchers.heads) - 1)
    else:
        account, amount, day, text = (*values[:4], *[""] * (4 - len(values[:4])))
        vouchers.add((number, label, len(vouchers.heads) - 1, account, objects, amount, day or None, text or None))
        if label == ADDED:
            _copied(None, state, wrong)
            state.added = (number, [*values, *listed])


def _copied(copy: list[str] | None, state: _State, wrong: Wrong) -> None:
    """See that what follows a #RTRANS line is its copy."""
    if state.added and copy != state.added[1]:
        wrong.add("sie-added-alone", state.added[0])
    state.added = None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
