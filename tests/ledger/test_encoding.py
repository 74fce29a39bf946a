"""Text arrives as it was written, or the user is asked: never garbled names."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused

HEADER = "förvaltning;leverantör;konto_text;belopp"
WORDS = [
    "Umeå", "Örebro", "Västerås", "VÄSTRA GÖTALANDSREGIONEN", "Städtjänster", "Fjärrvärme", "Göteborg", "Malmö",
    "Åhléns", "Räksmörgås AB", "Miljö- o regionalutv.nämnd", "Café Nöje", "ÖoB", "Åre", "Hörselvård", "år", "på",
    "Bygg & Måleri", "SJÖBO", "Ängen", "Öppenvård", "Läkemedel", "Äldreomsorg", "KÖP AV HUVUDVERKSAMHET", "å",
    "Övr ej verksamhetskn tjänst", "Bröderna Å i Öst", "Förskolan Ärtan", "Höörs kommun", "Ö-vik", "Idé",
    "Bygg AB", "IT-konsult", "100 %", "Nord 24/7", "Sjötullsbackens förskola", "HÅÖ", "Kök & Bad", "Grön El",
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "cp1252", "iso8859-1", "cp850", "cp865", "cp437"]

texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=3), min_size=1, max_size=12)


def csv_of(rows, header=HEADER):
    return "\n".join([header, *(";".join([*row, "1234,50"]) for row in rows)]) + "\n"


def rows_of(path, hints=SourceHints()):  # noqa: B008
    return [cells for _, cells in open_source(path, hints).sheets[0].head()]


def outcome(path):
    """The rows, or the codes of the problems they are refused for."""
    try:
        return rows_of(path)
    except Refused as refused:
        return [problem.code for problem in refused.problems]


def refusal(path, hints=SourceHints()):  # noqa: B008
    with pytest.raises(Refused) as caught:
        open_source(path, hints)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=100, deadline=None)
@given(rows=texts, header=st.sampled_from([HEADER, "a;b;c;d"]))
def test_swedish_text_is_read_right_or_asked_about(tmp_path_factory, encoding, rows, header):
    path = tmp_path_factory.mktemp("encodings") / "ledger.csv"
    text = csv_of(rows, header)
    path.write_bytes(text.encode(encoding))
    assert outcome(path) in (
        [line.split(";") for line in text.splitlines()],
        "a UTF file is never asked about" if encoding.startswith("utf") else ["encoding-unclear"],
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_ordinary_swedish_ledger_needs_no_question(tmp_path, encoding):
    path = tmp_path / "ledger.csv"
    rows = [["Tekniska nämnden", "Räksmörgås AB", "Städtjänster"], ["Förskolan", "VÄSTERÅS STAD", "Hyra på Östermalm"]]
    path.write_bytes(csv_of(rows).encode(encoding))
    assert rows_of(path)[1:] == [[*row, "1234,50"] for row in rows]


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("utf-8", 'CSV, UTF-8, separator ";"'),
        ("utf-8-sig", 'CSV, UTF-8 with BOM, separator ";"'),
        ("utf-16", 'CSV, UTF-16 LE with BOM, separator ";"'),
        ("utf-16-be", 'CSV, UTF-16 BE, separator ";"'),
        ("cp1252", 'CSV, Windows-1252, separator ";"'),
        ("cp850", 'CSV, CP850, separator ";"'),
    ],
)
def test_the_encoding_is_told(tmp_path, encoding, sentence):
    path = tmp_path / "ledger.csv"
    path.write_bytes(csv_of([["Tekniska nämnden", "Åhléns", "Mat"]]).encode(encoding))
    assert open_source(path, SourceHints()).notes == (sentence,)


def test_punctuation_of_windows_is_not_taken_for_dos_letters(tmp_path):
    path = tmp_path / "ledger.csv"
    rows = [["”Nord”", "Children’s Services", "Kök – bad"], ["nämnden", "Åhléns", "5 000 €"]]
    path.write_bytes(csv_of(rows).encode("cp1252"))
    assert rows_of(path)[1:] == [[*row, "1234,50"] for row in rows]


def test_amounts_with_the_hard_space_of_windows(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_bytes("leverantor;belopp\nA;1\u00a0234,50\nB;2\u00a0000,00\n".encode("cp1252"))
    assert rows_of(path)[1:] == [["A", "1\u00a0234,50"], ["B", "2\u00a0000,00"]]


def test_an_unclear_encoding_is_asked_about_with_the_words(tmp_path):
    path = tmp_path / "2024.csv"
    path.write_bytes(b"a;b\n\x94ppet;1\n\x94ver;2\n")
    assert refusal(path) == (
        "2024.csv: the bytes do not say which encoding this is; compare the words\n"
        "    CP850: öppet, över\n"
        "    Windows-1252: ”ppet, ”ver\n"
        "    fix: in a ledger profile write encoding: cp850 or encoding: cp1252, and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one with the first of them"
    )
    assert rows_of(path, SourceHints(encoding="cp850"))[1:] == [["öppet", "1"], ["över", "2"]]


@pytest.mark.parametrize(("word", "other"), [("Låda", "Mac Roman: LÜda"), ("Malmö", "Windows-1252: Malm”")])
def test_a_file_with_one_swedish_letter_shows_the_likeliest_reading_first(tmp_path, word, other):
    path = tmp_path / "2024.csv"
    path.write_bytes(f"a;b\n{word};1\n".encode("cp850"))
    assert refusal(path).splitlines()[1:3] == [f"    CP850: {word}", f"    {other}"]


def test_a_damaged_utf8_file_is_not_read_as_another_encoding(tmp_path):
    path = tmp_path / "2024.csv"
    good = csv_of([["nämnden", "Åhléns", "Städtjänster"], ["Skola", "Måleri", "Färg"]]).encode()
    path.write_bytes(good.replace("Måleri".encode(), b"M\xe5leri"))
    assert refusal(path) == (
        "2024.csv: this is UTF-8, but some words are damaged\n"
        "    M\ufffdleri\n"
        "    fix: export the file again, or correct these words in it"
    )


def test_a_wrong_hint_is_refused(tmp_path):
    path = tmp_path / "2024.csv"
    path.write_bytes(csv_of([["nämnden", "Åhléns", "Mat"]]).encode("cp1252"))
    assert refusal(path, SourceHints(encoding="UTF8")) == (
        "2024.csv: this is not UTF-8\n    fix: leave the encoding out, or name the right one"
    )
    assert refusal(path, SourceHints(encoding="klingon")) == (
        "klingon: this is not an encoding that we read\n"
        "    fix: write one of: utf-8, utf-16, utf-16-le, utf-16-be, cp1252, iso8859-1, iso8859-15, cp850, cp865, "
        "cp437, mac-roman"
    )


@pytest.mark.parametrize("name", ["windows-1252", "CP1252", "latin-1", "ISO-8859-1", "iso-8859-15"])
def test_names_of_encodings_are_read_as_people_write_them(tmp_path, name):
    path = tmp_path / "2024.csv"
    path.write_bytes(csv_of([["nämnden", "Å", "ö"]]).encode("cp1252"))
    assert rows_of(path, SourceHints(encoding=name))[1] == ["nämnden", "Å", "ö", "1234,50"]


def test_a_cut_utf16_file_is_refused(tmp_path):
    path = Path(tmp_path / "2024.csv")
    path.write_bytes(csv_of([["nämnden", "Åhléns", "Mat"]]).encode("utf-16")[:-1])
    assert refusal(path) == ("2024.csv: this is not UTF-16 LE\n    fix: leave the encoding out, or name the right one")
