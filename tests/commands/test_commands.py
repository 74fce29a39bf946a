"""The commands as their users start them: what they print, where they write, how they end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Command

from procurement_footprint.ledger.seal import sealed

LEDGER = """Datum;Leverantör;Orgnr;Konto;Kontotext;Förvaltning;Belopp
2024-01-31;Bageriet AB;556012-5790;64110;Livsmedel;Skolan;1 234,50
2024-02-15;Elbolaget AB;556036-0793;62110;Elavgifter;Fastighet;9 876,00
2024-02-20;Okänd AB;556016-0680;99990;Diff;Fastighet;100,00
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "jan-feb.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def test_run_needs_no_project(ledger: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", ledger, "--chart", "kbas", cwd=ledger.parent)
    assert done.returncode == 0, done.stderr
    assert (ledger.parent / "footprint-jan-feb" / "report.html").is_file()
    again = procurement_footprint("run", ledger, "--chart", "kbas", cwd=ledger.parent)
    assert again.returncode == 0, again.stderr
    assert (ledger.parent / "footprint-jan-feb-2" / "report.html").is_file()


def test_run_speaks_the_language_asked_for(ledger: Path, procurement_footprint: Command) -> None:
    for language, said in (("sv", "Klimatavtryck"), ("en", "Climate footprint")):
        done = procurement_footprint(
            "run", ledger, "--chart", "kbas", "--lang", language, "--out", language, cwd=ledger.parent
        )
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
        assert f'<html lang="{language}"' in (ledger.parent / language / "report.html").read_text(encoding="utf-8")


def test_run_without_a_ledger_explains_itself(tmp_path: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", cwd=tmp_path)
    assert done.returncode == 2
    assert "which ledger? Name one or more files, or stand in a project that names its ledgers." in done.stderr


def test_a_chart_that_is_not_clear_is_asked_for(tmp_path: Path, procurement_footprint: Command) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("Datum;Leverantör;Konto;Belopp\n2024-01-31;A AB;4711;5,00\n", encoding="utf-8")
    done = procurement_footprint("run", path, cwd=tmp_path)
    assert done.returncode == 3
    assert "accounts and texts do not say which chart of accounts this is" in done.stderr
    assert "ledger.csv: " in done.stderr
    assert "fix: name it: --chart with one of bas, kbas," in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        (
            "--chart",
            "kbass",
            "--chart: this chart of accounts is not known\n    kbass\n    fix: take one of: bas, kbas,",
        ),
        (
            "--period",
            "2024-13",
            "--period: this is not a period\n    2024-13\n    fix: write a year, quarter or month:",
        ),
        ("--profile", "nso", '--profile: there is no ledger profile "nso", neither shipped nor as a file\n    fix: '),
        ("--period", "", "--period: this is not a period"),
        ("--out", "", "the name is empty; name the folder to make"),
    ],
)
def test_an_option_that_cannot_be_is_wrong_usage_before_the_ledger_is_read(
    option: str, value: str, said: str, tmp_path: Path, procurement_footprint: Command
) -> None:
    (tmp_path / "ledger.csv").write_text("no ledger at all", encoding="utf-8")
    done = procurement_footprint("run", "ledger.csv", option, value, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_start_writes_a_project_with_the_guessed_profile(ledger: Path, procurement_footprint: Command) -> None:
    folder = ledger.parent / "ours"
    done = procurement_footprint("start", folder, "--ledger", ledger, cwd=ledger.parent)
    assert done.returncode == 0, done.stderr
    made = sorted(path.name for path in folder.iterdir())
    assert made == [".gitignore", ".pseudonym-key", "ledger-profile.yaml", "procurement.yaml", "rules"]
    assert "amount           Belopp" in done.stdout
    done = procurement_footprint("run", "--project", folder, "--chart", "kbas", cwd=ledger.parent)
    assert done.returncode == 0, done.stderr
    assert (folder / "footprints" / "all" / "manifest.json").is_file()
    again = procurement_footprint("start", folder, "--ledger", ledger, cwd=ledger.parent)
    assert again.returncode == 2
    assert "is a project already; edit" in again.stderr


def test_a_rule_of_the_project_decides(ledger: Path, procurement_footprint: Command) -> None:
    folder = ledger.parent / "ours"
    procurement_footprint("start", folder, "--ledger", ledger, cwd=ledger.parent)
    (folder / "rules" / "own.yaml").write_text(
        "rule_book: own\nversion: '1'\ntitle: {sv: Egna regler, en: Own rules}\nsource: own decisions\n"
        "reviewed: {by: Anna, date: 2024-03-01}\nrules:\n"
        "  - id: own-okand\n    supplier: ['556016-0680']\n    category: office_supplies\n"
        "    why: they sell office supplies only\n    examples: [{supplier: '556016-0680'}]\n",
        encoding="utf-8",
    )
    done = procurement_footprint("check", "--project", folder, "--chart", "kbas", cwd=ledger.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    done = procurement_footprint("mappings", "show", "own-okand", "--project", folder, cwd=ledger.parent)
    assert "they sell office supplies only" in done.stdout


def test_demo_does_not_write_into_a_folder_that_holds_something_else(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Anna", encoding="utf-8")
    done = procurement_footprint("demo", "letters", cwd=tmp_path)
    assert done.returncode == 2
    assert "letters holds something else; choose an empty or a new folder" in done.stderr


def test_mappings_are_listed_shown_and_checked(tmp_path: Path, procurement_footprint: Command) -> None:
    listed = procurement_footprint("mappings", "list", cwd=tmp_path)
    assert "se/kbas" in listed.stdout
    shown = procurement_footprint("mappings", "show", "food", cwd=tmp_path)
    assert "C10T12" in shown.stdout
    assert procurement_footprint("mappings", "show", "wages", cwd=tmp_path).returncode == 0
    unknown = procurement_footprint("mappings", "show", "fodo", cwd=tmp_path)
    assert unknown.returncode == 2
    assert 'there is no rule, category or reason "fodo"; all of them: mappings list' in unknown.stderr
    checked = procurement_footprint("mappings", "check", "--as-of", "2026-12-01", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.endswith("0 findings\n")


def test_why_wants_one_question_and_a_footprint(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    assert procurement_footprint("why", cwd=small_town).returncode == 2
    assert procurement_footprint("why", "x:1", "--category", "food", cwd=small_town).returncode == 2
    nowhere = procurement_footprint("why", "x:1", cwd=tmp_path)
    assert "no footprint near here; name its folder with --in DIR" in nowhere.stderr
    unknown = procurement_footprint("why", "x:1", cwd=small_town)
    assert unknown.returncode == 2
    first = 'the first of its lines is "leverantorsreskontra-2023.csv:2"'
    assert f'this footprint has no line "x:1"; {first}' in " ".join(unknown.stderr.split())


@pytest.mark.parametrize("part", [("--category", "food"), ("--department", "Måltidsservice")])
def test_why_explains_a_part_by_its_rules_and_its_largest_line(
    small_town: Path, procurement_footprint: Command, part: tuple[str, str]
) -> None:
    done = procurement_footprint("why", *part, cwd=small_town)
    assert done.returncode == 0, done.stderr
    assert "2. What the rules say about them" in done.stdout
    assert "4. The ledger line leverantorsreskontra-" in done.stdout


def test_why_says_when_the_rules_have_changed_since(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    town = tmp_path / "town"
    shutil.copytree(small_town, town)
    manifest = town / "footprint" / "manifest.json"
    made = json.loads(manifest.read_bytes())
    made["made_with"]["crosswalk"][0]["version"] = "2025.1"
    del made["sha256"]
    manifest.write_bytes(sealed(made))
    done = procurement_footprint("why", "--category", "food", cwd=town)
    assert done.stdout.startswith("Changed since this footprint was made: crosswalk. Figures are as they were made.")


def test_a_manifest_that_is_missing_or_broken_is_refused(tmp_path: Path, procurement_footprint: Command) -> None:
    missing = procurement_footprint("verify", tmp_path, cwd=tmp_path)
    assert missing.returncode == 3
    assert "there is no manifest.json in this folder" in missing.stderr
    assert "fix: name a folder that `run` or `demo` has made" in missing.stderr
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    broken = procurement_footprint("verify", tmp_path, cwd=tmp_path)
    assert broken.returncode == 3
    assert "this manifest cannot be read: Expecting property name" in broken.stderr
    assert "fix: take the folder as `run` has made it, unchanged" in broken.stderr


def test_output_that_nobody_reads_to_the_end_is_no_error(tmp_path: Path) -> None:
    program = f'"{sys.executable}" -m procurement_footprint mappings list | head -n 1'
    done = subprocess.run(
        program, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.stderr == ""


def test_cli_py_does_the_same_from_a_checkout(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("procurement-footprint, version ")


def test_rows_that_cannot_be_read_are_set_aside_and_listed(tmp_path: Path, procurement_footprint: Command) -> None:
    ledger = tmp_path / "ledger.csv"
    bad = "2024-13-01;Bageriet AB;556012-5790;64110;Livsmedel;Skolan;12,00\n"
    ledger.write_text(LEDGER + bad, encoding="utf-8")
    done = procurement_footprint(
        "run", ledger, "--chart", "kbas", "--accept-problems", "--out", "out", "--lang", "en", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8").splitlines()[0] == (
        "place,row_id,column,value,reason,amount"
    )
    assert '"ledger.csv:5, column ""Datum""",ledger.csv:5,' in (tmp_path / "out" / "rejected.csv").read_text("utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["totals"]["rows"]["ledger"] == 3
    assert manifest["totals"]["rejected_rows"] == 1
    assert manifest["inputs"][0]["rejected"] == {"rows": 1, "booked": {"SEK": "12.00"}}
    assert procurement_footprint("verify", "out", cwd=tmp_path).returncode == 0


def test_verify_takes_the_project_from_elsewhere(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    shutil.copytree(small_town / "footprint", tmp_path / "audited")
    done = procurement_footprint("verify", tmp_path / "audited", "--project", small_town, cwd=tmp_path)
    assert (done.returncode, done.stdout.startswith("identical:")) == (0, True), done.stderr
