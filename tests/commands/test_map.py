"""Deciding: in a real terminal, with undo and stop, and in a workbook that comes back."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT, Command

from procurement_footprint.demo.town import write_town

PATIENCE = 30
# as where the extra `suggest` is not installed: what a person does is the same, and nothing has to be trained
WITHOUT_EXTRA = "import sys\nsys.modules['sklearn'] = None\n"


@pytest.fixture(scope="session")
def fresh_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town that nobody has decided anything about. Not to be changed."""
    folder = tmp_path_factory.mktemp("town") / "town"
    write_town(folder, years=(2023, 2024), rows_per_year=1500)
    return folder


@pytest.fixture
def town(fresh_town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sitecustomize.py").write_text(WITHOUT_EXTRA, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(tmp_path / "without")]))
    return shutil.copytree(fresh_town, tmp_path / "town")


@pytest.fixture
def program() -> Command:
    """The command line, in the environment of the test."""

    def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "procurement_footprint", *arguments]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(line, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)

    return command


@contextmanager
def terminal(*arguments: str, cwd: Path) -> Iterator[Terminal]:
    """The command line in a terminal of its own, as a person has it in front of her."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "procurement_footprint", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "TERM": "xterm"},
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(its)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


class Terminal:
    """What stands on it, and a keyboard."""

    def __init__(self, handle: int, process: subprocess.Popen[bytes]) -> None:
        self.handle, self.process, self.shown = handle, process, ""

    def until(self, text: str) -> str:
        """Wait for a text; return what was shown up to its end, without colours."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < end, f"no {text!r} in:\n{self.shown}"
            if select.select([self.handle], [], [], 0.1)[0]:
                try:
                    read = os.read(self.handle, 65536)
                except OSError:
                    read = b""
                assert read or text in self.shown, f"no {text!r} before the end:\n{self.shown}"
                said = read.decode(errors="replace").replace("\r\n", "\n")
                self.shown += re.sub(r"\x1b\[[0-9;]*[a-zA-Z]", "", said)
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def press(self, key: str) -> None:
        """Press one key as soon as the program waits for one; what is typed before is not for it."""
        end = time.monotonic() + PATIENCE
        while termios.tcgetattr(self.handle)[3] & termios.ICANON:
            assert time.monotonic() < end, self.shown
            time.sleep(0.01)
        self.type(key)

    def type(self, keys: str) -> None:
        """Type some keys."""
        os.write(self.handle, keys.encode())

    def end(self) -> int:
        """Wait for the end; return the exit code."""
        return self.process.wait(PATIENCE)


def decided(town: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((town / "decisions").glob("*.yaml")))


def choose(keyboard: Terminal, part: str, why: str = "") -> str:
    keyboard.press("c")
    keyboard.until("(Enter: back): ")
    keyboard.type(f"{part}\r")
    keyboard.until("]: ")
    keyboard.type(f"{why}\r")
    return keyboard.until("are decided.")


def test_a_person_decides_undoes_looks_skips_and_stops(town: Path, program: Command) -> None:
    with terminal("map", "--project", "town", "--by", "Anna Lind", "--lang", "en", cwd=town.parent) as keyboard:
        first = keyboard.until("at stake")
        assert "1-3 take a suggestion · c category · l leave out · s skip · b undo · ? rows · q stop" in first
        assert "1 of 5  account 90110 Obs-konto leverantörsfakturor" in first
        keyboard.press("?")
        assert re.search(r"leverantorsreskontra-202[34]\.csv:\d+ · ", keyboard.until("at stake"))
        said = choose(keyboard, "consumables_unspecified", "Seen on the invoices")
        assert "decided: Goods and consumables, not specified. Now 99." in said
        keyboard.until("2 of 5")
        keyboard.press("b")
        keyboard.until("undone: d-")
        keyboard.until("1 of 5")
        keyboard.press("s")
        keyboard.until("2 of 5")
        keyboard.press("l")
        keyboard.until("(Enter: back): ")
        keyboard.type("internal\r")
        keyboard.until("]: ")
        keyboard.type("\r")
        keyboard.until("are decided.")
        keyboard.until("3 of 5")
        keyboard.press("x")
        keyboard.until("this key means nothing here")
        keyboard.press("q")
        keyboard.until("Kept in town/decisions/")
        assert keyboard.end() == 0
    written = decided(town)
    assert "why: Seen on the invoices\n" in written
    assert re.search(r"withdraws: \"?d-\d{8}-001", written)
    assert "left_out: internal\n" in written
    assert 'account: ["90210"]\n' in written


def test_ctrl_c_loses_nothing(town: Path) -> None:
    with terminal("map", "--project", "town", "--by", "Anna Lind", "--lang", "en", cwd=town.parent) as keyboard:
        keyboard.until("at stake")
        choose(keyboard, "consumables_unspecified")
        keyboard.until("2 of 5")
        keyboard.press("\x03")
        keyboard.until("Kept in")
        assert keyboard.end() == 0
    assert decided(town).count("- id: d-") == 1


def test_what_is_decided_raises_the_coverage_by_exactly_the_money_said(town: Path, program: Command) -> None:
    before = unmapped_money(program, town)
    with terminal("map", "--project", "town", "--by", "Anna Lind", "--lang", "en", cwd=town.parent) as keyboard:
        card = keyboard.until("at stake")
        choose(keyboard, "consumables_unspecified")
        keyboard.until("2 of 5")
        keyboard.press("q")
        keyboard.until("Kept in")
    money = re.search(r"SEK.([\d,.]+) in \d+ rows", card.partition("1 of 5")[2])
    assert money
    assert before - unmapped_money(program, town) == pytest.approx(number(money[1]), abs=0.001)


def unmapped_money(command: Command, town: Path) -> float:
    done = command("check", "--project", str(town), "--lang", "en", cwd=town.parent)
    found = re.search(r"^Unmapped +([\d,.]+) ", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return number(found[1])


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_map_needs_a_project_a_name_and_a_terminal(town: Path, tmp_path: Path, program: Command) -> None:
    def said(*arguments: str, cwd: Path = town) -> str:
        done = program("map", *arguments, cwd=cwd)
        assert done.returncode == 2
        return " ".join(done.stderr.split())

    assert (
        "decisions live in a project, and there is none around you; start one with: "
        "procurement-footprint start DIR --ledger FILE, or name it with --project DIR"
    ) in said("--by", "Anna", cwd=tmp_path)
    assert "who decides? Name yourself: --by NAME" in said()
    assert "map asks in a terminal, and there is none; --out FILE.xlsx writes a workbook instead" in said("--by", "A")
    assert "name one period" in said("2024", "--period", "2024", "--by", "A")


def test_unmapped_lists_writes_and_finds(town: Path, program: Command) -> None:
    done = program("unmapped", "2024", "--top", "1", "--out", "list.csv", "--lang", "en", cwd=town)
    assert done.returncode == 1, done.stderr
    assert "  1 Ekorrsunda Partner AB (599562-0423) · " in done.stdout
    assert "more: --top " in done.stdout
    lines = (town / "list.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("number,conditions,supplier_id,supplier,suppliers,natural_persons,account,")
    assert lines[1].startswith("1,supplier 599562-0423,599562-0423,Ekorrsunda Partner AB,1,false,")
    again = program("unmapped", "2024", "--out", "list.csv", cwd=town)
    assert "list.csv is already there; choose another file with --out" in again.stderr


def fill(path: Path, *answers: tuple[int, str, object]) -> None:
    """Write into cells of the sheet of decisions: line, column, value."""
    book = openpyxl.load_workbook(path)
    page = book["Decisions"]
    columns = {cell.value: cell.column for cell in page[1]}
    for line, column, value in answers:
        page.cell(line, columns[column], value)
    book.save(path)


@pytest.fixture
def review(town: Path, program: Command) -> Path:
    done = program("map", "--out", "review.xlsx", "--lang", "en", cwd=town)
    assert done.stdout == "5 lines to fill in: review.xlsx\n", done.stderr
    return town / "review.xlsx"


def test_the_workbook_is_a_form_and_executes_nothing(review: Path) -> None:
    book = openpyxl.load_workbook(review)
    assert book.sheetnames == ["Instructions", "Decisions", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    page = book["Decisions"]
    (drop_down,) = page.data_validations.dataValidation
    choices = [cell.value for cell in book["Lists"]["A"]]
    assert (drop_down.type, drop_down.formula1) == ("list", f"'Lists'!$A$1:$A${len(choices)}")
    assert "Meals, catering (meals)" in choices or any(choice.endswith("(meals)") for choice in choices)
    assert any(choice.endswith("(left_out:wages)") for choice in choices)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_filled_workbook_becomes_decisions_and_is_nothing_new_the_second_time(review: Path, program: Command) -> None:
    choices = [cell.value for cell in openpyxl.load_workbook(review)["Lists"]["A"]]
    internal = next(choice for choice in choices if choice.endswith("(left_out:internal)"))
    fill(review, (2, "Decision", internal), (2, "Why", "Booked before"), (3, "Decision", "meals"),
         (3, "Decided by", "Bo Ek"))  # fmt: skip
    town = review.parent
    done = program("map", "--from", "review.xlsx", "--by", "Anna Lind", "--lang", "en", cwd=town)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 decisions are written: ")
    written = decided(town)
    assert "who: Anna Lind\n  why: Booked before\n" in written
    assert "who: Bo Ek\n  why: Decided in the review workbook\n" in written
    assert len(list((town / "decisions").glob("*.yaml"))) == 2
    again = program("map", "--from", "review.xlsx", "--by", "Anna Lind", "--lang", "en", cwd=town)
    assert again.stdout == "2 lines say what is decided already; nothing to write for them\n"
    assert decided(town) == written
    checked = program("mappings", "check", cwd=town)
    assert checked.returncode == 0, checked.stdout


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(review: Path, program: Command) -> None:
    town = review.parent
    fill(review, (4, "Decision", "meals"))
    program("map", "--from", "review.xlsx", "--by", "Anna Lind", cwd=town)
    written = decided(town)
    page = openpyxl.load_workbook(review)["Decisions"]
    key = page.cell(2, page.max_column).value
    fill(review, (2, "Decision", "meals"), (3, "Decision", "meels"), (4, "Decision", "office_supplies"),
         (5, "Decision", "meals"), (5, "Key", "lost"), (6, "Decision", "office_supplies"), (6, "Key", key))  # fmt: skip
    done = program("map", "--from", "review.xlsx", "--by", "Anna Lind", cwd=town)
    assert done.returncode == 3
    assert re.sub(r"d-\d{8}", "d-DAY", done.stderr) == PROBLEMS
    assert decided(town) == written


PROBLEMS = """\
review.xlsx:Decisions!K3: this is no category and no reason for leaving out
    meels
    fix: did you mean "meals"?

review.xlsx:Decisions!K4: these rows have been decided in the meantime: d-DAY-001 of Anna Lind says meals
    office_supplies
    fix: empty the cell; or withdraw that decision first, then read the workbook again

review.xlsx:Decisions!N5: the key of this line is missing or was changed, so that nobody knows which rows it decides
    fix: copy the cell back as it was written, or write a new workbook with: procurement-footprint map --out

review.xlsx:Decisions!K6: the same rows have another answer in review.xlsx:Decisions!K2: meals
    office_supplies
    fix: keep one of the two answers, and empty the other cell

4 problems: nothing was written
"""
