"""The code books: complete over the official lists, sane by hand, the longest beginning wins."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping import code_files, mappings, taxonomy
from procurement_footprint.mapping.code_book import CodeBook
from procurement_footprint.mapping.rule_files import Known
from procurement_footprint.mapping.standard_codes import in_full
from procurement_footprint.problems import Refused

CODES = shelf.folder("mappings") / "codes"
LISTS = Path(__file__).resolve().parents[3] / "shared/data/classifications"
EXPECTED = Path(__file__).parent / "expected_codes.yaml"
FEWEST = {"cpv": 80, "sni": 60, "sni_2025": 15, "unspsc": 30}
KNOWN = Known(["rent", "food"], ["taxes"])
needs_lists = pytest.mark.skipif(not LISTS.is_dir(), reason="the official code lists are not on this machine")


class _Expected(msgspec.Struct, forbid_unknown_fields=True):
    cpv: dict[str, str]
    sni: dict[str, str]
    sni_2025: dict[str, str]
    unspsc: dict[str, str]


def books() -> dict[str, CodeBook]:
    """Return the shipped code books in full, by their name without folder."""
    loaded = mappings.load().books.codes
    return {book.path.stem: in_full(book, loaded) for book in loaded}


BOOKS = books()
BY_SAMPLE = {"cpv": "cpv-2008", "sni": "sni-2007", "sni_2025": "sni-2025", "unspsc": "unspsc"}


def official(name: str, delimiter: str = ",") -> list[list[str]]:
    """Return the lines of an official list without its header."""
    with (LISTS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))[1:]


def classes_of(name: str) -> list[str]:
    """Return the sections (letters), divisions, groups and classes of an edition of NACE, these as digits."""
    if name == "sni-2007":
        return [line[0].replace(".", "") for line in official("nace_rev2_sv_en.csv")]
    lines = official("nace_rev2_1_no_sn2025_en.csv", ";")
    return [line[0].replace(".", "") for line in lines if line[2] in "1234"]


@pytest.mark.parametrize("sample", sorted(BY_SAMPLE))
def test_codes_reach_the_category_that_a_person_expects(sample: str) -> None:
    said = getattr(plain_yaml.convert(plain_yaml.load(EXPECTED), _Expected, EXPECTED.name), sample)
    assert len(said) >= FEWEST[sample]
    book = BOOKS[BY_SAMPLE[sample]]
    found = {code: line.outcome for code in said if (line := book.nearest(code.replace(".", "")))}
    assert found == said


@needs_lists
def test_every_cpv_code_reaches_a_category_or_a_reason() -> None:
    codes = [line[0][:8] for line in official("cpv_2008_en.csv")]
    assert len(codes) == 9454
    assert [code for code in codes if BOOKS["cpv-2008"].nearest(code) is None] == []


@needs_lists
@pytest.mark.parametrize(("name", "number"), [("sni-2007", 996), ("sni-2025", 1047)])
def test_every_industry_reaches_a_category_or_a_reason(name: str, number: int) -> None:
    codes = classes_of(name)
    assert len(codes) == number
    assert [code for code in codes if BOOKS[name].nearest(code) is None] == []
    assert BOOKS[name].classes == {code for code in codes if len(code) == 4}


@needs_lists
@pytest.mark.parametrize("name", ["cpv-2008", "sni-2007", "sni-2025"])
def test_every_line_is_a_code_of_its_list_under_its_official_name(name: str) -> None:
    if name == "cpv-2008":
        names = {line[0][:8]: line[3].strip() for line in official("cpv_2008_en.csv")}
    elif name == "sni-2007":
        names = {line[0].replace(".", ""): line[5].strip() for line in official("nace_rev2_sv_en.csv")}
    else:
        lines = official("nace_rev2_1_no_sn2025_en.csv", ";")
        names = {line[0].replace(".", ""): line[3].strip().replace("?", "’") for line in lines}
    own = [line for line in BOOKS[name].codes.values() if line.book == f"codes/{name}"]
    full = 8 if name == "cpv-2008" else 0
    assert [line.code for line in own if names.get(line.code.ljust(full, "0")) != line.name] == []


def test_unspsc_has_every_segment() -> None:
    segments = {*range(10, 16), *range(20, 28), 30, 31, 32, *range(39, 58), 60, 64, *range(70, 74)}
    segments |= {76, 77, 78, *range(80, 87), *range(90, 96)}
    assert {int(code) for code in BOOKS["unspsc"].codes if len(code) == 2} == segments


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_no_line_says_what_the_line_above_it_says_already(name: str) -> None:
    book = BOOKS[name]
    above = {code: book.nearest(code[:-1]) for code in book.codes if len(code) > 3}
    own = (code for code in above if book.codes[code].book == f"codes/{name}" and not book.codes[code].why)
    idle = [code for code in own if (line := above[code]) and not line.why and line.outcome == book.codes[code].outcome]
    # a line of SNI 2025 stands between two that differ, or replaces what SNI 2007 says further down
    assert [code for code in idle if name != "sni-2025"] == []


def test_judgement_is_marked() -> None:
    held = [line for book in BOOKS.values() for line in book.codes.values() if line.why]
    assert len(held) > 100
    assert all(line.why.startswith("assumption: ") for line in held)


def test_a_longer_code_beats_a_shorter_and_a_newer_book_an_older() -> None:
    assert [rule.id for rule in BOOKS["cpv-2008"].meeting(["09134200"])] == [
        "cpv-2008-09",
        "cpv-2008-0913",
        "cpv-2008-09134",
    ]
    newer = BOOKS["sni-2025"]
    assert "4532" not in {line.code for line in newer.codes.values() if line.book == "codes/sni-2025"}
    assert (newer.codes["4631"].book, newer.codes["467"].book) == ("codes/sni-2007", "codes/sni-2025")
    assert "4671" not in newer.codes  # fuel in SNI 2007, vehicles in SNI 2025


def test_a_line_is_a_rule_with_its_name_as_the_reason() -> None:
    fuel = next(one for one in BOOKS["cpv-2008"].rules if one.id == "cpv-2008-09134")
    assert (fuel.outcome, fuel.level, fuel.where) == ("category diesel", "cpv", (("cpv", ("09134",)),))
    assert fuel.why == "CPV 2008 09134, Gas oils"
    assert fuel.place.startswith("codes/cpv-2008.csv:")


DESCRIPTION = """\
code_book: codes/own
version: "1"
title: {sv: Egna, en: Own}
condition: cpv
codes: CPV
source: us
reviewed: {by: us, date: 2026-11-24}
"""
WRONG = {
    "header": (
        "kod,name,outcome,why\n",
        "codes/own.csv:1: these are not the columns of a code book\n    fix: write the header code,name,outcome,why",
    ),
    "too few cells": (
        "code,name,outcome,why\n09,Fuels\n",
        "codes/own.csv:2: this line does not have what a code book needs\n"
        "    09,Fuels\n"
        "    fix: write code,name,outcome,why; only why may be empty",
    ),
    "no digits": (
        "code,name,outcome,why\n09-1,Fuels,food,\n",
        "codes/own.csv:2: this is not the beginning of a code\n    09-1\n    fix: write digits, or a section letter",
    ),
    "no such category": (
        "code,name,outcome,why\n09,Fuels,foods,\n",
        'codes/own.csv:2: there is no category or reason for leaving out "foods"\n    fix: did you mean "food"?',
    ),
    "twice": (
        "code,name,outcome,why\n09,Fuels,food,\n09,Fuels,rent,\n",
        'codes/own.csv:3: the id "09" stands twice\n    also codes/own.csv:2\n    fix: give each its own id',
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_code_book_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "codes"
    folder.mkdir()
    (folder / "own.csv").write_text(text, encoding="utf-8")
    (folder / "own.yaml").write_text(DESCRIPTION, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        code_files.load(folder, KNOWN)
    assert str(refused.value) == said


def test_the_books_hold_for_every_chart_of_accounts_and_for_ledgers_without_accounts() -> None:
    loaded = mappings.load()
    held = {chart: sorted(book.path.stem for book in one.codes) for chart, one in loaded.rule_sets.items()}
    assert set(map(tuple, held.values())) == {("cpv-2008", "sni-2007", "sni-2025", "unspsc")}


def test_every_outcome_is_one_that_there_is() -> None:
    outcomes = {line.outcome for book in BOOKS.values() for line in book.codes.values()}
    assert {one for one in outcomes if not one.startswith("left_out:")} <= taxonomy.load().categories.keys()
