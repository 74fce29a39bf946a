"""Both engines, the same job: the same report to the byte, the same rows one by one, to the gram and the öre."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import activity_project
import group_project
import narwhals as nw
import polars as pl
import pytest
from conftest import Command
from polars.testing import assert_frame_equal

from procurement_footprint import job, project, workflow
from procurement_footprint.distributed import walking
from procurement_footprint.distributed.cluster import Cluster
from procurement_footprint.factors import currencies
from procurement_footprint.footprint import conserve, rows
from procurement_footprint.footprint.finished import opened
from procurement_footprint.job import Silent
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.rounded import half_even
from procurement_footprint.mapping import splits
from procurement_footprint.problems import Refused, Unbalanced

pytestmark = [pytest.mark.enable_socket, pytest.mark.filterwarnings("ignore")]
ROWS, MANIFEST = rows.FILE, "manifest.json"


def made(folder: Path, name: str, *engine: Cluster) -> Path:
    out = folder / name
    workflow.run(job.job((), project.load(folder), language="en"), out, Silent(), *engine)
    return out


def same(here: Path, there: Path) -> pl.DataFrame:
    """See that two footprints are the same but for how their rows are stored; return these."""
    assert sorted(one.name for one in here.iterdir()) == sorted(one.name for one in there.iterdir())
    for file in here.iterdir():
        if file.name not in (ROWS, MANIFEST):
            assert file.read_bytes() == (there / file.name).read_bytes(), file.name
    one, other = (json.loads((folder / MANIFEST).read_bytes()) for folder in (here, there))
    assert one["outputs"].pop(ROWS) != other["outputs"].pop(ROWS)
    assert one.pop("sha256") != other.pop("sha256")
    assert one == other
    held, walked = (rows.scan(folder / ROWS).collect().sort("row_id", "part") for folder in (here, there))
    assert_frame_equal(held, walked, check_exact=True)
    return walked


@pytest.fixture(scope="module")
def town(small_town: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small town's footprint as polars and as Spark has made it."""
    out = tmp_path_factory.mktemp("spark") / "footprint"
    workflow.run(job.job((), project.load(small_town)), out, Silent(), cluster)
    return small_town / "footprint", out


def test_a_town_is_the_same_on_both_engines(town: tuple[Path, Path]) -> None:
    walked = same(*town)
    assert walked.height == 600
    said = json.loads((town[1] / MANIFEST).read_bytes())["totals"]
    assert walked["kg_co2e"].sum() == Decimal(said["kg_co2e"]) > 0
    assert walked["amount"].sum() == Decimal(said["booked"]["SEK"]["ledger"])


def test_rows_are_in_folders_by_period_and_buyer(town: tuple[Path, Path]) -> None:
    files = sorted(one.relative_to(town[1] / ROWS).as_posix() for one in (town[1] / ROWS).rglob("*") if one.is_file())
    folders = {file.rsplit("/", 1)[0] for file in files}
    periods = {folder.split("/")[0] for folder in folders}
    assert periods == {f"period={year}-Q{quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4)}
    assert {folder.split("/")[1].split("=")[0] for folder in folders} == {"entity"}
    assert all(file.rsplit("/", 1)[1].startswith("part-") and file.endswith(".parquet") for file in files)
    quarter = pl.scan_parquet(town[1] / ROWS / "period=2024-Q1", hive_partitioning=True).select("booked_on").collect()
    assert quarter["booked_on"].dt.quarter().unique().to_list() == [1]


def test_a_footprint_of_a_cluster_can_be_opened_and_a_changed_file_is_noticed(
    town: tuple[Path, Path], small_town: Path, tmp_path: Path
) -> None:
    held = project.load(small_town)
    assert opened(town[1], held).rows.select(pl.len()).collect().item() == 600
    shutil.copytree(town[1], tmp_path / "copy")
    next((tmp_path / "copy" / ROWS).rglob("*.parquet")).unlink()
    with pytest.raises(Refused, match=r"footprint\.parquet"):
        opened(tmp_path / "copy", held)


def test_a_figure_is_followed_back_in_the_folder_of_a_cluster(
    town: tuple[Path, Path], tmp_path: Path, procurement_footprint: Command
) -> None:
    for name, folder in zip(("here", "there"), town, strict=True):
        shutil.copytree(folder, tmp_path / name)  # outside the town's folder, as the other is
    row = rows.scan(town[0] / ROWS).filter(pl.col("status") == "counted").select("row_id").head(1).collect().item()
    said = [procurement_footprint("why", row, "--in", name, cwd=tmp_path) for name in ("here", "there")]
    assert said[0].returncode == said[1].returncode == 0, said[1].stderr
    assert said[0].stdout == said[1].stdout != ""


def test_the_laws_hold_in_shares_and_a_lost_file_breaks_them(town: tuple[Path, Path], cluster: Cluster) -> None:
    here, there = rows.parts(town[0] / ROWS), rows.parts(town[1] / ROWS)
    booked = conserve.tally(here[0])
    conserve.same(booked, sum(cluster.looked(conserve.tally, there), conserve.NOTHING), "town")
    assert conserve.kilograms_where_counted(there, cluster.looked) == conserve.kilograms_where_counted(here)
    with pytest.raises(Unbalanced, match=r"town: 600 rows came in and .* went out"):
        conserve.same(booked, sum(cluster.looked(conserve.tally, there[1:]), conserve.NOTHING), "town")


def test_a_group_with_shares_and_purchases_inside_it_is_the_same(cluster: Cluster, tmp_path: Path) -> None:
    folder = group_project.write(tmp_path / "group")
    walked = same(made(folder, "here"), made(folder, "there", cluster))
    assert walked["part"].max() > 1
    assert "intra_group" in walked["reason"].to_list()


def test_activity_data_take_the_same_place(cluster: Cluster, tmp_path: Path) -> None:
    lines = activity_project.ENERGY + "2024,diesel,3000,litre,0.7 ipcc-fuels/diesel + 0.3 ipcc-fuels/hvo,fuel cards\n"
    folder = activity_project.write(tmp_path / "town", fuel__csv=lines)
    walked = same(made(folder, "here"), made(folder, "there", cluster))
    assert walked.filter(pl.col("activity").is_not_null())["covered_amount"].sum() == Decimal("49500.00")


def test_a_half_becomes_the_even_number_on_both_engines(cluster: Cluster) -> None:
    halves = [n / 2 for n in range(-9, 10)] + [None, 0.49999999999999994, 4503599627370495.5, 1e15, -1e15 - 0.5]
    frame = pl.DataFrame({"number": halves}, {"number": pl.Float64()})
    there = nw.from_native(walking.frame(cluster.session, [frame.lazy()]))
    found = there.select(half_even(nw.col("number"), there).alias("number")).to_native().toArrow()
    expected = frame.select(pl.col("number").round(0))
    assert_frame_equal(pl.DataFrame(pl.from_arrow(found)), expected, check_exact=True)


def amounts() -> pl.DataFrame:
    """Rows of two currencies with amounts at the edges: half öre once converted, credit notes, very large ones."""
    ore = [1, -1, 5, 50, 49, 99_999_999_999_999, -99_999_999_999_999, 123_456_789_012_345, *range(-400, 400, 7)]
    money = [Decimal(one).scaleb(-2) for one in ore]
    return pl.DataFrame(
        {"amount": [*money, *money], "currency": ["EUR"] * len(money) + ["SEK"] * len(money)},
        {"amount": pl.Decimal(18, 2), "currency": CODED},
    ).with_columns(booked_on=pl.date(2024, 5, 6), number=pl.int_range(2 * len(money)).cast(pl.Int64))


def on_both(cluster: Cluster, frame: pl.DataFrame, step: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    here = step(nw.from_native(frame, eager_only=True)).to_native()
    there = step(nw.from_native(walking.frame(cluster.session, [frame.lazy()]))).to_native().toArrow()
    plain = here.cast({pl.Categorical: pl.String})
    return plain.sort("number"), pl.DataFrame(pl.from_arrow(there)).select(plain.columns).sort("number")


def test_money_is_converted_to_the_same_ore(cluster: Cluster) -> None:
    exchange = currencies.table(currencies.load(), [("EUR", 2024), ("SEK", 2024)], "SEK")
    here, there = on_both(cluster, amounts(), lambda one: currencies.with_reporting_amount(one, exchange, "SEK"))
    assert_frame_equal(here, there, check_exact=True)


def test_money_is_divided_to_the_same_ore(cluster: Cluster) -> None:
    spans = amounts().with_columns(
        reporting_amount=pl.col("amount"),
        **{
            splits.BEGINS: pl.when(pl.col("number") % 3 > 0).then(pl.col("number") * 1_111 % 500_000),
            splits.ENDS: pl.when(pl.col("number") % 3 > 0).then(500_000 + pl.col("number") * 7_777 % 500_000),
        },
    )
    here, there = on_both(cluster, spans, splits.apportioned)
    assert_frame_equal(here, there, check_exact=True)
