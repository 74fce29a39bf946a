"""What a footprint was made from: enough to make it again and to notice any change.

`manifest.json` is written last. It holds no time, host, user or path: the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from procurement_footprint import shelf
from procurement_footprint.footprint import manifest_shape
from procurement_footprint.ledger.seal import KEY, sealed, unbroken
from procurement_footprint.problems import Refused, problem

FILE = "manifest.json"
FORMAT = "1"
NEEDED = frozenset(("program", "run", "totals", "inputs", "made_with", "outputs"))
KEYS = NEEDED | {"format", "chart_of_accounts", "notes", "entities", "departments", "invoices", "read", "shared", KEY}
Files = Mapping[str, Sequence[Mapping[str, str]]]  # role → name, version and SHA-256 of each
FIGURES = (
    "factor_set",
    "exchange_rates",
    "quarterly_exchange_rates",
    "price_index",
    "price_index_fallback",
    "vat_rates",
    "uncertainty",
)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One shipped or own file that decided something: its role, name, version and SHA-256."""

    role: str  # factor_set, crosswalk, rule_book, taxonomy, left_out_reasons, chart_list, profile, …
    name: str
    version: str
    sha256: str


def exact(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    """Return amounts as exact decimal text."""
    return {key: f"{amount:f}" for key, amount in amounts.items()}


def ingredients(used: Iterable[Ingredient]) -> dict[str, list[dict[str, str]]]:
    """Return the ingredients by role, each with name, version and SHA-256, sorted."""
    result: dict[str, list[dict[str, str]]] = {}
    for one in sorted(used, key=lambda item: (item.role, item.name)):
        line = {"name": one.name, "version": one.version, "sha256": one.sha256}
        result.setdefault(one.role, []).append(line)
    return result


def pinned(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the figures that a footprint was made with: role → `name@version`, for `footprint.basis.load`.

    Of activity factors there may be several, with spaces between them.
    A manifest from before there were vintage policies was made without one.
    """
    made_with = manifest["made_with"]
    used = {role: f"{one['name']}@{one['version']}" for role in FIGURES for one in made_with.get(role, ())}
    policy = next((one["name"] for one in made_with.get("factor_policy", ())), "none")
    measured = " ".join(f"{one['name']}@{one['version']}" for one in made_with.get("activity_factors", ()))
    quarter = {"quarter": manifest["run"]["period"]} if "quarterly_exchange_rates" in used else {}
    return {**used, **quarter, "factor_policy": policy, "activity_factors": measured}


def named_inputs(manifest: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the inputs of a footprint with their names in its rows, where the second file of a name is name#2."""
    times: dict[str, int] = {}
    named = []
    for file in manifest["inputs"]:
        times[file["name"]] = number = times.get(file["name"], 0) + 1
        named.append((file["name"] if number == 1 else f"{file['name']}#{number}", file))
    return named


def made_otherwise(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line for each file that two footprints were not both made with, from their manifests, sorted."""
    return other_files(before["made_with"], after["made_with"], "in A", "in B")


def other_files(before: Files, after: Files, here: str, there: str) -> tuple[str, ...]:
    """Return one line for each file that is not the same in both; here, there: how the two are called."""
    return tuple(f"{role} {name}: {old} {here}, {new} {there}" for role, name, old, new in differing(before, after))


def differing(before: Files, after: Files) -> tuple[tuple[str, str, str, str], ...]:
    """Return role, name, and version with SHA-256 in both, of each file that is not the same in both, sorted."""
    one, other = ({(role, file["name"]): file for role, held in files.items() for file in held}
                  for files in (before, after))  # fmt: skip
    named = ((key, one.get(key), other.get(key)) for key in sorted(one.keys() | other.keys()))
    return tuple((*key, _version(old), _version(new)) for key, old, new in named if old != new)


def _version(file: Mapping[str, str] | None) -> str:
    return " ".join(one for one in (file["version"], f"SHA-256 {file['sha256'][:12]}") if one) if file else "none"


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write `manifest.json` into `folder`, with the SHA-256 of every other file there under `outputs`, sealed."""
    outputs = {path.name: shelf.digest(path) for path in sorted(folder.iterdir()) if path.name != FILE}
    (folder / FILE).write_bytes(sealed({"format": FORMAT, **manifest, "outputs": outputs}))


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of the footprint in `folder`; one from before manifests were sealed has no seal.

    Errors: Refused when there is none, it cannot be read, or it was changed since it was written.
    """
    path = folder / FILE
    if not path.is_file():
        raise Refused([problem("manifest-missing", str(folder), file=FILE)])
    raw = path.read_bytes()
    try:
        manifest = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused([problem("manifest-unreadable", str(path), why=str(error))]) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refused([problem("manifest-unreadable", str(path), why="it is not of a format that this version knows")])
    if manifest.keys() - KEYS or (KEY in manifest and not unbroken(raw, manifest)):
        raise Refused([problem("manifest-changed", str(path))])
    if why := manifest_shape.wrong(manifest):
        raise Refused([problem("manifest-unreadable", str(path), why=why)])
    return manifest
