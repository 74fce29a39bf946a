"""Entries Y10, O7 and O8: what is there stays as it is, and nothing is written through a link."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import command
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.commands.start import _quoted
from procurement_footprint.plain_yaml import parse
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.folder import usual_name

LEDGER = (
    "Datum;Leverantör;Konto;Kontotext;Belopp\n2024-01-31;A AB;64110;Livsmedel;100,00\n2024-02-01;B AB;99999;X;5,00\n"
)
FOLDERS = {
    "run": ("run", "a.csv", "--chart", "kbas", "--out"),
    "share": ("share", "made", "--out"),
    "publish": ("publish",),
    "report": ("report", "made", "--out"),
    "hotspots": ("hotspots", "made", "--out"),
    "compare": ("compare", "made", "made", "--out"),
    "audit pack": ("audit", "pack", "made", "--size", "60", "--out"),
    "mappings diff": ("mappings", "diff", "shipped", "shipped", "--out"),
}
FILES = {
    "unmapped": ("unmapped", "a.csv", "--chart", "kbas", "--out"),
    "suggest": ("suggest", "a.csv", "--chart", "kbas", "--out"),
    "suppliers check": ("suppliers", "check", "a.csv", "--chart", "kbas", "--out"),
    "audit sample": ("audit", "sample", "made", "--size", "60", "--seed", "1", "--out"),
    "map": ("map", "a.csv", "--chart", "kbas", "--out"),
}
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "made").mkdir()
    return tmp_path


def ended(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    done = command(*arguments, cwd=folder)
    return done.returncode, " ".join(done.stderr.split())


@needs_links
@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_o8_a_link_that_leads_nowhere_is_no_place_for_what_is_made(folder: Path, name: str) -> None:
    (folder / "link").symlink_to(folder / "outside")
    kind = "folder" if name in FOLDERS else "file"
    code, said = ended((*(FOLDERS | FILES)[name], "link"), folder)
    assert code == 2
    assert said.endswith(f"link is a link that leads nowhere; name another {kind} to make")
    assert not (folder / "outside").exists()


@needs_links
@pytest.mark.parametrize("name", [*FOLDERS, "unmapped", "audit sample"])
def test_o8_what_is_there_stays_as_it_is_also_behind_a_link(folder: Path, name: str) -> None:
    target = folder / "outside"
    if name in FOLDERS:
        target.mkdir()
    else:
        target.write_text("mine", encoding="utf-8")
    (folder / "link").symlink_to(target)
    code, said = ended((*(FOLDERS | FILES)[name], "link"), folder)
    assert code == 2
    assert "link is already there" in said
    assert list(target.iterdir()) == [] if name in FOLDERS else target.read_text(encoding="utf-8") == "mine"


@needs_links
@pytest.mark.parametrize("name", ["procurement.yaml", "ledger-profile.yaml"])
@pytest.mark.parametrize("there", [True, False])
def test_o8_start_writes_over_nothing_and_through_no_link(folder: Path, name: str, there: bool) -> None:
    outside, home = folder / "outside", folder / "home"
    home.mkdir()
    if there:
        outside.write_text("mine", encoding="utf-8")
    (home / name).symlink_to(outside)
    code, said = ended(("start", "home", "--ledger", "a.csv"), folder)
    assert code == 2
    already = f"home is a project already; edit home/{name}"
    other = f"home/{name} is already there; move it away, or name another folder"
    assert said.endswith(already if there and name == "procurement.yaml" else other)
    assert not outside.exists() if not there else outside.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in home.iterdir()] == [name]


@needs_links
def test_o8_targets_are_written_through_no_link(folder: Path) -> None:
    (folder / "procurement.yaml").write_text("ledgers: [a.csv]\n", encoding="utf-8")
    (folder / "targets.yaml").symlink_to(folder / "outside")
    code, said = ended(("targets", "--init", "example"), folder)
    assert (code, "targets.yaml is already there; edit it, or move it away first" in said) == (2, True), said
    assert not (folder / "outside").exists()


@needs_links
def test_o8_files_that_are_replaced_take_the_place_of_a_link(folder: Path) -> None:
    """A project that somebody hands over may hold links: the newest run's name, the list of what Git leaves alone."""
    (folder / "procurement.yaml").write_text("ledgers: [a.csv]\nchart: kbas\n", encoding="utf-8")
    (folder / "outside").write_text("mine", encoding="utf-8")
    (folder / "footprints").mkdir()
    (folder / "footprints" / "latest").symlink_to(folder / "outside")
    done = command("run", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "outside").read_text(encoding="utf-8") == "mine"
    assert (folder / "footprints" / "latest").read_text(encoding="utf-8") == "all\n"
    assert not (folder / "footprints" / "latest").is_symlink()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "the name is empty; name the folder to make"),
        (" ", "the name is empty; name the folder to make"),
        ("..", ".. ends in ..; name the folder itself"),
        ("new/..", "new/.. ends in ..; name the folder itself"),
    ],
)
def test_y10_a_name_that_is_none_is_refused_before_anything_is_read(folder: Path, name: str, said: str) -> None:
    code, shown = ended((*FOLDERS["run"], name), folder)
    assert (code, shown.endswith(f"Invalid value for '--out': {said}")) == (2, True), shown
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "made"]


def test_y10_a_name_longer_than_the_system_takes_is_refused_in_words(folder: Path) -> None:
    code, said = ended((*FOLDERS["run"], "x" * 300), folder)
    assert (code, "File name too long" in said, "fix: " in said) == (3, True, True), said
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "made"]


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_y10_a_name_of_bytes_that_are_no_letters_is_refused_before_anything_is_read(folder: Path) -> None:
    odd = os.fsdecode(b"a\xff")
    try:
        shutil.copy(folder / "a.csv", folder / f"{odd}.csv")
    except OSError:
        pytest.skip("this file system takes no such names")
    code, said = ended(("run", f"{odd}.csv", "--chart", "kbas"), folder)
    assert code == 2
    assert said.endswith("has signs in its name, or in that of a folder around it, that are no UTF-8; rename it")
    (folder / odd).mkdir()
    shutil.copy(folder / "a.csv", folder / odd / "a.csv")
    code, said = ended(("run", "a.csv", "--chart", "kbas"), folder / odd)
    assert (code, "that are no UTF-8; rename it" in said) == (2, True), said
    code, said = ended(("run", f"{odd}/a.csv", "--chart", "kbas"), folder)
    assert (code, "that are no UTF-8; rename it" in said) == (2, True), said


@pytest.mark.parametrize(
    ("ledger", "made"),
    [
        ("x" * 251, "footprint-" + "x" * 150),
        ("ö" * 125, "footprint-" + "ö" * 75),
        ("a\x1b]0;b\x07", "footprint-a-]0;b-"),
        ("..", "footprint-x"),
        ("slut. ", "footprint-slut"),
        ('a"b<c>', "footprint-a-b-c-"),
    ],
)
def test_y10_a_folder_named_by_its_ledger_has_a_name_that_every_system_takes(ledger: str, made: str) -> None:
    assert f"footprint-{usual_name(ledger)}" == made


@given(st.text(max_size=400))
def test_y10_a_usual_name_is_a_name(text: str) -> None:
    name = usual_name(text)
    assert 0 < len(name.encode()) <= 150
    assert Path(name).name == name
    assert name.isprintable()
    assert name == name.rstrip(". ")
    assert not set(name) & set('<>:"/\\|?*')
    assert usual_name(name) == name


@given(st.text(max_size=400))
def test_y10_a_slug_is_the_name_of_a_file_on_every_system(text: str) -> None:
    page = addresses.department({"department": text}).partition("/")[2]
    assert set(page) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert page.partition(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
    assert len(page) <= 60


def test_y10_departments_whose_slugs_are_one_have_pages_of_their_own() -> None:
    rows = [{"department": name} for name in ("Vård", "vård", "VÅRD!", "../vard", "vard", "v\u0061\u030ard", "Vård ")]
    assert len({addresses.department(row) for row in rows}) == len(rows)
    digits = addresses.department(rows[0]).rpartition("-")[2]
    assert len(digits) == 16, "so many that nobody finds two names that share them"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_y10_a_name_is_written_into_settings_as_it_is_read_back(text: str) -> None:
    assert parse(f"ledgers:\n  - {_quoted(text)}\n".encode(), "p.yaml") == {"ledgers": [text]}


@pytest.mark.parametrize("name", ["a\nb.csv", "\x85\x1b.csv", '#x: a"b\\c.csv'])
def test_y10_start_names_a_ledger_that_run_finds(folder: Path, name: str) -> None:
    shutil.copy(folder / "a.csv", folder / name)
    assert command("start", ".", "--ledger", name, cwd=folder).returncode == 0
    assert command("check", "--chart", "kbas", cwd=folder).returncode in (0, 1)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_o7_a_place_that_cannot_be_written_is_named_and_nothing_is_left(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o500)
    code, said = ended((*FOLDERS["run"], "closed/out"), folder)
    assert (code, "Permission denied" in said) == (3, True), said
    assert list(closed.iterdir()) == []


def test_o7_every_run_makes_a_folder_of_its_own(folder: Path) -> None:
    """So a report that is open in Excel is never written over, and its lock cannot stand in the way."""
    (folder / "procurement.yaml").write_text("ledgers: [a.csv]\nchart: kbas\n", encoding="utf-8")
    for _ in range(2):
        assert command("run", cwd=folder).returncode == 0
    assert sorted(path.name for path in (folder / "footprints").iterdir()) == ["all", "all-2", "latest"]
    one, other = ((folder / "footprints" / name / "report.xlsx").read_bytes() for name in ("all", "all-2"))
    assert one == other
