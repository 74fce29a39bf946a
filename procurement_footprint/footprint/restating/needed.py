"""Which steps lead from one footprint's method to another's: what their manifests say that they were made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from procurement_footprint.footprint import manifest
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.problems import Refused, problem

FACTORS, MAPPING = STEPS = ("factors", "mapping")
ROLES = {
    FACTORS: (
        "factor_set",
        "capital_good_factors",
        "factor_policy",
        "crosswalk",
        "price_index",
        "price_index_items",
        "price_index_fallback",
        "exchange_rates",
        "quarterly_exchange_rates",
        "vat_rates",
    ),
    MAPPING: ("taxonomy", "left_out_reasons", "charts", "rule_books", "supplier_register"),
}
OF_THE_PERIOD = frozenset({"quarterly_exchange_rates", "vat_rates"})  # a footprint has them where its ledger asks
NOT_RESTATED = ("supplier_aliases", "profiles")  # they shape the rows before any rule or factor meets them

Files = Sequence[Mapping[str, str]]


def steps(before: Finished, after: Finished) -> tuple[str, ...]:
    """Return the STEPS in which the method of the two differs, in their order."""
    return tuple(step for step in STEPS if other_roles(before, after, ROLES[step]))


def other_roles(before: Finished, after: Finished, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the roles of which the two footprints were made with other files.

    What only one of them has because of its period or its ledger is no difference of method.
    """
    here, there = (_made_with(one) for one in (before, after))
    pairs = ((role, here.get(role), there.get(role)) for role in roles)
    return tuple(
        role for role, one, other in pairs if one != other and not (role in OF_THE_PERIOD and None in (one, other))
    )


def refuse_gone(after: Finished, name: str, taken: Iterable[str]) -> None:
    """See that the files by which `after` was made are here, as far as the steps that are `taken` need them.

    name: what the user calls it. Errors: Refused with the files that are not as they were.
    """
    now, then = manifest.ingredients(after.basis.ingredients()), _made_with(after)
    roles = [role for step in taken for role in ROLES[step]]
    held = [{role: files for role, files in one.items() if role in roles} for one in (then, now)]
    if lines := manifest.other_files(held[0], held[1], "then", "now"):
        raise Refused([problem("compare-rules-gone", name, "\n".join(lines))])


def _made_with(footprint: Finished) -> Mapping[str, Files]:
    written: Mapping[str, Any] = footprint.manifest["made_with"]
    return written
