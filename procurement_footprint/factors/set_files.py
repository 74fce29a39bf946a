"""Writes a factor set as `factor_set.load` reads it: `factors.csv`, and `factors.yaml` with its SHA-256."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from procurement_footprint import plain_yaml
from procurement_footprint.factors.factor_set import DESCRIPTION, FIGURES
from procurement_footprint.problems import Refused, problem


def write_set(folder: Path, description: Mapping[str, object], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a factor set into the new folder `<name>/<version>`; name and version are those of the folder.

    description: the keys of `factors.yaml` but for name, version and sha256. rows: product, product_name, year, the
    factor column and the columns that the description names, as text; written sorted by product and year.
    Errors: Refused when a set stands in the folder: an edition is never changed.
    """
    folder = folder.resolve()
    if (folder / DESCRIPTION).exists():
        raise Refused([problem("factor-set-exists", f"{folder.parent.name}/{folder.name}")])
    columns = description.get("columns") or {}
    assert isinstance(columns, Mapping)
    header = ["product", "product_name", "year", str(description["factor_column"]), *columns]
    text = io.StringIO()
    lines = csv.DictWriter(text, header, lineterminator="\n")
    lines.writeheader()
    lines.writerows(sorted(rows, key=lambda row: (row["product"], int(row["year"]))))
    figures = text.getvalue().encode()
    named = {"name": folder.parent.name, "version": folder.name, **description, "sha256": sha256(figures).hexdigest()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FIGURES).write_bytes(figures)
    (folder / DESCRIPTION).write_bytes(plain_yaml.dump(named).encode())
