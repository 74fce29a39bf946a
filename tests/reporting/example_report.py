"""An invented municipality's report, made from invented footprint rows by the product's own breakdown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import polars as pl

from procurement_footprint.analysis.breakdown import Breakdown, break_down
from procurement_footprint.analysis.sums import added_up
from procurement_footprint.factors.origin import Citation
from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths
from procurement_footprint.ledger.columns import FOOTPRINT
from procurement_footprint.reporting import factor_notes
from procurement_footprint.reporting.report import Input, Report

EVIDENCE_VARIANCES = {"supplier": 0.02, "cpv": 0.03, "account_text": 0.06, "account": 0.11}
# Every category a product of its own, so that ranges can be made without a crosswalk.
WIDTHS = Widths(
    parts=pl.DataFrame(schema=PARTS),
    evidence=pl.DataFrame(
        [(name, variance, False) for name, variance in EVIDENCE_VARIANCES.items()], EVIDENCE, orient="row"
    ),
    per_year=0.0123,
    unknown=0.2441,
    level=0.0111,
)

# group: (Swedish, English, ((category, Swedish, English, scope 3, capital good, grams per krona, weight), …))
GROUPS = {
    "buildings": (
        "Mark och byggnader",
        "Land and buildings",
        (
            ("construction", "Byggentreprenader", "Construction works", "2", True, 21, 190),
            ("maintenance", "Underhåll av fastigheter", "Property maintenance", "1", False, 18, 90),
            ("civil_works", "Anläggning av gator och vatten", "Streets and water works", "2", True, 24, 60),
            ("rent", "Lokalhyror", "Rent of premises", "8", False, 6, 70),
        ),
    ),
    "energy": (
        "Energi och vatten",
        "Energy and water",
        (
            ("electricity", "El", "Electricity", "3", False, 11, 26),
            ("district_heat", "Fjärrvärme", "District heat", "3", False, 34, 30),
            ("water", "Vatten och avlopp", "Water and sewage", "1", False, 15, 9),
        ),
    ),
    "food": (
        "Livsmedel och måltider",
        "Food and meals",
        (
            ("groceries", "Livsmedel", "Groceries", "1", False, 62, 42),
            ("meals", "Måltidstjänster", "Meal services", "1", False, 27, 16),
        ),
    ),
    "transport": (
        "Fordon och transporter",
        "Vehicles and transport",
        (
            ("fuel", "Drivmedel", "Fuel", "3", False, 88, 11),
            ("vehicles", "Fordon", "Vehicles", "2", True, 29, 12),
            ("passenger", "Skolskjuts och resor", "School transport and travel", "6", False, 31, 25),
        ),
    ),
    "care": (
        "Vård, omsorg och skola",
        "Care and education",
        (
            ("placements", "Köpta omsorgsplatser", "Care placements", "1", False, 7, 120),
            ("schools", "Köpt skolverksamhet", "Schooling bought", "1", False, 6, 95),
            ("care_goods", "Vårdmaterial", "Care supplies", "1", False, 33, 11),
        ),
    ),
    "it": (
        "It och telefoni",
        "IT and telephony",
        (
            ("hardware", "Datorer och telefoner", "Computers and phones", "2", True, 26, 18),
            ("software", "Licenser och it-tjänster", "Licences and IT services", "1", False, 8, 31),
        ),
    ),
    "material": (
        "Material och inventarier",
        "Material and furnishings",
        (
            ("furniture", "Möbler och inredning", "Furniture", "2", True, 25, 10),
            ("consumables", "Förbrukningsmaterial", "Consumables", "1", False, 28, 15),
            ("clothing", "Kläder och skyddsutrustning", "Clothing and protection", "1", False, 30, 3),
        ),
    ),
    "services": (
        "Konsulter och tjänster",
        "Consultants and services",
        (
            ("consultants", "Konsulter", "Consultants", "1", False, 7, 44),
            ("cleaning", "Städning", "Cleaning", "1", False, 10, 19),
            ("waste", "Avfall och återvinning", "Waste and recycling", "5", False, 41, 12),
        ),
    ),
}
DEPARTMENTS = (
    ("310", "Utbildningsförvaltningen"),
    ("320", "Gymnasie- och vuxenutbildning"),
    ("410", "Äldreomsorg"),
    ("420", "Funktionshinder och stöd"),
    ("430", "Individ- och familjeomsorg"),
    ("510", "Fastighetsförvaltningen"),
    ("520", "Gator och parker"),
    ("530", "Måltidsservice"),
    ("540", "Städ och verksamhetsservice"),
    ("610", "Kulturförvaltningen"),
    ("620", "Fritidsförvaltningen"),
    ("710", "Miljö- och hälsoskydd"),
    ("720", "Räddningstjänst"),
    ("810", "It-avdelningen"),
    ("820", "Kommunledningskontoret"),
    (None, None),
)
REASONS = {
    "wages": (
        "Löner och sociala avgifter",
        "Wages and social insurance",
        "Ersättning till egen personal är inte inköp.",
        "Pay to own staff is not a purchase.",
    ),
    "transfers": (
        "Bidrag och transfereringar",
        "Grants and transfers",
        "Pengar som ges vidare utan motprestation.",
        "Money passed on with nothing in return.",
    ),
    "taxes": ("Skatter och moms", "Taxes and VAT", "Skatt är inte inköp.", "Tax is not a purchase."),
    "depreciation": (
        "Avskrivningar",
        "Depreciation",
        "Inköpet är redan räknat det år det gjordes.",
        "The purchase is already counted in its own year.",
    ),
    "financial": ("Finansiella poster", "Financial items", "Räntor är inte inköp.", "Interest is not a purchase."),
    "internal": (
        "Interna köp",
        "Internal trade",
        "Köp inom organisationen räknas hos den som köper utifrån.",
        "Trade inside the organisation is counted where it is bought from outside.",
    ),
    "no_rule": ("Ingen regel", "No rule", "", ""),
    "no_factor": ("Faktor saknas", "No factor", "", ""),
}
FIRST, SECOND = (
    ("Nord", "Syd", "Älv", "Kust", "Berg", "Dal", "Sjö", "Skog", "Fjäll", "Hamn"),
    (
        "bygg AB",
        "el & värme AB",
        "livs AB",
        "transport AB",
        "omsorg AB",
        "data AB",
        "kontor AB",
        "konsult AB",
        "städ AB",
        "plåt HB",
        "park AB",
        "friskola ek. för.",
        "mark AB",
    ),
)


def footprint(rows: int = 4_000) -> pl.LazyFrame:
    """Return invented rows with the columns of FOOTPRINT; the same at every call."""
    random = Random(2024)
    catalogue = [(group, leaf) for group, (_, _, leaves) in GROUPS.items() for leaf in leaves]
    weights = [leaf[6] for _, leaf in catalogue]
    made = []
    for number in range(rows):
        _, leaf = random.choices(catalogue, weights)[0]
        kind = random.choices(("counted", "left_out", "unmapped"), (78, 18, 4))[0]
        made.append(_row(number, leaf, kind, random))
    return pl.LazyFrame(made, schema=FOOTPRINT)


def _row(number, leaf, kind, random):
    likely = [60 if (at * 7 + leaf[5]) % 9 == 0 else 30 // (at + 2) for at in range(len(DEPARTMENTS))]
    department_id, department = random.choices(DEPARTMENTS, likely)[0]
    supplier = random.randrange(len(FIRST) * len(SECOND))
    day = date(2023 + number % 2, 1 + random.randrange(12), 15)
    öre = random.randrange(2_000_00, 900_000_00) * (-1 if number % 37 == 0 else 1)
    amount = Decimal(öre).scaleb(-2)
    row = dict.fromkeys(FOOTPRINT) | {
        "row_id": f"ledger.csv:{number + 2}",
        "booked_on": day,
        "period": f"{day.year}-Q{(day.month + 2) // 3}",
        "organisation_id": "212000-0000",
        "organisation": "Exempelby kommun",
        "department_id": department_id,
        "department": department,
        "sole_trader": number % 41 == 0,
        "account": "6010",
        "supplier_id": None if number % 53 == 0 else f"556{supplier:03d}-1234",
        "supplier": None if number % 53 == 0 else f"{FIRST[supplier % 10]} {SECOND[supplier // 10]}",
        "account_text": "Övriga tjänster",
        "amount": amount,
        "reporting_amount": amount,
        "currency": "SEK",
        "status": kind,
    }
    if kind == "counted":
        evidence, quality = random.choice((("cpv", "C"), ("supplier", "D"), ("account_text", "D"), ("account", "E")))
        return row | {
            "category": leaf[0],
            "evidence": evidence,
            "quality": quality,
            "rule_id": "example.rule",
            "kg_co2e": (amount * leaf[5] / 1000).quantize(Decimal("0.001")),
        }
    reasons = ("wages", "transfers", "taxes", "depreciation", "financial", "internal")
    if kind == "left_out":
        return row | {"reason": random.choices(reasons, (60, 20, 8, 6, 3, 3))[0], "rule_id": "left_out.rule"}
    return row | {"reason": random.choice(("no_rule", "no_rule", "no_factor"))}


def taxonomy() -> pl.DataFrame:
    """Return the example's categories as `break_down` wants them."""
    lines = [(leaf[0], group, leaf[3], leaf[4]) for group, (_, _, leaves) in GROUPS.items() for leaf in leaves]
    return pl.DataFrame(lines, schema=["category", "group", "scope3_category", "capital_good"], orient="row")


def breakdown() -> Breakdown:
    """Return the small tables of the example."""
    return break_down(added_up(footprint()), taxonomy(), "SEK", WIDTHS)


def report(language: str = "sv", **changes) -> Report:
    """Return the example's report, with `changes` to its fields."""
    tables = breakdown()
    booked = {currency: four["ledger"] for currency, four in tables.totals.booked.items()}
    made = Report(
        title="Inköpens klimatavtryck 2023–2024" if language == "sv" else "Climate footprint of purchases 2023–2024",
        organisations=("Exempelby kommun",),
        period="2023-01-15 – 2024-12-15",
        language=language,
        breakdown=tables,
        group_names={group: {"sv": sv, "en": en} for group, (sv, en, _) in GROUPS.items()},
        category_names={leaf[0]: {"sv": leaf[1], "en": leaf[2]} for g in GROUPS.values() for leaf in g[2]},
        reason_names={reason: {"sv": four[0], "en": four[1]} for reason, four in REASONS.items()},
        reason_whys={reason: {"sv": four[2], "en": four[3]} for reason, four in REASONS.items()},
        notes=("17 rader med fel datum är avvisade och inte med.",)
        if language == "sv"
        else ("17 rows with a wrong date are rejected and not included.",),
        assumptions=("Belopp är utan moms.",) if language == "sv" else ("Amounts are excluding VAT.",),
        citations=CITATIONS,
        inputs=(Input("ledger.csv", "0f" * 32, tables.totals.rows["ledger"], booked),),
        factor_set="figaro-se@2026.5",
        program="procurement-footprint 0.1.0",
        rejected_rows=0,
        rejected=pl.DataFrame(),
        factor_policy="median-3",
        changed_factors=("C18, 2020: 0,21726 i stället för publicerade 0,37614 kg CO₂e per EUR",)
        if language == "sv"
        else ("C18, 2020: 0.21726 instead of the published 0.37614 kg CO₂e per EUR",),
        capital_goods=factor_notes.capital_goods(tables),
        hot_spots=hot_spots(tables),
        lever_names={"materials": {"sv": "Material", "en": "Materials"}},
    )
    return replace(made, **changes)


def hot_spots(tables: Breakdown) -> pl.DataFrame:
    """Return the example's categories with one lever that reaches half of each."""
    kilograms = pl.col("kg_co2e").cast(pl.Float64)
    return tables.categories.select(
        *("group", "category", "reporting_amount", "kg_co2e", "share_of_kg"),
        running_share=kilograms.cum_sum() / kilograms.sum(),
        three_largest=pl.lit(0.5),
        lever=pl.lit("materials"),
        kg_reached=(kilograms / 2).round(3).cast(pl.Decimal(38, 3)),
        kg_gain=(kilograms / 20).round(3).cast(pl.Decimal(38, 3)),
    )


CITATIONS = (
    Citation(
        "FIGARO monetary emission factors",
        "Ecodex",
        "2026.5",
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "FIGARO monetary emission factors, Ecodex (https://getecodex.com), version 2026.5, "
        "DOI 10.5281/zenodo.23157020, licence CC BY-SA 4.0. Computed from Eurostat data.",
        "https://getecodex.com",
        "ab" * 32,
    ),
    Citation(
        "Euro foreign exchange reference rates",
        "European Central Bank",
        "2025",
        "ECB reuse policy",
        "https://www.ecb.europa.eu/services/using-our-site/disclaimer/html/index.en.html",
        "Source: ECB statistics.",
        "https://data.ecb.europa.eu",
        "cd" * 32,
    ),
    Citation("Nationell specifikation för leverantörsreskontra", "DIGG", "1.1", "CC0", "", "", "", ""),
)
