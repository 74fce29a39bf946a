"""The failure catalogue, XML and data of suppliers: nothing declared is expanded, nothing outside a file is opened."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from pathlib import Path

import polars as pl
import pytest
from conftest import ROOT
from deliveries import booked, marked_encrypted, refusal, scratched
from ubl_writer import Invoice

INVOICE = Invoice().xml
ONE = "1 rows, 100.00 SEK"
DECLARES = (
    "f.xml: this XML declares a document type; no invoice does, and it may be an attack\n"
    "    fix: find out where the file comes from; --accept-problems sets it aside"
)
ROW = {"datum": "2024-01-31", "leverantör": "A AB", "konto": "6410", "belopp": "1,50"}


def declaring(declaration: str) -> bytes:
    """The invoice with a document type before it, and its entity in the invoice's number."""
    body = INVOICE.partition(b"?>")[2] or INVOICE
    return f"<?xml version='1.0'?>{declaration}".encode() + body.replace(b"F-1", b"&a;")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "http://example.org/a">]>',
        '<!DOCTYPE x [<!ENTITY b "bb"><!ENTITY a "&b;&b;&b;&b;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/a.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>',
    ],
    ids=["file", "network", "amplification", "external type", "parameter"],
)
def test_xml_declarations_are_refused_before_anything_is_expanded(declaration: str) -> None:
    assert refusal(declaring(declaration), "f.xml") == DECLARES


def test_xml_that_is_deep_wide_or_in_other_letters_is_read() -> None:
    deep = INVOICE.replace(b"</Invoice>", b"<a>" * 50_000 + b"</a>" * 50_000 + b"</Invoice>")
    assert booked(deep, "f.xml") == ONE
    wide = b" ".join(b'a%d="1"' % n for n in range(20_000))
    assert booked(INVOICE.replace(b"<cbc:ID>", b"<cbc:ID " + wide + b">", 1), "f.xml") == ONE
    assert booked(INVOICE.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "f.xml") == ONE
    include = b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></Invoice>'
    assert booked(INVOICE.replace(b"</Invoice>", include), "f.xml") == ONE


def test_xml_is_read_by_defusedxml_only() -> None:
    """`xml.etree` gives types and writes; `expat` counts the cells of a workbook, and refuses document types itself."""
    files = [file.read_text(encoding="utf-8") for file in (ROOT / "procurement_footprint").rglob("*.py")]
    found = {line for text in files for line in re.findall(r"^\s*(?:from|import) (?:xml|lxml)\b.*$", text, re.M)}
    assert found <= {
        "from xml.etree.ElementTree import Element",
        "from xml.etree.ElementTree import Element, ParseError",
        "from xml.etree.ElementTree import Element, tostring",
        "from xml.parsers import expat",
    }


def archive(*entries: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files; two may have one name."""
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", packing) as written:
        warnings.simplefilter("ignore")
        for name, raw in entries:
            written.writestr(name, raw)
    return packed.getvalue()


def test_xml_archives_that_are_damaged_locked_or_ambiguous_are_refused() -> None:
    whole = archive(("a.xml", INVOICE))
    damaged = "f.zip: this archive is damaged: {}\n    fix: pack it again"
    assert booked(whole, "f.zip") == ONE
    assert refusal(marked_encrypted(whole), "f.zip") == damaged.format("it is protected by a password")
    for packing, why in ((zipfile.ZIP_LZMA, "Corrupt input data"), (zipfile.ZIP_BZIP2, "Invalid data stream")):
        assert refusal(scratched(archive(("a.xml", INVOICE * 9), packing=packing), "a.xml"), "f.zip") == damaged.format(
            why
        )
    assert refusal(whole[:300], "f.zip") == damaged.format("File is not a zip file")
    twice = archive(("a.xml", INVOICE), ("a.xml", Invoice(number="F-2").xml))
    assert refusal(twice, "f.zip") == damaged.format("it has two files called a.xml")


def test_xml_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    """Files in a zip are read where they are, never written: `../` and `/etc` are only names."""
    before = sorted(tmp_path.iterdir())
    names = ("../../a.xml", "/etc/b.xml", "C:\\c.xml")
    assert booked(archive(*((name, Invoice(number=name).xml) for name in names)), "f.zip") == "3 rows, 300.00 SEK"
    assert sorted(tmp_path.iterdir()) == before


# JSON and Parquet, which come the same way


@pytest.mark.parametrize("text", ["A\\ud800B", "\\udc00", "\\ud800\\ud800\\udc00", "\\\\\\ud800"])
def test_json_half_a_letter_is_refused(text: str) -> None:
    said = refusal(json.dumps([ROW]).replace("A AB", text), "l.json")
    half = r"\udc00" if text == "\\udc00" else r"\ud800"
    assert said == (
        f"l.json:1: this is not valid JSON: {half} is half of a letter, and the other half is missing\n"
        "    fix: export the file again"
    )


@pytest.mark.parametrize("text", ["\\ud83d\\ude00", "\\\\ud800", "\\u00e5"])
def test_json_whole_letters_and_written_backslashes_are_read(text: str) -> None:
    assert booked(json.dumps([ROW]).replace("A AB", text), "l.json") == "1 rows, 1.50 SEK"


def test_json_a_second_list_of_rows_is_refused() -> None:
    one = json.dumps([ROW])
    assert refusal(f'{{"results": {one}, "results": {one}}}', "l.json") == (
        'l.json: the key "results" stands twice in this object\n    fix: delete one of the two'
    )


def test_json_that_is_nested_or_no_number_is_refused() -> None:
    deep = '{"a":' * 5_000 + "1" + "}" * 5_000
    assert refusal(f"[{deep}]", "l.json") == (
        "l.json: this is not valid JSON: nested too deeply\n    fix: export the file again"
    )
    assert refusal(json.dumps([ROW | {"belopp": float("nan")}]), "l.json") == (
        "l.json: this is not valid JSON: NaN is not a JSON number\n    fix: export the file again"
    )


def test_parquet_columns_without_plain_text_are_refused() -> None:
    packed = io.BytesIO()
    pl.DataFrame([ROW]).with_columns(tid=pl.duration(days=1)).write_parquet(packed)
    assert refusal(packed.getvalue(), "l.parquet") == (
        "l.parquet, column \"tid\": the column holds Duration(time_unit='us'), which is not plain text\n"
        "    fix: leave the column out, or write it as text"
    )
