"""What the program stored and opens again (manifests, closings, imports), and workbooks that people filled in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import activity_project
import mutated_packages
import mutated_trees
import openpyxl
from fuzz_case import Case, MoneyChanged, Subject
from mutated_bytes import ODD, ODD_NUMBERS, mutated
from openpyxl.cell.cell import MergedCell

from procurement_footprint import job, project, workflow
from procurement_footprint.analysis import stored
from procurement_footprint.analysis.audit.sample import Request, drawn
from procurement_footprint.footprint import basis, conserve, finished, manifest, reopened, repeat
from procurement_footprint.job import Silent
from procurement_footprint.ledger import archive, closings, pseudonym_key
from procurement_footprint.ledger.archive.taking import take_in
from procurement_footprint.ledger.archive.wish import Wish
from procurement_footprint.ledger.book import Choices
from procurement_footprint.mapping import mappings, register_files
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.problems import Refused, Unbalanced
from procurement_footprint.reporting import latest, review, review_answers
from procurement_footprint.reporting.audit import back, book
from procurement_footprint.reporting.folder import passing_workroom
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.outcomes import Outcomes, outcomes

SEAL = "sha256"
_LOAD = basis.load
UNKNOWN = """2024-02-20;Okänd AB;599100-0046;Skola;98765;Okänt;A-9;250,50
2024-02-21;Nya AB;599100-0053;Skola;98764;Okänt;A-9;99,00
"""


STORE = "FUZZ_STORE"  # the variable that says where the store is that was made for a campaign


@cache
def store() -> Path:
    """A project with a footprint, an archive and a closed period, and the workbooks that were made of them."""
    return Path(os.environ[STORE]) if STORE in os.environ else made()


def made() -> Path:
    """Make the store in a new folder."""
    folder = activity_project.write(Path(mkdtemp(prefix="fuzz-store-")), activity_project.LEDGER + UNKNOWN)
    home = project.load(folder)
    with passing_workroom() as room:
        _, _, written = workflow.reported(job.job((), home), room, Silent())
        manifest.write(room.result, written)
        shutil.copytree(room.result, folder / "footprint")
    wish = Wish(entity="own", choices=Choices(), today="2026-11-24")
    take_in(folder, [folder / "2024.csv"], wish, lambda name, rows: None)
    kept = folder / "closed" / "2024" / "1"
    shutil.copytree(folder / "footprint", kept)
    who = {"by": "Anna", "when": "2025-02-01T10:00:00+00:00", "reason": "", "as_of": None, "program": "0.1.0"}
    what = {"manifest": "0" * 64, "pins": written["made_with"], "outputs": {"a.csv": "0" * 64}}
    said = {"format": "1", "period": "2024", "version": 1, **who, **what}
    (kept / "closing.json").write_bytes(sealed(said))
    opened = finished.opened(folder / "footprint", home)
    (folder / "sample.xlsx").write_bytes(book.written(drawn(opened.rows, Request(9, 7, "kg")), opened))
    from procurement_footprint import inquiries

    found, known = inquiries.undecided(job.job((folder / "2024.csv",), home), Silent())
    assert review.write(found, outcomes(known, Words("en")), Words("en"), folder / "review.xlsx")
    return folder


def sealed(said: Mapping[str, Any]) -> bytes:
    """The bytes of a file that shows when it was changed; a seal that it has is made anew."""
    rest = {key: value for key, value in said.items() if key != SEAL}
    digest = sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    return json.dumps({**rest, SEAL: digest}, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def _linked(source: Path, target: Path, without: str) -> None:
    """A folder with the files of another, but for one."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file() and path.name != without:
            os.link(path, target / path.name)


@cache
def _known() -> Mappings:
    return mappings.load()


@cache
def _offered() -> Outcomes:
    return outcomes(_known(), Words("en"))


@cache
def _basis(pinned: tuple[tuple[str, str], ...]) -> basis.Basis:
    return _LOAD(project.Project(store()), dict(pinned))


def _loaded(of: project.Project, made_with: Mapping[str, str] | None = None, period: object = None) -> basis.Basis:
    return _basis(tuple(sorted((made_with or {}).items())))


def _manifest(case: Case) -> None:
    folder = case.room / "footprint"
    _linked(store() / "footprint", folder, manifest.FILE)
    (folder / manifest.FILE).write_bytes(case.raw)
    home = project.Project(store())
    with patch.object(finished.basis, "load", _loaded):
        opened = finished.opened(folder, home)
    done = reopened.footprint(opened, home, "en")
    assert done.rows is not None
    written = manifest.read(folder)
    manifest.named_inputs(written)
    finished.changed(opened)
    repeat.job_of(written, folder, repeat.Inputs(home), case.room / "copies")
    try:
        stored.check(folder)
    except Unbalanced:
        return
    before, after = (json.loads(raw)["totals"] for raw in (case.base, case.raw))
    if any(Decimal(before[key]) != Decimal(after[key]) for key in ("kg_co2e",)) or before["rows"] != after["rows"]:
        raise MoneyChanged("other totals, and nothing says so")


def _closing(case: Case) -> None:
    kept = case.room / "closed" / "2024" / "1"
    kept.mkdir(parents=True)
    (kept / closings.FILE).write_bytes(case.raw)
    held = closings.load(case.room)
    closings.months_closed(case.room)
    assert all(one.name for one in held)


def _import(case: Case) -> None:
    (source,) = (store() / "archive").iterdir()
    folder = case.room / "archive" / source.name
    _linked(source, folder, "import.json")
    (folder / "import.json").write_bytes(case.raw)
    ledger = archive.read(archive.load(case.room), Choices())
    rows = ledger.rows.select("amount", "currency").collect()
    amounts = [(file.rows, file.amounts) for file in ledger.files]
    try:  # as every command does that reads an archive
        conserve.in_full(amounts, conserve.tally(ledger.rows), "files to ledger")
    except Unbalanced:
        return
    said = sum((file.accepted.rows for file in ledger.files), 0)
    money = sum((sum(file.accepted.amounts.values(), Decimal(0)) for file in ledger.files), Decimal(0))
    if (said, money) != (rows.height, rows["amount"].sum()):
        raise MoneyChanged(f"the import says {said} rows, {money}; there are {rows.height}, {rows['amount'].sum()}")


def _latest(case: Case) -> None:
    (case.room / latest.FOLDER / "2024").mkdir(parents=True)
    (case.room / latest.FOLDER / latest.WORD).write_bytes(case.raw)
    latest.of(case.room)


def _key(case: Case) -> None:
    path = case.room / pseudonym_key.FILE
    path.write_bytes(case.raw)
    path.chmod(0o600)
    pseudonym_key.key(case.room)


def _review(case: Case) -> None:
    review_answers.read(case.path, _offered(), (), "Anna", date(2026, 11, 29), Words("en"))


def _sample(case: Case) -> None:
    draw = back.draw_of(case.path)
    with patch.object(finished.basis, "load", _loaded):
        opened = finished.opened(store() / "footprint", project.Project(store()))
    sample = _drawn(draw.request)
    back.verdicts(case.path, sample, opened, draw.language, draw.request.seed % 2 == 0)


@cache
def _drawn(request: Request) -> Any:
    with patch.object(finished.basis, "load", _loaded):
        opened = finished.opened(store() / "footprint", project.Project(store()))
    try:
        return drawn(opened.rows, request)
    except ValueError as error:  # which `audit conclude` says as wrong usage
        raise Refused([]) from error


def _register(case: Case) -> None:
    register_files.read(case.path, _known().books.codes)


def _tree(raw: bytes, chance: Random) -> bytes:
    """JSON of ours: its bytes, or its tree, without a seal or sealed anew."""
    if chance.random() < 0.2:
        return mutated(raw, chance)
    tree = json.loads(raw)
    had = isinstance(tree, dict) and tree.pop(SEAL, None) is not None and "manifest" in tree
    changed = mutated_trees.mutated(tree, chance)
    return sealed(changed) if had and isinstance(changed, dict) else mutated_trees.as_json(changed)


def _answered(raw: bytes, chance: Random) -> bytes:
    """A workbook in which people have written into cells, moved rows, renamed sheets; or its parts are changed."""
    if chance.random() < 0.8:  # which is much quicker
        return mutated_packages.mutated_package(raw, chance)
    held = openpyxl.load_workbook(BytesIO(raw))
    for _ in range(chance.choice((1, 1, 2, 5))):
        sheet = chance.choice(held.worksheets)
        row, column = chance.randint(1, sheet.max_row + 1), chance.randint(1, sheet.max_column + 1)
        match chance.randrange(10):
            case 0:
                sheet.insert_rows(row, chance.randint(1, 3))
            case 1:
                sheet.delete_rows(row)
            case 2:
                sheet.insert_cols(column)
            case 3:
                sheet.delete_cols(column)
            case 4 if sum(one.sheet_state == "visible" for one in held.worksheets) > 1:
                sheet.sheet_state = "hidden"
            case 5:
                sheet.title = chance.choice(("Blad1", "Decisions", "x" * 31, "å"))
            case _:
                cell = sheet.cell(row, column)
                if not isinstance(cell, MergedCell):
                    cell.value = _cell(sheet, chance)
    filled = BytesIO()
    held.save(filled)
    return filled.getvalue()


def _cell(sheet: Any, chance: Random) -> Any:
    other = sheet.cell(chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)).value
    texts = [one.decode("utf-8", "replace") for one in (*ODD, *ODD_NUMBERS)]
    text = "".join(letter for letter in chance.choice(texts) if letter.isprintable())[:300]
    values = ("food_general", "Correct", "left_out:wages", "Anna", "=1+1", "#N/A", True, 12.5, date(2024, 1, 31), None)
    return chance.choice((other, other, text, *values))


def _of(*names: str) -> Callable[[], Mapping[str, bytes]]:
    def found() -> Mapping[str, bytes]:
        paths = (next(store().glob(name)) for name in names)
        return {path.name: path.read_bytes() for path in paths}

    return found


def _registers() -> Mapping[str, bytes]:
    held = openpyxl.Workbook()
    for row in (["Leverantörer 2024"], ["Org.nr", "Namn", "SNI-kod"], ["556448-0282", "Städ AB", "81.210"]):
        held.active.append(row)
    filled = BytesIO()
    held.save(filled)
    return {"suppliers.xlsx": filled.getvalue()}


STORED: tuple[Subject, ...] = (
    Subject("manifest", _manifest, _tree, _of("footprint/manifest.json")),
    Subject("closing", _closing, _tree, _of("closed/2024/1/closing.json")),
    Subject("import", _import, _tree, _of("archive/*/import.json")),
    Subject("latest", _latest, mutated, lambda: {"latest": b"2024\n"}),
    Subject("key", _key, mutated, lambda: {"key": b"0123456789abcdef" * 4 + b"\n"}),
    Subject("review", _review, _answered, _of("review.xlsx")),
    Subject("sample", _sample, _answered, _of("sample.xlsx")),
    Subject("register-workbook", _register, _answered, _registers),
)
NAMES = frozenset(subject.name for subject in STORED)
