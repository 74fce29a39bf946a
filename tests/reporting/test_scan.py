"""Every person's number that is planted into the files of a result is found, at its place; the value is never said."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from example_report import report
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from people import numbers, spellings

from procurement_footprint.ledger import pseudonyms
from procurement_footprint.problems import Problem, problem
from procurement_footprint.reporting import publish
from procurement_footprint.reporting.share import scan
from procurement_footprint.reporting.share.contents import of_file

KEY = b"k" * 32
KNOWN = scan.Known(KEY)
PLANTED = numbers(1_000)
WRITTEN = [(every := spellings(number))[place % len(every)] for place, number in enumerate(PLANTED)]


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """The files that a run writes for people, without anything personal in them."""
    publish.files(report(), tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"totals": {"rows": 12}}), encoding="utf-8")
    pl.DataFrame({"supplier": ["A AB"], "amount": [1]}).write_parquet(tmp_path / "footprint.parquet")
    return tmp_path


def people(found: list[Problem]) -> set[str]:
    """The pseudonyms that findings name."""
    return {word for one in found for word in one.fix.split() if pseudonyms.PSEUDONYM.fullmatch(word)}


def expected(written: list[str]) -> set[str]:
    return {pseudonyms.pseudonym(one, KEY) for one in written}


def test_what_a_run_writes_is_clean(result: Path) -> None:
    assert scan.folder(result, KNOWN) == []
    assert scan.folder(result, scan.Known()) == []


def into_csv(place: Path, written: list[str]) -> None:
    path = place / "suppliers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    for number, one in enumerate(written):
        line = list(lines[number % len(lines)])
        line[number % len(line)] = one
        lines.append(line)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])


def into_page(place: Path, written: list[str]) -> None:
    path = place / "report.html"
    shapes = (
        "<td>{}</td>", '<td title="{}">x</td>', "<!-- {} -->", "<text>av {} mars</text>", "<p>{}</p>",
        '<meta name="x" content="{}">', "<td>&#x20;{}&nbsp;</td>",
    )  # fmt: skip
    lines = [shapes[number % len(shapes)].format(one) for number, one in enumerate(written)]
    body = path.read_text(encoding="utf-8")
    path.write_text(body.replace("</main>", "\n".join([*lines, "</main>"])), encoding="utf-8")


def into_json(place: Path, written: list[str]) -> None:
    half = len(written) // 2
    data = {"notes": written[:half], "inputs": {one: {"name": 1} for one in written[half:]}}
    (place / "manifest.json").write_text(json.dumps(data), encoding="utf-8")


def into_rows(place: Path, written: list[str]) -> None:
    half = len(written) // 2
    table = pl.DataFrame({"supplier": written[:half], "text": [f"av {one}" for one in written[half:]]})
    table.write_parquet(place / "footprint.parquet")


def into_workbook(place: Path, written: list[str]) -> None:
    path = place / "report.xlsx"
    book = openpyxl.load_workbook(path)
    sheets, rest = book.worksheets, list(written)
    book.properties.creator, book.properties.keywords = rest.pop(), rest.pop()
    book.defined_names["Anna"] = DefinedName("Anna", comment=rest.pop(), attr_text="'Översikt'!$A$1")
    sheets[0].oddFooter.center.text = rest.pop()
    book.create_sheet(rest.pop().replace("/", "-"))
    for number, one in enumerate(rest):
        cell = sheets[number % len(sheets)].cell(2_000 + number, 1 + number % 9)
        if number % 10 == 0:
            cell.comment = Comment(f"ring {one}", "x")
        else:
            cell.value = int(one) if one.isdigit() and one.isascii() and one[0] != "0" else one
    book.save(path)


@pytest.mark.parametrize("plant", [into_csv, into_page, into_json, into_rows, into_workbook])
def test_every_planted_number_is_found(plant: Callable[[Path, list[str]], None], result: Path) -> None:
    plant(result, WRITTEN)
    found = scan.folder(result, KNOWN)
    assert expected(WRITTEN) - people(found) == set()
    said = "\n".join(map(str, found))
    assert not pl.Series([said]).str.contains_any(WRITTEN).any()


def test_a_finding_names_file_and_cell(result: Path) -> None:
    one = f"{PLANTED[0][:6]}-{PLANTED[0][6:]}"
    (result / "suppliers.csv").write_text(f"supplier_id,supplier\n556448-0282,A AB\n,Anna {one}\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "Blad"
    book.active["C7"] = f"Anna {one}"
    book.save(result / "report.xlsx")
    (result / "manifest.json").write_text(json.dumps({"inputs": [{"name": one}]}), encoding="utf-8")
    pl.DataFrame({"text": ["a", one]}).write_parquet(result / "footprint.parquet")
    (result / "report.html").write_text(f"<p>a</p>\n<p>{one[:3]}<wbr>{one[3:]}</p>\n", encoding="utf-8")
    for path in result.glob("*.csv"):
        if path.name != "suppliers.csv":
            path.unlink()
    shown = {"pseudonym": pseudonyms.pseudonym(one, KEY)}
    places = [
        'footprint.parquet, row 2, column "text"',
        "manifest.json, /inputs/0/name",
        "report.html:2",
        'report.xlsx, sheet "Blad", C7',
        'suppliers.csv:3, column "supplier"',
    ]
    assert scan.folder(result, KNOWN) == [problem("share-person-number", place, **shown) for place in places]
    assert scan.folder(result, scan.Known(KEY, accepted=frozenset(shown.values()))) == []


def test_a_number_in_the_name_of_a_file_or_a_column_is_not_said(tmp_path: Path) -> None:
    one = f"{PLANTED[0][:6]}-{PLANTED[0][6:]}"
    (tmp_path / f"{one}.csv").write_text(f"{one}\n{one}\n", encoding="utf-8")
    found = scan.folder(tmp_path, scan.Known())
    places = ["******-****.csv", '******-****.csv:1, column "1"', '******-****.csv:2, column "******-****"']
    assert [each.place for each in found] == places
    assert one not in str(found)
    assert "write its pseudonym (which only a project has) under share_accepted" in found[0].fix


@pytest.mark.parametrize("name", ["notes.docx", "report.xlsx", "manifest.json", "footprint.parquet"])
def test_a_file_that_cannot_be_looked_through_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 something else")
    assert scan.folder(tmp_path, KNOWN) == [problem("share-unknown-file", name)]
    assert str(scan.folder(tmp_path, KNOWN)[0]) == (
        f"{name}: this file cannot be looked through\n    fix: take it out of the folder"
    )


def test_what_no_cell_of_a_workbook_shows_is_looked_through(result: Path) -> None:
    one = f"{PLANTED[0][:6]}-{PLANTED[0][6:]}"
    path = result / "report.xlsx"
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        b"</sst>", f"<si><r><t>{one[:4]}</t></r><r><t>{one[4:]}</t></r></si></sst>".encode()
    )
    parts["docProps/app.bin"] = f"\x00{one}\x00".encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, raw in parts.items():
            book.writestr(name, raw)
        book.comment = one.encode()
    places = [each.place for each in scan.folder(result, KNOWN)]
    assert [place for place in places if "archive" in place] == ["report.xlsx, archive"]
    assert any("that no cell shows" in place for place in places)
    assert "report.xlsx, docProps/app.bin" in places


def test_digests_and_amounts_are_no_numbers(tmp_path: Path) -> None:
    number = PLANTED[0]
    digest = f"ab{number}" + "c" * 52
    (tmp_path / "manifest.json").write_text(json.dumps({"sha256": digest, "amount": f"{number}.25"}), encoding="utf-8")
    assert scan.folder(tmp_path, KNOWN) == []
    (tmp_path / "manifest.json").write_text(json.dumps({"sha1": digest[:40]}), encoding="utf-8")
    assert scan.folder(tmp_path, KNOWN) == []
    (tmp_path / "manifest.json").write_text(json.dumps({"sha1": digest[:41]}), encoding="utf-8")
    assert people(scan.folder(tmp_path, KNOWN)) == {pseudonyms.pseudonym(number, KEY)}
    (tmp_path / "manifest.json").write_text(json.dumps({"sha256": f"{digest}a"}), encoding="utf-8")
    assert people(scan.folder(tmp_path, KNOWN)) == {pseudonyms.pseudonym(number, KEY)}


@given(st.sampled_from(PLANTED), st.integers(0, 20), st.text(st.characters(categories=["L"]), max_size=6))
def test_a_number_anywhere_in_a_table_is_found(number: str, place: int, word: str) -> None:
    written = spellings(number)[place]
    found = scan._found(f"{word} {written}, {word}", KNOWN)
    assert ("share-person-number", pseudonyms.pseudonym(written, KEY)) in list(found)


def test_cells_of_a_table_keep_their_line_when_texts_have_several(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('x,y\n"one\ntwo",3\n4,5\n', encoding="utf-8")
    assert [place for place, _ in of_file(tmp_path / "a.csv")][-1] == ':4, column "y"'
