"""The invented suppliers: names, numbers, and how the money of a trade spreads over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from procurement_footprint.demo.numbers import PERSONS, number
from procurement_footprint.demo.settings import Town, Trade, Trades

ENDINGS = {"ab": " AB", "hb": " HB", "ek": " ek. för."}
ZIPF = 1.05  # assumption: the k-th supplier of a trade gets 1/k of what the first gets, a little steeper


@dataclass(frozen=True, slots=True)
class Supplier:
    """One invented supplier; `person` when the number is a birth date (sole traders, foster homes)."""

    name: str
    number: str
    trade: str
    basis: str
    person: bool


@dataclass(frozen=True, slots=True)
class Market:
    """The suppliers of one trade in one year, largest first, with cumulative weights for drawing."""

    suppliers: tuple[Supplier, ...]
    weights: tuple[float, ...]


def suppliers(town: Town, trades: Trades) -> tuple[Supplier, ...]:
    """Return all invented suppliers, trade by trade, each trade's largest first (persons are small)."""
    rng = Random(f"{town.seed}/suppliers")
    serials: Counter[str] = Counter()
    taken: set[str] = set()
    found = []
    for trade_name, trade in trades.trades.items():
        names = sorted(_names(trade, trades, rng, taken), key=lambda name: name[1] in PERSONS)
        for name, form in names:
            own = form == "own"
            supplier_id = town.organisation_id if own else number(form, serials[form], rng)
            serials[form] += 1
            found.append(Supplier(name, supplier_id, trade_name, trade.basis, form in PERSONS))
    return tuple(found)


def markets(everyone: tuple[Supplier, ...], trades: Trades, year: int) -> dict[str, Market]:
    """Return who sells in each trade in `year`; from its year of re-bidding its two largest change places."""
    found = {}
    for name, trade in trades.trades.items():
        sellers = [supplier for supplier in everyone if supplier.trade == name]
        if year >= trade.rebid:
            sellers[:2] = sellers[1::-1]
        weights = accumulate(1 / place**ZIPF for place in range(1, len(sellers) + 1))
        found[name] = Market(tuple(sellers), tuple(weights))
    return found


def _names(trade: Trade, trades: Trades, rng: Random, taken: set[str]) -> Iterator[tuple[str, str]]:
    for line in trade.fixed:
        name, form = line.split("|")
        taken.add(name)
        yield name, form
    for _ in range(trade.suppliers - len(trade.fixed)):
        form = rng.choices(list(trade.forms), list(trade.forms.values()))[0]
        name = _name(form, trade.words, trades, rng)
        while name in taken:
            name = _name(form, trade.words, trades, rng)
        taken.add(name)
        yield name, form


def _name(form: str, words: list[str], trades: Trades, rng: Random) -> str:
    if form in PERSONS:
        person = f"{rng.choice(trades.first_names)} {rng.choice(trades.surnames)}"
        return f"{person} {rng.choice(words)}" if form == "sole_trader" else person
    return f"{rng.choice(trades.places)} {rng.choice(words)}{ENDINGS.get(form, '')}"
