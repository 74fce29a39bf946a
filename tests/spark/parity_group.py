"""A group of five entities, each on a chart of accounts of its own, whose ledgers hold 100,000 different texts.

Up to a third of the texts is what the shipped rules, the invented town and (where they lie beside this checkout)
published ledgers say; the others are made from those, from the words of the rules, and from letters that engines treat
differently. The same each time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from conftest import ROOT

from procurement_footprint.demo.town import write_town
from procurement_footprint.mapping import mappings
from procurement_footprint.mapping.rule import Rule, Where

CHARTS = ("kbas", "bas", "regionbas", "text-en", "none")
TEXTS = 100_000
PUBLISHED = ROOT.parent / "shared" / "data" / "ledgers"
COLUMNS = [
    "ver nr", "bokf datum", "förvaltning", "konto", "kontonamn", "lev namn", "org nr", "text", "cpv", "unspsc", "s-kod",
    "belopp",
]  # fmt: skip
# what Unicode, Java and Rust may fold, split or join in different ways
ODD = (
    *"åäöÅÄÖéèêüÜñçøØæÆœŒßẞðþłđ",
    *"İıſKÅΩσςΣάΆβγ",  # Turkish i, long s, Kelvin, Ångström, Ohm, Greek with its two s
    *"ﬁﬀǅĲ½²№㎏ⅷ٣९",  # letters and numbers that stand for several, or are of other scripts
    *"ЖжЁёіїçşğ李株ｱあ한",
    *"\u00a0\u2003\u2009\u202f\u3000\u0085",  # spaces
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad",  # nothing to be seen
    *"\u0301\u0308\u030a\u0323\u0345\u0327",  # marks that join the letter before
    *"😀👩🏽🇸🇪❤\ufe0f𝐀𝒷",
    *"-–—/\\&|.,:()[]{}*+?^$%_'´`#@!~<>=§€",
)  # fmt: skip


def write(folder: Path) -> None:
    """Write the project of the group, with a ledger for each entity."""
    random = Random(8)
    rules = mappings.load().rules
    texts = [*_texts(folder, rules, random)]
    entities = [
        {"code": f"e{number}", "id": f"55900{number}-000{number}", "name": f"Enhet {number}", "chart": chart,
         "ledgers": [f"{chart}.csv"]}
        for number, chart in enumerate(CHARTS)
    ]  # fmt: skip
    settings = {"project": "Texter", "language": "en", "currency": "SEK", "entities": entities}
    (folder / "procurement.yaml").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    codes = {field: sorted(_said(rules, field)) for field in ("account", "supplier", "cpv", "unspsc", "state_account")}
    for number, chart in enumerate(CHARTS):
        with (folder / f"{chart}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, delimiter=";")
            lines.writerow(COLUMNS)
            lines.writerows(_rows(texts, number, codes, random))


def _rows(texts: list[str], number: int, codes: dict[str, list[str]], random: Random) -> Iterator[list[str]]:
    """Return the rows of one entity: each of its texts stands once as a text, as an account's and as a supplier's."""
    own = texts[number :: len(CHARTS)]
    for place, text in enumerate(own):
        day = f"2024-{place % 12 + 1:02d}-{place % 28 + 1:02d}"
        # most rows have few codes, so that the weaker evidence of the texts decides
        some = {field: random.choice(values) if random.random() < 0.15 else "" for field, values in codes.items()}
        account = f"{some['account']}0000"[:5] if some["account"] else ""
        of_account, of_supplier = own[place - 7_001], own[place - 13_007]
        yield [
            f"{number}{place:06d}", day, "30 Skola", account, of_account, of_supplier, some["supplier"], text,
            some["cpv"], some["unspsc"], some["state_account"], f"{random.randrange(-500_00, 9_000_00) / 100:.2f}",
        ]  # fmt: skip


def _texts(folder: Path, rules: tuple[Rule, ...], random: Random) -> list[str]:
    """Return TEXTS different texts, in random order; none is blank, since the ledger would not have it then."""
    of_rules = {value for rule in rules for _, value in (*_of(rule.where), *_of_examples(rule))}
    told = sorted(text for text in {*of_rules, *_booked(folder)} if any(letter.isalpha() for letter in text))
    random.shuffle(told)
    found = dict.fromkeys(told[: TEXTS // 3])
    words = sorted({word for text in of_rules for word in text.replace("|", " ").split() if word != "&"})
    made = (text for text in _made(told, words, random) if text.strip())
    while len(found) < TEXTS:
        found.update(dict.fromkeys(islice(made, TEXTS - len(found))))
    texts = list(found)
    random.shuffle(texts)
    return texts


def _of(where: Where) -> Iterator[tuple[str, str]]:
    return ((field, value) for field, values in where for value in values)


def _of_examples(rule: Rule) -> Iterator[tuple[str, str]]:
    return (pair for example in rule.examples for pair in example)


def _booked(folder: Path) -> Iterator[str]:
    """Return the texts of the invented town and of published ledgers, without those that are mostly numbers."""
    town = write_town(folder / "town", rows_per_year=2_000)
    for path in (*town, *sorted(PUBLISHED.rglob("*.csv"))):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            delimiter = ";" if ";" in file.readline() else ","
            for row in csv.reader(file, delimiter=delimiter):
                for cell in row:
                    text = " ".join(cell.split())
                    if 3 * sum(letter.isdigit() for letter in text) < len(text):
                        yield text


def _made(told: list[str], words: list[str], random: Random) -> Iterator[str]:
    """Return texts without end: told ones with odd letters put in, words put together, and nothing but odd letters."""
    while True:
        kind = random.random()
        if kind < 0.5:
            letters = list(random.choice(told))
            for _ in range(random.randint(1, 3)):
                letters.insert(random.randint(0, len(letters)), random.choice(ODD))
            yield random.choice((str, str.upper, str.lower, str.title))("".join(letters))
        elif kind < 0.85:
            joint = random.choice((" ", "", "-", "\u00a0", "\u00ad", "/"))
            yield joint.join(random.choice(words) for _ in range(random.randint(1, 4))) + f" {random.randint(0, 99)}"
        else:
            yield "".join(random.choice(ODD) for _ in range(random.randint(2, 12)))


def _said(rules: tuple[Rule, ...], field: str) -> set[str]:
    """Return every value that rules ask for in a field."""
    return {value for rule in rules for name, value in _of(rule.where) if name == field}
