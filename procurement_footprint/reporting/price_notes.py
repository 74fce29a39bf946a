"""What a reader must know about prices and exchange rates: deflated amounts, held price levels, quarters, VAT."""

from __future__ import annotations

from procurement_footprint.footprint.result import Footprint
from procurement_footprint.reporting.language import Words


def assumptions(footprint: Footprint, words: Words) -> tuple[str, ...]:
    """Return one sentence for each, in the reader's language, in the order of the formula."""
    return (*_deflated(footprint, words), *_rates(footprint, words), *_vat(footprint, words))


def _deflated(footprint: Footprint, words: Words) -> list[str]:
    basis, years = footprint.basis, footprint.survey.years
    last, said = max(basis.factors.vintages), []
    indices = {one.identity: one for one in (basis.index, basis.fallback) if one}
    by_index = basis.deflated(years)
    for name, held in by_index.items():
        index, carried = indices[name], [year for year in held if year > last]
        if carried:
            said.append(words("notes.carried", years=_listed(carried), factor_year=last, index=name))
        if others := [year for year in held if year not in carried]:
            said.append(words("notes.price_year", years=_listed(others), index=name))
        if index is basis.fallback:
            said.append(words("notes.fallback", index=name, chosen=basis.index.identity))
        if index.items:
            said.append(words("notes.by_item", index=name))
        if late := [year for year in held if year > index.through]:
            said.append(words("notes.held", years=_listed(late), through=index.through, index=name))
    return said


def _rates(footprint: Footprint, words: Words) -> list[str]:
    basis, years, said = footprint.basis, footprint.survey.years, []
    if set(footprint.survey.currencies) == {basis.factors.currency}:
        return []
    if basis.quarterly:
        said.append(words("notes.quarter", quarter=basis.quarter, rates=basis.quarterly.identity))
    held = basis.quarterly or basis.rates
    gap = held.description.incomplete
    if gap and gap.year in years and (not basis.quarterly or basis.quarter == held.last_quarter):
        key = "notes.rates_quarter" if basis.quarterly else "notes.rates"
        said.append(words(key, year=basis.quarter or gap.year, through=gap.through))
    return said


def _vat(footprint: Footprint, words: Words) -> list[str]:
    vat = footprint.basis.vat
    return [words("notes.vat", rates=vat.identity)] if vat else []


def _listed(years: list[int]) -> str:
    return ", ".join(str(year) for year in years)
