"""A Spark session on this machine for tests; they are skipped where there is no Java or pyspark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from procurement_footprint.distributed.cluster import Cluster, connected

QUICK = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
}
STRETCH = 4_000  # bytes, so that even a small file is cut


@contextmanager
def session() -> Iterator[Cluster]:
    """Give a cluster of two threads that reads files in short stretches."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    with connected("local[2]", QUICK, STRETCH) as held:
        yield held
