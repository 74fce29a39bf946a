"""Footprints made on a real Spark cluster of two workers on this machine are those that polars makes.

All in one file: pytest-xdist gives a file to one of its workers, so that the cluster is started once.
"""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cluster
import parity_group
import polars as pl
import pytest
from conftest import ROOT, Command

from procurement_footprint.footprint import rows
from procurement_footprint.ledger import stretches

sys.path.append(str(ROOT / "benchmarks"))
from make_ledger import large_ledgers

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

SIZES = [5_000, 5_000, 5_000, 210_000]  # rows; the last file is read in two stretches
ROWS = sum(SIZES)
SMALL_FILES = 12  # a task each, so that there is a middle to lose a worker in
TABLES = ("categories.csv", "departments.csv", "suppliers.csv", "left_out.csv", "unmapped.csv")
CLASSIFIED = ["row_id", "part", "status", "category", "reason", "rule_id", "evidence"]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[cluster.Cluster]:
    """A cluster of a master and two workers."""
    with cluster.running(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One ledger in four files."""
    made = large_ledgers(tmp_path_factory.mktemp("ledgers"), SIZES)
    assert made[-1].stat().st_size > stretches.SIZE
    return made


def made(command: Command, out: Path, *arguments: str | Path, cwd: Path) -> Path:
    environment = cluster.QUICK if "spark" in arguments else {}
    done = command("run", *arguments, "--out", out, cwd=cwd, **environment)
    assert done.returncode == 0, done.stderr
    return out


def manifest(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return told


def footprint(folder: Path) -> pl.DataFrame:
    """Return all rows of a footprint, sorted."""
    return rows.scan(folder / rows.FILE).sort("row_id", "part", nulls_last=True).collect()


def amounts(ledger: Path) -> list[int]:
    """Return the amounts of a ledger in öre, as they stand there."""
    with ledger.open(encoding="utf-8-sig", newline="") as file:
        return [int(line["belopp"].replace(",", "")) for line in csv.DictReader(file, delimiter=";")]


def same(one: Path, other: Path) -> pl.DataFrame:
    """See that two footprints are equal, from their rows to their tables; return the rows."""
    here, there = footprint(one), footprint(other)
    assert here.schema == there.select(here.columns).schema
    assert here.equals(there.select(here.columns), null_equal=True)
    for name in TABLES:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    assert manifest(one)["totals"] == manifest(other)["totals"]
    return here


def test_a_cluster_says_what_polars_says(
    spark: cluster.Cluster, ledgers: list[Path], tmp_path: Path, procurement_footprint: Command
) -> None:
    here = made(procurement_footprint, tmp_path / "here", *ledgers, cwd=tmp_path)
    there = made(
        procurement_footprint, tmp_path / "there", *ledgers, "--engine", "spark", "--master", spark.url, cwd=tmp_path
    )
    assert spark.alive == 2
    booked = [amount for path in ledgers for amount in amounts(path)]
    held = same(here, there)
    assert held.height == len(booked) == ROWS
    assert held["row_id"].n_unique() == ROWS
    assert held["amount"].sum() * 100 == sum(booked)
    assert held["kg_co2e"].sum() > 1_000_000
    # what the executors wrote is where the issue says
    whole = pl.read_parquet(there / rows.FILE, columns=["row_id", "period", "entity"], hive_partitioning=True)
    assert whole.height == ROWS
    assert whole["period"].n_unique() == 8


def test_the_rules_say_the_same_of_a_hundred_thousand_texts(
    spark: cluster.Cluster, tmp_path: Path, procurement_footprint: Command
) -> None:
    """All books, all charts. Which texts a rule means is found out by polars on either engine, once for each text.

    What Spark does differently is to find each row's texts among the distinct ones: it must not fold, trim
    or join them.
    """
    parity_group.write(tmp_path)
    here = footprint(made(procurement_footprint, tmp_path / "here", cwd=tmp_path))
    arguments = ("--engine", "spark", "--master", spark.url)
    there = footprint(made(procurement_footprint, tmp_path / "there", *arguments, cwd=tmp_path))
    assert here.select(CLASSIFIED).equals(there.select(CLASSIFIED), null_equal=True)
    assert here.equals(there.select(here.columns), null_equal=True)
    # the texts are many and different, and most of the rules have something to say about them
    assert here.height >= parity_group.TEXTS
    assert min(here[name].n_unique() for name in ("text", "account_text", "supplier")) > 0.99 * parity_group.TEXTS
    assert here["rule_id"].n_unique() > 1_000
    assert {*here["evidence"].unique()} >= {"supplier", "cpv", "unspsc", "account", "account_text", "text", None}


def test_a_worker_is_lost_midway_and_the_footprint_is_right(
    spark: cluster.Cluster, tmp_path: Path, procurement_footprint: Command
) -> None:
    several = large_ledgers(tmp_path, [2_000] * SMALL_FILES)
    here = made(procurement_footprint, tmp_path / "here", *several, cwd=tmp_path)
    (tmp_path / "events").mkdir()
    port = free_port()
    driver = [sys.executable, str(Path(__file__).with_name("driver.py")), spark.url, str(tmp_path / "there"), str(port)]
    with (tmp_path / "said.txt").open("wb") as file:
        job = subprocess.Popen(
            [*driver, str(tmp_path / "events"), *map(str, several)],
            env={**os.environ, **cluster.QUICK},
            stdout=file,
            stderr=file,
        )
    try:
        stage = cluster.until(lambda: halfway(f"http://127.0.0.1:{port}/api/v1/applications"), lambda: ended(job))
        cluster.lose(spark.workers[1])
        assert job.wait(cluster.PATIENCE) == 0, (tmp_path / "said.txt").read_text(encoding="utf-8")
    finally:
        job.kill()
        job.wait()
    same(here, tmp_path / "there")
    cluster.until(lambda: spark.alive == 1)
    (log,) = (tmp_path / "events").iterdir()
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    lost = [event for event in events if event["Event"] == "SparkListenerExecutorRemoved"]
    assert len(lost) == 1
    tasks = [event for event in events if event["Event"] == "SparkListenerTaskEnd" and event["Stage ID"] == stage]
    before = [task for task in tasks if task["Task Info"]["Finish Time"] <= lost[0]["Timestamp"]]
    again = [task["Task Info"]["Index"] for task in tasks if task["Task End Reason"]["Reason"] == "ExecutorLostFailure"]
    done = [task["Task Info"]["Index"] for task in tasks if task["Task End Reason"]["Reason"] == "Success"]
    assert 1 <= len([task for task in before if task["Task End Reason"]["Reason"] == "Success"]) < SMALL_FILES
    assert again
    assert sorted({*done}) == list(range(SMALL_FILES))
    assert {*again} <= {*done}


def halfway(applications: str) -> int | None:
    """Return the stage that writes the rows of a footprint when some of its tasks are done, and not all."""
    for application in cluster.asked(applications):
        for stage in cluster.asked(f"{applications}/{application['id']}/stages?status=active"):
            writes = stage["outputBytes"] > 0 and stage["numTasks"] == SMALL_FILES
            if writes and stage["numCompleteTasks"] >= 1 and stage["numActiveTasks"] >= 2:
                return int(stage["stageId"])
    return None


def ended(job: subprocess.Popen[bytes]) -> str | None:
    return None if job.poll() is None else f"the job ended with {job.returncode} before a worker could be lost"


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
