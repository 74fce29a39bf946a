"""A footprint computed a second time in plain Python and exact decimals, after METHOD.md, with the figures we ship.

Nothing of the program is imported. Rows are dictionaries named as in footprint.parquet: `booked_on` a date, `amount` a
Decimal, all else text or None. Taken as given: what the cells of a ledger say, its chart of accounts and the reporting
currency. What a vintage policy makes of the factors is computed again beside this file. Left aside: activity data,
invoices, groups of entities, decisions, registers of suppliers, and other sets of factors.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal, getcontext
from functools import cache
from pathlib import Path

import oracle_factors
import yaml

getcontext().prec = 60  # half to even, as METHOD.md rounds
SHIPPED = Path(__file__).resolve().parents[1]
LEVELS = ("supplier", "cpv", "unspsc", "account_text", "account", "text")
DIGITS = ("supplier", "cpv", "unspsc", "account", "state_account")
EVIDENCE = {"supplier": "supplier_id", "supplier_name": "supplier", "own": "organisation_id"} | {
    one: one for one in ("cpv", "unspsc", "account", "state_account", "account_text", "text")
}
NOT = ("not_supplier_name", "not_account_text", "not_text")
MASKED = re.compile(r"\*+|\W*[\w ]*personuppgift\w*\W*|skyddad identitet|sekretess|redacted [\w ]+", re.IGNORECASE)
table = cache(lambda path: list(csv.DictReader((SHIPPED / path).read_text("utf-8").splitlines())))
document = cache(lambda path: yaml.load((SHIPPED / path).read_text("utf-8"), yaml.BaseLoader))
GROUPS = document("mappings/categories/categories.yaml")["groups"]
FACTORS = oracle_factors.used(SHIPPED / "emission_factors")
CATEGORIES = {one["id"]: one | {"group": group["id"]} for group in GROUPS for one in group["categories"]}


@cache
def folded(text):  # Classification, folding: small letters without accents, everything else one space
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
    return f" {' '.join(''.join(one if one.isalnum() else ' ' for one in plain).split())} "


@cache
def letters(patterns, text):  # of the longest pattern that stands in a text; 0 where none does
    said = [[re.sub("[| ]+", " ", part.strip()) for part in pattern.split(" & ")] for pattern in patterns]
    found = [parts for parts in said if all(part in folded(text) for part in parts)]
    return max((sum(len(part.replace(" ", "")) for part in parts) for parts in found), default=0)


def met(field, values, row):  # how many digits or letters of a row meet a condition; 0 where it is not met
    held = row[EVIDENCE[field]]
    if held is None:
        return 0
    if field == "supplier":
        return len(held) * (held in [row["organisation_id"] if one == "own" else one for one in values])
    return max(len(one) * held.startswith(one) for one in values) if field in DIGITS else letters(values, held)


@cache
def rules(chart, told):  # of a chart, on what a row tells: conditions, id, outcome, whether the text decides
    books = next(one["books"] for one in document("mappings/charts.yaml")["charts"] if one["id"] == chart)
    held = [rule for one in books if one[:6] != "codes/" for rule in document(f"mappings/rules/{one}.yaml")["rules"]]
    for code, book in (("cpv", "cpv-2008"), ("unspsc", "unspsc")):
        lines = table(f"mappings/codes/{book}.csv")
        held += [{"id": f"{book}-{one['code']}", "category": one["outcome"], code: [one["code"]]} for one in lines]
    found = []
    for rule in held:
        where = {key: tuple(value) for key, value in rule.items() if isinstance(value, list) and key != "examples"}
        if not told >= {EVIDENCE[key] for key in where if not key.startswith("not_")}:
            continue
        reason = rule.get("left_out") or rule["category"].partition("left_out:")[2] or None
        outcome = ("left_out", None, reason) if reason else ("counted", rule["category"], None)
        found.append((where, rule["id"], outcome, "text_decides" in rule))
    return found


def weight(where, row):  # level of evidence, conditions, digits, letters, fields; None where a rule is not met
    found = {}
    for field, values in where.items():
        found[field] = met(field.removeprefix("not_"), values, row)
        if bool(found[field]) == field.startswith("not_"):
            return None
    told = [one for one in LEVELS[:3] if one in found or f"{one}_name" in found]
    by_account = "account_text" if {"account_text", "text"} & found.keys() else "account"
    level = told[0] if told else by_account if {"account", "state_account"} & found.keys() else "text"
    digits = sum(value for field, value in found.items() if field in DIGITS)
    conditions, fields = sum(field in EVIDENCE for field in found), [field in found for field in (*EVIDENCE, *NOT)]
    return -LEVELS.index(level), conditions, digits, sum(found.values()) - digits, fields


@cache
def decided(chart, *said):  # Classification: status, category, reason, rule, evidence
    row = dict(zip(EVIDENCE.values(), said, strict=True))
    known = rules(chart, frozenset(one for one in row if row[one] is not None))
    holding = [(found, *rule[1:]) for rule in known if (found := weight(rule[0], row))]
    accounts = [(found, decides) for found, _, _, decides in holding if LEVELS[-found[0]] == "account"]
    if accounts and max(accounts)[1]:  # a text is lifted
        holding = [((max(found[0], -3) if found[0] == -5 else found[0], *found[1:]), *one) for found, *one in holding]
    top = max((found for found, *_ in holding), default=None)
    best = sorted((rule, outcome) for found, rule, outcome, _ in holding if found == top)
    if len({outcome for _, outcome in best}) != 1:
        return "unmapped", None, "tie" if best else "no_rule", None, None
    return *best[0][1], best[0][0], LEVELS[-top[0]]


@cache
def rate(currency, day, quarterly):  # Exchange rates: units of a currency per euro
    quarter = f"Q{(day.month + 2) // 3}" if quarterly else None
    lines = table(f"emission_factors/currencies/ecb-{'quarterly' if quarterly else 'annual'}/2026.10/rates.csv")
    asked = (str(day.year), currency, quarter)
    said = [one["units_per_eur"] for one in lines if (one["year"], one["currency"], one.get("quarter")) == asked]
    return Decimal(1) if currency == "EUR" else Decimal(said[0])


def chosen(path, category):  # the lines of a category, else of its group, else of all
    lines, names = table(f"emission_factors/{path}"), (category, CATEGORIES[category]["group"], "*")
    return next(found for name in names if (found := [one for one in lines if one["for"] == name]))


@cache
def per_euro(category, year):  # The formula, Price index: kg per euro of a year; None without a factor
    lines, capital = table("mappings/crosswalks/figaro-a64.csv"), CATEGORIES[category]["capital_good"]
    shares = {one["product"]: Decimal(one["share"]) for one in lines if one["category"] == category}
    years = [one for one in range(2018, year + 1) if all((product, one, capital) in FACTORS for product in shares)]
    if not years:
        return None
    item = chosen("prices/hicp-euro-area-items/2025.12/items.csv", category)[0]["item"]
    lines = table("emission_factors/prices/hicp-euro-area-items/2025.12/index.csv")
    index = {int(one["year"]): Decimal(one["index"]) for one in lines if one["item"] == item}
    deflator = index[years[-1]] / index[min(year, 2025)] if years[-1] < year else 1
    return sum(share * FACTORS[product, years[-1], capital] for product, share in shares.items()) / 1000 * deflator


@cache
def price_basis(category, day):  # VAT: what is left of a price that includes it
    lines = chosen("vat/vat-sweden/2026.1/rates.csv", category)
    held = [Decimal(one["percent"]) for one in lines if one["since"] <= str(day) <= (one["until"] or "9999")]
    return 100 / (100 + held[0])


@cache
def ten_digits(number):  # Natural persons: the ten digits of a number whose check digit is right, however written
    plain = re.sub(r"[\s+-]", "", number)
    found = re.fullmatch(r"SE(\d{10})01|(?:16|18|19|20)?(\d{10})|(\d{9})", plain)
    digits = (found[1] or found[2] or found[3].zfill(10)) if found else ""
    doubled = "".join(str(int(one) * (2 - place % 2)) for place, one in enumerate(digits))
    return digits if digits and sum(map(int, doubled)) % 10 == 0 else ""


@cache
def is_person(number, name):
    counted = re.sub(r"(?<=\d[-+ ])[J-NR-UWX](?=\d{3}$)", "1", number)  # interim: the letter counts as 1
    written = [counted, *re.findall(r"(?<!\d)(?:\d\d)?\d{6}[-+ ]?\d{4}(?!\d)", name)]
    days = [(int(one[2:4]), int(one[4:6])) for one in map(ten_digits, written) if one]
    dated = any((1 <= month <= 12 and 1 <= day <= 31) or (month <= 12 and 60 <= day <= 91) for month, day in days)
    return dated or any(MASKED.fullmatch(one) for one in (number, name))


def legal(number):  # the one form of an organisation number; what is none stays
    digits = ten_digits(number or "")
    return f"{digits[:6]}-{digits[6:]}" if digits[2:3] >= "2" else number


def footprint(rows, currency, quarterly=False, vat=False):
    """Return the rows with status, category, reason, rule_id, evidence, reporting_amount, kg_co2e and sole_trader."""
    told = [[row["supplier_id"] or "", row["supplier"] or ""] for row in rows]
    names, found = {name for number, name in told if name and is_person(number, name)}, []
    for row, (number, name) in zip(rows, told, strict=True):
        person = is_person(number, name) or (name in names and ten_digits(number)[2:3] < "2")
        row = row | {"organisation_id": legal(row["organisation_id"]), "sole_trader": person, "kg_co2e": None}
        row["supplier_id"] = None if person else legal(row["supplier_id"])
        row |= {"supplier": "Enskild näringsidkare"} if person else {}
        said = decided(row["chart"], *map(row.get, EVIDENCE.values()))
        row |= dict(zip(("status", "category", "reason", "rule_id", "evidence"), said, strict=True))
        own, other = (rate(one, row["booked_on"], quarterly) for one in (row["currency"], currency))
        row["reporting_amount"] = (row["amount"] * other / own).quantize(Decimal("0.01"))
        if row["status"] == "counted":
            kg = per_euro(row["category"], row["booked_on"].year)
            basis = price_basis(row["category"], row["booked_on"]) if vat else 1
            row |= {"status": "unmapped", "reason": "no_factor"} if kg is None else {}
            row["kg_co2e"] = None if kg is None else (row["amount"] / own * kg * basis).quantize(Decimal("0.001"))
        found.append(row)
    return found


def totals(rows, *keys):
    """Return rows, money and kilograms by the values of `keys`."""
    found = defaultdict(lambda: (0, Decimal(0), Decimal(0)))
    for row in rows:
        key, new = tuple(row[key] for key in keys), (1, row["reporting_amount"], row["kg_co2e"] or Decimal(0))
        found[key] = tuple(map(sum, zip(found[key], new, strict=True)))
    return dict(found)
