"""Parquet ledgers: every typed value becomes the text it stands for."""

import datetime
import io
from decimal import Decimal

import polars as pl
import pytest

from procurement_footprint.ledger import parquet_rows
from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused


def sheet(folder, frame):
    packed = io.BytesIO()
    frame.write_parquet(packed)
    return open_sheet(folder, packed.getvalue())


def open_sheet(folder, raw):
    path = folder / "2024.parquet"
    path.write_bytes(raw)
    return open_source(path, SourceHints()).sheets[0]


def refusal(folder, thing):
    with pytest.raises(Refused) as caught:
        sheet(folder, thing) if isinstance(thing, pl.DataFrame) else open_sheet(folder, thing)
    return str(caught.value)


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([Decimal("1302.03"), Decimal("-0.10"), None], pl.Decimal(18, 2), ["1302.03", "-0.10", None]),
        ([5564480282, 0, None], pl.Int64, ["5564480282", "0", None]),
        ([1302.03, 1234.0, 123456789012.34], pl.Float64, ["1302.03", "1234", "123456789012.34"]),
        ([0.1, 1234.5, None], pl.Float32, ["0.1", "1234.5", None]),
        (["0640", "", " x "], pl.String, ["0640", None, " x "]),
        (["0640", "0640", None], pl.Categorical, ["0640", "0640", None]),
        ([True, False, None], pl.Boolean, ["true", "false", None]),
        ([datetime.date(2025, 1, 31), None, None], pl.Date, ["2025-01-31", None, None]),
        (
            [datetime.datetime(2025, 1, 31), datetime.datetime(2025, 1, 31, 12, 30), None],
            pl.Datetime("us"),
            ["2025-01-31", "2025-01-31 12:30:00.000000", None],
        ),
        ([None, None, None], pl.Null, [None, None, None]),
    ],
)
def test_values_arrive_as_exact_text(tmp_path, values, kind, texts):
    found = pl.concat(sheet(tmp_path, pl.DataFrame({"\ufeffx": pl.Series(values, dtype=kind)})).blocks(1))
    assert found.schema == {"line": pl.UInt32, "c0": pl.String}
    assert found["line"].to_list() == [2, 3, 4]
    assert found["c0"].to_list() == texts


def test_the_names_of_the_columns_are_line_1(tmp_path):
    found = sheet(tmp_path, pl.DataFrame({"\ufeffkopare_id": ["1", "2"], "belopp": [1, None]}))
    assert found.name is None
    assert found.head() == [(1, ["kopare_id", "belopp"]), (2, ["1", "1"]), (3, ["2", None])]
    assert found.head(2) == [(1, ["kopare_id", "belopp"]), (2, ["1", "1"])]


def test_blocks_make_no_difference(tmp_path, monkeypatch):
    frame = pl.DataFrame({"a": range(1000)})
    whole = pl.concat(sheet(tmp_path, frame).blocks(1))
    monkeypatch.setattr(parquet_rows, "_BLOCK_ROWS", 7)
    assert pl.concat(sheet(tmp_path, frame).blocks(1)).equals(whole)
    assert whole["line"].to_list() == list(range(2, 1002))


def test_columns_without_plain_text_are_refused(tmp_path):
    assert refusal(tmp_path, pl.DataFrame({"a": [[1, 2]], "b": [{"c": 1}], "d": [b"x"], "e": ["fine"]})) == (
        '2024.parquet, column "a": the column holds List(Int64), which is not plain text\n'
        "    fix: leave the column out, or write it as text\n"
        "2024.parquet, column \"b\": the column holds Struct({'c': Int64}), which is not plain text\n"
        "    fix: leave the column out, or write it as text\n"
        '2024.parquet, column "d": the column holds Binary, which is not plain text\n'
        "    fix: leave the column out, or write it as text"
    )


def test_a_damaged_file_is_refused(tmp_path):
    text = refusal(tmp_path, b"PAR1 and then nothing")
    assert text.startswith("2024.parquet: this Parquet file cannot be read: ")
    assert text.endswith("\n    fix: write the file again")
