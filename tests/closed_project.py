"""What tests of closed periods share: the command line in this process, and everything that is in a project."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from procurement_footprint import commands


def here(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, which imports everything once."""
    out, err, argv = io.StringIO(), io.StringIO(), ["procurement-footprint", *map(str, arguments)]
    with chdir(cwd), patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            commands.main()
        except SystemExit as ended:
            return subprocess.CompletedProcess(argv, int(ended.code or 0), out.getvalue(), err.getvalue())
    raise AssertionError("the program did not end")


def files(folder: Path) -> dict[str, bytes]:
    """Return everything in a project but its lock."""
    every = (path for path in sorted(folder.rglob("*")) if not path.name.startswith(".procurement"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"/" for path in every}
