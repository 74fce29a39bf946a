"""Templates that are compiled once: their byte code stands where Python keeps that of its modules.

Compiling them takes longer than writing the page. What is kept belongs to this version of the program, of the template
language and of Python, and to the exact text of a template; where it cannot be kept, they are compiled each time.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2.bccache import Bucket

from procurement_footprint import __version__


class Kept(jinja2.FileSystemBytecodeCache):
    """The byte code of the templates in a folder."""

    def __init__(self, folder: Path) -> None:
        beside = Path(cache_from_source(str(folder / "templates.py"))).parent
        super().__init__(str(beside), f"%s.{__version__}.jinja-{jinja2.__version__}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the byte code of a template from where it is kept; what cannot be read is compiled again."""
        with suppress(OSError, EOFError, ValueError, TypeError, UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the byte code of a template, where Python may keep its own."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
