"""The failure catalogue, reading CSV (C1-C17): what is delivered is read to the öre, or refused with exactly this."""

from __future__ import annotations

import ast
import gzip
import random
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from conftest import ROOT
from deliveries import HEADER, ROWS, booked, refusal, taken
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.exceptions import PanicException

from procurement_footprint.footprint.restated import price_list
from procurement_footprint.footprint.restated.price_list import PriceList
from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.ledger.text_file import CONTROLS
from procurement_footprint.problems import Refused

BOTH = "2 rows, 101.50 SEK"
QUOTE = (
    "a quote here neither surrounds a field nor stands doubled inside one\n"
    "    {}\n    fix: export the file again with quotes doubled, or delete the quote"
)
HEADS = st.sampled_from(["datum;leverantör;konto;belopp\n", "datum;leverantör;belopp;konto\n"])
TEXTS = 200
WORDS = (
    *("Umeå", "Örebro", "Västerås", "STÄDTJÄNSTER", "Fjärrvärme", "Räksmörgås", "Åhléns", "Café Nöje", "ÖoB", "Åre"),
    *("Bygg & Måleri", "Ängen", "Äldreomsorg", "Hörselvård", "på", "Bröderna Å", "Ö-vik", "Idé", "IT-konsult"),
    *("100 %", "Nord 24/7", "SJÖBO", "Övr. tjänst", "Läkemedel", "Bygg AB", "Kök & Bad", "Grön El", "HÅÖ"),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac-roman")


def test_c1_an_unclosed_quote_is_refused_on_the_line_where_it_opened() -> None:
    row = '2024-01-31;"A AB;6410;1,50'
    assert refusal(f"{HEADER}2024-01-30;C AB;1;1,00\n{row}\n{ROWS}") == f"l.csv:3: {QUOTE.format(row)}"


def test_c2_balanced_quotes_that_would_swallow_rows_are_refused_with_both_counts() -> None:
    ledger = HEADER + '2024-01-30;"C AB;1;2,00\n2024-01-30;D";1;3,00\n' + ROWS
    assert refusal(ledger) == (
        "l.csv:2: quotes open here and close on line 3, over lines that are full rows by themselves: "
        "the file has 4 rows with quotes, 5 without\n"
        '    2024-01-30;"C AB;1;2,00\n    2024-01-30;D";1;3,00\n'
        "    fix: delete the two quotes, or put the field on one line"
    )


@settings(max_examples=50, deadline=None)
@given(at=st.tuples(st.integers(0, 250), st.integers(0, 250)), head=HEADS)
def test_c2_two_quotes_anywhere_leave_the_sum_or_are_refused(at: tuple[int, int], head: str) -> None:
    order = [0, 1, 2, 3] if head.endswith("belopp\n") else [0, 1, 3, 2]
    rows = [["2024-01-31", f"Bygg {n}; Norr".replace(";", ","), "6410", f"{n}00,50"] for n in range(1, 7)]
    text = head + "".join(";".join(row[place] for place in order) + "\n" for row in rows)
    first, second = sorted(min(place, len(text)) for place in at)
    said = booked(text[:first] + '"' + text[first:second] + '"' + text[second:])
    assert said == "6 rows, 2103.00 SEK" or said.startswith("refused: ")


def supplier_names(path: Path) -> list[str | None] | str:
    """The second column of a file, or the code for which it is refused."""
    try:
        return [cells[1] for _, cells in open_source(path, SourceHints()).sheets[0].head()]
    except Refused as refused:
        return ", ".join(one.code for one in refused.problems)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_c3_two_hundred_texts_in_each_encoding_are_read_right_or_asked_about(encoding: str, tmp_path: Path) -> None:
    chance, path, asked = random.Random(encoding), tmp_path / "l.csv", 0
    for _ in range(TEXTS):
        names = [" ".join(chance.sample(WORDS, 3)) for _ in range(4)]
        path.write_bytes((HEADER + "".join(f"2024-01-31;{one};1;2,50\n" for one in names)).encode(encoding))
        said = supplier_names(path)
        assert said in (["leverantör", *names], "encoding-unclear")
        asked += said == "encoding-unclear"
    assert not asked or not encoding.startswith("utf")
    assert asked <= TEXTS // 10


def test_c4_a_byte_order_mark_and_a_line_that_names_the_separator_are_no_header() -> None:
    assert booked(b"\xef\xbb\xbfsep=;\r\n" + (HEADER + ROWS).replace("\n", "\r\n").encode()) == BOTH
    assert booked(b"\xef\xbb\xbf" + (HEADER + ROWS).encode()) == BOTH
    assert booked("sep=,\n" + (HEADER + ROWS).replace(",", ".").replace(";", ",")) == BOTH


@pytest.mark.parametrize("byte", CONTROLS)
def test_c5_every_control_character_is_refused_with_its_line(byte: int) -> None:
    assert refusal(HEADER + ROWS.replace("B AB", f"B{chr(byte)}AB")) == (
        f"l.csv:3: there is a control character here (byte {byte:02X}), so this is not a text file as it was written\n"
        "    fix: export the file again, or delete the character"
    )


@settings(max_examples=20, deadline=None)
@given(ends=st.lists(st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]), min_size=3, max_size=3))
def test_c6_line_ends_of_any_kind_give_the_same_money(ends: list[str]) -> None:
    lines = (HEADER + ROWS).splitlines()
    assert booked("".join(line + end for line, end in zip(lines, ends, strict=True))) == BOTH


def test_c6_bare_carriage_returns_are_told() -> None:
    notes = taken((HEADER + ROWS).replace("\n", "\r")).notes
    assert notes[0] == 'l.csv: CSV, UTF-8, separator ";", line ends bare CR'


@settings(max_examples=25, deadline=None)
@given(
    ore=st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=12), cuts=st.lists(st.integers(0, 12), max_size=5)
)
def test_c7_title_rows_blank_lines_and_totals_are_left_out_and_the_sum_is_exact(
    ore: list[int], cuts: list[int]
) -> None:
    text, running = f"Leverantörsreskontra\n\nUtskriven;2024-12-31\n{HEADER}", 0
    for number, amount in enumerate(ore, 1):
        text += f"2024-01-31;A AB;6410;{Decimal(amount).scaleb(-2)}\n".replace(".", ",")
        running += amount
        for _ in range(cuts.count(number)):
            text += f"\n;;Delsumma;{Decimal(running).scaleb(-2)}\n".replace(".", ",")
    held = taken(text).files[0]
    assert held.accepted.amounts == {"SEK": Decimal(sum(ore)).scaleb(-2)}
    totals = sum(1 for cut in cuts if 1 <= cut <= len(ore))
    assert sum(part.rows for reason, part in held.excluded.items() if reason == "total row") == totals


def test_c7_a_total_that_disagrees_is_refused() -> None:
    assert refusal(HEADER + ROWS + ";;Summa;102,50\n") == (
        'l.csv:4, column "belopp": control total: this total row says 102.50, the rows above it add up to 101.50 '
        "(1.00 between)\n"
        "    fix: find the missing or doubled rows; if the row is a booking, give it a date, account or supplier"
    )


def test_c7_a_header_that_stands_again_is_left_out_and_that_of_another_table_refused() -> None:
    """Else what follows would be read in other columns: suppliers as accounts, accounts as money."""
    again = taken(HEADER + ROWS + "\ufeff" + HEADER + ";;;belopp\n" + ROWS).files[0]
    assert (again.accepted.rows, again.excluded["repeated header"].rows) == (4, 2)
    for other in ("datum;konto;leverantör;belopp", "datum;leverantör;belopp;konto", "konto;datum;leverantör;belopp"):
        said = (
            "l.csv:4: this is the header of another table: its columns are not those of line 1\n"
            "    fix: put each table into a file of its own, or bring the columns of both into one order"
        )
        assert refusal(f"{HEADER}{ROWS}{other}\n2024-02-28;6420;7;1000\n", accept_problems=True) == said


def test_c8_two_columns_of_one_name_and_a_column_without_are_refused() -> None:
    assert refusal("datum;leverantör;konto;konto;belopp\n2024-01-31;A;1;2;1,50\n") == (
        'l.csv:1: two columns are called "konto": number 3 and 4\n    fix: give them different names, or delete one'
    )
    assert refusal("datum;leverantör;;belopp\n2024-01-31;A;x;1,50\n") == (
        "l.csv:1: column number 3 has values, but no name\n    fix: give it a name in the header, or delete the column"
    )


def test_c9_short_and_long_rows_are_refused_each_on_its_line() -> None:
    assert refusal(HEADER + "2024-01-31;A AB;6410\n" + ROWS + "2024-01-31;A AB;6410;1,00;7\n") == (
        "l.csv:2: the row has 3 fields where the header has 4\n    2024-01-31;A AB;6410\n"
        "    fix: add what is missing, or delete the row\n"
        "l.csv:5: the row has 5 fields where the header has 4\n    2024-01-31;A AB;6410;1,00;7\n"
        "    fix: put quotes around a field that holds the separator, or delete what is too much"
    )


def test_c10_a_supplier_that_begins_with_a_number_sign_is_no_comment() -> None:
    rows = taken(HEADER + "2024-01-31;#1 Bygg;6410;1,50\n").rows.collect()
    assert rows["supplier"].to_list() == ["#1 Bygg"]
    assert booked("#" + HEADER + ROWS) == BOTH


def test_c11_a_file_of_one_column_is_refused_with_the_separators_that_were_looked_for() -> None:
    assert refusal((HEADER + ROWS).replace(",", ".").replace(";", "~")) == (
        'l.csv: there is only one column: none of ";" "," tab "|" separates the lines\n'
        "    datum~leverantör~konto~belopp\n"
        '    fix: export with one of these; or begin with a profile of mappings/ledgers, write separator: "x" in your '
        "copy (the character instead of x) and use it with --profile FILE"
    )


def test_c12_files_without_rows_are_refused() -> None:
    assert refusal(HEADER) == "l.csv: there is no booking below the header\n    fix: check that the export is complete"
    for nothing in (b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\r\n"):
        assert refusal(nothing) == "l.csv: the file is empty\n    fix: export it again"


def test_c13_packed_data_is_never_unpacked() -> None:
    ledger = (HEADER + ROWS).encode()
    assert refusal(gzip.compress(ledger)) == "l.csv: this is a file packed with gzip\n    fix: unpack it first"
    bomb = zlib.compress(b"0" * 10_000_000, 9)
    assert booked(bomb) == "refused: control-character"
    assert booked(HEADER.encode() + b"x^" + ROWS.encode()) == "refused: date-unreadable"


@pytest.mark.parametrize(
    "name", ["x[1].csv", "x*.csv", "x?.csv", "~.csv", "{a,b}.csv", "file:.csv", "a%20b.csv", "x#1.csv"]
)
def test_c14_a_name_with_signs_of_a_pattern_opens_that_very_file(name: str) -> None:
    with TemporaryDirectory() as place:
        for number, other in enumerate(["x1.csv", "xx.csv", "a.csv", "b.csv", "a b.csv", name]):
            (Path(place) / other).write_text(f"{HEADER}2024-01-31;A AB;6410;{number},00\n", encoding="utf-8")
        head = open_source(Path(place) / name, SourceHints()).sheets[0].head()
    assert head[1][1][-1] == "5,00"


@pytest.mark.parametrize("name", ["~", "x[1]", "file:", "http:", "year=2024"])
def test_c14_what_we_keep_ourselves_stands_in_the_folder_that_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder called `~` is no home, one called `x[1]` no pattern: rows, and the prices of a closed period."""
    monkeypatch.chdir(tmp_path)
    folder = Path(name)
    folder.mkdir()
    table = pl.DataFrame({"a": [1, 2]})
    spool = Spool(folder, memory=0)
    spool.add(table)
    assert [one.collect().equals(table) for one in spool.scan()] == [True]
    prices = PriceList(pl.DataFrame(schema=price_list.SCHEMA))
    price_list.write(prices, folder)
    assert price_list.read(folder).table.equals(prices.table)
    assert sorted(path.name for path in folder.iterdir()) == ["000000.parquet", price_list.FILE]


POLARS = re.compile(r"(read|scan|sink|write)_(csv|parquet|parquet_metadata|ipc|ipc_stream|ndjson|json|excel|ods|avro)")
MADE_ABSOLUTE = {("spool", "path"), ("sandbox", "path")}  # by whoever names them
HELD = ("io.BytesIO(said)", "io.BytesIO(raw)", "path.read_bytes()", "header + block", "packed", "empty", "raw")
GUESSES = {"comment_prefix", "truncate_ragged_lines", "ignore_errors", "try_parse_dates"}


def calls_of_polars(file: Path) -> Iterator[tuple[str, str, dict[str | None, str]]]:
    """Yield each call in a file that reads or writes tables: name, first argument and named arguments as they stand."""
    text = file.read_text(encoding="utf-8")
    for call in ast.walk(ast.parse(text)) if POLARS.search(text) else ():
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and POLARS.fullmatch(call.func.attr):
            first = ast.unparse(call.args[0]) if call.args else ""
            yield call.func.attr, first, {one.arg: ast.unparse(one.value) for one in call.keywords}


def test_c14_polars_is_given_bytes_or_an_absolute_path_and_no_pattern() -> None:
    """polars takes `[`, `*`, `~/` and `http:` in a path for more than a name. C10, C15: nor may it guess."""
    found = [
        (file.stem, *call)
        for file in sorted((ROOT / "procurement_footprint").rglob("*.py"))
        for call in calls_of_polars(file)
    ]
    assert len(found) > 20
    for file, name, first, named in found:
        absolute = first.endswith((".absolute()", ".absolute())")) or (file, first) in MADE_ABSOLUTE
        assert absolute or first in HELD or (name == "write_csv" and not first), f"{file}: {name}({first})"
        if absolute and name.startswith(("read", "scan")):
            assert named.get("glob") == "False", f"{file}: {name}({first})"
        assert not named.keys() & GUESSES, f"{file}: {name}"
        assert not name.endswith("_csv") or name == "write_csv" or {"infer_schema", "schema"} & named.keys(), file


def test_c15_leading_zeros_live_and_a_late_other_type_changes_nothing() -> None:
    rows = "".join(f"2024-01-31;{n:04d};0640;1,00\n" for n in range(500))
    held = taken(HEADER + rows + "2024-01-31;Åkeri;KONTO;2,50\n").rows.collect()
    assert held["account"].unique().sort().to_list() == ["0640", "KONTO"]
    assert held["supplier"][0] == "0000"
    assert held["amount"].sum() == Decimal("502.50")


def test_c16_a_panic_of_the_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    found = b'\xef\xbb\xbfa;b\r\n1;2\r"\n"'  # one of 20,000 mutated files, with which polars panicked
    assert booked(found) == "refused: ledger-no-header"

    def panics(*_: object, **__: object) -> None:
        raise PanicException("range end index 7 out of range\nat frame.rs")

    assert not issubclass(PanicException, Exception)
    monkeypatch.setattr(pl, "read_csv", panics)
    assert refusal(HEADER + ROWS) == (
        "l.csv:2: the rows from here on cannot be read: range end index 7 out of range\n    fix: export the file again"
    )
