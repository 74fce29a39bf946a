"""What Excel demands of a workbook before it opens it without offering to repair it.

From the standard (ECMA-376, part 1, 18.5 tables and 18.2.5 defined names) and from what Excel says of names.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element, fromstring

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL_LIKE = re.compile(r"^([A-Za-z]{1,3}[0-9]+|[RrCc]|[Rr][0-9]*[Cc][0-9]*)$")
NAME = re.compile(r"^[A-Za-z_\\][A-Za-z0-9_.\\]*$")
CELLS = re.compile(r"'((?:[^']|'')+)'!(\$[A-Z]+\$[0-9]+(?::\$[A-Z]+\$[0-9]+)?)")
FORBIDDEN_PARTS = ("vbaProject", "externalLink", "macro", "activeX", "embeddings", "connections", "queryTable", "dde")


def broken(path: Path) -> list[str]:
    """Return every rule that the workbook breaks."""
    book = openpyxl.load_workbook(path)
    with zipfile.ZipFile(path) as parts:
        tables = {name: fromstring(parts.read(name)) for name in parts.namelist() if name.startswith("xl/tables/")}
        sheets = {name: fromstring(parts.read(name)) for name in parts.namelist() if "worksheets/sheet" in name}
        own = {name: _tables_of(parts, name) for name in sheets if not name.endswith(".rels")}
        found = [f"part {name}" for name in parts.namelist() for word in FORBIDDEN_PARTS if word in name]
        found += [f"external in {name}" for name in parts.namelist() if b'"External"' in parts.read(name)]
    found += _sheet_names(book.sheetnames)
    found += _names(book, [str(one.get("displayName")) for one in tables.values()])
    found += _twice("table id", [str(one.get("id")) for one in tables.values()])
    for page, part in zip(book.worksheets, sorted(own, key=_number), strict=True):
        held = [tables[name] for name in own[part]]
        found += [f"{page.title}: {one}" for one in (*_places(page, held), *_more_than_one_filter(sheets[part], held))]
        for table in held:
            found += [f"{page.title}, {table.get('displayName')}: {one}" for one in _columns(page, table)]
    return found


def _number(part: str) -> int:
    return int("".join(re.findall("[0-9]", part)))


def _tables_of(parts: zipfile.ZipFile, sheet: str) -> list[str]:
    folder, _, file = sheet.rpartition("/")
    links = f"{folder}/_rels/{file}.rels"
    if links not in parts.namelist():
        return []
    targets = [str(one.get("Target")) for one in fromstring(parts.read(links))]
    return [normpath(join(folder, target)) for target in targets if "/tables/" in target]


def _sheet_names(names: list[str]) -> Iterator[str]:
    yield from _twice("sheet", [name.casefold() for name in names])
    for name in names:
        if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
            yield f"sheet name {name}"


def _names(book: openpyxl.Workbook, tables: list[str]) -> Iterator[str]:
    names = [*book.defined_names, *tables]
    yield from _twice("name", [name.casefold() for name in names])
    yield from (f"name {name}" for name in names if CELL_LIKE.match(name) or not NAME.match(name) or len(name) > 255)
    for name, defined in book.defined_names.items():
        match = CELLS.fullmatch(defined.attr_text)
        if match is None or match[1].replace("''", "'") not in book.sheetnames:
            yield f"{name} stands for {defined.attr_text}"


def _twice(what: str, names: list[str]) -> list[str]:
    return [f"{what} {name} twice" for name, times in Counter(names).items() if times > 1]


def _places(page: Worksheet, tables: list[Element]) -> Iterator[str]:
    """Yield tables that lie over each other or over merged cells."""
    areas = [(str(one.get("displayName")), range_boundaries(str(one.get("ref")))) for one in tables]
    areas += [(f"merged {one}", one.bounds) for one in page.merged_cells.ranges]
    for place, (name, one) in enumerate(areas[: len(tables)]):
        for other_name, other in areas[place + 1 :]:
            if one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]:
                yield f"{name} lies over {other_name}"


def _more_than_one_filter(sheet: Element, tables: list[Element]) -> Iterator[str]:
    if tables and sheet.find(f"{SPACE}autoFilter") is not None:
        yield "a filter beside that of a table"


def _columns(page: Worksheet, table: Element) -> Iterator[str]:
    left, top, right, bottom = range_boundaries(str(table.get("ref")))
    columns = list(table.iter(f"{SPACE}tableColumn"))
    names = [str(one.get("name")) for one in columns]
    if len(names) != right - left + 1:
        yield "not as many columns as cells"
    yield from _twice("column", [name.casefold() for name in names])
    headers = [page.cell(top, column) for column in range(left, right + 1)]
    yield from (f"header {one.value!r}" for one in headers if one.data_type not in ("s", "inlineStr"))
    if [one.value for one in headers] != names:
        yield "headers are not the names of the columns"
    total = int(table.get("totalsRowCount", "0"))
    if bottom - top < 1 + total:
        yield "no line"
    filtered = table.find(f"{SPACE}autoFilter")
    if filtered is None or range_boundaries(str(filtered.get("ref"))) != (left, top, right, bottom - total):
        yield "the filter is not over header and lines"
    if total:
        yield from _totals(page, bottom, left, columns)


def _totals(page: Worksheet, row: int, left: int, columns: list[Element]) -> Iterator[str]:
    for place, column in enumerate(columns, left):
        cell, function, label = page.cell(row, place), column.get("totalsRowFunction"), column.get("totalsRowLabel")
        said = column.findtext(f"{SPACE}totalsRowFormula")
        if function == "custom" and cell.value != f"={said}":
            yield f"total of {column.get('name')}: {cell.value} is not {said}"
        elif function is None and cell.value != label:
            yield f"total of {column.get('name')}: {cell.value} is not {label}"
