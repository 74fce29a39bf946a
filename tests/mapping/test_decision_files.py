"""Decision files: who decided what, when and why; only ever added to, and everything wrong is said at once."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.mapping import decision_entry, decision_files
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.mapping.entries import Known
from procurement_footprint.problems import Refused

KNOWN = Known({"meals", "rent", "food_general", "cleaning_products"}, {"wages", "taxes"})
DAY = date(2026, 11, 24)
HEAD = """- id: {id}
  when: 2026-11-24
  who: Anna Lind
  why: The supplier cooks for the schools
"""
FINE = HEAD + '  account: ["6411"]\n  category: meals\n'


def fine(decision_id="d-1", outcome="category: meals"):
    return FINE.format(id=decision_id).replace("category: meals", outcome)


def written(folder, text, name="2026-anna-lind.yaml"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def refusal(folder):
    with pytest.raises(Refused) as refused:
        decision_files.read(folder, KNOWN)
    return str(refused.value)


def decision(decision_id="d-20261124-001", who="Anna Lind", when=DAY, **more):
    said = {"where": (("account", ("6411",)),), "category": "meals"} | more
    return Decision(decision_id, when, who, "because", **said)


def test_a_decision_is_read_with_all_it_says(tmp_path):
    text = """- id: d-20261124-001
  when: 2026-11-24
  who: Anna Lind
  why: The supplier cooks for the schools
  supplier: ["556677-8899"]
  account: ["6411"]
  split: {food_general: 0.6, cleaning_products: 0.4}
  source: the supplier's statement of 2025
  since: 2024-01-01
  until: 2026-12-31
  suggested: "meals 0.87: same account 41 of 45 times"
  examples: [{supplier: "556677-8899", account: "6411", account_text: Livsmedel}]
"""
    decided = decision_files.read(written(tmp_path / "decisions", text), KNOWN)
    (one,) = decided.decisions
    assert one == Decision(
        id="d-20261124-001",
        when=DAY,
        who="Anna Lind",
        why="The supplier cooks for the schools",
        where=(("supplier", ("556677-8899",)), ("account", ("6411",))),
        split=(("food_general", Decimal("0.6")), ("cleaning_products", Decimal("0.4"))),
        source="the supplier's statement of 2025",
        since=date(2024, 1, 1),
        until=date(2026, 12, 31),
        examples=((("account", "6411"), ("account_text", "Livsmedel"), ("supplier", "556677-8899")),),
        suggested="meals 0.87: same account 41 of 45 times",
        place="decisions/2026-anna-lind.yaml:1",
    )
    assert decided.files == (tmp_path / "decisions" / "2026-anna-lind.yaml",)


def test_without_a_folder_nothing_is_decided(tmp_path):
    assert decision_files.read(tmp_path / "decisions", KNOWN) == decision_files.Decided()


def test_an_empty_file_holds_no_decision(tmp_path):
    assert decision_files.read(written(tmp_path / "decisions", "# nothing yet\n"), KNOWN).decisions == ()


WITHDRAWS = "- id: d-2\n  when: 2026-11-24\n  who: Anna Lind\n  why: Wrong button\n  withdraws: {what}\n"
HERE = "decisions/2026-anna-lind.yaml"
SPECIMENS = {
    "no list": (
        "id: d-1\n",
        f"{HERE}: the file should be a list\n    fix: begin every decision with - id:",
    ),
    "an entry without keys": (
        fine() + "- meals\n",
        f"{HERE}: an entry should be keys with values\n"
        "    fix: begin every decision with - id: and write its keys below each other",
    ),
    "unknown category": (
        fine(outcome="category: meal"),
        f'{HERE}:1: decision "d-1": there is no category "meal"\n    category: meal\n    fix: did you mean "meals"?',
    ),
    "unknown category in a split": (
        fine(outcome="split: {meal: 0.5, rent: 0.5}\n  source: s"),
        f'{HERE}:1: decision "d-1": there is no category "meal"\n    split: meal\n    fix: did you mean "meals"?',
    ),
    "unknown reason": (
        fine(outcome="left_out: wage"),
        f'{HERE}:1: decision "d-1": there is no reason "wage" for leaving out\n'
        '    left_out: wage\n    fix: did you mean "wages"?',
    ),
    "shares that do not add up": (
        fine(outcome="split: {meals: 0.5, rent: 0.499999}\n  source: s"),
        f'{HERE}:1: decision "d-1": the shares add to 0.999999\n    - id: d-1\n    fix: make them add to exactly 1',
    ),
    "no share": (
        fine(outcome="split: {meals: half, rent: 0.5}\n  source: s"),
        f'{HERE}:1: decision "d-1": this is not a share\n    meals: half\n'
        "    fix: write a number above 0 with at most six decimals, for example 0.6",
    ),
    "a share of nothing": (
        fine(outcome="split: {meals: 0.0, rent: 1}\n  source: s"),
        f'{HERE}:1: decision "d-1": this is not a share\n    meals: 0.0\n'
        "    fix: write a number above 0 with at most six decimals, for example 0.6",
    ),
    "seven decimals": (
        fine(outcome="split: {meals: 0.3333333, rent: 0.6666667}\n  source: s"),
        f'{HERE}:1: decision "d-1": this is not a share\n    meals: 0.3333333\n'
        "    fix: write a number above 0 with at most six decimals, for example 0.6\n"
        f'{HERE}:1: decision "d-1": this is not a share\n    rent: 0.6666667\n'
        "    fix: write a number above 0 with at most six decimals, for example 0.6",
    ),
    "a split without source": (
        fine(outcome="split: {meals: 0.5, rent: 0.5}"),
        f'{HERE}:1: decision "d-1" splits without a source\n    - id: d-1\n'
        "    fix: add source: where the shares come from, and of which year",
    ),
    "category and left_out": (
        fine() + "  left_out: wages\n",
        f'{HERE}:1: decision "d-1" says category and left_out\n    - id: d-1\n'
        "    fix: give it exactly one of category, left_out, split and withdraws",
    ),
    "no outcome": (
        fine(outcome="since: 2024-01-01"),
        f'{HERE}:1: decision "d-1" says nothing\n    - id: d-1\n'
        "    fix: give it exactly one of category, left_out, split and withdraws",
    ),
    "withdraws an unknown id": (
        fine() + WITHDRAWS.format(what="d-11"),
        f'{HERE}:7: decision "d-2" withdraws "d-11", and there is no such decision\n'
        '    withdraws: d-11\n    fix: did you mean "d-1"?',
    ),
    "withdraws what is later": (
        fine() + WITHDRAWS.format(what="d-3") + fine("d-3"),
        f'{HERE}:7: decision "d-2" withdraws "d-3", which is not earlier\n    withdraws: d-3\n'
        "    fix: only what was decided before can be withdrawn: correct the id, or the day",
    ),
    "withdraws itself": (
        WITHDRAWS.format(what="d-2"),
        f'{HERE}:1: decision "d-2" withdraws "d-2", which is not earlier\n    withdraws: d-2\n'
        "    fix: only what was decided before can be withdrawn: correct the id, or the day",
    ),
    "withdraws and more": (
        fine() + WITHDRAWS.format(what="d-1") + '  account: ["6411"]\n',
        f'{HERE}:7: decision "d-2" withdraws another and also has account\n    - id: d-2\n'
        "    fix: leave these out, or write a decision of its own",
    ),
    "date not ISO": (
        fine().replace("when: 2026-11-24", "when: 24/11 2026"),
        f'{HERE}:1: decision "d-1": this is not a date\n    24/11 2026\n    fix: write year-month-day: 2024-01-31',
    ),
    "since not ISO": (
        fine() + "  since: 2024-02-30\n",
        f'{HERE}:1: decision "d-1": this is not a date\n    2024-02-30\n    fix: write year-month-day: 2024-01-31',
    ),
    "id twice": (
        fine() + fine(),
        f'{HERE}:7: the id "d-1" stands twice\n    also {HERE}:1\n    fix: give each its own id',
    ),
    "no who, no why": (
        fine().replace("  who: Anna Lind\n", "").replace("The supplier cooks for the schools", '" "'),
        f'{HERE}:1: decision "d-1" has no "who"\n    - id: d-1\n'
        "    fix: add it: an auditor must see who decided what, when and why\n"
        f'{HERE}:1: decision "d-1" has no "why"\n    - id: d-1\n'
        "    fix: add it: an auditor must see who decided what, when and why",
    ),
    "no id": (
        fine().replace("- id: d-1\n  when", "- when"),
        f'{HERE}:1: decision "" has no "id"\n    - when: 2026-11-24\n'
        "    fix: add it: an auditor must see who decided what, when and why",
    ),
    "unknown key": (
        fine() + "  sins: 2024-01-01\n",
        f'{HERE}:1: decision "d-1": there is no key "sins"\n    sins: …\n    fix: did you mean "since"?',
    ),
    "unknown key, nothing near": (
        fine() + "  zzz: x\n",
        f'{HERE}:1: decision "d-1": there is no key "zzz"\n    zzz: …\n'
        "    fix: the keys of a decision are in the manual",
    ),
    "a misspelt outcome": (
        fine(outcome="categorie: meals"),
        f'{HERE}:1: decision "d-1": there is no key "categorie"\n    categorie: …\n    fix: did you mean "category"?',
    ),
    "no condition": (
        fine().replace('  account: ["6411"]\n', ""),
        f'{HERE}:1: decision "d-1" asks for nothing, so it would hold for every row\n    - id: d-1\n'
        "    fix: give it a supplier, supplier_name, cpv, unspsc, account, state_account, account_text, text or sni",
    ),
    "supplier number without its hyphen": (
        fine() + '  supplier: ["5560000001"]\n',
        f'{HERE}:1: decision "d-1": "5560000001" is not how ledgers are read\n    supplier: [5560000001]\n'
        "    fix: write the organisation number as NNNNNN-NNNN",
    ),
    "wrong shape": (
        fine().replace('["6411"]', "6411"),
        f'{HERE}:1: "account" should be a list\n    fix: write it so: [first, second]',
    ),
}


@pytest.mark.parametrize("case", SPECIMENS)
def test_what_is_wrong_with_a_decision_is_said_with_its_line(tmp_path, case):
    text, said = SPECIMENS[case]
    assert refusal(written(tmp_path / "decisions", text)) == said


def test_everything_wrong_with_all_files_is_said_at_once(tmp_path):
    folder = written(tmp_path / "decisions", fine(outcome="category: zzz") + fine("d-2", "left_out: zzz"))
    written(folder, "- id: [\n", "2025-bo.yaml")
    written(folder, fine(), "2026-cia.yaml")
    said = [line for line in refusal(folder).splitlines() if not line.startswith(" ")]
    assert said[0].startswith("decisions/2025-bo.yaml:2: this is not valid YAML")
    assert said[1:] == [
        'decisions/2026-anna-lind.yaml:1: decision "d-1": there is no category "zzz"',
        'decisions/2026-anna-lind.yaml:7: decision "d-2": there is no reason "zzz" for leaving out',
        'decisions/2026-cia.yaml:1: the id "d-1" stands twice',
    ]


def test_a_withdrawn_decision_does_not_hold_and_comes_back_when_that_is_withdrawn(tmp_path):
    folder = written(tmp_path / "decisions", fine("d-1") + fine("d-9") + WITHDRAWS.format(what="d-1"))
    first = decision_files.read(folder, KNOWN)
    assert [one.id for one in first.decisions] == ["d-1", "d-2", "d-9"]
    assert [one.id for one in first.holding] == ["d-9"]
    assert first.withdrawn["d-1"].id == "d-2"
    written(folder, WITHDRAWS.format(what="d-2").replace("id: d-2", "id: d-3"), "2026-bo.yaml")
    assert [one.id for one in decision_files.read(folder, KNOWN).holding] == ["d-1", "d-9"]


def test_a_later_day_is_later_and_on_a_day_the_higher_number(tmp_path):
    yesterday = fine("d-30").replace("2026-11-24", "2026-11-23")
    folder = written(tmp_path / "decisions", fine("d-1000") + fine("d-999") + yesterday)
    assert [one.id for one in decision_files.read(folder, KNOWN).decisions] == ["d-30", "d-999", "d-1000"]


def test_ids_count_the_decisions_of_a_day():
    held = [decision("d-20261124-001"), decision("d-20261124-099"), decision("d-20261125-500"), decision("mine")]
    assert decision_files.next_id([], DAY) == "d-20261124-001"
    assert decision_files.next_id(held, DAY) == "d-20261124-100"


def test_what_is_appended_can_be_read_by_people_and_by_the_program(tmp_path):
    folder = tmp_path / "decisions"
    split = (("food_general", Decimal("0.6")), ("cleaning_products", Decimal("0.4")))
    one = decision(
        where=(("supplier", ("556677-8899",)), ("account", ("6411",))),
        since=date(2024, 1, 1),
        suggested="meals 0.87: same account 41 of 45 times",
        examples=((("account", "6411"), ("supplier", "556677-8899")),),
    )
    two = decision("d-20261124-002", category=None, split=split, source="statement: 2025")
    three = decision("d-20261124-003", where=(), category=None, withdraws="d-20261124-001")
    path = decision_files.append(folder, [one, two])
    assert decision_files.append(folder, [three]) == path == folder / "2026-anna-lind.yaml"
    assert path.read_text(encoding="utf-8") == (
        "# Decisions of Anna Lind, 2026: only added to; to undo one, withdraw it in a new entry.\n"
        "- id: d-20261124-001\n"
        "  when: 2026-11-24\n"
        "  who: Anna Lind\n"
        "  why: because\n"
        '  supplier: ["556677-8899"]\n'
        '  account: ["6411"]\n'
        "  category: meals\n"
        "  since: 2024-01-01\n"
        '  suggested: "meals 0.87: same account 41 of 45 times"\n'
        '  examples: [{account: "6411", supplier: "556677-8899"}]\n'
        "- id: d-20261124-002\n"
        "  when: 2026-11-24\n"
        "  who: Anna Lind\n"
        "  why: because\n"
        '  account: ["6411"]\n'
        "  split: {food_general: 0.6, cleaning_products: 0.4}\n"
        '  source: "statement: 2025"\n'
        "- id: d-20261124-003\n"
        "  when: 2026-11-24\n"
        "  who: Anna Lind\n"
        "  why: because\n"
        "  withdraws: d-20261124-001\n"
    )
    assert [one.id for one in decision_files.read(folder, KNOWN).holding] == ["d-20261124-002"]
    assert sorted(file.name for file in folder.glob("*.part")) == []


@pytest.mark.parametrize(
    "before",
    [
        "- id: mine\n  when: 2026-01-02\n  who: A\n  why: w\n  text: [mat]\n  category: meals # no line end",
        "\ufeff# by hand\r\n  - {id: mine, when: 2026-01-02, who: A, why: w, text: [mat], category: meals}\r\n",
        "# only a comment",
    ],
)
def test_what_is_there_stays_as_it_is_to_the_byte(tmp_path, before):
    folder = written(tmp_path / "decisions", "")
    path = folder / "2026-anna-lind.yaml"
    path.write_bytes(before.encode())
    decision_files.append(folder, [decision()])
    assert path.read_bytes().startswith(before.encode())
    assert decision_files.read(folder, KNOWN).decisions[-1].id == "d-20261124-001"


def test_what_cannot_be_added_to_is_said_and_not_touched(tmp_path):
    folder = written(tmp_path / "decisions", "[]\n")
    with pytest.raises(Refused) as refused:
        decision_files.append(folder, [decision()])
    assert str(refused.value) == (
        f"{HERE}: nothing can be added at the end of this file\n"
        "    fix: let it be a list whose entries all begin with - id: below each other, and end there"
    )
    assert (folder / "2026-anna-lind.yaml").read_bytes() == b"[]\n"


def test_an_id_that_is_taken_is_not_written(tmp_path):
    folder = tmp_path / "decisions"
    path = decision_files.append(folder, [decision()])
    before = path.read_bytes()
    with pytest.raises(Refused) as refused:
        decision_files.append(folder, [decision(who="Bo Ek")])
    assert str(refused.value) == (
        'decisions/2026-bo-ek.yaml:1: the id "d-20261124-001" is taken already\n'
        "    d-20261124-001\n"
        "    fix: somebody decided in the meantime: read the decisions again, then repeat"
    )
    assert [file.read_bytes() for file in folder.glob("*.yaml")] == [before]


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": None},
        {"where": ()},
        {"where": (), "category": None, "withdraws": "d-19000101-001"},
        {"category": None, "split": (("meals", Decimal("0.5")),), "source": "s"},
        {"who": " "},
    ],
)
def test_a_decision_that_could_not_be_read_is_not_written(tmp_path, wrong):
    with pytest.raises(Refused):
        decision_files.append(tmp_path, [decision(**wrong)])
    assert list(tmp_path.glob("*.yaml")) == []


def test_a_file_is_of_one_person(tmp_path):
    with pytest.raises(ValueError, match="too many values"):
        decision_files.append(tmp_path, [decision(), decision("d-2", who="Bo Ek")])
    assert decision_files.file_name("Åsa Öberg-Lind", DAY) == "2026-asa-oberg-lind.yaml"
    assert decision_files.file_name("!", DAY) == "2026-unnamed.yaml"


def test_two_writers_at_once_lose_nothing(tmp_path):
    def write(who):
        for number in range(10):
            decision_files.append(tmp_path, [decision(f"{who}-{number}")])

    writers = [threading.Thread(target=write, args=(who,)) for who in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    held = decision_files.read(tmp_path, KNOWN)
    assert sorted(one.id for one in held.decisions) == sorted(f"{who}-{n}" for who in "ab" for n in range(10))
    assert len(held.files) == 1


def test_a_writer_that_waits_too_long_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(decision_files, "PATIENCE", 0.1)
    folder = tmp_path / "decisions"
    folder.mkdir()
    with FileLock(folder / decision_files.LOCK), pytest.raises(Refused) as refused:
        decision_files.append(folder, [decision()])
    assert str(refused.value) == (
        f"{folder}: another program has been writing decisions for 0.1 seconds\n"
        "    fix: wait until it has ended, then repeat"
    )


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20).filter(
    str.strip
)


@settings(max_examples=60, deadline=None)
@given(words, words, words)
def test_any_words_come_back_as_they_were(tmp_path_factory, who, why, source):
    folder = tmp_path_factory.mktemp("project")
    split = (("meals", Decimal("0.250001")), ("rent", Decimal("0.749999")))
    one = Decision("d-1", DAY, who, why, (("supplier", ("556677-8899", why)),), split=split, source=source)
    path = decision_files.append(folder, [one])
    (held,) = decision_files.read(folder, KNOWN).decisions
    assert decision_entry.written(held) == decision_entry.written(one)
    assert path.parent == folder
