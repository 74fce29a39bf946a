"""One step ahead: the next block is made in the background while this one is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def begun(function: Callable[[], T]) -> Future[T]:
    """Return what `function` gives, which is worked out in the background."""
    worker = ThreadPoolExecutor(1)
    coming = worker.submit(function)
    worker.shutdown(wait=False)  # it ends with its work
    return coming


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Return the same items in the same order, one of them made ahead of time; errors come where they arise."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item


def each_ahead(function: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """Return what `function` makes of each item, in their order, two of them made side by side ahead of time."""
    with ThreadPoolExecutor(2) as workers:
        coming: deque[Future[T]] = deque()
        for item in items:
            coming.append(workers.submit(function, item))
            if len(coming) > 2:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
