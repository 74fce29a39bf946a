"""What can be wrong with a Spark cluster on which a footprint is to be computed."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

SPARK: dict[str, Kind] = {
    "spark-not-installed": Kind(
        "pyspark is not installed here", "install procurement-footprint[spark], here and on every executor"
    ),
    "spark-no-java": Kind("there is no Java here, which Spark needs", "install Java 17, or say where it is: JAVA_HOME"),
    "spark-no-master": Kind("no cluster answers here: {why}", "start its master, or name another with --master"),
    "spark-no-start": Kind("Spark does not start", "see that Java 17 runs, and that --master names a Spark cluster"),
    "spark-failed": Kind(
        "the cluster has given the work up",
        "see that its executors run, in the same virtual environment, and see the ledgers and the folder of --out",
    ),
    "spark-file-system": Kind(
        "this cannot be read from here: {why}", "see that the store can be reached, or copy the ledgers to a folder"
    ),
    "spark-folder-empty": Kind(
        "there is no ledger in this folder", "name a folder with files that `run` reads, such as CSV or Parquet"
    ),
}
