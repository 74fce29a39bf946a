"""Purchases of a group of entities that own each other in part: each row's parts, by METHOD.md's formula."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import group_project
import oracle
import polars as pl

from procurement_footprint import job as jobs
from procurement_footprint import project as projects
from procurement_footprint import workflow
from procurement_footprint.footprint.rows import FILE
from procurement_footprint.reporting.folder import passing_workroom

ROWS = 250
ENTITIES = {"town": ("212000-9991", "kbas"), "energy": ("556012-5790", "bas"), "homes": ("556677-8899", "bas")}
OWNED = {
    "homes": [("0.333333", None, "2023-12-31"), ("0.75", "2024-01-01", None)],
    "energy": [("0.51", None, "2024-06-30")],
}
BOOKED = [
    ("64110", "Livsmedel"),
    ("62110", "Elenergi"),
    ("50110", "Löner"),
    ("74110", "Konsulttjänster"),
    ("9999", "Diff"),
]
Sums = dict[tuple[str, str, str | None], Decimal]


def share(entity: str | None, day: date) -> Decimal:
    """Return the group's share of an entity on a day; nobody's is 0."""
    if entity is None or entity not in OWNED:
        return Decimal(entity is not None)
    held = [Decimal(one) for one, since, until in OWNED[entity] if (since or "") <= str(day) <= (until or "9")]
    return held[0] if held else Decimal(0)


def halves_up(ore: Decimal) -> Decimal:
    return ore.quantize(Decimal(1), ROUND_HALF_UP)


def parts(row: dict[str, Any], buyer: str, seller: str | None) -> Sums:
    """Return the money of a row by what becomes of it; row: as the oracle decides it without a group."""
    outcome = (row["status"], row["reason"])
    if row["status"] == "left_out":
        return {(row["row_id"], *outcome): row["amount"]}
    of_buyer, of_seller = share(buyer, row["booked_on"]), share(seller, row["booked_on"])
    of_seller = Decimal(0) if seller == buyer else of_seller
    whole = abs(row["amount"]) * 100
    inside = halves_up(whole * of_buyer)
    counted = halves_up(inside * (1 - of_seller))
    sign = (-1 if row["amount"] < 0 else 1) / Decimal(100)
    found = {
        outcome: counted,
        ("left_out", "intra_group"): inside - counted,
        ("left_out", "outside_ownership"): whole - inside,
    }
    return {(row["row_id"], *what): ore * sign for what, ore in found.items() if ore}


def test_every_part_is_that_of_the_formula(tmp_path: Path) -> None:
    chance, wanted, kilograms = random.Random(4), Sums(), Decimal(0)
    owned = "".join(
        f"  - code: {code}\n    id: {number}\n    name: {code} AB\n    chart: {chart}\n    ledgers: [{code}.csv]\n"
        + (f"    ownership: [{', '.join(map(_written, OWNED[code]))}]\n" if code in OWNED else "")
        for code, (number, chart) in ENTITIES.items()
    )
    (tmp_path / "procurement.yaml").write_text(f"project: g\ncurrency: SEK\nentities:\n{owned}", encoding="utf-8")
    sellers = {number: code for code, (number, _) in ENTITIES.items()}
    for code, (number, chart) in ENTITIES.items():
        lines = [group_project.HEADER.strip()]
        for line in range(2, ROWS + 2):
            day = date(2023, 6, 1) + timedelta(chance.randrange(730))
            account, text = chance.choice(BOOKED)
            seller = chance.choice([one for one in (*sellers, "559011-0091", "559011-0109") if one != number])
            amount = Decimal(int(10 ** chance.uniform(0, 8)) * chance.choice([1, 1, -1])) / 100
            lines.append(f"{line};{day};Drift;{account};{text};Firman AB;{seller};;{f'{amount:.2f}'.replace('.', ',')}")
            row = dict.fromkeys(("cpv", "unspsc", "state_account", "text"))
            row |= {
                "row_id": f"{code}.csv:{line}",
                "booked_on": day,
                "amount": amount,
                "currency": "SEK",
                "chart": chart,
            }
            row |= {"account": account, "account_text": text, "supplier": "Firman AB", "supplier_id": seller}
            (decided,) = oracle.footprint([row | {"organisation_id": number}], "SEK")
            new = parts(decided, code, sellers.get(seller))
            wanted |= new
            if (money := new.get((row["row_id"], "counted", None))) is not None:
                unit = oracle.per_euro(decided["category"], day.year) / oracle.rate("SEK", day, False)
                kilograms += (money * unit).quantize(Decimal("0.001"))
        (tmp_path / f"{code}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = jobs.job((), projects.load(tmp_path))
    with passing_workroom() as room:
        footprint = workflow.reported(asked, room, jobs.Silent())[0]
        found = pl.read_parquet(room.result / FILE)
    money: Sums = defaultdict(Decimal)
    for row_id, status, reason, amount in found.select("row_id", "status", "reason", "reporting_amount").iter_rows():
        money[row_id, status, reason] += amount
    assert {key: ore for key, ore in money.items() if ore} == {key: ore for key, ore in wanted.items() if ore}
    assert footprint.kilograms == kilograms
    assert {"intra_group", "outside_ownership", "wages"} <= {reason for _, _, reason in wanted}


def _written(owned: tuple[str, str | None, str | None]) -> str:
    named = zip(("share", "since", "until"), owned, strict=True)
    return "{" + ", ".join(f'{key}: "{value}"' for key, value in named if value) + "}"
