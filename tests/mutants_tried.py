"""A plugin of pytest that tries mutants one after the other in one process: `tests/mutation.py` starts it.

mutmut makes a process for each mutant; here each costs what its tests cost, a thirtieth of that. First all tests are
run as they are, to learn which of them reach which function. A mutant is noticed where one of the tests that reach
its function fails; that test is then run without it, and where it fails still, the process is given up: what the
mutant left behind would make all that follow look noticed.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name as function_of

LONGEST = 120  # seconds that a test may take, which take two at most without a mutant
KILLED, SURVIVED, NO_TESTS, TIMEOUT = "killed", "survived", "no tests", "timeout"


class TooLongError(BaseException):
    """A test with a mutant does not end."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try the mutants whose names stand in the file MUTANTS, and say in the file TRIED what became of each.

    A line of TRIED is a name alone where its trial begins, then name, outcome and the test that noticed.
    """
    signal.signal(signal.SIGALRM, _too_long)
    names = Path(os.environ["MUTANTS"]).read_text(encoding="utf-8").split()
    reaching = _reaching(session.items)
    with Path(os.environ["TRIED"]).open("a", encoding="utf-8") as tried:
        for name in names:
            print(json.dumps([name]), file=tried, flush=True)
            outcome, by = _tried(name, reaching.get(function_of(name), []))
            print(json.dumps([name, outcome, by and by.nodeid]), file=tried, flush=True)
            if by and not _passes(by):
                break
    return True


def _reaching(items: list[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """Return the tests that reach each function, the quickest first. All must pass."""
    took: dict[str, float] = {}
    found: dict[str, list[pytest.Item]] = {}
    for item in items:
        began = time.perf_counter()
        state()._stats.clear()
        if not _passes(item, "stats"):
            pytest.exit(f"{item.nodeid} fails without any mutant", 1)
        took[item.nodeid] = time.perf_counter() - began
        for function in state()._stats:
            found.setdefault(function, []).append(item)
    return {name: sorted(tests, key=lambda item: took[item.nodeid]) for name, tests in found.items()}


def _tried(name: str, tests: list[pytest.Item]) -> tuple[str, pytest.Item | None]:
    for item in tests:
        signal.alarm(LONGEST)
        try:
            if not _passes(item, name):
                return KILLED, item
        except TooLongError:
            return TIMEOUT, item
        finally:
            signal.alarm(0)
    return SURVIVED if tests else NO_TESTS, None


def _passes(item: pytest.Item, mutant: str = "") -> bool:
    for remembered in _remembered():
        remembered.cache_clear()
    set_mutant_under_test(mutant)
    try:
        return all(not report.failed for report in runtestprotocol(item, log=False, nextitem=None))
    finally:
        set_mutant_under_test("")


def _remembered() -> Iterator[Any]:
    """Return the functions of the program and of the tests that remember what they have returned."""
    here = str(Path.cwd())
    for module in list(sys.modules.values()):
        if (getattr(module, "__file__", None) or "").startswith(here):
            yield from (one for one in vars(module).values() if isinstance(one, functools._lru_cache_wrapper))


def _too_long(*_: object) -> None:
    raise TooLongError
