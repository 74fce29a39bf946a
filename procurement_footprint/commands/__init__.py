"""The command line: read options, call the workflow, print. One file a command."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from procurement_footprint import __version__, problems
from procurement_footprint.commands import screen
from procurement_footprint.commands.menu import Menu
from procurement_footprint.commands.places import is_text

INTERRUPTED, TERMINATED = 130, 143
PART = re.compile(r"\.([^/\\]+)\.\d+\.part(?:[/\\](?:result|spool))?")  # where a run works


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
    try:
        code = cli.main(standalone_mode=False)
        return code if isinstance(code, int) else problems.EXIT_FINE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing was written", err=True)
        return INTERRUPTED
    except Terminated:
        click.echo("ended by the system: nothing was written", err=True)
        return TERMINATED
    except problems.Refused as refused:
        _show(refused.problems)
        return problems.EXIT_REFUSED
    except problems.Unbalanced as unbalanced:
        click.echo(f"{unbalanced}\nnothing was written: the figures do not reconcile, please report this", err=True)
        return problems.EXIT_UNBALANCED
    except (BrokenPipeError, SystemExit):  # click ends the program when the reader of our output has gone
        _forget_output()
        return problems.EXIT_FINE
    except OSError as error:
        click.echo(_unwritten(error), err=True)
        return problems.EXIT_REFUSED


def _terminate(number: int, frame: object) -> None:
    raise Terminated


def _forget_output() -> None:
    """Let output go nowhere: its reader has gone (for example `| head`), and Python would complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritten(error: OSError) -> str:
    """Return what the file system refused, under the name that the user knows; see `reporting.folder`."""
    place = PART.sub(r"\1", str(error.filename)) if error.filename else "file system"
    fix = "look at the folder's rights and the room on the disk, or choose another folder with --out"
    return f"{place}: {error.strerror or error}\n    fix: {fix}"


def _show(found: tuple[problems.Problem, ...]) -> None:
    for one in found:
        click.echo(f"{one}\n", err=True)
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    click.echo(f"{count}: nothing was written", err=True)
