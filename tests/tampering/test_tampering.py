"""Any byte that is changed in what a footprint is, or was made from, is found by `verify`, which names the file."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from tampered_town import Town, World, changeable, one_byte_changed, world

HERE, LONG = 60, 1_000  # changes
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


@pytest.mark.long
def test_a_thousand_changed_bytes_are_found(held: World) -> None:
    files = changeable(held)
    assert [wrong for number in range(LONG) if (wrong := found(held, number, files))] == []
    assert held.verify(held.plain).stdout == SAME
