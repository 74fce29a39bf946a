"""`publish`: what is refused, in whole words; closed periods; a group; what the last look finds."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import frictionless
import group_project
import pytest
from closed_project import here
from open_data_town import lines, settings, total

HEADER = "Datum;Leverantör;Orgnr;Konto;Kontotext;Förvaltning;Belopp\n"
ROW = "{day};A AB;556448-0282;64110;Livsmedel;{department};60000,50\n"
SAID = 'organisation: {id: 212000-9991, name: "Småstads & kommun <x>"}\n'
WHERE = 'open_data: {base_url: "https://example.com/data/"}\n'


def project(folder: Path, settings: str = SAID + WHERE, days: tuple[str, ...] = ("2024-01-15", "2024-12-20")) -> Path:
    folder.mkdir(exist_ok=True)
    text = f'project: Småstad\nledgers: [ledger.csv]\nchart: kbas\ninhabitants: {{"2024": "1000"}}\n{settings}'
    (folder / "procurement.yaml").write_text(text, encoding="utf-8")
    rows = "".join(ROW.format(day=day, department="Skola") for day in days)
    (folder / "ledger.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder


def test_all_that_must_be_said_and_is_not_is_named_at_once(tmp_path: Path) -> None:
    place = project(tmp_path / "p", settings="")
    done = here("publish", "out", "2024", cwd=place)
    assert done.returncode == 3
    assert done.stderr == (
        "procurement.yaml: the description that Sveriges dataportal reads (DCAT-AP-SE 3) must have a publisher, and "
        "nobody has said it\n"
        "    fix: write in procurement.yaml organisation: {id: 212000-0000, name: …} with your number and name\n\n"
        "procurement.yaml: the description that Sveriges dataportal reads (DCAT-AP-SE 3) must have the address at "
        "which the folder will be found, and nobody has said it\n"
        '    fix: write in procurement.yaml open_data: {base_url: "https://data.example.se/klimat/"}\n\n'
        "2 problems: nothing was written\n"
    )
    assert not (place / "out").exists()


def test_a_publisher_of_no_known_kind_says_its_type(tmp_path: Path) -> None:
    place = project(tmp_path / "p", settings="organisation: {id: 812000-9991, name: Förbundet}\n" + WHERE)
    done = here("publish", "out", "2024", cwd=place)
    assert done.stderr == (
        "procurement.yaml:6: the description that Sveriges dataportal reads (DCAT-AP-SE 3) must have the type of the "
        "publisher, and nobody has said it\n"
        "    fix: write in procurement.yaml open_data: {publisher_type: LocalAuthority}\n\n"
        "1 problem: nothing was written\n"
    )


def test_every_value_that_is_none_of_its_kind_is_named_with_its_line(tmp_path: Path) -> None:
    wrong = (
        "open_data:\n  base_url: example.com\n  homepage: 'https://a b'\n  spatial: Umeå\n  email: nobody\n"
        "  issued: 2024-02-30\n  availability: ALWAYS\n  publisher_type: Kommun\n"
    )
    done = here("publish", "out", "2024", cwd=project(tmp_path / "p", settings=SAID + wrong))
    assert done.returncode == 3
    first, *others, last = done.stderr.split("\n\n")
    assert first == (
        "procurement.yaml:7: base_url under open_data is not an address that begins with http\n"
        "    example.com\n"
        '    fix: write base_url: "https://data.example.se/klimat/"'
    )
    assert [one.splitlines()[0].partition(" under")[0] for one in others] == [
        "procurement.yaml:8: homepage", "procurement.yaml:9: spatial", "procurement.yaml:10: email",
        "procurement.yaml:11: issued", "procurement.yaml:12: availability", "procurement.yaml:13: publisher_type",
    ]  # fmt: skip
    assert last == "7 problems: nothing was written\n"


def test_footprints_of_several_years_and_of_the_same_days_are_refused(tmp_path: Path) -> None:
    place = project(tmp_path / "p", days=("2023-05-02", "2024-01-15", "2024-03-20", "2024-12-20"))
    assert here("run", "--out", "both", cwd=place).returncode == 0
    done = here("publish", "out", "both", cwd=place)
    assert done.returncode == 3
    assert done.stderr == (
        "both: this footprint has purchases of several years (2023, 2024), and each line of open data is of one\n"
        "    fix: name the years, for example: publish DIR 2023 2024\n\n"
        "1 problem: nothing was written\n"
    )
    done = here("publish", "out", "2024-Q1", "2024", cwd=place)
    assert done.returncode == 3
    assert done.stderr.endswith(
        "2024: it and 2024-Q1 have purchases of the same days, which would be published twice\n"
        "    fix: name footprints that follow each other; of a group the one of all entities together\n\n"
        "1 problem: nothing was written\n"
    )
    assert not (place / "out").exists()


def test_quarters_follow_each_other_and_tell_nothing_per_inhabitant(tmp_path: Path) -> None:
    place = project(tmp_path / "p", days=("2024-01-15", "2024-05-20"))
    done = here("publish", "out", "2024-Q1", "2024-Q2", "--base-url", "http://localhost/x/", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "http://localhost/x/dcat.rdf#catalogue" in (place / "out" / "dcat.rdf").read_text(encoding="utf-8")
    tidy = lines(place / "out" / "indicators.csv")
    assert {line["period"] for line in tidy} == {"2024-Q1", "2024-Q2"}
    assert not [line for line in tidy if "inhabitant" in line["indicator"]]
    assert "email, homepage, spatial, issued, availability\n" in done.stdout
    assert "frequency/IRREG" in (place / "out" / "dcat.rdf").read_text(encoding="utf-8")
    assert frictionless.validate(str(place / "out" / "datapackage.json")).valid


def test_where_no_contact_is_said_there_is_none_and_names_are_escaped(tmp_path: Path) -> None:
    place = project(tmp_path / "p")
    done = here("publish", "out", cwd=place)
    assert done.returncode == 0, done.stderr
    text = (place / "out" / "dcat.rdf").read_text(encoding="utf-8")
    assert "contactPoint" not in text
    assert "Småstads &amp; kommun &lt;x&gt;" in text
    whole = {
        line["indicator"]: line["value"] for line in lines(place / "out" / "indicators.csv") if line["level"] == "whole"
    }
    assert whole["inhabitants"] == "1000"
    assert Decimal(whole["kg_co2e_per_inhabitant"]) == Decimal(whole["kg_co2e"]) / 1000


@pytest.mark.parametrize("known", ["9001019804", "Berit 19900101-9804"])
def test_a_persons_number_in_any_file_stops_everything(known: str, tmp_path: Path) -> None:
    where = 'open_data: {base_url: "https://example.com/data/", email: a@example.com, contact: "%s"}\n'
    place = project(tmp_path / "p", settings=SAID + where % known.replace("9804", "980" + digit("900101980")))
    done = here("publish", "out", "2024", cwd=place)
    assert done.returncode == 3
    assert {line.partition(":")[0] for line in done.stderr.splitlines() if "this would publish" in line} == {
        "README.md", "dcat.rdf"
    }  # fmt: skip
    assert "900101" not in done.stderr
    assert done.stderr.endswith("problems: nothing was written\n")
    assert not (place / "out").exists()


def digit(nine: str) -> str:
    from procurement_footprint.demo.numbers import check_digit

    return str(check_digit(nine))


def test_a_closed_year_is_published_with_its_version_and_day(small_town: Path, tmp_path: Path) -> None:
    place = tmp_path / "town"
    shutil.copytree(small_town, place)
    assert here("close", "2024", "--by", "Anna Lind", cwd=place).returncode == 0
    done = here("publish", "out", cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("in out: 13 files about 2024@1\n")
    (period,) = lines(place / "out" / "periods.csv")
    assert (period["period"], period["closed_version"], period["inhabitants"]) == ("2024", "1", "30054")
    assert period["closed_on"] >= "2026-01-01"
    assert f">{period['closed_on']}</dcterms:modified>" in (place / "out" / "dcat.rdf").read_text(encoding="utf-8")
    assert not [path.name for path in (place / "out").iterdir() if "Anna" in path.read_text(encoding="utf-8")]


def test_of_a_group_every_entity_has_its_lines(tmp_path: Path) -> None:
    text = group_project.SETTINGS + WHERE
    place = group_project.write(tmp_path / "group", text)
    done = here("publish", "out", "2024", "--threshold", "0", cwd=place)
    assert done.returncode == 0, done.stderr
    assert frictionless.validate(str(place / "out" / "datapackage.json")).valid
    tidy = [line for line in lines(place / "out" / "indicators.csv") if line["indicator"] == "kg_co2e"]
    names = {"Småstads kommun", "Småstad Energi AB", "Småstads Bostäder AB"}
    assert {line["entity"] for line in tidy if line["level"] == "entity"} == names
    (whole,) = (line for line in tidy if line["level"] == "whole")
    for level in ("entity", "department", "category", "department_category"):
        assert total([line for line in tidy if line["level"] == level], "value") == Decimal(whole["value"])
    (period,) = lines(place / "out" / "periods.csv")
    for part in ("left_out", "unmapped", "counted"):
        held = [line for line in lines(place / "out" / "bridge.csv") if line["step"] == part]
        assert total(held, "reporting_amount") == Decimal(period[f"amount_{part}"])


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    done = here("publish", ".", "2024", cwd=project(tmp_path / "p"))
    assert done.returncode == 2
    assert ". is already there; name a new folder" in done.stderr


def test_settings_with_an_unknown_key_are_refused(small_town: Path, tmp_path: Path) -> None:
    text = settings((small_town / "procurement.yaml").read_text(encoding="utf-8"), "open_data: {mail: x}\n")
    (tmp_path / "procurement.yaml").write_text(text.replace("ledgers: [", "ledgers: [] # ["), encoding="utf-8")
    done = here("publish", "out", cwd=tmp_path)
    assert done.returncode == 3
    assert "mail" in done.stderr
