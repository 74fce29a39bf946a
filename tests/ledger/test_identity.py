import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.se import orgnr, personnummer

from procurement_footprint.ledger.identity import identities, with_person


def one(text):
    return identities(pl.Series([text], dtype=pl.String)).row(0, named=True)


def with_check_digit(nine):
    digits = [int(c) for c in nine]
    total = sum(sum(divmod(2 * d, 10)) if place % 2 == 0 else d for place, d in enumerate(digits))
    return f"{nine}{-total % 10}"


@given(st.lists(st.integers(0, 10**10 - 1).map("{:010d}".format), min_size=1, max_size=50))
def test_numbers_are_told_apart_as_the_reference_library_does(numbers):
    for row in identities(pl.Series(numbers)).iter_rows(named=True):
        number = row["delivered"]
        assert row["legal"] == (orgnr.is_valid(number) and int(number[2]) >= 2)
        if personnummer.is_valid(number):
            assert row["person"]


@pytest.mark.parametrize(
    "written",
    [
        "556448-0282",
        "5564480282",
        "165564480282",
        "16556448-0282",
        "556448 0282",
        "556448\u20130282",
        "556448\u00a00282",
        "5564480282.0",
        "SE556448028201",
    ],
)
def test_an_organisation_number_has_one_form(written):
    assert one(written) == {"delivered": written, "id": "556448-0282", "legal": True, "person": False}


@pytest.mark.parametrize("written", ["999000-1234", "10004007", "556448-0283", "N/A", "12", "0.0"])
def test_any_other_number_stays_as_delivered(written):
    assert one(written) == {"delivered": written, "id": written, "legal": False, "person": False}


@given(st.integers(0, 99), st.integers(1, 12), st.integers(1, 31), st.integers(0, 999), st.sampled_from([0, 60]))
def test_every_spelling_of_a_persons_number_is_one(year, month, day, serial, coordination):
    number = with_check_digit(f"{year:02d}{month:02d}{day + coordination:02d}{serial:03d}")
    spellings = [number, f"{number[:6]}-{number[6:]}", f"19{number}", f"20{number[:6]}-{number[6:]}"]
    spellings += [f"{number[:6]}+{number[6:]}", f"{number}.0", f"{number[:6]}\u2013{number[6:]}", f"SE{number}01"]
    spellings += [number[1:]] if number[0] == "0" else []
    table = identities(pl.Series(spellings))
    assert table["person"].all()
    assert not table["legal"].any()
    assert table["id"].to_list() == table["delivered"].to_list()
    names = pl.Series([f"Anna Ek {number[:6]}-{number[6:]}", f"{number} Ek", "Ek AB", f"Ek {number}0"])
    assert with_person(names).to_list() == names[:2].to_list()
