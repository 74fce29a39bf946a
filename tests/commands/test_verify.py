"""`verify`: the footprint comes out again wherever its inputs are now, and whatever they are called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Command
from people import numbers

LEDGER = "Datum;Leverantör;Konto;Kontotext;Summa;Övrigt\n2024-01-31;Bageriet AB;64110;Livsmedel;1 234,50;8\n"
PROFILE = """name: ours
columns: {booked_on: [Datum], supplier: [Leverantör], account: [Konto], account_text: [Kontotext], amount: [Summa]}
currency: SEK
"""
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


def test_without_the_key_of_the_project_it_says_why_persons_differ(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    town = tmp_path / "town"
    town.mkdir()
    (town / "procurement.yaml").write_text("chart: kbas\nledgers: [jan.csv]\n", encoding="utf-8")
    person = f"2024-01-31;Anna Ek;{numbers(1)[0]};64110;Livsmedel;100,00"
    header = "Datum;Leverantör;Orgnr;Konto;Kontotext;Belopp (SEK)"
    (town / "jan.csv").write_text(f"{header}\n{person}\n", encoding="utf-8")
    assert procurement_footprint("run", "--out", "out", cwd=town).returncode == 0
    assert procurement_footprint("verify", "out", cwd=town).stdout == SAME
    (town / ".pseudonym-key").unlink()
    done = procurement_footprint("verify", "out", cwd=town)
    assert (done.returncode, done.stdout.splitlines()) == (
        1,
        [
            "footprint.parquet: differs",
            "manifest.json: differs",
            "the project had no .pseudonym-key: natural persons have other pseudonyms than they had then",
        ],
    )
