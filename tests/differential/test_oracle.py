"""Every row, table and total of invented ledgers is that of an independent computation, to the öre and the gram."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import compared
import invented
import oracle
import oracle_factors
import pytest

LEDGERS, FILES, ROWS = 300, 10, 12  # of several buyers in each file, of several files in each run
LONG_LEDGERS = 10_000
IN_ONE_RUN = FILES * len(invented.BUYERS)
CHARTS = ("kbas", "bas", "kbas", "regionbas", "none", "text-en", "bas")
PROFILE = "name: with-vat\ntitle: test\nsource: test\nvat: included\ncurrency: SEK\ncolumns:\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked of one run over several ledgers."""

    chart: str
    years: tuple[int, int]
    currency: str | None = None
    period: str | None = None
    vat: bool = False


def run_of(seed: int) -> Run:
    """Return what a seed asks for: all years; a quarter, in euro; or kronor with VAT in them."""
    chart = CHARTS[seed % len(CHARTS)]
    match seed % 3:
        case 0:
            return Run(chart, (2016, 2026))
        case 1:
            return Run(chart, (2021, 2025), "EUR", f"{2021 + seed % 4}-Q{seed % 4 + 1}")
        case _:
            return Run(chart, (2015, 2026), vat=True)


def rows_and_footprint(seed: int, folder: Path) -> tuple[list[dict[str, Any]], compared.Made]:
    """Return the oracle's rows of the ledgers of a seed, and the program's footprint of them."""
    asked, choices = run_of(seed), {}
    books = invented.books(seed, FILES, ROWS, asked.chart, asked.years, foreign=not asked.vat)
    for book in books:
        (folder / book.name).write_bytes(book.written())
    if asked.currency:
        (folder / "procurement.yaml").write_text(f"project: test\ncurrency: {asked.currency}\n", encoding="utf-8")
    if asked.vat:
        columns = "".join(f"  {name}: [{header}]\n" for name, header in invented.COLUMNS.items())
        (folder / "with-vat.yaml").write_text(PROFILE + columns, encoding="utf-8")
        choices["profile"] = str(folder / "with-vat.yaml")
    made = compared.made([folder / one.name for one in books], folder, asked.period, chart=asked.chart, **choices)
    rows = [row | {"chart": asked.chart} for book in books for row in book.said()]
    if asked.period:
        rows = [row for row in rows if f"{row['booked_on'].year}-Q{(row['booked_on'].month + 2) // 3}" == asked.period]
    money: Counter[str] = Counter()
    for row in rows:
        money[row["currency"]] += abs(row["amount"])
    currency = asked.currency or max(sorted(money), key=lambda one: money[one])
    assert made.currency == currency
    return oracle.footprint(rows, currency, quarterly=bool(asked.period), vat=asked.vat), made


@pytest.mark.parametrize("seed", range(LEDGERS // IN_ONE_RUN))
def test_every_row_and_total_is_that_of_the_oracle(seed: int, tmp_path: Path) -> None:
    rows, made = rows_and_footprint(seed, tmp_path)
    assert rows
    compared.agree(made, rows)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1_000, 1_001 + LONG_LEDGERS // IN_ONE_RUN))
def test_every_row_and_total_of_many_ledgers_is_that_of_the_oracle(seed: int, tmp_path: Path) -> None:
    rows, made = rows_and_footprint(seed, tmp_path)
    oracle.letters.cache_clear()
    oracle.decided.cache_clear()
    compared.agree(made, rows)


def test_the_ledgers_have_all_that_can_become_of_a_row() -> None:
    found: Counter[object] = Counter()
    for seed in range(7):
        asked = run_of(seed)
        books = invented.books(seed, 2, ROWS, asked.chart, asked.years, foreign=not asked.vat)
        rows = [row | {"chart": asked.chart} for book in books for row in book.said()]
        for row in oracle.footprint(rows, "SEK", vat=asked.vat):
            found.update((row["status"], row["reason"], row["evidence"], row["currency"], row["amount"] < 0))
            found.update([("person", row["sole_trader"])])
    wanted = {"counted", "left_out", "unmapped", "no_rule", "no_factor", *oracle.LEVELS}
    assert len(found.keys() & set(invented.CURRENCIES)) >= 6
    assert wanted | {True, ("person", True)} <= found.keys()


def test_the_oracle_imports_nothing_of_ours_and_is_small() -> None:
    for module, most in ((oracle, 150), (oracle_factors, 50)):
        text = Path(module.__file__).read_text(encoding="utf-8")
        tree = ast.parse(text)
        names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert names - {"yaml", "oracle_factors"} <= sys.stdlib_module_names
        said = {line for node in ast.walk(tree) for line in _said(node)}
        lines = [line for number, line in enumerate(text.splitlines(), 1) if line.strip() and number not in said]
        assert len(lines) <= most


def _said(node: ast.AST) -> range:
    """Return the lines of a docstring."""
    if not isinstance(node, ast.FunctionDef | ast.Module) or ast.get_docstring(node) is None:
        return range(0)
    return range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
