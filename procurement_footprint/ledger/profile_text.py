"""A ledger profile as a YAML file that its user can read and correct."""

from __future__ import annotations

import json
import re

from procurement_footprint.ledger.profile import Profile

_HEAD = "# How this ledger is written. Correct what is wrong; used by procurement.yaml, or with --profile THIS FILE\n"
_NOTES = {
    "columns": "our column: [the ledger's column]; several names: the first that is there",
    "undecided": "one of these is the amount net of VAT: write it above as amount: [NAME], then delete this line",
    "amount_unit": "kr, ore (whole öre) or tkr",
    "decimal": 'auto, "," or "."',
    "date": "auto, YYYYMM, YYYYMMDD, YYYY-MM-DD, DD/MM/YYYY, MM/DD/YYYY; file-name: the month is in its name",
    "currency": "of rows without a currency column of their own, e.g. SEK",
    "chart": "chart of accounts: kbas, bas, regionbas, text-en; leave out to have it recognised",
    "organisation": "the buyer, where no column says it",
    "vat": "amounts are net of VAT: excluded; or they include it: included",
    "code_and_text": "columns whose cell holds a code and its text, e.g. 64110 Livsmedel",
    "empty": "what stands in a cell that means nothing",
    "masked": "what stands in place of a natural person's name or number",
    "encoding": "leave out to have it recognised; right when å, ä and ö come out right",
    "separator": 'leave out to have it recognised; one character, or "tab"',
}
_PLAIN = re.compile(r"[A-Za-zÅÄÖåäö_][\wÅÄÖåäö./ ()-]*(?<! )")


def to_yaml(profile: Profile) -> str:
    """Return the text of a profile file: every setting that says something, each with a word of help."""
    lines = [_HEAD]
    shown = ("name", "version", "title", "source")
    lines += [f"{key}: {_scalar(getattr(profile, key))}\n" for key in shown if getattr(profile, key)]
    for key in ("headers", "absent", "buyers"):
        lines += [f"{key}: {_list(getattr(profile, key))}\n"] if getattr(profile, key) else []
    lines.append(f"# {_NOTES['columns']}\ncolumns:\n")
    lines += [f"  {column}: {_list(names)}\n" for column, names in profile.columns.items()]
    if profile.undecided:
        lines.append(f"# {_NOTES['undecided']}\nundecided: {_list(profile.undecided)}\n")
    for key in ("amount_unit", "decimal", "date", "vat", "currency", "chart", "encoding", "separator"):
        value = getattr(profile, key)
        lines += [f"# {_NOTES[key]}\n{key}: {_scalar(value)}\n"] if value else []
    if not profile.currency and "currency" not in profile.columns:
        lines.append(f"# {_NOTES['currency']}\n# currency: XXX\n")
    organisation = {"id": profile.organisation.id, "name": profile.organisation.name}
    said = ", ".join(f"{key}: {_scalar(value)}" for key, value in organisation.items() if value)
    lines += [f"# {_NOTES['organisation']}\norganisation: {{{said}}}\n"] if said else []
    for key in ("code_and_text", "empty", "masked"):
        value = getattr(profile, key)
        lines += [f"# {_NOTES[key]}\n{key}: {_list(value)}\n"] if value else []
    return "".join(lines)


def _list(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(_scalar(value) for value in values) + "]"


def _scalar(text: str) -> str:
    # JSON's quoted strings are YAML's, so anything unusual is written as one
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
