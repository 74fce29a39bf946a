"""How a factor is printed: with all its digits, so that whoever multiplies with it has what the program has."""

from __future__ import annotations

from decimal import Decimal

DIGITS, DECIMALS = (
    12,
    2,
)  # at most so many digits, beyond which is what floating point leaves; at least so many decimals


def factor(value: float) -> str:
    """Return a factor with all its digits, and two decimals at least: `429.23`, `76.363`, `1152.00`, `0.000412`."""
    plain = f"{Decimal(f'{value:.{DIGITS}g}'):f}"
    decimals = len(plain.partition(".")[2])
    return plain if decimals >= DECIMALS else f"{Decimal(plain):.{DECIMALS}f}"
