"""A whole that must not lose a gram or an öre is shared out in proportion: largest remainders, exactly."""

from __future__ import annotations

from collections.abc import Sequence


def apportioned(whole: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers that add up to `whole`, as near to its share for each weight as they can be.

        share = whole × weight / Σ weights

    Each gets its share rounded down; what is left goes, one each, to those with the largest remainder, of equal ones
    to the first. A negative weight (a credit note) gets a negative share. Σ weights is above 0.
    """
    total = sum(weights)
    if total <= 0:
        raise ValueError(f"the weights add up to {total}")
    if whole == total:
        return list(weights)
    if not whole:
        return [0] * len(weights)
    shares = [divmod(whole * weight, total) for weight in weights]
    parts = [share for share, _ in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: -shares[place][1])
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts
