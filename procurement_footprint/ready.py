"""While rows are read, what comes after the last of them is made ready: it is imported, and templates are compiled."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def ready(language: str) -> Iterator[None]:
    """Make ready in the background what composes, draws and writes a report in a language."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(_make_ready, language)
        yield


def _make_ready(language: str) -> None:
    from procurement_footprint import composing  # noqa: F401 - each of them takes a while
    from procurement_footprint.reporting import console, latest, page, publish, record  # noqa: F401

    page.prepare(language)
