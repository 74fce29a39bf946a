"""All subjects, and how many of 20,000 cases each has: more of those that are read in no time."""

from __future__ import annotations

import os
from collections.abc import Callable

from fuzz_case import Case, MoneyChanged, Subject
from fuzz_ledgers import LEDGERS
from fuzz_settings import SETTINGS
from fuzz_stored import STORED

SUBJECTS = {subject.name: subject for subject in (*LEDGERS, *SETTINGS, *STORED)}
SHARES = {
    # read in full, down to the money: some 40 ms each
    "csv": 250,
    "xlsx": 150,
    "json": 100,
    "sie": 100,
    "parquet": 150,
    "ubl": 100,
    # opened, with the cells of all rows
    "csv-opened": 1500,
    "xlsx-opened": 500,
    "json-opened": 800,
    "sie-opened": 600,
    "parquet-opened": 500,
    "ubl-opened": 600,
    "ubl-zip": 300,
    # what people write
    "yaml": 3650,
    "project": 900,
    "targets": 900,
    "measures": 500,
    "follow-up": 800,
    "decisions": 700,
    "rules": 700,
    "aliases": 500,
    "profile": 700,
    "codes": 400,
    "factors": 150,
    "factor-table": 150,
    "input-output": 200,
    "agency": 500,
    "agency-table": 700,
    "activities": 150,
    "own-factors": 150,
    "quantities": 150,
    "register": 200,
    "pact": 1000,
    # what the program stored, and workbooks that came back
    "manifest": 150,
    "closing": 300,
    "import": 150,
    "latest": 200,
    "key": 200,
    "review": 100,
    "sample": 60,
    "register-workbook": 90,
}


def _error(case: Case) -> None:
    raise KeyError(case.name)


def _money(case: Case) -> None:
    raise MoneyChanged(case.name)


def _hang(case: Case) -> None:
    while True:
        pass


def _death(case: Case) -> None:
    os.abort()


def _memory(case: Case) -> None:
    assert len(b"x" * 1_100_000_000)


def _broken(name: str, look: Callable[[Case], None]) -> Subject:
    return Subject(name, look, lambda raw, chance: raw, lambda: {"a": b"a"})


_LOOKS = {"error": _error, "money": _money, "hang": _hang, "death": _death, "memory": _memory}
BROKEN = {f"broken-{name}": _broken(f"broken-{name}", look) for name, look in _LOOKS.items()}
