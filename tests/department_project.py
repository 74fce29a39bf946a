"""A small invented town of two years whose departments are all that a department can be."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
project: Småstad
language: en
currency: SEK
entities:
  - {code: town, id: 212000-9991, name: Småstads kommun, chart: kbas, ledgers: [2023.csv, 2024.csv]}
"""
HEADER = "ver nr;bokf datum;förvaltning;konto;kontonamn;lev namn;org nr;belopp\n"
BEFORE = """\
1;2023-02-01;Skola;64110;Livsmedel;Grossisten AB;559011-0091;20000,00
2;2023-02-02;Skola;60110;Lokalhyra;Hus AB;559011-0109;10000,00
3;2023-03-03;Skola;76510;Resor;Resebyrån AB;556012-5790;5000,00
4;2023-03-04;Nedlagd;64110;Livsmedel;Grossisten AB;559011-0091;700,00
5;2023-04-04;Teknik;62110;Elenergi;Kraft AB;556677-8899;9000,00
"""
AFTER = """\
1;2024-02-01;Skola;64110;Livsmedel;Grossisten AB;559011-0091;1000,01
2;2024-05-02;Skola;60110;Lokalhyra;Hus AB;559011-0109;800,00
3;2024-08-03;Skola;50110;Löner;;;3000,02
4;2024-08-04;Skola;99999;Okänt;Okända AB;559011-0117;33,33
5;2024-08-05;Skola;64110;Livsmedel;Anna Andersson;811218-9876;250,00
6;2024-02-04;Teknik;62110;Elenergi;Kraft AB;556677-8899;9100,00
7;2024-02-05;Teknik;62110;Elenergi;Kraft AB;556677-8899;-100,00
8;2024-03-04;;64110;Livsmedel;Grossisten AB;559011-0091;400,00
9;2024-03-05;Löner;50110;Löner;;;500,00
10;2024-03-06;Oklart;99999;Okänt;Okända AB;559011-0117;77,77
11;2024-03-07;Kredit;64110;Livsmedel;Grossisten AB;559011-0091;-300,00
12;2024-03-08;Ny;60110;Lokalhyra;Hus AB;559011-0109;150,00
"""


def write(folder: Path) -> Path:
    """Write the town's project into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procurement.yaml").write_text(SETTINGS, encoding="utf-8")
    for name, rows in (("2023", BEFORE), ("2024", AFTER)):
        (folder / f"{name}.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder
