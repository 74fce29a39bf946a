"""A campaign: many cases of all subjects in a process that is watched, so that one that hangs or dies is found too.

    python tests/fuzz/fuzz_campaign.py --inputs 20000                 # and --subject NAME, --found FOLDER
    python tests/fuzz/fuzz_campaign.py --inputs 1000000 --keep FILE   # stopped, it goes on from there
    python tests/fuzz/fuzz_campaign.py --again csv:1234               # one case again, with its traceback

A case is named by its subject and its number, from which it is made; the same name gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import resource
import shutil
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve()
sys.path[:0] = [str(place) for place in (HERE.parents[2], HERE.parents[1], HERE.parents[1] / "factors", HERE.parent)]
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import fuzz_stored  # noqa: E402
from fuzz_case import Subject  # noqa: E402
from fuzz_subjects import BROKEN, SHARES, SUBJECTS  # noqa: E402

from procurement_footprint.problems import Refused  # noqa: E402

SECONDS = float(os.environ.get("FUZZ_SECONDS", "10"))  # of work
PATIENCE = 120.0  # seconds of waiting for anything at all
MEMORY, ADDRESSES = 1_000_000_000, 8_000_000_000  # bytes that a case may take up, and that the system gives at most
BLOCK = 500  # cases that are done before the next subject has its turn
STATE = struct.Struct("<qd")  # the number of the case at work, and the CPU seconds when it began


@dataclass(frozen=True, slots=True)
class Finding:
    """A case that broke. what: `error`, `hang`, `memory`, `death` or `money`. seconds: that it took."""

    case: str
    what: str
    why: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Cases of one subject, from one number to before another."""

    subject: str
    first: int
    end: int


def works(inputs: int, only: Sequence[str] = (), done: Mapping[str, int] | None = None) -> list[Work]:
    """Return the cases of a campaign in blocks, subjects by turns. done: subject → how many of its cases are done."""
    asked = {name: share for name, share in SHARES.items() if not only or name in only}
    whole = sum(asked.values())
    counts = {name: -(-inputs * share // whole) for name, share in asked.items()}
    starts = {name: (done or {}).get(name, 0) for name in asked}
    found: list[Work] = []
    while any(starts[name] < counts[name] for name in asked):
        for name in asked:
            end = min(counts[name], starts[name] + BLOCK)
            if starts[name] < end:
                found.append(Work(name, starts[name], end))
            starts[name] = end
    return found


def run(work: Work, found: Callable[[Finding], None]) -> None:
    """Do the cases in a process of their own, again in another where it ends; tell each that breaks."""
    first = work.first
    while first < work.end:
        first = _watched(SUBJECTS[work.subject], first, work.end, found)


def _watched(subject: Subject, first: int, end: int, found: Callable[[Finding], None]) -> int:
    """Do cases in a forked process; return the number from which to go on."""
    state = mmap.mmap(-1, STATE.size)
    state.write(STATE.pack(first, 0.0))
    with TemporaryDirectory(prefix="fuzz-") as room:
        said = Path(room) / "said"
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            _work(subject, first, end, state, Path(room))
        why = _wait(child, state)
        at, _ = STATE.unpack(state[:])
        for line in said.read_text().splitlines() if said.exists() else ():
            found(Finding(**json.loads(line)))
    if why is None:
        return at
    found(Finding(f"{subject.name}:{at}", *why))
    return at + 1


def _wait(child: int, state: mmap.mmap) -> tuple[str, str] | None:
    """Wait for the process; return what was wrong with its end, if anything."""
    last, since = -1, time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return None if code == 0 else ("death", signal.Signals(-code).name if code < 0 else f"exit code {code}")
        at, began = STATE.unpack(state[:])
        if at != last:
            last, since = at, time.monotonic()
        if _seconds(child) - began > SECONDS or time.monotonic() - since > PATIENCE:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return ("hang", f"more than {SECONDS} seconds of work")
        time.sleep(0.02)


def _seconds(process: int) -> float:
    """Return how long a process has worked."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _work(subject: Subject, first: int, end: int, state: mmap.mmap, room: Path) -> None:
    """Do cases, one after the other, and end the process."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)  # panics tell their own story
    code = 0
    try:
        for number in range(first, end):
            state[:] = STATE.pack(number, time.process_time())
            finding = tried(subject, number, room)
            if finding:
                with (room / "said").open("a") as said:
                    said.write(json.dumps(asdict(finding)) + "\n")
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > MEMORY:
                _tell_memory(subject, number, room)
                end = number + 1
                break
        state[:] = STATE.pack(end, time.process_time())
    except BaseException:
        code = 99
    os._exit(code)


def _tell_memory(subject: Subject, number: int, room: Path) -> None:
    finding = Finding(f"{subject.name}:{number}", "memory", f"more than {MEMORY:,} bytes")
    with (room / "said").open("a") as said:
        said.write(json.dumps(asdict(finding)) + "\n")


def tried(subject: Subject, number: int, room: Path) -> Finding | None:
    """Try one case; return what is wrong with it, None where it is read or refused in words."""
    place = room / "case"
    place.mkdir()
    try:
        subject.look(subject.case(number, place))
    except Refused as refused:
        return _said(f"{subject.name}:{number}", refused)
    except BaseException as error:
        what = "money" if type(error).__name__ == "MoneyChanged" else "error"
        return Finding(f"{subject.name}:{number}", what, f"{type(error).__name__}: {error}"[:300], _where(error))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return None


def _said(case: str, refused: Refused) -> Finding | None:
    """Return what is wrong with the words of a refusal: there must be some, and they must go into a file."""
    text = str(refused)
    if not text.strip() or (not text.isprintable() and any(ord(one) < 32 and one not in "\n\t" for one in text)):
        return Finding(case, "words", text[:300])
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return Finding(case, "words", str(error))
    return None


def _where(error: BaseException) -> str:
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "procurement_footprint/" in one.filename]
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-3:]))


def main() -> int:
    """Run what is asked for; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--subject", action="append", default=[], choices=sorted(SUBJECTS))
    parser.add_argument("--keep", type=Path, help="file that knows what is done and what was found")
    parser.add_argument("--found", type=Path, help="folder for the files that broke something")
    parser.add_argument("--broken", action="store_true", help="readers that break, to see that it is found")
    parser.add_argument("--again", help="one case, SUBJECT:NUMBER")
    asked = parser.parse_args()
    if asked.broken:
        SUBJECTS.update(BROKEN)
        SHARES.update(dict.fromkeys(BROKEN, 1))
        asked.subject = list(BROKEN)
        return _campaign(asked)
    named = [asked.again.rsplit(":", 1)[0]] if asked.again else asked.subject or list(SHARES)
    with stored() if any(name in named for name in fuzz_stored.NAMES) else nullcontext():
        return _again(asked.again) if asked.again else _campaign(asked)


def _campaign(asked: argparse.Namespace) -> int:
    kept = json.loads(asked.keep.read_text()) if asked.keep and asked.keep.exists() else {"done": {}, "findings": []}
    for work in works(asked.inputs, asked.subject, kept["done"]):
        before = _work_so_far()
        run(work, lambda finding: _note(finding, kept, asked.found))
        kept["done"][work.subject] = work.end
        if asked.keep:
            asked.keep.write_text(json.dumps(kept, indent=1, ensure_ascii=True))
        took = (_work_so_far() - before) / (work.end - work.first) * 1000
        print(
            f"{work.subject} to {work.end}: {took:.1f} ms of work each, {len(kept['findings'])} found so far",
            flush=True,
        )
    return 1 if kept["findings"] else 0


@contextmanager
def stored() -> Iterator[None]:
    """Have what the program stores itself, made by a process of its own: one that has used polars cannot be forked."""
    reading, writing = os.pipe()
    child = _apart(lambda: os.write(writing, str(fuzz_stored.made()).encode()))
    os.close(writing)
    with os.fdopen(reading) as told:
        os.environ[fuzz_stored.STORE] = told.read()
    os.waitpid(child, 0)
    try:
        yield
    finally:
        shutil.rmtree(os.environ.pop(fuzz_stored.STORE))


def _work_so_far() -> float:
    """Return the seconds that processes have worked which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _note(finding: Finding, kept: dict[str, list[dict[str, str]]], folder: Path | None) -> None:
    kept["findings"].append(asdict(finding))
    print(f"  {finding.case}  {finding.what}  {finding.why!r}  {finding.where}", flush=True)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        os.waitpid(_apart(lambda: _keep(finding.case, folder)), 0)


def _keep(case: str, folder: Path) -> None:
    """Write the file of a case into a folder."""
    name, number = case.rsplit(":", 1)
    made = SUBJECTS[name].case(int(number), folder)
    (folder / f"{name}-{number}-{made.name}").write_bytes(made.raw)


def _apart(work: Callable[[], object]) -> int:
    """Work in a process of its own, since one that has used polars cannot be forked any more; return its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    return child


def _again(case: str) -> int:
    name, number = case.rsplit(":", 1)
    with TemporaryDirectory() as room:
        made = SUBJECTS[name].case(int(number), Path(room))
        print(f"{made.name}, {len(made.raw)} bytes: {made.raw[:2000]!r}")
        SUBJECTS[name].look(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
