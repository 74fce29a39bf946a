"""`verify`: the footprint comes out again wherever its inputs are now, and whatever they are called."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import Command
from people import numbers

from procurement_footprint import shelf
from procurement_footprint.ledger.names import in_utf8
from procurement_footprint.problems import Refused

LEDGER = "Datum;Leverantör;Konto;Kontotext;Summa;Övrigt\n2024-01-31;Bageriet AB;64110;Livsmedel;1 234,50;8\n"
PROFILE = """name: ours
columns: {booked_on: [Datum], supplier: [Leverantör], account: [Konto], account_text: [Kontotext], amount: [Summa]}
currency: SEK
"""
PERSONS = (
    "out: made again: all rows and tables as they were; only the pseudonyms of natural persons differ: they come from "
    "the .pseudonym-key of the project, {}\n"
)
SAME = "identical: every file in out comes out again byte for byte\n"


@pytest.fixture
def made(tmp_path: Path, procurement_footprint: Command) -> Path:
    """A folder with a footprint in `out`, its ledger in `in`, its profile in `profiles`."""
    (tmp_path / "in").mkdir()
    (tmp_path / "profiles").mkdir()
    (tmp_path / "in" / "jan.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "profiles" / "ours.yaml").write_text(PROFILE, encoding="utf-8")
    arguments = ("--profile", "profiles/ours.yaml", "--chart", "kbas", "--out", "out")
    done = procurement_footprint("run", "in/jan.csv", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_a_ledger_that_is_called_otherwise_now_is_known_by_its_content(
    made: Path, procurement_footprint: Command
) -> None:
    (made / "in" / "jan.csv").rename(made / "in" / "january.csv")
    arguments = ("in/january.csv", "--profile", "profiles/ours.yaml")
    done = procurement_footprint("verify", "out", *arguments, cwd=made)
    assert (done.returncode, done.stdout) == (0, SAME), done.stderr


def test_a_profile_is_found_near_the_footprint_or_named(made: Path, procurement_footprint: Command) -> None:
    missing = procurement_footprint("verify", "out", "in/jan.csv", cwd=made)
    assert (missing.returncode, missing.stderr) == (
        3,
        'out/manifest.json: the ledger profile "ours.yaml" was not found as it was when the footprint was made\n'
        "    fix: name it: --profile FILE\n\n1 problem: nothing was written\n",
    )
    shutil.copy(made / "profiles" / "ours.yaml", made / "another-name.yaml")
    named = procurement_footprint("verify", "out", "in/jan.csv", "--profile", "another-name.yaml", cwd=made)
    assert (named.returncode, named.stdout) == (0, SAME), named.stderr
    shutil.move(made / "profiles" / "ours.yaml", made / "ours.yaml")
    near = procurement_footprint("verify", "out", "in/jan.csv", cwd=made)
    assert (near.returncode, near.stdout) == (0, SAME), near.stderr


def test_a_file_that_is_none_of_the_inputs_is_named(made: Path, procurement_footprint: Command) -> None:
    (made / "feb.csv").write_text(LEDGER.replace("31", "30"), encoding="utf-8")
    (made / "theirs.yaml").write_text(PROFILE.replace("ours", "theirs"), encoding="utf-8")
    done = procurement_footprint("verify", "out", "in/jan.csv", "feb.csv", "--profile", "theirs.yaml", cwd=made)
    assert (done.returncode, done.stderr) == (
        3,
        "feb.csv: this file is none of the ledgers that the footprint was made from\n"
        "    fix: leave it out, or name one whose SHA-256 stands in manifest.json under inputs\n\n"
        "theirs.yaml: the footprint was not made with this ledger profile\n"
        "    fix: name one whose SHA-256 stands in manifest.json under made_with, profiles; or leave --profile out\n\n"
        "2 problems: nothing was written\n",
    )


def test_a_ledger_that_was_changed_is_told_from_one_that_is_not_there(
    made: Path, procurement_footprint: Command
) -> None:
    digest = shelf.digest(made / "in" / "jan.csv")
    (made / "jan.csv").write_text(LEDGER.replace("1 234,50", "1 234,51"), encoding="utf-8")
    (made / "in" / "jan.csv").unlink()
    done = procurement_footprint("verify", "out", "--profile", "profiles/ours.yaml", cwd=made)
    assert (done.returncode, done.stdout) == (
        3,
        "out: intact, every file is as manifest.json says; but it cannot be made again:\n",
    )
    assert done.stderr.replace(f"{made}/", "") == (
        f"jan.csv: this file is not as it was when the footprint was made: its SHA-256 was {digest}\n"
        "    fix: put it back as it was, or name where it is as it was: procurement-footprint verify DIR LEDGER\n\n"
        "1 problem: nothing was written\n"
    )


def test_a_manifest_that_was_changed_is_refused_by_every_command(made: Path, procurement_footprint: Command) -> None:
    path = made / "out" / "manifest.json"
    whole = path.read_text(encoding="utf-8")
    said = (
        "out/manifest.json: this manifest was changed since it was written: it does not agree with its own SHA-256\n"
        "    fix: put it back from a backup, or make the footprint again\n\n1 problem: nothing was written\n"
    )
    changes = (("1234.50", "1234.51"), ('"rows": 1', '"rows":  1'), ('"sha256"', '"sha257"'), ('"notes"', '"motes"'))
    for old, new in changes:
        path.write_text(new.join(whole.rsplit(old, 1)), encoding="utf-8")
        for command in ("verify", "check"):
            done = procurement_footprint(command, "out", cwd=made)
            assert (done.returncode, done.stderr) == (3, said), (old, command)
    path.write_text("[" * 100_000, encoding="utf-8")
    deep = procurement_footprint("verify", "out", cwd=made)
    assert (deep.returncode, deep.stderr.partition(": maximum")[0]) == (
        3,
        "out/manifest.json: this manifest cannot be read",
    )


def test_a_manifest_from_before_there_were_seals_is_read(made: Path, procurement_footprint: Command) -> None:
    path = made / "out" / "manifest.json"
    written = json.loads(path.read_bytes())
    del written["sha256"], written["read"]
    path.write_text(json.dumps(written), encoding="utf-8")
    assert procurement_footprint("check", "out", cwd=made).returncode == 0
    done = procurement_footprint("verify", "out", "in/jan.csv", "--profile", "profiles/ours.yaml", cwd=made)
    assert (done.returncode, done.stdout) == (
        1,
        "out: made again: NOT as it was, though nothing that decides it has changed\n  manifest.json: differs\n",
    )


@pytest.fixture
def town(tmp_path: Path, procurement_footprint: Command) -> Path:
    """A project with a natural person in its ledger, and its footprint in `out`."""
    town = tmp_path / "town"
    town.mkdir()
    (town / "procurement.yaml").write_text("chart: kbas\nledgers: [jan.csv]\n", encoding="utf-8")
    person = f"2024-01-31;Anna Ek;{numbers(1)[0]};64110;Livsmedel;100,00"
    header = "Datum;Leverantör;Orgnr;Konto;Kontotext;Belopp (SEK)"
    (town / "jan.csv").write_text(f"{header}\n{person}\n", encoding="utf-8")
    assert procurement_footprint("run", "--out", "out", cwd=town).returncode == 0
    assert procurement_footprint("verify", "out", cwd=town).stdout == SAME
    return town


def test_without_the_key_of_the_project_only_pseudonyms_differ_and_nothing_is_written(
    town: Path, procurement_footprint: Command
) -> None:
    (town / ".pseudonym-key").unlink()
    (town / ".pseudonym-names").unlink()
    before = sorted(town.rglob("*"))
    done = procurement_footprint("verify", "out", cwd=town)
    assert (done.returncode, done.stdout) == (0, PERSONS.format("which is not here")), done.stderr
    assert sorted(town.rglob("*")) == before


def test_the_key_of_another_project_is_noticed(town: Path, procurement_footprint: Command) -> None:
    (town / ".pseudonym-key").write_text("a" * 64 + "\n", encoding="ascii")
    done = procurement_footprint("verify", "out", cwd=town)
    assert (done.returncode, done.stdout) == (1, PERSONS.format("and this project has another one")), done.stderr


def test_a_folder_whose_name_is_not_in_utf_8_is_refused_in_words(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    folder = tmp_path / os.fsdecode(b"G\xf6teborg")
    folder.mkdir()
    (folder / "jan.csv").write_text(LEDGER, encoding="utf-8")
    done = procurement_footprint("run", folder / "jan.csv", "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "has signs in its name, or in that of a folder around it, that are no UTF-8; rename it" in done.stderr
    with pytest.raises(Refused) as refused:  # a program names it
        in_utf8(folder / "out")
    assert str(refused.value) == (
        f"{tmp_path}/G\ufffdteborg/out: the name of this folder, or of one around it, is not in UTF-8, as Parquet "
        "files need it\n    fix: rename it, or set the locale of the terminal to one in UTF-8 (LC_ALL=C.UTF-8)"
    )
