"""JSON ledgers: the text of each value as it stands in the file, one object a row."""

import json

import pytest

from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused


def source(folder, text):
    path = folder / "2024.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_source(path, SourceHints())


def rows(folder, text, rejected=None):
    blocks = source(folder, text).sheets[0].blocks(1, rejected)
    return [(line, cells) for block in blocks for line, *cells in block.iter_rows()]


def refusal(folder, text):
    with pytest.raises(Refused) as caught:
        rows(folder, text)
    return str(caught.value)


def test_numbers_keep_their_spelling(tmp_path):
    text = '[{"a": 1302.030, "b": 5564480282, "c": 1e3, "d": true, "e": null, "f": "", "g": "0640"}]'
    assert rows(tmp_path, text) == [(2, ["1302.030", "5564480282", "1e3", "true", None, None, "0640"])]


def test_keys_are_gathered_over_all_objects(tmp_path):
    sheet = source(tmp_path, '[{"a": 1}, {"b": 2, "a": 3}, {}]').sheets[0]
    assert sheet.name is None
    assert sheet.head() == [(1, ["a", "b"]), (2, ["1", None]), (3, ["3", "2"]), (4, [None, None])]


def test_a_byte_order_mark_is_no_part_of_a_key(tmp_path):
    assert source(tmp_path, '\ufeff{"results": [{"\ufeffkopare_id": "1"}]}').sheets[0].head(1) == [(1, ["kopare_id"])]


def test_a_page_of_a_longer_list_is_told(tmp_path):
    page = {"resultCount": 376449, "offset": 200, "limit": 100, "results": [{"a": 1}] * 100}
    assert [str(p) for p in source(tmp_path, json.dumps(page)).problems] == [
        "2024.json: this is one page of a longer list: rows 201 to 300 of 376,449\n"
        "    fix: get the other pages too and put all rows into one list; only this page is in the footprint"
    ]
    assert source(tmp_path, '{"resultCount": 1, "results": [{"a": 1}]}').problems == ()


def test_a_count_of_any_length_is_a_count(tmp_path):
    found = source(tmp_path, '{"resultCount": %s, "results": [{"a": 1}]}' % ("1" * 5_000))
    assert [one.code for one in found.problems] == ["json-incomplete"]


def test_objects_that_are_no_rows_are_all_named(tmp_path):
    text = '[{"a": 1, "\ufeffa": 2}, {"a": 3}, {"a": [1, 2]}, {"a": {"b": 1}}]'
    assert refusal(tmp_path, text) == (
        '2024.json:2: the key "a" stands twice in this object\n    1, 2\n    fix: delete one of the two\n'
        '2024.json:4: the value of "a" is a list or an object\n    fix: write plain text or a number\n'
        '2024.json:5: the value of "a" is a list or an object\n    fix: write plain text or a number'
    )
    rejected = []
    assert rows(tmp_path, text, rejected) == [(3, ["3"])]
    assert len(rejected) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[{"a": 1},\n{"a": }]',
            '2024.json:2: this is not valid JSON: Expecting value\n    {"a": }]\n    fix: export the file again',
        ),
        ('[{"a": NaN}]', "2024.json: this is not valid JSON: NaN is not a JSON number\n    fix: export the file again"),
        (
            '[{"a": ' + "[" * 100_000,
            "2024.json: this is not valid JSON: nested too deeply\n    fix: export the file again",
        ),
        (
            '{"items": []}',
            "2024.json: this JSON is not a list of objects, and holds none as results\n"
            "    fix: export one object for each row of the ledger",
        ),
        ("[]", "2024.json: there is no booking below the header\n    fix: check that the export is complete"),
        (
            '{"a": 1}\n{"a": 2}\n',
            "2024.json: this is JSON Lines: one object on each line, not one list\n"
            "    fix: put the objects into one list: [ before the first, a comma after each but the last, ] at the end",
        ),
        (
            '[{"a": 1}, 2]',
            "2024.json: this JSON is not a list of objects, and holds none as results\n"
            "    fix: export one object for each row of the ledger",
        ),
        (
            '[{"a": "Å"}]'.encode("cp1252"),
            "2024.json: this is not valid JSON: it is not UTF-8\n    fix: export the file again",
        ),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path, text, said):
    assert refusal(tmp_path, text) == said
