"""A long file is opened by its beginning; where it goes on otherwise, it is opened again and read as all of it says."""

from pathlib import Path

import pytest

from procurement_footprint.ledger.delimited import BEGINNING
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

HEADER = "datum;leverantör;konto;belopp\n"
ROW = "2024-01-31;Skogens Virke AB;6410;1,50\n"
ROWS = BEGINNING // len(ROW) + 2_000


def ledger(folder: Path, last: bytes, header: str = HEADER, newline: bytes = b"\n"):
    path = folder / "long.csv"
    path.write_bytes((header + ROW * ROWS).encode() + last + newline)
    (folder / "spool").mkdir(exist_ok=True)
    return read([path], folder / "spool", Choices(), lambda name, rows: None)


def test_a_file_that_goes_on_as_it_begins_is_opened_once(tmp_path):
    found = ledger(tmp_path, ROW.strip().encode())
    assert found.files[0].rows == ROWS + 1
    assert found.notes[0] == 'long.csv: CSV, UTF-8, separator ";"'


def test_letters_of_another_encoding_come_late(tmp_path):
    ascii_header = HEADER.replace("ö", "o")
    found = ledger(tmp_path, "2024-01-31;Åkeri i Örebro Väst AB;6410;2,50".encode("cp1252"), ascii_header)
    assert found.files[0].rows == ROWS + 1
    assert "Windows-1252" in found.notes[0]
    assert found.rows.select("supplier").tail(1).collect().item() == "Åkeri i Örebro Väst AB"


def test_quotes_come_late(tmp_path):
    found = ledger(tmp_path, b'2024-01-31;"Virke; plank AB";6410;2,50')
    assert found.files[0].rows == ROWS + 1
    assert found.rows.select("supplier").tail(1).collect().item() == "Virke; plank AB"


def test_other_line_ends_come_late(tmp_path):
    found = ledger(tmp_path, ROW.strip().encode(), newline=b"\r\n")
    assert found.files[0].rows == ROWS + 1
    assert found.notes[0] == 'long.csv: CSV, UTF-8, separator ";", mixed line ends'


def test_a_control_character_comes_late(tmp_path):
    with pytest.raises(Refused, match=rf"long.csv:{ROWS + 2}: there is a control character"):
        ledger(tmp_path, b"2024-01-31;Vir\x00ke AB;6410;2,50")


def test_a_bad_cell_of_a_long_file_is_refused_as_ever(tmp_path):
    with pytest.raises(Refused, match=rf'long.csv:{ROWS + 2}, column "belopp"'):
        ledger(tmp_path, b"2024-01-31;Virke AB;6410;mycket")
