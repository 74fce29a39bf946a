"""A ledger in several currencies needs the rates of its own rows, and a row without one is named."""

from __future__ import annotations

from pathlib import Path

from conftest import Command

from procurement_footprint.factors import currencies

HEADER = "Datum;Leverantör;Konto;Kontotext;Valuta;Belopp\n"
FIX = (
    "    fix: look whether currency and date are right in the ledger; "
    "there are rates of CHF, DKK, EUR, GBP, NOK, PLN, SEK, USD for 1999-2026\n\n"
)


def check(folder: Path, rows: str, run: Command) -> tuple[int, str]:
    (folder / "a.csv").write_text(HEADER + rows, encoding="utf-8")
    done = run("check", "a.csv", "--chart", "kbas", cwd=folder)
    return done.returncode, done.stderr


def test_every_currency_and_year_without_a_rate_is_named_at_its_first_row(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    rows = (
        "2024-01-31;A AB;64110;Livsmedel;SEK;9000,00\n"
        "2027-01-31;A AB;64110;Livsmedel;SEK;100,00\n"
        "2024-02-29;A AB;64110;Livsmedel;XYZ;50,00\n"
        "2027-03-31;A AB;64110;Livsmedel;SEK;1100,50\n"
        "1985-04-30;A AB;64110;Livsmedel;NOK;7,00\n"
    )
    code, said = check(tmp_path, rows, procurement_footprint)
    assert code == 3
    assert said.endswith(
        "a.csv:6: there is no exchange rate of NOK and SEK for 1985\n"
        f"    1985-04-30; 1 row of 1985 in NOK, 7.00 in all\n{FIX}"
        "a.csv:3: there is no exchange rate of SEK for 2027\n"
        f"    2027-01-31; 2 rows of 2027 in SEK, 1,200.50 in all\n{FIX}"
        "a.csv:4: there is no exchange rate of XYZ for 2024\n"
        f"    2024-02-29; 1 row of 2024 in XYZ, 50.00 in all\n{FIX}"
        "3 problems: nothing was written\n"
    )


def test_a_currency_needs_no_rate_of_years_in_which_it_does_not_occur() -> None:
    rates = currencies.load()
    assert currencies.table(rates, [("NOK", 2024), ("SEK", 1980)], "SEK").height == 2
    assert currencies.missing(rates, [("NOK", 2024), ("SEK", 1980)], ["SEK"]) == {}
    assert currencies.missing(rates, [("NOK", 1980)], ["SEK", "EUR"]) == {("NOK", 1980): ("NOK", "SEK")}
