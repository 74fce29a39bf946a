"""From a workbook that came back to a conclusion: the draw made again, the verdicts, the misstatement."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from procurement_footprint.analysis.audit import conclusion, sample
from procurement_footprint.analysis.audit.conclusion import Finding
from procurement_footprint.analysis.audit.sample import Sample
from procurement_footprint.analysis.audit.verdicts import Effect, effects
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.recomputed import kilograms
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.problems import Refused, problem
from procurement_footprint.reporting.audit import back
from procurement_footprint.reporting.audit.back import Draw


@dataclass(frozen=True, slots=True)
class Concluded:
    """What an audit has found. effects: one for each line of the sample, in its order."""

    footprint: Finished
    sample: Sample
    confidence: float
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]

    @property
    def kilograms(self) -> Decimal:
        """The kilograms of the footprint."""
        return Decimal(self.footprint.manifest["totals"]["kg_co2e"])

    @property
    def money(self) -> Decimal:
        """All money of the ledger, in the reporting currency."""
        return Decimal(self.footprint.manifest["totals"]["amount"]["ledger"])


def conclude(path: Path, draw: Draw, footprint: Finished, confidence: float, open_as_wrong: bool) -> Concluded:
    """Return what the verdicts in the workbook say about the footprint that it was drawn from.

    The sample is drawn again: strata, intervals and weights in the workbook are shown, and never believed.
    Errors: Refused with everything that is wrong in the workbook; and when the formula does not give the kilograms of
    the drawn lines again.
    """
    drawn = sample.drawn(footprint.rows, draw.request)
    _refuse_other_kilograms(drawn, footprint)
    said = back.verdicts(path, drawn, footprint, draw.language, open_as_wrong)
    found = effects(drawn.lines, said, footprint.basis)
    _refuse_without_factor(found, drawn)
    findings = tuple(_finding(stratum.name, drawn, found, confidence) for stratum in drawn.strata)
    return Concluded(footprint, drawn, confidence, tuple(found), findings)


def _finding(name: str, drawn: Sample, found: list[Effect], confidence: float) -> Finding:
    stratum = next(one for one in drawn.strata if one.name == name)
    own = {effect.verdict.line: effect for effect in found if effect.verdict.line in set(stratum.lines)}
    wrong = {line: float(effect.wrong(stratum.over)) for line, effect in own.items()}
    in_kg = {line: float(effect.wrong("kg")) for line, effect in own.items()}
    return conclusion.conclude(stratum, wrong, in_kg, confidence)


def _refuse_other_kilograms(drawn: Sample, footprint: Finished) -> None:
    """See that the figures that are here now give the drawn lines the kilograms that they have, to the gram."""
    spent = drawn.lines.filter((drawn.lines["status"] == COUNTED) & drawn.lines["activity"].is_null())
    again = kilograms(spent, spent["category"].to_list(), spent["amount"].to_list(), footprint.basis)
    if again != spent["kg_co2e"].to_list():
        raise Refused([problem("audit-basis-changed", str(footprint.folder), roles="factors, rates or crosswalk")])


def _refuse_without_factor(found: list[Effect], drawn: Sample) -> None:
    years = dict(zip(drawn.lines["line"], drawn.lines["booked_on"].dt.year(), strict=True))
    unknown = [effect.verdict for effect in found if effect.right_kg is None and effect.verdict.category]
    if unknown:
        raise Refused(
            problem("audit-category-no-factor", one.place, str(one.category), year=years[one.line]) for one in unknown
        )
