"""Two small towns in a copy of the program of their own, in which any byte may be changed, and `verify` of them.

`plain` runs from files and has all that a project can have: a profile, rules, decisions, aliases, a register, activity
data, invoices. `kept` has an archive with a closed year, and factors and a crosswalk of its own.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import forked
import own_set
from conftest import ROOT
from people import numbers
from ubl_writer import Invoice, Line

from procurement_footprint.ledger import alias_writing
from procurement_footprint.ledger.aliases import Alias
from procurement_footprint.mapping import decision_files
from procurement_footprint.mapping.decision import Decision

DAY = date(2026, 11, 24)
PERSON = numbers(1)[0]
LEDGER = f"""datum;leverantör;orgnr;fakturanummer;förvaltning;konto;kontotext;pris
2024-01-10;Kraft AB;599100-0012;F-1;Fastighet;62110;Elenergi;100000,00
2024-03-20;Kontorsgrossisten AB;556036-0793;F-2;Skola;6410;Förbrukningsinventarier;200,00
2024-04-01;Livs AB;599100-0038;F-3;Skola;64110;Livsmedel;20000,00
2024-04-02;Anna Ek;{PERSON};F-4;Skola;64110;Livsmedel;500,00
2024-05-02;Konsult AB;599100-0046;F-5;Skola;70110;Konsulttjänst;3000,00
2024-06-02;Okänd AB;559233-2703;F-6;Skola;99990;Diff;77,00
"""
PROFILE = """name: ours
columns:
  booked_on: [datum]
  supplier: [leverantör]
  supplier_id: [orgnr]
  voucher: [fakturanummer]
  department: [förvaltning]
  account: [konto]
  account_text: [kontotext]
  amount: [pris]
currency: SEK
"""
RULES = """rule_book: own
version: "1"
title: {sv: "Egna regler", en: "Own rules"}
source: own decisions
reviewed: {by: Anna Lind, date: 2026-11-23}
rules:
  - id: own-consultants
    account: ["7011"]
    category: meals
    why: Our consultants cook
    examples: [{account: "70110", account_text: Konsult}]
"""
BUYER = "project: Norrsele\norganisation: {id: 212000-9991, name: Norrsele kommun}\nlanguage: en\nchart: kbas\n"
PLAIN = "ledgers: [ledgers/2024.csv]\ninvoices: [invoices.zip]\nprofile: ours.yaml\n"
OWN = "factors: own@1\n"


@dataclass(frozen=True, slots=True)
class Town:
    """A project, and the footprint in it that is verified. named: what `verify` is asked for."""

    folder: Path
    named: str
    footprint: str


@dataclass(frozen=True, slots=True)
class World:
    """The copy of the program, and its towns."""

    program: Path
    plain: Town
    kept: Town

    def __call__(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run the command line of the copy."""
        return forked.run(arguments, cwd, ENVIRONMENT, self.program)

    def verify(self, town: Town) -> subprocess.CompletedProcess[str]:
        """Verify the footprint of a town."""
        return self("verify", town.named, cwd=town.folder)


# the shipped files that decide the footprint of `plain`
SHIPPED = (
    *(f"mappings/{name}" for name in ("categories/*.yaml", "charts.yaml", "left-out.yaml", "rules/*/*.yaml")),
    *(f"mappings/{name}" for name in ("codes/*.*", "crosswalks/figaro-a64.*", "bridges/*.*", "levers/*.yaml")),
    "mappings/ledgers/*.yaml",
    *(f"emission_factors/{name}/*/*.*" for name in ("figaro-se", "figaro-se-final-demand", "uncertainty/figaro-ceda")),
    *(f"emission_factors/prices/{name}/*/*.*" for name in ("hicp-euro-area-items", "cpi-sweden")),
    *(f"emission_factors/{name}/*/*.*" for name in ("currencies/ecb-annual", "activities/electricity-se")),
    "emission_factors/supply-chains/*/*/*.*",
    "emission_factors/vintage-policies.yaml",
)
LEFT = {".md", ".txt"}  # words about them
ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def world(folder: Path) -> World:
    """Make the copy and the towns in an empty folder."""
    program = folder / "program"
    leave = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("procurement_footprint", "emission_factors", "mappings", "reports"):
        shutil.copytree(ROOT / name, program / name, ignore=leave)
    shutil.copyfile(ROOT / "METHOD.md", program / "METHOD.md")
    made = World(program, Town(folder / "plain", "out", "out"), Town(folder / "kept", "2024", "closed/2024/1"))
    _plain(made.plain.folder)
    _kept(made.kept.folder, program)
    for arguments, town in (
        (("run", "--out", "out"), made.plain),
        (("import", "new/a.csv", "new/b.csv", "--profile", "ours.yaml"), made.kept),
        (
            ("import", "new/c.csv", "--profile", "ours.yaml", "--add", "--reason", "late", "--accept-problems"),
            made.kept,
        ),
        (("close", "2024", "--by", "Anna Lind", "--incomplete"), made.kept),
    ):
        done = made(*arguments, cwd=town.folder)
        assert done.returncode == 0, done.stdout + done.stderr
    return made


def changeable(world: World) -> list[tuple[Town, Path]]:
    """Return every file that a footprint is or was made from, with the town whose footprint it is, by path."""
    own = [(town, path) for town in (world.plain, world.kept) for path in _files(town.folder)]
    shipped = [(world.plain, path) for pattern in SHIPPED for path in _shipped(world.program, pattern)]
    return [*((town, path) for town, path in own if not _is_aside(path, town)), *shipped]


def _is_aside(path: Path, town: Town) -> bool:
    """Return whether a file of a town decides nothing any more, or only what its manifest repeats."""
    taken_in = town.named == "2024" and path.parts[-1] == "ours.yaml"  # the archive keeps the profile
    inside = path.relative_to(town.folder)
    return taken_in or inside.parts[0] in ("new", "procurement.yaml") or path.name.startswith(".")


def _shipped(program: Path, pattern: str) -> list[Path]:
    return sorted(path for path in program.glob(pattern) if path.suffix not in LEFT)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@contextmanager
def one_byte_changed(path: Path, chance: Random) -> Iterator[str]:
    """Change one byte of a file; give what was done, and put it back."""
    raw = path.read_bytes()
    at, by = chance.randrange(len(raw)), chance.randrange(1, 256)
    changed = bytearray(raw)
    changed[at] ^= by
    path.write_bytes(changed)
    try:
        yield f"{path.name}: byte {at} of {len(raw)}, {raw[at : at + 1]!r} became {bytes(changed[at : at + 1])!r}"
    finally:
        path.write_bytes(raw)


def _plain(folder: Path) -> None:
    (folder / "activities" / "invoices").mkdir(parents=True)
    (folder / "ledgers").mkdir()
    (folder / "rules").mkdir()
    (folder / "procurement.yaml").write_text(BUYER + PLAIN, encoding="utf-8")
    (folder / "ledgers" / "2024.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "ours.yaml").write_text(PROFILE, encoding="utf-8")
    (folder / "rules" / "own.yaml").write_text(RULES, encoding="utf-8")
    (folder / "suppliers.csv").write_text("Organisationsnummer;SNI 2007\n559233-2703;81.210\n", encoding="utf-8")
    energy = (
        "period,category,quantity,unit,factor,source\n2024,electricity,70,MWh,electricity-se/grid,network company\n"
    )
    (folder / "activities" / "energy.csv").write_text(energy, encoding="utf-8")
    quantities = "cpv,item,unit,factor,source\n09310000,elenergi,kWh,electricity-se/grid,kWh invoiced\n"
    (folder / "activities" / "invoices" / "power.csv").write_text(quantities, encoding="utf-8")
    alias = Alias("s-1", DAY, "Anna Lind", "the same", "599100-0038", "Livs AB", (), ("Livsmedel AB",))
    alias_writing.append(folder, alias)
    meals = (("supplier", ("599100-0038",)),)
    decision_files.append(
        folder / "decisions", [Decision("d-1", DAY, "Anna Lind", "It cooks", meals, category="meals")]
    )
    with zipfile.ZipFile(folder / "invoices.zip", "w") as packed:
        line = Line(price="200.00", codes=(("STI", "30199000-0"),))
        packed.writestr("1.xml", Invoice("F-2", [line]).xml)


def _kept(folder: Path, program: Path) -> None:
    (folder / "new").mkdir(parents=True)
    (folder / "procurement.yaml").write_text(BUYER + OWN, encoding="utf-8")
    (folder / "ours.yaml").write_text(PROFILE, encoding="utf-8")
    head, *lines = LEDGER.splitlines(keepends=True)
    unreadable = lines[4].replace("3000,00", "3000,00x").replace("2024-05", "2024-04")
    late = lines[3].replace("500", "501")
    for name, held in {"a": lines[:2], "b": lines[2:4], "c": [late, unreadable]}.items():
        (folder / "new" / f"{name}.csv").write_text(head + "".join(held), encoding="utf-8")
    _own_factors(folder, program)


def _own_factors(folder: Path, program: Path) -> None:
    """Write a factor set and a crosswalk of the town's own, from the shipped ones."""
    shipped = program / "emission_factors" / "figaro-se" / "2026.5" / "factors.csv"
    with shipped.open(encoding="utf-8", newline="") as file:
        lines = [one for one in csv.DictReader(file) if one["year"] == "2023"]
    factors = {one["product"]: {2023: f"{float(one['kg_co2e_per_1000_eur']) / 1000:.6f}"} for one in lines}
    own_set.write(folder / "factors", factors, crosswalk="ours-a64")
    (folder / "crosswalks").mkdir()
    for suffix in ("csv", "yaml"):
        text = (program / "mappings" / "crosswalks" / f"figaro-a64.{suffix}").read_text(encoding="utf-8")
        (folder / "crosswalks" / f"ours-a64.{suffix}").write_text(
            text.replace("crosswalk: figaro-a64", "crosswalk: ours-a64"), encoding="utf-8"
        )
