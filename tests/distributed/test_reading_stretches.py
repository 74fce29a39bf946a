"""A ledger read stretch by stretch on executors is the ledger as it is read here: rows, accounts, notes, problems."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from procurement_footprint import job, period, project
from procurement_footprint.distributed.cluster import Cluster
from procurement_footprint.ledger import bookings
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.coded import plain
from procurement_footprint.problems import Refused

pytestmark = [pytest.mark.enable_socket, pytest.mark.filterwarnings("ignore")]
HEADER = "Datum;Leverantör;Orgnr;Konto;Kontotext;Förvaltning;Text;Belopp\n"


def line(number: int, day: str = "2024-01-31", amount: str = "1 234,50", name: str = "Bageriet AB") -> str:
    return f"{day};{name};556012-5790;64110;Livsmedel;Skolan;order {number};{amount}\n"


def read(folder: Path, source: bookings.Booked, path: Path, **asked: object) -> Ledger:
    folder.mkdir()
    held = job.job((path,), project.around(path.parent), **asked)  # type: ignore[arg-type]
    return source(held, folder, lambda *_: None)


def on_both(cluster: Cluster, tmp_path: Path, path: Path, **asked: object) -> Ledger:
    """See that a file is the same ledger on both engines; return it."""
    here = read(tmp_path / "here", bookings.booked, path, **asked)
    there = read(tmp_path / "there", cluster.booked, path, **asked)
    assert_frame_equal(plain(here.rows).collect(), plain(there.rows).collect(), check_exact=True)
    assert here.files == there.files
    assert here.notes == there.notes
    assert_frame_equal(here.rejected, there.rejected)
    return there


def refused_on_both(cluster: Cluster, tmp_path: Path, path: Path) -> str:
    said = []
    for name, source in (("here", bookings.booked), ("there", cluster.booked)):
        with pytest.raises(Refused) as refused:
            read(tmp_path / f"refused {name}", source, path)
        said.append(str(refused.value))
    assert said[0] == said[1]
    return said[1]


def write(tmp_path: Path, lines: list[str], encoding: str = "utf-8", name: str = "ledger.csv") -> Path:
    path = tmp_path / name
    path.write_bytes((HEADER + "".join(lines)).encode(encoding))
    return path


def test_rows_stand_on_their_lines_in_a_file_that_is_cut(cluster: Cluster, tmp_path: Path) -> None:
    path = write(tmp_path, [line(n, amount=f"{n},5{n % 10}") for n in range(400)], "cp1252")
    assert path.stat().st_size > 4 * cluster.stretch
    ledger = on_both(cluster, tmp_path, path)
    assert ledger.rows.select("row_id").collect().to_series().to_list() == [f"ledger.csv:{n + 2}" for n in range(400)]


def test_lines_may_end_in_crlf_and_the_last_without(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "dos.csv"
    text = "\ufeff" + HEADER + "".join(line(n) for n in range(200)) + "\n\n" + line(200)
    path.write_bytes(text.rstrip("\n").replace("\n", "\r\n").encode())
    assert on_both(cluster, tmp_path, path).files[0].rows == 201


def test_quotes_keep_a_file_whole(cluster: Cluster, tmp_path: Path) -> None:
    lines = [line(n).replace("order", '"över\nflera; rader').replace(f" {n};", f' {n}";') for n in range(100)]
    assert on_both(cluster, tmp_path, write(tmp_path, lines)).files[0].rows == 100


def test_a_file_that_goes_on_otherwise_than_it_begins_is_read_again(cluster: Cluster, tmp_path: Path) -> None:
    lines = [line(n, day="01/01/2024") for n in range(150)] + [line(n, day="01/31/2024") for n in range(150)]
    ledger = on_both(cluster, tmp_path, write(tmp_path, lines))
    assert any("dates with the month first" in note for note in ledger.notes)


def test_totals_are_held_against_the_rows_of_all_stretches(cluster: Cluster, tmp_path: Path) -> None:
    lines = [line(n, amount="10,00") for n in range(150)]
    good = [*lines, ";;;;;Summa;;1500,00\n", *lines, ";;;;;Summa;;3000,00\n"]
    ledger = on_both(cluster, tmp_path, write(tmp_path, good))
    assert "ledger.csv: total rows that agree with the rows above them: 2" in ledger.notes
    wrong = write(tmp_path, [*good, ";;;;;Summa;;2999,00\n", line(1)], name="wrong.csv")
    assert "wrong.csv:304" in refused_on_both(cluster, tmp_path, wrong)


def test_all_that_cannot_be_read_is_told_at_once_with_its_lines(cluster: Cluster, tmp_path: Path) -> None:
    lines = [line(n, name="Anna Andersson, 19800101-1234" if n == 7 else "Bageriet AB") for n in range(300)]
    lines[120], lines[290] = line(120, amount="12,5x"), line(290, day="2024-02-31")
    lines[200] = "2024-01-31;för kort\n"
    path = write(tmp_path, lines)
    said = refused_on_both(cluster, tmp_path, path)
    assert all(f"ledger.csv:{number}" in said for number in (122, 202, 292))
    ledger = on_both(cluster, tmp_path, path, accept_problems=True)
    assert ledger.files[0].rejected.rows == 3
    assert ledger.rejected["row_id"].to_list() == ["ledger.csv:122", "ledger.csv:292", "ledger.csv:202"]


def test_a_period_takes_only_its_rows(cluster: Cluster, tmp_path: Path) -> None:
    lines = [line(n, day=f"2024-{n % 12 + 1:02}-10") for n in range(240)]
    ledger = on_both(cluster, tmp_path, write(tmp_path, lines), period=period.parse("2024-Q1"))
    assert (ledger.files[0].rows, ledger.files[0].outside_period.rows) == (60, 180)


def test_rows_that_repeat_are_noticed_across_stretches(cluster: Cluster, tmp_path: Path) -> None:
    lines = [line(n) for n in range(200)]
    ledger = on_both(cluster, tmp_path, write(tmp_path, [*lines, lines[3]]))
    assert "ledger.csv: rows that repeat another row: 1; all are kept" in ledger.notes


def test_parquet_is_read_row_by_row_from_its_parts(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "ledger.parquet"
    text = pl.read_csv(write(tmp_path, [line(n, amount=f"{n},50") for n in range(120)]), separator=";")
    text.with_columns(
        pl.col("Datum").str.to_date(), pl.col("Belopp").str.replace(",", ".").cast(pl.Float64)
    ).write_parquet(path, row_group_size=25)
    ledger = on_both(cluster, tmp_path, path, language="sv")
    assert ledger.rows.select("row_id").collect().to_series().to_list()[-1] == "ledger.parquet:121"
    assert ledger.files[0].rows == 120


def test_the_header_of_another_table_is_refused_on_its_line(cluster: Cluster, tmp_path: Path) -> None:
    lines = [*(line(n) for n in range(200)), HEADER.replace("Konto;Kontotext", "Kontotext;Konto"), line(200)]
    assert refused_on_both(cluster, tmp_path, write(tmp_path, lines)) == (
        "ledger.csv:202: this is the header of another table: its columns are not those of line 1\n"
        "    fix: put each table into a file of its own, or bring the columns of both into one order"
    )
