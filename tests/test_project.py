from pathlib import Path

import pytest

from procurement_footprint import project
from procurement_footprint.problems import Refused


def write(folder: Path, text: str) -> Path:
    (folder / "procurement.yaml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(Refused) as caught:
        project.load(folder)
    return str(caught.value)


def test_a_project_says_who_buys_and_which_ledgers_there_are(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text("", encoding="utf-8")
    (tmp_path / "2024.csv").write_text("", encoding="utf-8")
    write(tmp_path, "organisation: {id: 212000-2627, name: Umeå kommun}\nledgers: [2024.csv]\nlanguage: en\n")
    found = project.load(tmp_path)
    assert found.settings.organisation == project.Organisation("212000-2627", "Umeå kommun")
    assert found.ledgers == (tmp_path / "2024.csv",)
    assert found.rule_books == (tmp_path / "rules" / "own.yaml",)
    assert found.settings.language == "en"


def test_a_project_is_found_from_any_folder_inside_it(tmp_path: Path) -> None:
    write(tmp_path, "project: A\n")
    inside = tmp_path / "ledgers" / "2024"
    inside.mkdir(parents=True)
    assert project.around(inside).folder == tmp_path.resolve()
    assert project.around(Path("/")).folder is None


def test_a_profile_is_a_file_of_the_project_or_a_shipped_name(tmp_path: Path) -> None:
    write(tmp_path, "profile: ours.yaml\n")
    assert project.load(tmp_path).profile == "ours.yaml"
    (tmp_path / "ours.yaml").write_text("", encoding="utf-8")
    assert project.load(tmp_path).profile == str(tmp_path / "ours.yaml")


def test_a_folder_without_settings_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"{tmp_path}: there is no procurement.yaml in this folder\n"
        "    fix: make a project with: procurement-footprint start DIR --ledger FILE"
    )


def test_every_missing_ledger_and_an_unknown_language_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "language: fi\nledgers:\n  - a.csv\n  - b.csv\n")
    assert refusal(tmp_path) == (
        'procurement.yaml:3: the ledger "a.csv" is not there\n'
        "    fix: correct the path; it starts at the project folder\n"
        'procurement.yaml:4: the ledger "b.csv" is not there\n'
        "    fix: correct the path; it starts at the project folder\n"
        'procurement.yaml:1: the language "fi" is not one that reports come in\n'
        "    fix: write sv or en"
    )
