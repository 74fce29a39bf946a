"""What the first screen of a department's page says: its kilograms, its money, its change, its place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from procurement_footprint.analysis.bridge import LEDGER_STEP
from procurement_footprint.analysis.departments.found import Own
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, UNMAPPED
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.change import answer
from procurement_footprint.reporting.departments.setting import Setting
from procurement_footprint.reporting.leaflet.document import Fact

SAID = {
    "decrease": "department_page.decrease",
    "increase": "department_page.increase",
    "unsure": "department_page.unsure",
    "method": "department_page.method",
    "none": "department_page.none",
}


def lead(own: Own, setting: Setting) -> str:
    """Return the answer: how much of the whole this is, for what money, and what has changed."""
    words = setting.words
    if own.place is None:
        return words("department_page.nothing_counted", money=setting.money(own.money(LEDGER_STEP)))
    whole = setting.report.breakdown.totals.kg_co2e
    credit = own.kilograms <= 0 or own.money(COUNTED) <= 0
    said = words(
        "department_page.lead_credit" if credit else "department_page.lead",
        mass=words.mass(own.kilograms),
        share=words.percent(_part(own.kilograms, whole)),
        money=setting.money(own.money(COUNTED)),
    )
    return " ".join(filter(None, (said, _change_in_brief(own, setting))))


def change(own: Own, setting: Setting) -> str:
    """Return in sentences what has changed since the earlier footprint; "" where that cannot be told, or all is new."""
    told = setting.told(own)
    return answer.lead(told) if told else ""


def _change_in_brief(own: Own, setting: Setting) -> str:
    """Return what the change since the earlier footprint comes to, in a sentence; "" without one."""
    words, told, before = setting.words, setting.told(own), {"before": setting.before}
    if not setting.before:
        return ""
    if told is None:
        return words("department_page.new" if setting.is_new(own) else "department_page.not_told", **before)
    total = told.total
    share = told.share(total["real_change"], total["kg_restated"])
    said = words(SAID[total["verdict"]], mass=told.mass(total["real_change"]), share=share, **before)
    method = words("department_page.method_too", mass=told.mass(total["method"])) if total["method"] else ""
    return " ".join(filter(None, (said, method)))


def facts(own: Own, setting: Setting) -> Iterator[Fact]:
    """Yield the figures that stand out."""
    words, row = setting.words, own.row
    if own.place is not None:
        bounds = words.mass_range(row["kg_co2e_low"], row["kg_co2e_high"], own.kilograms)
        note = words("department_page.range", range=bounds, quality=row["quality"])
        yield Fact(words("department_page.emissions"), words.mass(own.kilograms), note)
        of_money = words("department_page.of_spend", share=words.percent(row["share_of_amount"]))
        yield Fact(
            words("department_page.share"), words.percent(row["share_of_kg"]), of_money, addresses.page("departments")
        )
    yield _coverage(own, setting)
    if own.place is None:
        return
    totals = setting.report.breakdown.totals
    average = _grams(totals.kg_co2e, totals.amount[COUNTED])
    yield Fact(
        words("department_page.grams", unit=setting.unit),
        words.number(row["grams_per_unit"], 1),
        words("department_page.grams_of_all", grams=words.number(average, 1)),
        addresses.page("categories"),
    )
    yield from _change(own, setting)
    yield from _rank(own, setting)


def _coverage(own: Own, setting: Setting) -> Fact:
    """Return how much of the money is counted, left out and unmapped: as shares where these make sense."""
    words, ledger = setting.words, own.money(LEDGER_STEP)
    amounts = {step: own.money(step) for step in (COUNTED, LEFT_OUT, UNMAPPED)}
    shares = own.covered is not None
    said = {
        step: words.percent(_part(amount, ledger)) if shares else setting.money(amount)
        for step, amount in amounts.items()
    }
    parts = {"left_out": said[LEFT_OUT], "unmapped": said[UNMAPPED]}
    note = words("department_page.coverage_note", ledger=setting.money(ledger), **parts)
    return Fact(words("department_page.coverage"), said[COUNTED], note)


def _change(own: Own, setting: Setting) -> Iterator[Fact]:
    words, told = setting.words, setting.told(own)
    if told is None:
        return
    label, total = words("department_page.change", before=setting.before), told.total
    verdict = words.name("verdict_of_change", total["verdict"])
    bounds = told.range(total, "real_change")
    note = words("department_page.change_note", verdict=verdict, range=bounds) if bounds else verdict
    yield Fact(label, told.mass(total["real_change"]), note, addresses.page("change"))


def _rank(own: Own, setting: Setting) -> Iterator[Fact]:
    """Yield the place among all departments, and how sure it is above the next and below the one before."""
    words, held, place = setting.words, setting.counted, own.place
    if place is None or len(held) < 2:
        return
    said = []
    if place > 1:
        above = held[place - 2].row
        sure = words.sureness(above["above_next"])
        said.append(words("department_page.below", name=setting.called(above), sure=sure))
    if place < len(held):
        sure = words.sureness(own.row["above_next"])
        said.append(words("department_page.above", name=setting.called(held[place].row), sure=sure))
    figure = words("department_page.place", place=words.number(place), count=words.number(len(held)))
    yield Fact(words("department_page.rank"), figure, "; ".join(said), addresses.page("departments"))


def _part(some: Decimal, whole: Decimal) -> Decimal | None:
    return some / whole if whole else None


def _grams(kilograms: Decimal, amount: Decimal) -> float | None:
    return float(kilograms * 1000 / amount) if amount else None
