"""The chart of accounts is told from accounts and their texts when that is clear, and else asked for."""

import polars as pl
import pytest

from procurement_footprint.mapping import charts
from procurement_footprint.problems import Refused

CHARTS = """charts:
  - id: kbas
    name: {sv: "Kommun-Bas", en: "Municipal chart"}
    books: [se/kbas]
    hints:
      - {account: ["50", "51"], words: ["|lön", arbetsgivaravgift]}
      - {account: ["60"], words: [hyra]}
  - id: bas
    name: {sv: "BAS", en: "Company chart"}
    books: [se/bas]
    hints:
      - {account: ["7"], words: ["|lön"]}
      - {account: ["50"], words: [hyra]}
  - id: types
    name: {sv: "Utgiftsslag", en: "Expense types"}
    books: [uk/types]
    hints:
      - {words: [agency staff, travel]}
  - id: none
    name: {sv: "Utan konton", en: "Without accounts"}
    books: [se/texts]
"""
MUNICIPAL = [("5011", "Löner"), ("5111", "Lön semester"), ("6011", "Lokalhyra"), ("6411", "Livsmedel")]


@pytest.fixture
def known(tmp_path):
    path = tmp_path / "charts.yaml"
    path.write_text(CHARTS, encoding="utf-8")
    return charts.load(path)


def recognised(known, accounts):
    frame = pl.DataFrame(accounts, {"account": pl.String, "account_text": pl.String}, orient="row")
    return charts.recognise(frame.with_columns(rows=pl.lit(1)), known)


def test_a_clear_ledger_is_recognised_and_the_reason_told(known):
    assert recognised(known, MUNICIPAL) == charts.Recognition("kbas", "3 of the 3 accounts that tell say kbas")


def test_an_account_votes_once_however_many_rows_it_has(known):
    assert recognised(known, [MUNICIPAL[0]] * 5).chart is None


def test_too_few_votes_are_unclear(known):
    found = recognised(known, [*MUNICIPAL[1:], ("9999", None)])
    assert found == charts.Recognition(None, "accounts that tell: kbas 2")


def test_a_mixed_ledger_is_unclear(known):
    found = recognised(known, [*MUNICIPAL, ("7010", "Löner"), ("5010", "Lokalhyra")])
    assert found == charts.Recognition(None, "accounts that tell: bas 2, kbas 3")


def test_one_stray_vote_in_five_is_borne(known):
    assert recognised(known, [*MUNICIPAL, ("6012", "Hyror, hyra"), ("7010", "Löner")]).chart == "kbas"


def test_texts_alone_can_tell(known):
    texts = [(None, "Agency staff"), (None, "Travel, rail"), (None, "Staff travel"), (None, "Books")]
    assert recognised(known, texts).chart == "types"


def test_a_ledger_without_accounts_needs_no_chart(known):
    assert recognised(known, [(None, None)]) == charts.Recognition("none", "the ledger has no accounts")
    assert recognised(known, []).chart == "none"
    assert recognised(known, [(None, "Böcker")]).chart == "none"


def test_an_unclear_chart_is_asked_for(known):
    found = recognised(known, [("6411", "Livsmedel")])
    assert str(charts.unclear("ledger.csv", found, known)) == (
        "ledger.csv: accounts and texts do not say which chart of accounts this is\n"
        "    no account tells\n"
        "    fix: name it: --chart with one of bas, kbas, none, types (for all files), "
        "or chart: in this ledger's profile; or run the files separately"
    )


def test_a_chart_stands_once(tmp_path):
    path = tmp_path / "charts.yaml"
    path.write_text(CHARTS.replace("id: bas", "id: kbas"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        charts.load(path)
    assert str(refused.value) == 'charts.yaml:2: the id "kbas" stands twice\n    fix: give each its own id'
