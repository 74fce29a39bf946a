"""The rows of a ledger walk through the same rooms on a cluster, as frames of Spark, and are written there.

Each block is read by polars where it walks; from there to the file it is Spark's. No row is moved to another executor,
so a supplier or buyer with many rows is nobody's burden.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from procurement_footprint.footprint import rows
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import FOOTPRINT
from procurement_footprint.mapping.group import BUYER, SELLER

if TYPE_CHECKING:
    import pyarrow as pa

Walk = Callable[[Any], Any]  # of a Narwhals frame
NOBODY = "none"  # the buyer is not named
_SPARK = {pl.Boolean(): "boolean", pl.Date(): "date", pl.Int16(): "smallint", pl.Int32(): "int", pl.Int64(): "bigint"}
_SPARK |= {pl.Float64(): "double"}


def walked(session: Any, blocks: Sequence[pl.LazyFrame], walk: Walk, path: Path) -> None:  # noqa: ANN401
    """Let the LEDGER rows of the blocks walk on and write what FOOTPRINT says they are then into the folder `path`."""
    footprint = _as_contract(walk(nw.from_native(frame(session, blocks)))).to_native()
    footprint.write.partitionBy(*rows.FOLDERS).parquet(path.as_uri())
    _name(path)


def frame(session: Any, blocks: Sequence[pl.LazyFrame]) -> Any:  # noqa: ANN401
    """Return blocks of rows as one frame of Spark, each made on the executor that takes it, coded texts as texts."""
    kinds = blocks[0].collect_schema()
    plans = session.sparkContext.parallelize([(pickle.dumps(block),) for block in blocks], len(blocks))
    schema = ", ".join(f"`{name}` {_spark(kind)}" for name, kind in kinds.items())
    return session.createDataFrame(plans, "plan binary").mapInArrow(_collected, schema)


def _collected(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        for plan in batch.column(0):
            table = plain(pickle.loads(plan.as_py()).collect()).to_arrow(compat_level=pl.CompatLevel.oldest())
            short = [
                field.with_type(pa.string()) if field.type == pa.large_string() else field for field in table.schema
            ]
            yield from table.cast(pa.schema(short)).to_batches()


def _spark(kind: pl.DataType) -> str:
    """Return what Spark calls a type."""
    if isinstance(kind, pl.Decimal):
        return f"decimal({kind.precision},{kind.scale})"
    return _SPARK.get(kind, "string")


def _as_contract(calculated: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the columns of FOOTPRINT in their types, who bought and sold in a group, and the folder of the buyer."""
    parties = [name for name in (BUYER, SELLER) if name in calculated.collect_schema().names()]
    kept = [nw.col(name).cast(_narwhals(kind)) for name, kind in FOOTPRINT.items()]
    return calculated.select(*kept, *parties, nw.col("organisation_id").fill_null(NOBODY).alias(rows.ENTITY))


def _narwhals(kind: pl.DataType) -> Any:  # noqa: ANN401
    return nw.Decimal(kind.precision, kind.scale) if isinstance(kind, pl.Decimal) else _NARWHALS.get(kind, nw.String())


_NARWHALS: dict[pl.DataType, Any] = {
    pl.Boolean(): nw.Boolean(), pl.Date(): nw.Date(), pl.Int16(): nw.Int16(), pl.Int32(): nw.Int32(),
    pl.Float64(): nw.Float64(),
}  # fmt: skip


def _name(path: Path) -> None:
    """Give the files names that say the same each time, and leave Spark's own notes away."""
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        if file.suffix != ".parquet" or file.name.startswith("."):
            file.unlink()
            continue
        _, number, _ = file.name.split("-", 2)
        file.rename(file.with_name(f"part-{number}.parquet"))
