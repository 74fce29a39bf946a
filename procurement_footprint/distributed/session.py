"""A Spark session that is ours: quiet, on loopback unless the cluster is elsewhere, and gone when the block ends."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Any, Final

from procurement_footprint.problems import Refused, problem

LOCAL: Final = "local[*]"
LOOPBACK: Final = "127.0.0.1"
_NEAR: Final = (LOOPBACK, "localhost", "::1")
_PATIENCE: Final = 30  # seconds in which Java ends by itself
_SECONDS: Final = 5  # to wait for a master to answer
_JAVA: Final = "spark.driver.extraJavaOptions"
_LOG: Final = """\
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {path}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c: %m%n%ex
"""


@contextmanager
def started(master: str = LOCAL, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Give a Spark session on `master`; what Spark says goes to a file that is thrown away.

    settings: further settings of Spark. Errors: Refused where there is no pyspark, no Java, or no such cluster.
    """
    _see_that_it_can(master)
    with TemporaryDirectory(prefix="procurement-footprint-") as place, warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # of pandas, which is not used
        folder = Path(place)
        session = _session(master, folder, dict(settings or {}))
        try:
            yield session
        finally:
            _stop(session)


def _see_that_it_can(master: str) -> None:
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise Refused([problem("spark-not-installed", master)])
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").is_file())):
        raise Refused([problem("spark-no-java", master)])
    if master.startswith("spark://"):
        _see_that_it_answers(master)


def _see_that_it_answers(master: str) -> None:
    """See that one of the masters answers, which Spark itself would try for a minute."""
    import socket

    why = "it has no port"
    for one in master.removeprefix("spark://").split(","):
        host, port = _host(one)
        if not port.isdigit():
            continue
        try:
            with socket.create_connection((host, int(port)), _SECONDS):
                return
        except OSError as error:
            why = error.strerror or str(error)
    raise Refused([problem("spark-no-master", master, why=why)])


def _near(master: str) -> bool:
    """Whether all of the cluster is on this machine."""
    if master.startswith("spark://"):
        return all(_host(one)[0] in _NEAR for one in master.removeprefix("spark://").split(","))
    return master.startswith("local")


def _host(address: str) -> tuple[str, str]:
    """Return host and port."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port


def _session(master: str, folder: Path, settings: Mapping[str, str]) -> Any:  # noqa: ANN401 - pyspark is optional
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    (folder / "log4j2.properties").write_text(_LOG.format(path=folder / "spark.log"), encoding="utf-8")
    log = f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'} {settings.get(_JAVA, '')}"
    conf = SparkConf().setAll(list({**_defaults(master, folder), **settings, _JAVA: log.strip()}.items()))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if _near(master):
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
    with (folder / "java.log").open("wb") as said:
        try:
            gateway = launch_gateway(  # type: ignore[no-untyped-call]
                conf, {"stdout": said, "stderr": said, "start_new_session": True}
            )
            context = SparkContext(conf=conf, gateway=gateway)
        except Exception as error:
            from py4j.protocol import Py4JError

            if not isinstance(error, PySparkException | Py4JError):
                raise
            _forget()
            raise Refused([problem("spark-no-start", master, _last_words(folder, error))]) from None
    return SparkSession(context)


def _defaults(master: str, folder: Path) -> dict[str, str]:
    said = {
        "spark.master": master,
        "spark.app.name": "procurement-footprint",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.executorEnv.POLARS_MAX_THREADS": "1",  # each core has a Python of its own
    }
    if _near(master):
        said |= {"spark.driver.bindAddress": LOOPBACK, "spark.driver.host": LOOPBACK}
    return said


def _last_words(folder: Path, error: Exception) -> str:
    """Return the last thing that Java said, without its stack."""
    said = (folder / "java.log").read_text(encoding="utf-8", errors="replace").splitlines()
    lines = [line for line in (*str(error).splitlines(), *said) if line.strip() and not line.startswith("\tat ")]
    return lines[-1][:300] if lines else ""


def _stop(session: Any) -> None:  # noqa: ANN401
    """End the session and its Java, so that a later one may be on another cluster."""
    gateway = session.sparkContext._gateway
    with suppress(Exception):  # a cluster that has gone cannot be told
        session.stop()
    _forget(gateway)


def _forget(gateway: Any = None) -> None:  # noqa: ANN401
    from pyspark import SparkContext

    gateway = gateway or SparkContext._gateway
    SparkContext._gateway = SparkContext._jvm = None
    if gateway is None:
        return
    with suppress(Exception):
        gateway.shutdown()
    process = getattr(gateway, "proc", None)
    if process is None:
        return
    process.stdin.close()  # at which it ends by itself
    try:
        process.wait(_PATIENCE)
    except TimeoutExpired:
        process.kill()
