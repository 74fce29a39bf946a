"""The review workbook: the worklist as a form that people who know the purchases fill in.

It cannot execute anything: every text is written as text; the only formula is the range of the drop-down list.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from procurement_footprint import atomic
from procurement_footprint.analysis.worklist import SUGGESTED, Group, Worklist
from procurement_footprint.reporting import review_key, undecided
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.outcomes import Outcomes
from procurement_footprint.reporting.workbook.formats import CREATED, HEADER_COLOUR, NUMBERS, OPTIONS

HOW = 6  # sentences of instruction
WIDTHS = {"number": 6, "supplier": 34, "account": 34, "texts": 30, "rows": 8, "amount": 16, "stake": 12,
          "decision": 42, "why": 40, "by": 18, "key": 14}  # fmt: skip
SUGGESTION_WIDTH = 34
ANSWERS = ("decision", "why", "by")
LONGEST = 32_000  # characters in a cell, a little below what Excel takes


def columns(words: Words, currency: str = "") -> dict[str, str]:
    """Return the columns of the sheet of decisions: our name → its header in this language."""
    plain = ("number", "supplier", "account", "texts", "rows")
    proposed = {f"suggestion_{n}": words("review.suggestion", number=n) for n in range(1, SUGGESTED + 1)}
    return {
        **{name: words(f"review.{name}") for name in plain},
        "amount": words("review.amount", unit=words.currency(currency)),
        "stake": words("review.stake"),
        **proposed,
        **{name: words(f"review.{name}") for name in (*ANSWERS, "key")},
    }


def write(found: Worklist, outcomes: Outcomes, words: Words, path: Path) -> int:
    """Write the groups that people can decide to `path` as an .xlsx file; return how many there are.

    outcomes: what the drop-down offers.
    """
    groups = [group for group in found.groups if group.where]
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, OPTIONS)
    book.set_properties({"title": words("review.decisions"), "created": CREATED})
    formats = _Formats(book)
    _instructions(book.add_worksheet(words("review.instructions")), found, words, path.name, formats)
    page = book.add_worksheet(words("review.decisions"))
    lists = book.add_worksheet(words("review.lists"))
    lists.write_column(0, 0, [one.label for one in outcomes.every])
    lists.hide()
    _decisions(page, groups, found, outcomes, words, formats)
    _drop_down(page, len(groups), len(outcomes.every), words)
    book.close()
    atomic.file(path, packed.getvalue())
    return len(groups)


class _Formats:
    """The few formats of the workbook."""

    __slots__ = ("header", "kilograms", "money", "prose", "text")

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top"}
        self.header = book.add_format({"bold": True, "bg_color": HEADER_COLOUR, "bottom": 1, "text_wrap": True})
        self.text = book.add_format({"quote_prefix": True, "text_wrap": True, **top})
        self.prose = book.add_format({"text_wrap": True, "quote_prefix": True, **top})
        self.money = book.add_format({"num_format": NUMBERS["money"], **top})
        self.kilograms = book.add_format({"num_format": NUMBERS["kilograms"], **top})


def _instructions(page: Worksheet, found: Worklist, words: Words, file: str, formats: _Formats) -> None:
    names = {name: words(f"review.{name}") for name in ANSWERS} | {"marks": words("review.key")}
    rows = words.number(int(found.lines["rows"].sum()))
    page.set_column(0, 0, 110)
    page.write_string(0, 0, undecided.plain(undecided.heading(found, words)), formats.header)
    for number in range(1, HOW + 1):
        said = words(f"review.how_{number}", decisions=words("review.decisions"), rows=rows, file=file, **names)
        page.write_string(number, 0, printable(said), formats.prose)


def _decisions(
    page: Worksheet, groups: list[Group], found: Worklist, outcomes: Outcomes, words: Words, formats: _Formats
) -> None:
    heads = columns(words, found.currency)
    for place, (name, head) in enumerate(heads.items()):
        page.set_column(place, place, WIDTHS.get(name, SUGGESTION_WIDTH))
        page.write_string(0, place, head, formats.header)
    for line, group in enumerate(groups, 1):
        numbers = {"number": line, "rows": group.rows, "amount": float(group.amount), "stake": group.stake}
        texts = _texts(group, outcomes, words)
        for place, name in enumerate(heads):
            if name in numbers:
                look = formats.money if name == "amount" else formats.kilograms
                page.write_number(line, place, numbers[name], look)
            elif name in ANSWERS:
                page.write_blank(line, place, None, formats.text)
            else:
                page.write_string(line, place, printable(texts[name])[:LONGEST], formats.text)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(groups), len(heads) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _texts(group: Group, outcomes: Outcomes, words: Words) -> dict[str, str]:
    said = [""] * SUGGESTED
    for place, one in enumerate(group.suggestions):
        label, probability = outcomes.named(one.outcome).label, words.number(one.probability, 2)
        said[place] = f"{label} {probability}: {one.reason}"
    return {
        "supplier": undecided.who(group, words),
        "account": undecided.what(group, words),
        "texts": " | ".join(group.texts),
        **{f"suggestion_{number}": text for number, text in enumerate(said, 1)},
        "key": review_key.written(review_key.key_of(group)),
    }


def _drop_down(page: Worksheet, lines: int, choices: int, words: Words) -> None:
    if not lines:
        return
    place = list(columns(words)).index("decision")
    source = f"='{words('review.lists')}'!$A$1:$A${choices}"
    page.data_validation(1, place, lines, place, {"validate": "list", "source": source, "error_type": "warning"})
