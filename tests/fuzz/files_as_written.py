"""Files as people write them for a project, to be mutated."""

from __future__ import annotations

HEAD = 'rule_book: own/rules\nversion: "2026.1"\ntitle: {sv: "Bok", en: "Book"}\nsource: own work\n'
RULES = f"""{HEAD}reviewed: {{by: somebody, date: 2026-11-23}}
rules:
  - id: rent
    account: ["60", "6110-6120"]
    category: rent
    since: 2024-01-01
    why: because
    examples: [{{account: "601", booked_on: 2024-05-01}}]
  - id: wages
    account_text: [lön]
    not_text: [konsult]
    left_out: wages
    why: because
  - id: food
    supplier: ["556677-8899"]
    cpv: ["15000000"]
    text: ["frukt & grönt", "|mjölk"]
    category: food
    why: because
"""
DECISIONS = """- id: d-20261124-001
  when: 2026-11-24
  who: Anna Lind
  why: The supplier cooks for the schools
  supplier: ["556677-8899"]
  account: ["6411"]
  split: {food: 0.6, meals: 0.4}
  source: the supplier's statement of 2025
  since: 2024-01-01
  until: 2026-12-31
  suggested: "meals 0.87: same account 41 of 45 times"
  examples: [{supplier: "556677-8899", account: "6411", account_text: Livsmedel}]
- id: d-20261124-002
  when: 2026-11-24
  who: Anna Lind
  why: x
  withdraws: d-20261124-001
"""
ALIASES = """- {id: s-1, when: 2026-11-24, who: Anna Lind, why: because, number: 5560125790, name: Frukt AB,
   numbers: ['4711'], names: [Frukt & Grönt]}
- {id: s-2, when: 2026-11-25, who: Anna Lind, why: because, withdraws: s-1}
"""
TEXT = "a: |\n  b\nc: >\n  d\n? e\n: 'f'\n"
PROJECT = """project: Norrsele kommun
organisation: {id: 212000-9991, name: Norrsele kommun}
chart: kbas
language: sv
ledgers: [ledgers/2024.csv]
invoices: [invoices/2024.zip]
profile: nso-1.1
currency: SEK
factors: figaro-se@2026.5
factor_policy: median-3
price_index: hicp-euro-area@2025.12
inhabitants: {"2024": "30112"}
review_months: 36
supplier_register: suppliers.csv
share_threshold: 50000
share_accepted: [P-0123456789ab]
open_data: {base_url: "https://data.example.se/klimat/", email: oppnadata@example.se}
"""
DEPARTMENTS = """departments:
  - {name: Skola, also: [Barn och utbildning], codes: ["30"], since: 2023-01-01, until: 2025-12-31}
"""
ENERGY = """period,category,quantity,unit,factor,source,price,covered,department
2024,diesel,1200,litre,ipcc-fuels/diesel,invoice,16.5,all,Gata
2024-Q1,electricity,50000,kWh,own.csv#umea-2024,meter,,100000,
2024,concrete,12,m3,product.json,PACT,,,
"""
OWN = """factor,name,unit,scope_1,scope_2,scope_3,source,valid_until
umea-2024,District heat,kWh,0,0.05,0.01,somebody,2027-01-01
"""
EPD = "epd,product,unit,gwp_a1_a3,programme,valid_until\nS-P-00001,Concrete C25,m3,231.4,EPD International,2027-05-01\n"
REGISTER = "Organisationsnummer;SNI;Leverantör\n556448-0282;81.210;Städ AB\n2120001355;84.112;Kommunen\n"
QUANTITIES = "supplier,item,unit,factor,source\n556448-0282,diesel,LTR,ipcc-fuels/diesel,invoice\n"
OWN_FACTORS = "product;name;year;factor\n1;Food;2023;1,5\n2;IT;2023;0,25\n"
AGENCY = """title: Factors of an agency, per account
unit: g CO2e
per: "1"
currency: SEK
price_basis: purchaser
price_year: vintage
crosswalk: agency
origin:
  producer: An agency
  title: Factors per account
  citation_full: An agency, 2024.
  attribution: An agency
  version_producer: "2024"
  url_main: https://example.org
  date_accessed: "2026-11-24"
  license: {name: CC0-1.0, url: https://creativecommons.org/publicdomain/zero/1.0/}
"""
