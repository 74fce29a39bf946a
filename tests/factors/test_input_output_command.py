"""`factors build` writes a set that can be loaded; `factors paths` shows where its emissions arise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result
from conftest import ROOT
from input_output_tables import FLOWS, database, write

from procurement_footprint import shelf
from procurement_footprint.commands.factors import factors
from procurement_footprint.factors import factor_set
from procurement_footprint.problems import Refused


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(factors, [str(word) for word in words])


def test_build_prints_the_multipliers_and_writes_a_set_that_loads(tmp_path: Path) -> None:
    result = run("build", write(tmp_path), "--out", tmp_path / "own-io" / "1")
    assert result.exit_code == 0
    assert result.output == (
        "own-io@1: kg CO2e per 1000 EUR, basic prices, 2009\n"
        "\n"
        "multiplier      direct  first tier      beyond  product\n"
        "     514.9       400.0        70.0        44.9  agriculture\n"
        "     188.1        50.0       102.5        35.6  manufactures\n"
        "\n"
        "emitted by all industries: 500.0 kt; multipliers × final use: 500.0 kt\n"
        f"2 factors written: {tmp_path / 'own-io' / '1'}\n"
    )
    loaded = factor_set.load("own-io", "1", [tmp_path])
    assert loaded.table.rows() == [("agriculture", 2009, 0.514851485), ("manufactures", 2009, 0.188118812)]
    assert loaded.description.price_basis == "basic"
    for name in ("table.yaml", "flows.csv"):
        assert f"{name}, SHA-256 {shelf.digest(tmp_path / name)}" in loaded.description.changes
    assert loaded.citation.attribution == "Miller and Blair 2009, table 2.3; emissions invented"


def test_the_files_of_a_set_are_the_same_each_time(tmp_path: Path) -> None:
    path = write(tmp_path)
    for place in ("one", "two"):
        assert run("build", path, "--out", tmp_path / place / "own-io" / "1").exit_code == 0
    files = [
        {one.name: one.read_bytes() for one in (tmp_path / place / "own-io" / "1").iterdir()}
        for place in ("one", "two")
    ]
    assert files[0] == files[1]
    assert files[0]["factors.csv"].decode() == (
        "product,product_name,year,kg_co2e_per_1000_eur,direct,first_tier,beyond\n"
        "agriculture,agriculture,2009,514.851485,400.000000,70.000000,44.851485\n"
        "manufactures,manufactures,2009,188.118812,50.000000,102.500000,35.618812\n"
    )


def test_a_set_is_never_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert run("build", path, "--out", tmp_path / "own-io" / "1").exit_code == 0
    result = run("build", path, "--out", tmp_path / "own-io" / "1")
    assert isinstance(result.exception, Refused)
    assert str(result.exception) == (
        "own-io/1: this factor set is already there\n"
        "    fix: choose a new version for --out: an edition is never changed"
    )


def test_a_set_without_any_factor_is_not_written(tmp_path: Path) -> None:
    flows = FLOWS.replace("emissions,400,100", "emissions,0,0")
    result = run("build", write(tmp_path, flows), "--out", tmp_path / "own-io" / "1")
    assert isinstance(result.exception, Refused)
    assert str(result.exception) == (
        "table.yaml: no product has a factor: all emissions are 0\n"
        "    fix: look whether the description names the right rows and the right unit"
    )
    assert not (tmp_path / "own-io").exists()


def test_products_without_a_factor_are_named(tmp_path: Path) -> None:
    text = ",a,b\na,1,0\nb,0,0\noutput,10,0\nemissions,5,0\n"
    path = write(tmp_path, text)
    path.write_text(path.read_text(encoding="utf-8").replace("  final_use: [final demand]\n", ""), encoding="utf-8")
    result = run("build", path, "--out", tmp_path / "own-io" / "1")
    assert "without a factor (no output or no emissions): b\n1 factors written" in result.output


def test_paths_shows_tiers_paths_and_emitters(tmp_path: Path) -> None:
    result = run("paths", write(tmp_path), "manufactures", "--top", "3", "--tolerance", "0.01")
    assert result.exit_code == 0
    assert result.output == (
        "manufactures: 188.12 kg CO2e per 1000 EUR\n"
        "\n"
        "     50.00   26.6 %  direct\n"
        "    102.50   54.5 %  first tier\n"
        "     35.62   18.9 %  beyond\n"
        "\n"
        "Largest paths, 87.7 % of the multiplier\n"
        "    100.00   53.2 %  manufactures ← agriculture\n"
        "     50.00   26.6 %  manufactures\n"
        "     15.00    8.0 %  manufactures ← agriculture ← agriculture\n"
        "all 8 paths of at least 1 % explain 96.9 %\n"
        "\n"
        "Who emits, 100.0 % of the multiplier\n"
        "    132.01   70.2 %  agriculture\n"
        "     56.11   29.8 %  manufactures\n"
    )


def test_paths_through_a_database_shows_regions(tmp_path: Path) -> None:
    path = write(tmp_path, description=database("{emission_type1: 1}"))
    result = run("paths", path, "reg1:food")
    assert result.exit_code == 0
    assert "Where it is emitted, 100.0 % of the multiplier\n" in result.output
    assert "  reg1\n" in result.output


def test_paths_of_a_product_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    result = run("paths", write(tmp_path), "fish")
    assert result.exit_code == 2
    assert 'table.yaml has no product "fish"; it has: agriculture, manufactures' in result.output


def test_without_the_extra_the_command_says_how_to_install_it(tmp_path: Path) -> None:
    program = (
        "import sys, importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'scipy' else find(name, *more)\n"
        f"sys.argv = ['procurement-footprint', 'factors', 'build', {str(write(tmp_path))!r}, '--out', 'sets']\n"
        "from procurement_footprint.commands import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert done.stderr == (
        "scipy: this is not installed, and the command needs it\n"
        '    fix: install the extra: pip install "procurement-footprint[io]"\n'
        "\n"
        "1 problem: nothing was written\n"
    )
