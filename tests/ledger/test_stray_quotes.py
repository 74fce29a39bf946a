"""Quotes that neither surround a field nor stand doubled inside one: each line that has one is named."""

import pytest

from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused


def refusal(folder, text):
    path = folder / "2024.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        open_source(path, SourceHints())
    return str(caught.value)


def test_all_lines_with_stray_quotes_are_listed(tmp_path):
    rows = ['"a";1', 'b"c";2', "d;3", '"e"f;4', '"Anna 19800101-0019"x;5']
    said = refusal(tmp_path, "\n".join(["name;n", *rows]) + "\n")
    assert [line for line in said.splitlines() if not line.startswith("    fix")] == [
        "2024.csv:3: a quote here neither surrounds a field nor stands doubled inside one",
        '    b"c";2',
        "2024.csv:5: a quote here neither surrounds a field nor stands doubled inside one",
        '    "e"f;4',
        "2024.csv:6: a quote here neither surrounds a field nor stands doubled inside one",
        '    "Anna ******-****"x;5',
    ]


def test_stray_quotes_beyond_the_first_are_counted(tmp_path):
    said = refusal(tmp_path, 'name;n\n"a";1\n' + 'b"c";2\n' * 203)
    assert said.count("a quote here neither") == 200
    assert said.endswith(
        "2024.csv: 3 more lines have such a quote; the first 200 are listed\n"
        "    fix: export the file again with quotes doubled"
    )
