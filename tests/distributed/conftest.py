"""One Spark session on this machine for all tests of a file; they are skipped where there is no Java or pyspark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from procurement_footprint.distributed.cluster import Cluster, connected

QUICK = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
}
STRETCH = 4_000  # bytes, so that even a small file is cut


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    with connected("local[2]", QUICK, STRETCH) as held:
        yield held
