"""Entries Y5 to Y9: patterns that cost nothing, names that are near, factors that are pinned."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import procurement_footprint
from procurement_footprint.factors import factor_set
from procurement_footprint.footprint import conserve
from procurement_footprint.ledger.columns import MONEY
from procurement_footprint.mapping import patterns
from procurement_footprint.mapping.rules import load_books
from procurement_footprint.problems import Refused, Unbalanced

HEAD = """rule_book: se/kbas
version: "1"
title: {sv: Bok, en: Book}
source: own work
reviewed: {by: somebody, date: 2026-11-23}
rules:
"""
LENGTH = 1_000
NASTY = (" ", "(", "a", "0", '"', "a ", "0-", "1.", "<a", "{")


def refusal(folder: Path, rules: str) -> str:
    path = folder / "se" / "kbas.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + rules, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_books([path], (), {"rent", "food"}, {"wages"})
    return str(refused.value)


def rule(name: str, conditions: str, outcome: str = "category: rent") -> str:
    return (
        f"  - id: {name}\n    {conditions}\n    {outcome}\n    why: because\n"
        f'    examples: [{{account: "601", text: hyra}}]\n'
    )


def own_patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Every regular expression of Python that a file of ours holds, with its place."""
    held = procurement_footprint.__path__
    for one in pkgutil.walk_packages(held, "procurement_footprint.", onerror=lambda _: None):
        if one.name.endswith("__main__") or any(
            far in one.name for far in (".distributed", ".input_output", ".suggest")
        ):
            continue
        for name, value in vars(importlib.import_module(one.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{one.name}.{name}", value


def test_y5_a_rule_is_no_regular_expression(tmp_path: Path) -> None:
    (evil,) = patterns.parse(["(a+)+$"])
    assert evil.parts == ("a",)
    assert patterns.fault("(a+)+$") == "the pattern has 1 letter"
    texts = pl.Series(["a" * 50_000 + "!", "aaa", "b"])
    parts = pl.DataFrame({"pattern": 0, "part": list(patterns.parse(["aa & (a|aa)+$"])[0].parts)})
    started = time.perf_counter()
    assert patterns.found(texts, parts)["text"].len() <= 2
    assert time.perf_counter() - started < 5


def test_y5_a_pattern_has_an_end(tmp_path: Path) -> None:
    said = refusal(tmp_path, rule("r", f"text: [{'a' * 501}]"))
    assert said.startswith('se/kbas.yaml:7: rule "r": the pattern has more than 500 signs\n    text: [aaa')
    assert patterns.fault("a" * 500) is None


def test_y5_ten_thousand_patterns_are_one_pass_over_the_texts() -> None:
    parsed = patterns.parse([f"vara{number}" for number in range(10_000)])
    parts = pl.DataFrame({"pattern": range(10_000), "part": [one.parts[0] for one in parsed]})
    texts = pl.Series([f"vara{number} och mer" for number in range(0, 10_000, 10)])
    started = time.perf_counter()
    assert patterns.found(texts, parts)["text"].n_unique() == 1_000
    assert time.perf_counter() - started < 5


def test_y5_no_expression_of_ours_takes_longer_than_its_text_is_long() -> None:
    held = {pattern: place for place, pattern in own_patterns()}
    assert len(held) > 80
    slow = []
    for pattern, place in held.items():
        for one in NASTY:
            text = (one * LENGTH)[:LENGTH] + "!"
            given_it = text if isinstance(pattern.pattern, str) else text.encode()
            started = time.process_time()
            pattern.match(given_it)  # type: ignore[arg-type]
            pattern.fullmatch(given_it)  # type: ignore[arg-type]
            pattern.search(given_it[:200])  # type: ignore[arg-type]
            if time.process_time() - started > 0.5:
                slow.append((place, one))
    assert slow == []


@settings(max_examples=60)
@given(st.text(alphabet="Umeåöäéèñcc\u00e7\u0301\u030a\u0308\u200b\u00ad\ufeff LÖN", min_size=1, max_size=12))
def test_y6_composed_decomposed_and_invisible_letters_are_the_same(text: str) -> None:
    folded = {patterns.fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(folded) == 1
    assert patterns.fold("\u200b".join(text)) == folded.pop()


def test_y6_a_rule_meets_a_ledger_whatever_the_form_of_its_letters() -> None:
    for written, booked in (("Ume\u00e5", "UMEA\u030a kommun"), ("Umea\u030a", "Ume\u00e5 kommun")):
        parts = pl.DataFrame({"pattern": 0, "part": list(patterns.parse([written])[0].parts)})
        assert patterns.found(pl.Series([booked]), parts)["text"].to_list() == [booked]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (
            rule("r", 'acount: ["60"]'),
            'se/kbas.yaml:7: rule "r": there is no key "acount"\n    acount: …\n    fix: did you mean "account"?',
        ),
        (
            rule("r", 'account: ["60"]', "category: rents"),
            'se/kbas.yaml:7: rule "r": there is no category "rents"\n'
            '    category: rents\n    fix: did you mean "rent"?',
        ),
        (
            rule("r", 'account: ["60"]', "left_out: wage"),
            'se/kbas.yaml:7: rule "r": there is no reason "wage" for leaving out\n'
            '    left_out: wage\n    fix: did you mean "wages"?',
        ),
        (
            rule("a", 'account: ["60"]') + rule("b", 'account: ["60"]', "category: food"),
            'se/kbas.yaml:12: rules "a" (se/kbas.yaml:7) and "b" weigh the same and differ: category rent; category '
            "food\n    they ask for the same\n    fix: make one of them more specific, or delete it",
        ),
        (
            rule("a", 'account: ["60"]\n    until: 2024-06-30')
            + rule("b", 'account: ["60"]\n    since: 2024-06-30', "category: food"),
            'se/kbas.yaml:13: rules "a" (se/kbas.yaml:7) and "b" weigh the same and differ: category rent; category '
            "food\n    they ask for the same, and both hold on 2024-06-30\n"
            "    fix: make one of them more specific, or delete it",
        ),
        (
            rule("a", 'account: ["60"]\n    until: 2024-06-30') + rule("b", 'account: ["60"]', "category: food"),
            'se/kbas.yaml:13: rules "a" (se/kbas.yaml:7) and "b" weigh the same and differ: category rent; category '
            "food\n    they ask for the same, and both hold on 2024-06-30\n"
            "    fix: make one of them more specific, or delete it",
        ),
    ],
)
def test_y7_what_is_wrong_with_a_rule_is_said_at_its_line(tmp_path: Path, rules: str, said: str) -> None:
    assert refusal(tmp_path, rules) == said


def test_y7_validity_that_only_meets_is_no_overlap(tmp_path: Path) -> None:
    path = tmp_path / "se" / "kbas.yaml"
    path.parent.mkdir()
    first = rule("a", 'account: ["60"]\n    until: 2024-06-30')
    path.write_text(
        HEAD + first + rule("b", 'account: ["60"]\n    since: 2024-07-01', "category: food"), encoding="utf-8"
    )
    books = load_books([path], (), {"rent", "food"}, {"wages"})
    assert [one.id for one in books.shipped[0].rules] == ["a", "b"]


def test_y8_a_factor_stands_once(tmp_path: Path) -> None:
    source = next((Path(factor_set.figures.SHIPPED[0]) / "figaro-se").glob("*"))
    folder = tmp_path / "figaro-se" / source.name
    folder.mkdir(parents=True)
    raw = (source / "factors.csv").read_bytes()
    _, line, *_ = raw.split(b"\n")
    doubled = raw + line + b"\n"
    described = (source / "factors.yaml").read_text(encoding="utf-8")
    changed = described.replace(sha256(raw).hexdigest(), sha256(doubled).hexdigest())
    assert changed != described
    (folder / "factors.csv").write_bytes(doubled)
    (folder / "factors.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        factor_set.load("figaro-se", shelves=[tmp_path])
    assert str(refused.value) == (
        f"figaro-se/{source.name}/factors.csv:373: this stands twice (first on line 2)\n"
        "    A01, 2018\n    fix: delete one of the two lines"
    )


def test_y8_every_join_of_the_calculation_says_that_its_keys_are_unique() -> None:
    """What a factor that stands twice would do is refused by the engine itself, besides by the reader."""
    left, right = pl.DataFrame({"k": [1], "kr": [100]}), pl.DataFrame({"k": [1, 1], "kg": [1, 2]})
    with pytest.raises(pl.exceptions.ComputeError, match="m:1"):
        left.join(right, on="k", validate="m:1")
    with pytest.raises(Unbalanced, match="rows came in and"):
        conserve.same(conserve.tally(_rows(1)), conserve.tally(_rows(2)), "here")


def _rows(times: int) -> pl.LazyFrame:
    amounts = pl.Series([100] * times, dtype=MONEY)
    return pl.LazyFrame({"row_id": ["a.csv:2"] * times, "amount": amounts, "currency": ["SEK"] * times})


def test_y9_a_factor_file_with_one_other_byte_is_refused_by_name(tmp_path: Path) -> None:
    source = next((Path(factor_set.figures.SHIPPED[0]) / "figaro-se").glob("*"))
    folder = tmp_path / "figaro-se" / source.name
    folder.mkdir(parents=True)
    raw = bytearray((source / "factors.csv").read_bytes())
    digest = sha256(raw).hexdigest()
    place = raw.rindex(b".") + 1
    raw[place] = ord("1") if raw[place] != ord("1") else ord("2")
    (folder / "factors.csv").write_bytes(raw)
    (folder / "factors.yaml").write_bytes((source / "factors.yaml").read_bytes())
    with pytest.raises(Refused) as refused:
        factor_set.load("figaro-se", shelves=[tmp_path])
    assert str(refused.value) == (
        f"figaro-se/{source.name}/factors.csv: the file was changed: its SHA-256 is not the one in factors.yaml\n"
        f"    in factors.yaml: {digest}\n"
        f"    of the file: {sha256(raw).hexdigest()}\n"
        "    fix: put the original file back; a change that is meant becomes a new version with its own factors.yaml"
    )
