"""How many changes of the program the tests notice: `python tests/mutation.py`, 20 minutes.

mutmut makes the mutants of the files that pyproject.toml names, into `mutants/`; `mutants_tried` tries each. Printed:
a table by subject, and with a part of a path (`ledger/amounts`) what the survivors of those files change, which alone
are then tried. `--again` tries none and reads what was found last. Exit code 1 where a subject is below its score.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path

import mutants_tried
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant

PROMISED = 85  # per cent, in each subject
PACKAGE, MUTANTS = Path("procurement_footprint"), Path("mutants")
CRASHED, NOT_TRIED = "ended the process", "not tried"
NOTICED = (mutants_tried.KILLED, mutants_tried.TIMEOUT, CRASHED)
CODES = {mutants_tried.SURVIVED: 0, mutants_tried.KILLED: 1, mutants_tried.NO_TESTS: 33, mutants_tried.TIMEOUT: 36}
SUBJECTS: dict[str, tuple[str, ...]] = {
    "amounts": ("ledger/amount", "ledger/rounded", "ledger/typed"),
    "classification": ("mapping/",),
    "conservation": ("footprint/conserve", "ledger/apportion"),
    "calculation": ("footprint/calculate",),
    "decomposition": ("analysis/change/",),
    "sampling": ("analysis/audit/", "analysis/draws"),
}
Outcomes = dict[str, dict[str, str]]


def make() -> None:
    """Make the mutants anew."""
    shutil.rmtree(MUTANTS, ignore_errors=True)
    from mutmut import __main__ as mutmut

    MUTANTS.mkdir()
    with redirect_stdout(io.StringIO()):  # it names each file
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
        mutmut.create_mutants(os.cpu_count() or 1)


def made() -> dict[str, list[str]]:
    """Return the names of all mutants by file."""
    found = {}
    for path in sorted((MUTANTS / PACKAGE).rglob("*.py.meta")):
        place = path.relative_to(MUTANTS / PACKAGE).as_posix().removesuffix(".meta")
        found[place] = list(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
    return found


def try_out(names: Sequence[str]) -> None:
    """Try the mutants in as many processes as there are processors."""
    several = os.cpu_count() or 1
    with ThreadPoolExecutor(several) as pool:
        list(pool.map(_try_out, (names[first::several] for first in range(several)), range(several)))


def _try_out(names: Sequence[str], share: int) -> None:
    """Try the mutants in a process, and in a new one whenever one is given up."""
    settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    arguments = [*settings["pytest_add_cli_args"], *settings["pytest_add_cli_args_test_selection"]]
    asked, told = MUTANTS / f"asked-{share}.txt", MUTANTS / f"tried-{share}.jsonl"
    here = [str(path.resolve()) for path in (MUTANTS, MUTANTS / "tests")]
    files = {"MUTANTS": str(asked.resolve()), "TRIED": str(told.resolve())}
    plain = {"MUTANT_UNDER_TEST": "", "PY_IGNORE_IMPORTMISMATCH": "1", "POLARS_MAX_THREADS": "1"}
    while left := [name for name in names if name not in tried()]:
        asked.write_text("\n".join(left), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "mutants_tried", *arguments],
            cwd=MUTANTS,
            env={**os.environ, **plain, **files, "PYTHONPATH": os.pathsep.join(here)},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if not tried().keys() & {*left}:
            raise RuntimeError(done.stdout)


def tried() -> dict[str, str]:
    """Return what became of the mutants that were tried."""
    files = [path.read_text(encoding="utf-8") for path in sorted(MUTANTS.glob("tried-*.jsonl"))]
    lines = [json.loads(line) for text in files for line in text.splitlines() if line.endswith("]")]
    return {line[0]: CRASHED for line in lines} | {line[0]: line[1] for line in lines if len(line) > 1}


def outcomes() -> Outcomes:
    """Return what became of each mutant, by file and name, and tell `mutmut show` and `mutmut browse`."""
    known, found = tried(), {}
    for place, names in made().items():
        found[place] = {name: known.get(name, NOT_TRIED) for name in names}
        data = SourceFileMutationData(path=PACKAGE / place)
        data.load()
        data.exit_code_by_key = {name: CODES.get(outcome) for name, outcome in found[place].items()}
        data.save()
    return found


def counted(files: Outcomes, starts: tuple[str, ...]) -> dict[str, Counter[str]]:
    """Return how many mutants of each file had which outcome."""
    return {place: Counter(of.values()) for place, of in files.items() if place.startswith(starts)}


def score(counts: Mapping[str, int]) -> float:
    """Return how many of the mutants that were tried were noticed, in per cent."""
    total = sum(counts.values()) - counts.get(NOT_TRIED, 0)
    return 100 * sum(counts.get(name, 0) for name in NOTICED) / total if total else 0.0


def table(files: Outcomes) -> list[str]:
    """Return the lines of a table in Markdown: each subject and each file in it."""
    shown = (mutants_tried.TIMEOUT, mutants_tried.SURVIVED, mutants_tried.NO_TESTS, NOT_TRIED)
    lines = [f"| subject, file | mutants | noticed | {' | '.join(shown)} | score |", f"|---|{'---:|' * 7}"]

    def line(name: str, counts: Mapping[str, int]) -> str:
        numbers = [sum(counts.values()), sum(counts.get(one, 0) for one in NOTICED), *(counts.get(n, 0) for n in shown)]
        return f"| {name} | {' | '.join(map(str, numbers))} | {score(counts):.1f} % |"

    whole: Counter[str] = Counter()
    for subject, starts in SUBJECTS.items():
        own = counted(files, starts)
        total = sum(own.values(), Counter())
        whole += total
        lines += [line(f"**{subject}**", total), *(line(f"`{place}`", counts) for place, counts in own.items())]
    return [*lines, line("**all**", whole)]


def changes(files: Outcomes) -> list[str]:
    """Return what each survivor changes, as lines without and with the change."""
    told = []
    for place, mutants in files.items():
        for name, outcome in mutants.items():
            if outcome in (mutants_tried.SURVIVED, mutants_tried.NO_TESTS):
                diff = get_diff_for_mutant(name, path=PACKAGE / place).splitlines()[2:]
                told += [f"{name} ({outcome})", *(f"    {line}" for line in diff if line[:1] in "-+")]
    return told


def main(arguments: Sequence[str]) -> int:
    """Try the mutants of all files, or of those whose path holds one of the arguments, and print what was found."""
    parts = [part for part in arguments if part != "--again"]
    if parts == arguments:
        make()
        wanted = [name for place, names in made().items() if _holds(place, parts) for name in names]
        try_out(wanted)
    files = outcomes()
    if parts:
        print("\n".join(changes({place: of for place, of in files.items() if _holds(place, parts)})))
    print("\n".join(table(files)))
    totals = [sum(counted(files, starts).values(), Counter()) for starts in SUBJECTS.values()]
    return int(any(score(counts) < PROMISED for counts in totals if counts.keys() - {NOT_TRIED}))


def _holds(place: str, parts: Sequence[str]) -> bool:
    return not parts or any(part in place for part in parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
