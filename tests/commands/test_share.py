"""`share`: what is published adds up, and holds nobody's number or name; else nothing is written."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from conftest import Command
from people import numbers, spellings

from procurement_footprint.ledger import pseudonym_key, pseudonyms
from procurement_footprint.ledger.seal import sealed

HEADER = "Datum;Leverantör;Orgnr;Verifikat;Konto;Kontotext;Text;Förvaltning;Avtal;Motpart;Belopp"
TABLES = ("suppliers.csv", "purchases.csv", "departments.csv", "categories.csv")
PLANTED = numbers(1_000)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(lines: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(line[column]) for line in lines if line[column]), Decimal(0))


def contents(folder: Path) -> list[str]:
    """Everything that stands in the files of a folder, as text."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found += [book.read(name).decode("latin-1") + book.read(name).decode() for name in book.namelist()]
        else:
            found.append(path.read_text(encoding="utf-8"))
        found.append(path.name)
    return found


def project(folder: Path, ledger: str, *lines: str, settings: str = "") -> Path:
    folder.mkdir()
    (folder / "procurement.yaml").write_text(
        f'project: Norrsele\nledgers: ["{ledger}"]\nchart: kbas\n{settings}', "utf-8"
    )
    (folder / ledger).write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shared(small_town: Path, tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """What may be published of the small town, in `out` of a copy of it."""
    place = tmp_path_factory.mktemp("share") / "town"
    shutil.copytree(small_town, place)
    done = procurement_footprint("share", "footprint", "--out", "out", cwd=place)
    assert done.returncode == 0, done.stderr
    names = len((place / ".pseudonym-names").read_text(encoding="ascii").split())
    assert done.stdout == (
        "in out: 9 files; suppliers below 50,000 SEK are pooled\n"
        f"looked through: no number of a natural person, and none of {names} known names\n"
    )
    return place


def test_what_is_published_adds_up_to_the_footprint(shared: Path) -> None:
    manifest = json.loads((shared / "footprint" / "manifest.json").read_bytes())
    public = json.loads((shared / "out" / "manifest.json").read_bytes())
    assert public["totals"] == manifest["totals"]
    whole = manifest["totals"]
    for name in TABLES:
        lines = [line for line in table(shared / "out" / name) if line.get("status", "counted") == "counted"]
        assert total(lines, "reporting_amount") == Decimal(whole["amount"]["counted"]), name
        assert total(lines, "kg_co2e") == Decimal(whole["kg_co2e"]), name
        assert total(lines, "rows") == whole["rows"]["counted"], name
    assert total(table(shared / "out" / "purchases.csv"), "reporting_amount") == Decimal(whole["amount"]["ledger"])
    for name in ("unmapped", "left_out"):
        assert total(table(shared / "out" / f"{name}.csv"), "reporting_amount") == Decimal(whole["amount"][name])


def test_small_suppliers_and_natural_persons_are_pooled(shared: Path) -> None:
    before, after = (table(shared / name / "suppliers.csv") for name in ("footprint", "out"))
    rows = pl.read_parquet(shared / "footprint" / "footprint.parquet").filter(~pl.col("sole_trader"))
    bought = rows.group_by(pl.coalesce("supplier_id", "supplier").alias("who")).agg(pl.sum("reporting_amount").abs())
    small = set(bought.filter(pl.col("reporting_amount") < 50_000)["who"])
    named = [line for line in after if not line["pooled"]]
    assert {line["pooled"] for line in after} - {"", "no_supplier"} == {"sole_traders", "small_suppliers"}
    assert small
    assert not small & {line["supplier_id"] or line["supplier"] for line in named}
    kept = [line for line in before if not line["pooled"] and (line["supplier_id"] or line["supplier"]) not in small]
    assert [line["supplier"] for line in named] == [line["supplier"] for line in kept]
    assert [line["kg_co2e"] for line in named] == [line["kg_co2e"] for line in kept]
    one = next(line for line in after if line["pooled"] == "small_suppliers")
    assert one["supplier"] == "(small suppliers)"


def test_nothing_else_is_in_the_folder(shared: Path) -> None:
    names = {path.name for path in (shared / "out").iterdir()}
    assert names == {*TABLES, "unmapped.csv", "left_out.csv", "report.html", "report.xlsx", "manifest.json"}
    key = (shared / ".pseudonym-key").read_text(encoding="ascii").strip()
    rows = pl.read_parquet(shared / "footprint" / "footprint.parquet")
    ids = rows.filter("sole_trader")["supplier_id"].unique().to_list()
    for text in contents(shared / "out"):
        assert key not in text
        assert not any(one in text for one in ids)
    assert not {"voucher", "text", "contract", "counterparty"} & table(shared / "out" / "purchases.csv")[0].keys()


def test_the_same_footprint_gives_the_same_bytes(shared: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("share", "footprint", "--out", "again", cwd=shared)
    assert done.returncode == 0, done.stderr
    for path in (shared / "out").iterdir():
        assert (shared / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def planted() -> list[str]:
    """A ledger with 1,000 persons' numbers, each in another spelling and column."""
    lines = []
    for place, number in enumerate(PLANTED):
        every = spellings(number)
        written = every[place % len(every)]
        column = (1, 2, 3, 5, 6, 7, 8, 9)[place // len(every) % 8]
        text = f"Berit {written} Alm" if column == 1 else f"avser {written} mars"
        cells = [
            "2024-02-01",
            "A AB",
            "556448-0282",
            f"V{place}",
            "64110",
            "Livsmedel",
            "Mat",
            "Skola",
            "",
            "",
            "60000,50",
        ]
        cells[column] = written if column == 2 else text
        lines.append(";".join(cells))
    return lines


@pytest.mark.parametrize("inside", [True, False], ids=["in a project", "without a project"])
def test_of_a_thousand_numbers_in_all_columns_none_is_published(
    inside: bool, tmp_path: Path, procurement_footprint: Command
) -> None:
    ledger = f"{PLANTED[0][:6]}-{PLANTED[0][6:]} 2024.csv"
    place = project(tmp_path / "town", ledger, *planted())
    if not inside:
        (place / "procurement.yaml").unlink()
    done = procurement_footprint("run", ledger, "--chart", "kbas", "--out", "result", cwd=place)
    assert done.returncode == 0, done.stderr
    done = procurement_footprint("share", "result", "--out", "out", "--threshold", "0", cwd=place)
    assert done.returncode == 0, done.stderr
    forms = [form for number in PLANTED for form in spellings(number)]
    assert len(forms) > 20_000
    assert not pl.Series(contents(place / "out")).str.contains_any(forms).any()
    assert total(table(place / "out" / "purchases.csv"), "reporting_amount") == Decimal("60000.50") * 1000
    rows = pl.read_parquet(place / "result" / "footprint.parquet").drop("voucher", "row_id")
    assert not any(rows[name].str.contains_any(forms).any() for name in rows.columns if rows[name].dtype == pl.String)
    (place / "result" / "footprint.parquet").unlink()
    (place / "result" / "manifest.json").unlink()  # names the ledger's file, by which `verify` finds it
    assert not pl.Series(contents(place / "result")).str.contains_any(forms).any()


def test_a_number_where_nobody_masks_it_is_refused_until_it_is_accepted(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    number = PLANTED[0]
    line = f"2024-02-01;A AB;556448-0282;1;{number};Xyzzy;Xyzzy;Skola;;;60000,50"
    place = project(tmp_path / "town", "a.csv", line)
    assert procurement_footprint("run", "--out", "result", cwd=place).returncode == 0
    done = procurement_footprint("share", "result", "--out", "out", cwd=place)
    key = pseudonym_key.key(place)
    assert key
    one = pseudonyms.pseudonym(number, key)
    assert done.returncode == 3
    assert number not in done.stderr + done.stdout
    assert (
        'purchases.csv:2, column "account": this would publish what looks like the number of a natural person\n'
        "    fix: correct it where it is written, for example in the export, and run again; is it no person's number, "
        f"write {one} under share_accepted in procurement.yaml\n"
    ) in done.stderr
    assert 'report.xlsx, sheet "' in done.stderr
    assert "report.html:" in done.stderr
    assert {path.name for path in place.iterdir()} == {
        "a.csv", "procurement.yaml", "result", ".gitignore", ".pseudonym-key",
    }  # fmt: skip
    with (place / "procurement.yaml").open("a", encoding="utf-8") as file:
        file.write(f"share_accepted: [{one}]\n")
    done = procurement_footprint("share", "result", "--out", "out", cwd=place)
    assert done.returncode == 0, done.stderr


def test_the_name_of_a_person_that_the_ledger_knows_is_refused(tmp_path: Path, procurement_footprint: Command) -> None:
    place = project(
        tmp_path / "town",
        "a.csv",
        f"2024-02-01;Anna Ekström;{PLANTED[0]};1;64110;Livsmedel;Mat;Skola;;;60000,50",
        "2024-02-01;A AB;556448-0282;2;64110;Livsmedel;Mat;Enhet Ekström Anna;;;60000,50",
        "2024-02-01;Anna Ekström Bygg AB;556012-5790;2;64110;Livsmedel;Mat;Skola;;;60000,50",
    )
    assert procurement_footprint("run", "--out", "result", cwd=place).returncode == 0
    done = procurement_footprint("share", "result", "--out", "out", cwd=place)
    assert done.returncode == 3
    assert "Ekström" not in done.stderr
    assert (
        'departments.csv:3, column "department": this would publish the name of a natural person that the'
        in (done.stderr)
        or 'departments.csv:2, column "department": this would publish the name of a natural person that the'
        in done.stderr
    )
    assert "suppliers.csv" not in done.stderr
    assert "may it be published, write P-" in done.stderr


def test_rows_that_were_changed_afterwards_are_refused(
    shared: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    place = tmp_path / "town"
    shutil.copytree(shared, place)
    path = place / "footprint" / "footprint.parquet"
    pl.read_parquet(path).with_columns(department=pl.lit(PLANTED[0])).write_parquet(path)
    done = procurement_footprint("share", "footprint", "--out", "new", cwd=place)
    assert done.returncode == 3
    assert "the rows were changed" in done.stderr
    assert not (place / "new").exists()


def test_a_manifest_with_other_totals_is_refused(shared: Path, tmp_path: Path, procurement_footprint: Command) -> None:
    place = tmp_path / "town"
    shutil.copytree(shared, place)
    path = place / "footprint" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["totals"]["amount"]["counted"] = "1.00"
    del manifest["sha256"]
    path.write_bytes(sealed(manifest))
    done = procurement_footprint("share", "footprint", "--out", "new", cwd=place)
    assert done.returncode == 3
    assert done.stderr.startswith(
        "footprint: the tables that would be shared add up to other totals than manifest.json: amount\n"
        "    fix: use the program and the project as they were (made_with in manifest.json), or make the footprint "
        "again\n"
    )
    assert not (place / "new").exists()


def test_a_footprint_is_found_by_its_period_or_as_the_latest(
    shared: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    place = tmp_path / "town"
    shutil.copytree(shared, place)
    shutil.rmtree(place / "out")
    assert procurement_footprint("run", "--period", "2024", cwd=place).returncode == 0
    done = procurement_footprint("share", "2024", "--out", "out", "--threshold", "1000", cwd=place)
    assert done.returncode == 0, done.stderr
    said = json.loads((place / "out" / "manifest.json").read_bytes())
    assert (said["run"]["period"], said["shared"]["threshold"]) == ("2024", 1000)
    shutil.copytree(place / "footprint", place / "closed" / "2024" / "9")
    shutil.copytree(place / "footprint", place / "closed" / "2024" / "10")
    (place / "closed" / "2024" / "9" / "footprint.parquet").unlink()
    assert procurement_footprint("share", "2024", "--out", "closed-one", cwd=place).returncode == 0
    done = procurement_footprint("share", "2022", "--out", "x", cwd=place)
    assert done.returncode == 2
    assert done.stderr.endswith("this project has no footprint of 2022; make one: run --period 2022\n")
