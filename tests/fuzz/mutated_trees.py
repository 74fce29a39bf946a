"""Trees of keys, lists and texts, mutated: for YAML and JSON, whose shape is what readers trust in."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import yaml
from mutated_bytes import ODD, ODD_NUMBERS

TEXTS = tuple(one.decode("utf-8", errors="replace") for one in (*ODD, *ODD_NUMBERS, b"", b" ", b"x" * 300))
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**70, 1.5, -0.0, 1e308, float("nan"), float("inf"), [], {}, [[]], [{}],
    {"": ""}, ["a", "a"], [None], {"a": None}, [0], {"id": "x"}, "null", "2024-02-30", "2024", "0", "-1", "~",
)  # fmt: skip
Path = tuple[str | int, ...]


def mutated(tree: Any, chance: Random) -> Any:
    """Return a copy of the tree in which one to three branches are changed."""
    grown = copy.deepcopy(tree)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        grown = _once(grown, chance)
    return grown


def as_yaml(tree: Any, chance: Random) -> bytes:
    """Return the tree as YAML, in one of its ways of writing."""
    flow = chance.choice((False, None, None))
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_flow_style=flow)
    return text.encode()


def as_json(tree: Any) -> bytes:
    """Return the tree as JSON; NaN and the infinite as Python writes them."""
    return json.dumps(tree).encode()


def _once(tree: Any, chance: Random) -> Any:
    places = list(_places(tree, ()))
    place = chance.choice(places)
    if not place:
        return chance.choice(VALUES) if chance.random() < 0.3 else tree
    above = _at(tree, place[:-1])
    key, choice = place[-1], chance.randrange(8)
    if choice == 0:
        del above[key]
    elif choice == 1:
        above[key] = copy.deepcopy(_at(tree, chance.choice(places)))
    elif choice == 2:
        above[key] = [above[key]]
    elif choice == 3 and isinstance(above, dict):
        above[chance.choice(TEXTS)] = above.pop(key)
    elif choice == 4 and isinstance(above, list):
        above.insert(chance.randrange(len(above) + 1), copy.deepcopy(above[int(key)]))
    elif choice == 5:
        above[key] = chance.choice(TEXTS)
    elif choice == 6 and isinstance(above[key], str):
        above[key] = _text(above[key], chance)
    else:
        above[key] = copy.deepcopy(chance.choice(VALUES))
    return tree


def _text(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(TEXTS) + text[at + chance.randrange(3) :]


def _at(tree: Any, place: Path) -> Any:
    for key in place:
        tree = tree[key]
    return tree


def _places(tree: Any, place: Path) -> Iterator[Path]:
    yield place
    if isinstance(tree, dict | list):
        for key, one in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _places(one, (*place, key))
