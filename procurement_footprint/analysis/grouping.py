"""Lines that nobody has decided, in groups that one decision each can decide, with the conditions of that decision.

A decision must reach its own group and nothing that is decided already. The rule by which a line goes to one group:

1. An account whose open lines come from natural persons, from nobody, or from MANY suppliers is *shared*. Without
   accounts the account text takes its place; without both nothing is shared.
2. Lines of a shared account go by account; by account and account text where the account alone would change what is
   decided; by account, account text and text where that would, too.
3. All others go by supplier; by supplier and account where the supplier alone would change what is decided, or where a
   part of its lines is shared; then with account text; then with text.
4. Lines about which two rules disagree go by everything that is known of them, so that the decision outranks both.
5. A line that nothing tells apart from decided ones is in a group without conditions: only a rule by hand decides it.

Natural persons go by account and account text only, and the texts of their invoices are not used.
"""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis import lines as distinct
from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.classify import TIE
from procurement_footprint.mapping.rule import Where

MANY = 3  # suppliers; assumption: one or two on an account are sooner known by name, more by what the account says
STRONGER = (evidence.SUPPLIER, evidence.CPV, evidence.UNSPSC)  # no decision by account or text overrules them
UNWRITABLE = r"^(\d{10}|16\d{10}|\d{6}\s\d{4})$"  # a supplier's number as no rule may write it
GROUP = "group"  # the number of a group, in no order

# What a decision may ask for, the most general first.
SHARED = {"account": ("root",), "account_text": ("root", "says"), "text": ("root", "says", "words")}
OWN = {
    "supplier": ("who",),
    "supplier_account": ("who", "root"),
    "supplier_text": ("who", "root", "says"),
    "supplier_all": ("who", "root", "says", "words"),
}
FORMS = SHARED | OWN
TOLD = ("who", "root", "says", "words")
_TIED_CODES = ("tied_cpv", "tied_unspsc")


def grouped(lines: pl.DataFrame) -> tuple[pl.DataFrame, list[Where]]:
    """Return the undecided ones of `lines` (LINES) with their GROUP, and the conditions of each group by its number.

    Each line is in exactly one group. Conditions are empty where there is nothing that a decision could ask for.
    """
    known = _told(lines)
    formed = _with_form(_with_shared(distinct.undecided(known)), distinct.decided(known))
    asked = formed.with_columns(_asked(name) for name in TOLD)
    keys = ["form", *TOLD, *_TIED_CODES]
    groups = asked.select(keys).unique().sort(keys).with_row_index(GROUP)
    found = asked.join(groups, on=keys, nulls_equal=True).select(*distinct.LINES, GROUP).sort(GROUP, *distinct.KEYS)
    return found, [_where(row) for row in groups.iter_rows(named=True)]


def _told(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with TOLD: supplier, account, account text and text as conditions ask for them."""
    numbered = pl.col("supplier_id").is_not_null() & ~pl.col("supplier_id").str.contains(UNWRITABLE)
    told = lines.with_columns(
        number=pl.when(numbered).then("supplier_id"),
        name=_pattern("supplier"),
        says=_pattern("account_text"),
        words=_pattern("text"),
        root=_root(lines),
    )
    alone = pl.when(pl.col("name").is_in(_telling_names(told))).then(pl.lit("name ") + pl.col("name"))
    return told.with_columns(who=pl.coalesce(pl.lit("number ") + pl.col("number"), alone))


def _pattern(column: str) -> pl.Expr:
    """Return the pattern of a text, whole words; null where it is too short to ask for."""
    words = patterns.folded(pl.col(column)).str.strip_chars(" ")
    letters = words.str.replace_all(" ", "", literal=True).str.len_chars()
    return pl.when(letters >= patterns.SHORTEST).then(pl.lit("|") + words + pl.lit("|"))


def _telling_names(told: pl.DataFrame) -> list[str]:
    """Return the names of suppliers without a number that stand in no other supplier's name."""
    every = told.select("number", "name").drop_nulls("name").unique()
    bare = every.select("number", "name", words=pl.col("name").str.replace_all("|", " ", literal=True))
    wanted = bare.filter(pl.col("number").is_null()).select("name", "words").unique()
    met = patterns.found(bare["words"], wanted.select(pattern="name", part="words"))
    ours = bare.join(met, left_on="words", right_on="text").group_by("pattern").agg(pl.len().alias("met"))
    return ours.filter(pl.col("met") == 1)["pattern"].to_list()


def _root(lines: pl.DataFrame) -> pl.Expr:
    """Return the shortest undecided account that an account begins with, which a condition on it reaches, too."""
    roots: list[str] = []
    for account in distinct.undecided(lines)["account"].drop_nulls().unique().sort():
        if not roots or not account.startswith(roots[-1]):
            roots.append(account)
    held = frozenset(roots)
    every = lines["account"].drop_nulls().unique().sort().to_list()
    found = [next((one[:end] for end in range(1, len(one) + 1) if one[:end] in held), None) for one in every]
    return pl.col("account").replace_strict(every, found, default=None, return_dtype=pl.String)


def _with_shared(opened: pl.DataFrame) -> pl.DataFrame:
    """Return the undecided lines with `shared`: whether they go by account rather than by supplier."""
    place = pl.coalesce(pl.lit("account ") + pl.col("root"), pl.lit("text ") + pl.col("says"))
    many = pl.col("who").is_null().any() | (pl.col("who").n_unique() >= MANY)
    marked = opened.with_columns(place=place)
    return marked.with_columns(shared=pl.col("who").is_null() | (pl.col("place").is_not_null() & many.over("place")))


def _with_form(opened: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Return the undecided lines with `form`, the most general one that changes nothing which is decided, else null."""
    weaker = held.filter(~pl.col("evidence").is_in(STRONGER).fill_null(False))
    for form, keys in FORMS.items():
        rivals = (weaker if form in SHARED else held).select(keys).unique().with_columns(rival=pl.lit(True))
        opened = opened.join(rivals, on=list(keys), how="left", nulls_equal=True)
        opened = opened.with_columns(pl.col("rival").is_null().alias(f"free_{form}")).drop("rival")
    choice = pl.coalesce(pl.when(allowed).then(pl.lit(form)) for form, allowed in _allowed())
    tied = pl.col("reason") == TIE
    codes = {f"tied_{code}": pl.when(tied).then(code) for code in ("cpv", "unspsc")}
    return opened.with_columns(form=choice, **codes)


def _allowed() -> list[tuple[str, pl.Expr]]:
    """Return each form with the lines that may have it; the first that holds for a line is its form."""
    shared, tied, known = pl.col("shared"), pl.col("reason") == TIE, {name: pl.col(name).is_not_null() for name in TOLD}
    free = {form: pl.col(f"free_{form}") for form in FORMS}
    one_chart = pl.col("chart").n_unique() == 1
    last = (
        pl.when(known["words"]).then(pl.lit(True))
        .when(known["says"]).then(free["supplier_text"])
        .when(known["root"]).then(free["supplier_account"])
        .otherwise(free["supplier"])
    )  # fmt: skip
    own = ~shared & known["who"]
    return [
        ("account", shared & known["root"] & free["account"] & (one_chart & ~tied.any()).over("root")),
        ("account_text", shared & known["says"] & free["account_text"] & ~tied.any().over("root", "says")),
        ("text", shared & known["words"]),
        ("supplier", own & free["supplier"] & ~(shared | tied).any().over("who")),
        ("supplier_account", own & known["root"] & free["supplier_account"] & ~tied.any().over("who", "root")),
        ("supplier_text", own & known["says"] & free["supplier_text"] & ~tied.any().over("who", "root", "says")),
        ("supplier_all", known["who"] & last),
        ("account_text", known["says"] & ~known["words"] & free["account_text"]),
    ]


def _asked(name: str) -> pl.Expr:
    """Return a column of TOLD where the form of the line asks for it, else null."""
    forms = [form for form, keys in FORMS.items() if name in keys]
    # lines without a form are told apart by account alone, to be listed
    return pl.when(pl.col("form").is_in(forms) | (pl.col("form").is_null() & (pl.lit(name) == "root"))).then(name)


def _where(group: dict[str, str | None]) -> Where:
    if group["form"] is None:
        return ()
    kind, _, who = (group["who"] or "").partition(" ")
    asked = {
        "supplier": who if kind == "number" else None,
        "supplier_name": who if kind == "name" else None,
        "cpv": group["tied_cpv"],
        "unspsc": group["tied_unspsc"],
        "account": group["root"],
        "account_text": group["says"],
        "text": group["words"],
    }
    return tuple((field, (value,)) for field, value in asked.items() if value is not None)
