"""The command line: read options, call the workflow, print. One file a command."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import NoReturn

import click

from procurement_footprint import __version__, atomic, leftovers, problems
from procurement_footprint.commands import screen
from procurement_footprint.commands.menu import Menu
from procurement_footprint.commands.places import is_text

INTERRUPTED, TERMINATED = 130, 143


@click.group(cls=Menu, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="procurement-footprint")
def cli() -> None:
    """From a public organisation's purchase ledger to a climate footprint that adds up.

    \b
    Start here:   procurement-footprint demo
    Your ledger:  procurement-footprint run LEDGER.csv

    Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 input refused, 4 money does not reconcile.
    """
    if not is_text(Path.cwd()):
        raise click.UsageError("the folder you stand in, or one around it, has signs that are no UTF-8; rename it")


class Terminated(BaseException):
    """The system asks us to end (SIGTERM): everything is cleaned up as after Ctrl-C."""


def program() -> NoReturn:
    """Run the command line as a program, and end at once: to take a large ledger's frames apart first takes time."""
    gc.set_threshold(300_000)  # we make few cycles, and to look for them once takes a thirtieth of a short run
    try:
        main()
    except SystemExit as ended:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else problems.EXIT_FINE)
    os._exit(problems.EXIT_FINE)


def main() -> None:
    """Run the command line; every error that a user can cause ends in words, not in a traceback."""
    signal.signal(signal.SIGTERM, _terminate)
    screen.guard()
    code = _run()
    try:
        sys.stdout.flush()
    except OSError:
        _forget_output()
    sys.exit(code)


def _run() -> int:
    """Return the exit code of the command that is asked for."""
    with atomic.noting() as made:
        return _ended(made)


def _ended(made: list[Path]) -> int:
    """Run the command that is asked for, and say how it ended; return its exit code. made: the folders that appear."""
    try:
        code = cli.main(standalone_mode=False)
        return code if isinstance(code, int) else problems.EXIT_FINE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"interrupted: {_written(made)}", err=True)
        return INTERRUPTED
    except Terminated:
        click.echo(f"ended by the system: {_written(made)}", err=True)
        return TERMINATED
    except problems.Refused as refused:
        _show(refused.problems, made)
        return problems.EXIT_REFUSED
    except problems.Unbalanced as unbalanced:
        click.echo(f"{unbalanced}\n{_written(made)}: the figures do not reconcile, please report this", err=True)
        return problems.EXIT_UNBALANCED
    except (BrokenPipeError, SystemExit):  # click ends the program when the reader of our output has gone
        _forget_output()
        return problems.EXIT_FINE
    except OSError as error:
        click.echo(_refused(error), err=True)
        if made:
            click.echo(f"before that: {_written(made)}", err=True)
        return problems.EXIT_FINDINGS if made else problems.EXIT_REFUSED


def _terminate(number: int, frame: object) -> None:
    raise Terminated


def _forget_output() -> None:
    """Let output go nowhere: its reader has gone (for example `| head`), and Python would complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _written(made: list[Path]) -> str:
    here = Path.cwd()
    names = ", ".join(str(one.relative_to(here) if one.is_relative_to(here) else one) for one in made)
    return f"whole and in its place is {names}" if made else "nothing was written"


def _refused(error: OSError) -> str:
    """Return what the file system refused, under the name that the user knows, and what to do about it."""
    place = leftovers.shown(str(error.filename)) if error.filename else "file system"
    fix = "look at the folder's rights and the room on the disk"
    if place.startswith(str(Path(gettempdir(), leftovers.PASSING))):
        fix += ", or name another folder for temporary files in the variable TMPDIR"
    elif _is_told_where():
        fix += ", or choose another folder with --out"
    return f"{place}: {error.strerror or error}\n    fix: {fix}"


def _is_told_where() -> bool:
    """Whether the command that is asked for has an option --out."""
    asked: click.Command = cli
    for word in sys.argv[1:]:
        if isinstance(asked, click.Group):
            asked = asked.get_command(click.Context(asked), word) or asked
    return any("--out" in one.opts for one in asked.params)


def _show(found: tuple[problems.Problem, ...], made: list[Path]) -> None:
    for one in found:
        click.echo(f"{one}\n", err=True)
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    click.echo(f"{count}: {_written(made)}", err=True)
