"""Looks over a workbook before the reader opens it: nothing too large, no cell without its value.

The reader allocates the whole rectangle up to the farthest cell, so a file of a few kilobytes can ask
for hundreds of gigabytes; it also passes over formulas without a value and cells with an error. All
three are found here, in one streamed pass over each sheet's XML. Rows that look as spreadsheet programs write them are
counted by `excel_rows`; all else goes through the parser.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from procurement_footprint.ledger import excel_rows
from procurement_footprint.ledger.ahead import ahead
from procurement_footprint.problems import Refused, problem

MAX_COLUMNS, MAX_ROWS = excel_rows.COLUMNS, 1_100_000
# The reader holds the whole rectangle, some 32 bytes a cell; so many cells in use are over 1 GB of XML.
MAX_RECTANGLE = 30_000_000
MAX_PARTS, MAX_BYTES = 2_000, 1_000_000_000
MAX_RATIO, LARGE = 200, 50_000_000
MAX_LIST = 16_000_000  # bytes of a part that says which sheets there are; it is held as a whole
MAX_UNFINISHED = 8_000_000  # bytes without the end of a tag, which the parser holds
MAX_ODD = 1_000_000  # cells with an error, or formulas without a value; they are kept, to be shown
_PIECE = 500_000
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ROW_BEGINS, _ROW_ENDS = b"<row", b"</row>"
_ENCRYPTED = 1  # a flag of a part
_LETTERS = re.compile("[A-Z]{1,7}")


@dataclass(slots=True)
class Cells:
    """What is in one sheet; columns and rows count from 1.

    errors: (row, column) → text such as #N/A. empty: formulas without a value.
    """

    first_column: int = MAX_COLUMNS + 1
    last_column: int = 0
    last_row: int = 0
    valued: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    empty: list[tuple[int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns there are from the first to the last that has anything in it."""
        return max(0, self.last_column - self.first_column + 1)

    def add(self, row: int, column: int) -> None:
        """Note that a cell has a value."""
        self.valued += 1
        if column < self.first_column:
            self.first_column = column
        if column > self.last_column:
            self.last_column = column
        if row > self.last_row:
            self.last_row = row


@dataclass(frozen=True, slots=True)
class Listed:
    """A visible sheet by its name, how many bytes of XML it says it has, and all parts of its workbook together."""

    name: str
    size: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a workbook with what is in them, and what else the user should know.

    unpacked: how many bytes its parts say they have.
    """

    sheets: dict[str, Cells]
    hidden: tuple[str, ...]
    external_links: int
    macros: bool
    unpacked: int


def look_over(raw: bytes, name: str, begin: Callable[[Listed], None] = lambda _: None) -> Workbook:
    """Return what is in the workbook `raw` called `name`.

    begin: is told of each visible sheet before it is looked over. Errors: Refused when it is damaged or too large to
    open.
    """
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            _refuse_bombs(archive, len(raw), name)
            return _workbook(archive, name, begin)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, KeyError) as error:
        raise Refused([problem("excel-damaged", name, why=str(error).strip("'\""))]) from None
    except (expat.ExpatError, ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise Refused([problem("excel-damaged", name, why=f"its XML is not well-formed ({error})")]) from None


def address(row: int, column: int) -> str:
    """Return where a cell is, as Excel says it: B17."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _refuse_bombs(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused([problem("excel-encrypted", name)])
    size = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise _too_large(name, f"{len(parts)} parts, more than {MAX_PARTS}")
    if size > MAX_BYTES:
        raise _too_large(name, f"more than {MAX_BYTES // 1_000_000} MB when unpacked")
    if size > LARGE and size > MAX_RATIO * packed:
        raise _too_large(name, f"{size // 1_000_000} MB when unpacked, {size // packed} times its own size")
    # the reader looks for parts in small letters, and of two takes another than we do
    if twice := _twice(part.filename.replace("\\", "/").lower() for part in parts):
        raise Refused([problem("excel-damaged", name, why=f"it has two parts called {twice}")])


def _twice(names: Iterable[str]) -> str | None:
    return next((name for name, times in Counter(names).items() if times > 1), None)


def _workbook(archive: zipfile.ZipFile, name: str, begin: Callable[[Listed], None]) -> Workbook:
    unpacked = sum(part.file_size for part in archive.infolist())
    parts = _parts(_listed(archive, _RELATIONS, name))
    visible: dict[str, Cells] = {}
    hidden: list[str] = []
    sheets = list(_elements(_listed(archive, "xl/workbook.xml", name), "sheet"))
    if title := _twice(sheet.attrib["name"] for sheet in sheets):
        raise Refused([problem("excel-damaged", name, why=f'it has two sheets called "{title}"')])
    for sheet in sheets:
        title = sheet.attrib["name"]
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        if relation not in parts:
            raise Refused([problem("excel-damaged", name, why=f'it has no part for its sheet "{title}"')])
        if not (part := parts[relation]):
            continue  # chart sheets and dialogs have no cells
        if sheet.attrib.get("state", "visible") != "visible":
            hidden.append(title)
        else:
            begin(Listed(title, archive.getinfo(part).file_size, unpacked))
        # hidden sheets are looked over too: a cell too far out is a bomb wherever the reader meets it
        cells = _cells(archive, part, f"{name}:{title}")
        if title not in hidden:
            visible[title] = cells
    names = archive.namelist()
    links = sum(1 for part in names if re.fullmatch(r"xl/externalLinks/[^/]+\.xml", part))
    return Workbook(visible, tuple(hidden), links, "xl/vbaProject.bin" in names, unpacked)


def _listed(archive: zipfile.ZipFile, part: str, name: str) -> Element:
    if archive.getinfo(part).file_size > MAX_LIST:
        raise _too_large(name, f"{part} of more than {MAX_LIST // 1_000_000} MB")
    root: Element = fromstring(archive.read(part))
    return root


def _parts(relations: Element) -> dict[str, str]:
    """Return the part that each relation leads to, as the reader understands it; "" where it is no table of cells."""
    found: dict[str, str] = {}
    for relation in _elements(relations, "Relationship"):
        table, target = relation.attrib["Type"].endswith("/worksheet"), relation.attrib["Target"]
        found[relation.attrib["Id"]] = (target[1:] if target.startswith("/") else f"xl/{target}") if table else ""
    return found


def _elements(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == tag)


def _cells(archive: zipfile.ZipFile, part: str, place: str) -> Cells:
    scan = _Scan(place)
    with archive.open(part) as stream:
        for piece in ahead(_pieces(stream)):
            scan.read(piece)
    scan.parser.Parse(b"", True)
    scan.end_cell()
    cells = scan.cells
    if cells.width * cells.last_row > MAX_RECTANGLE:
        raise _too_large(place, f"cells spread over {cells.last_row} rows and {cells.width} columns")
    return cells


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a sheet: up to the first row, then whole rows together, then what comes after them."""
    held = b""
    begun = False
    while read := stream.read(_PIECE):
        held += read
        if not begun and (at := held.find(_ROW_BEGINS)) >= 0:
            begun = True
            yield held[:at]
            held = held[at:]
        ends = held.rfind(_ROW_ENDS) + len(_ROW_ENDS)
        if ends >= len(_ROW_ENDS):
            yield held[:ends]
            held = held[ends:]
        elif len(held) > _PIECE:  # no row ends for long
            yield held
            held = b""
    yield held


class _Scan:
    """Follows a sheet's XML: `c` elements are cells, `f` in them a formula, `v` or `is` the value."""

    def __init__(self, place: str) -> None:
        self.cells = Cells()
        self._place = place
        self._row = self._column = self._fed = 0
        self._type = ""
        self._formula = self._in_value = self._valued = False
        self._columns: dict[str, int] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _no_doctype

    def read(self, piece: bytes) -> None:
        """Look over the next piece of the sheet."""
        cells = self.cells
        known = excel_rows.extent(piece, cells.first_column, cells.last_column) if piece else None
        if known is None:
            self.parser.Parse(piece, False)
            self._fed += len(piece)
            if self._fed - self.parser.CurrentByteIndex > MAX_UNFINISHED:
                raise _too_large(self._place, f"{MAX_UNFINISHED // 1_000_000} MB without the end of a tag")
            if len(self.cells.errors) + len(self.cells.empty) > MAX_ODD:
                raise Refused([problem("excel-no-values", self._place, more=f"{MAX_ODD:,}")])
            return
        self.end_cell()
        cells.valued += known.valued
        cells.first_column = min(cells.first_column, known.first_column)
        cells.last_column = max(cells.last_column, known.last_column)
        cells.last_row = max(cells.last_row, known.last_row)
        self._row, self._column, self._in_value = known.row, 0, False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "is"):
            self._in_value = True
            if self._type in ("str", "inlineStr"):
                self._note()  # an empty text is a value, too
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self.end_cell()
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            self._refuse_far_out(f"row {self._row}")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._formula:
            self.end_cell()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            self._column = self._columns.get(letters) or self._new_column(letters)
            self._row = int(reference[len(letters) :])
        self._type = attributes.get("t", "n")
        self._in_value = self._valued = False
        if self._column > MAX_COLUMNS or self._row > MAX_ROWS:
            self._refuse_far_out(f"a cell in {reference}")

    def _refuse_far_out(self, what: str) -> None:
        if self._column > MAX_COLUMNS or self._row > MAX_ROWS:
            raise _too_large(self._place, f"{what}, beyond column {MAX_COLUMNS} or row {MAX_ROWS}")

    def _text(self, text: str) -> None:
        if self._valued or not self._in_value or (text.isspace() and self._type == "n"):
            return
        self._note()
        if self._type == "e":
            self.cells.errors[self._row, self._column] = text

    def _note(self) -> None:
        self._valued = True
        self.cells.add(self._row, self._column)

    def end_cell(self) -> None:
        """Note a formula that ended without a value."""
        if self._formula and not self._valued:
            self.cells.empty.append((self._row, self._column))
        self._formula = False

    def _new_column(self, letters: str) -> int:
        if not _LETTERS.fullmatch(letters):
            raise ValueError(f'"{letters}" is not a column')
        self._columns[letters] = column = excel_rows.number(letters)
        return column


def _no_doctype(*_: object) -> None:
    raise ValueError("a document type declaration is not allowed")


def _too_large(place: str, what: str) -> Refused:
    return Refused([problem("excel-too-large", place, what=what)])
