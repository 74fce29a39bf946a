"""CSV files: every row arrives with its line, or the file is refused with the place and the cure."""

from contextlib import suppress

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from polars.exceptions import PanicException

from procurement_footprint.ledger import csv_rows, text_file
from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused

NO_HINTS = SourceHints()
ROWS = [[f"55600{number}-1234", f"Bygg {number} AB", f"text {number}", f"{number}00,50"] for number in range(6)]
LEDGER = "".join(";".join(row) + "\n" for row in [["leverantor_id", "leverantor", "text", "belopp"], *ROWS])
field_text = st.text(alphabet="ab å1,;\"\n\t'|x^-", max_size=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("delimited")


def written(folder, text, name="2024.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rows(path, header_line=1, hints=NO_HINTS, rejected=None):
    """All rows after the header as (line, cells)."""
    sheet = open_source(path, hints).sheets[0]
    blocks = sheet.blocks(header_line, rejected)
    return [(line, list(cells)) for block in blocks for line, *cells in block.iter_rows()]


def refusal(path, header_line=1, hints=NO_HINTS):
    with pytest.raises(Refused) as caught:
        rows(path, header_line, hints)
    return str(caught.value)


def outcome(path, hints=NO_HINTS):
    """The rows and no codes, or no rows and the codes of the problems they are refused for."""
    try:
        return rows(path, hints=hints), []
    except Refused as refused:
        return [], [problem.code for problem in refused.problems]


# lines, blanks, titles


def test_rows_have_the_lines_an_editor_shows(folder):
    path = written(folder, "Rapport\n\na;b\n\n1;2\n;\n \n3;4\n\n\n")
    sheet = open_source(path, NO_HINTS).sheets[0]
    assert sheet.head() == [(1, ["Rapport"]), (3, ["a", "b"]), (5, ["1", "2"]), (8, ["3", "4"])]
    assert rows(path, 3) == [(5, ["1", "2"]), (6, [None, None]), (8, ["3", "4"])]


def test_the_last_line_needs_no_end(folder):
    assert rows(written(folder, "a;b\n1;2\n3;4")) == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_cells_are_untouched_text(folder):
    path = written(folder, "a;b;c\n0640; 1 234,50 ;#1 Bygg\nNULL;-;null\n")
    assert rows(path) == [(2, ["0640", " 1 234,50 ", "#1 Bygg"]), (3, ["NULL", "-", "null"])]


def test_a_cell_that_starts_like_packed_data_is_text(folder):
    assert rows(written(folder, "a;b\nx^;2\n")) == [(2, ["x^", "2"])]


@settings(max_examples=200, deadline=None)
@given(ends=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=7, max_size=7), size=st.integers(3, 40))
def test_line_ends_of_any_kind_and_mixture_give_the_same_rows(folder, ends, size):
    path = written(folder, "".join(line + end for line, end in zip(LEDGER.splitlines(), ends, strict=True)))
    blocks = text_file.TextFile(path, "utf-8", 0).blocks(size)
    assert b"".join(blocks).decode() == LEDGER
    assert rows(path) == list(enumerate(ROWS, 2))


@pytest.mark.parametrize(
    ("end", "told"),
    [("\n", ""), ("\r\n", ""), ("\r", ", line ends bare CR"), ("\r\n\n", ", mixed line ends")],
)
def test_unusual_line_ends_are_told(folder, end, told):
    path = written(folder, "a;b" + end + "1;2" + end)
    assert open_source(path, NO_HINTS).notes == (f'CSV, UTF-8, separator ";"{told}',)


# separators


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_recognised(folder, separator):
    path = written(folder, LEDGER.replace(",", ".").replace(";", separator))
    assert rows(path)[0] == (2, ["556000-1234", "Bygg 0 AB", "text 0", "000.50"])


def test_decimal_commas_do_not_look_like_separators(folder):
    assert rows(written(folder, "a;b\n1,5;2,5\n3,5;4,5\n")) == [(2, ["1,5", "2,5"]), (3, ["3,5", "4,5"])]


def test_a_first_line_that_names_the_separator_is_obeyed(folder):
    path = written(folder, "sep=,\r\na,b\r\n1;5,2\r\n")
    assert open_source(path, NO_HINTS).sheets[0].head() == [(2, ["a", "b"]), (3, ["1;5", "2"])]
    assert rows(path, 2) == [(3, ["1;5", "2"])]


def test_a_separator_can_be_given(folder):
    path = written(folder, "a:b\n1:2\n")
    assert rows(path, hints=SourceHints(separator=":")) == [(2, ["1", "2"])]
    assert refusal(path, hints=SourceHints(separator="::")) == (
        '::: this does not separate fields\n    fix: write one character, or the word "tab"'
    )
    assert rows(written(folder, "a\tb\n1\t2\n"), hints=SourceHints(separator="tab")) == [(2, ["1", "2"])]


def test_a_file_with_one_column_is_refused(folder):
    assert refusal(written(folder, "a:b\n1:2\n")) == (
        '2024.csv: there is only one column: none of ";" "," tab "|" separates the lines\n'
        "    a:b\n"
        '    fix: export with one of these; or begin with a profile of mappings/ledgers, write separator: "x" in your '
        "copy (the character instead of x) and use it with --profile FILE"
    )


def test_two_possible_separators_are_asked_about(folder):
    assert refusal(written(folder, "a;b,c\n1;2,3\n")) == (
        '2024.csv: two characters could separate the fields: ";" (2 columns) or "," (2 columns)\n'
        "    a;b,c\n"
        '    fix: in a ledger profile write separator: ";" or separator: ",", and use it with --profile FILE; '
        "procurement-footprint start DIR --ledger FILE writes one with the first of them"
    )


# quotes


@settings(max_examples=300, deadline=None)
@given(
    table=st.lists(st.lists(field_text, min_size=3, max_size=3), min_size=1, max_size=6),
    separator=st.sampled_from(";,\t|"),
)
def test_fields_quoted_as_the_standard_says_arrive_whole(folder, table, separator):
    assume(all(any(cell.strip(' \n\t;,|"') for cell in row) for row in table))

    def quoted(cell):
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';,\t|"\n') else cell

    # a third field of its own keeps a line inside a field from looking like a full row
    text = "".join(separator.join([quoted(cell) for cell in row] + ["x"]) + "\n" for row in table)
    path = written(folder, f"h1{separator}h2{separator}h3{separator}h4\n{text}")
    found, codes = outcome(path, SourceHints(separator=separator))
    assert codes in ([], ["csv-quotes-swallow-rows"])
    if not codes:
        assert [cells for _, cells in found] == [[cell or None for cell in row] + ["x"] for row in table]
        lines = text.split("\n")
        assert all(lines[line - 2].startswith(quoted(cells[0] or "").split("\n")[0]) for line, cells in found)


@settings(max_examples=500, deadline=None)
@given(
    first=st.integers(0, len(LEDGER)),
    second=st.integers(0, len(LEDGER)),
    quotes=st.sampled_from(['"', '""']),
)
@example(first=0, second=len(LEDGER), quotes='"')
def test_two_quotes_put_anywhere_lose_no_row(folder, first, second, quotes):
    first, second = sorted((first, second))
    text = LEDGER[:first] + quotes + LEDGER[first:second] + quotes + LEDGER[second:]
    path = written(folder, text)
    found, codes = outcome(path)
    plain = [(line, [(cell or "").replace('"', "") for cell in cells]) for line, cells in found]
    assert codes or plain == list(enumerate(ROWS, 2))


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(LEDGER)))
def test_one_quote_put_anywhere_loses_no_row(folder, at):
    found, codes = outcome(written(folder, LEDGER[:at] + '"' + LEDGER[at:]))
    plain = [(line, [(cell or "").replace('"', "") for cell in cells]) for line, cells in found]
    assert codes or plain == list(enumerate(ROWS, 2))


def test_an_unclosed_quote_is_refused_where_it_opened(folder):
    assert refusal(written(folder, 'a;b\n1;"2\n3;4\n5;"6"\n')) == (
        "2024.csv:2: a quote here neither surrounds a field nor stands doubled inside one\n"
        '    1;"2\n'
        "    fix: export the file again with quotes doubled, or delete the quote"
    )
    assert refusal(written(folder, 'a;b\n1;2\n3;"4\n')).startswith("2024.csv:3: a quote here neither surrounds")


def test_balanced_quotes_that_swallow_rows_are_refused_with_both_counts(folder):
    assert refusal(written(folder, 'a;b\nA;1\n"B;2\nC";3\nD;4\n')) == (
        "2024.csv:3: quotes open here and close on line 4, over lines that are full rows by themselves: "
        "the file has 4 rows with quotes, 5 without\n"
        '    "B;2\n'
        '    C";3\n'
        "    fix: delete the two quotes, or put the field on one line"
    )


def test_a_row_inside_an_address_is_refused(folder):
    head, row = "datum;leverantör;belopp\n", "2024-02-02;B AB;2,00\n"
    lines = ['2024-02-01;"A AB\n', 'Storgatan 1";1,00\n']
    assert rows(written(folder, head + "".join(lines) + row)) == [
        (2, ["2024-02-01", "A AB\nStorgatan 1", "1,00"]),
        (4, ["2024-02-02", "B AB", "2,00"]),
    ]
    assert refusal(written(folder, head + row.join(lines))) == (
        "2024.csv:2: quotes open here and close on line 4, over lines that are full rows by themselves: "
        "the file has 2 rows with quotes, 4 without\n"
        '    2024-02-01;"A AB\n'
        "    2024-02-02;B AB;2,00\n"
        '    Storgatan 1";1,00\n'
        "    fix: delete the two quotes, or put the field on one line"
    )


def test_a_row_inside_an_address_may_lack_what_others_have(folder):
    head = "datum;leverantör;orgnr;belopp\n"
    text = head + '2024-02-01;"A AB\n2024-02-02;Anna;;2,00\nStorgatan 1";556448-0282;1,00\n'
    assert refusal(written(folder, text)).startswith("2024.csv:2: quotes open here and close on line 4, over lines")


def test_a_text_with_as_many_separators_as_a_row_is_a_text(folder):
    path = written(folder, 'datum;leverantör;belopp\n2024-02-01;"A AB\npennor; block; häften\nSkola";1,00\n')
    assert rows(path) == [(2, ["2024-02-01", "A AB\npennor; block; häften\nSkola", "1,00"])]


def test_a_header_that_swallows_rows_is_refused(folder):
    assert refusal(written(folder, '"a;b\n1";2\n3;4\n')).startswith("2024.csv:1: quotes open here and close on line 2")


def test_quotes_inside_texts_are_text_when_no_field_is_quoted(folder):
    path = written(folder, 'a;b\nBygg "Nord" AB;1\nRör 5" galv;2\n')
    assert rows(path) == [(2, ['Bygg "Nord" AB', "1"]), (3, ['Rör 5" galv', "2"])]
    assert open_source(path, NO_HINTS).notes == ('CSV, UTF-8, separator ";", quotes are part of the text',)


def test_quotes_of_both_kinds_in_one_file_are_refused(folder):
    assert refusal(written(folder, 'a;b\n"x";1\nRör 5" galv;2\n')).startswith("2024.csv:3: a quote here neither")


def test_a_field_over_several_lines_keeps_lines_right(folder):
    path = written(folder, '"Toimittajan\n nro";b;c\n1;"x\r\ny;z";2\n3;4;5\n')
    assert open_source(path, NO_HINTS).sheets[0].head(2) == [
        (1, ["Toimittajan\n nro", "b", "c"]),
        (3, ["1", "x\ny;z", "2"]),
    ]
    assert rows(path) == [(3, ["1", "x\ny;z", "2"]), (5, ["3", "4", "5"])]


def test_an_empty_quoted_field_is_empty(folder):
    assert rows(written(folder, 'a;b\n"";"2"\n')) == [(2, [None, "2"])]


def test_an_input_that_made_the_reader_panic_is_read(folder):
    assert rows(written(folder, b'\xef\xbb\xbfa;b\r\n1;2\r"\n"')) == [(2, ["1", "2"])]


def test_a_reader_that_panics_becomes_a_refusal(folder, monkeypatch):
    def panics(*_, **__):
        raise PanicException("index out of bounds\nat line 1")

    monkeypatch.setattr(pl, "read_csv", panics)
    assert refusal(written(folder, "a;b\n1;2\n")) == (
        "2024.csv:2: the rows from here on cannot be read: index out of bounds\n    fix: export the file again"
    )


# rows of the wrong width


def test_rows_too_short_and_too_long_are_all_named(folder):
    path = written(folder, "a;b;c\n1;2\n1;2;3\n1;2;3;4\n")
    assert refusal(path) == (
        "2024.csv:2: the row has 2 fields where the header has 3\n"
        "    1;2\n"
        "    fix: add what is missing, or delete the row\n"
        "2024.csv:4: the row has 4 fields where the header has 3\n"
        "    1;2;3;4\n"
        "    fix: put quotes around a field that holds the separator, or delete what is too much"
    )
    rejected = []
    assert rows(path, rejected=rejected) == [(3, ["1", "2", "3"])]
    assert [problem.place for problem in rejected] == ["2024.csv:2", "2024.csv:4"]


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(folder):
    rejected = []
    assert rows(written(folder, "a;b;c\n1;2\n1;2;3;4\n"), rejected=rejected) == []
    assert len(rejected) == 2


def test_empty_fields_at_the_end_are_forgiven(folder):
    assert rows(written(folder, "a;b\n1;2;\n3;4;;\n5;6\n;;\n")) == [
        (2, ["1", "2"]), (3, ["3", "4"]), (4, ["5", "6"]), (5, [None, None])
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(counts=st.lists(st.integers(1, 7), min_size=1, max_size=12))
def test_every_line_is_a_row_or_a_problem(folder, counts):
    path = written(folder, "a;b;c;d\n" + "".join(";".join("x" * count) + "\n" for count in counts))
    rejected = []
    hints = SourceHints(separator=";")
    found = [line for line, _ in rows(path, hints=hints, rejected=rejected)]
    torn = [int(problem.place.split(":")[1]) for problem in rejected]
    assert sorted(found + torn) == list(range(2, len(counts) + 2))
    assert found == [line for line, count in enumerate(counts, 2) if count == 4]


# what is no text


@pytest.mark.parametrize(("byte", "code"), [(b"\0", "00"), (b"\x1a", "1A"), (b"\x07", "07")])
def test_control_characters_are_refused_with_their_line(folder, byte, code):
    text = (
        f"2024.csv:3: there is a control character here (byte {code}), so this is not a text file as it was written\n"
        "    fix: export the file again, or delete the character"
    )
    assert refusal(written(folder, b"a;b\r\n1;2\r\n3;" + byte + b"4\r\n")) == text
    assert refusal(written(folder, b"a;b\n\xe51;2\n3;" + byte + b"4\n")) == text
    assert refusal(written(folder, ("a;b\n1;2\n3;" + byte.decode() + "4\n").encode("utf-16"))) == text


def test_a_row_without_end_is_refused(folder, monkeypatch):
    monkeypatch.setattr(text_file, "MAX_LINE", 2_000_000)
    monkeypatch.setattr(text_file.TextFile.blocks, "__defaults__", (1_000_000,))
    assert refusal(written(folder, "a;b\n" + "x" * 5_000_000)) == (
        "2024.csv: a row is longer than 2 million bytes\n"
        "    fix: check that this is a ledger and its line ends are right"
    )


@settings(max_examples=500, deadline=None)
@given(raw=st.binary(max_size=60) | st.text(alphabet='a1;,"\n\r\t\0å', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(folder, raw):
    with suppress(Refused):
        sheet = open_source(written(folder, raw), NO_HINTS).sheets[0]
        for line, _ in sheet.head():
            list(sheet.blocks(line, []))


# large files come in blocks


@pytest.mark.parametrize("quote", ["", '"'])
def test_blocks_make_no_difference(folder, monkeypatch, quote):
    body = [[quote + f"åäö {number}" + ("\n" if quote and number % 7 == 0 else "") + quote, "x", str(number)]
            for number in range(500)]  # fmt: skip
    path = written(folder, "a;b;c\n" + "".join(";".join(row) + "\n" for row in body))
    whole = rows(path)
    monkeypatch.setattr(csv_rows, "QUOTED_BLOCK", 100)
    monkeypatch.setattr(text_file.TextFile.blocks, "__defaults__", (100,))
    sheet = open_source(path, NO_HINTS).sheets[0]
    blocks = list(sheet.blocks(1))
    assert len(blocks) > 50
    assert [(line, list(cells)) for block in blocks for line, *cells in block.iter_rows()] == whole
    assert len(whole) == 500
    assert whole[-1][0] == 501 + sum("\n" in row[0] for row in body)
