"""`import` and `periods` on the command line, and everything that a project computes from its archive."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Command

from procurement_footprint import commands
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.seal import sealed

Here = Callable[..., SimpleNamespace]

HEADER = "datum;leverantör;leverantörens orgnr;konto;kontotext;belopp"
JANUARY = [
    "2024-01-31;Bygg AB;556448-0282;6410;Livsmedel;1 234,50",
    "2024-01-31;Bygg AB;556448-0282;6410;Livsmedel;65,50",
]
APRIL = ["2024-04-30;Mat AB;556012-5790;6410;Livsmedel;100"]
PROJECT = """project: Norrsele
language: en
chart: kbas
organisation: {id: 212000-9991, name: Norrsele kommun}
"""
GROUP = """project: Norrsele
language: en
entities:
  - {code: norrsele, id: 212000-9991, name: Norrsele kommun, chart: kbas}
  - {code: energi, id: 556677-8899, name: Norrsele Energi AB, chart: kbas}
"""


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A project without ledgers, and beside it the files that are delivered."""
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "procurement.yaml").write_text(PROJECT, encoding="utf-8")
    write(tmp_path / "q1.csv", JANUARY)
    write(tmp_path / "q2.csv", APRIL)
    return folder


@pytest.fixture
def here(town: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command line in the project's folder, in this process."""

    def said(*arguments: str) -> SimpleNamespace:
        monkeypatch.chdir(town)
        monkeypatch.setattr(sys, "argv", ["procurement-footprint", *map(str, arguments)])
        code = commands._run()
        out, err = capsys.readouterr()
        return SimpleNamespace(returncode=code, stdout=out, stderr=err)

    return said


def closed(folder: Path, period: str) -> None:
    """Let a period of the project be closed, without a result of its own."""
    place = folder / "closed" / period / "1"
    place.mkdir(parents=True)
    said = {"format": "1", "period": period, "version": 1, "by": "Anna", "when": "2025-02-01T12:00:00+00:00",
            "reason": "", "as_of": 1, "program": "0", "manifest": "", "pins": {}, "outputs": {}}  # fmt: skip
    (place / closings.FILE).write_bytes(sealed(said))


def test_a_year_of_imports_and_what_is_computed_from_them(town: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("import", "../q1.csv", "../q2.csv", "--control-total", "1 400,00", cwd=town)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "q1.csv: 2 rows (1,300.00 SEK) taken in as 0001-own-2024-01",
        "  2024-01: 2 rows (1,300.00 SEK)",
        "q2.csv: 1 row (100.00 SEK) taken in as 0002-own-2024-04",
        "  2024-04: 1 row (100.00 SEK)",
    ]
    again = procurement_footprint("import", "../q1.csv", cwd=town)
    assert again.returncode == 0
    assert again.stdout == "q1.csv: nothing new, all its 2 rows (1,300.00 SEK) are in the archive already\n"

    made = procurement_footprint("run", cwd=town)
    assert made.returncode == 0, made.stderr
    assert "the archive as it was after import 2; imports read: 2" in made.stderr
    manifest = json.loads((town / "footprints" / "all" / "manifest.json").read_bytes())
    assert manifest["totals"]["amount"]["ledger"] == "1400.00"
    assert manifest["run"]["as_of"] == 2
    inputs = [(one["import"], one["name"], one["rows"]) for one in manifest["inputs"]]
    assert inputs == [(1, "q1.csv", 2), (2, "q2.csv", 1)]

    late = write(town.parent / "late.csv", ["2024-04-30;El AB;556448-0282;6410;Livsmedel;5"])
    assert procurement_footprint("import", late, "--add", "--reason", "late bookings", cwd=town).returncode == 0
    same = procurement_footprint("verify", "footprints/all", cwd=town)
    assert (same.returncode, same.stdout.startswith("identical")) == (0, True), same.stdout
    assert procurement_footprint("run", "--period", "2024-Q2", "--out", "q2", cwd=town).returncode == 0
    second = json.loads((town / "q2" / "manifest.json").read_bytes())
    assert (second["totals"]["amount"]["ledger"], second["run"]["as_of"]) == ("105.00", 3)


@pytest.mark.parametrize("words", [("check",), ("suppliers", "check", "2024")])
def test_commands_of_a_project_read_its_archive(town: Path, here: Here, words: tuple[str, ...]) -> None:
    here("import", "../q1.csv", "../q2.csv")
    done = here(*words)
    assert done.returncode in (0, 1), done.stderr
    assert "imports read: 2" in done.stderr


def test_files_that_are_named_go_before_the_archive(town: Path, here: Here) -> None:
    here("import", "../q1.csv")
    done = here("run", "../q2.csv", "--out", "out")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((town / "out" / "manifest.json").read_bytes())
    assert (manifest["totals"]["amount"]["ledger"], manifest["run"]["as_of"]) == ("100.00", None)


def test_an_import_into_a_closed_period_needs_a_reason_and_says_what_follows(town: Path, here: Here) -> None:
    here("import", "../q1.csv")
    closed(town, "2024")
    assert here("import", "../q1.csv").returncode == 0
    done = here("import", "../q2.csv")
    assert done.returncode == 3
    assert done.stderr.splitlines()[-4:-2] == [
        "q2.csv: it has rows of 2024, which is closed as version 1",
        "    fix: late bookings are taken in with --add --reason TEXT, other ones with --replace --reason TEXT; the "
        "closed result stays as it is until `restate 2024` makes a new version",
    ]
    done = here("import", "../q2.csv", "--add", "--reason", "late")
    assert done.stdout.splitlines()[-1] == (
        "  2024 is closed as version 1: its result stays as it is; `restate 2024 --reason …` makes a new version"
    )
    listed = here("periods")
    assert "  2024            3  1,400.00 SEK  100.0 %  closed            1, 2" in listed.stdout
    assert "    2024-Q1       2  1,300.00 SEK  100.0 %  closed with 2024  1" in listed.stdout


def test_periods_lists_rows_money_coverage_state_imports_and_gaps(town: Path, here: Here) -> None:
    empty = here("periods")
    assert empty.stdout == "nothing has been imported yet: procurement-footprint import FILE\n"
    here("import", "../q1.csv", "../q2.csv")
    done = here("periods")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:8] == [
        "own",
        "  period       rows         money  counted  state  imports",
        "  2024            3  1,400.00 SEK  100.0 %  open   1, 2",
        "    2024-Q1       2  1,300.00 SEK  100.0 %  open   1",
        "      2024-01     2  1,300.00 SEK           open   1",
        "    2024-Q2       1    100.00 SEK  100.0 %  open   2",
        "      2024-04     1    100.00 SEK           open   2",
        "  without rows: 2024-02, 2024-03",
    ]


def test_the_first_import_says_that_the_archive_takes_the_place_of_the_named_ledgers(town: Path, here: Here) -> None:
    (town / "procurement.yaml").write_text(f"{PROJECT}ledgers: [../q2.csv]\n", encoding="utf-8")
    said = "from now on the commands of this project read its archive, not the ledgers in procurement.yaml"
    assert said in here("import", "../q1.csv").stderr
    assert said not in here("import", "../q2.csv").stderr


def test_a_group_is_asked_whose_ledger_it_is(town: Path, here: Here) -> None:
    (town / "procurement.yaml").write_text(GROUP, encoding="utf-8")
    asked = here("import", "../q1.csv")
    assert asked.returncode == 2
    assert "whose ledger is it? Say --entity with one of: norrsele, energi" in asked.stderr
    for code, name in (("norrsele", "../q1.csv"), ("energi", "../q2.csv")):
        assert here("import", name, "--entity", code).returncode == 0
    assert here("run", "--entity", "energi", "--chart", "kbas", "--out", "out").returncode == 0
    manifest = json.loads((town / "out" / "manifest.json").read_bytes())
    assert (manifest["totals"]["amount"]["ledger"], manifest["run"]["entity"]) == ("100.00", "energi")
    assert here("verify", "out").returncode == 0
    other = here("import", "../q1.csv", "--entity", "vatten")
    said = '--entity: no entity of the project has the code "vatten"\n    fix: write one of: norrsele, energi'
    assert said in other.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--add",), "--add changes what is in the archive: say why with --reason TEXT"),
        (("--replace", "--reason", " "), "--replace changes what is in the archive: say why with --reason TEXT"),
        (("--reason", "so"), "--reason goes with --replace or --add"),
        (("--control-total", "1,234.5x"), "1,234.5x is not an amount; write it like 1234.50"),
        (("--period", "2024-13"), "this is not a period"),
    ],
)
def test_what_is_not_meant_is_wrong_usage(town: Path, here: Here, arguments: tuple[str, ...], said: str) -> None:
    done = here("import", "../q1.csv", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_an_import_needs_a_project(town: Path, here: Here) -> None:
    (town / "procurement.yaml").unlink()
    done = here("import", "../q1.csv")
    assert done.returncode == 2
    assert "an import needs a project: make one with `start`, or name it with --project" in done.stderr


def test_verify_says_when_the_archive_is_another(town: Path, tmp_path: Path, here: Here) -> None:
    here("import", "../q1.csv", "../q2.csv")
    here("run", "--out", "out")
    other = tmp_path / "other"
    other.mkdir()
    (other / "procurement.yaml").write_text(PROJECT, encoding="utf-8")
    here("import", "../q2.csv", "--project", str(other))
    done = here("verify", "out", "--project", str(other))
    assert done.returncode == 3
    assert "it was made of an archive with 2 imports, and the archive of this project has 1" in done.stderr
    here("import", "../q1.csv", "--project", str(other))
    done = here("verify", "out", "--project", str(other))
    assert "import 1 of this project is not of the file q1.csv that it was made with" in done.stderr
