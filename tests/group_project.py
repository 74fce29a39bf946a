"""A small invented group: a town on Kommun-Bas, an energy company of which it has 51 % until mid-year, a landlord."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
project: Småstad med bolag
language: en
currency: SEK
entities:
  - code: town
    id: 212000-9991
    name: Småstads kommun
    chart: kbas
    ledgers: [town.csv]
    counterparties: ["10"]
  - code: energy
    id: 556012-5790
    name: Småstad Energi AB
    chart: bas
    ledgers: [energy.csv]
    counterparties: ["85"]
    ownership: [{share: "0.51", until: 2024-06-30}]
  - code: homes
    id: 556677-8899
    name: Småstads Bostäder AB
    chart: bas
    ledgers: [homes.csv]
    counterparties: ["86"]
"""
HEADER = "ver nr;bokf datum;förvaltning;konto;kontonamn;lev namn;org nr;motpart;belopp\n"
TOWN = """\
1;2024-02-01;30 Skola;64110;Livsmedel;Grossisten AB;559011-0091;;1000,00
2;2024-02-02;30 Skola;62110;Elenergi;Småstad Energi AB;556012-5790;85;1000,01
3;2024-08-02;30 Skola;62110;Elenergi;Småstad Energi AB;556012-5790;85;500,00
4;2024-02-03;40 Teknik;60110;Lokalhyra;Fakturaköp AB;559011-0109;86;2000,00
5;2024-02-04;40 Teknik;50110;Löner;;;;3000,00
6;2024-03-04;40 Teknik;74110;Konsulttjänster;Råd AB;559011-0109;;400,00
7;2024-03-05;40 Teknik;62110;Elenergi;Småstad Energi AB;556012-5790;85;-100,00
"""
ENERGY = """\
1;2024-01-15;Drift;4010;Inköp av bränsle;Flis AB;559011-0091;;333,33
2;2024-03-15;Drift;5010;Lokalhyra;Småstads Bostäder AB;556677-8899;;200,01
3;2024-09-15;Drift;4010;Inköp av bränsle;Flis AB;559011-0091;;900,00
4;2024-02-15;Drift;3010;Försäljning el;Småstads kommun;212000-9991;10;-950,01
5;2024-02-15;Drift;7010;Löner;;;;800,00
"""
HOMES = """\
1;2024-02-20;Förvaltning;5020;El för belysning;Småstad Energi AB;556012-5790;;100,00
2;2024-02-21;Förvaltning;5070;Reparation och underhåll av lokaler;Bygg AB;559011-0109;;700,00
3;2024-02-22;Förvaltning;3911;Hyresintäkter;Småstads kommun;212000-9991;10;-2000,00
"""


def write(folder: Path, settings: str = SETTINGS) -> Path:
    """Write the group's project into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procurement.yaml").write_text(settings, encoding="utf-8")
    for name, rows in (("town", TOWN), ("energy", ENERGY), ("homes", HOMES)):
        (folder / f"{name}.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder
