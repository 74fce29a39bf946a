"""Bridge: the product group of FIGARO (A64) in which a product of another classification lies."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping.rule_files import Reviewed
from procurement_footprint.problems import Refused, problem

COLUMNS = ["product", "group", "why"]


class _Description(msgspec.Struct, forbid_unknown_fields=True):
    bridge: str
    version: str
    products: str
    groups: str
    origin: str
    licence: str
    reviewed: Reviewed
    sha256: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """Product, or the first digits of its code → product group. identity: name and version.

    between: the classification of the products and that of the groups.
    """

    identity: str
    between: tuple[str, str]
    groups: Mapping[str, str]

    def group(self, code: str) -> str | None:
        """Return the group of the longest entry with which a code begins; None where there is none."""
        lengths = range(len(code), 0, -1)
        return next((self.groups[code[:length]] for length in lengths if code[:length] in self.groups), None)


def shipped() -> tuple[Bridge, ...]:
    """Return the bridges that come with the program, by name. Errors: those of `load`."""
    return tuple(load(path.stem) for path in sorted((shelf.folder("mappings") / "bridges").glob("*.csv")))


def load(name: str, folder: Path | None = None) -> Bridge:
    """Return the bridge `name`: a CSV with a YAML of the same name, in `mappings/bridges` where no folder is given.

    Errors: Refused when the file was changed or has other columns.
    """
    path = (folder or shelf.folder("mappings") / "bridges") / f"{name}.csv"
    described = path.with_suffix(".yaml")
    said = plain_yaml.convert(plain_yaml.load(described), _Description, described.name)
    if shelf.digest(path) != said.sha256:
        raise Refused([problem("crosswalk-changed", path.name, description=described.name)])
    header, *lines = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    if header != COLUMNS:
        raise Refused([problem("crosswalk-header", f"{path.name}:1", ",".join(header), wanted=",".join(COLUMNS))])
    groups = {product: group for product, group, _ in lines}
    return Bridge(f"{said.bridge}@{said.version}", (said.products, said.groups), groups)
