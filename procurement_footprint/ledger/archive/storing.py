"""Writing imports: each is made whole in a hidden place, and all of one command appear together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import atomic, shelf
from procurement_footprint.ledger.archive import imports
from procurement_footprint.ledger.archive.imports import FILE, REJECTED, ROWS, Archive, Import
from procurement_footprint.ledger.archive.reading import BLOCK, month
from procurement_footprint.ledger.book import NOTHING, Ledger, tally
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.ledger.names import in_utf8
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.problems import Unbalanced


def clean(project: Path) -> None:
    """Remove what imports that were interrupted have left in the archive of the project; its lock is held."""
    for place in imports.interrupted(project):
        atomic.remove(place, project)


def stage(one: Import, ledger: Ledger, new: pl.Series | None, held: Archive, made: Path) -> Archive:
    """Write the rows of an import below `made`; return the archive as it will be with it.

    new: for each row of the ledger whether it is stored; None: all are.
    Errors: Unbalanced when what stands in the file is not what the import says.
    """
    place = in_utf8(made) / one.label
    spool = Spool(place.with_name(f"{one.label}.spool"))
    place.mkdir(parents=True)
    spool.folder.mkdir()
    blocks = ledger.blocks if new is None else tuple(_only(ledger, new, spool))
    address = pl.concat_str(pl.lit(one.name), pl.col("row_id").str.slice(len(ledger.files[0].name)))
    rows = pl.concat(blocks).with_columns(row_id=address).select(*LEDGER)
    rows.sink_parquet((place / ROWS).absolute(), compression="zstd", row_group_size=BLOCK, maintain_order=True)
    if ledger.rejected.height:
        ledger.rejected.write_parquet((place / REJECTED).absolute(), compression="zstd")
    _see_whole(one, place / ROWS)
    rejected = shelf.digest(place / REJECTED) if ledger.rejected.height else None
    stored = msgspec.structs.replace(one, rows_sha256=shelf.digest(place / ROWS), rejected_sha256=rejected)
    return replace(held, imports=(*held.imports, stored), elsewhere={**held.elsewhere, one.number: place})


def publish(before: Archive, after: Archive) -> tuple[Import, ...]:
    """Let the imports that `after` has beyond `before` appear in the archive, all or none; return them."""
    together = (before.last + 1, after.last)
    new = [msgspec.structs.replace(one, together=together) for one in after.imports if one.number > before.last]
    for one in new:
        text = msgspec.json.format(msgspec.json.encode(one), indent=2)
        after.at(one, FILE).write_bytes(text + b"\n")
    made, targets = [after.elsewhere[one.number] for one in new], [before.folder / one.label for one in new]
    if new:
        with atomic.standing(before.folder):
            atomic.publish(made, targets)
    return tuple(new)


def _only(ledger: Ledger, new: pl.Series, spool: Spool) -> Sequence[pl.LazyFrame]:
    for block, some in _with_marks(ledger, new):
        spool.add(block.filter(some))
    return spool.scan()


def _with_marks(ledger: Ledger, new: pl.Series) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    start = 0
    for lazy in ledger.blocks:
        block = lazy.collect()
        yield block, new.slice(start, block.height)
        start += block.height


def _see_whole(one: Import, path: Path) -> None:
    """See that the rows in the file are as many, and their money as much, as the import says, month by month."""
    rows = pl.scan_parquet(path.absolute(), glob=False).select(month().alias("month"), "currency", "amount").collect()
    found = {named: tally(some) for (named,), some in rows.group_by("month")}
    stored = sum(found.values(), NOTHING)
    if found != one.months or stored != one.rows:
        raise Unbalanced(f"{one.source} to archive: {one.rows} were read and {stored} were stored")
