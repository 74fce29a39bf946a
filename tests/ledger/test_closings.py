"""What pins a closed period is read back, and a changed byte of it is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procurement_footprint import period
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.seal import sealed
from procurement_footprint.problems import Refused

OUTPUTS = {"report.html": "b" * 64}


def close(project: Path, name: str, version: int = 1) -> Path:
    written = {
        "format": "1", "period": name, "version": version, "by": "Anna Lind", "when": "2025-02-01T08:00:00+00:00",
        "reason": "", "as_of": 7, "program": "0.1.0", "manifest": "a" * 64, "pins": {}, "outputs": OUTPUTS,
    }  # fmt: skip
    path = project / closings.FOLDER / name / str(version) / closings.FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(sealed(written))
    return path


def test_closings_are_read_in_order_with_what_they_pin(tmp_path: Path) -> None:
    for version in range(10, 0, -1):
        close(tmp_path, "2024", version)
    close(tmp_path, "2023-Q4")
    (tmp_path / "closed" / "2024" / ".11.99.part" / "result").mkdir(parents=True)
    found = closings.load(tmp_path)
    assert [(one.period, one.version) for one in found] == [
        ("2023-Q4", 1),
        *(("2024", version) for version in range(1, 11)),
    ]
    last = closings.newest(found, "2024")
    assert last is not None
    assert (last.name, last.by, last.as_of, last.outputs) == ("2024 version 10", "Anna Lind", 7, OUTPUTS)
    assert last.folder == tmp_path / "closed" / "2024" / "10"
    assert closings.newest(found, "2022") is None
    assert closings.load(tmp_path / "nothing") == ()


def test_a_month_belongs_to_the_longest_closed_period_that_holds_it(tmp_path: Path) -> None:
    close(tmp_path, "2024-Q1")
    close(tmp_path, "2023-12")
    assert closings.months_closed(tmp_path) == {
        "2023-12": "2023-12", "2024-01": "2024-Q1", "2024-02": "2024-Q1", "2024-03": "2024-Q1",
    }  # fmt: skip
    close(tmp_path, "2024")
    assert set(closings.months_closed(tmp_path).values()) == {"2023-12", "2024"}
    assert closings.months(period.parse("2024-Q4")) == ("2024-10", "2024-11", "2024-12")


def test_every_changed_byte_of_what_pins_a_period_is_noticed(tmp_path: Path) -> None:
    path = close(tmp_path, "2024")
    raw = path.read_bytes()
    for at in range(len(raw)):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(Refused) as refused:
            closings.load(tmp_path)
        assert refused.value.problems[0].code in ("closing-changed", "closing-unreadable"), at


def test_a_version_that_is_gone_is_missed(tmp_path: Path) -> None:
    close(tmp_path, "2024", 2)
    assert said(tmp_path).startswith("closed/2024/1: this is a version of a closed period without its closing.json\n")


def said(project: Path) -> str:
    with pytest.raises(Refused) as refused:
        closings.load(project)
    return str(refused.value)


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    path = close(tmp_path, "2024")
    path.write_bytes(path.read_bytes().replace(b"Anna", b"Eva"))
    assert said(tmp_path) == (
        "closed/2024/1/closing.json: what pins this closed period was changed: it does not agree with its own SHA-256\n"
        "    fix: put it back from a backup"
    )
    path.write_text(json.dumps({"format": "1"}), encoding="utf-8")
    assert said(tmp_path) == (
        "closed/2024/1/closing.json: what pins this closed period cannot be read: "
        'Object missing required field "period"\n    fix: put it back from a backup'
    )
    path.unlink()
    assert said(tmp_path) == (
        "closed/2024/1: this is a version of a closed period without its closing.json\n"
        "    fix: put the file back from a backup; a folder that `close` did not make belongs elsewhere"
    )
