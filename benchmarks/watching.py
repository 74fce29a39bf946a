"""What processes need: CPU seconds and memory of a process and all that it starts, by kind, while they run."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.25  # seconds
KINDS = {
    "CoarseGrainedExecutorBackend": "executor JVM",
    "pyspark.daemon": "executor Python",
    "SparkSubmit": "driver JVM",
    "org.apache.spark.deploy": "master and workers",
    "cluster_keeper": "master and workers",
}
PROGRAM = "program"  # everything else


@dataclass(slots=True)
class Watched:
    """What was seen. cpu: (time, kind → CPU seconds so far). peak: kind → largest memory of all of a kind at once, MB.

    largest: kind → that of one process. Memory is counted proportionally where processes share it.
    """

    cpu: list[tuple[float, dict[str, float]]] = field(default_factory=list)
    peak: Counter[str] = field(default_factory=Counter)
    largest: Counter[str] = field(default_factory=Counter)
    together: float = 0.0

    def spent(self, begin: float, end: float) -> dict[str, float]:
        """Return the CPU seconds of each kind between two times."""
        first, last = self._until(begin), self._until(end)
        return {kind: last[kind] - first.get(kind, 0.0) for kind in last}

    def _until(self, moment: float) -> dict[str, float]:
        return next((seen for at, seen in reversed(self.cpu) if at <= moment), {})


@contextmanager
def watched(roots: Sequence[int]) -> Iterator[Watched]:
    """Watch processes and their descendants until the block ends."""
    seen, ended = Watched(), threading.Event()
    thread = threading.Thread(target=_watch, args=(roots, seen, ended), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _watch(roots: Sequence[int], seen: Watched, ended: threading.Event) -> None:
    spent: dict[tuple[int, str], tuple[str, float]] = {}
    weighed = 0.0
    while not ended.is_set():
        now = time.time()
        family = _family(roots)
        for key, (_, cpu) in family.items():
            spent[key] = (spent[key][0] if key in spent and spent[key][0] != PROGRAM else _kind(key[0]), cpu)
        total: Counter[str] = Counter()
        for kind, cpu in spent.values():
            total[kind] += cpu
        seen.cpu.append((now, dict(total)))
        if now - weighed > 1:
            weighed = now
            _weigh(seen, {key: spent[key][0] for key in family})
        ended.wait(EVERY)


def _weigh(seen: Watched, kinds: dict[tuple[int, str], str]) -> None:
    held: Counter[str] = Counter()
    for (process, _), kind in kinds.items():
        size = _megabytes(process)
        held[kind] += size
        seen.largest[kind] = max(seen.largest[kind], size)
    seen.together = max(seen.together, held.total())
    for kind, size in held.items():
        seen.peak[kind] = max(seen.peak[kind], size)


def _family(roots: Sequence[int]) -> dict[tuple[int, str], tuple[int, float]]:
    """Return (process, when it started) → (its parent, CPU seconds) of the roots and all their descendants."""
    every: dict[int, tuple[str, int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        every[int(path.parent.name)] = (fields[19], int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS)
    found = [root for root in roots if root in every]
    for one in found:
        found += [child for child, (_, parent, _) in every.items() if parent == one]
    return {(one, every[one][0]): every[one][1:] for one in found}


def _kind(process: int) -> str:
    try:
        said = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return PROGRAM
    return next((kind for word, kind in KINDS.items() if word in said), PROGRAM)


def _megabytes(process: int) -> int:
    try:
        said = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in said.splitlines() if line.startswith("Pss:")), 0) // 1024
