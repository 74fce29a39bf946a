"""Makes the footprint of ledgers on a cluster, in a process of its own, with Spark's own page of the job open.

    python driver.py MASTER OUT PORT LOG LEDGER...

PORT: of the page. LOG: folder in which Spark writes what happened to each task.
"""

from __future__ import annotations

import sys
from pathlib import Path

from procurement_footprint import workflow
from procurement_footprint.distributed.cluster import connected
from procurement_footprint.job import Silent, job
from procurement_footprint.project import Project, Settings


def main(master: str, out: str, port: str, log: str, *ledgers: str) -> None:
    """Run one job."""
    settings = {
        "spark.ui.enabled": "true",
        "spark.ui.port": port,
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": Path(log).as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    asked = job(tuple(map(Path, ledgers)), Project(None, Settings()))
    with connected(master, settings) as engine:
        workflow.run(asked, Path(out), Silent(), engine)


if __name__ == "__main__":
    main(*sys.argv[1:])
