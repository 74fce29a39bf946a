"""What goes wrong on a cluster, said without a stack of Java."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from procurement_footprint.problems import Refused, problem

_SAID = re.compile(r"^(?:[\w.$]+(?:Exception|Error)): (.*)$", re.MULTILINE)


@contextmanager
def told(master: str) -> Iterator[None]:
    """Turn what Spark raises into one Problem of the cluster `master`."""
    from py4j.protocol import Py4JError, Py4JNetworkError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, Py4JNetworkError, PySparkException, ConnectionError) as error:
        raise Refused([problem("spark-failed", master, why(str(error)))]) from None


def why(said: str) -> str:
    """Return the innermost message in what Spark says: of the error in Python where there is one."""
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("\tat ")]
    found = [match[0] for line in lines if (match := _SAID.match(line.strip()))]
    return (found or lines or [""])[-1][:500]
