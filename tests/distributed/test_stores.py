"""Ledgers in an object store are read as files are: a store of S3 on this machine holds CSV and Parquet."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Command
from polars.testing import assert_frame_equal

from procurement_footprint import job, project
from procurement_footprint.distributed import reading, stores
from procurement_footprint.ledger import sandbox
from procurement_footprint.ledger.bookings import Booked, booked
from procurement_footprint.ledger.coded import plain
from procurement_footprint.problems import Refused

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.filterwarnings("ignore")]
HEADER = "Datum;Leverantör;Konto;Kontotext;Belopp\n"
LINES = [f"2024-0{1 + n % 9}-05;Bageriet {n % 7} AB;64110;Livsmedel;{n},5{n % 10}\n" for n in range(3_000)]


def each(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Do what a cluster does with a function and items: pack both, and unpack them where they are used."""
    from pyspark import cloudpickle

    return [pickle.loads(cloudpickle.dumps(function))(pickle.loads(pickle.dumps(item))) for item in items]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledgers as files."""
    place = tmp_path_factory.mktemp("ledgers")
    (place / "q1.csv").write_text(HEADER + "".join(LINES), encoding="utf-8")
    typed = pl.read_csv((place / "q1.csv").read_bytes(), separator=";", infer_schema=False).head(400)
    (place / "del=2").mkdir()
    typed.write_parquet(place / "del=2" / "q2.parquet")
    (place / "_SUCCESS").write_bytes(b"")
    return place


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[str]:
    """The same in a bucket: its URL, in the words of Hadoop."""
    boto3, server = pytest.importorskip("boto3"), pytest.importorskip("moto.server")
    pytest.importorskip("upath")
    s3 = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    s3.start()
    host, port = s3.get_host_and_port()
    place, keys = {"ENDPOINT_URL": f"http://{host}:{port}"}, {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**place, **keys, **dict.fromkeys(("DEFAULT_REGION", "REGION"), "eu-north-1")}.items():
            patch.setenv(f"AWS_{name}", value)
        patch.setenv("AWS_ALLOW_HTTP", "true")
        sandbox._ended(sandbox._living())  # the next one is told of the store
        where = {"LocationConstraint": "eu-north-1"}
        bucket = boto3.resource("s3").create_bucket(Bucket="ledgers", CreateBucketConfiguration=where)
        for path in folder.rglob("*.*"):
            bucket.upload_file(str(path), f"2024/{path.relative_to(folder).as_posix()}")
        bucket.put_object(Key="2024/_SUCCESS", Body=b"")
        yield "s3a://ledgers/2024"
    s3.stop()


def read(spool: Path, source: Booked, paths: tuple[Path, ...]) -> Any:
    spool.mkdir()
    return source(job.job(paths, project.around(spool)), spool, lambda *_: None)


def test_a_bucket_is_the_ledger_that_its_files_are(folder: Path, store: str, tmp_path: Path) -> None:
    files = tuple(sorted(folder.rglob("q*")))
    here = read(tmp_path / "here", booked, files)
    there = read(tmp_path / "there", partial(reading.booked, each, 20_000), stores.files(store))
    assert here.rows.collect().height == len(LINES) + 400
    assert_frame_equal(plain(here.rows).collect(), plain(there.rows).collect(), check_exact=True)
    assert here.files == there.files  # names, SHA-256, rows and money
    assert [path.name for path in stores.files(f"{store}/q1.csv".replace("s3a:", "s3:"))] == ["q1.csv"]


def test_a_bucket_that_has_nothing_there(store: str, tmp_path: Path, procurement_footprint: Command) -> None:
    named = store.replace("2024", "2023")
    done = procurement_footprint("run", named, "--engine", "spark", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr == (
        f"{named}: this cannot be read from here: there is no such file or folder\n"
        "    fix: see that the store can be reached, or copy the ledgers to a folder\n\n"
        "1 problem: nothing was written\n"
    )


def test_a_bucket_that_does_not_answer(
    store: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, procurement_footprint: Command
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    done = procurement_footprint("run", store, "--engine", "spark", cwd=tmp_path)
    assert done.returncode == 3
    assert "s3a://ledgers/2024: this cannot be read from here: Could not connect to the endpoint URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_nobody_knows() -> None:
    with pytest.raises(Refused) as refused:
        stores.files("https://example.org/2024.csv")
    assert str(refused.value) == (
        "https://example.org/2024.csv: this cannot be read from here: https: is no store that is known\n"
        "    fix: see that the store can be reached, or copy the ledgers to a folder"
    )
