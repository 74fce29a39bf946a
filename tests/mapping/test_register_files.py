"""The register of suppliers: read as finance departments and the business register write it, refused with its lines."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from procurement_footprint.mapping import mappings, register_files
from procurement_footprint.mapping.supplier_register import NONE, Register
from procurement_footprint.problems import Refused

BOOKS = mappings.load().books.codes


def read(path: Path, text: str) -> Register:
    """Return the register of a CSV file with this text."""
    file = path / "suppliers.csv"
    file.write_text(text, encoding="utf-8")
    return register_files.read(file, BOOKS)


def told(register: Register) -> dict[str, str]:
    """Return the code of each supplier."""
    return {number: one.sni for number, one in register.industries.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "Swedish": (
            "Organisationsnummer;SNI;Leverantör\n556448-0282;81.210;Städ AB\n2120001355;84.112;Kommunen\n",
            {"556448-0282": "81210", "212000-1355": "84112"},
        ),
        "English": ("company number,industry code,supplier name\n5564480282,8121,Clean\n", {"556448-0282": "8121"}),
        "zero lost": (
            "orgnr;sni\n556448-0282;1110\n2120001355;81210\n",
            {"556448-0282": "01110", "212000-1355": "81210"},
        ),
        "zero lost before a dot": ("orgnr;sni\n556448-0282;1.110\n", {"556448-0282": "01110"}),
        "as a number": ("orgnr;sni\n5564480282.0;81210.0\n", {"556448-0282": "81210"}),
        "no code": ("orgnr;sni\n556448-0282;\n2120001355;00000\n", {}),
        "nothing": ("orgnr;sni\n", {}),
        "twice the same": ("orgnr;sni\n556448-0282;81210\n5564480282;81.210\n", {"556448-0282": "81210"}),
        "a division": ("orgnr;sni\n556448-0282;81\n", {"556448-0282": "81"}),
        "a section": ("orgnr;SNI 2007\n556448-0282;F\n", {"556448-0282": "F"}),
    }.values(),
    ids=lambda value: "" if isinstance(value, dict) else value[:24],
)
def test_numbers_and_codes_are_read_as_they_are_written(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert told(read(tmp_path, text)) == expected


def test_a_workbook_is_read_with_text_above_the_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Leverantörer 2024"], ["Org.nr", "Namn", "SNI-kod"], ["556448-0282", "Städ AB", "81.210"]):
        book.active.append(row)
    book.save(tmp_path / "suppliers.xlsx")
    register = register_files.read(tmp_path / "suppliers.xlsx", BOOKS)
    assert (told(register), register.file) == ({"556448-0282": "81210"}, "suppliers.xlsx")
    assert register.industries["556448-0282"].name == "Städ AB"
    assert len(register.sha256) == 64


@pytest.mark.parametrize(
    ("text", "book"),
    [
        ("orgnr;SNI 2007\n556448-0282;81.210\n", "codes/sni-2007"),
        ("orgnr;SNI 2025\n556448-0282;81.210\n", "codes/sni-2025"),
        ("orgnr;NACE Rev. 2.1\n556448-0282;81.21\n", "codes/sni-2025"),
        ("orgnr;sni\n556448-0282;45.201\n", "codes/sni-2007"),  # a class of 2007 only
        ("orgnr;sni\n556448-0282;95.310\n", "codes/sni-2025"),  # a class of 2025 only
        ("orgnr;sni\n556448-0282;81.210\n", "codes/sni-2007"),  # the same in both
        ("orgnr;SNI 2025\n556448-0282;V\n", "codes/sni-2025"),
    ],
)
def test_the_edition_is_told_by_the_header_or_by_the_codes(tmp_path: Path, text: str, book: str) -> None:
    assert read(tmp_path, text).book == book


WRONG = {
    "no header": (
        "a;b\n1;2\n",
        "suppliers.csv: no line says in which column the organisation numbers and in which the SNI codes stand\n"
        '    fix: call them "organisationsnummer" and "sni"; the names of the suppliers may stand in "leverantör"',
    ),
    "check digit": (
        "orgnr;sni\n556448-0283;81.210\n",
        "suppliers.csv:2: this is not the organisation number of a legal entity\n"
        "    556448-0283\n"
        "    fix: correct it (ten digits, the last is a check digit), or delete the line: sole traders are never in it",
    ),
    "a person": (
        "orgnr;sni\n811218-9876;81.210\n",
        "suppliers.csv:2: this is not the organisation number of a legal entity\n"
        "    ******-****\n"
        "    fix: correct it (ten digits, the last is a check digit), or delete the line: sole traders are never in it",
    ),
    "no such code": (
        "orgnr;sni 2007\n556448-0282;99.990\n",
        "suppliers.csv:2: there is no such code in SNI 2007\n"
        "    99.990\n"
        "    fix: write it as the business register does: 81.210",
    ),
    "twice": (
        "orgnr;sni\n556448-0282;81.210\n2120001355;84.112\n556448-0282;81.300\n",
        "suppliers.csv:4: this supplier stands with another code (81.210) at suppliers.csv:2\n"
        "    81.300\n"
        "    fix: keep one of the two lines",
    ),
    "edition": (
        "orgnr;sni\n556448-0282;35.140\n",
        "suppliers.csv:1: these codes mean one thing in SNI 2007 and another in SNI 2025, and no code tells which of "
        "them this is\n"
        "    35140\n"
        '    fix: call the column of the codes "SNI 2007" or "SNI 2025"',
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_register_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    assert str(refused.value) == said


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, "orgnr;sni 2007\n556448-0282;99.990\n1;81.210\n556448-0282;81.210\n")
    assert [one.place for one in refused.value.problems] == ["suppliers.csv:2", "suppliers.csv:3"]


def test_a_project_without_a_register_has_an_empty_one() -> None:
    assert register_files.load(None, BOOKS) is NONE
    assert NONE.industries == {}
