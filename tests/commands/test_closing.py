"""A period is closed, never changes, is restated with its causes, and every changed byte is found."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from closed_project import files, here
from conftest import ROOT, Command

from procurement_footprint.demo.town import write_town
from procurement_footprint.entities import Entity, Ownership
from procurement_footprint.footprint import closing
from procurement_footprint.footprint.restated import causes, price_list
from procurement_footprint.ledger import closings

RULES = """rule_book: own
version: "1"
title: {sv: "Egna regler", en: "Own rules"}
source: own decisions
reviewed: {by: Anna Lind, date: 2026-11-23}
rules:
  - id: own-food
    account: ["6411"]
    account_text: ["livsmedel"]
    category: meals
    why: Our kitchens buy meals on this account
    examples: [{account: "64110", account_text: Livsmedel}]
"""
LEDGER = Path("ledgers") / "leverantorsreskontra-2024.csv"


@pytest.fixture(scope="session")
def procurement_footprint() -> Command:
    """The command line, in this process."""
    return here


@pytest.fixture(scope="module")
def closed_town(tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """A small town whose year 2024 is closed. Not to be changed."""
    town = tmp_path_factory.mktemp("closed") / "town"
    write_town(town, years=(2023, 2024), rows_per_year=300)
    done = procurement_footprint("close", "2024", "--by", "Anna Lind", "--reason", "the year's report", cwd=town)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"closed: 2024 version 1, by Anna Lind, in {town / 'closed' / '2024' / '1'}\n")
    assert "unmapped: 5 rows, 6,360,000.00 SEK; they have no footprint in what is closed\n" in done.stderr
    return town


@pytest.fixture
def town(closed_town: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(closed_town, tmp_path / "town"))


def test_what_is_closed_is_a_whole_result_that_is_pinned(closed_town: Path, procurement_footprint: Command) -> None:
    (held,) = closings.load(closed_town)
    assert (held.by, held.reason, held.version, held.as_of) == ("Anna Lind", "the year's report", 1, None)
    manifest = json.loads((held.folder / "manifest.json").read_bytes())
    assert {**manifest["outputs"]} == dict(held.outputs)
    assert {"rule_books", "factor_set", "crosswalk", "program", "settings"} <= held.pins.keys()
    assert held.folder / "multipliers.csv" in held.folder.iterdir()
    for what in (("closed/2024/1",), ()):
        done = procurement_footprint("verify", *what, cwd=closed_town)
        assert (done.returncode, done.stdout) == (
            0,
            f"2024 version 1: intact, all 10 files are as Anna Lind closed them on {held.when[:10]}\n"
            "  made again: every file comes out byte for byte\n",
        ), done.stderr


def test_what_is_closed_is_not_closed_again(closed_town: Path, procurement_footprint: Command) -> None:
    before, day = files(closed_town), closings.load(closed_town)[0].when[:10]
    again = procurement_footprint("close", "2024", "--by", "Eva Ek", cwd=closed_town)
    assert (again.returncode, again.stderr) == (
        3,
        f"closed/2024/1: 2024 is closed, by Anna Lind on {day}: what is closed never changes\n"
        '    fix: make a further version beside it: restate 2024 --reason "..." --by NAME\n\n'
        "1 problem: nothing was written\n",
    )
    inside = procurement_footprint("close", "2024-Q1", "--by", "Eva Ek", cwd=closed_town)
    assert (inside.returncode, inside.stderr) == (
        3,
        "closed/2024/1: 2024-Q1 lies inside 2024, which is closed: its months are closed with it\n"
        '    fix: make a further version of 2024: restate 2024 --reason "..." --by NAME\n\n'
        "1 problem: nothing was written\n",
    )
    unclosed = procurement_footprint("restate", "2023", "--reason", "x", "--by", "Eva Ek", cwd=closed_town)
    assert (unclosed.returncode, unclosed.stderr) == (
        3,
        "closed/2023: 2023 is not closed\n    fix: close it first: close 2023 --by NAME\n\n"
        "1 problem: nothing was written\n",
    )
    same = procurement_footprint("restate", "2024", "--reason", "x", "--by", "Eva Ek", cwd=closed_town)
    assert (same.returncode, same.stdout) == (
        0,
        "nothing would change: 2024 version 1 stands, and no version was made\n",
    )
    for arguments, said in (
        (("close", "2024", "--by", " "), "--by is empty"),
        (("close", "2024-13", "--by", "Eva"), "this is not a period"),
        (("verify", "2022"), "2022 is not closed in this project"),
    ):
        wrong = procurement_footprint(*arguments, cwd=closed_town)
        assert (wrong.returncode, said in wrong.stderr) == (2, True), wrong.stderr
    assert files(closed_town) == before


def test_a_restatement_says_what_changed_and_why(town: Path, procurement_footprint: Command) -> None:
    first = files(town / "closed" / "2024" / "1")
    lines = (town / LEDGER).read_bytes().splitlines(keepends=True)
    (town / LEDGER).write_bytes(b"".join([*lines[:4], *lines[5:]]))  # a line is not delivered any more
    (town / "rules").mkdir()
    (town / "rules" / "own.yaml").write_text(RULES, encoding="utf-8")
    with (town / "procurement.yaml").open("a", encoding="utf-8") as settings:
        settings.write("price_index: hicp-euro-area\nfactor_policy: none\n")
    done = procurement_footprint("restate", "2024", "--reason", "Rättad <b>", "--by", "Eva Ek", cwd=town)
    assert done.returncode == 0, done.stderr
    assert files(town / "closed" / "2024" / "1") == first
    second = town / "closed" / "2024" / "2"
    said = json.loads((second / "changes.json").read_bytes())
    assert (said["restates"], said["reason"], said["causes"]["ledger"]["rows"]) == (1, "Rättad <b>", -1)
    moved = {cause: Decimal(one["kg_co2e"]) for cause, one in said["causes"].items()}
    assert [cause for cause, kg in moved.items() if kg] == ["ledger", "mapping", "factors", "prices"]
    totals = [json.loads((one / "manifest.json").read_bytes())["totals"] for one in (second.with_name("1"), second)]
    assert sum(moved.values()) == Decimal(totals[1]["kg_co2e"]) - Decimal(totals[0]["kg_co2e"])
    with (second / "changes.csv").open(encoding="utf-8", newline="") as file:
        listed: Counter[str] = Counter()
        for line in csv.DictReader(file):
            listed[line["cause"]] += Decimal(line["kg_difference"])  # type: ignore[assignment]
    assert {cause: kg for cause, kg in moved.items() if kg} == {cause: kg for cause, kg in listed.items() if kg}
    assert f"version 2{totals[1]['rows']['ledger']:>33,}" in done.stdout
    assert f"{moved['mapping']:+,}" in done.stdout
    page = (second / "report.html").read_text(encoding="utf-8")
    assert "Rapporten är en omräkning av version 1" in page
    assert "Gjord av Eva Ek den" in page
    assert "Rättad &lt;b&gt;" in page
    again = procurement_footprint("verify", "2024", cwd=town)
    assert "2024 version 2: intact, all 12 files" in again.stdout
    assert again.stdout.endswith("made again: every file comes out byte for byte\n")


def test_every_file_that_was_changed_is_named(town: Path, procurement_footprint: Command) -> None:
    place = town / "closed" / "2024" / "1"
    names = sorted(path.name for path in place.iterdir() if path.name != "closing.json")
    for path in (place / name for name in names):
        raw = path.read_bytes()
        path.write_bytes(raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:])
    (place / "new.txt").write_text("new", encoding="utf-8")
    changed = [f"  {name}: changed since the period was closed" for name in names]
    added = "  new.txt: not there when the period was closed"
    done = procurement_footprint("verify", cwd=town)
    assert (done.returncode, done.stdout.splitlines()) == (
        1,
        ["2024 version 1: DAMAGED, not as it was when it was closed", *sorted([*changed, added])],
    )
    refused = procurement_footprint("restate", "2024", "--reason", "x", "--by", "Eva Ek", cwd=town)
    assert refused.returncode == 3
    assert refused.stderr.startswith("closed/2024/1: this closed period is not as it was when it was closed\n    cat")
    assert "\n    fix: put its files back from a backup, then begin again\n" in refused.stderr
    (place / "closing.json").unlink()
    lost = procurement_footprint("verify", "closed/2024/1", cwd=town)
    assert (lost.returncode, "a version of a closed period without its closing.json" in lost.stderr) == (3, True)


def test_what_changed_since_is_told_apart_from_damage(town: Path, procurement_footprint: Command) -> None:
    (town / "rules").mkdir()
    (town / "rules" / "own.yaml").write_text(RULES, encoding="utf-8")
    done = procurement_footprint("verify", "2024", cwd=town)
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[1]) == (
        0,
        "  made again: not as it was, because of what has changed since then; what was closed holds",
    )
    assert lines[2].startswith("  rule_books own: none then, 1 SHA-256 ")
    assert "  footprint.parquet: differs" in lines
    (town / LEDGER).unlink()
    (town / "procurement.yaml").write_text("language: sv\n", encoding="utf-8")
    gone = procurement_footprint("verify", "2024", cwd=town)
    assert gone.returncode == 1
    assert "intact, all 10 files" in gone.stdout
    assert 'cannot be made again:\n  closed/2024/1/manifest.json: the ledger "leverantors' in gone.stdout.replace(
        str(town) + "/", ""
    )


def test_missing_months_are_said_before(closed_town: Path, tmp_path: Path, procurement_footprint: Command) -> None:
    town = tmp_path / "town"
    shutil.copytree(closed_town, town, ignore=shutil.ignore_patterns("closed"))
    lines = (town / LEDGER).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if "2024-02-" not in line and "2024-11-" not in line]
    (town / LEDGER).write_text("".join(kept), encoding="utf-8-sig")
    before = files(town)
    refused = procurement_footprint("close", "2024", "--by", "Eva Ek", cwd=town)
    assert (refused.returncode, refused.stderr.partition("2024: ")[2]) == (
        3,
        "there are no rows in some months of 2024\n    Norrsele kommun: 2024-02, 2024-11\n"
        "    fix: bring them in first; or, where that is right, close it all the same with --incomplete\n\n"
        "1 problem: nothing was written\n",
    )
    assert files(town) == before
    empty = procurement_footprint("close", "2022", "--by", "Eva Ek", cwd=town)
    assert (empty.returncode, files(town) == before) == (3, True)
    quarter = procurement_footprint("close", "2024-Q1", "--by", "Eva Ek", "--incomplete", cwd=town)
    assert quarter.returncode == 0, quarter.stderr
    assert "no rows: Norrsele kommun: 2024-02\n" in quarter.stderr
    year = procurement_footprint("close", "2024", "--by", "Eva Ek", "--incomplete", cwd=town)
    assert year.returncode == 0, year.stderr
    assert "2024-Q1 version 1 stays as it is (" in year.stderr
    assert closings.months_closed(town)["2024-01"] == "2024"
    both = procurement_footprint("verify", cwd=town)
    assert both.stdout.count("every file comes out byte for byte") == 2, both.stdout


def test_a_month_that_is_imported_again_changes_nothing_that_is_closed(
    closed_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    town, delivered = tmp_path / "town", tmp_path / "2024.csv"
    shutil.copytree(closed_town, town, ignore=shutil.ignore_patterns("closed"))
    shutil.move(town / LEDGER, delivered)
    settings = [one for one in (town / "procurement.yaml").read_text("utf-8").splitlines() if "ledgers:" not in one]
    (town / "procurement.yaml").write_text("\n".join(settings), encoding="utf-8")
    head, *lines = delivered.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    december = [one for one in lines if "2024-12-" in one]
    (tmp_path / "december.csv").write_text("".join([head, *december[1:]]), encoding="utf-8-sig")
    replaced = ("import", tmp_path / "december.csv", "--replace", "--reason", "one line was wrong")
    for command in (("import", delivered), ("close", "2024", "--by", "Anna Lind"), replaced):
        done = procurement_footprint(*command, cwd=town)
        assert done.returncode == 0, done.stderr
    same = procurement_footprint("verify", "2024", cwd=town)
    assert same.stdout.endswith("made again: every file comes out byte for byte\n"), same.stdout
    new = procurement_footprint("restate", "2024", "--by", "Eva Ek", "--reason", "December", cwd=town)
    assert new.returncode == 0, new.stderr
    assert [one.as_of for one in closings.load(town)] == [1, 2]
    said = json.loads((town / "closed" / "2024" / "2" / "changes.json").read_bytes())
    touched = {cause: one["rows_touched"] for cause, one in said["causes"].items()}
    assert len(december) > 10  # all but one were delivered again as they were, at other addresses
    assert touched == {"ledger": 1, "boundary": 0, "mapping": 0, "factors": 0, "prices": 0}
    both = procurement_footprint("verify", cwd=town)
    assert both.stdout.count("every file comes out byte for byte") == 2, both.stdout


def test_months_in_which_an_entity_is_not_owned_are_not_missing() -> None:
    joined = Entity("e", "556677-8899", "Energi AB", ownership=(Ownership(since="2024-04-01", until="2024-06-30"),))
    asked = [month for month in ("2024-03", "2024-04", "2024-06", "2024-07") if closing._belongs(joined, month)]
    assert asked == ["2024-04", "2024-06"]
    assert closing._belongs(Entity("e", "556677-8899", "Energi AB"), "2024-03")


def test_versions_in_two_currencies_are_not_compared(town: Path, procurement_footprint: Command) -> None:
    with (town / "procurement.yaml").open("a", encoding="utf-8") as settings:
        settings.write("currency: EUR\n")
    done = procurement_footprint("restate", "2024", "--reason", "x", "--by", "Eva Ek", cwd=town)
    assert done.returncode == 3
    assert done.stderr.endswith(
        "2024: version 1 of 2024 is in SEK, and this one would be in EUR; they cannot be compared\n"
        "    fix: write currency: SEK into procurement.yaml\n\n1 problem: nothing was written\n"
    )
    assert not (town / "closed" / "2024" / "2").exists()


def test_closing_needs_a_project(tmp_path: Path, procurement_footprint: Command) -> None:
    for arguments in (("close", "2024", "--by", "Eva"), ("verify",)):
        done = procurement_footprint(*arguments, cwd=tmp_path)
        assert (done.returncode, "project" in done.stderr) == (2, True), done.stderr


def test_latest_is_the_newest_run_of_a_project(town: Path, procurement_footprint: Command) -> None:
    none = procurement_footprint("verify", "latest", cwd=town)
    assert (none.returncode, none.stderr) == (
        3,
        f"{town / 'footprints' / 'latest'}: the project has no run yet\n    fix: make one: run\n\n"
        "1 problem: nothing was written\n",
    )
    for _ in range(2):
        assert procurement_footprint("run", "--period", "2024-03", cwd=town).returncode == 0
    pointer = town / "footprints" / "latest"
    assert pointer.read_text(encoding="utf-8") == "2024-03-2\n"
    done = procurement_footprint("verify", "latest", cwd=town)
    assert "identical: every file in " in done.stdout
    same = procurement_footprint("mappings", "diff", "footprints/2024-03", "latest", cwd=town)
    assert (same.returncode, "no row differs" in same.stdout) == (0, True), same.stderr
    for arguments in (
        ("mappings", "check", "--on", "latest"),
        ("factors", "diff", "figaro-se", "figaro-se", "--on", "latest"),
        ("audit", "sample", "latest", "--size", "30", "--seed", "1"),
        ("why", "--category", "food", "--in", "latest"),
    ):
        found = procurement_footprint(*arguments, cwd=town)
        assert found.returncode in (0, 1), found.stderr
    shutil.rmtree(town / "footprints" / "2024-03-2")
    gone = procurement_footprint("verify", "latest", cwd=town)
    assert (gone.returncode, gone.stderr) == (
        3,
        f"{pointer}: the newest run is not there any more\n    2024-03-2\n"
        "    fix: make another with run, or name the folder of a footprint\n\n1 problem: nothing was written\n",
    )


def test_the_reference_describes_every_file_of_a_closed_period(closed_town: Path) -> None:
    text = (ROOT / "docs" / "manual" / "reference.md").read_text(encoding="utf-8")

    def described(name: str) -> str:
        return text.partition(f"### {name}\n")[2].partition("\n### ")[0].partition("\n## ")[0]

    written = json.loads((closed_town / "closed" / "2024" / "1" / "closing.json").read_bytes())
    assert [key for key in written if f"`{key}`" not in described("closing.json")] == []
    differences = [f"{name}_difference" for name in causes.MEASURES]
    for name, columns in (
        ("multipliers.csv", list(price_list.SCHEMA)),
        ("changes.csv", [*causes.KEYS, *causes.SUMS, *differences]),
    ):
        assert re.findall(r"^\| `(\w+)` \|", described(name), flags=re.MULTILINE) == columns
    assert set(re.findall(r"^\| `(\w+)` \|", (ROOT / "METHOD.md").read_text(encoding="utf-8"), re.MULTILINE)) > set(
        causes.CAUSES
    )
