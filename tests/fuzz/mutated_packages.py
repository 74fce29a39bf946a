"""Zips with XML in them (workbooks, invoices), mutated: the parts, what is said about them, and the bytes of both."""

from __future__ import annotations

import re
import warnings
import zipfile
from io import BytesIO
from random import Random

from mutated_bytes import ODD, ODD_NUMBERS, flipped, lost, mutated

TAG = re.compile(rb"<[^<>]*>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
VALUE = re.compile(rb">([^<>]+)<")
ODD_XML = (
    b"&lt;", b"&#0;", b"&#x1F600;", b"&x;", b"<!DOCTYPE a>", b'<!DOCTYPE a [<!ENTITY x "y">]>', b"<![CDATA[1]]>",
    b"<!-- -->", b"<c/>", b"<row>", b"</row>", b"<v>1</v>", b"<is><t>x</t></is>", b"<f>1+1</f>", b"<?x ?>",
    b'xmlns="x"', b"<x:y/>", b"_x000D_",
)  # fmt: skip
CELLS = (
    b"A1", b"XFD1048576", b"A0", b"A1048577", b"ZZZZZZZZ1", b"1A", b"A", b"", b"-1", b"a1", b"A-1", b"A1:B2",
    b"9" * 30, b"A" + b"9" * 30, b"s", b"str", b"inlineStr", b"e", b"b", b"d", b"n", b"hidden", b"veryHidden",
    b"rId99", b"1e5", b"0",
)  # fmt: skip
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
Parts = list[tuple[str, bytes]]


def parts_of(raw: bytes) -> Parts:
    """Return name and bytes of each part of a zip; of one that cannot be unpacked, why not."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return [(name, _unpacked(archive, name)) for name in archive.namelist()]


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except Exception as error:  # whatever is wrong with it
        return repr(error).encode()


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts; the same parts give the same bytes."""
    held = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", method) as archive:
        warnings.simplefilter("ignore")  # a name may stand twice
        for name, raw in parts:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, method)
    return held.getvalue()


def mutated_xml(raw: bytes, chance: Random) -> bytes:
    """Return XML with an attribute, a text, a tag or its bytes changed."""
    choice = chance.randrange(6)
    pattern = (ATTRIBUTE, ATTRIBUTE, VALUE, TAG, None, None)[choice]
    found = list(pattern.finditer(raw)) if pattern else []
    if not found:
        return mutated(raw, chance, ODD_XML)
    one = chance.choice(found)
    other = chance.choice(found)[0]
    if choice == 3:
        return raw[: one.start()] + chance.choice((b"", other, one[0] * 2, *ODD_XML)) + raw[one.end() :]
    odd = chance.choice((*ODD_NUMBERS, *CELLS, *CELLS, *ODD[:20])).replace(b"<", b"").replace(b'"', b"")
    if chance.random() < 0.3:
        return raw[: one.start()] + other + raw[one.end() :]
    return raw[: one.start(one.lastindex or 1)] + odd + raw[one.end(one.lastindex or 1) :]


def mutated_package(raw: bytes, chance: Random) -> bytes:
    """Return a zip with a part, the list of its parts or its bytes changed."""
    parts, method = parts_of(raw), chance.choice(METHODS) if chance.random() < 0.05 else zipfile.ZIP_DEFLATED
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    name, held = parts[one]
    match chance.randrange(16):
        case 0:
            return chance.choice((flipped, lost, mutated))(raw, chance)
        case 1:
            return _header(raw, chance)
        case 2:
            del parts[one]
        case 3:
            parts[one] = (parts[other][0], held)
            parts[other] = (name, parts[other][1])
        case 4:
            parts[one] = (
                chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"../{name}", "å", "")),
                held,
            )
        case 5:
            parts[one] = (name, chance.choice((b"", b"<a/>", b"<a>", b"\xff", mutated(held, chance))))
        case _:
            sheets = [at for at, (called, _) in enumerate(parts) if "sheet1" in called or called.endswith("rings.xml")]
            one = chance.choice(sheets) if sheets and chance.random() < 0.7 else one
            parts[one] = (parts[one][0], mutated_xml(parts[one][1], chance))
    return packed(parts, method)


def _header(raw: bytes, chance: Random) -> bytes:
    """Return the zip with a byte changed in what it says about a part, at one of the two places where it says so."""
    marks = [found.start() for found in re.finditer(rb"PK(\x01\x02|\x03\x04|\x05\x06)", raw)]
    at = chance.choice(marks) + chance.randrange(4, 60)
    return raw[:at] + bytes([chance.choice((0, 1, 8, 12, 14, 99, 255, chance.randrange(256)))]) + raw[at + 1 :]
