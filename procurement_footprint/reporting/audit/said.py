"""The conclusion of an audit in words and figures, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procurement_footprint.analysis.audit import conclusion
from procurement_footprint.analysis.audit.conclusion import Finding, Misstatement
from procurement_footprint.analysis.audit.verdicts import RIGHT, Effect
from procurement_footprint.reporting.audit.concluded import Concluded

HEADER = ("", "size", "drawn", "faults", "over: likely", "at most", "under: likely", "at most")
WIDTHS = (18, 18, 6, 7, 16, 16, 16, 16)


def lines(audit: Concluded) -> Iterator[str]:
    """Yield the conclusion line by line: faults with their cells, each stratum, the bounds against the totals."""
    request = audit.sample.request
    yield f"{audit.footprint.folder}: {len(audit.effects)} lines judged, drawn over {request.over}, seed {request.seed}"
    yield from _faults(audit)
    for over, unit in (("kg", "kg CO2e"), ("money", audit.footprint.currency)):
        held = [one for one in audit.findings if one.stratum.over == over]
        if held:
            yield ""
            yield f"{unit}, upper bounds at {audit.confidence:.4g} confidence"
            yield _row(HEADER)
            yield from (_row(_stratum(one)) for one in held)
            yield _row(("together", "", "", *_both(*_sums(held))))
    yield ""
    yield from _kilograms(audit)
    yield from (f"{name}: at most {share:.2%} of {whole}" for name, share, whole in shares(audit))


def shares(audit: Concluded) -> Iterator[tuple[str, float, str]]:
    """Yield what is overstated and understated at most: name, share, and what it is a share of."""
    wholes = {
        "kg": (float(audit.kilograms), f"{audit.kilograms:,} kg CO2e"),
        "money": (float(audit.money), f"{audit.money:,} {audit.footprint.currency} in the ledger"),
    }
    for over, (whole, said) in wholes.items():
        held = [one for one in audit.findings if one.stratum.over == over]
        for name, sum_ in zip(("overstated", "understated"), _sums(held), strict=True):
            if sum_.bound and whole:
                yield f"{name} {'kilograms' if over == 'kg' else 'counted money'}", sum_.bound / abs(whole), said


def _faults(audit: Concluded) -> Iterator[str]:
    strata = {line: one for one in audit.sample.strata for line in one.lines}
    for effect in audit.effects:
        stratum = strata[effect.verdict.line]
        wrong = float(effect.wrong(stratum.over))
        if effect.verdict.verdict != RIGHT:
            share = conclusion.tainting(stratum, effect.verdict.line, wrong)
            yield f"  {effect.verdict.place}: {_fault(effect)}, {stratum.name}, tainting {share:.4f}"


def _fault(effect: Effect) -> str:
    verdict = effect.verdict
    category = f" {verdict.category}" if verdict.category else ""
    said = f"{verdict.verdict.replace('_', ' ')}{category}: {verdict.line}"
    right = "unknown" if effect.right_kg is None else f"{effect.right_kg:,}"
    return f"{said}, {effect.kg:,} kg, right {right}; counted money {effect.money:,}, right {effect.right_money:,}"


def _stratum(one: Finding) -> tuple[str, ...]:
    stratum = one.stratum
    return (stratum.name, _number(stratum.total), str(len(stratum.lines)), *_both(one.overstated, one.understated))


def _both(over: Misstatement, under: Misstatement) -> tuple[str, ...]:
    figures = (over.projected, over.bound, under.projected, under.bound)
    return (str(over.faults + under.faults), *(_number(one) for one in figures))


def _sums(held: Sequence[Finding]) -> tuple[Misstatement, Misstatement]:
    return (
        conclusion.together(one.overstated for one in held),
        conclusion.together(one.understated for one in held),
    )


def _kilograms(audit: Concluded) -> Iterator[str]:
    """Yield what faults in lines that were drawn over money likely mean in kilograms."""
    for one in audit.findings:
        if one.stratum.over == "money" and one.kilograms:
            word = "overstated" if one.kilograms > 0 else "understated"
            yield f"{one.stratum.name}: likely {_number(abs(one.kilograms))} kg CO2e {word}, without a bound"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    return (
        first.ljust(WIDTHS[0]) + "".join(one.rjust(width) for one, width in zip(others, WIDTHS[1:], strict=True))
    ).rstrip()
