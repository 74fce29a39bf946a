"""The file `supplier-aliases.yaml` of a project: read with every fault that it has.

- id: s-20261124-001
  when: 2026-11-24
  who: Anna Lind
  why: The old number is that of a company that was merged into it
  number: 556677-8899
  name: Norrsele Frukt AB
  numbers: ["556012-5790", "4711"]
  names: ["Norrsele Frukt & Grönt"]
- id: s-20261124-002
  when: 2026-11-24
  who: Anna Lind
  why: Wrong company
  withdraws: s-20261124-001
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from procurement_footprint import person_numbers, plain_yaml, shelf
from procurement_footprint.ledger.aliases import FILE, Alias, Aliases, bare
from procurement_footprint.ledger.identity import masked, normal
from procurement_footprint.problems import Problem, Refused, problem


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    id: str = ""
    when: str = ""
    who: str = ""
    why: str = ""
    number: str | None = None
    name: str = ""
    numbers: list[str] = []
    names: list[str] = []
    withdraws: str | None = None


def load(folder: Path | None) -> Aliases:
    """Return the aliases of the project in `folder`; none without a project or a file.

    Errors: Refused with every Problem of the file.
    """
    path = folder / FILE if folder else None
    if path is None or not path.is_file():
        return Aliases()
    raw = path.read_bytes()
    held = parse(raw)
    return Aliases(held, shelf.digest(path))


def parse(raw: bytes) -> tuple[Alias, ...]:
    """Return the aliases that the bytes of such a file say. Errors: Refused with every Problem of them."""
    entries = plain_yaml.parse(raw, FILE) or []
    if not isinstance(entries, list):
        raise Refused([plain_yaml.shape(FILE, "the file should be a list", "write it so: - id: s-20261124-001")])
    problems: list[Problem] = []
    held: list[Alias] = []
    for entry in entries:
        place = f"{FILE}:{min(entry.lines.values())}" if isinstance(entry, plain_yaml.Lines) and entry.lines else FILE
        try:
            said = plain_yaml.convert(entry, _Entry, place)
        except Refused as refused:
            problems += refused.problems
            continue
        faults = list(_faults(said, place))
        problems += faults
        if not faults:
            held.append(_alias(said, place))
    problems += _across(held)
    if problems:
        raise Refused(problems)
    return tuple(held)


def _alias(said: _Entry, place: str) -> Alias:
    numbers, names = (tuple(dict.fromkeys(one.strip() for one in held)) for held in (said.numbers, said.names))
    number = said.number.strip() if said.number else None
    return Alias(
        said.id, date.fromisoformat(said.when), person_numbers.masked(said.who), person_numbers.masked(said.why),
        number and normal(number), person_numbers.masked(said.name.strip()),
        tuple(normal(one) for one in numbers), names, said.withdraws, place,
    )  # fmt: skip


def _faults(said: _Entry, place: str) -> Iterator[Problem]:
    for key in ("id", "who", "why"):
        if not getattr(said, key).strip():
            yield problem("alias-missing", place, said.id, key=key)
    try:
        date.fromisoformat(said.when)
    except ValueError:
        yield problem("alias-date", place, said.when)
    if said.withdraws is not None:
        if said.number or said.name or said.numbers or said.names:
            yield problem("alias-withdraws-more", place, said.id)
        return
    if not said.name.strip():
        yield problem("alias-missing", place, said.id, key="name")
    if not (said.numbers or said.names):
        yield problem("alias-empty", place, said.id)
    numbers = {normal(one.strip()) for one in said.numbers}
    if said.number and normal(said.number.strip()) in numbers:
        yield problem("alias-itself", place, masked(said.number))
    if bare(said.name) in {bare(one) for one in said.names}:
        yield problem("alias-itself", place, masked(said.name))


def _across(written: Sequence[Alias]) -> Iterator[Problem]:
    """Yield what is wrong between several aliases."""
    first: dict[str, Alias] = {}
    for one in written:
        if (other := first.setdefault(one.id, one)) is not one:
            yield problem("alias-twice", one.place, one.id, other_place=other.place)
        if one.withdraws is not None and (one.withdraws not in first or first[one.withdraws].withdraws is not None):
            yield problem("alias-withdraws-nothing", one.place, one.withdraws)
    held = Aliases(tuple(written)).held
    yield from _claimed_twice((one, number, number) for one in held for number in one.numbers)
    yield from _claimed_twice((one, bare(name), name) for one in held for name in one.names)
    yield from _claimed_twice((one, one.number, one.number) for one in held if one.number)
    yield from _chains(held)


def _claimed_twice(claims: Iterable[tuple[Alias, str, str]]) -> Iterator[Problem]:
    """Yield what two aliases give to different suppliers. claims: alias, what is compared, what is shown."""
    first: dict[str, Alias] = {}
    for one, key, shown in claims:
        other = first.setdefault(key, one)
        if (other.number, other.name) != (one.number, one.name):
            yield problem("alias-two-suppliers", one.place, masked(shown), other_place=other.place)


def _chains(held: Sequence[Alias]) -> Iterator[Problem]:
    """Yield the decided numbers and names that another alias gives to a supplier of its own."""
    targets = {one.number: one for one in held if one.number}
    called = {bare(one.name): one for one in held}
    for one in held:
        others = [(number, targets.get(number)) for number in one.numbers]
        others += [(name, called.get(bare(name))) for name in one.names]
        for shown, other in others:
            if other is not None and (other.number, other.name) != (one.number, one.name):
                yield problem("alias-chain", one.place, masked(shown), other_place=other.place)
