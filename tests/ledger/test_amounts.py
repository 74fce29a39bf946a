"""Money is read exactly, in every style people write it, and never guessed."""

import re
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger import amount_column
from procurement_footprint.ledger.amounts import Marks, Style, Undecided, decide, is_noise, marks, parse_amount

OERE = st.integers(-(10**15) + 1, 10**15 - 1)
GROUPS = {",": ["", " ", "\u00a0", "\u202f", "\u2009", "'", "’", "."], ".": ["", " ", "\u00a0", "'", ","]}
SIGNS = ["-{}", "\u2212{}", "{}-", "({})", "- {}", "{} -", "{}\u2212"]
UNITS = ["{}", "{} kr", "{}kr", "SEK {}", "{} SEK", "Kr {}"]


def written(amount: Decimal, mark: str, group: str, sign: str, unit: str, decimals: int) -> str:
    """Write an amount the way a style does; decimals beyond two are zeros, none only if it is whole."""
    whole, fraction = f"{abs(amount):.2f}".split(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", lambda _: group, whole)
    text = grouped + (f"{mark}{fraction}{'0' * (decimals - 2)}" if decimals else "")
    text = unit.format(text)
    return sign.format(text) if amount < 0 else text


@st.composite
def styled(draw):
    mark = draw(st.sampled_from([",", "."]))
    style = [mark, draw(st.sampled_from(GROUPS[mark])), draw(st.sampled_from(SIGNS)), draw(st.sampled_from(UNITS))]
    amounts = [Decimal(n) / 100 for n in draw(st.lists(OERE, min_size=1, max_size=8))]
    decimals = draw(st.sampled_from([2, 2, 2, 4])) if any(a % 1 for a in amounts) else draw(st.sampled_from([0, 2]))
    return mark, amounts, [written(a, *style, decimals) for a in amounts]


def column(texts, style):
    return amount_column.amounts(pl.Series(texts, dtype=pl.String), style)


@given(styled())
def test_an_amount_written_in_any_style_is_read_as_the_same_amount(case):
    mark, amounts, texts = case
    assert [parse_amount(text, Style(mark)) for text in texts] == amounts
    assert column(texts, Style(mark))["amount"].to_list() == amounts


@given(styled())
def test_a_column_shows_its_own_decimal_mark_or_is_asked_about(case):
    _, amounts, texts = case
    style = decide(amount_column.marks(pl.Series(texts)))
    if isinstance(style, Undecided):
        assert style.code == "amount-ambiguous"
    else:
        assert column(texts, style)["amount"].to_list() == amounts


ANY_TEXT = st.one_of(
    st.text("0123456789.,- ()kr\u2212\u00a0'£eE_+٣", max_size=12).map(str.strip),
    st.from_regex(r"\(?-?\d{1,3}([., ]\d{3}){0,3}([.,]\d{1,4})?\)?-?", fullmatch=True),
    st.floats(-1e9, 1e9).map(repr),
)
STYLES = st.builds(
    Style, decimal=st.sampled_from([",", "."]), three=st.booleans(), unit=st.sampled_from(["kr", "ore", "tkr"])
)


@given(st.lists(ANY_TEXT.filter(bool), min_size=1, max_size=6), STYLES)
def test_whole_columns_are_read_like_single_cells(texts, style):
    read = column(texts, style)
    for text, amount, why in read.select(pl.Series("text", texts), "amount", "why").iter_rows():
        try:
            expected = (parse_amount(text, style), None)
        except ValueError as error:
            expected = (None, str(error))
        assert (amount, why) == expected


@given(st.lists(ANY_TEXT.filter(bool), min_size=1, max_size=6))
def test_whole_columns_show_the_same_marks_as_single_cells(texts):
    expected = Marks()
    for text in texts:
        expected |= marks(text)
    for mark in (",", "."):
        assert decide(amount_column.marks(pl.Series(texts), mark)) == decide(expected)


@given(st.lists(OERE, min_size=1, max_size=5), st.sampled_from([",", "."]))
def test_oere_and_thousands_are_moved_by_text(amounts, mark):
    oere = [str(n) for n in amounts]
    assert column(oere, Style(".", unit="ore"))["amount"].to_list() == [Decimal(n) / 100 for n in amounts]
    whole = [n // 1000 for n in amounts]
    thousands = [f"{Decimal(n) / 1000:.3f}".replace(".", mark) for n in whole]
    read = column(thousands, Style(mark, unit="tkr"))["amount"].to_list()
    assert read == [Decimal(n) for n in whole]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,50", "1234.50"),
        ("1.234.567,89", "1234567.89"),
        ("-1 302,03", "-1302.03"),
        ("1302,03-", "-1302.03"),
        ("(5,00)", "-5.00"),
        ("\u22125", "-5.00"),
        (",50", "0.50"),
        ("12,5000", "12.50"),
        ("-0,00", "0.00"),
        ("100 kr", "100.00"),
        ("448,19999999999993", "448.20"),
        ("60604,97000000001", "60604.97"),
        ("9999999999999,99", "9999999999999.99"),
    ],
)
def test_amounts_of_the_catalogue(text, amount):
    assert parse_amount(text, Style(",")) == Decimal(amount)
    assert column([text], Style(","))["amount"].to_list() == [Decimal(amount)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "amount-unreadable") for text in ("NaN", "inf", "1e3", "1_000", "١٢٣", "#N/A", "#NUM!", "12,", "x")),
        *((text, "amount-unreadable") for text in ("--5", "-5-", "(-5)", "1 23,00", "1,2,3", "12.5", "1 2.5")),
        ("1234,509", "amount-decimals"),
        ("0,005", "amount-decimals"),
        ("448,1999993", "amount-decimals"),
        ("10000000000000", "amount-too-large"),
    ],
)
def test_what_is_not_an_exact_amount_is_never_made_one(text, why):
    read = column([text], Style(","))
    assert (read["amount"][0], read["why"][0]) == (None, why)
    with pytest.raises(ValueError, match=f"^{why}$"):
        parse_amount(text, Style(","))


def test_three_decimals_beside_shorter_ones_are_asked_about():
    style = decide(amount_column.marks(pl.Series(["12.5", "1.234"])))
    assert column(["12.5", "1.234"], style)["why"].to_list() == [None, "amount-three-decimals"]


def test_three_decimals_are_believed_where_the_column_surely_has_them():
    style = decide(amount_column.marks(pl.Series(["1234.500", "1.230", "7.10"])))
    assert column(["1234.500", "1.230"], style)["amount"].to_list() == [Decimal("1234.50"), Decimal("1.23")]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.234", "2.500"], Undecided("amount-ambiguous", ("1.234",))),
        (["1,234", "17"], Undecided("amount-ambiguous", ("1,234",))),
        (["1.50", "1,50"], Undecided("amount-mixed", ("1.50", "1,50"))),
        (["1.234", "2,50"], Style(",", three=False)),
        (["17", "-3"], Style(".", three=False)),
    ],
)
def test_the_style_is_decided_by_the_whole_column_or_not_at_all(texts, expected):
    assert decide(amount_column.marks(pl.Series(texts))) == expected


def test_a_declared_decimal_mark_settles_it():
    assert decide(marks("1.234"), ",") == Style(",")
    assert column(["1.234"], Style(","))["amount"].to_list() == [Decimal("1234.00")]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["17", "1,5", "2,25"], Marks(comma="1,5", plain=",")),
        (["17", "1.5", "2.25", None], Marks(point="1.5", plain=".")),
        (["1,5", "x"], Marks(comma="1,5")),
        (["x", "1.5"], Marks(point="1.5")),
        (["1,234", "1.234"], Marks(point_or_group="1.234", comma_or_group="1,234")),
        (["1234.500"], Marks(point="1234.500", three="1234.500")),
        (["1234,500"], Marks(comma="1234,500", three="1234,500")),
    ],
)
@pytest.mark.parametrize("expected", [",", "."])
def test_a_column_says_its_mark_by_the_first_value_that_shows_it(texts, found, expected):
    assert amount_column.marks(pl.Series(texts), expected) == found


def test_a_column_of_whole_numbers_is_plain_by_the_mark_that_is_expected():
    assert [amount_column.marks(pl.Series(["17", "-3"]), mark).plain for mark in (",", ".")] == [",", "."]


def test_what_columns_say_is_joined_and_the_first_example_is_kept():
    one = Marks("1.5", None, "1.234", None, "1.500", plain=".")
    other = Marks("2.5", "2,5", "2.345", "2,345", "2.500", plain=",")
    assert one | other == Marks("1.5", "2,5", "1.234", "2,345", "1.500")
    assert Marks() | one == Marks("1.5", None, "1.234", None, "1.500")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.234", Marks(point_or_group="1.234")),
        ("1,234", Marks(comma_or_group="1,234")),
        ("1234.500", Marks(point="1234.500", three="1234.500")),
        ("1234,500", Marks(comma="1234,500", three="1234,500")),
        ("1,5", Marks(comma="1,5")),
        ("17", Marks()),
        ("x", Marks()),
    ],
)
def test_one_value_says_what_it_can_of_its_mark(text, found):
    assert marks(text) == found


@pytest.mark.parametrize("unit", ["kr", "ore", "tkr"])
def test_the_unit_of_a_profile_holds_however_the_mark_is_found(unit):
    assert decide(marks("1,5"), unit=unit) == Style(",", three=False, unit=unit)
    assert decide(marks("1.500"), ".", unit) == Style(".", three=True, unit=unit)
    assert decide(Marks(), unit=unit) == Style(".", three=False, unit=unit)


@pytest.mark.parametrize(("text", "mark"), [("1.234", "."), ("1,234", ",")])
def test_three_decimals_that_are_not_believed_are_named_in_one_cell_too(text, mark):
    with pytest.raises(ValueError, match=r"^amount-three-decimals$"):
        parse_amount(text, Style(mark, three=False))
    assert parse_amount(text[:-1], Style(mark, three=False)) == Decimal("1.23")
    assert parse_amount("1,5", Style(",", unit="tkr")) == Decimal(1500)


@pytest.mark.parametrize(("digits", "noise"), [(14, False), (15, True), (17, True), (18, False)])
def test_what_floating_point_leaves_behind_has_fifteen_to_seventeen_digits(digits, noise):
    assert is_noise("0" + "1" * (digits - 9), "000000001") is noise
