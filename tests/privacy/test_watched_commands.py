"""Every command on a project with a thousand persons' numbers in it: none comes out, no socket, no file astray.

The commands run once, one after the other, watched by Python's audit hook and, where strace is, by the kernel.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import openpyxl
import pytest
from conftest import ROOT
from planted import Planted, contents, write
from system_calls import Said, Watched, traceable, watching

from procurement_footprint.commands import cli

FINE, FINDINGS, REFUSED = {0}, {0, 1}, {3}
# commands whose input is a publisher's file: they are watched by `factors build`, which reads and writes as they do
PUBLISHERS = {"epa", "exiobase", "figaro", "food-split", "generic"}
WRITTEN_IN = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass
class Story:
    """What happened: the project, what was planted, what was said, and by which commands."""

    place: Path
    project: Path
    planted: Planted
    watched: Watched
    said: dict[tuple[str, ...], Said] = field(default_factory=dict)
    before: set[Path] = field(default_factory=set)

    def do(self, *arguments: str, codes: set[int] = FINE) -> None:
        """Run a command in the project."""
        done = self.watched(*arguments, cwd=self.project)
        assert done.code in codes, f"{arguments}: {done.code}\n{done.err}"
        assert "Traceback" not in done.err
        self.said[arguments] = done

    def new_files(self) -> list[Path]:
        """Return the files that commands have written, but for passing ones and what only the owner can read."""
        found = {path for path in self.project.rglob("*") if path.is_file()} - self.before
        invented = self.project / "demo-town" / "ledgers"  # of persons who have never lived either
        return sorted(path for path in found if not path.name.startswith(".") and path.parent != invented)


@pytest.fixture(scope="module", params=["often used", pytest.param("all", marks=pytest.mark.long)])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Commands on the project with numbers in it: those that are often used, or all."""
    place = tmp_path_factory.mktemp("watched")
    project, planted, seen = place / "project", Planted(), place / "seen"
    seen.mkdir()
    write(project, planted)
    with watching(seen) as watched:
        told = Story(place, project, planted, watched)
        told.before = {path for path in project.rglob("*") if path.is_file()}
        _often(told)
        if request.param == "all":
            _seldom(told)
    return told


def _often(told: Story) -> None:
    one = told.planted.at
    told.do("run", "--out", "result")
    told.do("verify", "result")
    ledgers = sorted(path.name for path in (told.project / "ledgers").iterdir())
    told.do("why", f"{ledgers[0]}:3", "--in", "result")
    told.do("why", "--supplier", one("argument"), "--in", "result", codes={2})
    told.do("why", "--department", f"Enhet {one('argument')}", "--in", "result", codes={2})
    told.do("suppliers", "check", "--out", "looked-over.csv", "--top", "1000", codes=FINDINGS)
    told.do("mappings", "show", "own.person")
    told.do("mappings", "diff", "shipped", ".", "--on", "result", "--out", "diff")
    told.do("audit", "sample", "result", "--size", "30", "--seed", "1", "--out", "sample.xlsx")
    told.do("share", "result", "--out", "shared", "--threshold", "0")
    told.do("publish", "published", "2023", "--threshold", "0")
    told.do("map", "--out", "review.xlsx", "--lang", "en")
    _answer(told)
    told.do("map", "--from", "answers.xlsx", "--by", f"Anna {one('argument')}", "--lang", "en")
    told.do("import", *(f"ledgers/{name}" for name in ledgers))
    told.do("close", "2023", "--incomplete", "--by", f"Anna {one('argument')}", "--reason", f"x {one('argument')}")


def _answer(told: Story) -> None:
    """Fill in the review workbook."""
    one = told.planted.at
    book = openpyxl.load_workbook(told.project / "review.xlsx")
    sheet = book["Decisions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, columns["Decision"]).value = "meals"
        sheet.cell(row, columns["Why"]).value = f"Hon lagar mat {one('answer: why')}"
        sheet.cell(row, columns["Decided by"]).value = f"Eva {one('answer: who')}"
    book.save(told.project / "answers.xlsx")
    told.before.add(told.project / "answers.xlsx")


def _seldom(told: Story) -> None:
    one = told.planted.at
    told.do("start", "other", "--ledger", "ledgers/2024.csv", codes={0, 3})
    told.do("check", codes=FINDINGS)
    told.do("unmapped", "--out", "unmapped.csv", codes=FINDINGS)
    told.do("suggest", "--out", "suggested.csv")
    told.do("suppliers", "list")
    told.do("mappings", "list")
    told.do("mappings", "check", "--on", "result", codes=FINDINGS)
    told.do("compare", "2023", "2024", "--out", "compared")
    told.do("hotspots", "2024", "--out", "hot-spots")
    told.do("targets", "--out", "followed")
    told.do("measures", "2024", "--out", "plan")
    told.do("simulate", "2024", "--scenario", "scenario.yaml", "--out", "simulated")
    told.do("report", "2024", "--out", "report")
    told.do("run", "--out", "again")
    told.do("audit", "conclude", "sample.xlsx", codes=REFUSED)
    told.do("audit", "pack", "again", "--size", "30", "--seed", "1", "--out", "pack")
    told.do("periods", codes=FINDINGS)
    told.do("verify", "2023")
    told.do("import", "ledgers/2024.csv", "--replace", "--reason", f"x {one('argument')}", codes=FINDINGS)
    told.do("suppliers", "merge", "--into", "556012-5790", "--name", f"B AB {one('argument')}", "--number", "4711",
            "--who", f"Anna {one('argument')}", "--why", f"x {one('argument')}")  # fmt: skip
    told.do("suppliers", "withdraw", "s-20261124-001", "--who", f"Anna {one('argument')}", "--why", one("argument"))
    told.do("restate", "2023", "--by", f"Anna {one('argument')}", "--reason", f"x {one('argument')}")
    told.do("demo", "demo-town")
    told.do("factors", "list")
    told.do("factors", "show", "C10T12")
    told.do("factors", "check")
    told.do("factors", "diff", "figaro-se:none", "figaro-se", "--on", "again", codes=FINDINGS)
    for name, text in WRITTEN_IN.findall((ROOT / "docs" / "manual" / "own-table.md").read_text(encoding="utf-8")):
        (told.project / name).write_text(text, encoding="utf-8")
    told.do("factors", "build", "table.yaml", "--out", "factors/two-sectors/2009")
    told.do("factors", "paths", "table.yaml", "manufactures", "--top", "3")


def test_a_thousand_numbers_were_planted(story: Story) -> None:
    assert len(story.planted) > 1_000
    assert len(story.planted.places) > 20_000


def test_none_is_said_on_the_terminal(story: Story) -> None:
    met = {arguments: story.planted.met(done.out, done.err) for arguments, done in story.said.items()}
    assert {arguments: places for arguments, places in met.items() if places} == {}


def test_none_is_in_any_file_but_in_the_vouchers_of_stored_rows(story: Story) -> None:
    files = story.new_files()
    assert len(files) > 40
    met = {str(path.relative_to(story.project)): story.planted.met(*contents(path)) for path in files}
    found = {name: places for name, places in met.items() if places}
    rows = {name for name in found if name.endswith((".parquet", "supplier-aliases.yaml"))}
    assert found.keys() == rows
    assert {place for name in rows for place in found[name]} <= {"column Verifikat"}


def test_shared_and_published_files_have_no_voucher_either(story: Story) -> None:
    for name in ("shared", "published"):
        for path in (story.project / name).rglob("*"):
            assert story.planted.met(*contents(path)) == set(), path.name


def test_no_command_opens_a_socket(story: Story) -> None:
    assert story.watched.sockets() == []


def test_nothing_is_written_outside_the_project_and_the_temporary_folder(story: Story) -> None:
    written = story.watched.written(story.project)
    allowed = (os.path.realpath(story.project), os.path.realpath(story.place / "seen"))
    assert len(written) > 100
    assert {path for path in written if not path.startswith(allowed) and "__pycache__" not in path} == set()


def test_the_files_that_tell_who_is_who_are_for_their_owner_alone(story: Story) -> None:
    private = (".pseudonym-key", ".pseudonym-names")
    if os.name != "nt":
        held = [path for name in private if (path := story.project / name).exists()]  # no names: all have AB in them
        assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in held}.items() >= {(private[0], 0o600)}
        assert {stat.S_IMODE(path.stat().st_mode) for path in held} == {0o600}
    assert {*private} <= {*(story.project / ".gitignore").read_text(encoding="utf-8").splitlines()}


def test_all_commands_were_run(story: Story) -> None:
    done = {arguments[:length] for arguments in story.said for length in (1, 2, 3)}
    missed = [names for names in _every(cli, ()) if names not in done and names[-1] not in PUBLISHERS]
    assert len(missed) < 30
    if ("demo", "demo-town") in done:
        assert missed == []


@pytest.mark.skipif(not traceable(), reason="strace is missing or may not look on (apt-get install strace)")
def test_the_kernel_looked_on(story: Story) -> None:
    assert len(story.watched.traced()) > 5_000
    parquet = {path for path in story.watched.written(story.project) if path.endswith("footprint.parquet")}
    assert len(parquet) > 2


def _every(group: click.Group, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from _every(command, (*before, name))
            else:
                yield (*before, name)
