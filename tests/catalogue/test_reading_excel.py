"""The failure catalogue, workbooks (X1-X10): no bomb reaches our process, and what is shown is what is read."""

from __future__ import annotations

import datetime
import io
import re
import signal
import subprocess
import warnings
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ROOT
from deliveries import (
    BOOK,
    CELLS,
    HEADER,
    RELATIONS,
    ROWS,
    SHEET,
    booked,
    marked_encrypted,
    part,
    refusal,
    repacked,
    scratched,
    taken,
    understated,
    workbook,
)

from procurement_footprint.ledger import excel, excel_guard, kinds, sandbox
from procurement_footprint.ledger.sandbox import Bounds

BOTH = "2 rows, 101.50 SEK"
BOUNDS = Bounds(1_000_000_000, 10)
TOO_LARGE = (
    "this workbook would need too much memory: it has {}\n"
    "    fix: delete the empty rows and columns around the table, or export as CSV"
)
DAMAGED = "this workbook is damaged: {}\n    fix: open it in Excel and save it again"
STOPPED = "this sheet was not read to its end: {}\n    fix: export the sheet as CSV"
BOMB = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
ONE_MORE = '<sheet name="{}" sheetId="2" r:id="{}"/></sheets>'


def refused(raw: bytes) -> str:
    """What is said of a workbook called l.xlsx."""
    return refusal(raw, "l.xlsx")


def with_sheet(old: str, new: str, raw: bytes | None = None) -> bytes:
    """The workbook of two bookings with something else in its sheet."""
    raw = raw or workbook()
    assert old in part(raw, SHEET)
    return repacked(raw, {SHEET: lambda xml: xml.replace(old, new)})


def shared_texts(count: int) -> bytes:
    """A workbook that says it has few shared texts, and has many: its reader unpacks them all."""
    texts = "<sst>" + f"<si><t>{'x' * 50}</t></si>" * count + "</sst>"
    return understated(repacked(workbook(), {"xl/sharedStrings.xml": lambda _: texts}), "xl/sharedStrings.xml", 1_000)


# X1, X2: bombs


def test_x1_a_cell_far_out_is_refused_before_the_reader_opens_it() -> None:
    bomb = with_sheet("</sheetData>", BOMB)
    assert len(bomb) < 7_000
    far_out = TOO_LARGE.format("a cell in XFD1048576, beyond column 512 or row 1100000")
    assert refused(bomb) == f"l.xlsx:Blad1: {far_out}"


def test_x1_a_bomb_that_reaches_the_reader_ends_its_process_and_not_ours() -> None:
    bomb = with_sheet("</sheetData>", BOMB)
    with pytest.raises(sandbox.Stopped) as stopped:
        sandbox.cells(bomb, "Blad1", BOUNDS)
    assert str(stopped.value) == "it asked for more than 1,000 MB of memory"
    assert sandbox.cells(workbook(), "Blad1", BOUNDS).shape == (3, 4)  # the next workbook has a new process


def test_x1_a_reader_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_PATIENCE", 0.02)
    sandbox._living().send_signal(signal.SIGSTOP)
    assert refused(workbook()) == (
        "l.xlsx:Blad1: " + STOPPED.format("it worked for more than 10 seconds, or the system ended it")
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SIGABRT", "it asked for more than 1,000 MB of memory"),
        ("SIGXCPU", "it worked for more than 10 seconds, or the system ended it"),
        ("SIGKILL", "it worked for more than 10 seconds, or the system ended it"),
        ("SIGSEGV", "it ended by itself (-11)"),
    ],
)
def test_x1_a_reader_that_ends_is_said_to_have_and_the_next_one_reads(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(reader: subprocess.Popen[bytes], *_: object) -> None:
        reader.send_signal(getattr(signal, name))
        reader.wait()
        raise EOFError

    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "_asked", ends)
        assert refused(workbook()) == "l.xlsx:Blad1: " + STOPPED.format(said)
    assert booked(workbook(), "l.xlsx") == BOTH


def test_x1_a_reader_that_ended_while_it_had_nothing_to_do_is_replaced() -> None:
    reader = sandbox._living()
    reader.kill()
    reader.wait()
    assert booked(workbook(), "l.xlsx") == BOTH


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="only Linux shows the bounds of a process")
def test_x1_the_reader_has_bounds_on_memory_time_and_cores() -> None:
    sandbox.cells(workbook(), "Blad1", Bounds(900_000_000, 33))
    reader = sandbox._living()
    shown = Path(f"/proc/{reader.pid}/limits").read_text(encoding="ascii")
    soft = dict(re.findall(r"(Max [a-z ]+?)  +(\d+)", shown))
    assert (soft["Max address space"], soft["Max core file size"]) == ("900000000", "0")
    assert 33 < int(soft["Max cpu time"]) < 100


def test_x1_an_interrupted_reader_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its late answer would be taken for the next workbook's."""
    before = sandbox._living()

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "_exactly", interrupted)
        with pytest.raises(KeyboardInterrupt):
            sandbox.cells(workbook((("other",),)), "Blad1", BOUNDS)
    assert sandbox._living() is not before
    assert sandbox.cells(workbook(), "Blad1", BOUNDS).row(1) == ("2024-01-31", "A AB", "6410", "1.5")


def test_x1_whatever_is_raised_in_the_reader_comes_back_as_a_text() -> None:
    with pytest.raises(sandbox.Unread, match="calamine error"):
        sandbox.cells(b"PK\x03\x04", "Blad1", BOUNDS)


def test_x1_fastexcel_is_called_in_no_other_process() -> None:
    files = (ROOT / "procurement_footprint").rglob("*.py")
    found = [
        file.name for file in files if re.search("import fastexcel|from fastexcel", file.read_text(encoding="utf-8"))
    ]
    assert found == ["sandbox.py"]


def test_x2_a_workbook_that_unpacks_to_hundreds_of_times_its_size_is_refused() -> None:
    raw = with_sheet("</sheetData>", "</sheetData>" + " " * 55_000_000)
    times = 55_000_000 // len(raw)
    assert re.fullmatch(
        "l.xlsx: "
        + re.escape(TOO_LARGE.format("55 MB when unpacked, TIMES times its own size")).replace("TIMES", r"\d+"),
        said := refused(raw),
    )
    assert abs(int(re.search(r"(\d+) times", said)[1]) - times) < 5


def test_x2_parts_that_say_they_are_small_are_unpacked_only_by_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """sharedStrings.xml that says 1,000 bytes and has 100 million: bounds on what archives say do not see it."""
    monkeypatch.setattr(excel, "_MEMORY", 400_000_000)
    bomb = shared_texts(1_500_000)
    assert len(bomb) < 400_000
    assert refused(bomb) == "l.xlsx:Blad1: " + STOPPED.format("it asked for more than 400 MB of memory")


def test_x2_a_file_too_large_to_be_held_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "MAX_WORKBOOK", 5_000)
    assert refused(workbook()) == "l.xlsx: " + TOO_LARGE.format("more than 0 MB")


def test_x2_what_is_held_while_it_is_looked_over_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("MAX_UNFINISHED", 1_000_000), ("MAX_LIST", 1_000_000), ("MAX_ODD", 1_000)):
        monkeypatch.setattr(excel_guard, name, most)
    assert refused(with_sheet("<sheetData>", f'<sheetData x="{"y" * 2_500_000}">')) == (
        "l.xlsx:Blad1: " + TOO_LARGE.format("1 MB without the end of a tag")
    )
    long = repacked(workbook(), {BOOK: lambda xml: xml.replace("<sheets>", f"<!--{'y' * 1_000_000}--><sheets>")})
    assert refused(long) == "l.xlsx: " + TOO_LARGE.format("xl/workbook.xml of more than 1 MB")
    errors = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(5, 1_010))
    assert refused(with_sheet("</sheetData>", f"{errors}</sheetData>")) == (
        "l.xlsx:Blad1: more than 1,000 cells hold an error like #N/A or a formula without a stored value\n"
        "    fix: open the workbook in Excel and look at its formulas, or export as CSV"
    )


# X3, X4: what is no workbook, or a damaged one


def declaring(xml: str) -> str:
    """A part of a workbook with an entity declared before it."""
    return re.sub("<(?=worksheet|workbook|Relationships)", '<!DOCTYPE x [<!ENTITY a "aaaa">]><', xml, count=1)


@pytest.mark.parametrize("where", [SHEET, BOOK, RELATIONS])
def test_x3_entities_are_refused(where: str) -> None:
    said = refused(repacked(workbook(), {where: declaring}))
    assert said.startswith("l.xlsx: this workbook is damaged: its XML is not well-formed (")


CSV_INSIDE = HEADER + ROWS


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (CSV_INSIDE, "l.xlsx", "this is a CSV named .xlsx\n    fix: rename it: it should end in .csv"),
        (CSV_INSIDE, "l.xls", "this is a CSV named .xls\n    fix: rename it: it should end in .csv"),
        (
            "<html><table><tr><td>datum</td></tr></table></html>",
            "l.xls",
            "this is a web page or XML document, not a ledger\n    fix: export as CSV or .xlsx; renaming is not enough",
        ),
        (workbook()[:600], "l.xlsx", DAMAGED.format("File is not a zip file")),
        (b"PK\x05\x06" + bytes(18), "l.xlsx", DAMAGED.format("its first bytes are not those of such a file")),
        (b"", "l.xlsx", "the file is empty\n    fix: export it again"),
        (scratched(workbook(), SHEET), "l.xlsx", None),
        (
            scratched(repacked(workbook(), packing=zipfile.ZIP_BZIP2), SHEET),
            "l.xlsx",
            DAMAGED.format("Invalid data stream"),
        ),
        (
            scratched(repacked(workbook(), packing=zipfile.ZIP_LZMA), SHEET),
            "l.xlsx",
            DAMAGED.format("Corrupt input data"),
        ),
    ],
    ids=["csv.xlsx", "csv.xls", "html", "cut", "empty zip", "empty", "scratched", "scratched bzip2", "scratched lzma"],
)
def test_x4_what_is_no_whole_workbook_is_refused_in_plain_words(raw: str | bytes, name: str, said: str | None) -> None:
    text = refusal(raw, name)
    assert text == f"{name}: {said}" if said else text.startswith(f"{name}: this workbook is damaged: ")


@pytest.mark.parametrize("where", [SHEET, BOOK, RELATIONS])
def test_x4_letters_that_nobody_knows_are_damage(where: str) -> None:
    raw = repacked(workbook(), {where: lambda xml: xml.replace('encoding="UTF-8"', 'encoding="UTF-9"')})
    assert refused(raw) == "l.xlsx: " + DAMAGED.format("its XML is not well-formed (unknown encoding: UTF-9)")


def test_x4_two_parts_or_two_sheets_of_one_name_are_refused() -> None:
    """The reader takes one of them, another program the other: 101.50 or 777.00."""
    other = part(workbook((CELLS[0], ("2024-01-31", "A AB", "6410", 777), CELLS[2])), SHEET)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (SHEET, "xl/worksheets/SHEET1.xml", "XL\\worksheets\\sheet1.xml"):
            assert refused(repacked(workbook(), more={name: other})) == (
                "l.xlsx: " + DAMAGED.format("it has two parts called xl/worksheets/sheet1.xml")
            )
    twice = repacked(workbook(), {BOOK: lambda xml: xml.replace("</sheets>", ONE_MORE.format("Blad1", "rId1"))})
    assert refused(twice) == "l.xlsx: " + DAMAGED.format('it has two sheets called "Blad1"')


def test_x4_a_sheet_without_its_part_is_refused_and_one_in_another_folder_is_read() -> None:
    lost = repacked(workbook(), {BOOK: lambda xml: xml.replace("</sheets>", ONE_MORE.format("Blad2", "rId77"))})
    assert refused(lost) == "l.xlsx: " + DAMAGED.format('it has no part for its sheet "Blad2"')
    moved = {RELATIONS: lambda xml: xml.replace("worksheets/sheet1.xml", "blad/ett.xml")}
    elsewhere = repacked(workbook(), moved, {"xl/blad/ett.xml": part(workbook(), SHEET)})
    assert booked(elsewhere, "l.xlsx") == BOTH


# X5-X8: cells


def test_x5_formulas_without_a_stored_value_are_refused() -> None:
    assert refused(with_sheet("<v>1.5</v>", "<f>A1*2</f>")) == (
        "l.xlsx:Blad1: formulas without a stored value: 1\n    D2\n"
        "    fix: open the workbook in Excel and save it, or export as CSV"
    )


def test_x6_a_cell_with_an_error_is_a_row_that_cannot_be_read() -> None:
    raw = with_sheet('<c r="D2"><v>1.5</v>', '<c r="D2" t="e"><f>NA()</f><v>#N/A</v>')
    assert refused(raw) == (
        'l.xlsx:Blad1:2, column "belopp": this is not an amount\n    #N/A\n'
        "    fix: write it in digits, for example -1234,50"
    )
    held = taken(raw, "l.xlsx", accept_problems=True)
    assert (held.files[0].accepted.rows, held.files[0].rejected.rows) == (1, 1)
    unknown = with_sheet('<c r="D2"><v>1.5</v>', '<c r="D2" t="e"><v>#SPILL!</v>')
    assert refused(unknown) == "l.xlsx:Blad1: " + DAMAGED.format("Unsupported cell error value '#SPILL!'")


def dated(*days: object) -> bytes:
    """A workbook with one booking of 1.50 for each of these days; a date is written as Excel writes dates."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet, form = book.add_worksheet("Blad1"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, CELLS[0])
    for row, day in enumerate(days, 1):
        sheet.write(row, 0, day, form) if isinstance(day, datetime.date) else sheet.write(row, 0, day)
        sheet.write_row(row, 1, ["A AB", "6410", 1.5])
    book.close()
    return packed.getvalue()


def test_x7_dates_texts_and_day_numbers_are_told_apart() -> None:
    day = datetime.date(2025, 1, 31)
    assert taken(dated(day, "2025-02-01", "20250203"), "l.xlsx").rows.collect()["booked_on"].to_list() == [
        day, datetime.date(2025, 2, 1), datetime.date(2025, 2, 3)
    ]  # fmt: skip
    assert taken(dated(45688, 45689), "l.xlsx").rows.collect()["booked_on"][0] == day
    assert refused(dated(day, "2025-02-01", 45700)) == (
        'l.xlsx:Blad1:4, column "datum": this looks like a day number of Excel among dates\n    45700\n'
        "    fix: format the column as dates in Excel and export again"
    )


def test_x8_a_doubled_header_is_refused() -> None:
    twice = workbook((("datum", "leverantör", "belopp", "belopp"), ("2024-01-31", "A AB", 1, 2)))
    assert refused(twice) == (
        'l.xlsx:Blad1:1: two columns are called "belopp": number 3 and 4\n'
        "    fix: give them different names, or delete one"
    )


# X9, X10: what is beside the table


def test_x9_hidden_sheets_are_named_and_not_read() -> None:
    hide = {BOOK: lambda xml: xml.replace('name="Blad2"', 'name="Blad2" state="veryHidden"')}
    held = taken(repacked(workbook(CELLS, CELLS), hide), "l.xlsx")
    assert held.files[0].accepted.rows == 2
    assert held.notes[:2] == ("l.xlsx: Excel, 1 visible sheet", 'l.xlsx: hidden, not read: "Blad2"')


def test_x9_a_workbook_that_shows_nothing_is_refused() -> None:
    hide = {BOOK: lambda xml: xml.replace('name="Blad1"', 'name="Blad1" state="hidden"')}
    fix = "\n    fix: show in Excel the sheet that holds the table, and save it"
    assert refused(repacked(workbook(), hide)) == (
        f'l.xlsx: no sheet of this workbook can be seen: hidden are "Blad1"{fix}'
    )
    none = {RELATIONS: lambda xml: xml.replace("relationships/worksheet", "relationships/chartsheet")}
    assert (
        refused(repacked(workbook(), none)) == f"l.xlsx: no sheet of this workbook can be seen, or none has cells{fix}"
    )


def test_x10_macros_are_never_run_and_links_are_told() -> None:
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    assert taken(repacked(workbook(), more=more), "l.xlsm").notes[1:3] == (
        "l.xlsm: it links to other workbooks; the values stored in this one are used",
        "l.xlsm: it holds macros, which are never run",
    )


def test_x10_a_password_and_other_kinds_of_workbook_are_said() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    password = "l.xlsx: this workbook is protected by a password\n    fix: open it in Excel and save it without one"
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == password
    assert refused(marked_encrypted(workbook())) == password
    assert refusal(ole, "l.xls") == (
        "l.xls: this is a workbook of an old kind (.xls)\n    fix: open it in Excel and save it as .xlsx"
    )
    for name, kind in (
        ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
        ("content.xml", "an OpenDocument spreadsheet"),
    ):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(name, b"x")
        assert refused(packed.getvalue()) == (
            f"l.xlsx: this is {kind}, not a ledger\n    fix: export as CSV or .xlsx; renaming is not enough"
        )
