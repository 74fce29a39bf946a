"""Finds the files of figures in `emission_factors/` and reads them strictly: hash, header, numbers, keys.

Every folder is `<name>/<version>` with one CSV file and one YAML file that describes it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.problems import Problem, Refused, problem

SHIPPED = (shelf.folder("emission_factors"),)

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...


Said = TypeVar("Said", bound=_Named)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file must look: its header in order, what makes a row unique, which columns are numbers.

    numbers: above 0. signed: of any sign.
    """

    header: Sequence[str]
    key: Sequence[str]
    numbers: Sequence[str] = ()
    signed: Sequence[str] = ()


def shelves(project: Path | None) -> tuple[Path, ...]:
    """Return where figures are looked for: a project's own folder `factors` first, then what is shipped."""
    return (*((project / "factors",) if project else ()), *SHIPPED)


def editions(within: str, description: str, shelves: Sequence[Path] = SHIPPED) -> list[Path]:
    """Return the folders `<within>/<name>/<version>` that hold the file `description`, oldest version first.

    within: `currencies`, `prices`, or empty for factor sets. Of equal editions the first shelf's counts.
    """
    found: dict[tuple[str, str], Path] = {}
    for place in shelves:
        for path in (place / within).glob(f"*/*/{description}"):
            found.setdefault((path.parent.parent.name, path.parent.name), path.parent)
    return [found[key] for key in sorted(found, key=lambda key: (key[0], _order(key[1]), key[1]))]


def edition(within: str, description: str, name: str, version: str | None, shelves: Sequence[Path] = SHIPPED) -> Path:
    """Return the folder of one edition; without a version (`name` or `name@version`) the newest.

    Errors: Refused when there is none; the fix names those that there are.
    """
    name, _, pinned = name.partition("@")
    wanted = version or pinned
    folders = editions(within, description, shelves)
    matching = [folder for folder in folders if folder.parent.name == name and wanted in ("", folder.name)]
    if matching:
        return matching[-1]
    asked = f"{name}@{wanted}" if wanted else name
    choice = ", ".join(f"{folder.parent.name}@{folder.name}" for folder in folders) or "none is installed"
    place = f"emission_factors/{within}" if within else "emission_factors"
    raise Refused([problem("factor-set-unknown", place, asked, choice=choice)])


def label(path: Path) -> str:
    """Return how messages call a file of an edition: `figaro-se/2026.5/factors.csv`."""
    return "/".join(path.parts[-3:])


def described(path: Path, kind: type[Said]) -> tuple[str, Said]:
    """Return what messages call a description `<name>/<version>/*.yaml`, and what it says, as `kind`.

    Errors: Refused when it cannot be read, or its name and version are not those of the folders in which it stands.
    """
    place = label(path)
    said = plain_yaml.convert(plain_yaml.load(path), kind, place)
    check_name(path.parent, place, said.name, said.version)
    return place, said


def check_name(folder: Path, place: str, name: str, version: str) -> None:
    """Refuse a description whose name and version are not those of the folder in which it stands."""
    if (folder.parent.name, folder.name) != (name, version):
        home = f"{folder.parent.name}/{folder.name}"
        raise Refused([problem("factor-name", place, f"{name}/{version}", folder=home)])


def read(path: Path, layout: Layout, description: str, expected: str) -> list[Mapping[str, str]]:
    """Return the rows of a CSV file of figures, every cell as text, each number checked.

    description: name of the YAML file beside it; expected: the SHA-256 that it states.
    Errors: Refused with everything that is wrong: missing, changed, header, numbers, years, double rows.
    """
    place = label(path)
    if not path.is_file():
        raise Refused([problem("factor-file-missing", place, description=description)])
    raw = path.read_bytes()
    problems: list[Problem] = []
    found = sha256(raw).hexdigest()
    if found != expected.lower():
        text = f"in {description}: {expected}\nof the file: {found}"
        problems.append(problem("factor-file-changed", place, text, description=description))
    try:
        lines = _lines(raw)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused([*problems, problem("factor-file-text", place, why=error)]) from None
    rows = _rows(lines, layout, place, description, problems)
    if problems:
        raise Refused(problems)
    return rows


def _lines(raw: bytes) -> list[tuple[int, list[str]]]:
    reader = csv.reader(raw.decode("utf-8").splitlines(keepends=True), strict=True)
    return [(reader.line_num, cells) for cells in reader]


def _rows(
    lines: list[tuple[int, list[str]]], layout: Layout, place: str, description: str, problems: list[Problem]
) -> list[Mapping[str, str]]:
    header = lines[0][1] if lines else []
    if header != list(layout.header):
        expected = ",".join(layout.header)
        problems.append(
            problem("factor-header", f"{place}:1", ",".join(header), description=description, expected=expected)
        )
        return []
    rows: list[Mapping[str, str]] = []
    first: dict[tuple[str, ...], int] = {}
    for number, cells in lines[1:]:
        where = f"{place}:{number}"
        if len(cells) != len(header):
            text = ",".join(cells)
            problems.append(problem("factor-cells", where, text, found=len(cells), expected=len(header)))
            continue
        row = dict(zip(header, cells, strict=True))
        problems.extend(_wrong_cells(row, layout, where))
        key = tuple(row[name] for name in layout.key)
        if first.setdefault(key, number) != number:
            problems.append(problem("factor-duplicate", where, ", ".join(key), first=first[key]))
        rows.append(row)
    return rows


def _wrong_cells(row: Mapping[str, str], layout: Layout, where: str) -> list[Problem]:
    found = [
        problem("factor-number", f'{where}, column "{name}"', row[name])
        for name in layout.numbers
        if not _NUMBER.fullmatch(row[name]) or not row[name].strip("0.") or row[name].startswith("-")
    ]
    found += [
        problem("factor-value", f'{where}, column "{name}"', row[name])
        for name in layout.signed
        if not _NUMBER.fullmatch(row[name])
    ]
    if "year" in row and not _YEAR.fullmatch(row["year"]):
        found.append(problem("factor-year", f'{where}, column "year"', row["year"]))
    return found


def _order(version: str) -> tuple[tuple[int, str], ...]:
    parts = re.split(r"[.\-]", version)
    return tuple((int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts)
