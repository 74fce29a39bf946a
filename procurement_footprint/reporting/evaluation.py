"""The evaluation of suggestions in words: what `suggest --evaluate` prints."""

from __future__ import annotations

from procurement_footprint.mapping.suggest.evaluate import Evaluation
from procurement_footprint.mapping.suggest.score import Score


def printed(found: Evaluation) -> str:
    """Return what is evaluated, the shares that are right beside two baselines, and the reliability table."""
    notes = [found.missing, ""] if found.missing else []
    if not found.lines:
        return "\n".join([*_what(found), "", "There is no line to predict.", *notes]) + "\n"
    return "\n".join([*_what(found), "", *notes, *_right(found), "", *_reliable(found.model)]) + "\n"


def _what(found: Evaluation) -> list[str]:
    grouped = f"grouped by supplier: {found.sellers:,} suppliers in {found.folds} folds, each predicted by the others"
    if not found.hidden:
        return [
            f"{found.lines:,} decided lines, {grouped}.",
            "Truth is what rules and decisions say. The rules are known here: this is how well they are learnt again.",
            "To predict what no rule says: --hide 0.3",
        ]
    return [
        f"{found.lines:,} of {found.decided:,} decided lines, those of {found.hidden:,} of {found.rules:,} rules;",
        f"{grouped}.",
        "Truth is what the hidden rules say; nothing of them, nor any line that they decide, was learnt from.",
        f"{found.undecided:,} of these lines no other rule decides.",
    ]


def _right(found: Evaluation) -> list[str]:
    lines = [f"{'right':28}{'first':>8}{'of three':>10}{'money: first':>14}{'of three':>10}"]
    scores = {
        "suggestions": found.model,
        "most common outcomes": found.most_common,
        "history of the account": found.account_history,
    }
    if found.hidden and found.undecided:
        scores["suggestions, no other rule"] = found.of_undecided
    for name, one in scores.items():
        shares = f"{one.top_1:>8.1%}{one.top_3:>10.1%}{one.money_top_1:>14.1%}{one.money_top_3:>10.1%}"
        lines.append(f"{name:28}{shares}")
    return lines


def _reliable(score: Score) -> list[str]:
    lines = [f"{'stated probability':20}{'lines':>8}{'stated':>9}{'right':>9}"]
    for one in score.bins:
        between = f"{one.low:.1f} to {one.low + 0.1:.1f}"
        lines.append(f"{between:20}{one.lines:>8,}{one.expected:>9.1%}{one.right:>9.1%}")
    return [*lines, f"expected calibration error {score.calibration_error:.1%}"]
