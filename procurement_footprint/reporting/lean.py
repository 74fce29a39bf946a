"""A page of the site without what it does not use: rules of style for elements that it has not, a script without work.

Each page carries its own style, so that it can be sent alone; what is not used would be carried sixty times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONG = 8  # lines of a table, from which the script makes it sort (`enhance.js`)
_STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
_LINES = re.compile(r"<tbody>.*?(?=<tfoot>|</table>)", re.DOTALL)
_INDENTED = re.compile(r">\n\s+<")
_SCRIPT = re.compile(r"<script[^>]*>.*?</script>\n?", re.DOTALL)
_ADDED = frozenset({"filter", "button", "input", "label", "small", "p", "span"})  # what the script adds
_UNTOLD = re.compile(r":not\([^)]*\)|:nth-[a-z-]+\([^)]*\)")  # of these, nothing can be said
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_FILLED = re.compile(r"\[((?:fill|stroke)=\"[^\"]*\")\]")
_NO_NAMES = re.compile(r"::?[a-z-]+|\[[^\]]*\]|[.#][\w-]+")
_NAME = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class _Used:
    """What stands in a page: the names of its elements, their classes, and all of its text."""

    names: frozenset[str]
    classes: frozenset[str]
    text: str

    def has(self, selector: str) -> bool:
        """Say whether one of the selectors may meet an element."""
        return any(self._meets(_UNTOLD.sub("", one)) for one in selector.split(","))

    def _meets(self, selector: str) -> bool:
        names = set(_NAME.findall(_NO_NAMES.sub("", selector)))
        filled = all(one in self.text for one in _FILLED.findall(selector))
        return filled and names <= self.names and set(_CLASS.findall(selector)) <= self.classes


def lean(page: str) -> str:
    """Return a page of the site with the rules of style that it uses, and the script only where a table is long."""
    if not any(len(re.findall("<tr", table)) > LONG for table in _LINES.findall(page)):
        page = _SCRIPT.sub("", page)
    body = _STYLE.sub("", page)
    added = _ADDED if "<script" in body else frozenset()
    classes = frozenset(" ".join(re.findall(r'class="([^"]*)"', body)).split())
    used = _Used(frozenset(re.findall(r"<([a-z][a-z0-9]*)", body)) | added, classes | added, body)
    short = _INDENTED.sub(">\n<", page).replace(' class=""', "")
    return _STYLE.sub(lambda style: "".join(_kept(style[0], used)), short)


def _kept(style: str, used: _Used) -> Iterator[str]:
    for head, body in _rules(style):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@") or used.has(head):
            yield f"{head}{{{body}}}"


def _rules(style: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and in each pair of braces."""
    at = 0
    while (opened := style.find("{", at)) >= 0:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(style[end], 0)
            end += 1
        yield style[at:opened].strip(), style[opened + 1 : end - 1]
        at = end
