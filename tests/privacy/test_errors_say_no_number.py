"""What is wrong with an input is said without the number of a natural person in it, in all kinds of files."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from closed_project import here
from people import numbers, spellings

from procurement_footprint import job, plain_yaml, problems, workflow
from procurement_footprint.commands import screen
from procurement_footprint.job import Silent
from procurement_footprint.ledger.names import name_of
from procurement_footprint.person_numbers import MASK, holds, shown
from procurement_footprint.project import Project

NUMBER = numbers(1)[0]
ONE = f"{NUMBER[:6]}-{NUMBER[6:]}"
HEADER = "Datum;Leverantör;Orgnr;Konto;Kontotext;Förvaltning;Belopp\n"
ROW = "2024-01-31;A AB;556448-0282;64110;Livsmedel;Skola;100,00\n"
SETTINGS = "project: Norrsele\nchart: kbas\nledgers: [a.csv]\n"
RULE = """\
rule_book: own
version: "1"
title: {sv: Egna, en: Own}
source: own
reviewed: {by: Anna, date: 2026-11-24}
rules:
"""
ENTRY = "- id: d-1\n  when: 2026-11-24\n  who: Anna\n  why: because\n"
ALIAS = "- id: s-{one}\n  when: 2026-11-24\n  who: Anna\n  why: because\n  name: {name}\n  numbers: ['{number}']\n"
# what is written where: file → text, in which {one} is the number; what is run; in whose words the number may not be
WRONG: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "a date": ({"a.csv": HEADER + ROW + ROW.replace("2024-01-31", "{one}")}, ("check",)),
    "an amount": ({"a.csv": HEADER + ROW + ROW.replace("100,00", "kr {one}")}, ("check",)),
    "a torn row": ({"a.csv": HEADER + ROW + "2024-01-31;Anna {one}\n"}, ("check",)),
    "a long row": ({"a.csv": HEADER + ROW + ROW.replace("\n", ";Anna {one};x\n")}, ("check",)),
    "an open quote": ({"a.csv": HEADER + ROW + '2024-01-31;"Anna {one};1;2\n' + ROW}, ("check",)),
    "no header": ({"a.csv": "Anna {one};x\nBo;y\n"}, ("check",)),
    "a header": ({"a.csv": (HEADER + ROW).replace("Belopp", "Belopp {one}").replace("Datum", "Dag {one}")}, ("check",)),
    "one column": ({"a.csv": "Anna {one}\nBo {one}\n"}, ("check",)),
    "a control character": ({"a.csv": HEADER + ROW.replace("A AB", "Anna \x01 {one}")}, ("check",)),
    "JSON": ({"a.json": '[{{"Datum": "2024-01-31", "Leverantör": "{one}" "x"}}]'}, ("check", "a.json")),
    "JSON, a key twice": ({"a.json": '[{{"{one}": 1, "{one}": 2, "Datum": "x"}}]'}, ("check", "a.json")),
    "SIE": ({"a.se": '#FLAGGA 0\n#SIETYP 4\n#VER A 1 20240131 "{one}\n#TRANS\n'}, ("check", "a.se")),
    "a file that is not there": ({}, ("check", "{one}.csv")),
    "an empty file": ({"{one}.csv": ""}, ("check", "{one}.csv")),
    "a PDF": ({"{one}.csv": "%PDF-1.4"}, ("check", "{one}.csv")),
    "a period": ({}, ("run", "--period", "{one}")),
    "an option": ({}, ("run", "--{one}")),
    "a command": ({}, ("{one}",)),
    "settings: a key": ({"procurement.yaml": SETTINGS + '"{one}": x\n'}, ("check",)),
    "settings: a key twice": ({"procurement.yaml": SETTINGS + "a {one}: x\na {one}: y\n"}, ("check",)),
    "settings: syntax": ({"procurement.yaml": SETTINGS + "organisation: [{one}: : x\n"}, ("check",)),
    "settings: an alias": ({"procurement.yaml": SETTINGS + "organisation: *x {one}\n"}, ("check",)),
    "settings: a ledger": ({"procurement.yaml": SETTINGS.replace("a.csv", '"{one}.csv"')}, ("check",)),
    "settings: a chart": ({"procurement.yaml": SETTINGS.replace("kbas", '"{one}"')}, ("check",)),
    "a rule: its category": ({"rules/a.yaml": RULE + "  - id: a {one}\n    category: x{one}\n"}, ("check",)),
    "a rule: its pattern": (
        {"rules/a.yaml": RULE + '  - id: "{one}"\n    account_text: ["({one}"]\n    category: meals\n'},
        ("check",),
    ),
    "a rule: its example": (
        {
            "rules/a.yaml": RULE + "  - id: x\n    supplier: ['{one}']\n    category: meals\n    why: y\n"
            "    examples: [{{supplier: '{one}', account: '64110'}}, {{account_text: 'Anna {one}'}}]\n"
        },
        ("mappings", "check"),
    ),
    "a decision: its category": ({"decisions/a.yaml": ENTRY + "  category: x{one}\n"}, ("check",)),
    "a decision: its day": ({"decisions/a.yaml": ENTRY.replace("2026-11-24", "{one}")}, ("check",)),
    "an alias: two suppliers": (
        {
            "supplier-aliases.yaml": ALIAS.format(one=1, name="A AB", number="{one}")
            + ALIAS.format(one=2, name="B AB", number="{one}")
        },
        ("check",),
    ),
    "activity data: a unit": (
        {"activities/a.csv": "period,category,quantity,unit,factor,source\n2024,food,1,{one},0.5,x\n"},
        ("check",),
    ),
    "activity data: a column": ({"activities/{one}.csv": "period,{one}\n2024,1\n"}, ("check",)),
    "targets": (
        {"targets.yaml": "targets:\n  - id: '{one}'\n    name: {{sv: a, en: b}}\n    scope: {{groups: ['{one}']}}\n"},
        ("targets",),
    ),
    "measures": ({"measures.yaml": "- name: '{one}'\n  acts_on: {{categories: ['{one}']}}\n"}, ("measures", "2024")),
    "a scenario": (
        {"s.yaml": "scenario: x\nsteps:\n- volume: 20 %\n  of: {{suppliers: ['Anna {one}']}}\n"},
        ("simulate", "2024", "--scenario", "s.yaml"),
    ),
    "a category that is asked for": ({}, ("hotspots", "2024", "--category", "{one}")),
    "a profile": ({"p.yaml": "name: x\n'{one}': y\n"}, ("check", "--profile", "p.yaml")),
    "an entity": ({}, ("run", "--entity", "{one}")),
    "a factor set": ({"procurement.yaml": SETTINGS + 'factors: "{one}"\n'}, ("check",)),
    "a result": ({}, ("share", "{one}", "--out", "x")),
}


def project(folder: Path, files: dict[str, str]) -> Path:
    for name, text in ({"procurement.yaml": SETTINGS, "a.csv": HEADER + ROW} | files).items():
        path = folder / name.replace("{one}", ONE)
        path.parent.mkdir(parents=True, exist_ok=True)
        said = text.replace("{one}", ONE).replace("{{", "{").replace("}}", "}")
        path.write_text(said, encoding="utf-8")
    return folder


def numbers_in(text: str) -> list[str]:
    return [form for form in spellings(NUMBER) if form in text]


@pytest.mark.parametrize("what", WRONG)
def test_the_terminal_does_not_say_the_number(what: str, tmp_path: Path) -> None:
    files, arguments = WRONG[what]
    done = here(*(one.replace("{one}", ONE) for one in arguments), cwd=project(tmp_path, files))
    assert done.returncode in (1, 2, 3), done.stdout
    assert numbers_in(done.stdout + done.stderr) == []


def test_problems_that_a_program_gets_do_not_say_it_either(tmp_path: Path) -> None:
    text = HEADER + ROW + ROW.replace("100,00", f"kr {ONE}") + f"2024-01-31;Anna {ONE}\n"
    place = project(tmp_path, {f"{ONE}.csv": text})
    with pytest.raises(problems.Refused) as refused:
        workflow.check(job.job((place / f"{ONE}.csv",), Project()), Silent())
    assert len(refused.value.problems) == 2
    assert numbers_in(str(refused.value)) == []
    assert {one.place.partition(":")[0] for one in refused.value.problems} == {"xxxxxx-xxxx.csv"}


def test_a_workbook_with_numbers_in_its_sheets_and_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"Blad {ONE}"
    for line in (HEADER, ROW, ROW.replace("100,00", f"x {ONE}")):
        sheet.append(line.strip().split(";"))
    book.save(tmp_path / f"{ONE}.xlsx")
    done = here("check", f"{ONE}.xlsx", "--chart", "kbas", cwd=tmp_path)
    assert done.returncode == 3
    assert numbers_in(done.stdout + done.stderr) == []
    assert 'xxxxxx-xxxx.xlsx:Blad xxxxxx-xxxx:3, column "Belopp"' in done.stderr


def test_every_kind_of_problem_masks_what_it_is_told() -> None:
    said = problems.problem("yaml-shape", f"{ONE}.yaml:1", f"who: {ONE}", what=f"no {ONE}", fix=f"write {NUMBER}")
    assert str(said) == "******-****.yaml:1: no ******-****\n    who: ******-****\n    fix: write ******-****"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"SHA-256 {'ab' + NUMBER + 'c' * 52}", f"SHA-256 {'ab' + NUMBER + 'c' * 52}"),  # a digest is no person
        (f"{NUMBER[:6]}  {NUMBER[6:]}", f"{NUMBER[:6]}  {NUMBER[6:]}"),  # two columns of a table
        (f"{NUMBER[:6]} {NUMBER[6:]}", "******-****"),
        (f"{NUMBER}.25", f"{NUMBER}.25"),
        (f"Anna  {ONE}  Bo", "Anna  ******-****  Bo"),
    ],
)
def test_digests_columns_and_amounts_are_said(written: str, read: str) -> None:
    assert shown(written) == read


def test_a_file_is_called_without_the_number_in_its_name() -> None:
    assert name_of(Path(f"/home/{ONE}/skola {ONE} 2024.csv")) == "skola xxxxxx-xxxx 2024.csv"
    assert name_of(Path("556448-0282 2024-01-31.csv")) == "556448-0282 2024-01-31.csv"


@pytest.mark.parametrize("encoding", ["latin-1", "cp850"])
def test_a_terminal_that_does_not_know_a_letter_gets_a_question_mark(encoding: str) -> None:
    raw = io.BytesIO()
    output = screen.guarded(io.TextIOWrapper(raw, encoding=encoding))
    output.write(f"Σ share × factor → {ONE}\n")
    output.flush()
    said = raw.getvalue().decode(encoding)
    assert said.startswith("? share ")
    assert said.endswith(" ? ******-****\n")
    assert not holds(said)


def test_what_people_write_is_read_with_masks_but_for_suppliers_that_they_name() -> None:
    said = plain_yaml.parse(f"who: {ONE}\nwhy: till Anna {ONE}\nsuppliers: ['{ONE}', 'Anna {ONE}']\n".encode(), "a")
    read = plain_yaml.in_words(said)
    assert read == {"who": MASK, "why": f"till Anna {MASK}", "suppliers": [ONE, f"Anna {MASK}"]}
    assert isinstance(read, plain_yaml.Lines)
    assert read.lines == {"who": 1, "why": 2, "suppliers": 3}
