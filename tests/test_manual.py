"""The manual cannot drift: its commands are run, and what it lists is held against the program.

A page is read from top to bottom. A fence that begins with ```` ```csv file=march.csv ```` writes a file; in a fence of
the kind console each line `$ procurement-footprint …` is run, and the lines below it are what it prints (`…` stands for
any lines, inside a line for any text). Standard error is not shown, except where a command is meant to fail.
Commands that are meant to fail end in `# exit code N`. Every page starts beside a fresh demonstration town.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
import polars as pl
import pytest
from conftest import ROOT, Command

from procurement_footprint import entities, project
from procurement_footprint.analysis import selection
from procurement_footprint.analysis.abatement import file as measure_file
from procurement_footprint.analysis.follow_up import texts as follow_up_texts
from procurement_footprint.analysis.supplier_quality import names, sellers
from procurement_footprint.commands import cli
from procurement_footprint.factors import description, origin, supply_chain
from procurement_footprint.factors.input_output import description as table
from procurement_footprint.factors.input_output import products
from procurement_footprint.factors.sources import generic
from procurement_footprint.footprint import basis
from procurement_footprint.footprint.rows import WRITTEN
from procurement_footprint.ledger import alias_file, profile
from procurement_footprint.ledger.columns import CLASSIFIED, FOOTPRINT, LEDGER, PRICED
from procurement_footprint.mapping import bridge, charts, crosswalk, decision_entry, levers, rule_files, taxonomy
from procurement_footprint.problem_kinds import CATALOGUE

PAGES = [ROOT / "README.md", ROOT / "METHOD.md", *sorted((ROOT / "docs" / "manual").glob("*.md"))]
REFERENCE = ROOT / "docs" / "manual" / "reference.md"
MAPPINGS = ROOT / "mappings"
FACTORS = ROOT / "emission_factors" / "README.md"
CHAINS = ROOT / "emission_factors" / "supply-chains" / "README.md"
STRATEGIST = ROOT / "docs" / "manual" / "strategist.md"
FOLLOW_UP = ROOT / "docs" / "manual" / "follow-up.md"
PLAN = ROOT / "docs" / "manual" / "measures.md"
PROFILES = MAPPINGS / "ledgers" / "README.md"
FENCE = re.compile(r"^```(?P<kind>\w*) ?(?P<more>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
BURNT = ("petrol", "diesel", "biofuels", "vehicle_gas", "vehicle_fuel_unspecified", "heating_oil", "heating_gas", "lpg")
PROGRAM, GAP = "$ procurement-footprint", "…"


@dataclass(frozen=True, slots=True)
class Said:
    """One command of a page: its arguments, the exit code it ends with, and what it prints (may be nothing)."""

    line: str
    arguments: list[str]
    exit_code: int
    output: list[str]


def commands(block: str) -> Iterator[Said]:
    """The commands of a console fence, with the lines below each."""
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        line, *output = part.splitlines() or [""]
        if line.startswith("$ "):
            assert line.startswith(PROGRAM), f"only our own commands can be tested: {line}"
            code = re.search(r"# exit code (\d)$", line)
            arguments = shlex.split(line.removeprefix(PROGRAM), comments=True)
            yield Said(line, arguments, int(code[1]) if code else 0, output)


def pattern(output: list[str]) -> str:
    """A regular expression for what a page shows of an output; `…` is any lines, inside a line any text."""
    lines = ("(?:.*\n)*" if line == GAP else re.escape(f"{line}\n").replace(GAP, ".*") for line in output)
    return "".join(lines) + "\n*"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """A folder with the full demonstration, made once. Not to be changed."""
    folder = tmp_path_factory.mktemp("manual")
    done = procurement_footprint("demo", cwd=folder, COLUMNS="100")
    assert done.returncode == 0, done.stderr
    (folder / "demo.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def place(demonstration: Path, tmp_path: Path) -> Path:
    """Where a page is tried out: the town's folder, and beside it the file that a finance system has delivered."""
    shutil.copytree(demonstration / "demo-town", tmp_path / "demo-town")
    shutil.copy(tmp_path / "demo-town" / "ledgers" / "leverantorsreskontra-2024.csv", tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_page_does_what_the_page_says(
    page: Path, place: Path, procurement_footprint: Command
) -> None:
    for fence in FENCE.finditer(page.read_text(encoding="utf-8")):
        if file := re.fullmatch(r"file=(\S+)", fence["more"].strip()):
            (place / file[1]).parent.mkdir(parents=True, exist_ok=True)
            (place / file[1]).write_text(fence["body"], encoding="utf-8")
        for said in commands(fence["body"]) if fence["kind"] == "console" else ():
            done = procurement_footprint(*said.arguments, cwd=place, COLUMNS="100")
            printed = done.stderr + done.stdout if said.exit_code else done.stdout
            assert done.returncode == said.exit_code, f"{said.line}\n{done.stderr}"
            if said.output:
                assert re.fullmatch(pattern(said.output), printed), f"{said.line}\n{printed}"


def test_the_readme_shows_what_the_demonstration_prints(demonstration: Path) -> None:
    fences = FENCE.finditer(PAGES[0].read_text(encoding="utf-8"))
    shown = next(fence["body"] for fence in fences if fence["kind"] == "text")
    assert shown == (demonstration / "demo.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def counted(demonstration: Path) -> pl.DataFrame:
    """What is counted in the demonstration: year, category, its group, money and kilograms."""
    path = next((demonstration / "demo-town" / "footprints").glob("*/footprint.parquet"))
    rows = pl.scan_parquet(path, glob=False).filter(pl.col("status") == "counted")
    sums = rows.group_by(pl.col("booked_on").dt.year().alias("year"), "category").agg(
        money=pl.col("amount").sum().cast(pl.Float64), kilograms=pl.col("kg_co2e").sum().cast(pl.Float64)
    )
    return sums.collect().join(taxonomy.load().table, on="category")


def where_it_lands() -> str:
    return (ROOT / "METHOD.md").read_text(encoding="utf-8").partition("## Where the demo's total lands")[2]


def test_the_method_says_where_the_demonstration_lands(counted: pl.DataFrame) -> None:
    for year in (2023, 2024):
        money, kilograms = counted.filter(pl.col("year") == year).select(pl.sum("money", "kilograms")).row(0)
        figures = f"{money / 1e6:,.1f} MSEK | {kilograms / 1000:,.0f} t | **{kilograms * 1000 / money:.1f}**"
        assert f"| {year} | {figures} |" in where_it_lands()


def test_the_method_says_where_the_demonstration_would_have_landed_in_2019(counted: pl.DataFrame) -> None:
    multipliers = basis.load(project.Project()).multipliers([("SEK", 2019)]).group_by("category")
    bought = counted.filter(pl.col("year") == 2023).join(multipliers.agg(pl.first("kg_per_unit")), on="category")
    money, kilograms = float(bought["money"].sum()), float((bought["money"] * bought["kg_per_unit"]).sum())
    assert f"| {kilograms / 1000:,.0f} t | **{kilograms * 1000 / money:.1f}** |" in where_it_lands()


def test_the_method_says_how_groups_of_the_demonstration_compare(counted: pl.DataFrame) -> None:
    groups = counted.filter(pl.col("year") == 2023).group_by("group").agg(pl.sum("money", "kilograms"))
    grams = {name: kilograms * 1000 / money for name, money, kilograms in groups.iter_rows()}
    assert f"land, buildings and premises {grams['buildings_land']:.0f} g/SEK" in where_it_lands()
    assert f"equipment and materials {grams['equipment_materials']:.0f} " in where_it_lands()
    assert f"social care {grams['social_care']:.0f}." in where_it_lands()
    bought = {name: money for name, money, _ in groups.iter_rows()}
    care = (bought["social_care"] + bought["education_culture"]) / sum(bought.values())
    assert f"{care * 100:.0f} % of its counted money is bought social care and education" in where_it_lands()


def test_the_method_says_how_much_fuel_the_demonstration_buys(counted: pl.DataFrame) -> None:
    money = counted.filter(pl.col("year") == 2023)
    burnt, whole = float(money.filter(pl.col("category").is_in(BURNT))["money"].sum()), float(money["money"].sum())
    assert f"fuels are only {burnt * 100 / whole:.1f} % of the demo's counted spend in 2023" in where_it_lands()


def test_the_method_names_every_reason_for_leaving_out() -> None:
    text = (ROOT / "METHOD.md").read_text(encoding="utf-8")
    for reason in taxonomy.load_reasons().by_id.values():
        assert f"| `{reason.id}` | {reason.name.sv} | {reason.why.en} |" in text


def test_the_method_counts_categories_and_groups() -> None:
    tree = taxonomy.load()
    text = (ROOT / "METHOD.md").read_text(encoding="utf-8")
    assert f"({len(tree.categories)} in {len(tree.groups)} groups)" in text


def every_command(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{name} {word}")


def test_the_page_about_python_runs(
    demonstration: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "manual" / "python.md").read_text(encoding="utf-8")
    monkeypatch.chdir(demonstration)
    names: dict[str, Any] = {}
    said, shown = "", 0
    with pl.Config():  # what the page sets ends here
        for fence in FENCE.finditer(page):
            if fence["kind"] == "python":
                exec(fence["body"], names)  # the examples of the page, in their order
                said = capsys.readouterr().out
            elif fence["kind"] == "text":
                assert said == fence["body"]
                shown += 1
    assert shown == 10
    change = names["change"].total
    assert change["kg_change"][0] == change["kg_after"][0] - change["kg_before"][0]
    assert names["footprint"].rows().collect().height == 20_000
    assert len(names["abatement"].years) > 1
    assert names["scenario"].steps.height == 1


COMMANDS = [("procurement-footprint", cli), *every_command(cli, "procurement-footprint")]


def help_of(name: str, command: click.Command) -> str:
    """What `--help` prints, at most 100 characters wide."""
    context = click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"])
    return command.get_help(context)


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_the_reference_shows_each_command_as_its_help_does(name: str, command: click.Command) -> None:
    section = REFERENCE.read_text(encoding="utf-8").partition(f"### {name}\n")[2]
    shown = next(fence["body"] for fence in FENCE.finditer(section))
    assert " ".join(shown.split()) == " ".join(help_of(name, command).split())


def test_the_reference_lists_every_problem_with_its_fix() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| (.*) \| (.*) \|$", text.partition("## Problems")[2], flags=re.MULTILINE)
    assert listed == [(code, escaped(kind.what), escaped(kind.fix)) for code, kind in sorted(CATALOGUE.items())]


def escaped(text: str) -> str:
    """A text as it stands in a table of Markdown."""
    return text.replace("|", "\\|")


def test_the_reference_lists_every_column_of_the_rows() -> None:
    text = REFERENCE.read_text(encoding="utf-8").partition("### footprint.parquet")[2].partition("\n### ")[0]
    rooms = {"ledger": LEDGER, "priced": PRICED, "classified": CLASSIFIED, "footprint": FOOTPRINT}
    first = {name: next(room for room, held in rooms.items() if name in held) for name in FOOTPRINT}
    assert re.findall(r"^\| `(\w+)` \| (\w+) \| (\w+) \|", text, flags=re.MULTILINE) == [
        (name, str(kind).partition("(")[0], first[name]) for name, kind in WRITTEN.items()
    ]


def test_the_reference_lists_every_file_with_its_columns(demonstration: Path) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for path in sorted(next((demonstration / "demo-town" / "footprints").glob("*/")).iterdir()):
        section = text.partition(f"### {path.name}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
        assert section, path.name
        if path.suffix == ".csv":
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            assert re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE) == header, path.name


def test_the_reference_lists_every_key_of_the_manifest(demonstration: Path) -> None:
    path = next((demonstration / "demo-town" / "footprints").glob("*/manifest.json"))
    manifest = json.loads(path.read_bytes())
    section = REFERENCE.read_text(encoding="utf-8").partition("### manifest.json\n")[2].partition("\n## ")[0]
    keys = {*manifest, *manifest["run"], *manifest["totals"], *manifest["inputs"][0], *manifest["made_with"]}
    assert {key for key in keys if f"`{key}`" not in section} == set()


def test_the_reference_lists_every_key_of_a_project() -> None:
    section = REFERENCE.read_text(encoding="utf-8").partition(f"## {project.FILE}")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE) == list(project.Settings.__struct_fields__)


# The settings files of mappings and factors, the page that describes each, and the keys that it may have.
SHAPES: list[tuple[Path, type[msgspec.Struct]]] = [
    (MAPPINGS / "README.md", taxonomy.Group),
    (MAPPINGS / "README.md", taxonomy.Category),
    (MAPPINGS / "README.md", taxonomy.Reason),
    (MAPPINGS / "README.md", charts.Chart),
    (MAPPINGS / "README.md", charts.Hint),
    (MAPPINGS / "README.md", rule_files._Book),
    (MAPPINGS / "README.md", rule_files._Rule),
    (MAPPINGS / "README.md", decision_entry.Written),
    (MAPPINGS / "README.md", crosswalk._Description),
    (MAPPINGS / "README.md", bridge._Description),
    (MAPPINGS / "README.md", levers.Kind),
    (MAPPINGS / "README.md", levers.Sensible),
    (CHAINS, supply_chain.Description),
    (MAPPINGS / "README.md", sellers.List),
    (MAPPINGS / "README.md", sellers.Kind),
    (MAPPINGS / "README.md", names._Forms),
    (REFERENCE, alias_file._Entry),
    (REFERENCE, entities.Entity),
    (REFERENCE, entities.Ownership),
    (REFERENCE, entities.Department),
    (STRATEGIST, generic.Said),
    (PLAN, measure_file.Entry),
    (PLAN, measure_file.Effects),
    (PLAN, measure_file.Source),
    (PLAN, selection.Selection),
    (FOLLOW_UP, follow_up_texts.WrittenYear),
    (FOLLOW_UP, follow_up_texts.WrittenText),
    (PROFILES, profile.Profile),
    (FACTORS, description.Description),
    (FACTORS, description.Gap),
    (FACTORS, origin.Origin),
    (FACTORS, origin.License),
    (FACTORS, table.Description),
    (FACTORS, table.Flows),
    (FACTORS, table.Emissions),
    (FACTORS, table.Database),
]


@pytest.mark.parametrize(("page", "shape"), SHAPES, ids=[shape.__name__ for _, shape in SHAPES])
def test_every_key_of_a_settings_file_is_described(page: Path, shape: type[msgspec.Struct]) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    described = " ".join(re.findall(r"`([^`]+)`", text))
    assert [key for key in shape.__struct_fields__ if not re.search(rf"\b{key}\b", described)] == []


def test_the_columns_of_a_choice_of_products_are_described() -> None:
    text = FACTORS.read_text(encoding="utf-8")
    assert [column for column in products.HEADER if f"`{column}`" not in text] == []


def test_every_shipped_profile_and_every_column_is_named() -> None:
    text = PROFILES.read_text(encoding="utf-8")
    assert [one.name for one in profile.shipped() if f"`{one.name}`" not in text] == []
    assert f"Our columns: {', '.join(f'`{column}`' for column in profile.DELIVERED)}." in text


def test_the_reference_says_all_exit_codes() -> None:
    section = REFERENCE.read_text(encoding="utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    assert re.findall(r"^\| (\d+) \|", section, flags=re.MULTILINE) == ["0", "1", "2", "3", "4", "130"]


def test_pages_name_no_place_of_one_machine() -> None:
    for page in (*PAGES, MAPPINGS / "README.md", PROFILES, FACTORS):
        assert not re.search(r"/(work|tmp|home|root|Users)/", page.read_text(encoding="utf-8")), page.name
