"""Folds: names parted by chance, so that nothing is learnt from what is to be predicted."""

from __future__ import annotations

import random
from collections.abc import Collection


def parts_of(names: Collection[str], number: int, seed: int) -> list[frozenset[str]]:
    """Return names in `number` parts of nearly equal size; the same names and seed give the same parts."""
    order = sorted(names)
    random.Random(seed).shuffle(order)
    return [frozenset(order[part::number]) for part in range(number)]
