"""The answer to `what changed?`: a few sentences and the figures that stand out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from procurement_footprint.analysis.change.effects import EFFECTS
from procurement_footprint.reporting.change.said import Told
from procurement_footprint.reporting.leaflet.document import Fact

UP, DOWN, SAME = "up", "down", "same"
MONEY = ("price", "volume", "method")


def lead(told: Told) -> str:
    """Return what the change comes to: how much, whether method did it, whether it is real, and what most of it is."""
    words, line = told.words, told.total
    about = "figure" if told.steps else "emitted"
    way = direction(line["kg_change"])
    said = {"mass": words.mass(abs(line["kg_change"])), "share": told.share(line["kg_change"], line["kg_before"])}
    sentences = [words(f"change.{about}_{way}", **said) if way != SAME else words(f"change.{about}_same")]
    if told.steps:
        sentences += [_method(told), _beside(told)]
    elif way != SAME:
        sentences.append(words(f"change.real_{line['verdict']}", range=told.range(line, "real_change")))
    if line["verdict"] in ("decrease", "increase"):
        sentences.append(_mostly(told))
    if any(line[f"spend_{name}"] for name in MONEY):
        sentences.append(_spend(told))
    return " ".join(sentences)


def facts(told: Told) -> Iterator[Fact]:
    """Yield both totals, the real change, that of method where there is one, and what became of the money."""
    words, line, names = told.words, told.total, told.names
    restated = words("change.fact_restated", after=names["after"], mass=words.mass(line["kg_restated"]))
    yield Fact(names["before"], words.mass(line["kg_before"]), restated if told.steps else "")
    yield Fact(names["after"], words.mass(line["kg_after"]))
    for name in ("real_change", "method") if told.steps else ("real_change",):
        label = words("change.fact_real" if name == "real_change" else "change.fact_method")
        within = told.range(line, name)
        yield Fact(label, told.mass(line[name]), words("change.fact_range", range=within) if within else "")
    price, volume = (told.money(line[name]) for name in ("spend_price", "spend_volume"))
    spent = words("change.fact_spend_note", price=price, volume=volume)
    yield Fact(words("change.fact_spend"), told.money(line["amount_change"]), spent)


def direction(value: Decimal) -> str:
    """Return whether a change is up, down, or none."""
    return SAME if not value else UP if value > 0 else DOWN


def _method(told: Told) -> str:
    method = told.total["method"]
    way = direction(method)
    return told.words(
        "change.method_even" if way == SAME else f"change.method_{way}", mass=told.words.mass(abs(method))
    )


def _beside(told: Told) -> str:
    """Return what is to be said of the real change beside a change of method."""
    line, words = told.total, told.words
    verdict, real = line["verdict"], line["real_change"]
    if line["method"] and not real:
        return words("change.beside_nothing")
    mass = words.mass(abs(real)) if verdict in ("decrease", "increase") else told.mass(real)
    share = told.share(real, line["kg_restated"])
    return words(f"change.beside_{verdict}", mass=mass, share=share, range=told.range(line, "real_change"))


def _mostly(told: Told) -> str:
    line = told.total
    sign = 1 if line["real_change"] > 0 else -1
    effect = max(EFFECTS, key=lambda name: sign * line[name])
    return told.words(f"change.mostly_{effect}_{direction(line[effect])}", mass=told.mass(line[effect]))


def _spend(told: Told) -> str:
    line = told.total
    money = {name: told.money(line[f"spend_{name}"]) for name in MONEY}
    share = told.share(line["amount_change"], line["amount_before"])
    key = "change.spend_method" if line["spend_method"] else "change.spend"
    return told.words(key, money=told.money(line["amount_change"]), share=share, **money)
