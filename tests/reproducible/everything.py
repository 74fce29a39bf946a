"""Everything that the program writes about a small town, made in a folder; prints the SHA-256 of each file.

Started as a program of its own, in whatever environment is to be tried: `everything.py FOLDER [NUMBER]`. NUMBER: of
commands, the first ones.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path

COMMANDS = (
    ("run", "--period", "2024", "--out", "out"),
    ("share", "out", "--out", "shared"),
    ("publish", "published", "out"),
    ("compare", "2023", "2024", "--out", "compared"),
    ("report", "2024", "--out", "reported"),
    ("close", "2024", "--by", "Anna Lind", "--incomplete"),
)
MADE = ("out", "shared", "published", "compared", "reported", "closed")
PASSING = ("when", "sha256")  # what closing.json says of the moment, and the SHA-256 over it


def made(folder: Path, commands: int = len(COMMANDS)) -> dict[str, str]:
    """Run that many commands in a new folder; return path → SHA-256 of each file, closing.json without the moment."""
    from procurement_footprint.demo.town import write_town

    write_town(folder, years=(2023, 2024), rows_per_year=200)
    (folder / ".pseudonym-key").write_text("0123456789abcdef" * 4 + "\n", encoding="ascii")
    (folder / ".pseudonym-key").chmod(0o600)
    for arguments in COMMANDS[:commands]:
        _ended(arguments, folder)
    files = sorted(path for name in MADE for path in (folder / name).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(_content(path)).hexdigest() for path in files}


def _ended(arguments: tuple[str, ...], folder: Path) -> None:
    """Run a command in the folder and see that it ends well."""
    from procurement_footprint import commands

    said = io.StringIO()
    sys.argv = ["procurement-footprint", *arguments]
    with chdir(folder), redirect_stdout(said), redirect_stderr(said):
        try:
            commands.main()
        except SystemExit as ended:
            code = ended.code
    if code:
        raise SystemExit(ascii(f"{arguments}: exit code {code}: {said.getvalue()}"))


def _content(path: Path) -> bytes:
    if path.name != "closing.json":
        return path.read_bytes()
    said = json.loads(path.read_bytes())
    return json.dumps({key: value for key, value in said.items() if key not in PASSING}).encode()


if __name__ == "__main__":
    print(json.dumps(made(Path(sys.argv[1]).resolve(), *map(int, sys.argv[2:]))))
