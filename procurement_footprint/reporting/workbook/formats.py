"""How a workbook looks: the few formats that all its sheets share, and what it says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format

from procurement_footprint.reporting.sheets import Kind

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)  # constant, so that the same report gives the same bytes
NUMBERS: Final[dict[Kind, str]] = {
    "count": "#,##0",
    "money": "#,##0.00",
    "kilograms": "#,##0",
    "tonnes": "#,##0.0",
    "change": "+#,##0.0;-#,##0.0;0.0",
    "grams": "#,##0.0",
    "share": "0.0%",
    "share_change": "+0.0%;-0.0%;0.0%",
    "number": "#,##0.00",
    "year": "0",
    "date": "yyyy-mm-dd",
    "multiplier": "0.0000",
    "factor": "0.000000",
}
TEXTS: Final[tuple[Kind, ...]] = ("text", "short", "prose", "link", "flowing")
HEADER_COLOUR: Final = "#E3EBE6"
LINK_COLOUR: Final = "#1F5E4A"  # 7.5:1 on white


class Formats:
    """The few formats that all sheets share."""

    __slots__ = ("_cells", "_headers", "_links", "_totals", "heading", "note", "stretched", "title", "way")

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top, link = {"valign": "top"}, {"font_color": LINK_COLOUR, "underline": 1}
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.heading: Format = book.add_format({"bold": True, "font_size": 13})
        self.way: Format = book.add_format(link | top)
        self.note: Format = book.add_format({"text_wrap": True, "quote_prefix": True, **top})
        self.stretched: Format = book.add_format({"text_wrap": True, "quote_prefix": True, **top})
        # quote_prefix: a text stays a text also when somebody edits its cell
        kinds: dict[Kind, dict[str, Any]] = {"text": {"quote_prefix": True, "align": "left", "indent": 1, **top}}
        kinds["prose"] = {"text_wrap": True, **kinds["text"]}
        kinds["link"] = kinds["short"] = kinds["flowing"] = kinds["text"]
        head = {"bold": True, "bg_color": HEADER_COLOUR, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        left, right = book.add_format(head | {"align": "left", "indent": 1}), book.add_format(head | {"align": "right"})
        self._headers = {kind: left if kind in TEXTS else right for kind in (*TEXTS, *NUMBERS)}
        kinds |= {kind: {"num_format": pattern, **top} for kind, pattern in NUMBERS.items()}
        self._cells = {kind: book.add_format(look) for kind, look in kinds.items()}
        self._links = {kind: book.add_format(look | link) for kind, look in kinds.items()}
        total = {"bold": True, "top": 1}
        self._totals = {kind: book.add_format(look | total) for kind, look in kinds.items()}

    def header(self, kind: Kind) -> Format:
        """Return how the header of such a column looks: over its texts or its numbers."""
        return self._headers[kind]

    def cell(self, kind: Kind) -> Format:
        """Return how a cell of this kind looks."""
        return self._cells[kind]

    def link(self, kind: Kind) -> Format:
        """Return how a cell of this kind looks that leads somewhere."""
        return self._links[kind]

    def total(self, kind: Kind) -> Format:
        """Return how the total of such a column looks."""
        return self._totals[kind]
