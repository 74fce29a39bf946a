"""How a delimited text file is opened: its encoding, separator and quotes, each proved or asked for."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from procurement_footprint.ledger import encoding, quoting, separators
from procurement_footprint.ledger.ahead import begun
from procurement_footprint.ledger.csv_rows import QUOTED_BLOCK, CsvRows
from procurement_footprint.ledger.hints import SourceHints
from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.quoting import Quoting
from procurement_footprint.ledger.text_file import (
    BEGINNING,
    CONTROLS,
    SURVEYED,
    Look,
    Survey,
    TextFile,
    look,
    raw_blocks,
    survey,
    transcoded,
)
from procurement_footprint.problems import Problem, Refused, problem

_SHOWN = 200  # lines with stray quotes; the others are counted
_NO_QUOTES = Quoting(False, 0, 0)


@dataclass(frozen=True, slots=True)
class Delimited:
    """A delimited file, opened. sentence: how it is read. believed: what was taken for granted of all its bytes.

    whole: what a look at all of them says, which goes on in the background; None where all were surveyed first.
    """

    sheet: CsvRows
    sentence: str
    believed: Survey
    whole: Future[Look] | None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return self.whole.result().sha256 if self.whole else self.believed.look.sha256

    @property
    def by_beginning(self) -> bool:
        """Whether it was opened as its beginning says."""
        return self.whole is not None

    def holds(self) -> bool:
        """Whether the whole file is as its beginning is, where all of it could be read as UTF-8."""
        return self.whole is None or self.whole.result() == replace(self.believed.look, sha256=self.sha256)


def open_delimited(path: Path, hints: SourceHints) -> Delimited:
    """Return a delimited file, opened as its beginning says where that is plain, else as all of it says.

    Errors: Refused when encoding, separator or quotes are not clear, or control characters stand in it.
    """
    with path.open("rb") as file:
        beginning = file.read(BEGINNING)
    believed = survey([beginning[: beginning.rfind(b"\n") + 1]])
    if hints.patient or hints.encoding or len(beginning) < BEGINNING or not believed.plain:
        believed = survey(raw_blocks(path, SURVEYED))
        sheet, sentence = _open(path, believed, hints)
        return Delimited(sheet, sentence, believed, None)
    whole = begun(lambda: look(raw_blocks(path, SURVEYED)))
    sheet, sentence = _open(path, believed, hints)
    return Delimited(sheet, sentence, believed, whole)


def _open(path: Path, raw: Survey, hints: SourceHints) -> tuple[CsvRows, str]:
    codec, skip = _codec(path, raw, hints.encoding)
    text = TextFile(path, codec, skip)
    found = _survey_of_text(text, raw)
    if found.look.control:
        raise Refused([_control_character(text)])
    first = next(text.blocks(BEGINNING), b"")
    if not first.strip():
        raise Refused([problem("ledger-empty", name_of(path))])
    announced = separators.announced(first)
    separator = _separator(first, announced, hints.separator, name_of(path))
    quotes = quoting.decide(text.blocks(QUOTED_BLOCK), separator) if found.look.quotes else _NO_QUOTES
    if quotes.stray is not None:
        raise Refused(_stray_quotes(text, separator, quotes.stray))
    sheet = CsvRows(text, separator, quotes, announced is not None)
    return sheet, _sentence(sheet, found)


def _codec(path: Path, raw: Survey, hint: str | None) -> tuple[str, int]:
    with path.open("rb") as file:
        proved = encoding.marked(file.read(4096))
    if hint:
        codec = encoding.hinted(hint)
        if codec == "utf-16":
            return proved or ("utf-16-le", 0)
        return codec, proved[1] if proved and proved[0] == codec else 0
    if proved:
        return proved
    if raw.utf8:
        return "utf-8", 0
    if raw.look.control:
        raise Refused([_control_character(TextFile(path, "iso8859-1", 0))])
    return encoding.recognise(raw_blocks(path), name_of(path)), 0


def _survey_of_text(text: TextFile, raw: Survey) -> Survey:
    """The survey of the text: of its bytes as they are, or transcoded where NULs are half of every letter."""
    if text.codec == "utf-8" and raw.utf8:
        return raw
    try:
        return survey(transcoded(raw_blocks(text.path, skip=text.skip), text.codec))
    except UnicodeDecodeError:
        called = encoding.NAMES[text.codec]
        raise Refused([problem("encoding-wrong", name_of(text.path), encoding=called)]) from None


def _control_character(text: TextFile) -> Problem:
    line = 1
    for block in text.blocks():
        found = [at for byte in CONTROLS if (at := block.find(byte)) >= 0]
        if found:
            line += block.count(b"\n", 0, min(found))
            return problem("control-character", f"{name_of(text.path)}:{line}", byte=f"{block[min(found)]:02X}")
        line += block.count(b"\n")
    raise ValueError("no control character in the text")


def _separator(block: bytes, announced: bytes | None, hint: str | None, name: str) -> bytes:
    if hint:
        return separators.hinted(hint)
    return announced or separators.recognise(block, name)


def _stray_quotes(text: TextFile, separator: bytes, first: int) -> list[Problem]:
    name = name_of(text.path)
    found: list[Problem] = []
    more = 0
    for line, row in quoting.stray(text.blocks(), separator, first):
        if len(found) < _SHOWN:
            found.append(problem("csv-stray-quote", f"{name}:{line}", masked(row.decode("utf-8"))[:500]))
        else:
            more += 1
    return [*found, problem("csv-more-quotes", name, count=more, shown=_SHOWN)] if more else found


def _sentence(sheet: CsvRows, found: Survey) -> str:
    mark = " with BOM" if sheet.text.skip else ""
    parts = [f"CSV, {encoding.NAMES[sheet.text.codec]}{mark}", f"separator {_called(sheet.separator)}"]
    if found.look.line_ends:
        parts.append(found.look.line_ends)
    if found.look.quotes and not sheet.quoting.surround:
        parts.append("quotes are part of the text")
    return ", ".join(parts)


def _called(separator: bytes) -> str:
    return separators.NAMES.get(separator, f'"{separator.decode()}"')
