"""The one script of a page: it makes long tables sort and filter, and is all that the page's policy lets run."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

from markupsafe import Markup

from procurement_footprint import shelf


@cache
def script() -> Markup:
    """Return `reports/page/enhance.js` as it stands in a page, without its comments and indentation.

    It is safe to write as it is: a file of the program, in which nothing is filled in.
    """
    held = (shelf.folder("reports") / "page" / "enhance.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", held, flags=re.DOTALL).splitlines())
    return Markup("\n".join(line for line in lines if line))


@cache
def script_hash() -> str:
    """Return what names the script in the page's policy: the SHA-256 of exactly its bytes, as base64."""
    return b64encode(sha256(script().encode()).digest()).decode()
