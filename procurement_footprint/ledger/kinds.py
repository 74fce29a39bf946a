"""What kind of file this is, by its first bytes; the name only has to agree."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path

from procurement_footprint.ledger import encoding
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.ubl.collection import holds_invoices
from procurement_footprint.problems import Refused, problem

CSV, EXCEL, JSON, PARQUET, SIE, UBL = "csv", "xlsx", "json", "parquet", "sie", "ubl"
MAX_WORKBOOK = 1_000_000_000  # bytes
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7-Zip",
}
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|table|meta|\?xml|style)", re.IGNORECASE)
_INVOICE = re.compile(rb"<([A-Za-z_][\w.-]*:)?(Invoice|CreditNote|StandardBusinessDocument)[\s>]")
_JSON = re.compile(rb'\s*(\{\s*["}]|\[\s*[\{\]])')
# the labels with which such a file may begin; the standard demands #FLAGGA
_SIE = re.compile(
    rb"\s*#(FLAGGA|FORMAT|PROGRAM|GEN|SIETYP|PROSA|FNR|FTYP|ORGNR|ADRESS|FNAMN|RAR|TAXAR|KPTYP|VALUTA|KONTO|DIM|VER)"
    rb"[ \t\r\n]",
    re.IGNORECASE,
)
_SIE_5 = re.compile(rb"<(\w+:)?Sie(Entry)?[\s>]")
_NAMES = {".xlsx": EXCEL, ".xlsm": EXCEL, ".xls": EXCEL, ".xlsb": EXCEL, ".parquet": PARQUET, ".json": JSON,
          ".se": SIE, ".si": SIE, ".sie": SIE}  # fmt: skip


def recognise(path: Path) -> str:
    """Return csv, xlsx, json, parquet, sie or ubl. Errors: Refused when it is another kind, or bears another's name.

    A folder is one of invoices (ubl).
    """
    if path.is_dir() and holds_invoices(path):
        return UBL
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Refused([problem("ledger-not-opened", name_of(path), why=error.strerror or str(error))]) from None
    if not head:
        raise Refused([problem("ledger-empty", name_of(path))])
    plain = _plain(head)
    if plain.lstrip().startswith(b"<") and _INVOICE.search(plain):
        return UBL
    _refuse_others(path, head, plain)
    if head.startswith(_ZIP):
        return _unpacked(path)
    if head.startswith(b"PAR1"):
        return PARQUET
    if _JSON.match(plain):
        return JSON
    if _SIE.match(plain):
        return SIE
    _refuse_other_name(path, head)
    return CSV


def _plain(head: bytes) -> bytes:
    """Return the beginning of a text as bytes of ASCII, whatever encoding a byte order mark says."""
    found = encoding.marked(head)
    return head[found[1] :].decode(found[0], "ignore").encode("ascii", "ignore") if found else head


def _refuse_other_name(path: Path, head: bytes) -> None:
    """What is left is text, or nothing that we know: its name must not promise a workbook or the like."""
    named = path.suffix.lower()
    kind = _NAMES.get(named)
    if kind == JSON:
        raise Refused([problem("json-syntax", name_of(path), why="it starts with neither a list nor an object")])
    if kind == SIE:
        raise Refused([problem("sie-unlike", name_of(path))])
    if kind and b"\0" in head:
        code = "excel-damaged" if kind == EXCEL else "parquet-damaged"
        raise Refused([problem(code, name_of(path), why="its first bytes are not those of such a file")])
    if kind:
        raise Refused([problem("ledger-misnamed", name_of(path), named=named)])


def _refuse_others(path: Path, head: bytes, plain: bytes) -> None:
    for magic, packer in _PACKED.items():
        if head.startswith(magic):
            raise Refused([problem("ledger-packed", name_of(path), packer=packer)])
    if head.startswith(_OLE):
        raise Refused([problem("excel-encrypted" if _holds(path, _ENCRYPTED) else "excel-old", name_of(path))])
    if head.startswith(_PDF):
        raise Refused([problem("ledger-other-kind", name_of(path), kind="a PDF document")])
    if _SIE_5.search(plain):
        raise Refused([problem("sie-5", name_of(path))])
    if _MARKUP.match(plain):
        raise Refused([problem("ledger-other-kind", name_of(path), kind="a web page or XML document")])


def _holds(path: Path, text: bytes) -> bool:
    """Return whether a text stands anywhere in a file, however long that is."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return held.find(text) >= 0


def _unpacked(path: Path) -> str:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        code = "ubl-archive" if path.suffix.lower() == ".zip" else "excel-damaged"
        raise Refused([problem(code, name_of(path), why=str(error))]) from None
    if "xl/workbook.xml" in names:
        if path.stat().st_size > MAX_WORKBOOK:  # it is held as a whole
            what = f"more than {MAX_WORKBOOK // 1_000_000:,} MB"
            raise Refused([problem("excel-too-large", name_of(path), what=what)])
        return EXCEL
    if "xl/workbook.bin" in names:
        raise Refused([problem("ledger-other-kind", name_of(path), kind="a binary Excel workbook (.xlsb)")])
    if "content.xml" in names:
        raise Refused([problem("ledger-other-kind", name_of(path), kind="an OpenDocument spreadsheet")])
    if any(name.lower().endswith(".xml") for name in names):
        return UBL
    raise Refused([problem("ledger-packed", name_of(path), packer="zip")])
