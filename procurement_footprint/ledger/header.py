"""Which line of a sheet is its header, and which of our columns stand where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.layout import Column, Layout
from procurement_footprint.ledger.profile import DELIVERED, Profile, shipped
from procurement_footprint.ledger.synonyms import Synonyms, fold, known
from procurement_footprint.problems import Problem, Refused, problem

Line = tuple[int, list[str | None]]
BY_NAME = "by-name"  # the profile of a ledger whose columns were recognised by their names
_NUMBER = re.compile(r"[\s\d.,:/'()+−-]+")
_CODE_AND_TEXT = re.compile(r"\d{3,8}\s*[-–:]?\s+\D")


def find(head: Sequence[Line], place: str, chosen: Profile | None = None) -> Layout | None:
    """Return where the columns of a sheet stand, from its first lines; None where no line can be the header.

    A chosen profile is followed; else the shipped profiles are tried, then the synonyms.
    Errors: Refused when there is a header but not one clear amount column.
    """
    found = _following(head, chosen) if chosen else _recognised(head)
    if found is None:
        return None
    number, profile = found
    line, cells = head[number]
    if chosen:
        _refuse_missing(cells, chosen, f"{place}:{line}")
    if profile.undecided:
        code = "ledger-amount-choice" if any(map(known().amount_kind, profile.undecided)) else "ledger-no-amount"
        raise Refused([problem(code, f"{place}:{line}", candidates=_quoted(profile.undecided))])
    if profile.name == BY_NAME and not chosen:
        _refuse_nameless(cells, head[number + 1 :], f"{place}:{line}")
    return _layout(place, line, cells, profile)


def columns(head: Sequence[Line], chosen: Profile | None = None) -> frozenset[str]:
    """Return which of our columns the header of a sheet names; none where no line can be the header."""
    found = _following(head, chosen) if chosen else _recognised(head)
    return frozenset(placed(head[found[0]][1], found[1])) if found else frozenset()


def guess(head: Sequence[Line]) -> Profile | None:
    """Return the profile that a sheet's first lines suggest, undecided where the amount is not clear."""
    found = _recognised(head)
    return found[1] if found else None


def no_header(head: Sequence[Line], place: str) -> Problem:
    """Return the Problem that no line looks like a header."""
    shown = head[:3]
    excerpt = "\n".join(f"{line}: {' | '.join(cell or '' for cell in cells)[:150]}" for line, cells in shown)
    return problem("ledger-no-header", place, masked(excerpt))


def _following(head: Sequence[Line], chosen: Profile) -> tuple[int, Profile] | None:
    """Return the number of the line in which most columns of the profile stand, two at least."""
    found = [len(placed(cells, chosen)) for _, cells in head]
    if max(found, default=0) < min(2, len(chosen.columns)):
        return None
    return found.index(max(found)), chosen


def _recognised(head: Sequence[Line]) -> tuple[int, Profile] | None:
    """Return the number of the header among the lines, and the profile that fits or that its names make."""
    unpaid: int | None = None
    for number, (_, cells) in enumerate(head):
        if profile := _fitting(cells, head[number + 1 :]):
            return number, profile
        headers = [cell for cell in cells if cell]
        columns = {known().column(cell) for cell in headers} - {None}
        if not columns or 2 * sum(bool(_NUMBER.fullmatch(cell)) for cell in headers) > len(headers):
            continue
        if any(known().amount_kind(cell) for cell in headers):
            return number, _named(cells, head[number + 1 :])
        unpaid = number if unpaid is None and len(columns) > 1 else unpaid
    return None if unpaid is None else (unpaid, _named(head[unpaid][1], head[unpaid + 1 :]))


def _fitting(cells: Sequence[str | None], rows: Sequence[Line]) -> Profile | None:
    """Return the shipped profile whose signature these cells carry; of several the one that demands most."""
    names = {fold(cell) for cell in cells if cell}
    fitting = [
        profile
        for profile in shipped()
        if profile.headers
        and names.issuperset(map(fold, profile.headers))
        and names.isdisjoint(map(fold, profile.absent))
        and (not profile.buyers or _bought_by(profile, cells, rows))
    ]
    return max(fitting, key=lambda p: (len(p.buyers), len(p.headers), len(p.absent)), default=None)


def _bought_by(profile: Profile, cells: Sequence[str | None], rows: Sequence[Line]) -> bool:
    column = placed(cells, profile).get("organisation_id")
    if column is None:
        return False
    said = {fold(row[column.index] or "") for _, row in rows if column.index < len(row)} - {""}
    return bool(said) and said <= {fold(buyer) for buyer in profile.buyers}


def placed(cells: Sequence[str | None], profile: Profile) -> dict[str, Column]:
    """Return our columns with their place: for each the first of the profile's names that is there."""
    places = {fold(cell): index for index, cell in reversed(list(enumerate(cells))) if cell}
    found = {}
    for column, names in profile.columns.items():
        index = next((places[fold(name)] for name in names if fold(name) in places), None)
        if index is not None:
            found[column] = Column(index, (cells[index] or "").strip())
    return found


def _refuse_missing(cells: Sequence[str | None], profile: Profile, place: str) -> None:
    found = placed(cells, profile)
    there = ", ".join((cell or "").strip() for cell in cells if cell)
    problems = [
        problem("profile-header-missing", place, there, column=column, names=_quoted(profile.columns[column]))
        for column in ("amount", "booked_on")
        if column in profile.columns and column not in found
    ]
    if problems:
        raise Refused(problems)


def _layout(place: str, line: int, cells: Sequence[str | None], profile: Profile) -> Layout:
    columns = placed(cells, profile)
    names = [fold(cell) if cell else "" for cell in cells]
    twice = [column for column in columns.values() if names.count(fold(column.header)) > 1]
    if twice:
        raise Refused(_twice(f"{place}:{line}", names, column.header) for column in twice)
    named = tuple(cell.strip() for cell in cells if cell and cell.strip())
    return Layout(place, line, columns, profile, header=named)


def _named(cells: Sequence[str | None], rows: Sequence[Line]) -> Profile:
    """Return the profile that the names of the columns make; `undecided` where they do not say the amount."""
    words = known()
    headers = [cell.strip() for cell in cells if cell]
    there: dict[str, tuple[str, ...]] = {}
    for header in sorted((h for h in headers if words.column(h)), key=words.preference):
        there.setdefault(words.column(header) or "", (header,))
    amount = _amount(headers, words)
    if amount:
        there["amount"] = (amount,)
    money = words.money(amount or "")
    places = [index for index, cell in enumerate(cells) if cell and (cell.strip(),) == there.get("account")]
    both = "account_text" not in there and any(_holds_text(index, rows) for index in places)
    return Profile(
        name=BY_NAME,
        columns={name: there[name] for name in DELIVERED if name in there},
        amount_unit=money.unit or "kr",
        currency=money.currency or ("SEK" if words.is_swedish(headers) else None),
        code_and_text=("account",) if both else (),
        undecided=() if amount else _candidates(headers, words),
    )


def _amount(headers: Sequence[str], words: Synonyms) -> str | None:
    """Return the one header that says the amount net of VAT, or the only one that says an amount at all."""
    kinds = {header: kind for header in headers if (kind := words.amount_kind(header))}
    net = [header for header, kind in kinds.items() if kind == "net"]
    if len(net) == 1:
        return net[0]
    return next(iter(kinds)) if list(kinds.values()) == ["plain"] else None


def _candidates(headers: Sequence[str], words: Synonyms) -> tuple[str, ...]:
    """Return the headers one of which may be the amount: those that say so, else the unknown, else all."""
    unknown = tuple(header for header in headers if not words.column(header))
    return tuple(filter(words.amount_kind, headers)) or unknown or tuple(headers)


def _refuse_nameless(cells: Sequence[str | None], rows: Sequence[Line], place: str) -> None:
    values = Counter(index for _, row in rows for index, cell in enumerate(row) if cell and cell.strip())
    # where only some rows go on beyond the header, it is these rows that are too long
    most = max(1, len(rows) // 2)
    nameless = sorted(
        index for index in values if (values[index] > most if index >= len(cells) else not (cells[index] or "").strip())
    )
    if nameless:
        raise Refused(problem("ledger-header-empty", place, number=index + 1) for index in nameless)


def _holds_text(index: int, rows: Sequence[Line]) -> bool:
    said = [row[index] for _, row in rows if index < len(row)]
    return any(said) and all(_CODE_AND_TEXT.match(cell.strip()) for cell in said if cell)


def _twice(place: str, names: Sequence[str], header: str) -> Problem:
    places = " and ".join(str(index + 1) for index, name in enumerate(names) if name == fold(header))
    return problem("ledger-header-twice", place, header=header, places=places)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
