"""What is installed is complete: a wheel, unpacked into an empty folder, runs the demo there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_a_wheel_holds_the_data_and_no_stray_modules(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"procurement_footprint"}
    for data in (
        "emission_factors/figaro-se",
        "mappings/rules/se",
        "mappings/ledgers",
        "reports/words/sv/report.yaml",
        "METHOD.md",
    ):
        assert any(name.startswith(f"procurement_footprint/shipped/{data}") for name in names), data


def test_the_demo_runs_from_a_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, here = tmp_path / "installed", tmp_path / "here"
    zipfile.ZipFile(wheel).extractall(installed)
    here.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "procurement_footprint", "demo"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = here / "demo-town" / "footprints"
    assert f"Open: {Path('demo-town') / 'reports' / '2024' / 'index.html'}" in done.stdout
    assert len(list(page.glob("*/report.html"))) == 1
