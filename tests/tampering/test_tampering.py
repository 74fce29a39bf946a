"""Any byte that is changed in what a footprint is, or was made from, is found by `verify`, which names the file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from closed_project import files
from tampered_town import ENVIRONMENT, Town, World, changeable, one_byte_changed, world

HERE, LONG = 60, 1_000  # changes
PERSONS = (
    "{}: made again: all rows and tables as they were; only the pseudonyms of natural persons differ: they come from "
    "the .pseudonym-key of the project, which is not here\n"
)
OPENED = """
import json, sys
from pathlib import Path
seen, root = set(), str(Path(sys.argv[1]).resolve())
sys.addaudithook(lambda event, said: event == "open" and isinstance(said[0], str) and seen.add(said[0]))
from procurement_footprint import job, project, workflow
workflow.run(job.job((), project.load(Path.cwd())), Path("again"), job.Silent())
inside = [Path(one).resolve() for one in seen if one.startswith((f"{root}/mappings", f"{root}/emission_factors"))]
print(json.dumps(sorted(str(one) for one in inside if one.is_file())))
"""
# looked through for the factors that activity data name; none of theirs is in the footprint
EDITIONS = [f"emission_factors/activities/{name}/activity.{kind}"
            for name in ("defra/2022.1", "ipcc-fuels/2006.1") for kind in ("csv", "yaml")]  # fmt: skip
SAME = "identical: every file in out comes out again byte for byte\n"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world(tmp_path_factory.mktemp("tampering"))


def found(held: World, number: int, files: list[tuple[Town, Path]]) -> str:
    """Change one byte of a file, the `number`th change of all; return what went wrong, nothing if it is found."""
    town, path = files[number % len(files)]
    chance = Random(f"{number} {path.name}")
    with one_byte_changed(path, chance) as what:
        done = held.verify(town)
    said = done.stdout + done.stderr
    named = re.search(rf"(?<!\w)({re.escape(path.name)}|{re.escape(path.stem)})(?!\w)", said)
    fine = done.returncode in (1, 3) or "because of what has changed since then" in done.stdout
    if fine and named and "Traceback" not in said:
        return ""
    return f"change {number}, {what}: exit code {done.returncode}\n{said}"


def test_a_changed_byte_is_found_and_the_file_is_named(held: World) -> None:
    files = changeable(held)
    step = len(files) / HERE
    assert [wrong for number in range(HERE) if (wrong := found(held, round(number * step), files))] == []


def test_rejected_cells_that_were_changed_are_refused(held: World) -> None:
    (path,) = held.kept.folder.glob("archive/*/rejected.parquet")
    for number in range(3):
        with one_byte_changed(path, Random(number)):
            done = held.verify(held.kept)
        assert done.returncode == 1
        said = f"{path}: the archive is not as it was written: the rejected cells were changed: their SHA-256 was "
        assert f"  cannot be made again:\n  {said}" in done.stdout, done.stdout + done.stderr


@pytest.mark.long
def test_a_thousand_changed_bytes_are_found(held: World) -> None:
    files = changeable(held)
    assert [wrong for number in range(LONG) if (wrong := found(held, number, files))] == []
    assert held.verify(held.plain).stdout == SAME


def test_everything_that_a_run_reads_of_what_is_shipped_is_named_in_its_manifest(held: World) -> None:
    started = subprocess.run(
        [sys.executable, "-c", OPENED, str(held.program)],
        cwd=held.plain.folder,
        env={**ENVIRONMENT, "PYTHONPATH": str(held.program)},
        capture_output=True,
        check=True,
    )
    written = json.loads((held.plain.folder / "again" / "manifest.json").read_bytes())
    shutil.rmtree(held.plain.folder / "again")
    read = [Path(one) for one in json.loads(started.stdout)]
    named = {one["sha256"] for key in ("made_with", "read") for files in written[key].values() for one in files}
    left = [path for path in read if not _digests(path) & named]
    assert len(read) > 40
    assert [path.relative_to(held.program).as_posix() for path in left] == EDITIONS


def _digests(path: Path) -> set[str]:
    """Return the SHA-256 of a file, and of a list of codes with its description."""
    raw, described = path.read_bytes(), path.with_suffix(".yaml")
    return {sha256(raw).hexdigest(), sha256(raw + described.read_bytes()).hexdigest() if described.exists() else ""}


def copied(place: Path, folder: Path, *left: str) -> Path:
    """Return a copy of a folder, as somebody else has it on another machine."""
    return Path(shutil.copytree(folder, place, ignore=shutil.ignore_patterns(".pseudonym-*", *left)))


def test_a_project_is_verified_wherever_it_is_copied_and_nothing_is_written(held: World, tmp_path: Path) -> None:
    for town, said in ((held.plain, PERSONS.format("out")), (held.kept, "  made again: every file comes out byte for")):
        copy = copied(tmp_path / "usb" / town.folder.name, town.folder)
        before = files(copy)
        done = held("verify", town.named, cwd=copy)
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stdout + done.stderr
        assert said in done.stdout
        assert files(copy) == before


def test_a_result_folder_alone_is_intact_and_says_what_it_needs(held: World, tmp_path: Path) -> None:
    copied(tmp_path / "result", held.plain.folder / "out")
    done = held("verify", "result", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        3,
        "result: intact, every file is as manifest.json says; but it cannot be made again:\n",
    )
    for needed in ('the ledger "2024.csv"', 'the invoices "invoices.zip"', 'the ledger profile "ours.yaml"'):
        assert f"result/manifest.json: {needed}" in done.stderr


def test_a_result_folder_with_its_inputs_is_made_again_with_the_project_or_says_what_lacks(
    held: World, tmp_path: Path
) -> None:
    plain = held.plain.folder
    copied(tmp_path / "result", plain / "out")
    copied(tmp_path / "home", plain, "out", "ledgers", "invoices.zip", "ours.yaml")
    for name, path in (
        ("l.csv", plain / "ledgers" / "2024.csv"),
        ("i.zip", plain / "invoices.zip"),
        ("p.yaml", plain / "ours.yaml"),
    ):
        shutil.copyfile(path, tmp_path / name)
    inputs = ("result", "l.csv", "--profile", "p.yaml", "--invoices", "i.zip")
    done = held("verify", *inputs, "--project", "home", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, PERSONS.format("result")), done.stderr
    without = held("verify", *inputs, cwd=tmp_path)
    lines = without.stdout.splitlines()
    assert (without.returncode, lines[0]) == (
        1,
        "result: made again: not as it was, because of what has changed since then",
    ), without.stderr
    lacking = {line.split(":")[0].strip() for line in lines if line.endswith("then, none now")}
    assert {"rule_books own", "supplier_aliases supplier-aliases.yaml", "activities activities/energy.csv"} <= lacking


def test_a_closed_version_is_verified_where_it_is_copied_to(held: World, tmp_path: Path) -> None:
    copied(tmp_path / "2024-1", held.kept.folder / "closed" / "2024" / "1")
    alone = held("verify", "2024-1", cwd=tmp_path)
    assert (alone.returncode, alone.stdout.splitlines()[0].partition(":")[2][:8]) == (1, " intact,"), alone.stderr
    assert "it was made of an archive with 3 imports, and the archive of this project has 0" in alone.stdout
    done = held("verify", "2024-1", "--project", str(held.kept.folder), cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (
        0,
        ["  made again: every file comes out byte for byte"],
    ), done.stderr


def test_settings_that_have_changed_are_not_those_of_the_footprint(held: World, tmp_path: Path) -> None:
    """What `procurement.yaml` decided stands in the manifest; of a closed period it is said that it has changed."""
    settings = "project: Other\norganisation: {id: 212000-9983, name: Other}\nchart: kbas\n"
    copy = copied(tmp_path / "plain", held.plain.folder)
    (copy / "procurement.yaml").write_text(settings, encoding="utf-8")
    assert held("verify", "out", cwd=copy).stdout == PERSONS.format("out")
    kept = copied(tmp_path / "kept", held.kept.folder)
    (kept / "procurement.yaml").write_text(f"{settings}factors: own@1\n", encoding="utf-8")
    done = held("verify", "2024", cwd=kept)
    *_, made, since = done.stdout.splitlines()
    assert (done.returncode, made) == (0, "  made again: every file comes out byte for byte"), done.stderr
    assert since.startswith("  since then: settings procurement.yaml: SHA-256 ")
