"""Mutated files of all kinds: read or refused in words, quickly, in little memory, and no money changes unsaid.

A case that breaks is made again with `python tests/fuzz/fuzz_campaign.py --again SUBJECT:NUMBER`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_case import Case, Lines, MoneyChanged, Untouched
from fuzz_ledgers import sheet_rows, text_lines
from mutated_packages import packed

CAMPAIGN = Path(__file__).with_name("fuzz_campaign.py")
KEEP = "FUZZ_KEEP"  # a file by which a long campaign that was stopped goes on

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are watched as Linux does")


def campaign(*options: str | Path) -> str:
    """Run a campaign in a process of its own; return what was found."""
    done = subprocess.run([sys.executable, CAMPAIGN, *options], capture_output=True, encoding="utf-8", check=False)
    found = "\n".join(line for line in done.stdout.splitlines() if line.startswith("  "))
    return found or done.stderr if done.returncode else ""


def test_mutated_files_are_read_or_refused_in_words() -> None:
    assert campaign("--inputs", "20000") == ""


@pytest.mark.long
def test_a_million_mutated_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    keep = Path(os.environ.get(KEEP, tmp_path / "kept.json"))
    assert campaign("--inputs", "1000000", "--keep", keep) == ""


def test_readers_that_break_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUZZ_SECONDS", "3")
    found = campaign("--broken", "--inputs", "5").splitlines()
    assert [line.split()[:2] for line in found] == [
        [f"broken-{what}:0", what] for what in ("error", "money", "hang", "death", "memory")
    ]


def _amounts(raw: bytes) -> Lines:
    lines = raw.decode().splitlines()[1:]
    return {("", line): text.partition(";")[2] for line, text in enumerate(lines, 2)}


def test_a_row_that_nobody_touched_must_be_read_as_before(tmp_path: Path) -> None:
    law = Untouched(text_lines, lambda case: _amounts(case.raw), {})
    base, changed = b"a;b\nx;1\ny;2\nz;3\n", b'a;b\nx;1\ny";22\nz;3\n'
    case = Case("a.csv", changed, base, tmp_path)
    read = _amounts(changed)
    law.hold(case, read)
    law.hold(Case("a.csv", changed.replace(b"a;b", b"b;a"), base, tmp_path), {})
    for lost in (("", 2), ("", 4)):
        with pytest.raises(MoneyChanged):
            law.hold(case, {place: value for place, value in read.items() if place != lost})


def test_a_row_to_which_another_gives_a_cell_is_no_row_that_nobody_touched() -> None:
    rows = [b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, at) for row, at in ((1, 1), (2, 2), (3, 4), (4, 4))]
    _, stands = sheet_rows(packed([("xl/worksheets/sheet1.xml", b"".join(rows))]), ("", 2))
    assert [place for _, place in stands] == [2, 3]
