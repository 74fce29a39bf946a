"""Entries O1 to O4, Y10 and P1 to P5: a project in which every name tries something, and all that is made of it.

What people open executes nothing and leads nowhere else, whatever a ledger, a settings file or a follow-up says; no
number of a natural person is in it; files are called so that every system takes them.
"""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import hostile
import looked_over
import openpyxl
import polars as pl
import pytest
from conftest import command

from procurement_footprint.reporting.share import scan

MADE = (
    ("run", "--period", "2024", "--out", "../made/run"),
    ("report", "2024", "--before", "2023", "--out", "../made/report"),
    ("publish", "../made/open", "2024"),
    ("share", "../made/run", "--out", "../made/share"),
    ("compare", "2023", "2024", "--lang", "en", "--out", "../made/compared"),
    ("audit", "pack", "../made/run", "--size", "60", "--out", "../made/pack"),
    ("suppliers", "check", "2024", "--out", "../made/suppliers.csv"),
    ("simulate", "../made/run", "--less", "food=10 %", "--out", "../made/simulated"),
    ("why", "2024.json:4", "--in", "../made/run"),
    ("why", "--supplier", hostile.TERMINAL, "--in", "../made/run"),
    ("why", "--department", hostile.SCRIPT, "--in", "../made/run"),
)
SHARED = ("open", "share")
DIGITS = [number.replace("-", "")[-10:] for number in (hostile.PERSON, hostile.COORDINATED, hostile.CHILD)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that commands write about the hostile project, and in `said` what they print. Not to be changed."""
    home = tmp_path_factory.mktemp("hostile")
    town, folder = hostile.write(home / "town"), home / "made"
    folder.mkdir()
    said = []
    for arguments in MADE:
        done = command(*arguments, cwd=town)
        assert done.returncode in (0, 1), (arguments, done.stderr)
        said += [done.stdout, done.stderr]
    (home / "said").write_text("\n".join(said), encoding="utf-8")
    return folder


def files(folder: Path, *kinds: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in kinds)


def of_kind(made: Path, *kinds: str) -> list[str]:
    found = [one for one in looked_over.everything(made) if Path(one.partition(":")[0]).suffix in kinds]
    assert files(made, *kinds)
    return found


def everything_in(path: Path) -> Iterator[str]:
    """All text of a file: the parts of a workbook, the cells of a Parquet file."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            yield from (book.read(part).decode("utf-8", "replace") for part in book.namelist())
    elif path.suffix == ".parquet":
        yield from (text for name, text in _texts(pl.read_parquet(path)))
    else:
        yield path.read_text(encoding="utf-8")


def _texts(table: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for name in table.columns:
        if table[name].dtype == pl.String or table[name].dtype == pl.Categorical:
            yield from ((name, text) for text in table[name].cast(pl.String).drop_nulls().unique())


def test_o1_no_workbook_holds_a_formula_of_somebody_else(made: Path) -> None:
    assert of_kind(made, ".xlsx") == []


def test_o1_hostile_names_stand_in_workbooks_as_the_texts_that_they_are(made: Path) -> None:
    book = openpyxl.load_workbook(made / "report" / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    hostile_ones = [cell for cell in cells if cell.value == hostile.LINK]
    assert hostile_ones
    assert {cell.data_type for cell in hostile_ones} == {"s"}
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert links
    assert all(one.id is None and one.location.partition("!")[0].strip("'") in book.sheetnames for one in links)
    assert all(cell.quotePrefix for cell in hostile_ones), "stays a text when somebody edits the cell"
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "f"}
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames})


def test_o2_no_cell_of_a_csv_file_is_a_formula(made: Path) -> None:
    assert of_kind(made, ".csv") == []


def test_o2_what_looks_like_a_formula_begins_with_a_mark_and_numbers_do_not(made: Path) -> None:
    with (made / "run" / "suppliers.csv").open(encoding="utf-8", newline="") as file:
        held = list(csv.DictReader(file))
    names = {line["supplier"] for line in held}
    assert {f"'{hostile.LINK}", "'+46 90 16 10 00", "'-2+3+cmd", "'=1+1", "'\N{FULLWIDTH EQUALS SIGN}1+1"} <= names
    assert all(looked_over.NUMBER.fullmatch(line["reporting_amount"]) for line in held)


def test_o3_no_page_executes_or_fetches_anything(made: Path) -> None:
    assert of_kind(made, ".html") == []


def test_o3_hostile_names_are_read_in_pages_as_they_are_written(made: Path) -> None:
    text = (made / "report" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{7*7}}{% if %}" in text
    assert text.count("<script") == 1


def test_o3_the_catalogue_and_the_schema_are_what_they_are(made: Path) -> None:
    from defusedxml.ElementTree import fromstring

    tree = fromstring((made / "open" / "dcat.rdf").read_bytes())
    assert any(hostile.SCRIPT in (one.text or "") for one in tree.iter())
    assert hostile.SCRIPT in json.dumps(json.loads((made / "open" / "datapackage.json").read_bytes())).replace(
        '\\"', '"'
    )


def test_o4_control_characters_are_in_nothing_that_is_made(made: Path) -> None:
    assert [one for one in looked_over.everything(made) if "control character" in one] == []
    for path in files(made, ".xlsx"):
        openpyxl.load_workbook(path)
    shown = "R\N{LATIN SMALL LETTER O WITH DIAERESIS}r\N{REPLACEMENT CHARACTER}]0;pwned"
    assert shown in (made / "report" / "report.html").read_text(encoding="utf-8")


def test_o10_nothing_that_stands_in_a_ledger_commands_the_terminal(made: Path) -> None:
    said = (made.parent / "said").read_text(encoding="utf-8")
    assert list(looked_over.controls(said)) == []
    assert "\N{REPLACEMENT CHARACTER}]0;pwned\N{REPLACEMENT CHARACTER}" in said


def test_y10_every_file_is_where_and_what_it_is_said_to_be(made: Path) -> None:
    assert sorted(path.name for path in made.parent.iterdir()) == ["made", "said", "town"]
    town = {path.name for path in (made.parent / "town").iterdir()}
    settings = {f"{name}.yaml" for name in ("procurement", "targets", "measures", "follow_up")}
    assert town == settings | {"2023.json", "2024.json", ".gitignore", ".pseudonym-key", ".pseudonym-names"} & town
    names = [one for one in looked_over.everything(made) if "name" in one]
    assert names == []


def test_y10_every_department_has_a_page_of_its_own(made: Path) -> None:
    pages = {path.name for path in (made / "report" / "departments").iterdir()}
    assert len(pages) == len(hostile.DEPARTMENTS)
    assert not any("etc" in page or ".." in page for page in pages)


@pytest.mark.parametrize("folder", SHARED)
def test_p1_a_natural_person_is_no_supplier_by_name_in_what_is_published(made: Path, folder: str) -> None:
    for path in files(made / folder, ".csv", ".html", ".json", ".md", ".rdf", ".xlsx"):
        text = "".join(everything_in(path))
        assert "Planterad" not in text, path.name
    with (made / folder / "suppliers.csv").open(encoding="utf-8", newline="") as file:
        assert "(sole traders)" in {line["supplier"] for line in csv.DictReader(file)}


def test_p2_a_coordination_number_is_no_organisation_number(made: Path) -> None:
    for path in files(made, ".csv", ".html", ".json", ".md", ".rdf", ".xlsx", ".txt"):
        text = "".join(everything_in(path)).replace("-", "")
        assert hostile.COORDINATED.replace("-", "") not in text, path


def test_p3_numbers_inside_texts_are_in_nothing_that_is_made(made: Path) -> None:
    for path in files(made, ".csv", ".html", ".json", ".md", ".rdf", ".xlsx", ".txt", ".parquet"):
        text = "".join(everything_in(path)).replace("-", "")
        assert [one for one in DIGITS if one in text] == [], path


def test_p4_what_is_printed_names_no_persons_number(made: Path) -> None:
    said = (made.parent / "said").read_text(encoding="utf-8").replace("-", "")
    assert [one for one in DIGITS if one in said] == []


def test_p5_the_last_look_finds_what_is_planted_and_says_only_where(made: Path, tmp_path: Path) -> None:
    place = shutil.copytree(made / "share", tmp_path / "share")
    known = scan.Known(b"k" * 32)
    assert scan.folder(place, known) == []
    with (place / "suppliers.csv").open("a", encoding="utf-8") as file:
        file.write(f"x,{hostile.COORDINATED},y\n")
    line = len((place / "suppliers.csv").read_text(encoding="utf-8").splitlines())
    (one,) = scan.folder(place, known)
    column = (place / "suppliers.csv").read_text(encoding="utf-8").split("\n")[0].split(",")[1]
    assert (one.code, one.place) == ("share-person-number", f'suppliers.csv:{line}, column "{column}"')
    assert not any(digits in str(one).replace("-", "") for digits in DIGITS)


def test_the_examination_finds_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,kr\n=1+1,-5.00\n\N{FULLWIDTH PLUS SIGN}1,2\n", encoding="utf-8")
    page = '<meta http-equiv="Content-Security-Policy" content="x"><a href="javascript:alert(1)" onclick="x">y</a>'
    (tmp_path / "b.html").write_text(f"{page}<iframe src='x'></iframe>", encoding="utf-8")
    (tmp_path / "CON.txt").write_text("\x1b[2J", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(['=HYPERLINK("http://evil.example")'])
    book.save(tmp_path / "c.xlsx")
    found = looked_over.everything(tmp_path)
    for one in (
        "CON.txt: a name that Windows keeps for itself",
        "CON.txt: the control character '\\x1b'",
        "a.csv: the cell '=1+1'",
        "a.csv: the cell '\N{FULLWIDTH PLUS SIGN}1'",
        "b.html: the attribute onclick of a",
        "b.html: the attribute src of iframe",
        "b.html: the element iframe",
        "b.html: the link 'javascript:alert(1)'",
        "c.xlsx: the formula 'HYPERLINK(\"http://evil.example\")'",
        "link.csv: is a link",
    ):
        assert one in found, one
    assert len(found) == 10, found
