"""Every entry of the failure catalogue, and where its tests are.

An entry's tests in this folder are known by their names: `test_c14_…`, or by a mark, `@entry("C14")`. Those that were
there before, in other folders, are named here; so is what is held by a figure that was measured, and not by a test.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
READING = (
    *(f"C{number}" for number in range(1, 18)),
    *(f"A{number}" for number in range(1, 11)),
    *(f"X{number}" for number in range(1, 11)),
    "XML",
    "TIME",
)
OUTPUTS = (
    *(f"Y{number}" for number in range(1, 11)),
    *(f"O{number}" for number in range(1, 11)),
    *(f"P{number}" for number in range(1, 6)),
    *(f"I{number}" for number in range(1, 9)),  # the invariants
)
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "C1": ("ledger/test_delimited.py::test_one_quote_put_anywhere_loses_no_row",),
    "C2": ("ledger/test_delimited.py::test_two_quotes_put_anywhere_lose_no_row",),
    "C3": (
        "ledger/test_encoding.py::test_swedish_text_is_read_right_or_asked_about",
        "ledger/test_encoding.py::test_an_unclear_encoding_is_asked_about_with_the_words",
    ),
    "C6": ("ledger/test_delimited.py::test_line_ends_of_any_kind_and_mixture_give_the_same_rows",),
    "C7": ("ledger/test_totals.py::test_subtotals_of_any_depth_are_left_out_and_agree",),
    "C9": ("ledger/test_delimited.py::test_every_line_is_a_row_or_a_problem",),
    "C14": ("test_as_delivered.py::test_a_name_with_signs_of_a_pattern_opens_that_file_only",),
    "C17": (
        "ledger/test_delimited.py::test_blocks_make_no_difference",
        "commands/test_endings.py::test_an_end_that_the_system_asks_for_leaves_nothing_behind",
    ),
    "A1": ("ledger/test_amounts.py::test_an_amount_written_in_any_style_is_read_as_the_same_amount",),
    "A2": ("ledger/test_amounts.py::test_a_column_shows_its_own_decimal_mark_or_is_asked_about",),
    "A4": ("ledger/test_amounts.py::test_oere_and_thousands_are_moved_by_text",),
    "A9": ("test_as_delivered.py::test_each_currency_keeps_its_own_total",),
    "A10": (
        "ledger/test_archive.py::test_the_same_file_again_changes_nothing_even_if_its_layout_is_no_longer_the_last",
        "ledger/test_archive.py::test_an_overlap_is_shown_month_by_month_and_refused",
        "ledger/test_archive.py::test_replace_puts_the_months_of_the_file_in_the_place_of_those_there",
    ),
    "X1": ("ledger/test_excel.py::test_a_few_cells_that_span_a_huge_rectangle_are_refused",),
    "X4": ("ledger/test_excel.py::test_damaged_workbooks_are_read_or_refused",),
    "O6": (
        "reporting/test_folder.py::test_what_a_killed_run_left_is_removed_at_the_next_start",
        "ledger/test_archive_crashes.py::test_an_import_that_is_killed_at_any_step_is_in_wholly_or_not_at_all",
        "ledger/test_archive_crashes.py::test_a_disk_that_is_full_leaves_the_archive_as_it_was",
    ),
    "I6": ("reproducible/test_same_bytes.py::test_everything_is_the_same_in_opposite_settings",),
    "I8": (
        "reporting/test_scan.py::test_what_a_run_writes_is_clean",
        "reporting/test_scan.py::test_every_planted_number_is_found",
    ),
    "XML": ("ledger/test_ubl.py::test_declarations_are_refused_before_anything_is_expanded",),
    "TIME": ("ledger/test_dates.py::test_the_order_of_day_and_month_is_never_guessed",),
}
_NAMED = re.compile(r"test_([a-z]+[0-9]*)_")


@cache
def functions(file: Path) -> dict[str, tuple[str, ...]]:
    """Return the test functions in a file, each with the entries that a mark on it names."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name: tuple(_marks(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _marks(test: ast.FunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func).rpartition(".")[2] == "entry":
            yield from (str(one.value) for one in mark.args if isinstance(one, ast.Constant))


def here() -> dict[str, list[str]]:
    """Return for each entry the tests in this folder that name it."""
    found: dict[str, list[str]] = {}
    for file in sorted(HERE.glob("test_*.py")):
        for name, marks in functions(file).items():
            by_name = _NAMED.match(name)
            for entry in (*([by_name[1].upper()] if by_name else []), *marks):
                found.setdefault(entry, []).append(f"catalogue/{file.name}::{name}")
    return found
