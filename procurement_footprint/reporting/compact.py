"""The style that each page carries, without what only its authors need."""

from __future__ import annotations

import re

from markupsafe import Markup

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};,])\s*")


def compact(style: str) -> Markup:
    """Return a style sheet without comments, line breaks, and the spaces that mean nothing.

    It is safe to write as it is: style sheets are files of the program, in which nothing is filled in.
    """
    one_line = " ".join(_COMMENT.sub("", str(style)).split())
    return Markup(_AROUND.sub(r"\1", one_line).replace(": ", ":").replace(";}", "}"))
