"""Files that broke something once, each as small as it could be made: what is said of them now."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from procurement_footprint import project
from procurement_footprint.footprint import manifest, repeat
from procurement_footprint.ledger.archive import imports
from procurement_footprint.ledger.book import Choices
from procurement_footprint.ledger.read import read
from procurement_footprint.ledger.seal import sealed, unbroken
from procurement_footprint.problems import Refused, problem
from procurement_footprint.reporting import latest

FOUND = Path(__file__).parents[1] / "specimens" / "found"
MANIFEST: dict[str, Any] = json.loads((FOUND / "manifest.json").read_bytes())


def ledger(name: str | Path, folder: Path) -> str:
    """Read a ledger; return what is said of it."""
    with pytest.raises(Refused) as refused:
        read([FOUND / name], folder, Choices(), lambda _, rows: None)
    return str(refused.value)


def test_what_would_steer_a_terminal_is_shown_as_numbers(tmp_path: Path) -> None:
    assert ledger("steers-a-terminal.json", tmp_path) == (
        "steers-a-terminal.json:2: this is not valid JSON: Invalid control character at\n"
        '     {"datum": "2024-01-31", "leverantör": "A\\u001b[31m\\u001b]0;x\\u0007", "belopp": "1,00"}\n'
        "    fix: export the file again"
    )


def test_halves_of_letters_and_marks_that_turn_a_line_are_shown_as_numbers_too() -> None:
    said = problem("period-unreadable", "a\ud800b", "\u202e2024\u2028\u0085")
    assert (said.place, said.excerpt) == ("a\\ud800b", "\\u202e2024\\u2028\\u0085")
    assert str(said).encode()


def test_a_workbook_of_which_no_cell_is_left_is_refused(tmp_path: Path) -> None:
    assert ledger("no-cell-left.xlsx", tmp_path) == (
        "no-cell-left.xlsx:Reskontra: not all cells can be read: 20 cells have a value, but 0 were read\n"
        "    fix: export the sheet as CSV"
    )


def test_a_parquet_file_that_ends_the_process_which_reads_it_is_refused(tmp_path: Path) -> None:
    assert re.fullmatch(
        r"asks-for-exabytes.parquet: this Parquet file cannot be read: it asked for more than [\d,]+ MB of memory\n"
        "    fix: write the file again",
        ledger("asks-for-exabytes.parquet", tmp_path),
    )


def test_a_date_in_parquet_that_no_calendar_has_is_refused(tmp_path: Path) -> None:
    assert ledger("date-out-of-range.parquet", tmp_path) == (
        "date-out-of-range.parquet: this Parquet file cannot be read: out-of-range date\n    fix: write the file again"
    )


def test_an_encoding_that_nobody_knows_is_not_well_formed(tmp_path: Path) -> None:
    assert ledger("unknown-encoding.xlsx", tmp_path) == (
        "unknown-encoding.xlsx: this workbook is damaged: its XML is not well-formed (unknown encoding: UTj-8)\n"
        "    fix: open it in Excel and save it again"
    )


def test_a_parquet_column_of_durations_has_no_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "durations.parquet"
    pl.DataFrame({"belopp": ["1,00"], "datum": ["2024-01-31"], "tid": [timedelta(days=1)]}).write_parquet(path)
    assert ledger(path, tmp_path).startswith('durations.parquet, column "tid": ')


def test_a_file_without_a_name_in_a_zip_is_not_passed_over(tmp_path: Path) -> None:
    assert ledger("part-without-a-name.zip", tmp_path) == (
        "part-without-a-name.zip: this archive is damaged: one of its files has no name\n    fix: pack it again"
    )


def test_a_name_longer_than_names_can_be_is_that_of_no_file(tmp_path: Path) -> None:
    shutil.copy(FOUND / "name-too-long.yaml", tmp_path / project.FILE)
    with pytest.raises(Refused) as refused:
        project.load(tmp_path)
    assert [one.code for one in refused.value.problems] == [
        "project-ledger-missing",
        "invoices-missing",
        "register-missing",
    ]


def test_a_newest_run_with_such_a_name_is_not_there(tmp_path: Path) -> None:
    (tmp_path / latest.FOLDER).mkdir()
    (tmp_path / latest.FOLDER / latest.WORD).write_text("x" * 300, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        latest.of(tmp_path)
    assert [one.code for one in refused.value.problems] == ["latest-gone"]


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (("inputs",), None, 'Expected "array", got "null" - at "$.inputs"'),
        (("run", "chart"), ..., 'Object missing required field "chart" - at "$.run"'),
        (("run", "language"), "xx", "Expected `str` matching regex '^(sv|en)\\\\Z' - at `$.run.language`"),
        (("totals", "rows", "counted"), -1, 'Expected "int" >= 0 - at "$.totals.rows.counted"'),
        (("made_with", "factor_set"), [{}], 'Object missing required field "name" - at "$.made_with[...][0]"'),
    ],
)
def test_a_manifest_of_another_shape_is_refused(tmp_path: Path, place: tuple[str, ...], value: Any, why: str) -> None:
    said: dict[str, Any] = json.loads(json.dumps(MANIFEST))
    *above, key = place
    within = said
    for one in above:
        within = within[one]
    if value is ...:
        del within[key]
    else:
        within[key] = value
    assert refusal(tmp_path, json.dumps(said)) == why.replace("`", '"')


def test_a_manifest_that_names_no_profiles_is_asked_for_its_own(tmp_path: Path) -> None:
    said: dict[str, Any] = json.loads(json.dumps(MANIFEST))
    del said["made_with"]["profiles"]
    said["run"]["profile"] = "own.yaml"
    with pytest.raises(Refused) as refused:
        repeat.job_of(said, tmp_path, repeat.Inputs(project.Project(tmp_path)), tmp_path / "copies")
    assert "verify-profile-missing" in [one.code for one in refused.value.problems]


def test_a_manifest_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "[" * 100_000).startswith("maximum recursion depth exceeded")


def refusal(folder: Path, text: str) -> str:
    """Read a manifest; return why it cannot be read."""
    (folder / manifest.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        manifest.read(folder)
    (said,) = refused.value.problems
    assert (said.code, said.place) == ("manifest-unreadable", str(folder / manifest.FILE))
    return said.what.removeprefix("this manifest cannot be read: ")


def test_the_manifest_as_it_was_written_is_read(tmp_path: Path) -> None:
    shutil.copy(FOUND / "manifest.json", tmp_path / manifest.FILE)
    assert manifest.read(tmp_path) == MANIFEST


def test_half_a_letter_breaks_the_seal_of_a_file() -> None:
    raw = sealed({"reason": "x"})
    assert unbroken(raw, json.loads(raw))
    broken = raw.replace(b'"x"', rb'"\ud800"')
    assert not unbroken(broken, json.loads(broken))


@pytest.mark.parametrize("month", ["2024-]]07", "2024-13", "2024-00", "0000-07", "2024-07\n"])
def test_an_import_of_a_month_that_is_none_is_damaged(tmp_path: Path, month: str) -> None:
    place = tmp_path / "archive" / "0001-a-2024-07"
    place.mkdir(parents=True)
    said = dict.fromkeys(("entity", "name", "source", "sha256", "rows_sha256", "kind", "imported", "program"), "a")
    said |= {
        "number": 1,
        "together": [1, 1],
        "profiles": [],
        "headers": [],
        "months": {month: {"rows": 0, "amounts": {}}},
    }
    (place / imports.FILE).write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        imports.load(tmp_path)
    assert str(refused.value) == (
        f"{place / imports.FILE}: the archive is not as it was written: Expected `str` matching regex "
        "'^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])\\\\Z' - at `key` in `$.months`\n"
        "    fix: restore the folder archive/ from a backup; nothing in it may be changed or deleted by hand"
    )
