"""Words and numbers: complete in both languages, and written as each language writes them."""

import ast
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from procurement_footprint import shelf
from procurement_footprint.problems import Refused
from procurement_footprint.reporting import language
from procurement_footprint.reporting.language import Words, printable

NBSP = "\u00a0"
CODE = Path(language.__file__).parent
# Keys that are put together from what the data holds, or named by a template's loop: each list is closed.
COUNTS = "counted|left_out|unmapped"
SHEETS = (
    "departments|suppliers|categories|who_buys_what|quarters|unmapped|left_out|evidence|activities|bridge|entities|"
    "internal|requirements|rows|factors|rules|hot_spots|change|targets|measures|follow_up"
)
BUILT = re.compile(
    "|".join(
        (
            r"change\.((emitted|figure)_(down|up|same)|method_(down|up)|real_(decrease|increase|unsure|none))",
            r"change\.(beside_(decrease|increase|unsure|method|none)|mostly_(volume|mix|intensity)_(down|up))",
            r"change\.((step|means)_(factors|mapping|boundary|data)|(step|means|short)_(volume|mix|intensity))",
            r"change\.(categories|departments|suppliers|organisations)",
            r"verdict_of_change\.(decrease|increase|unsure|method|none)",
            r"money\.((plain|thousand|million|billion)_SEK|thousand|million|billion)|currency\.SEK",
            rf"status\.(ledger|{COUNTS})|bridge\.(left_out|unmapped)|scope\.[123]|quality\.[A-E]|yes_no\.(true|false)",
            r"evidence\.(supplier|account_text|account|text|activity|supplier_specific|group)",
            r"reason\.(no_rule|no_factor|tie)|rank\.(sure|likely|even)",
            r"cause\.(ledger|regrouped|measured|boundary|mapping|factors|prices|program)",
            r"group\.(ledger|outside_ownership|intra_group|left_out|unmapped)",
            r"method\.(amount|rate|deflator|basis|factor|range|rank)(_text)?",
            r"notes\.(rejected|outside_period|unused_(invoiced_)?(measured|beyond|not_counted))",
            r"(console|workbook|pages)\.(departments|suppliers|categories)",
            rf"workbook\.(note_)?({SHEETS})|workbook\.(amount|differs)",
            r"pages\.(overview|follow_up|hot_spots|change|targets|measures|quality|steps|method)",
            rf"audit_(how\.[1-6]|over\.(kg|money)|stratum\.({COUNTS})(_credit)?|meaning\.\w+|column\.\w+)",
            r"verdict\.(right|wrong_category|leave_out|count|wrong_amount|cannot_tell)",
            r"open_(table|column|unit)\.\w+|indicator\.\w+",
            r"review\.(how_[1-6]|number|supplier|account|texts|rows|decision|why|by)",
        )
    )
)
SPOKEN = re.compile(r"(?<![\w-])[a-zåäö]{3,} [a-zåäö]{2,}|[åäöÅÄÖ]")
# What these say is for the terminal, the audit pack and the CSV files, in English; or it is read, not written.
ENGLISH = {
    *("closed.py", "drawing.py", "evaluation.py", "invoice_matches.py", "language.py", "ledger_notes.py"),
    *("publisher.py", "review_answers.py", "suggested.py", "tables.py"),
}
ENGLISH_ROOMS = {"audit", "share"}
UNITS_OF_CSV = {"kg per inhabitant", "kg CO2e per inhabitant", "g per unit of money"}
IDENTIFIERS = {"year jump", "far from peers", " verify latest"}  # of findings, which have names; a command to type


def test_both_languages_have_the_same_keys() -> None:
    assert Words("sv").keys() == Words("en").keys()


def test_both_languages_fill_in_the_same_names() -> None:
    swedish, english = language.load("sv"), language.load("en")
    for key, text in swedish.items():
        assert set(re.findall(r"{\w*}", text)) - {"{currency}"} == (
            set(re.findall(r"{\w*}", english[key])) - {"{currency}"}
        ), key


def sources() -> str:
    templates = list(shelf.folder("reports").rglob("*.j2"))
    programs = [*CODE.rglob("*.py"), *(CODE.parent / "commands").rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*templates, *programs])


def test_every_key_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r"""words\(\s*["']([\w.]*\w)["']""", sources()))
    assert asked
    assert asked <= Words("sv").keys()


def test_no_key_is_left_over() -> None:
    text = sources()
    named = set(re.findall(r"""["']([\w.]+)["']""", text))
    unused = {key for key in language.load("sv") if key not in named and not BUILT.fullmatch(key)}
    assert unused <= {"number.thousands", "number.decimal"}


def test_no_template_holds_words() -> None:
    markup = r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|<script.*?</script>|<code>.*?</code>"
    for path in sorted(shelf.folder("reports").rglob("*.html.j2")):
        bare = re.sub(markup, "", path.read_text(encoding="utf-8"))
        between = re.findall(r">([^<>]*)", bare)
        said = re.findall(r"""(?:aria-label|aria-description|title|alt|placeholder|label)=["']([^"']*)""", bare)
        assert [text for text in (*between, *said) if re.search(r"[^\W\d_]{2}", text)] == [], path.name


def test_no_program_of_the_reports_holds_words() -> None:
    found = []
    for path in sorted(CODE.rglob("*.py")):
        if path.name in ENGLISH or path.parent.name in ENGLISH_ROOMS:
            continue
        found += [f"{path.name}: {text}" for text in literals(path) - UNITS_OF_CSV - IDENTIFIERS if SPOKEN.search(text)]
    assert sorted(found) == []


def literals(path: Path) -> set[str]:
    """The texts in a program that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    first = [node.body[0] for node in ast.walk(tree) if isinstance(node, documented)]
    docstrings = {id(one.value) for one in first if isinstance(one, ast.Expr)}
    held = [one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in docstrings]
    return {one.value for one in held if isinstance(one.value, str)}


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"page\.nonsense"):
        Words("sv")("page.nonsense")


def test_data_without_a_name_is_shown_as_it_is() -> None:
    words = Words("sv")
    assert words.name("evidence", "supplier") == "Leverantör"
    assert words.name("evidence", "crystal ball") == "crystal ball"
    assert words.name("evidence", None) == "–"


@pytest.mark.parametrize(
    ("of", "swedish", "english"),
    [
        (lambda w: w.number(1234567), "1 234 567", "1,234,567"),
        (lambda w: w.number(Decimal("-1234.56"), 1), "−1 234,6", "−1,234.6"),
        (lambda w: w.number(Decimal("-0.04"), 1), "0,0", "0.0"),
        (lambda w: w.number(None), "–", "–"),
        (lambda w: w.money(Decimal("1134.5"), "SEK"), "1 134,50 kr", "SEK 1,134.50"),
        (lambda w: w.money(Decimal("1134.5"), "NOK"), "1 134,50 NOK", "NOK 1,134.50"),
        (lambda w: w.money_short(Decimal("1134000000"), "SEK"), "1 134 mnkr", "SEK 1,134 M"),
        (lambda w: w.money_short(Decimal("12345678901"), "SEK"), "12,3 mdkr", "SEK 12.3 bn"),
        (lambda w: w.money_short(Decimal("-345678"), "SEK"), "−346 tkr", "SEK −346 k"),
        (lambda w: w.money_short(Decimal("812.40"), "SEK"), "812 kr", "SEK 812"),
        (lambda w: w.money_short(Decimal("2345678"), "GBP"), "2,35 mn GBP", "GBP 2.35 M"),
        (lambda w: w.mass(Decimal("15234567.123")), "15 235 t", "15,235 t"),
        (lambda w: w.mass(Decimal("812.400")), "812 kg", "812 kg"),
        (lambda w: w.mass(Decimal("12345.000")), "12,3 t", "12.3 t"),
        (lambda w: w.mass(Decimal("123456789.000")), "123 kt", "123 kt"),
        (lambda w: w.tonnes(Decimal("1234567.000")), "1 234,6", "1,234.6"),
        (lambda w: w.percent(0.12345), "12,3 %", "12.3%"),
        (lambda w: w.percent(0.0001), "< 0,1 %", "< 0.1%"),
        (lambda w: w.percent(0.0), "0,0 %", "0.0%"),
        (lambda w: w.percent(None), "–", "–"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(of, swedish: str, english: str) -> None:
    assert of(Words("sv")) == swedish.replace(" ", NBSP)
    assert of(Words("en")) == english.replace(" ", NBSP)


def test_numbers_do_not_follow_the_computers_language() -> None:
    program = (
        "from decimal import Decimal; from procurement_footprint.reporting.language import Words;"
        "print(ascii(Words('sv').money(Decimal('1234.5'), 'SEK')))"
    )
    settings = {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "PYTHONPATH": str(CODE.parents[1])}
    said = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ascii("1 234,50 kr".replace(" ", NBSP))


def test_control_characters_become_visible_and_text_stays_on_one_line() -> None:
    assert printable("Å & \u00a0B\x1b[31m\x00\u202e\nC") == "Å & \u00a0B\ufffd[31m\ufffd\ufffd C"


def test_a_word_file_of_another_shape_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tmp_path / "words" / "sv"
    words.mkdir(parents=True)
    (words / "report.yaml").write_text("page: nonsense\n", encoding="utf-8")
    monkeypatch.setattr(shelf, "folder", lambda _: tmp_path)
    with pytest.raises(Refused) as refused:
        Words("sv")
    assert str(refused.value) == (
        'sv/report.yaml: "page" does not hold keys with texts\n    fix: write `section:` and below it `key: text`'
    )


def test_a_range_has_three_digits_in_the_unit_of_its_figure() -> None:
    low, high = Decimal("17020800.000"), Decimal("34769500.000")
    assert Words("sv").mass_range(low, high, Decimal("24358715.350")).replace(NBSP, " ") == "17 000–34 800 t"
    assert Words("en").mass_range(low * 10, high * 10, Decimal("243587153.500")).replace(NBSP, " ") == "170–348 kt"
    assert Words("sv").tonnes_range(Decimal("1234.567"), Decimal("98765.432")) == "1,23–98,8"
    assert Words("sv").tonnes_range(Decimal(-5000), Decimal(2000)) == "−5 till 2"
    assert Words("en").tonnes_range(None, None) == "–"


@pytest.mark.parametrize(
    ("probability", "swedish", "english"),
    [
        (1.0, "säkert, > 99 %", "sure, > 99%"),
        (0.95, "säkert, 95 %", "sure, 95%"),
        (0.9499, "troligt, 94 %", "likely, 94%"),
        (0.75, "troligt, 75 %", "likely, 75%"),
        (0.53, "jämnt, 53 %", "even, 53%"),
        (0.0, "jämnt, 0 %", "even, 0%"),
        (None, "–", "–"),
    ],
)
def test_how_sure_an_order_is_is_said_in_a_word(probability: float | None, swedish: str, english: str) -> None:
    assert Words("sv").sureness(probability).replace(NBSP, " ") == swedish
    assert Words("en").sureness(probability).replace(NBSP, " ") == english


def test_names_stand_in_the_order_of_the_language() -> None:
    names = ["Örebro", "Zorn", "Ängelholm", "Åre", "alvesta", "Ale", "Élan", "Eda", "Øresund", "A\u030ahus"]
    swedish = ["Ale", "alvesta", "Eda", "Élan", "Zorn", "A\u030ahus", "Åre", "Ängelholm", "Örebro", "Øresund"]
    english = ["A\u030ahus", "Ale", "alvesta", "Ängelholm", "Åre", "Eda", "Élan", "Örebro", "Øresund", "Zorn"]
    assert Words("sv").collated(names) == swedish
    assert Words("en").collated(names) == english


@pytest.mark.parametrize(
    ("value", "digits", "swedish", "english"),
    [
        (1134.5, 0, f"1{NBSP}134", "1,134"),
        (1135.5, 0, f"1{NBSP}136", "1,136"),
        (2.675, 2, "2,68", "2.68"),
        (Decimal("0.125"), 2, "0,12", "0.12"),
        (Decimal("-1234567.891"), 1, f"\N{MINUS SIGN}1{NBSP}234{NBSP}567,9", "\N{MINUS SIGN}1,234,567.9"),
        (-0.004, 2, "0,00", "0.00"),
        (1e21, 0, NBSP.join(["1", *["000"] * 7]), ",".join(["1", *["000"] * 7])),
        (1e-7, 9, "0,000000100", "0.000000100"),
        (Decimal("0.0000000000125"), 12, "0,000000000012", "0.000000000012"),
    ],
)
def test_numbers_are_rounded_to_even_as_their_shortest_text_says_them(value, digits, swedish, english):
    assert [Words(one).number(value, digits) for one in ("sv", "en")] == [swedish, english]
