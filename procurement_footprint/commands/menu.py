"""The menu: what each command is for, in a sentence; a command is imported when it is asked for.

To show all of them, or to run one, takes no import of the others.
"""

from __future__ import annotations

from importlib import import_module

import click

# The first sentence of what a command says about itself.
MENU = {
    "audit": "Draw a sample of a footprint, conclude from the verdicts on it, pack what an auditor needs.",
    "check": "Read, map and calculate LEDGERs without writing anything.",
    "close": "Close a PERIOD of the project: its footprint never changes again.",
    "compare": "Say what changed from A to B, and why: volume, mix, emissions per unit of money, prices, and method.",
    "demo": "Make an invented Swedish municipality in DIR (default: demo-town), compute its footprint and report "
    "on it.",
    "factors": "List, show, check, compare, import and build factors; list and check rates, price indices and spreads.",
    "hotspots": "Find where to set requirements: category by department by supplier, most kilograms first.",
    "import": "Take ledger FILEs into the archive of the project, all of them or none.",
    "map": "Decide what nobody has decided in the ledgers of a project (PERIOD: 2024-Q1) or in LEDGERs.",
    "mappings": "List, show, check and compare categories, rules and crosswalks.",
    "measures": "Say what measures would lower and cost, held against a footprint (default: the newest run).",
    "periods": "List what is in the archive of the project: for each entity its years, quarters and months.",
    "publish": "Write footprints as open data into the new folder DIR.",
    "report": "Make the whole report on a period: pages to read, publish and pass on, and the workbook.",
    "restate": "Make a further version of a closed PERIOD, beside the one that stays as it is.",
    "run": "Compute the footprint of one or more purchase LEDGERs, or of what the project has in a PERIOD.",
    "share": "Write what may be published of a footprint into a new folder.",
    "simulate": "Show what a change of purchases would do to a footprint (default: the newest one near you).",
    "start": "Make a project in DIR for ledgers like the one given, with what was recognised in it.",
    "suggest": "Suggest what the undecided lines in the ledgers of a project (PERIOD: 2024-Q1) or in LEDGERs are.",
    "suppliers": "Check the suppliers of a ledger, and decide which numbers and names are one supplier.",
    "targets": "Hold the years so far against the targets in targets.yaml.",
    "unmapped": "List what nobody has decided in the ledgers of a project (PERIOD: 2024-Q1) or in LEDGERs.",
    "verify": "Re-run the footprint in DIR from its manifest and say whether every file is identical.",
    "why": "Explain the figure of a ledger line (ROW_ID), a supplier, a category or a department.",
}
# A command, its file and its function are called alike, except where Python has the word.
_OTHERWISE = {"import": ("import_", "import_"), "map": ("map", "map_")}


class Menu(click.Group):
    """The group of all commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(MENU)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported; None where there is none."""
        if cmd_name not in MENU:
            return None
        file, function = _OTHERWISE.get(cmd_name, (cmd_name, cmd_name))
        command: click.Command = getattr(import_module(f"{__package__}.{file}"), function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, without importing it."""
        said = [click.Command(name, help=text) for name, text in MENU.items()]
        click.Group(commands=said).format_commands(ctx, formatter)
