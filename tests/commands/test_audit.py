"""Audit: a sample goes out, comes back with verdicts and is concluded from; the pack adds up, row by row."""

from __future__ import annotations

import filecmp
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
from conftest import ROOT, Command
from openpyxl.worksheet.worksheet import Worksheet

from procurement_footprint.footprint import basis
from procurement_footprint.ledger.seal import sealed
from procurement_footprint.project import Project
from procurement_footprint.reporting.audit import lines
from procurement_footprint.reporting.language import Words

SHEET = "Rader"
VERDICT, CATEGORY, AMOUNT = "Bedömning", "Rätt kategori", "Rätt belopp"
FILE = "sample.xlsx"
SMALL = ("--size", "1", "--seed", "1", "--out", "s.xlsx")


@pytest.fixture(scope="module")
def drawn(small_town: Path, tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """A folder with the sample of the small town's footprint. Not to be changed."""
    folder = tmp_path_factory.mktemp("audit")
    options = ("--size", "40", "--seed", "7", "--out", FILE)
    done = procurement_footprint("audit", "sample", small_town / "footprint", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / FILE


class Filled:
    """A copy of the sample in which somebody fills in cells, by the line's place in the sheet."""

    def __init__(self, sent: Path, path: Path) -> None:
        self.path = Path(shutil.copy(sent, path))
        self.book = openpyxl.load_workbook(path)
        self.sheet: Worksheet = self.book[SHEET]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}
        for row in range(2, self.sheet.max_row + 1):
            self.put(row, VERDICT, "Rätt")

    def put(self, row: int, column: str, value: object) -> None:
        self.sheet.cell(row, self.columns[column]).value = value

    def at(self, row: int, column: str) -> str:
        return f"{FILE}:{SHEET}!{self.sheet.cell(row, self.columns[column]).coordinate}"

    def get(self, row: int, column: str) -> object:
        return self.sheet.cell(row, self.columns[column]).value

    def first(self, status: str, beyond: int = 1) -> int:
        rows = range(beyond + 1, self.sheet.max_row + 1)
        return next(row for row in rows if self.get(row, "Stratum") == status)

    def saved(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture
def filled(drawn: Path, tmp_path: Path) -> Filled:
    return Filled(drawn, tmp_path / FILE)


def conclude(command: Command, filled: Filled, town: Path, *options: str):
    return command("audit", "conclude", filled.saved(), "--in", town / "footprint", *options, cwd=filled.path.parent)


def test_the_same_seed_gives_the_same_workbook(
    drawn: Path, small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    for seed, same in (("7", True), ("8", False)):
        options = ("--size", "40", "--seed", seed, "--out", f"{seed}.xlsx")
        assert (
            procurement_footprint("audit", "sample", small_town / "footprint", *options, cwd=tmp_path).returncode == 0
        )
        assert filecmp.cmp(drawn, tmp_path / f"{seed}.xlsx", shallow=False) is same


def test_a_workbook_that_is_there_is_never_overwritten(
    drawn: Path, small_town: Path, procurement_footprint: Command
) -> None:
    options = ("--size", "40", "--seed", "9", "--out", FILE)
    done = procurement_footprint("audit", "sample", small_town / "footprint", *options, cwd=drawn.parent)
    assert done.returncode == 2
    assert f"{FILE} is already there, perhaps with verdicts; name another with --out" in done.stderr


def test_too_small_a_sample_is_wrong_usage(small_town: Path, tmp_path: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint(
        "audit", "sample", small_town / "footprint", "--size", "3", "--seed", "1", cwd=tmp_path
    )
    assert done.returncode == 2
    assert "--size: the sample is too small for the strata of this footprint" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_workbook_shows_what_is_needed_to_judge_and_no_natural_person(drawn: Path, small_town: Path) -> None:
    book = openpyxl.load_workbook(drawn)
    assert book.sheetnames == ["Instruktioner", SHEET, "parameters", "choices"]
    assert book["choices"].sheet_state == "hidden"
    sheet = book[SHEET]
    header = [cell.value for cell in sheet[1]]
    words = Words("sv")
    assert header == [words(f"audit_column.{name}") for name in (*lines.FACTS, *lines.JUDGED, *lines.REASONS)]
    rows = {row[0]: dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)}
    parquet = pl.read_parquet(small_town / "footprint" / "footprint.parquet")
    shown = parquet.filter(pl.col("row_id").is_in(list(rows)))
    assert shown.height == len(rows) == 40
    for row in shown.iter_rows(named=True):
        line = rows[row["row_id"]]
        assert (line["Konto"], line["Datum"]) == (row["account"], str(row["booked_on"]))
        assert line["Belopp"] == float(row["amount"])
        assert line["Regel"] == row["rule_id"]
        assert (line["Varför"] is not None) == (row["rule_id"] is not None)
    persons = parquet.filter("sole_trader")
    everything = " ".join(str(value) for row in rows.values() for value in row.values())
    for column in ("supplier", "supplier_id"):
        for value in persons[column].drop_nulls().unique():
            assert value not in everything
    validations = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert validations == {"N2:N41": "choices!$A$1:$A$6", "O2:O41": f"choices!$B$1:$B${book['choices'].max_row}"}


def test_a_sole_trader_is_pooled_and_her_text_is_not_shown(tmp_path: Path, procurement_footprint: Command) -> None:
    (tmp_path / "a.csv").write_text(
        "Datum;Leverantör;Orgnr;Konto;Kontotext;Text;Belopp\n"
        "2024-01-31;Anna Persson;640823-3234;64110;Livsmedel;Annas tårtor;1000,00\n"
        "2024-01-31;Bageriet AB;556012-5790;64110;Livsmedel;bröd till 640823-3234;200,00\n",
        encoding="utf-8",
    )
    assert procurement_footprint("run", "a.csv", "--chart", "kbas", "--out", "out", cwd=tmp_path).returncode == 0
    done = procurement_footprint("audit", "sample", "out", "--size", "9", "--seed", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    cells = [str(c) for row in openpyxl.load_workbook(tmp_path / "audit-sample.xlsx")[SHEET].values for c in row]
    assert "Enskilda näringsidkare (sammanslagna)" in cells
    assert "bröd till ******-****" in cells
    assert not any("Anna" in cell or "3234" in cell for cell in cells)


def test_a_sample_without_faults_gives_the_basic_bound(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 0, done.stderr
    assert "40 lines judged, drawn over kg, seed 7" in done.stdout
    (line,) = re.findall(r"^counted  +(.*)$", done.stdout, flags=re.MULTILINE)
    size, lines_drawn, faults, over, most, under, most_under = (int(one.replace(",", "")) for one in line.split())
    assert (faults, over, under) == (0, 0, 0)
    assert most == most_under < 3.01 * size / (lines_drawn - 10)
    assert most > 0


def test_a_wrong_category_is_computed_again_to_the_gram(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    row = filled.first("Räknat")
    filled.put(row, VERDICT, "Fel kategori")
    filled.put(row, CATEGORY, label("stone_concrete_asphalt"))
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 0, done.stderr
    (right,) = re.findall(r"right ([0-9.,-]+); counted", done.stdout)
    line = str(filled.get(row, "Rad i underlaget"))
    held = pl.read_parquet(small_town / "footprint" / "footprint.parquet").filter(pl.col("row_id") == line)
    per_unit = basis.load(Project()).multipliers([("SEK", held["booked_on"].dt.year()[0])])
    wanted = per_unit.filter(pl.col("category") == "stone_concrete_asphalt")["kg_per_unit"][0]
    assert Decimal(right.replace(",", "")) == round(Decimal(float(held["amount"][0]) * wanted), 3)
    assert f"{filled.at(row, VERDICT)}: wrong category stone_concrete_asphalt: {line}, " in done.stdout


def label(category: str) -> str:
    """How the list in the workbook calls a category."""
    names = {one: name for name, one in lines.labels(basis.load(Project()), Words("sv")).items()}
    return names[category]


def test_left_out_lines_that_should_count_are_projected_in_money(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    row = filled.first("Utelämnat")
    filled.put(row, VERDICT, "Ska räknas")
    filled.put(row, CATEGORY, "meals")  # the id alone will do
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 0, done.stderr
    assert f"{filled.at(row, VERDICT)}: count meals: {filled.get(row, 'Rad i underlaget')}, 0 kg, right " in done.stdout
    assert re.search(r"^left_out: likely [0-9,]+ kg CO2e understated, without a bound$", done.stdout, re.MULTILINE)
    (figures,) = re.findall(r"^left_out  +(.*)$", done.stdout, flags=re.MULTILINE)
    _, _, faults, over, most_over, under, most_under = (int(one.replace(",", "")) for one in figures.split())
    assert (faults, over, most_over) == (1, 0, 0)
    assert 0 < under < most_under


def test_other_verdicts_and_amounts_count(filled: Filled, small_town: Path, procurement_footprint: Command) -> None:
    first = filled.first("Räknat")
    second = filled.first("Räknat", first)
    third = filled.first("Räknat", second)
    filled.put(first, VERDICT, "Ska inte räknas")
    filled.put(second, VERDICT, "Går inte att avgöra")
    filled.put(third, VERDICT, "Fel belopp")
    filled.put(third, AMOUNT, f"{float(str(filled.get(third, 'Belopp'))) / 2:.2f}".replace(".", ","))
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 0, done.stderr
    faults = {
        row: re.search(re.escape(filled.at(row, VERDICT)) + ".*", done.stdout)[0] for row in (first, second, third)
    }
    assert "leave out: " in faults[first]
    assert faults[first].endswith("tainting 1.0000")
    assert "cannot tell: " in faults[second]
    assert faults[second].endswith("tainting 1.0000")
    assert "wrong amount: " in faults[third]
    assert re.search(r"tainting 0\.(5000|4999)", faults[third])


def test_open_lines_are_refused_or_count_as_wrong(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    for row in (2, 5):
        filled.put(row, VERDICT, None)
    refused = conclude(procurement_footprint, filled, small_town)
    said = "".join(
        f"{filled.at(row, VERDICT)}: this line has no verdict\n    {filled.get(row, 'Rad i underlaget')}\n"
        "    fix: choose one; or let open lines count as wrong in full with --open-as-wrong\n\n"
        for row in (2, 5)
    )
    assert (refused.returncode, refused.stderr) == (3, said + "2 problems: nothing was written\n")
    counted = conclude(procurement_footprint, filled, small_town, "--open-as-wrong")
    assert counted.returncode == 0
    assert counted.stdout.count("cannot tell: ") == 2


def test_a_bound_beyond_what_is_tolerable_is_a_finding(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    beyond = conclude(procurement_footprint, filled, small_town, "--tolerable", "0.01")
    assert beyond.returncode == 1
    assert "more than the tolerable 1.00%: overstated kilograms, understated kilograms" in beyond.stdout
    within = conclude(procurement_footprint, filled, small_town, "--tolerable", "0.9")
    assert (within.returncode, within.stdout.splitlines()[-1]) == (0, "more than the tolerable 90.00%: nothing")


def test_more_confidence_gives_a_larger_bound(filled: Filled, small_town: Path, procurement_footprint: Command) -> None:
    bounds = []
    for confidence in ("0.8", "0.95", "0.99"):
        done = conclude(procurement_footprint, filled, small_town, "--confidence", confidence)
        (share,) = re.findall(r"overstated kilograms: at most ([0-9.]+)%", done.stdout)
        bounds.append(float(share))
    assert bounds == sorted(set(bounds))


def test_everything_that_is_wrong_is_said_with_its_cell(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    row = [number for number in range(2, 20) if filled.get(number, "Stratum") == "Räknat"][:7]
    own = str(filled.get(row[3], "Kategori eller skäl"))
    left_out = filled.first("Utelämnat")
    filled.put(row[0], VERDICT, "Kanske")
    filled.put(row[1], VERDICT, "Fel kategori")
    filled.put(row[2], VERDICT, "Fel kategori")
    filled.put(row[2], CATEGORY, "Hyra av lokal")
    filled.put(row[3], VERDICT, "Fel kategori")
    filled.put(row[3], CATEGORY, own)
    filled.put(row[4], VERDICT, "Fel belopp")
    filled.put(row[5], VERDICT, "Fel belopp")
    filled.put(row[5], AMOUNT, "10,555")
    filled.put(row[6], AMOUNT, 7)
    filled.put(left_out, VERDICT, "Fel kategori")
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 3
    counted = "Rätt, Fel kategori, Ska inte räknas, Fel belopp, Går inte att avgöra"
    assert done.stderr == (
        f"{filled.at(row[0], VERDICT)}: this is not a verdict\n    Kanske\n    fix: choose one of: {counted}\n\n"
        f"{filled.at(row[1], CATEGORY)}: the right category is missing\n    fix: choose it from the list\n\n"
        f"{filled.at(row[2], CATEGORY)}: there is no such category\n    Hyra av lokal\n"
        f"    fix: choose one from the list, for example Hyra av lokaler (premises_rent)\n\n"
        f"{filled.at(row[3], CATEGORY)}: this is the category that the line has\n    {own}\n"
        "    fix: choose the right one, or another verdict\n\n"
        f"{filled.at(row[4], AMOUNT)}: the right amount is missing\n    fix: write it in SEK\n\n"
        f"{filled.at(row[5], AMOUNT)}: this is not an amount with at most two decimals\n    10,555\n"
        "    fix: write it in digits, for example 1234.50\n\n"
        f"{filled.at(row[6], AMOUNT)}: this verdict takes no {AMOUNT}\n    7\n"
        "    fix: delete it, or choose another verdict\n\n"
        f"{filled.at(left_out, VERDICT)}: this verdict does not go with a line that is left out\n    Fel kategori\n"
        "    fix: choose one of: Rätt, Ska räknas, Går inte att avgöra\n\n"
        "8 problems: nothing was written\n"
    )


def test_lines_are_neither_taken_away_nor_added(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    lost, kept = str(filled.get(2, "Rad i underlaget")), str(filled.get(4, "Rad i underlaget"))
    filled.put(2, "Rad i underlaget", kept)
    filled.put(3, "Rad i underlaget", "mine.csv:2")
    other = openpyxl.load_workbook(filled.path)[SHEET].cell(3, 1).value
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 3
    assert done.stderr == (
        f"{FILE}:{SHEET}!A3: this line was not drawn\n    mine.csv:2\n"
        "    fix: delete the row: lines are not chosen by hand\n\n"
        f"{FILE}:{SHEET}!A4: this line stands twice (first in {FILE}:{SHEET}!A2)\n    {kept}\n"
        "    fix: delete one of the two rows\n\n"
        + "".join(
            f"{FILE}:{SHEET}: the line {line} of the sample is missing\n"
            "    fix: put it back: every line that was drawn is judged\n\n"
            for line in (lost, other)
        )
        + "4 problems: nothing was written\n"
    )


def test_a_category_without_a_factor_is_refused(tmp_path: Path, procurement_footprint: Command) -> None:
    ledger = "Datum;Leverantör;Konto;Kontotext;Belopp\n2018-01-31;Bageriet AB;64110;Livsmedel;1000,00\n"
    (tmp_path / "2018.csv").write_text(ledger, encoding="utf-8")
    for arguments in (("run", "2018.csv", "--chart", "kbas", "--out", "out"), ("audit", "sample", "out", *SMALL)):
        done = procurement_footprint(*arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    filled = Filled(tmp_path / "s.xlsx", tmp_path / FILE)
    filled.put(2, VERDICT, "Fel kategori")
    filled.put(2, CATEGORY, "adult_care")
    done = procurement_footprint("audit", "conclude", filled.saved(), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        3,
        f"{filled.at(2, VERDICT)}: this category has no factor for 2018, so what the line would emit is not known\n"
        "    adult_care\n"
        "    fix: choose a category that has one, or the verdict for lines that cannot be judged\n\n"
        "1 problem: nothing was written\n",
    )


def test_a_sample_of_another_footprint_is_refused(
    filled: Filled, small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    shutil.copytree(small_town, tmp_path / "town")
    path = tmp_path / "town" / "footprint" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["sha256"]
    path.write_bytes(sealed({**manifest, "notes": []}))
    sha256 = filled.book["parameters"].cell(3, 2).value
    done = procurement_footprint("audit", "conclude", filled.saved(), "--in", "town/footprint", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        3,
        f"town/footprint: this sample was drawn from another footprint, whose manifest has the SHA-256 {sha256}\n"
        "    fix: name the folder of that footprint with --in\n\n1 problem: nothing was written\n",
    )


def test_a_parameter_that_was_changed_is_refused(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    filled.book["parameters"].cell(6, 2, "seven")
    done = conclude(procurement_footprint, filled, small_town)
    assert (done.returncode, done.stderr) == (
        3,
        f'{FILE}:parameters: the parameter "seed" is missing or cannot be read\n    seven\n'
        "    fix: leave this sheet as it was sent out\n\n1 problem: nothing was written\n",
    )


def test_another_seed_in_the_workbook_is_another_draw(
    filled: Filled, small_town: Path, procurement_footprint: Command
) -> None:
    filled.book["parameters"].cell(6, 2, "8")
    done = conclude(procurement_footprint, filled, small_town)
    assert done.returncode == 3
    assert ": this line was not drawn\n" in done.stderr


def test_changed_rows_and_changed_rules_are_refused(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    shutil.copytree(small_town, tmp_path / "town")
    footprint = tmp_path / "town" / "footprint"
    (tmp_path / "town" / "rules").mkdir(exist_ok=True)
    (tmp_path / "town" / "rules" / "more.yaml").write_text(
        "rule_book: more\nversion: '1'\ntitle: {sv: Mer, en: More}\nsource: ours\n"
        "reviewed: {by: Anna Lind, date: 2026-01-01}\nrules:\n"
        "  - id: more-1\n    account: ['9']\n    category: meals\n    why: A test.\n"
        "    examples: [{account: '9'}]\n",
        encoding="utf-8",
    )
    options = ("town/footprint", "--size", "40", "--seed", "7")
    done = procurement_footprint("audit", "sample", *options, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        3,
        "town/footprint: this footprint was made with other files than those that are here now: rule_books\n"
        "    fix: use the program and the project as they were (made_with in manifest.json), "
        "or make the footprint again\n\n1 problem: nothing was written\n",
    )
    rows = footprint / "footprint.parquet"
    rows.write_bytes(rows.read_bytes() + b" ")
    done = procurement_footprint("audit", "sample", *options, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        3,
        "town/footprint/footprint.parquet: the rows were changed: their SHA-256 is not the one in manifest.json\n"
        "    fix: take the folder as `run` has made it\n\n1 problem: nothing was written\n",
    )


# the pack


@pytest.fixture(scope="module")
def packed(small_town: Path, tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    options = ("--out", "pack", "--size", "40", "--seed", "7")
    done = procurement_footprint("audit", "pack", small_town / "footprint", *options, cwd=folder)
    assert (done.returncode, done.stdout) == (0, "Open: pack/README.md\n"), done.stderr
    return folder / "pack"


def test_every_line_of_the_pack_leads_to_its_rows(packed: Path, small_town: Path) -> None:
    parquet = (small_town / "footprint" / "footprint.parquet").as_posix()
    for name in ("bridge", "coverage", "left_out", "rules", "factors"):
        for line in pl.read_csv(packed / f"{name}.csv", infer_schema=False).iter_rows(named=True):
            query = f"SELECT count(*), sum(reporting_amount), sum(kg_co2e) FROM '{parquet}' WHERE {line['filter']}"
            rows, money, kilograms = duckdb.sql(query).fetchall()[0]
            assert (str(rows), str(money)) == (line["rows"], line["reporting_amount"]), line["filter"]
            assert (None if kilograms is None else str(kilograms)) == line["kg_co2e"], line["filter"]


def test_the_tables_of_the_pack_add_up(packed: Path, small_town: Path) -> None:
    totals = json.loads((small_town / "footprint" / "manifest.json").read_text(encoding="utf-8"))["totals"]
    for name, part in {"bridge": "ledger", "coverage": "ledger", "rules": "ledger", "left_out": "left_out"}.items():
        table = pl.read_csv(packed / f"{name}.csv", infer_schema=False)
        assert sum(map(int, table["rows"])) == totals["rows"][part]
        assert sum(map(Decimal, table["reporting_amount"])) == Decimal(totals["amount"][part])
    for name in ("bridge", "coverage", "rules", "factors"):
        table = pl.read_csv(packed / f"{name}.csv", infer_schema=False)
        assert sum(map(Decimal, table["kg_co2e"].drop_nulls())) == Decimal(totals["kg_co2e"])
    rules = pl.read_csv(packed / "rules.csv", infer_schema=False)
    assert rules.filter(pl.col("rule_id").is_not_null() & pl.col("reviewed_by").is_null()).is_empty()


def test_the_products_of_the_pack_make_up_the_factors_of_the_rows(packed: Path, small_town: Path) -> None:
    products = pl.read_csv(packed / "products.csv", schema_overrides={"category": pl.String})
    sums = products.group_by("category", "factor_year").agg(each=(pl.col("share") * pl.col("kg_per_unit")).sum())
    rows = pl.read_parquet(small_town / "footprint" / "footprint.parquet").filter(pl.col("status") == "counted")
    of_rows = pl.col("kg_per_unit") * pl.col("exchange_rate") / (pl.col("deflator") * pl.col("price_basis"))
    joined = rows.join(
        sums.with_columns(pl.col("factor_year").cast(pl.Int32)), on=["category", "factor_year"], how="left"
    )
    assert joined["each"].null_count() == 0
    assert joined.select((of_rows - pl.col("each")).abs().max()).item() < 2e-6  # six decimals in the file


def test_the_pack_is_whole_and_the_same_every_time(
    packed: Path, small_town: Path, tmp_path: Path, drawn: Path, procurement_footprint: Command
) -> None:
    options = ("--out", "again", "--size", "40", "--seed", "7")
    assert procurement_footprint("audit", "pack", small_town / "footprint", *options, cwd=tmp_path).returncode == 0
    names = sorted(path.name for path in packed.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    assert filecmp.cmpfiles(packed, tmp_path / "again", names, shallow=False) == (names, [], [])
    assert (packed / "METHOD.md").read_bytes() == (ROOT / "METHOD.md").read_bytes()
    assert (packed / "sample.xlsx").read_bytes() == drawn.read_bytes()
    readme = (packed / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if name != "README.md" and f"`{name}`" not in readme] == []
    taken = procurement_footprint("audit", "pack", small_town / "footprint", *options, cwd=tmp_path)
    assert taken.returncode == 2
    assert "again is already there; name a new folder with --out" in taken.stderr
