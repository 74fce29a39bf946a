"""The sample as a workbook that people fill in: instructions, the lines, the parameters of the draw."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from procurement_footprint import __version__
from procurement_footprint.analysis.audit.sample import Sample
from procurement_footprint.analysis.audit.verdicts import VERDICTS
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.reporting.audit import lines
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.record import PROGRAM
from procurement_footprint.reporting.sheets import Cell, Column, Sheet, Table, text
from procurement_footprint.reporting.workbook import formats as looks
from procurement_footprint.reporting.workbook.book import write_sheet

FORMAT = "1"
PARAMETERS, KEY, VALUE = "parameters", "key", "value"  # the same in every language, so that a program finds them
CHOICES = "choices"
HOW = range(1, 7)  # the instructions, sentence by sentence
FILLED_IN = "#FFF8DC"
JUDGED_WIDTH = 24


def written(sample: Sample, footprint: Finished) -> bytes:
    """Return the workbook of a sample as the bytes of an .xlsx file; same sample, same bytes."""
    words, packed = Words(footprint.language), BytesIO()
    book = xlsxwriter.Workbook(packed, looks.OPTIONS)
    book.set_properties({"title": words("audit.title"), "created": looks.CREATED})
    formats = looks.Formats(book)
    facts = lines.columns(sample, footprint.basis, words)
    for sheet in (_instructions(sample, words), Sheet(words("audit.lines"), (Table("", facts),))):
        write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    write_sheet(book.add_worksheet(PARAMETERS), _parameters(sample, footprint, words), formats)
    choices = {
        "verdict": [words(f"verdict.{one}") for one in VERDICTS],
        "right_category": list(lines.labels(footprint.basis, words)),
    }
    page, hidden = book.get_worksheet_by_name(words("audit.lines")), book.add_worksheet(CHOICES)
    hidden.hide()
    look = book.add_format({"bg_color": FILLED_IN, "text_wrap": True, "valign": "top", "border": 7})
    _fill_in(page, hidden, choices, sample.lines.height, look)
    book.close()
    return packed.getvalue()


def _fill_in(
    page: Worksheet, hidden: Worksheet, choices: dict[str, list[str]], height: int, look: xlsxwriter.format.Format
) -> None:
    """Mark the cells that are filled in and give them their lists, which stand on the hidden sheet."""
    page.freeze_panes(1, 1)
    for place in range(len(lines.FACTS), len(lines.FACTS) + len(lines.JUDGED)):
        page.set_column(place, place, JUDGED_WIDTH)
        for line in range(1, height + 1):
            page.write_blank(line, place, None, look)
    for number, (name, listed) in enumerate(choices.items()):
        hidden.write_column(0, number, listed)
        place = len(lines.FACTS) + lines.JUDGED.index(name)
        letter = "AB"[number]
        source = f"={CHOICES}!${letter}$1:${letter}${len(listed)}"
        page.data_validation(1, place, max(height, 1), place, {"validate": "list", "source": source})


def _instructions(sample: Sample, words: Words) -> Sheet:
    how = Table(
        words("audit.title"), (text(words("audit.how"), [words(f"audit_how.{number}") for number in HOW], "prose"),)
    )
    held = sample.strata
    columns = (
        text(words("audit.stratum"), [words(f"audit_stratum.{one.name}") for one in held]),
        _count(words("audit.all_lines"), [len(one.population.sizes) for one in held]),
        _count(words("audit.drawn"), [len(one.lines) for one in held]),
        _count(words("audit.certain_lines"), [len(one.drawn.certain) for one in held]),
        text(words("audit.over"), [words(f"audit_over.{one.over}") for one in held]),
        Column(words("audit.size"), "money", [one.total for one in held]),
        Column(words("audit.interval"), "money", [one.interval for one in held]),
    )
    return Sheet(words("audit.instructions"), (how, Table(words("audit.strata"), columns)))


def _count(header: str, values: list[int]) -> Column:
    return Column(header, "count", [*map(float, values)])


def _parameters(sample: Sample, footprint: Finished, words: Words) -> Sheet:
    said: dict[str, Cell] = {
        "format": FORMAT,
        "manifest_sha256": footprint.sha256,
        "language": words.language,
        "size": str(sample.request.size),
        "seed": str(sample.request.seed),
        "over": sample.request.over,
        "program": f"{PROGRAM} {__version__}",
        "currency": footprint.currency,
    }
    columns = (
        text(KEY, list(said)),
        text(VALUE, [str(value) for value in said.values()]),
        text(words("audit.meaning"), [words(f"audit_meaning.{key}") for key in said]),
    )
    return Sheet(PARAMETERS, (Table("", columns),))
