"""The footprint of a ledger with DuckDB: everything in SQL, money exact.

    python benchmarks/peers/duckdb_sql.py LEDGER TABLES OUT [ROWS.parquet]

TABLES: what `exported_rules.py` wrote. The rules are asked once for each distinct account with its text and for each
distinct supplier; the ledger with what they said is gone through once for all totals. With ROWS every row is also
written, with its category, factor and kilograms, as `run` does.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

FOLDED = "' ' || trim(regexp_replace(lower(strip_accents({})), '[^a-z0-9]+', ' ', 'g')) || ' '"
FITS = "contains({0}, word_1) AND contains({0}, word_2) AND contains({0}, word_3)"
LEDGER = """
CREATE TABLE ledger AS SELECT * FROM read_csv(
    '{ledger}', delim = ';', header = true, decimal_separator = ',', quote = '"', nullstr = '',
    columns = {{
        'kopare_id': 'VARCHAR', 'kopare': 'VARCHAR', 'verifikationsnummer': 'VARCHAR', 'leverantor': 'VARCHAR',
        'leverantor_id': 'VARCHAR', 'konto_nr': 'VARCHAR', 'konto_text': 'VARCHAR', 'belopp': 'DECIMAL(18, 2)',
        'datum': 'DATE', 'forvaltning': 'VARCHAR'
    }}
)"""
TABLE = "CREATE TABLE {name} AS SELECT * FROM read_csv('{folder}/{name}.csv', all_varchar = true, nullstr = '-')"
RULES = f"""
CREATE TABLE texts AS SELECT konto_nr, konto_text, {FOLDED.format("konto_text")} AS said
FROM (SELECT DISTINCT konto_nr, konto_text FROM ledger);

CREATE TABLE by_account AS
SELECT konto_nr, konto_text, arg_min(category, place::INT) AS category, arg_min(left_out, place::INT) AS left_out
FROM (
    SELECT *, coalesce(
        (SELECT arg_max(vague, length(account)) FROM accounts WHERE starts_with(konto_nr, account)), '0'
    ) AS open_to_texts
    FROM texts
)
JOIN account_rules ON starts_with(konto_nr, account) AND open_to_texts >= vague AND {FITS.format("said")}
WHERE NOT EXISTS (
    FROM exclusions WHERE exclusions.rule = account_rules.rule
    AND contains(said, exclusions.word_1) AND contains(said, exclusions.word_2) AND contains(said, exclusions.word_3)
)
GROUP BY ALL;

CREATE TABLE by_supplier AS
SELECT kopare_id, leverantor_id, leverantor, any_value(category) AS category, any_value(left_out) AS left_out
FROM (
    SELECT *, {FOLDED.format("leverantor")} AS said
    FROM (SELECT DISTINCT kopare_id, leverantor_id, leverantor FROM ledger)
)
JOIN supplier_rules ON CASE supplier_id
    WHEN 'own' THEN leverantor_id = kopare_id
    WHEN '' THEN {FITS.format("said")}
    ELSE leverantor_id = supplier_id END
GROUP BY ALL;
"""
FOOTPRINT = """
CREATE {kind} footprint AS
SELECT
    ledger.*,
    coalesce(by_supplier.category, by_account.category) AS category,
    coalesce(by_supplier.left_out, by_account.left_out) AS left_out,
    CASE WHEN by_supplier.category IS NULL AND by_account.category IS NULL THEN 'unmapped'
         WHEN coalesce(by_supplier.left_out, by_account.left_out) <> '' THEN 'left out'
         ELSE 'counted' END AS outcome,
    kg_per_sek::DOUBLE AS kg_per_sek,
    round(belopp::DOUBLE * kg_per_sek::DOUBLE, 3)::DECIMAL(18, 3) AS kg_co2e
FROM ledger
LEFT JOIN by_account USING (konto_nr, konto_text)
LEFT JOIN by_supplier ON ledger.kopare_id = by_supplier.kopare_id AND ledger.leverantor = by_supplier.leverantor
    AND ledger.leverantor_id IS NOT DISTINCT FROM by_supplier.leverantor_id
LEFT JOIN factors ON factors.year::INT = year(datum)
    AND factors.category = coalesce(by_supplier.category, by_account.category)"""
TOTALS = """
CREATE TABLE totals AS
SELECT
    grouping_id(forvaltning, leverantor_id, outcome) AS kind, coalesce(forvaltning, leverantor_id, outcome) AS key,
    count(*) AS rows, sum(belopp) AS amount, coalesce(sum(kg_co2e), 0) AS kg_co2e
FROM footprint
GROUP BY GROUPING SETS ((forvaltning), (leverantor_id), (outcome))"""

COPIED = "COPY (SELECT key, rows, amount, kg_co2e FROM totals WHERE kind = {kind} ORDER BY 1) TO '{out}/{name}.csv'"
KINDS = {"departments": 0b011, "suppliers": 0b101, "outcomes": 0b110}  # which columns a line is not grouped by
NAMES = ("supplier_rules", "account_rules", "exclusions", "accounts", "factors")


def main(ledger: str, tables: str, out: str, rows: str | None = None) -> None:
    """Read, decide, multiply, write the totals."""
    database = duckdb.connect()
    database.execute(LEDGER.format(ledger=ledger))
    for name in NAMES:
        database.execute(TABLE.format(name=name, folder=tables))
    database.execute(RULES)
    database.execute(FOOTPRINT.format(kind="TABLE" if rows else "VIEW"))
    database.execute(TOTALS)
    for name, kind in KINDS.items():
        database.execute(COPIED.format(kind=kind, name=name, out=out))
    if rows:
        database.execute(f"COPY footprint TO '{Path(rows)}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(*sys.argv[1:])
