"""Decision files of a project, `decisions/2026-anna-lind.yaml`: a file per year and person, only ever added to.

What is undone is not deleted: a later entry withdraws it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from procurement_footprint import atomic, plain_yaml
from procurement_footprint.mapping import decision_entry, patterns
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.mapping.entries import Known, Page, suggestion
from procurement_footprint.plain_yaml import Plain
from procurement_footprint.problems import Problem, Refused, problem

FOLDER = "decisions"
LOCK = ".lock"
LONGEST_NAME = 40  # letters of a person's name in that of a file
PATIENCE = 30.0  # seconds: an entry is written in a few milliseconds


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions of a project, the earliest first, also those that were withdrawn; files: where they stand."""

    decisions: tuple[Decision, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def withdrawn(self) -> dict[str, Decision]:
        """The ids that do not hold any more, each with the decision that withdraws it.

        A withdrawal that is withdrawn itself does not count: what it took away holds again.
        """
        gone: dict[str, Decision] = {}
        for one in reversed(self.decisions):  # only what is later can withdraw
            if one.withdraws is not None and one.id not in gone:
                gone.setdefault(one.withdraws, one)
        return gone

    @property
    def holding(self) -> tuple[Decision, ...]:
        """The decisions that hold, the earliest first; neither withdrawn ones nor withdrawals."""
        gone = self.withdrawn
        return tuple(one for one in self.decisions if one.withdraws is None and one.id not in gone)


def read(folder: Path, known: Known) -> Decided:
    """Return the decisions in `folder`, which is the folder `decisions` of a project; none where it is not there.

    Earlier is what was decided on an earlier day; on the same day, what has the lower number in its id.
    Errors: Refused with every Problem of every file.
    """
    problems: list[Problem] = []
    decisions: list[Decision] = []
    places: dict[str, str] = {}
    files = tuple(sorted(folder.glob("*.yaml")))
    for path in files:
        try:
            entries, page = _entries(path)
        except Refused as refused:
            problems += refused.problems
            continue
        for written in entries:
            entry = page.entry(decision_entry.NOUN, written)
            first = places.setdefault(entry.id, entry.place) if entry.id else entry.place
            if first != entry.place:
                page.problems.append(problem("mapping-duplicate-id", entry.place, f"also {first}", id=entry.id))
            elif one := decision_entry.read(written, entry, known):
                decisions.append(one)
        problems += page.problems
    ordered = tuple(sorted(decisions, key=_moment))
    problems += _withdrawals(ordered, places)
    if problems:
        raise Refused(problems)
    return Decided(ordered, files)


def append(folder: Path, decisions: Sequence[Decision]) -> Path:
    """Add decisions of one person in one year to the end of her file in `folder`; return the file.

    folder: as in `read`; it is made where it is missing. What is there is not changed; a reader sees all of the new
    entries or none; two writers wait for each other.
    Errors: Refused where an id is taken, a decision is not as it must be, or the file cannot be added to; ValueError
    for decisions of several people or years.
    """
    from filelock import FileLock, Timeout  # only who writes needs it, and most commands read

    (name,) = {file_name(one.who, one.when) for one in decisions}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    try:
        with FileLock(folder / LOCK, timeout=PATIENCE):
            _check(decisions, folder, path)
            atomic.file(path, _added_to(path, decisions))
    except Timeout:
        raise Refused([problem("decision-locked", str(folder), seconds=f"{PATIENCE:g}")]) from None
    return path


def next_id(held: Sequence[Decision], when: date) -> str:
    """Return the first free id of a day: `d-20261124-001`. held: all decisions of the project, withdrawn ones too."""
    begins = f"d-{when:%Y%m%d}-"
    numbers = [one.id.removeprefix(begins) for one in held if one.id.startswith(begins)]
    highest = max((int(number) for number in numbers if re.fullmatch(r"[0-9]+", number)), default=0)
    return f"{begins}{highest + 1:03d}"


def file_name(who: str, when: date) -> str:
    """Return the name of the file of a person and a year: `2026-anna-lind.yaml`."""
    name = patterns.fold(who).strip().replace(" ", "-")[:LONGEST_NAME]
    return f"{when.year}-{name or 'unnamed'}.yaml"


def _entries(path: Path) -> tuple[list[plain_yaml.Lines], Page]:
    name = f"{path.parent.name}/{path.name}"
    raw = path.read_bytes()
    parsed = plain_yaml.parse(raw, name) or []
    if not isinstance(parsed, list):
        raise Refused([plain_yaml.shape(name, "the file should be a list", "begin every decision with - id:")])
    page = Page.of(name, raw)
    entries = [one for one in parsed if isinstance(one, plain_yaml.Lines)]
    if len(entries) != len(parsed):
        fix = "begin every decision with - id: and write its keys below each other"
        page.problems.append(plain_yaml.shape(name, "an entry should be keys with values", fix))
    return entries, page


def _moment(one: Decision) -> tuple[date, str]:
    return one.when, re.sub(r"[0-9]+", lambda number: number[0].zfill(12), one.id)


def _withdrawals(ordered: Sequence[Decision], places: dict[str, str]) -> Iterator[Problem]:
    """Yield a Problem for each decision that withdraws what is not there, or is not earlier."""
    seen: set[str] = set()
    held = {one.id for one in ordered}
    for one in ordered:
        if one.withdraws is not None and one.withdraws not in places:
            fix = suggestion(one.withdraws, places, "write the id of an earlier decision")
            yield _withdrawal("decision-withdraws-unknown", one, fix=fix)
        elif one.withdraws in held and one.withdraws not in seen:
            yield _withdrawal("decision-withdraws-later", one)
        seen.add(one.id)


def _withdrawal(code: str, one: Decision, **values: str) -> Problem:
    return problem(code, one.place, f"withdraws: {one.withdraws}", rule=one.id, id=one.withdraws, **values)


def _check(decisions: Sequence[Decision], folder: Path, path: Path) -> None:
    """See that new decisions can be read back. Errors: Refused."""
    taken = {str(written.get("id")) for held in sorted(folder.glob("*.yaml")) for written in _entries(held)[0]}
    page = Page(f"{folder.name}/{path.name}", [], [])
    for one in decisions:
        known = Known({one.category or "", *dict(one.split)}, {one.left_out or ""})  # these are for `read` to know
        written = decision_entry.written(one)
        entry = page.entry(decision_entry.NOUN, written)
        if one.id in taken:
            entry.add("decision-id-taken", one.id)
        elif one.withdraws is not None and one.withdraws not in taken:
            fix = suggestion(one.withdraws, taken, "write the id of an earlier decision")
            page.problems.append(_withdrawal("decision-withdraws-unknown", one, fix=fix))
        else:
            decision_entry.read(written, entry, known)
        taken.add(one.id)
    if page.problems:
        raise Refused(page.problems)


def _added_to(path: Path, decisions: Sequence[Decision]) -> bytes:
    """Return the bytes of a file with the decisions at its end. Errors: Refused where that would not be read back."""
    there = path.is_file()
    before = path.read_bytes() if there else _heading(decisions[0]).encode()
    held: list[Plain] = list(_entries(path)[0]) if there else []
    indent = re.search(rb"^( *)- ", before, re.MULTILINE)
    entries = [decision_entry.written(one) for one in decisions]
    texts = [decision_entry.text(entry, indent[1].decode() if indent else "") for entry in entries]
    gap = b"" if before.endswith(b"\n") or not before else b"\n"
    after = before + gap + "".join(texts).encode()
    name = f"{path.parent.name}/{path.name}"
    try:
        if plain_yaml.parse(after, name) == [*held, *entries]:
            return after
    except Refused:
        pass
    raise Refused([problem("decision-file-end", name)])


def _heading(first: Decision) -> str:
    who = " ".join("".join(sign if sign.isprintable() else " " for sign in first.who).split())
    return f"# Decisions of {who}, {first.when.year}: only added to; to undo one, withdraw it in a new entry.\n"
