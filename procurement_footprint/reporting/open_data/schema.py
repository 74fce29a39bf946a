"""Which tables are published, and what each column of them holds: the one place that CSV, schema and README follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procurement_footprint.analysis.totals import PARTS
from procurement_footprint.ledger.columns import QUALITIES

TEXT, WHOLE, NUMBER, YEAR, DAY, YES_NO = "string", "integer", "number", "year", "date", "boolean"
KG, MONEY, GRAMS, SHARE = "kilograms", "money", "grams", "share"  # units, as the word files name them
LEVELS = ("whole", "entity", "department", "category", "department_category")
ALL: Final = "(all)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: a type of Table Schema. may_miss: a cell can be empty. enum: all values that there are."""

    name: str
    kind: str = TEXT
    unit: str = ""
    may_miss: bool = False
    least: int | None = None
    enum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table. key: the columns that tell its lines apart. refers: (columns, table), each with the same names there.

    dataset: whether it is one for itself; the others explain it.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[tuple[str, ...], str], ...] = ()
    dataset: bool = True

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"


_PERIOD, _YEAR = Column("period"), Column("year", YEAR)
_ENTITY_ID, _ENTITY = Column("entity_id", may_miss=True), Column("entity")
_DEPARTMENT_ID, _DEPARTMENT = Column("department_id", may_miss=True), Column("department")
_GROUP, _CATEGORY = Column("group"), Column("category")
_NAMES = (Column("name_sv"), Column("name_en"))
_ROWS, _AMOUNT = Column("rows", WHOLE, least=0), Column("reporting_amount", NUMBER, MONEY)
_KG = Column("kg_co2e", NUMBER, KG)
_RANGE = (Column("kg_co2e_low", NUMBER, KG, may_miss=True), Column("kg_co2e_high", NUMBER, KG, may_miss=True))
_QUALITY = Column("quality", may_miss=True, enum=tuple(QUALITIES))
_SHARES = (
    Column("grams_per_unit", NUMBER, GRAMS, may_miss=True),
    Column("share_of_kg", NUMBER, SHARE, may_miss=True),
    Column("share_of_amount", NUMBER, SHARE, may_miss=True),
)
_MEASURES = (_ROWS, _AMOUNT, _KG, *_RANGE, *_SHARES, _QUALITY)
_OF_PERIOD = (("period",), "periods")
_METHOD = Column("method_version")

TABLES: Final[tuple[Table, ...]] = (
    Table(
        "indicators",
        (
            *(_YEAR, _PERIOD, Column("level", enum=LEVELS), _ENTITY, _DEPARTMENT, _CATEGORY, Column("indicator")),
            *(Column("value", NUMBER), Column("low", NUMBER, may_miss=True), Column("high", NUMBER, may_miss=True)),
            *(Column("unit"), _METHOD),
        ),
        ("period", "level", "entity", "department", "category", "indicator"),
        (_OF_PERIOD, (("indicator",), "indicator_definitions"), (("method_version",), "method_versions")),
    ),
    Table(
        "departments",
        (_YEAR, _PERIOD, _ENTITY_ID, _ENTITY, _DEPARTMENT_ID, _DEPARTMENT, *_MEASURES),
        ("period", "entity", "department"),
        (_OF_PERIOD,),
    ),
    Table(
        "suppliers",
        (
            *(_YEAR, _PERIOD, Column("supplier_key"), Column("supplier_id", may_miss=True), Column("supplier")),
            *(Column("pooled", may_miss=True, enum=("sole_traders", "no_supplier", "small_suppliers")), *_MEASURES),
        ),
        ("period", "supplier_key"),
        (_OF_PERIOD,),
    ),
    Table(
        "categories",
        (
            *(_YEAR, _PERIOD, _GROUP, Column("group_name_sv"), Column("group_name_en"), _CATEGORY, *_NAMES),
            *(Column("scope3_category"), Column("capital_good", YES_NO), *_MEASURES),
        ),
        ("period", "category"),
        (_OF_PERIOD,),
    ),
    Table(
        "departments_by_category",
        (_YEAR, _PERIOD, _ENTITY, _DEPARTMENT, _GROUP, _CATEGORY, *_MEASURES),
        ("period", "entity", "department", "category"),
        (
            _OF_PERIOD,
            (("period", "entity", "department"), "departments"),
            (("period", "category"), "categories"),
        ),
    ),
    Table(
        "quarters",
        (_YEAR, _PERIOD, Column("quarter"), _ROWS, _AMOUNT, _KG, *_SHARES),
        ("period", "quarter"),
        (_OF_PERIOD,),
    ),
    Table(
        "bridge",
        (_YEAR, _PERIOD, Column("step", enum=PARTS), Column("reason"), *_NAMES, _ROWS, _AMOUNT),
        ("period", "step", "reason"),
        (_OF_PERIOD,),
    ),
    Table(
        "periods",
        (
            *(_PERIOD, _YEAR, Column("first_day", DAY), Column("last_day", DAY)),
            *(Column("closed_version", WHOLE, may_miss=True, least=1), Column("closed_on", DAY, may_miss=True)),
            *(Column("currency"), _ROWS, *(Column(f"amount_{part}", NUMBER, MONEY) for part in PARTS)),
            *(_KG, *_RANGE, _QUALITY, Column("inhabitants", WHOLE, may_miss=True, least=1)),
            *(Column("supplier_threshold", WHOLE, MONEY, least=0), _METHOD, Column("manifest_sha256")),
        ),
        ("period",),
        ((("method_version",), "method_versions"),),
        dataset=False,
    ),
    Table(
        "indicator_definitions",
        (
            *(Column("indicator"), *_NAMES, Column("definition_sv"), Column("definition_en"), Column("unit")),
            *(Column("adds_up", YES_NO), Column("has_range", YES_NO)),
        ),
        ("indicator",),
        dataset=False,
    ),
    Table(
        "method_versions",
        (_METHOD, Column("role"), Column("name"), Column("version", may_miss=True), Column("sha256", may_miss=True)),
        ("method_version", "role", "name"),
        dataset=False,
    ),
)
BY_NAME: Final = {table.name: table for table in TABLES}
