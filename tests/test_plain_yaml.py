from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint import plain_yaml
from procurement_footprint.problems import Refused


def refusal(raw: bytes) -> str:
    with pytest.raises(Refused) as caught:
        plain_yaml.parse(raw, "rules.yaml")
    return str(caught.value)


def test_every_scalar_is_text(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text("account: 0640\non: no\nversion: 2024.10\ntime: 12:30\nbig: 1_000\nempty:\n", encoding="utf-8")
    assert plain_yaml.load(path) == {
        "account": "0640",
        "on": "no",
        "version": "2024.10",
        "time": "12:30",
        "big": "1_000",
        "empty": "",
    }


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert plain_yaml.parse(b"", "empty.yaml") == {}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[0-9:._-]{1,8}", fullmatch=True)))
def test_codes_come_back_as_they_were_written(codes: dict[str, str]) -> None:
    raw = "".join(f'{key}: "{value}"\n' for key, value in codes.items()).encode()
    assert plain_yaml.parse(raw, "codes.yaml") == codes


def test_invalid_yaml_names_the_line() -> None:
    assert refusal(b"a: 1\nb: [1, 2\nc: 3\n").startswith("rules.yaml:3: this is not valid YAML: ")
    assert refusal(b"a: 1\nb: \xff\n").startswith("rules.yaml: this is not valid YAML: 'utf-8' codec can't decode")


def test_a_key_that_stands_twice_names_both_lines() -> None:
    assert refusal(b"id: a\nwhy: b\nid: c\n") == (
        'rules.yaml:3: the key "id" stands twice (first on line 1)\n    fix: delete one of the two'
    )


@pytest.mark.parametrize(
    ("raw", "what", "excerpt"),
    [
        (b"a: &x 1\nb: *x\n", "rules.yaml:1: an anchor or alias", "a: &x 1"),
        (b"a: !!python/object:os.system 1\n", "rules.yaml:1: a tag", "a: !!python/object:os.system 1"),
    ],
)
def test_aliases_and_tags_are_refused(raw: bytes, what: str, excerpt: str) -> None:
    assert refusal(raw) == f"{what} is not allowed here\n    {excerpt}\n    fix: write the value out in plain text"


def test_deep_nesting_is_refused() -> None:
    assert "nesting deeper than 20 levels is not allowed here" in refusal(b"[" * 30 + b"]" * 30)
    assert "this is not valid YAML" in refusal(b"[" * 100_000) or "nesting" in refusal(b"[" * 3_000)


class Rule(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    account: tuple[str, ...] = ()
    kind: Literal["a", "b"] | None = None
    sure: bool = False
    weight: int = 1


class Book(msgspec.Struct, forbid_unknown_fields=True):
    rules: list[Rule]
    names: dict[str, tuple[str, ...]] = {}


def wrong(raw: bytes) -> list[str]:
    with pytest.raises(Refused) as caught:
        plain_yaml.convert(plain_yaml.parse(raw, "r.yaml"), Book, "r.yaml")
    return str(caught.value).split("\n")


def test_what_a_file_says_becomes_what_the_program_works_with() -> None:
    raw = b"rules:\n  - {id: a, account: [60], kind: b, sure: true, weight: 2}\nnames: {food: [Mat]}\n"
    found = plain_yaml.convert(plain_yaml.parse(raw, "r.yaml"), Book, "r.yaml")
    assert found == Book([Rule("a", ("60",), "b", True, 2)], {"food": ("Mat",)})


def test_an_unknown_key_is_named_with_its_line_and_the_key_that_was_meant() -> None:
    assert wrong(b"rules:\n  - id: a\n    acount: [60]\n  - zzz: b\n") == [
        'r.yaml:3: unknown key "acount"; did you mean "account"?',
        "    fix: delete it, or write one of: id, account, kind, sure, weight",
        'r.yaml:4: unknown key "zzz"',
        "    fix: delete it, or write one of: id, account, kind, sure, weight",
        'r.yaml:1: an entry of "rules" has no key "id"',
        "    fix: see the description of the file's keys in the manual",
    ]
    assert wrong(b"") == [
        'r.yaml: the file has no key "rules"',
        "    fix: see the description of the file's keys in the manual",
    ]


def test_a_wrong_shape_says_what_is_expected() -> None:
    raw = b"""rules:
  - id: [a]
    account: "60"
    kind: c
    sure: perhaps
    weight: heavy
  - text
names: {food: Mat}
"""
    assert wrong(raw) == [
        'r.yaml:2: "id" should be plain text',
        "    fix: write it so: some text",
        'r.yaml:3: "account" should be a list',
        "    fix: write it so: [first, second]",
        'r.yaml:4: "kind" should be one of a, b',
        "    fix: write it so: a",
        'r.yaml:5: "sure" should be true or false',
        "    fix: write it so: true",
        'r.yaml:6: "weight" should be a whole number',
        "    fix: write it so: 12",
        'r.yaml:1: an entry of "rules" should be keys with values',
        "    fix: write it so: {key: value}",
        'r.yaml:8: "food" should be a list',
        "    fix: write it so: [first, second]",
    ]
    assert wrong(b"- a\n") == [
        "r.yaml: the file should be keys with values",
        "    fix: write it so: {key: value}",
    ]
