"""Where the addresses of a report lead: in its pages, in one file, and in the page that a run writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.addresses import Places
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report

# The ids of headings that tables lead to, by the page on which they are.
SECTIONS = {
    "categories": ("categories",),
    "quality": ("unmapped", "left_out"),
    "method": ("method", "inputs"),
}
TABLES = ("departments", "suppliers", "categories", "unmapped", "left_out")  # the CSV files of every footprint
SHEETS = (
    "departments", "suppliers", "categories", "who_buys_what", "quarters", "unmapped", "left_out", "evidence",
)  # fmt: skip
BOOK = "report.xlsx"


def within(report: Report, files: Mapping[str, str]) -> dict[str, str]:
    """Return where groups and parts of pages are. files: the file of each page, "" where all is in one."""
    counted = report.breakdown.totals.rows["counted"] > 0
    known = {
        addresses.section(one): f"{files[page]}#{one}"
        for page, ids in SECTIONS.items()
        for one in ids
        if counted or one != "categories"
    }
    for group in report.breakdown.groups["group"]:
        address = addresses.group(group)
        known[address] = f"{files['categories']}#{addresses.anchor(address)}"
    return known


def beside(report: Report, folder: str, names: Iterable[str] = TABLES) -> dict[str, str]:
    """Return where the CSV files are, which are in `folder`, and the sheets of the workbook."""
    words = Words(report.language)
    tables = {addresses.data(name): f"{folder}{name}.csv" for name in names}
    return tables | {addresses.book(words(f"workbook.{name}")): BOOK for name in SHEETS}


def alone(report: Report) -> Places:
    """Return where addresses lead in the page that a run writes beside its CSV files and its workbook."""
    everywhere = dict.fromkeys(SECTIONS, "")
    return Places({addresses.page("overview"): "#overview"} | within(report, everywhere) | beside(report, ""))
