"""Numbers of natural persons who never lived, in every spelling that ledgers have.

Born in the 1890s with serial numbers from 980 on, as the tax agency's test numbers for that age are; where a leading
zero is lost, from 1900 to 1904. The check digits are right.
"""

from __future__ import annotations

from random import Random

from procurement_footprint.demo.numbers import check_digit


def numbers(count: int, seed: int = 1) -> list[str]:
    """So many different numbers, ten digits each; one in four is a coordination number, one in five lost a zero."""
    rng, found = Random(seed), dict[str, None]()
    while len(found) < count:
        year = rng.randrange(5) if len(found) % 5 == 4 else rng.randrange(90, 100)
        day = rng.randrange(1, 29) + 60 * (len(found) % 4 == 3)
        nine = f"{year:02d}{rng.randrange(1, 13):02d}{day:02d}{rng.randrange(980, 1000)}"
        found[nine + check_digit(nine)] = None
    return list(found)


def spellings(number: str) -> list[str]:
    """The same number as people and programs write it."""
    born, serial = number[:6], number[6:]
    century = "19" if number < "05" else "18"
    day = f"{century}{born[:2]}-{born[2:4]}-{born[4:]}"
    interim = f"{born}-T{(nine := f'{born}1{serial[1:3]}')[7:]}{check_digit(nine)}"
    return [
        number, f"{born}-{serial}", f"{born}+{serial}", f"{born} {serial}", f"{born}\u2013{serial}",
        f"{century}{number}", f"{century}{born}-{serial}", f"{century}{born}+{serial}", f"{century}{born} {serial}",
        f"16{number}", f"SE{number}01", f"se{born}-{serial}01", f"SE {born}-{serial} 01", f"{number}.0",
        f"{born} - {serial}", f"{born}\u00a0{serial}", f"{born}\u2011{serial}", f"{born}\u00ad-{serial}",
        f"{day}-{serial}", day.replace("-", " ") + f" {serial}", interim,
        number.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
        *([number[1:]] if number[0] == "0" else []),
    ]  # fmt: skip
