"""A crosswalk adds up exactly, and a changed file is refused by name."""

from hashlib import sha256

import pytest

from procurement_footprint.mapping import crosswalk
from procurement_footprint.problems import Refused

HEADER = "category,product,share,why\n"
FINE = HEADER + 'food,C10-12,0.7,"made, mostly"\nfood,A01,0.3,grown\nrent,L68,1,\n'
DESCRIPTION = """crosswalk: test
version: "1"
taxonomy: procurement categories
products: a64
origin: own work
licence: CC0-1.0
reviewed: {{by: somebody, date: 2026-11-23}}
sha256: {digest}
"""


def write(folder, text, digest=None):
    path = folder / "test.csv"
    path.write_bytes(text.encode())
    described = DESCRIPTION.format(digest=digest or sha256(text.encode()).hexdigest())
    path.with_suffix(".yaml").write_text(described, encoding="utf-8")
    return path


def refusal(path, categories=None, products=None):
    with pytest.raises(Refused) as refused:
        crosswalk.load(path, categories, products)
    return str(refused.value)


def test_shares_are_read_sorted_with_their_reasons(tmp_path):
    read = crosswalk.load(write(tmp_path, FINE), {"food", "rent"}, {"A01", "C10-12", "L68"})
    assert read.table.rows() == [("food", "A01", 0.3), ("food", "C10-12", 0.7), ("rent", "L68", 1.0)]
    assert read.why["food", "C10-12"] == "made, mostly"
    assert (read.name, read.version, read.products, read.licence) == ("test", "1", "a64", "CC0-1.0")


def test_a_changed_file_is_refused_by_name(tmp_path):
    assert refusal(write(tmp_path, FINE, "0" * 64)) == (
        "test.csv: the file was changed: its SHA-256 is not the one in test.yaml\n"
        "    fix: put the original file back; if the change is meant, give it a new version and its own SHA-256"
    )


def test_shares_that_do_not_add_to_exactly_one_are_refused(tmp_path):
    text = HEADER + "food,C10-12,0.7,\nfood,A01,0.2999999999999999999,\n"
    assert refusal(write(tmp_path, text)) == (
        'test.csv:2: the shares of "food" add to 0.9999999999999999999\n'
        "    food,C10-12,0.7\n"
        "    food,A01,0.2999999999999999999\n"
        "    fix: make them add to exactly 1"
    )


def test_a_share_is_a_number_above_nought(tmp_path):
    said = (
        "test.csv:2: the share is not a number above 0 and at most 1\n    food,A01,{}\n    fix: write for example 0.25"
    )
    for share in ("x", "", "0", "-1", "1.5", "NaN", "inf"):
        assert refusal(write(tmp_path, HEADER + f"food,A01,{share},\n")) == said.format(share)


def test_unknown_categories_and_products_are_refused(tmp_path):
    path = write(tmp_path, HEADER + "foods,A01,1,\nrent,Z99,1,\n")
    assert refusal(path, {"food", "rent"}, {"A01", "L68"}) == (
        'test.csv:2: there is no category "foods"\n'
        "    foods,A01,1\n"
        '    fix: did you mean "food"?\n'
        'test.csv:3: there is no product "Z99"\n'
        "    rent,Z99,1\n"
        "    fix: write the id of a product, or delete the line"
    )


def test_a_pair_stands_once(tmp_path):
    assert refusal(write(tmp_path, HEADER + "food,A01,0.5,\nfood,A01,0.5,\n")) == (
        "test.csv:3: category and product stand twice (first at test.csv:2)\n"
        "    food,A01,0.5\n"
        "    fix: delete one of the two lines"
    )


def test_the_header_is_fixed(tmp_path):
    assert refusal(write(tmp_path, "category;product\n")) == (
        "test.csv:1: these are not the columns of a crosswalk\n"
        "    category;product\n"
        "    fix: write the header category,product,share,why"
    )
