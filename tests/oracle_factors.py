"""The factors that a footprint uses, computed a second time after METHOD.md: Vintage policy and Capital goods.

For the shipped set and the policy median-3. Nothing of the program is imported.
"""

import csv
from decimal import Context, Decimal
from pathlib import Path
from statistics import median

FACTOR, SHARE = "kg_co2e_per_1000_eur", "share_trade_transport_margins"
FIVE_DIGITS = Context(prec=5).plus


def used(folder: Path):
    """Return kg per 1,000 EUR by product, year and "true" for capital goods, else "false"."""
    lines = _table(folder / "figaro-se/2026.5/factors.csv")
    held = {(one["product"], int(one["year"])): {key: Decimal(one[key]) for key in [*one][3:]} for one in lines}
    first = [one for (_, year), one in held.items() if year == 2018]  # before the break of valuation
    per_margin = sum(one["margin_term"] for one in first) / sum(one[SHARE] for one in first)
    kilograms = {key: one[FACTOR] for key, one in held.items()}
    for (product, year), one in held.items():
        if year == 2018:
            one["rebasing_ratio"] = held[product, 2019]["rebasing_ratio"]
            one["margin_term"] = per_margin * held[product, 2019][SHARE]
            kilograms[product, year] = FIVE_DIGITS(
                one["total_basic_prices"] * one["rebasing_ratio"] + one["margin_term"]
            )
    found, known = {}, dict(kilograms)
    for (product, year), value in known.items():
        around = [year - 1, year + 1 if (product, year + 1) in known else year - 2]
        jump = value / known.get((product, year - 1), value) - 1
        if abs(jump) > Decimal("0.30") and all((product, at) in known for at in around):
            pairs = [[(one, at) for one, of in known if of == year and (one, at) in known] for at in around]
            moved = [median(known[one, year] / known[one, at] for one, at in by) for by in pairs]
            middle = median([value, *(known[product, at] * by for at, by in zip(around, moved, strict=True))])
            kilograms[product, year] = value if middle == value else FIVE_DIGITS(middle)
    lines = _table(folder / "figaro-se-final-demand/2026.5/factors.csv")
    finals = {one["product"]: Decimal(one[FACTOR]) for one in lines}
    for (product, year), value in kilograms.items():
        one, found[product, year, "false"] = held[product, year], value
        own = one["total_basic_prices"] * one["rebasing_ratio"] if value == one[FACTOR] else value - one["margin_term"]
        relative = finals.get(product, 0) / held[product, 2023]["total_basic_prices"]
        found[product, year, "true"] = FIVE_DIGITS(own * relative + one["margin_term"]) if relative else value
    return found


def _table(path: Path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))
