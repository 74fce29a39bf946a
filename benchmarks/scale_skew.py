"""What one supplier with 5 % of all rows does to sums by supplier: on Spark with and without partial sums, and in ours.

    python benchmarks/scale_skew.py [--rows 1000000]

Printed are the rows that the fullest task of the second stage gets against the mean, the bytes shuffled, and the CPU
seconds of `analysis/sums.added_up` for even and for skewed rows.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import polars as pl
from make_ledger import large_ledger

from procurement_footprint.analysis import sums
from procurement_footprint.footprint import rows as footprint_rows

SUPPLIERS = 20_000  # of the even half of the comparison, as in a municipality with many
SHARE = 20  # one row of so many is the large supplier's
TASKS = 64  # of the second stage
FILES = 16  # tasks of the first
LARGE = "556000-0001"


def footprint(folder: Path, rows: int) -> pl.DataFrame:
    """Return the footprint of a made ledger of so many rows, spread over many suppliers."""
    large_ledger(folder / "ledger.csv", rows)
    out = folder / "out"
    command = [sys.executable, "-m", "procurement_footprint", "run", str(folder / "ledger.csv"), "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    held = footprint_rows.scan(out / footprint_rows.FILE).collect().with_row_index("number")
    spread = pl.format("55{}-{}", (pl.col("number") * 7_919 % SUPPLIERS).cast(pl.String).str.zfill(5), pl.lit("0000"))
    return held.with_columns(supplier_id=spread)


def skewed(held: pl.DataFrame) -> pl.DataFrame:
    """Return the same rows, of which one supplier has one of SHARE."""
    large = pl.when(pl.col("number") % SHARE == 0).then(pl.lit(LARGE)).otherwise(pl.col("supplier_id"))
    return held.with_columns(supplier_id=large)


def added_up(held: pl.DataFrame) -> float:
    """Return the CPU seconds of our sums: each block's, added up."""
    began = time.process_time()
    sums.added_up(held.drop("number").lazy(), sums.KEYS)
    return time.process_time() - began


def on_spark(folder: Path, name: str, partial: bool) -> list[tuple[int, int]]:
    """Return (rows read, bytes read) of each task that adds up what was shuffled."""
    from pyspark.sql import functions

    from procurement_footprint.distributed.session import started

    events = folder / f"{name}-{partial}"
    events.mkdir()
    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.sql.shuffle.partitions": str(TASKS),
        "spark.sql.adaptive.enabled": "false",
    }
    with started("local[2]", settings) as session:
        held = session.read.parquet((folder / name).as_uri())
        if not partial:
            held = held.repartition(TASKS, "supplier_id")
        held.groupBy("supplier_id").agg(functions.sum("kg_co2e"), functions.sum("amount")).write.format("noop").mode(
            "overwrite"
        ).save()
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for path in events.iterdir():
        for line in path.open(encoding="utf-8"):
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd":
                read = event["Task Metrics"]["Shuffle Read Metrics"]
                size = read["Local Bytes Read"] + read["Remote Bytes Read"]
                found[event["Stage ID"]].append((read["Total Records Read"], size))
    return max(found.values(), key=lambda tasks: sum(rows for rows, _ in tasks))


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000)
    rows = asked.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="skew-") as place:
        folder = Path(place)
        even = footprint(folder, rows)
        for name, held in (("even", even), ("skewed", skewed(even))):
            print(f"{name}: our sums {statistics.median(added_up(held) for _ in range(3)):.2f} CPU s", flush=True)
            (folder / name).mkdir()
            wanted = held.select("supplier_id", "kg_co2e", "amount")
            for number, part in enumerate(wanted.iter_slices(-(-rows // FILES))):
                part.write_parquet(folder / name / f"{number:02d}.parquet")
            for partial in (True, False):
                tasks = on_spark(folder, name, partial)
                counts = [count for count, _ in tasks]
                print(
                    f"{name}, {'with' if partial else 'without'} partial sums: {sum(counts):,} rows shuffled,",
                    f"{sum(size for _, size in tasks) / rows:.2f} bytes per row, fullest task {max(counts):,} rows,",
                    f"{max(counts) / statistics.mean(counts):.1f} times the mean",
                    flush=True,
                )


if __name__ == "__main__":
    main()
