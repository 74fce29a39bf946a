from pathlib import Path

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


def test_an_unknown_key_or_a_wrong_shape_is_refused_in_words() -> None:
    assert plain_yaml.convert({"id": "a", "account": ["60"]}, Rule, "r.yaml") == Rule("a", ("60",))
    with pytest.raises(Refused) as caught:
        plain_yaml.convert({"id": "a", "acount": ["60"]}, Rule, "r.yaml")
    assert str(caught.value) == (
        'r.yaml: Object contains unknown field "acount"\n    fix: see the description of the file\'s keys in the manual'
    )
