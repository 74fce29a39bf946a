"""How a factor is printed: with all its digits, so that whoever multiplies with it has what the program has."""

from __future__ import annotations

from decimal import Decimal

DIGITS = 12  # at most so many: what floating point leaves is beyond them
DECIMALS = 2  # at least so many


def factor(value: float) -> str:
    """Return a factor with all its digits, and two decimals at least: `429.23`, `76.363`, `1152.00`, `0.000412`."""
    plain = f"{Decimal(f'{value:.{DIGITS}g}'):f}"
    decimals = len(plain.partition(".")[2])
    return plain if decimals >= DECIMALS else f"{Decimal(plain):.{DECIMALS}f}"
