"""Two commands at once on one project: what each may leave, whatever the other does meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import stage
from aftermath import COMMANDS, Case, State, hidden, state
from stage import Act

PLACES = {"run": "footprints/2024-Q1", "import": "archive", "close": "closed/2024-Q1/1", "publish": "open"}
BEFORE = {"run": ("import",), "import": (), "close": ("import",), "publish": ("import", "close")}  # what changes them
LATEST = "latest"
ENDS = {0, 3}  # 2 as well: to `publish` into a folder that is there is wrong usage


def allowed(cases: Mapping[str, Case], folder: Path, pairs: Collection[tuple[str, str]]) -> dict[str, list[State]]:
    """Return what each command may leave in its place: what it leaves alone, and after another that changes it.

    pairs: which are to run at once.
    """
    left = {name: [inside(one.after, PLACES[name])] for name, one in cases.items()}
    for name, others in BEFORE.items():
        for other in (one for one in others if {(name, one), (one, name)} & {*pairs}):
            place = shutil.copytree(folder / f"{other}-done", folder / f"{name}-after-{other}")
            scene = stage.play(COMMANDS[name], place)
            assert scene.code == 0, scene.err
            left[name].append(inside(state(place), PLACES[name]))
    return left


def seen_together(one: Case, other: str, at: tuple[str, str, int], folder: Path, left: dict[str, list[State]]) -> None:
    """Hold a command at a call while another runs: both end well or in words, and nothing is half."""
    shutil.copytree(one.start, folder)
    stage.temporary(folder)
    scene = stage.play(one.arguments, folder, Act(at=at, meanwhile=COMMANDS[other]))
    assert scene.met
    assert scene.meanwhile is not None
    now = state(folder)
    assert not hidden(folder)
    for name, done in ((one.name, scene), (other, scene.meanwhile)):
        assert "Traceback" not in done.err, done.err
        assert done.code in ENDS or (done.code, name) == (2, "publish"), done.err
        assert done.code == 0 or "fix: " in done.err or "is already there" in done.err, done.err
        if done.code == 0:
            assert inside(now, PLACES[name]) in left[name], (name, sorted(inside(now, PLACES[name])))
    assert 0 in (scene.code, scene.meanwhile.code)
    for name, place in PLACES.items():
        assert not (found := inside(now, place)) or found in left[name], (name, sorted(found))
    if one.name == other == "run":
        assert (scene.code, scene.meanwhile.code) == (0, 0)
        assert inside(now, "footprints/2024-Q1-2") in left["run"]


def inside(held: State, place: str) -> State:
    """Return what stands in a folder of a state."""
    start = f"{place}/"
    return {name.removeprefix(start): content for name, content in held.items() if name.startswith(start)}
