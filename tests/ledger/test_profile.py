import pytest

from procurement_footprint import plain_yaml
from procurement_footprint.ledger.profile import Organisation, Profile, load, named, shipped
from procurement_footprint.ledger.profile_text import to_yaml
from procurement_footprint.ledger.synonyms import fold, known
from procurement_footprint.problems import Refused

NAMES = [
    "devon",
    "digg",
    "goteborg",
    "nso-1.1",
    "okfse-1.0",
    "orebro",
    "sie",
    "ubl",
    "umea",
    "unit4",
    "vasteras",
    "vgr",
]


def test_the_shipped_profiles():
    assert [profile.name for profile in shipped()] == NAMES
    assert all(profile.source and profile.title and profile.headers for profile in shipped())
    assert all(profile.currency or "currency" in profile.columns for profile in shipped())


def test_each_shipped_profile_names_only_columns_of_its_signature_or_optional_ones():
    for profile in shipped():
        first = {fold(name) for names in profile.columns.values() for name in names[:1]}
        amount = {fold(name) for name in profile.columns["amount"]}
        assert amount <= set(map(fold, profile.headers)), profile.name
        assert len(first & set(map(fold, profile.headers))) >= 6, profile.name


@pytest.mark.parametrize("profile", shipped(), ids=lambda profile: profile.name)
def test_a_written_profile_reads_as_the_same_profile(profile, tmp_path):
    path = tmp_path / "profile.yaml"
    path.write_text(to_yaml(profile), encoding="utf-8")
    assert load(path) == profile
    assert named(str(path)) == profile


def test_a_profile_is_written_to_be_read(tmp_path):
    profile = Profile(
        name="by-name",
        columns={"booked_on": ("Datum",), "supplier": ("Lev.nr (T)",)},
        organisation=Organisation(name="Ån: a #1"),
        empty=("-",),
        undecided=("Belopp A", "Belopp B"),
    )
    text = to_yaml(profile)
    assert text == (
        "# How this ledger is written. Correct what is wrong; used by procurement.yaml, or with --profile THIS FILE\n"
        "name: by-name\n"
        'version: "1"\n'
        "# our column: [the ledger's column]; several names: the first that is there\n"
        "columns:\n"
        "  booked_on: [Datum]\n"
        "  supplier: [Lev.nr (T)]\n"
        "# one of these is the amount net of VAT: write it above as amount: [NAME], then delete this line\n"
        "undecided: [Belopp A, Belopp B]\n"
        "# kr, ore (whole öre) or tkr\n"
        "amount_unit: kr\n"
        '# auto, "," or "."\n'
        "decimal: auto\n"
        "# auto, YYYYMM, YYYYMMDD, YYYY-MM-DD, DD/MM/YYYY, MM/DD/YYYY; file-name: the month is in its name\n"
        "date: auto\n"
        "# amounts are net of VAT: excluded; or they include it: included\n"
        "vat: excluded\n"
        "# of rows without a currency column of their own, e.g. SEK\n"
        "# currency: XXX\n"
        "# the buyer, where no column says it\n"
        'organisation: {name: "Ån: a #1"}\n'
        "# what stands in a cell that means nothing\n"
        'empty: ["-"]\n'
    )
    assert plain_yaml.convert(plain_yaml.parse(text.encode(), "x"), Profile, "x") == profile


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "name: a\ncolumns:\n  amount: [Belopp]\n  belop: [X]\n",
            'p.yaml:4: "belop" is not one of our columns\n    fix: write one of: booked_on, organisation_id, '
            "organisation, department_id, department, supplier_id, supplier, voucher, account, account_text, cpv, "
            "unspsc, state_account, text, counterparty, contract, amount, currency, "
            "accounting_period",
        ),
        (
            "name: a\ncolumns:\n  booked_on: [Datum]\n",
            "p.yaml:2: the profile does not say which column is the amount\n    fix: add to columns: amount: [NAME]",
        ),
        (
            "name: a\ncolumns:\n  booked_on: [Datum]\nundecided: [A, B]\n",
            "p.yaml:4: the profile does not say yet which column is the amount: A, B\n"
            "    fix: write one of them under columns as amount: [NAME], and delete the line undecided",
        ),
        (
            "name: a\ncolumns: {amount: [B]}\ncode_and_text: [supplier]\n",
            'p.yaml:3: "supplier" cannot hold a code and its text\n    fix: write account or department_id',
        ),
        (
            "name: a\ncolumns: {amount: [B]}\ncurrency: kr\n",
            "p.yaml:3: this is not a currency code\n    kr\n    fix: write three capital letters, for example SEK",
        ),
    ],
)
def test_a_wrong_profile_is_refused_with_its_line(text, said, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(text)
    with pytest.raises(Refused) as refused:
        load(path)
    assert str(refused.value) == said


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(Refused) as refused:
        named("umeå")
    assert str(refused.value) == (
        '--profile: there is no ledger profile "umeå", neither shipped nor as a file\n'
        f"    fix: write a file's path or one of: {', '.join(NAMES)}"
    )


def test_names_are_compared_by_their_letters():
    assert fold("\ufeffLev.nr (T)") == fold("LEV NR_T") == "levnrt"
    assert fold("Förvaltning") == "forvaltning"


def test_no_name_means_two_columns():
    path = "synonyms.yaml"
    lists = known()
    assert len(lists.names) > 150, path
    for profile in shipped():
        for column, names in profile.columns.items():
            for name in names:
                # a period stands for the date where there is none, and beside one says where it belongs
                if column not in ("amount", "accounting_period") and lists.column(name) not in (column, None):
                    assert (profile.name, name) in {("okfse-1.0", "kopare")}
