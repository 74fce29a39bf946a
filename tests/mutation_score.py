"""How many changed lines the tests notice, by subject, and those they do not: `python tests/mutation_score.py`.

Read from what `mutmut run` left in `mutants/`. Exit code 1 where a subject is below the score that is promised.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

PROMISED = 85  # per cent, in each subject
PACKAGE = Path("procurement_footprint")
NOTICED = ("killed", "timeout", "segfault")
SUBJECTS: dict[str, tuple[str, ...]] = {
    "amounts": ("ledger/amount", "ledger/rounded", "ledger/typed"),
    "classification": ("mapping/",),
    "conservation": ("footprint/conserve", "ledger/apportion"),
    "calculation": ("footprint/calculate",),
    "decomposition": ("analysis/change/",),
    "sampling": ("analysis/audit/", "analysis/draws"),
}


def outcomes() -> dict[str, dict[str, str]]:
    """Return what became of each mutant, by file and name."""
    files = sorted(Path("mutants", PACKAGE).rglob("*.py.meta"))
    found = {}
    for path in files:
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        place = path.relative_to(Path("mutants", PACKAGE)).as_posix().removesuffix(".meta")
        found[place] = {name: status_by_exit_code[code] for name, code in codes.items()}
    return found


def score(counts: Mapping[str, int]) -> float:
    """Return how many of the mutants that were tried were noticed, in per cent."""
    tried = sum(counts.values()) - counts.get("not checked", 0)
    return 100 * sum(counts.get(name, 0) for name in NOTICED) / tried if tried else 0.0


def table(files: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the lines of a table in Markdown: each subject and each file in it."""
    lines = [
        "| subject, file | mutants | noticed | of these by time | survived | no test | not run | score |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    whole: Counter[str] = Counter()
    for subject, starts in SUBJECTS.items():
        own = {place: Counter(of.values()) for place, of in files.items() if place.startswith(starts)}
        whole += (total := sum(own.values(), Counter()))
        lines.append(_line(f"**{subject}**", total))
        lines += [_line(f"`{place}`", counts) for place, counts in own.items()]
    return [*lines, _line("**all**", whole)]


def _line(name: str, counts: Mapping[str, int]) -> str:
    noticed = sum(counts.get(status, 0) for status in NOTICED)
    others = (counts.get(status, 0) for status in ("timeout", "survived", "no tests", "not checked"))
    told = " | ".join(map(str, (sum(counts.values()), noticed, *others)))
    return f"| {name} | {told} | {score(counts):.1f} % |"


def changes(files: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return what each survivor changes, as lines without and with the change."""
    told = []
    for place, mutants in files.items():
        for name, status in mutants.items():
            if status in ("survived", "no tests"):
                diff = get_diff_for_mutant(name, path=PACKAGE / place).splitlines()[2:]
                told += [f"{name} ({status})", *(f"    {line}" for line in diff if line[:1] in "-+")]
    return told


def main(arguments: Sequence[str]) -> int:
    """Print the table, and with an argument the survivors of the files whose path starts so."""
    files = outcomes()
    print("\n".join(table(files)))
    for start in arguments:
        print("\n".join(changes({place: of for place, of in files.items() if place.startswith(start)})))
    totals = [
        sum((Counter(of.values()) for place, of in files.items() if place.startswith(starts)), Counter())
        for starts in SUBJECTS.values()
    ]
    return int(any(score(counts) < PROMISED for counts in totals))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
