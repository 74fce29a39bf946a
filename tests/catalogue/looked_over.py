"""Looks over what people open: nothing in it can be executed, leads elsewhere, or commands a terminal."""

from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import fromstring

NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
FORMULA = re.compile(r"[=+\-@＝＋－＠﹦﹢﹣﹫\t\r]")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")
RESERVED = {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}
LINKS = re.compile(r"#[\w-]*|(?:\.\./)?(?:[\w-]+/)?[\w.-]+\.(?:html|csv|xlsx|json)(?:#[\w-]+)?|https://[^\s\"<>]+")
TAGS = re.compile(
    "html|head|meta|title|style|script|body|main|header|footer|nav|section|details|summary|h[1-4]|p|a|b|strong|small"
    "|sub|sup|span|div|code|abbr|br|ol|ul|li|dl|dt|dd|figure|figcaption|table|caption|colgroup|col|thead|tbody|tfoot"
    "|tr|th|td|time|svg|g|path|rect|line|circle|text|tspan|desc|article|i"
)


@cache
def everything(folder: Path) -> list[str]:
    """Return what is wrong with the files of a folder, each finding with the name of its file."""
    found = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        found += [f"{place}: {one}" for one in name(path.name)]
        if path.is_symlink():
            found.append(f"{place}: is a link")
        elif path.is_file():
            found += [f"{place}: {one}" for one in KINDS.get(path.suffix, plain)(path)]
        else:
            names = [one.name.casefold() for one in path.iterdir()]
            found += [f"{place}: two names that are one" for _ in range(len(names) - len(set(names)))]
    return found


def name(text: str) -> Iterator[str]:
    """Yield what is wrong with the name of a file on any system."""
    if not NAME.fullmatch(text) or text.endswith((".", " ")) or len(text.encode()) > 200:
        yield "a name that not every system takes"
    if text.casefold().partition(".")[0] in RESERVED:
        yield "a name that Windows keeps for itself"


def controls(text: str) -> Iterator[str]:
    """Yield the control characters of a text that are neither tab nor line feed."""
    for one in sorted({one for one in text if unicodedata.category(one) in ("Cc", "Cs") and one not in "\t\n"}):
        yield f"the control character {one!r}"


def plain(path: Path) -> Iterator[str]:
    """Yield what is wrong with a text file."""
    if path.suffix != ".parquet":
        yield from controls(path.read_bytes().decode("utf-8"))


def table(path: Path) -> Iterator[str]:
    """Yield the cells of a CSV file that a spreadsheet would execute."""
    text = path.read_bytes().decode("utf-8")
    yield from controls(text)
    for row in csv.reader(text.splitlines()):
        for cell in row:
            if FORMULA.match(cell.strip(" \u00a0\u200b")) and not NUMBER.fullmatch(cell):
                yield f"the cell {cell[:40]!r}"


def workbook(path: Path) -> Iterator[str]:
    """Yield what could be executed in a workbook: formulas with texts from data, links outside, macros."""
    with zipfile.ZipFile(path) as book:
        for part in book.namelist():
            raw = book.read(part)
            if re.search(r"vba|externalLink|activeX|embeddings|connections|customUI", part, re.IGNORECASE):
                yield f"the part {part}"
            if b'TargetMode="External"' in raw:
                yield f"a link that leads outside in {part}"
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                yield from _formulas(raw)
            elif part.endswith(".xml"):
                yield from controls(raw.decode("utf-8"))


def _formulas(raw: bytes) -> Iterator[str]:
    for one in fromstring(raw).iter():
        kind, text = one.tag.rpartition("}")[2], one.text or ""
        if kind in ("f", "formula1", "formula2", "formula") and _foreign(text):
            yield f"the formula {text[:60]!r}"


def _foreign(formula: str) -> bool:
    return bool(re.search(r"HYPERLINK|WEBSERVICE|DDE|cmd|CALL\(|EXEC|http|\|", formula, re.IGNORECASE))


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0
        self.policy = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.scripts += tag == "script"
        self.policy |= held.get("http-equiv") == "Content-Security-Policy" and not self.scripts
        if not TAGS.fullmatch(tag):
            self.found.append(f"the element {tag}")
        for key, value in attrs:
            if key.startswith("on") or key in ("src", "srcset", "formaction", "action", "srcdoc", "background"):
                self.found.append(f"the attribute {key} of {tag}")
            if key in ("href", "xlink:href") and not LINKS.fullmatch(value or ""):
                self.found.append(f"the link {value!r}")
            if key == "style" and not re.fullmatch(r"[-\w]+: ?[\w.%()#,-]+", value or ""):
                self.found.append(f"the style {value!r}")


def page(path: Path) -> Iterator[str]:
    """Yield what a page could execute or fetch."""
    text = path.read_text(encoding="utf-8")
    yield from controls(text)
    read = _Page()
    read.feed(text)
    yield from sorted(set(read.found))
    if read.scripts > 1 or not read.policy:
        yield f"{read.scripts} scripts, policy before them: {read.policy}"


KINDS = {".csv": table, ".html": page, ".xlsx": workbook}
