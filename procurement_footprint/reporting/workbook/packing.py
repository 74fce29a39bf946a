"""The file of a workbook: the pages of `filled`, and the texts that its cells share, written at once.

The writer looks at each text six times; one that is plain needs one look. The bytes are the same, as for `filled`.
"""

from __future__ import annotations

import re
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

from procurement_footprint.reporting.workbook.filled import Page
from procurement_footprint.reporting.workbook.formats import OPTIONS

_MARKED = re.compile(r"[&<>]|_x|^\s|\s$")  # what is written in another way, beside what cannot be printed


class Book(xlsxwriter.Workbook):  # type: ignore[misc]  # the writer has no types
    """A workbook that is written to an open file when it is closed; its pages are those of `filled`."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, OPTIONS)
        self.worksheet_class = Page

    def _get_packager(self) -> Packager:
        return _Packing()


class _Packing(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        held = self.workbook.str_table
        if held.count:
            texts = _SharedTexts()
            texts.string_table = held
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class _SharedTexts(SharedStrings):  # type: ignore[misc]
    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_array:
            if text.isprintable() and not _MARKED.search(text):
                self.fh.write(f"<si><t>{text}</t></si>")
            else:
                self._write_si(text)
