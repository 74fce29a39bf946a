"""Files and folders on the command line: their names consist of letters, and what is made is new."""

from __future__ import annotations

import os
from pathlib import Path

import click

Name = str | os.PathLike[str]


class Place(click.Path):
    """A file or folder whose name, with those of the folders around it, consists of letters.

    Python holds bytes that are none of UTF-8 as halves of letters, and no file of ours can name those.
    """

    def convert(self, value: Name, param: click.Parameter | None, ctx: click.Context | None) -> Name | bytes:
        """Return the path that is meant; anything else is wrong usage."""
        if not is_text(Path(os.fsdecode(value)).absolute()):
            self.fail(f"{value} has signs in its name, or in that of a folder around it, that are no UTF-8; rename it",
                      param, ctx)  # fmt: skip
        return super().convert(value, param, ctx)


class NewPlace(Place):
    """A file or folder that is to be made, and where nothing is yet, not even a link that leads nowhere."""

    def __init__(self, kind: str) -> None:
        super().__init__(path_type=Path, dir_okay=kind == "folder")
        self._kind = kind

    def convert(self, value: Name, param: click.Parameter | None, ctx: click.Context | None) -> Name | bytes:
        """Return the path that is meant; anything else is wrong usage."""
        if not str(value).strip():
            self.fail(f"the name is empty; name the {self._kind} to make", param, ctx)
        if Path(value).name == "..":
            self.fail(f"{value} ends in ..; name the {self._kind} itself", param, ctx)
        if Path(value).is_symlink() and not Path(value).exists():
            self.fail(f"{value} is a link that leads nowhere; name another {self._kind} to make", param, ctx)
        return super().convert(value, param, ctx)


def is_text(path: Path) -> bool:
    """Return whether a path consists of letters, and not of halves of them."""
    return not any("\ud800" <= letter <= "\udfff" for letter in str(path))
