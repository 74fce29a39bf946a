"""Keeps a Spark cluster of a master and two workers alive, on loopback, while somebody holds its standard input.

    python cluster_keeper.py FOLDER

Says where the cluster is in one line of JSON. When its standard input ends, however the other side ended,
everything that it started is killed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import traceback
import urllib.request
from pathlib import Path

import pyspark

HOST = "127.0.0.1"
PATIENCE = 120.0  # seconds; a quiet machine takes five
QUICK = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
SMALL = f"{QUICK} -Xss512k -Dspark.master.rest.enabled=false"
ENVIRONMENT = {
    "SPARK_HOME": str(Path(pyspark.__file__).parent),
    "SPARK_LOCAL_IP": HOST,
    "SPARK_DAEMON_MEMORY": "192m",
    "SPARK_DAEMON_JAVA_OPTS": SMALL,
    "SPARK_LAUNCHER_OPTS": QUICK,
    "SPARK_NO_DAEMONIZE": "1",
}


def start(folder: Path, name: str, kind: str, *options: str) -> tuple[subprocess.Popen[bytes], Path]:
    """Start a part of the cluster; return it and the file that it logs to."""
    own = folder / name
    own.mkdir()
    log = own / "log.txt"
    environment = {**os.environ, **ENVIRONMENT, "SPARK_LOCAL_DIRS": str(own), "SPARK_CONF_DIR": str(own)}
    command = [f"{ENVIRONMENT['SPARK_HOME']}/bin/spark-class", f"org.apache.spark.deploy.{kind}"]
    with log.open("wb") as file:
        held = subprocess.Popen(
            [*command, "--host", HOST, "--port", "0", "--webui-port", "0", *options],
            env=environment,
            cwd=own,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return held, log


def said(log: Path, pattern: str) -> str:
    """Return what the first group of `pattern` matches in a log, as soon as it is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise TimeoutError(f"no {pattern} in {log}:\n{log.read_text(encoding='utf-8', errors='replace')}")


def alive(ui: str) -> int:
    """Return how many workers the master at the address `ui` knows; none while it does not answer."""
    try:
        with urllib.request.urlopen(f"{ui}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except OSError:
        return 0


def both_registered(ui: str) -> None:
    """Wait until the master knows two workers."""
    until = time.monotonic() + PATIENCE
    while alive(ui) < 2:
        if time.monotonic() > until:
            raise TimeoutError("the workers did not register")
        time.sleep(0.05)


def keep(folder: Path) -> None:
    """Start the cluster, say where it is, and wait for the end of the standard input."""
    _, log = start(folder, "master", "master.Master")
    url = said(log, r"(spark://127\.0\.0\.1:\d+)")
    worker = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / "work"), url)
    workers = [start(folder, f"worker-{number}", "worker.Worker", *worker)[0] for number in (1, 2)]
    ui = f"http://{HOST}:" + said(log, r"MasterWebUI: .* at http://\S+:(\d+)")
    both_registered(ui)
    print(json.dumps({"url": url, "ui": ui, "workers": [one.pid for one in workers]}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]))
    except Exception:
        traceback.print_exc()  # what comes next leaves no time for it
    finally:
        os.killpg(0, signal.SIGKILL)  # the process group is its own: the starter asks for a new session
