"""Words and numbers: complete in both languages, and written as each language writes them."""

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
# Keys that are put together from what the data holds: any of these sections, or named by a template's loop.
BUILT = re.compile(
    r"change\.(emitted|figure|method|real|beside|mostly|step|means|short)_|change\.(categories|departments|suppliers|organisations)|"
    r"(open_table|open_column|open_unit|indicator|verdict_of_change|group|audit_how|audit_meaning|cause|audit_column|audit_stratum|audit_over|verdict|scope|status|pooled|rank|evidence|quality|yes_no|reason|money|currency|console|notes|pages|workbook|column|review)\.|bridge\.(left_out|unmapped)$|.*\.heading|method\."
)


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
    unused = {key for key in language.load("sv") if key not in named and not BUILT.match(key)}
    assert unused <= {"number.thousands", "number.decimal"}


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
