"""Which kind a file is, is decided by what is in it; real files of four publishers are read as they are."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused

REAL = Path(__file__).parents[3] / "shared" / "data" / "ledgers"
CSV = b"leverantor;belopp\nA;1\n"
needs_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="the published ledgers are not beside the checkout")


def written(folder, raw, name="2024.csv"):
    path = folder / name
    path.write_bytes(raw)
    return path


def refusal(path):
    with pytest.raises(Refused) as caught:
        open_source(path, SourceHints())
    return str(caught.value)


def zipped(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return packed.getvalue()


def rows(path):
    source = open_source(path, SourceHints())
    sheet = source.sheets[0]
    return pl.concat(sheet.blocks(sheet.head(1)[0][0]))


@pytest.mark.parametrize("name", ["x[1].csv", "what?.csv", "*.csv", "http:", "a b.TXT", "åäö", "{x}.tsv"])
def test_any_name_opens_that_very_file(tmp_path, name):
    written(tmp_path, b"leverantor;belopp\nanother;1\n", "x1.csv")
    path = written(tmp_path, CSV, name)
    source = open_source(path, SourceHints())
    assert (source.name, source.kind) == (name, "csv")
    assert rows(path)["c0"].to_list() == ["A"]


def test_the_hash_is_that_of_the_bytes(tmp_path):
    for encoding in ("utf-8", "utf-16", "cp1252"):
        raw = "leverantör;belopp\r\nÅhléns på Östermalm;1\r\n".encode(encoding)
        source = open_source(written(tmp_path, raw), SourceHints())
        assert source.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    ("raw", "name", "text"),
    [
        (b"", "2024.csv", "2024.csv: the file is empty\n    fix: export it again"),
        (b"\xef\xbb\xbf\r\n\r\n", "2024.csv", "2024.csv: the file is empty\n    fix: export it again"),
        (
            CSV,
            "2024.xlsx",
            "2024.xlsx: this is a CSV named .xlsx\n    fix: rename it: it should end in .csv",
        ),
        (
            b"\0\1\2\3",
            "2024.xlsx",
            "2024.xlsx: this workbook is damaged: its first bytes are not those of such a file\n"
            "    fix: open it in Excel and save it again",
        ),
        (
            b"PAR2\0",
            "2024.parquet",
            "2024.parquet: this Parquet file cannot be read: its first bytes are not those of such a file\n"
            "    fix: write the file again",
        ),
        (
            CSV,
            "2024.json",
            "2024.json: this is not valid JSON: it starts with neither a list nor an object\n"
            "    fix: export the file again",
        ),
        (
            gzip.compress(CSV, mtime=0),
            "2024.csv",
            "2024.csv: this is a file packed with gzip\n    fix: unpack it first",
        ),
        (
            zipped(a_csv="a;b"),
            "2024.xlsx",
            "2024.xlsx: this is a file packed with zip\n    fix: unpack it first",
        ),
        (
            zipped(xl__workbook_bin=""),
            "2024.xlsb",
            "2024.xlsb: this is a binary Excel workbook (.xlsb), not a ledger\n"
            "    fix: export as CSV or .xlsx; renaming is not enough",
        ),
        (
            zipped(content_xml=""),
            "2024.ods",
            "2024.ods: this is an OpenDocument spreadsheet, not a ledger\n"
            "    fix: export as CSV or .xlsx; renaming is not enough",
        ),
        (
            b"\r\n<HTML><table><tr><td>1</td></tr></table>",
            "2024.xls",
            "2024.xls: this is a web page or XML document, not a ledger\n"
            "    fix: export as CSV or .xlsx; renaming is not enough",
        ),
        (
            b"%PDF-1.7\n",
            "2024.pdf",
            "2024.pdf: this is a PDF document, not a ledger\n    fix: export as CSV or .xlsx; renaming is not enough",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "2024.xls",
            "2024.xls: this is a workbook of an old kind (.xls)\n    fix: open it in Excel and save it as .xlsx",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "2024.xlsx",
            "2024.xlsx: this workbook is protected by a password\n    fix: open it in Excel and save it without one",
        ),
        (
            b"PK\x03\x04half",
            "2024.xlsx",
            "2024.xlsx: this workbook is damaged: File is not a zip file\n    fix: open it in Excel and save it again",
        ),
    ],
)
def test_files_of_other_kinds_are_refused_in_plain_words(tmp_path, raw, name, text):
    assert refusal(written(tmp_path, raw, name)) == text


def test_a_file_that_cannot_be_opened(tmp_path):
    assert refusal(tmp_path / "2024.csv") == (
        "2024.csv: the file cannot be opened: No such file or directory\n"
        "    fix: check the name, and close it in other programs"
    )
    assert "cannot be opened: Is a directory" in refusal(tmp_path)


@needs_real_files
def test_digg_is_read_with_its_empty_rows():
    found = rows(REAL / "se-digg-2024q3" / "2024-Q3 Digg Leverantörsfakturor.csv")
    assert found.height == 798
    assert found.filter(pl.all_horizontal(pl.exclude("line").is_null())).height == 291
    assert found["line"].to_list() == list(range(2, 800))


@needs_real_files
def test_vgr_with_bare_carriage_returns():
    path = REAL / "se-nsod-samples" / "vgr_leverantorsfaktura_202601_sample.csv"
    assert open_source(path, SourceHints()).notes == ('CSV, UTF-8, separator ";", line ends bare CR',)
    assert rows(path)["c10"].to_list() == ["136.98", "5058332.75", "-14250.00", "3285.00"]


@needs_real_files
def test_vasteras_is_one_page_of_many():
    path = REAL / "se-nsod-samples" / "vasteras_leverantorsreskontra_2025_sample.json"
    source = open_source(path, SourceHints())
    assert [str(p).splitlines()[0] for p in source.problems] == [
        f"{path.name}: this is one page of a longer list: rows 1 to 2 of 376,449"
    ]
    assert source.sheets[0].head()[0] == (
        1,
        ["datum", "konto_nr", "kopare_id", "kommun_id", "leverantor_id", "belopp", "konto_text", "leverantor",
         "verifikationsnummer", "kopare"],
    )  # fmt: skip
    assert rows(path)["c5"].to_list() == ["-1302,03", "-400,68"]


@needs_real_files
def test_devon_has_23_390_rows():
    files = sorted((REAL / "uk-devon-county-council").glob("*.csv"))
    found = [rows(path) for path in files]
    assert [table.height for table in found] == [12253, 237, 2165, 2620, 2569, 3546]
    assert sum(table.height for table in found) == 23_390
    assert all(not any("\ufeff" in (cell or "") for cell in table.row(0)[1:]) for table in found)
