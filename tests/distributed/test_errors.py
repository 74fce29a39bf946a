"""What is said where there is no cluster, no Java, no ledger: a line and a fix, never a stack."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

from procurement_footprint.distributed import errors, session, stores
from procurement_footprint.problems import Refused

LEDGER = "Datum;Leverantör;Konto;Belopp\n2024-01-31;A AB;64110;5,00\n"
STACK = """\
An error occurred while calling o53.parquet.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times
\tat org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:2898)
Traceback (most recent call last):
  File "/x/worker.py", line 3, in main
FileNotFoundError: No such file or directory: '/data/2024.csv'
\tat org.apache.spark.api.python.BasePythonRunner.read(PythonRunner.scala:1)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def said(named: str) -> str:
    with pytest.raises(Refused) as refused:
        stores.files(named)
    return str(refused.value)


@pytest.mark.enable_socket
def test_a_master_that_does_not_answer(ledger: Path, procurement_footprint: Command) -> None:
    pytest.importorskip("pyspark")
    asked = ("run", ledger, "--engine", "spark", "--master", "spark://127.0.0.1:9")
    done = procurement_footprint(*asked, cwd=ledger.parent)
    assert done.returncode == 3
    assert done.stderr == (
        "spark://127.0.0.1:9: no cluster answers here: Connection refused\n"
        "    fix: start its master, or name another with --master\n\n1 problem: nothing was written\n"
    )
    assert [path.name for path in ledger.parent.iterdir()] == ["ledger.csv"]


def test_a_machine_without_java(ledger: Path, procurement_footprint: Command) -> None:
    pytest.importorskip("pyspark")
    done = procurement_footprint("run", ledger, "--engine", "spark", cwd=ledger.parent, PATH="", JAVA_HOME="")
    assert done.returncode == 3
    assert done.stderr == (
        "local[*]: there is no Java here, which Spark needs\n    fix: install Java 17, or say where it is: JAVA_HOME\n"
        "\n1 problem: nothing was written\n"
    )


def test_a_python_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda _: None)
    with pytest.raises(Refused) as refused, session.started():
        pass
    assert str(refused.value) == (
        "local[*]: pyspark is not installed here\n"
        "    fix: install procurement-footprint[spark], here and on every executor"
    )


def test_a_master_without_the_engine_is_wrong_usage(ledger: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", ledger, "--master", "spark://a:7077", cwd=ledger.parent)
    assert done.returncode == 2
    assert "--master names a Spark cluster; add --engine spark" in done.stderr


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    assert said(f"{tmp_path}/none") == (
        f"{tmp_path}/none: this cannot be read from here: there is no such file or folder\n"
        "    fix: see that the store can be reached, or copy the ledgers to a folder"
    )
    assert said(str(tmp_path)) == (
        f"{tmp_path}: there is no ledger in this folder\n"
        "    fix: name a folder with files that `run` reads, such as CSV or Parquet"
    )


def test_a_folder_or_url_is_all_ledgers_in_it(ledger: Path) -> None:
    inner = ledger.parent / "år 2023" / "del=1"
    inner.mkdir(parents=True)
    (inner / "part-0.csv").write_text(LEDGER, encoding="utf-8")
    for name in ("_SUCCESS", ".part-0.csv.crc"):
        (inner / name).write_bytes(b"")
    found = (ledger, inner / "part-0.csv")
    assert stores.files(str(ledger.parent)) == stores.files(ledger.parent.as_uri()) == tuple(sorted(found))
    assert stores.files(ledger.as_uri()) == (ledger,)


def test_a_stack_of_java_becomes_what_went_wrong() -> None:
    assert errors.why(STACK) == "FileNotFoundError: No such file or directory: '/data/2024.csv'"
    assert errors.why("Connection refused") == "Connection refused"
