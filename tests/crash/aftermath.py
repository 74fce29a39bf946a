"""What a project is before a command and after it, and which of the two it is when the command was stopped."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import stage
from stage import Act, Scene

from procurement_footprint.demo.town import write_town
from procurement_footprint.ledger.archive import imports

State = Mapping[str, bytes]
COMMANDS = {
    "run": ("run", "2024-Q1"),
    "import": ("import", "first.csv", "second.csv"),
    "close": ("close", "2024-Q1", "--by", "Anna Lind"),
    "publish": ("publish", "open", "2024-Q1"),
}
THEN = {**COMMANDS, "publish": ("publish", "open-2", "2024-Q1")}  # where it is there, the next start
ENDS = {"run": 0, "import": 0, "close": 3, "publish": 0}  # exit code of that
PRIVATE = (".gitignore", ".pseudonym-key")  # each stays once it is there, whole
NAMES = ".pseudonym-names"  # grows with each file that has been read
PASSING = ".procurement-footprint."  # locks, and who holds them
LATEST = "footprints/latest"
CLEANING = ("unlink", "unlinkat", "rmdir")


@dataclass(frozen=True, slots=True)
class Case:
    """A command; the project that it starts from (not to be changed), before and after; the calls that it makes."""

    name: str
    start: Path
    before: State
    after: State
    calls: tuple[tuple[str, str, int], ...]
    seconds: float

    @property
    def arguments(self) -> Sequence[str]:
        """What is said on the command line."""
        return COMMANDS[self.name]

    def stands(self, now: State) -> str:
        """Return whether a project is as `before` or as `after` it; AssertionError where it is neither."""
        for name in PRIVATE:
            assert now.get(name) in (self.before.get(name), self.after.get(name)), f"{name} is half written"
        early, held, late = (set(one.get(NAMES, b"").splitlines()) for one in (self.before, now, self.after))
        assert early <= held <= late, f"{NAMES} is half written"
        seen, before, after = _results(now), _results(self.before), _results(self.after)
        if seen == before:
            return "before"
        late = {name: content for name, content in after.items() if name != LATEST}
        assert seen in (after, late), f"neither: {sorted(seen.items() ^ before.items(), key=str)!r:.2000}"
        return "after"


def start(folder: Path) -> Path:
    """Make a small town of one year, whose ledger is there in two parts as well."""
    write_town(folder, years=(2024, 2024), rows_per_year=200)
    header, *rows = (folder / "ledgers" / "leverantorsreskontra-2024.csv").read_bytes().splitlines(keepends=True)
    rows.sort(key=_booked)
    for number, name in enumerate(COMMANDS["import"][1:]):
        months = (b"-01-", b"-02-", b"-03-", b"-04-", b"-05-", b"-06-")
        part = [row for row in rows if any(month in _booked(row) for month in months) == (number == 0)]
        (folder / name).write_bytes(header + b"".join(part))
    return folder


def case(name: str, town: Path, folder: Path) -> Case:
    """Return a command on a town, run once in `folder`."""
    done = shutil.copytree(town, folder / f"{name}-done")
    scene = stage.play(COMMANDS[name], done)
    assert scene.code == 0, scene.err
    assert not hidden(done)
    return Case(name, town, state(town), state(done), scene.calls, scene.seconds)


def stopped(case: Case, folder: Path, act: Act) -> Scene:
    """Let a command be stopped in the new project `folder`."""
    shutil.copytree(case.start, folder)
    stage.temporary(folder)
    return stage.play(case.arguments, folder, act)


def seen_after_a_kill(case: Case, folder: Path) -> str:
    """See that a project is as before or after, and that the next start cleans up and goes well; return which it is."""
    standing = case.stands(state(folder))
    again = stage.play((COMMANDS if standing == "before" else THEN)[case.name], folder)
    assert again.code == (0 if standing == "before" else ENDS[case.name]), again.err
    assert not hidden(folder), "the next start did not clean up"
    if standing == "before":
        assert case.stands(state(folder)) == "after"
    return standing


def seen_after_a_refusal(case: Case, folder: Path, scene: Scene, cleaning: bool) -> str:
    """See that a refusal of the system is told in words, and that nothing is half done; return how it stands.

    cleaning: what was refused was only to clean up.
    """
    standing = case.stands(state(folder))
    assert "Traceback" not in scene.err, scene.err
    if scene.code == 0:
        assert standing == "after", "it says that all is well"
    elif scene.code == 1:
        assert standing == "after", scene.err
        assert "before that: whole and in its place is " in scene.err
    else:
        assert (scene.code, standing) == (3, "before"), scene.err
        assert "\n    fix: look at the folder's rights and the room on the disk" in scene.err
    assert ".part" not in scene.err
    assert "file system:" not in scene.err, "which file it was is not said"
    assert cleaning or not hidden(folder)
    return standing


def hidden(folder: Path) -> list[str]:
    """Return the hidden folders and files that are left in a project or in its folder of temporary files."""
    places = (path for place in (folder, stage.temporary(folder)) for path in place.rglob("*"))
    return sorted(path.name for path in places if path.name.endswith(".part")) + sorted(
        path.name for path in stage.temporary(folder).iterdir() if not path.name.endswith(".part")
    )


def state(folder: Path) -> State:
    """Return everything in a project but locks, what is hidden, and imports that do not count; folders as `/`."""
    held, passed_over = {}, tuple(f"archive/{place.name}" for place in imports.interrupted(folder))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        out_of_sight = name.startswith((PASSING, *passed_over))
        if not out_of_sight and ".part" not in {Path(part).suffix for part in name.split("/")}:
            held[name] = b"/" if path.is_dir() else path.read_bytes()
    return held


def _results(held: State) -> State:
    """Return a state without what stays once it is there, and without empty folders."""
    full = {f"{parent}" for name, content in held.items() if content != b"/" for parent in Path(name).parents}
    return {
        name: content
        for name, content in held.items()
        if name not in (*PRIVATE, NAMES) and (content != b"/" or name in full) and not name.startswith("open-2")
    }


def _booked(row: bytes) -> bytes:
    return row.split(b";")[8]
