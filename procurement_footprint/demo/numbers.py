"""Organisation numbers for an invented municipality: right check digits, in ranges that are not in use.

assumption: the registers give out numbers upwards, and none of them has come near these ranges.
Companies stand at 559…, partnerships at 969…, economic associations at 769…, other associations at 802…,
municipalities at 212000-3…, regions at 232100-0…, state bodies at 202100-7…. So every invented
organisation has 9 as second and third digit (599, 999, 799, 899), and every invented public body a 9
after the hyphen. Persons who trade under their own name have a birth date in the 1890s and one of the
serial numbers 980-999, as (to our knowledge) the tax agency's test numbers for that age do: nobody who lives
bears them.
"""

from __future__ import annotations

from random import Random

SERIES = {"ab": "599", "hb": "999", "ek": "799", "forening": "899"}
PUBLIC = {"municipality": "2120009", "region": "2321009", "state": "2021009", "body": "2220009"}
PERSONS = frozenset({"sole_trader", "person"})


def check_digit(nine: str) -> str:
    """Return the check digit (Luhn) of the first nine digits of an organisation number."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return str(-sum(part // 10 + part % 10 for part in doubled) % 10)


def number(form: str, serial: int, rng: Random) -> str:
    """Return the organisation number of the `serial`-th invented supplier with the legal form `form`.

    serial: counted within each form, so that no number comes twice.
    form: a key of SERIES, PUBLIC or PERSONS; any other, such as foreign, has no number ("").
    """
    if form in PERSONS:
        return _hyphenated(_person(serial, rng))
    if form in PUBLIC:
        return _hyphenated(f"{PUBLIC[form]}{10 + serial % 80}")
    if form in SERIES:
        return _hyphenated(f"{SERIES[form]}{100 + serial % 900}{rng.randrange(1000):03d}")
    return ""


def _person(serial: int, rng: Random) -> str:
    year, month, day = 90 + serial % 10, rng.randrange(1, 13), rng.randrange(1, 29)
    return f"{year}{month:02d}{day:02d}{980 + serial // 10 % 20}"


def _hyphenated(nine: str) -> str:
    return f"{nine[:6]}-{nine[6:]}{check_digit(nine)}"
