"""Footprints in a program or a notebook: opened by name or made from ledgers, and read as polars frames."""

from __future__ import annotations

import os
import weakref
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import TracebackType

import polars as pl

from procurement_footprint import comparing, opening, presenting, prioritising, workflow
from procurement_footprint import job as jobs
from procurement_footprint import period as periods
from procurement_footprint import project as projects
from procurement_footprint.analysis import suppliers
from procurement_footprint.analysis.change.changes import Change
from procurement_footprint.analysis.hot_spots.found import PER_CENT, TOP, HotSpots
from procurement_footprint.footprint import finished, manifest, rows
from procurement_footprint.opening import Named, Opened
from procurement_footprint.project import Project
from procurement_footprint.reporting import tables
from procurement_footprint.reporting.folder import passing_workroom
from procurement_footprint.reporting.report import Report

Name = str | os.PathLike[str]


def open(footprint: Name, *, project: Name | None = None) -> Footprint:  # noqa: A001 - as in gzip.open
    """Return a footprint that is named: the folder of a run, or a period of a project.

        pf.open("footprints/2024")               # what `run` has made
        pf.open("2024", project="norrsele")      # as it was closed, else computed from the ledger as it is now
        pf.open("2024@1", project="norrsele")    # the first version of a closed period

    footprint: a folder that is there, else 2024, 2024-Q1, 2024-03, or one of these with @ and a version.
    project: its folder; None for the one around the footprint's folder, else around you.
    What is computed is in a temporary folder, which is gone when nobody uses the footprint any more, or it is closed.
    Errors: Refused when the folder holds no footprint, the version is not there, or a ledger cannot be read;
    ValueError when a period is named and no project is there.
    """
    path = Path(footprint)
    named = opening.parse(str(footprint)) if not path.exists() else None
    home = _home(project, Path() if named else path)
    if named and home.folder is None:
        raise ValueError(f"whose {named} is it? Name a project, or the folder of a footprint")
    held = ExitStack()
    (opened,) = held.enter_context(opening.opened([named or Named(folder=path)], home, jobs.Silent()))
    return _kept(opened, home, held)


def run(
    *ledgers: Name,
    out: Name | None = None,
    project: Name | None = None,
    period: str | None = None,
    language: str | None = None,
    accept_problems: bool = False,
) -> Footprint:
    """Return the footprint of ledger files, or of what a project has, as the command `run` computes it.

        pf.run("ledger.csv")
        pf.run(project="norrsele", period="2024", out="footprints/2024")

    ledgers: files as finance systems deliver them; none for those of the project, or its archive.
    out: a folder to make, with report, workbook and tables; None keeps nothing when the footprint is gone or closed.
    project: its folder; None for the one around you. period: 2024, 2024-Q1 or 2024-03. language: of the report, sv or
    en. accept_problems: set rows that cannot be read aside.
    Errors: Refused (bad input), Unbalanced (money does not reconcile), FileExistsError when `out` is there already,
    ValueError when there is no ledger to read.
    """
    if out is not None and Path(out).exists():
        raise FileExistsError(f"{os.fspath(out)} is already there; choose another folder")
    home = _home(project, Path())
    asked = jobs.job(
        tuple(Path(one) for one in ledgers),
        home,
        period=periods.parse(period) if period else None,
        language=language,
        accept_problems=accept_problems,
    )
    if not asked.ledgers and not asked.of_archive:
        raise ValueError("which ledger? Name one or more files, or a project that names its ledgers")
    held = ExitStack()
    if out is not None:
        workflow.run(asked, Path(out), jobs.Silent())
        return _kept(Opened(Path(out).name, finished.opened(Path(out), home)), home, held)
    with held:
        room = held.enter_context(passing_workroom())
        _, _, written = workflow.reported(asked, room, jobs.Silent())
        manifest.write(room.result, written)
        return _kept(Opened(asked.name, finished.opened(room.result, home)), home, held.pop_all())


def _home(project: Name | None, place: Path) -> Project:
    """Return the project in a folder; where none is named the one around `place`, else around the user."""
    if project is not None:
        return projects.load(Path(project))
    found = projects.around(place)
    return found if found.folder else projects.around(Path())


def _kept(opened: Opened, project: Project, held: ExitStack) -> Footprint:
    """Return a footprint that gives what it holds back when nobody uses it any more, at the latest at the end."""
    footprint = Footprint(opened, project, held)
    weakref.finalize(footprint, held.close)
    return footprint


@dataclass(frozen=True, eq=False, repr=False)
class Footprint:
    """A footprint that is open: its tables as polars frames, of which `.to_pandas()` makes pandas frames.

    Made by `open` and `run`. Every table adds up to `total()`: in rows, to the öre and to the gram. In all of them

    - kg_co2e are kilograms of CO2 equivalents, Decimal to the gram; kg_co2e_low and kg_co2e_high hold the true value
      with 95 % (ranges of lines do not add up to the range of the whole);
    - reporting_amount is money in `currency`, net of VAT, Decimal to the öre;
    - grams_per_unit is grams of CO2e per unit of that money, a float; share_of_kg and share_of_amount are parts of 1;
    - quality is A (best) to E; above_next is how probable it is that the line is above the one below it;
    - natural persons are one supplier, `(sole traders)`; lines without a department or supplier say so in brackets;
    - name_sv and name_en are what a category, a group or a reason is called.

    opened: the footprint as the verbs take it (`planning.targets`, `abating.measures`, …). project: its project.
    """

    opened: Opened
    project: Project
    _held: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Footprint:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        said = self.opened.footprint.manifest["totals"]
        tonnes = (f"{float(said[name]) / 1000:,.0f}" for name in ("kg_co2e", "kg_co2e_low", "kg_co2e_high"))
        return "<Footprint {}: {} t CO2e ({} to {})>".format(self.name, *tonnes)

    def close(self) -> None:
        """Give back what the footprint holds: the temporary folder of one that was computed."""
        self._held.close()

    @property
    def name(self) -> str:
        """What it is called: `2024`, `2024 version 1`, or its folder."""
        return self.opened.name

    @property
    def currency(self) -> str:
        """The currency of all money in the tables."""
        return self.opened.footprint.currency

    @property
    def kg_co2e(self) -> Decimal:
        """All that is counted, in kilograms."""
        return Decimal(self.opened.footprint.manifest["totals"]["kg_co2e"])

    @property
    def notes(self) -> tuple[str, ...]:
        """How the ledgers were read, in English: what was recognised and what was noticed."""
        return tuple(self.opened.footprint.manifest["notes"])

    def total(self) -> pl.DataFrame:
        """Return the whole in one line, which all tables add up to.

        name; first, last: dates of booking; currency; ledger, left_out, unmapped, counted: money, the last three add up
        to the first; coverage: counted / (counted + unmapped); rows: counted ones; kg_co2e with low and high;
        grams_per_unit; quality.
        """
        whole, wide = self._report.breakdown.totals, self._report.breakdown.range
        counted, purchases = whole.amount["counted"], whole.amount["counted"] + whole.amount["unmapped"]
        days = self._rows().select(first=pl.col("booked_on").min(), last=pl.col("booked_on").max())
        money = {name: pl.lit(f"{amount}").cast(pl.Decimal(38, 2)) for name, amount in whole.amount.items()}
        kilograms = {"kg_co2e": whole.kg_co2e, "kg_co2e_low": wide.low, "kg_co2e_high": wide.high}
        grams = float(whole.kg_co2e) * 1000 / float(counted) if counted else None
        return days.collect(engine="streaming").select(
            pl.lit(self.name).alias("name"),
            "first",
            "last",
            pl.lit(self.currency).alias("currency"),
            *(money[name].alias(name) for name in ("ledger", "left_out", "unmapped", "counted")),
            pl.lit(float(counted / purchases) if purchases else None, pl.Float64).alias("coverage"),
            pl.lit(whole.rows["counted"]).alias("rows"),
            *(pl.lit(f"{kg}").cast(pl.Decimal(38, 3)).alias(name) for name, kg in kilograms.items()),
            pl.lit(grams, pl.Float64).alias("grams_per_unit"),
            pl.lit(wide.quality, pl.String).alias("quality"),
        )

    def departments(self) -> pl.DataFrame:
        """Return who buys, most kilograms first; adds up to what is counted. As departments.csv.

        organisation_id, organisation, department_id, department (in a group entity, too); rows, reporting_amount,
        kg_co2e, kg_co2e_low, kg_co2e_high, grams_per_unit, share_of_kg, share_of_amount, quality, above_next.
        """
        return self.tables()["departments"]

    def suppliers(self) -> pl.DataFrame:
        """Return from whom, most kilograms first; adds up to what is counted. As suppliers.csv.

        supplier_id: organisation number; supplier; pooled: sole_traders or no_supplier where the line is of many; then
        the columns that `departments` has from rows on.
        """
        return self.tables()["suppliers"]

    def categories(self) -> pl.DataFrame:
        """Return what is bought, by spending category, most kilograms first; adds up to what is counted.

        group, category: identifiers; name_sv, name_en; scope3_category: of the GHG Protocol; capital_good; then the
        columns that `departments` has from rows on. As categories.csv.
        """
        return self.tables()["categories"]

    def groups(self) -> pl.DataFrame:
        """Return what is bought, by group of categories, most kilograms first; adds up to what is counted.

        group, name_sv, name_en; then the columns that `departments` has from rows on.
        """
        return self.tables()["groups"]

    def departments_by_group(self) -> pl.DataFrame:
        """Return what each department buys, by group of categories; adds up to what is counted.

        organisation, department_id, department, group, name_sv, name_en; rows, reporting_amount, kg_co2e,
        grams_per_unit, share_of_kg, share_of_amount.
        """
        return self.tables()["departments_by_group"]

    def periods(self) -> pl.DataFrame:
        """Return when, quarter by quarter (2024-Q1); adds up to what is counted.

        period; rows, reporting_amount, kg_co2e, grams_per_unit, share_of_kg, share_of_amount.
        """
        return self.tables()["periods"]

    def bridge(self) -> pl.DataFrame:
        """Return the way from the ledger to what is counted: the steps after the first add up to the first.

        step: ledger, left_out, unmapped, counted; reason with name_sv and name_en, null for ledger and counted; rows,
        reporting_amount.
        """
        return self.tables()["bridge"]

    def unmapped(self) -> pl.DataFrame:
        """Return purchases that nobody has decided, most money first; add up to `unmapped`.

        supplier_id, supplier, pooled, account, account_text, cpv, unspsc, reason, name_sv, name_en, rows,
        reporting_amount. As unmapped.csv.
        """
        return self.tables()["unmapped"]

    def left_out(self) -> pl.DataFrame:
        """Return what is no purchase, by reason, rule and account, most money first; adds up to `left_out`.

        reason, name_sv, name_en, rule_id, account, account_text, rows, reporting_amount. As left_out.csv.
        """
        return self.tables()["left_out"]

    def evidence(self) -> pl.DataFrame:
        """Return how the categories are known: evidence, quality, rows, reporting_amount, kg_co2e; adds up."""
        return self.tables()["evidence"]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return all tables by name: those with a method here; of a group of entities also entities and internal."""
        report = self._report
        held, reasons = report.breakdown, report.reason_names
        found = tables.frames(held, report.category_names)
        found |= {name: tables.with_names(found[name], "reason", reasons) for name in ("unmapped", "left_out")}
        by_group = held.departments_by_group.with_columns(tables.department())
        return found | {
            "groups": tables.with_names(held.groups, "group", report.group_names),
            "departments_by_group": tables.with_names(by_group, "group", report.group_names),
            "periods": held.periods,
            "bridge": tables.with_names(held.bridge, "reason", reasons),
            "evidence": held.evidence,
        }

    def cells(self) -> pl.DataFrame:
        """Return who bought what from whom and how that is known: one small table that adds up to what is counted.

        organisation_id, organisation, department_id, department, supplier_id, supplier, pooled, group, category,
        name_sv, name_en; factor_year, carried: years for which the factor is carried over; evidence, quality; year of
        the purchase; currency as booked; rows, reporting_amount, kg_co2e, covered_amount: money whose kilograms come
        from activity data, kg_spend_based: what money alone would give, kg_scope_1.
        """
        self._see_open()
        labelled = self.opened.cells.with_columns(tables.department(), tables.supplier())
        return tables.with_names(labelled, "category", self._report.category_names)

    def rows(self) -> pl.LazyFrame:
        """Return the rows of the ledger with category, rule, factor and kilograms, lazily: one for each ledger row.

        The columns are those of footprint.parquet, see the reference manual. kg_co2e is null exactly where a row is not
        counted. Rows of natural persons are by `(sole traders)`, without number and text.
        """
        person = pl.col("sole_trader").fill_null(False)
        pool = pl.lit(tables.POOLED[suppliers.SOLE_TRADERS])
        return self._rows().with_columns(
            pl.when(~person).then("supplier_id").alias("supplier_id"),
            pl.when(person).then(pool).otherwise("supplier").alias("supplier"),
            pl.when(~person).then("text").alias("text"),
        )

    def hot_spots(
        self, before: Footprint | None = None, requirement: int | Decimal = PER_CENT, top: int = TOP
    ) -> HotSpots:
        """Return where the kilograms are, and what a requirement there gives.

        before: an earlier footprint, for the trend. requirement: per cent. top: how many lines count as hot spots.
        The result has frames: lines, categories, suppliers, departments, requirements, levers, by_lever and asked.
        Errors: Refused when nothing is counted.
        """
        earlier = before.opened if before else None
        return prioritising.hot_spots(self.opened, earlier, requirement=Decimal(requirement), top=top)

    def change(self, before: Footprint) -> Change:
        """Return what changed since an earlier footprint and why: volume, mix, intensity, method.

        The result has frames, each of which adds up to its total: total, categories, groups, departments, suppliers,
        organisations and lines. Errors: Refused where the two cannot be compared.
        """
        return comparing.compare(before.opened, self.opened, self.project).change

    @cached_property
    def _report(self) -> Report:
        self._see_open()
        return presenting.report(self.opened, self.project, self.opened.footprint.language)

    def _see_open(self) -> None:
        if not self.opened.footprint.folder.is_dir():
            raise ValueError(f"the footprint {self.name} is closed")

    def _rows(self) -> pl.LazyFrame:
        """Return the rows as they are; as long as somebody reads them the footprint and its folder stay."""
        self._see_open()
        return rows.lasting(self.opened.footprint.rows, self._see_open)
