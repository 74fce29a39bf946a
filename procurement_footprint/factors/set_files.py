"""Writes a factor set as files: `factors.csv`, and `factors.yaml` with the SHA-256 of the figures."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from procurement_footprint import plain_yaml
from procurement_footprint.factors import factor_set
from procurement_footprint.plain_yaml import Plain
from procurement_footprint.problems import Refused, problem

Said = dict[str, Plain]
Rows = Sequence[Mapping[str, str]]
KNOWN = frozenset(factor_set.Description.__struct_fields__)


def write(shelf: Path, said: Said, rows: Rows) -> Path:
    """Write a factor set to `<shelf>/<name>/<version>`, whole or not at all, and return that folder.

    said: the keys of `factors.yaml` except sha256, values as text. rows: the lines of `factors.csv`, at least one, each
    with the same columns in the order in which they are written. Same input, same bytes. Errors: Refused when a set of
    this name and version is there already, or when the set that was written cannot be loaded.
    """
    name, version = str(said["name"]), str(said["version"])
    folder = shelf / name / version
    if folder.exists():
        raise Refused([problem("factor-set-exists", f"{name}/{version}")])
    figures = _csv(rows)
    # what the format does not know yet is left out, so that the set can be loaded
    known = {key: value for key, value in said.items() if key in KNOWN and value}
    text = plain_yaml.text({**known, "sha256": sha256(figures).hexdigest()})
    part = shelf / f".{name}.{os.getpid()}.part"
    try:
        room = part / name / version
        room.mkdir(parents=True)
        (room / factor_set.FIGURES).write_bytes(figures)
        (room / factor_set.DESCRIPTION).write_text(text, encoding="utf-8", newline="\n")
        factor_set.load(name, version, [part])
        folder.parent.mkdir(parents=True, exist_ok=True)
        room.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
