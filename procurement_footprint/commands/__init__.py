"""The command line: read options, call the workflow, print. One file a command."""

from __future__ import annotations

import os
import sys

import click

from procurement_footprint import __version__, problems
from procurement_footprint.commands.check import check
from procurement_footprint.commands.demo import demo
from procurement_footprint.commands.factors import factors
from procurement_footprint.commands.mappings import mappings
from procurement_footprint.commands.run import run
from procurement_footprint.commands.start import start
from procurement_footprint.commands.verify import verify
from procurement_footprint.commands.why import why

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="procurement-footprint")
def cli() -> None:
    """From a public organisation's purchase ledger to a climate footprint that adds up.

    \b
    Start here:   procurement-footprint demo
    Your ledger:  procurement-footprint run LEDGER.csv

    Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 input refused, 4 money does not reconcile.
    """


for command in (run, demo, start, check, why, verify, factors, mappings):
    cli.add_command(command)


def main() -> None:
    """Run the command line; every error that a user can cause ends in words, not in a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing was written", err=True)
        code = INTERRUPTED
    except problems.Refused as refused:
        _show(refused.problems)
        code = problems.EXIT_REFUSED
    except problems.Unbalanced as unbalanced:
        click.echo(f"{unbalanced}\nnothing was written: the figures do not reconcile, please report this", err=True)
        code = problems.EXIT_UNBALANCED
    except BrokenPipeError:
        # the reader of our output has gone (for example `| head`); keep Python from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = problems.EXIT_FINE
    except OSError as error:
        click.echo(f"{error.filename or 'file system'}: {error.strerror}; nothing was written", err=True)
        code = problems.EXIT_REFUSED
    sys.exit(code if isinstance(code, int) else problems.EXIT_FINE)


def _show(found: tuple[problems.Problem, ...]) -> None:
    for one in found:
        click.echo(f"{one}\n", err=True)
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    click.echo(f"{count}: nothing was written", err=True)
