"""A year of the invented group as its procurement unit works through it: four quarters, a closing, a late change.

The rows and öre that must count after each step come from the generator (`group_year.py`), not from the program.
`pytest tests/test_group_year.py -s` prints them, step by step.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import group_year
import polars as pl
import pytest
from click.testing import CliRunner
from conftest import Command
from group_year import SMALL, Delivery, Script, Totals

from procurement_footprint.commands import cli
from procurement_footprint.commands.menu import MENU
from procurement_footprint.problems import Refused

NEEDED = ("close", "import", "periods", "restate", "share")
pytestmark = pytest.mark.skipif(
    missing := [name for name in NEEDED if name not in MENU],
    reason=f"without the commands {', '.join(missing)}",
)
BY = ("--by", "Anna Lind")


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one delivery: without its options, with them, and what counts then."""

    delivery: Delivery
    refused: tuple[str, ...]
    untouched: bool
    said: str
    held: dict[str, Totals]


@dataclass(frozen=True, slots=True)
class Year:
    """The year when it is over."""

    folder: Path
    script: Script
    steps: tuple[Step, ...]
    late: Step
    said: dict[str, str]
    first_version: dict[str, bytes]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Year:
    folder = tmp_path_factory.mktemp("group-year")
    script = group_year.write(folder)

    def done(*arguments: str | Path) -> str:
        ended = procurement_footprint(*arguments, cwd=folder)
        assert ended.returncode == 0, f"{arguments}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    steps = tuple(taken(folder, one) for one in script.made)
    said = {"periods": done("periods"), "close": done("close", "2024", *BY)}
    first_version = contents(folder / "closed" / "2024" / "1")
    late = taken(folder, script.late)
    said["restate"] = done("restate", "2024", "--reason", "late invoice from the heating plant", *BY)
    said["verify"] = done("verify")
    said["share"] = done("share", "2024", "--out", "to-publish")
    print("\n" + group_year.table([*script.made, script.late]), *said.values(), sep="\n")
    return Year(folder, script, steps, late, said, first_version)


def taken(folder: Path, delivery: Delivery) -> Step:
    """Take a delivery in, first without its options where it must be refused without them."""
    before = held(folder)
    file = f"delivered/{delivery.file}"
    refused, untouched = (), True
    if delivery.refused:
        refused = codes(folder, "import", file, "--entity", delivery.entity)
        untouched = held(folder) == before
    total = ("--control-total", delivery.holds.sek)
    with chdir(folder):
        done = CliRunner().invoke(cli, ["import", file, "--entity", delivery.entity, *total, *delivery.options])
    assert done.exit_code == 0, f"{delivery.file}: {done.output} {done.exception}"
    return Step(delivery, refused, untouched, done.output, held(folder))


def codes(folder: Path, *arguments: str) -> tuple[str, ...]:
    """Which kinds of Problem a command is refused with."""
    with chdir(folder):
        done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, Refused), done.output
    return tuple(one.code for one in done.exception.problems)


def held(folder: Path) -> dict[str, Totals]:
    """What counts of each entity, by the sums that stand in the archive."""
    from procurement_footprint.ledger import archive

    sums = {code: Totals(0, 0) for code in SMALL}
    whole = archive.load(folder)
    for one in whole.imports:
        for tally in whole.counting(one).values():
            money = int(sum(tally.amounts.values(), Decimal()) * 100)
            sums[one.entity] = Totals(sums[one.entity].rows + tally.rows, sums[one.entity].ore + money)
    return sums


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def manifest(year: Year, version: int) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((year.folder / "closed" / "2024" / str(version) / "manifest.json").read_bytes())
    return read


def lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def whole(after: dict[str, Totals]) -> Totals:
    return Totals(sum(one.rows for one in after.values()), sum(one.ore for one in after.values()))


def ore(amount: str) -> int:
    return int(Decimal(amount) * 100)


def test_after_each_delivery_exactly_its_rows_and_its_money_count(year: Year) -> None:
    for step in (*year.steps, year.late):
        assert step.held == step.delivery.after, step.delivery.what


def test_what_is_not_simply_new_is_refused_until_somebody_says_what_is_meant(year: Year) -> None:
    refused = {step.delivery.file: step.refused for step in (*year.steps, year.late) if step.delivery.refused}
    assert len(refused) == 4
    for step in (*year.steps, year.late):
        if step.delivery.refused:
            assert step.delivery.refused in step.refused, step.delivery.what
        assert step.untouched, step.delivery.what


def test_the_same_rows_a_second_time_are_nothing_new(year: Year) -> None:
    (twice,) = [step for step in year.steps if step.delivery.nothing_new]
    assert twice.said.startswith("ny-leverans.csv: nothing new")


def test_the_small_year_has_the_rows_of_a_small_group(year: Year) -> None:
    assert 4_000 < whole(year.steps[-1].held).rows < 5_000


def test_periods_names_all_entities(year: Year) -> None:
    for code in SMALL:
        assert re.search(rf"^{code}$", year.said["periods"], flags=re.MULTILINE)


@pytest.mark.parametrize("version", [1, 2])
def test_a_closed_year_has_the_money_that_counted_then(year: Year, version: int) -> None:
    step = year.steps[-1] if version == 1 else year.late
    totals = manifest(year, version)["totals"]
    expected = whole(step.delivery.after)
    assert ore(totals["amount"]["ledger"]) == expected.ore
    parts = [ore(totals["amount"][part]) for part in ("counted", "left_out", "unmapped")]
    assert sum(parts) == expected.ore


def test_each_entity_has_its_own_money_in_the_view_by_entity(year: Year) -> None:
    for version, step in ((1, year.steps[-1]), (2, year.late)):
        found = {
            line["entity"]: line for line in lines(year.folder / "closed" / "2024" / str(version) / "entities.csv")
        }
        assert {code: ore(line["ledger"]) for code, line in found.items()} == {
            code: one.ore for code, one in step.delivery.after.items()
        }


def test_internal_purchases_are_listed_pair_by_pair_with_both_sides(year: Year) -> None:
    expected = {
        key: (bought.rows, bought.ore, sold.rows, -sold.ore) for key, (bought, sold) in year.script.internal.items()
    }
    found = {
        (line["buyer"], line["seller"], line["period"]): (
            int(line["rows_bought"]), ore(line["amount_bought"]), int(line["rows_sold"]), -ore(line["amount_sold"])
        )
        for line in lines(year.folder / "closed" / "2024" / "2" / "internal.csv")
    }  # fmt: skip
    assert {key: value[:2] for key, value in found.items()} == {key: value[:2] for key, value in expected.items()}
    assert {key: (rows, abs(money)) for key, (_, _, rows, money) in found.items()} == {
        key: (rows, abs(money)) for key, (_, _, rows, money) in expected.items()
    }
    differing = [key for key, (_, bought, _, sold) in expected.items() if bought != sold]
    assert 3 <= len(differing) < len(expected)


def test_nothing_that_is_bought_from_a_wholly_owned_member_is_counted(year: Year) -> None:
    rows = pl.read_parquet(year.folder / "closed" / "2024" / "2" / "footprint.parquet")
    owned = ["212000-9903", "599117-1694"]
    inside = rows.filter(pl.col("supplier_id").cast(pl.String).is_in(owned))
    assert inside.height > 80
    assert inside.filter(pl.col("status") == "counted").is_empty()


def test_of_what_is_bought_from_the_energy_company_the_owned_sixty_per_cent_are_eliminated(year: Year) -> None:
    """Each row is divided to the öre, so a sum is right to half an öre a row."""
    found = list(lines(year.folder / "closed" / "2024" / "2" / "internal.csv"))
    from_energi = [line for line in found if line["seller"] == "energi"]
    assert len(from_energi) == 8  # two buyers, four quarters
    for line in from_energi:
        exact = Decimal(line["amount_bought"]) * Decimal("0.6")
        assert abs(Decimal(line["amount_eliminated"]) - exact) <= Decimal("0.005") * int(line["rows_bought"])


def test_the_department_that_is_renamed_stands_under_one_name(year: Year) -> None:
    found = defaultdict(list)
    for line in lines(year.folder / "closed" / "2024" / "2" / "departments.csv"):
        found[line["department"]].append(line)
    assert len(found[group_year.NEW_NAME]) == 1
    assert group_year.OLD_NAME not in found


def test_closing_says_who_and_the_first_version_stays_as_it_was(year: Year) -> None:
    assert "closed: 2024 version 1, by Anna Lind" in year.said["close"]
    assert contents(year.folder / "closed" / "2024" / "1") == year.first_version


def test_the_restatement_tells_the_difference_of_the_late_delivery(year: Year) -> None:
    before, after = whole(year.steps[-1].delivery.after), whole(year.late.delivery.after)
    assert after == Totals(before.rows + 1, before.ore + 1_234_567 + 98_765_432)
    assert "restated: 2024 version 2, by Anna Lind" in year.said["restate"]
    ledger = next(line for line in year.said["restate"].splitlines() if "came, went, changed" in line)
    assert "+999,999.99" in ledger
    old, new = (manifest(year, version)["totals"] for version in (1, 2))
    assert ore(new["amount"]["ledger"]) - ore(old["amount"]["ledger"]) == after.ore - before.ore
    assert Decimal(new["kg_co2e"]) > Decimal(old["kg_co2e"])


def test_verify_finds_both_versions_intact_and_makes_them_again(year: Year) -> None:
    assert re.findall(r"^2024 version (\d): intact", year.said["verify"], flags=re.MULTILINE) == ["1", "2"]
    assert year.said["verify"].count("made again: every file comes out byte for byte") == 2


def test_what_is_shared_has_no_number_of_a_person(year: Year) -> None:
    person = re.compile(r"\b\d{2}[01]\d[0-3]\d-?9[89]\d{2}\b")
    rows = (year.folder / "delivered" / "norrsele-2024-q1.csv").read_text(encoding="utf-8-sig")
    assert person.search(rows)
    shared = [path for path in (year.folder / "to-publish").iterdir() if path.suffix in {".csv", ".json", ".html"}]
    assert shared
    for path in shared:
        assert not person.search(path.read_text(encoding="utf-8")), path.name
