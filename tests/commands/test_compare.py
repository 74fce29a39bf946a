"""`compare` on the command line: what it writes adds up, and what cannot be compared is refused in words."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import changing
import openpyxl
import pytest
from closed_project import here

NBSP = "\N{NO-BREAK SPACE}"
BASE = {"food": "1000,00", "furniture": "1000,00", "wages": "100,00"}


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(path: Path, column: str) -> Decimal:
    return sum((Decimal(line[column]) for line in lines(path)), Decimal(0))


@pytest.fixture(scope="module")
def answer(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the two years of the small town give: what is printed, and the folder."""
    out = tmp_path_factory.mktemp("compare") / "out"
    done = here("compare", "2023", "2024", "--out", out, cwd=small_town)
    assert done.returncode == 0, done.stderr
    return done.stdout.replace(NBSP, " "), out


def test_every_table_adds_up_to_the_gram_and_the_ore(answer: tuple[str, Path]) -> None:
    out = answer[1]
    steps = {line["step"]: Decimal(line["kg_change"]) for line in lines(out / "method.csv")}
    before, after = lines(out / "compared.csv")
    change = Decimal(after["kg_co2e"]) - Decimal(before["kg_co2e"])
    assert steps["volume"] + steps["mix"] + steps["intensity"] + steps["method"] == steps["kg_change"] == change
    for name in ("categories", "departments", "suppliers", "organisations"):
        assert {step: total(out / f"{name}.csv", step) for step in steps} == steps, name
    spend = {name: total(out / "spend.csv", name) for name in ("amount_change", "spend_price", "spend_volume")}
    assert spend["spend_price"] + spend["spend_volume"] == spend["amount_change"]
    assert spend["amount_change"] == Decimal(after["amount"]) - Decimal(before["amount"])
    assert {line["index"] for line in lines(out / "prices.csv")} == {"hicp-euro-area-items@2025.12"}


def test_the_answer_is_a_plain_sentence(answer: tuple[str, Path]) -> None:
    said = answer[0]
    assert said.startswith(
        "Varför klimatavtrycket ändrades: Norrsele kommun, från 2023 till 2024\n\n"
        "Utsläppen från inköpen ökade med 101 t (0,8 %). Ändringen ryms inom osäkerheten:"
    )
    assert "Faktorer för 2023 används för inköp 2024: där ändras utsläppen per krona inte" in said
    assert said.endswith(f"Open: {answer[1] / 'report.html'}\n")


def test_page_and_workbook_hold_the_same(answer: tuple[str, Path]) -> None:
    out = answer[1]
    page = (out / "report.html").read_text(encoding="utf-8").replace(NBSP, " ")
    assert page.count("<svg") == 1
    assert "Skalan börjar inte på noll" in page
    book = openpyxl.load_workbook(out / "report.xlsx")
    assert book.sheetnames == [
        "Sammanfattning", "Steg för steg", "Priser och volym", "Kategorier", "Förvaltningar", "Leverantörer",
    ]  # fmt: skip
    rows = list(book["Kategorier"].iter_rows(values_only=True))
    (whole,) = (row for row in rows if row[0] == "Summa")
    assert round(Decimal(str(whole[1])), 3) == Decimal(lines(out / "compared.csv")[0]["kg_co2e"]).scaleb(-3).quantize(
        Decimal("0.001")
    )


@pytest.fixture(scope="module")
def footprints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with footprints that do not go together. Not to be changed."""
    folder = changing.write(tmp_path_factory.mktemp("compare") / "p", {2022: BASE, 2023: BASE | {"food": "2500,00"}})
    settings = folder / "procurement.yaml"
    said = settings.read_text(encoding="utf-8")
    for place, text in (("a/same", said), ("b/same", said), ("krona", f"{said}currency: SEK\n")):
        settings.write_text(text, encoding="utf-8")
        done = here("run", "2023" if place == "b/same" else "2022", "--out", folder / place, cwd=folder)
        assert done.returncode == 0, done.stderr
    settings.write_text(said.replace("212000-9991", "212000-9983"), encoding="utf-8")
    assert here("run", "2022", "--out", "others", cwd=folder).returncode == 0
    settings.write_text(said, encoding="utf-8")
    return folder


def test_two_folders_of_one_name_are_told_apart(footprints: Path) -> None:
    done = here("compare", "a/same", "b/same", "--lang", "sv", cwd=footprints)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.replace(NBSP, " ").split())
    assert "från a/same till b/same" in said
    assert "Utsläppen från inköpen ökade med 450 kg (60,0 %). Det är en verklig ökning" in said
    assert re.search(r"a/same: 750 kg b/same: 1,20 t|a/same: 750 kg b/same: 1 200 kg", said)


def test_what_cannot_be_compared_is_refused(footprints: Path, tmp_path: Path) -> None:
    said = here("compare", "krona", "others", "b/same", cwd=footprints)
    assert (said.returncode, said.stderr) == (
        3,
        "krona: this footprint is reported in SEK, and same in EUR: their money cannot be compared\n"
        "    fix: give both the same reporting currency (currency: in procurement.yaml)\n\n"
        "others: this footprint is of other organisations than same: a difference between them is no change\n"
        "    fix: compare footprints of the same organisations\n\n"
        "2 problems: nothing was written\n",
    )
    folder = changing.write(tmp_path / "p", {2022: {"wages": "100,00"}, 2023: BASE})
    nothing = here("compare", "2022", "2023", cwd=folder)
    assert nothing.returncode == 3
    assert nothing.stderr.endswith(
        "2022: nothing is counted in this footprint, so no change can be told\n"
        "    fix: decide what its purchases are first: unmapped lists them\n\n"
        "1 problem: nothing was written\n"
    )


def test_at_least_two_are_named(footprints: Path) -> None:
    done = here("compare", "2023", cwd=footprints)
    assert (done.returncode, "name at least two periods or footprints: the earlier one first" in done.stderr) == (
        2,
        True,
    )


def test_three_give_a_chain(footprints: Path) -> None:
    done = here("compare", "a/same", "2022", "b/same", "--out", footprints / "chained", cwd=footprints)
    assert done.returncode == 0, done.stderr
    assert "\nChain\n" in done.stdout
    course = lines(footprints / "chained" / "chain.csv")
    assert [(line["year"], line["kg_reported"], line["volume"]) for line in course] == [
        ("a/same", "750.000", "0.000"), ("2022", "750.000", "0.000"), ("b/same", "1200.000", course[2]["volume"]),
    ]  # fmt: skip
    assert Decimal(course[2]["real_change"]) == Decimal("450.000")
