"""Rows that decisions of a project divide over categories: every part's money and kilograms, by METHOD.md's formula."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import compared
import oracle
import polars as pl

from procurement_footprint import job as jobs
from procurement_footprint import project as projects
from procurement_footprint import workflow
from procurement_footprint.footprint.rows import FILE
from procurement_footprint.reporting.folder import passing_workroom

ACCOUNTS, ROWS, PARTS = 30, 600, (2, 6)
LINE = {"when": "2026-11-24", "who": "Anna Lind", "why": "a test", "source": "a test"}
Split = list[tuple[str, Decimal]]


def splits(chance: random.Random) -> dict[str, Split]:
    """Return shares of at most six decimals that add up to 1, by account."""
    found = {}
    for number in range(ACCOUNTS):
        many = chance.randint(*PARTS)
        cuts = sorted(chance.sample(range(1, 10**6), many - 1))
        shares = [Decimal(end - start) / 10**6 for start, end in zip([0, *cuts], [*cuts, 10**6], strict=True)]
        found[f"{90000 + number}"] = list(zip(chance.sample(sorted(oracle.CATEGORIES), many), shares, strict=True))
    return found


def parts(row: dict[str, Any], split: Split) -> Iterator[dict[str, Any]]:
    """Yield the parts of a row: what is shared out up to each of them, halves up, less what was before."""
    ends = [sum(share for _, share in split[: place + 1]) for place in range(len(split))]
    for place, (category, _) in enumerate(split):
        money = {}
        for name in ("amount", "reporting_amount"):
            ore = abs(row[name]) * 100
            upto = [(ore * end).quantize(Decimal(1), ROUND_HALF_UP) for end in (Decimal(0), *ends)]
            money[name] = (upto[place + 1] - upto[place]) / 100 * (-1 if row[name] < 0 else 1)
        kg = oracle.per_euro(category, row["booked_on"].year)
        own = oracle.rate(row["currency"], row["booked_on"], False)
        kilograms = None if kg is None else (money["amount"] / own * kg).quantize(Decimal("0.001"))
        yield {"row_id": row["row_id"], "part": place + 1, "category": category, "kg_co2e": kilograms, **money}


def test_every_part_is_that_of_the_formula(tmp_path: Path) -> None:
    chance = random.Random(9)
    decided = splits(chance)
    (tmp_path / "decisions").mkdir()
    (tmp_path / "procurement.yaml").write_text("project: test\ncurrency: SEK\n", encoding="utf-8")
    written = []
    for number, (account, split) in enumerate(decided.items(), 1):
        shares = ", ".join(f"{category}: {share:f}" for category, share in split)
        said = "".join(f"  {key}: {value}\n" for key, value in LINE.items())
        written.append(f'- id: d-20261124-{number:03}\n{said}  account: ["{account}"]\n  split: {{{shares}}}\n')
    (tmp_path / "decisions" / "2026-test.yaml").write_text("".join(written), encoding="utf-8")
    lines, wanted = ["Bokföringsdatum;Konto nr;Kontotext;Belopp;Valuta"], []
    for number in range(2, ROWS + 2):
        account, cents = chance.choice(sorted(decided)), int(10 ** chance.uniform(0, 8)) * chance.choice([1, 1, -1])
        day, currency = date(chance.randint(2018, 2026), 3, 14), chance.choice(["SEK", "SEK", "EUR", "NOK"])
        amount = Decimal(cents) / 100
        lines.append(f"{day};{account};;{f'{amount:.2f}'.replace('.', ',')};{currency}")
        rates = [oracle.rate(one, day, False) for one in ("SEK", currency)]
        money = (amount * rates[0] / rates[1]).quantize(Decimal("0.01"))
        row = {"row_id": f"ledger.csv:{number}", "booked_on": day, "amount": amount, "currency": currency}
        wanted += parts(row | {"reporting_amount": money}, decided[account])
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = jobs.job((path,), projects.load(tmp_path), chart="kbas")
    with passing_workroom() as room:
        workflow.reported(asked, room, jobs.Silent())
        names = ["row_id", "part", "category", "kg_co2e", "amount", "reporting_amount"]
        found = pl.read_parquet(room.result / FILE).select(names).to_dicts()
        by_sql = compared.sql(room.result / FILE, ("category",), "true")
    assert found == wanted
    assert sum(money for _, money, _ in by_sql.values()) == sum(one["reporting_amount"] for one in wanted)
