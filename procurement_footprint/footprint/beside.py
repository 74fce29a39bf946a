"""What a run reads beside what `made_with` names: descriptions of figures, ledger profiles, levers and the like.

A changed byte in one of them may move a figure or nothing; the manifest pins them, so that `verify` names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from procurement_footprint import shelf
from procurement_footprint.factors import figures, supply_chain
from procurement_footprint.footprint.basis import NO_VERSION, Basis
from procurement_footprint.footprint.manifest import Ingredient
from procurement_footprint.project import Project


def ingredients(basis: Basis, project: Project, as_of: int | None) -> tuple[Ingredient, ...]:
    """Return name, version and SHA-256 of each of these files; figures are called as messages call them.

    as_of: the last import of the project's archive that the run saw; None where its rows are not from there.
    """
    shipped = shelf.folder("mappings")
    chains = figures.editions(supply_chain.FOLDER, supply_chain.DESCRIPTION)
    return (
        *_descriptions(basis),
        *_files("descriptions", (shipped / "codes").glob("*.yaml")),
        *_files("ledger_profiles", (shipped / "ledgers").glob("*.yaml")),  # all are tried on a ledger, and the synonyms
        *_files("levers", [shipped / "levers" / "levers.yaml"]),
        *_files("bridges", (shipped / "bridges").glob("*.*")),
        *_files("supply_chains", (path for folder in chains for path in folder.glob("chains.*"))),
        *_imports(project, as_of),
    )


class _Figures(Protocol):
    """Figures of any kind, which have two files: themselves and their description."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def sha256s(self) -> Mapping[str, str]: ...


def _descriptions(basis: Basis) -> Iterator[Ingredient]:
    """Yield the YAML file beside each file of figures; what it says decides as much as the figures do."""
    held: list[_Figures | None] = [basis.factors, basis.factors.final, basis.rates, basis.quarterly, basis.index]
    held += [basis.fallback, basis.vat, basis.spreads, *basis.activity_sets]
    for one in filter(None, held):
        for file, sha256 in one.sha256s.items():
            if file.endswith(".yaml"):
                yield Ingredient("descriptions", f"{one.name}/{one.version}/{file}", one.version, sha256)
    known = basis.crosswalk
    yield Ingredient("descriptions", f"crosswalks/{known.name}.yaml", known.version, known.described_sha256)


def _imports(project: Project, as_of: int | None) -> Iterator[Ingredient]:
    """Yield what each import says that a run from the archive sees, and the cells of it that could not be read."""
    if as_of is None or project.folder is None:
        return
    from procurement_footprint.ledger import archive  # only where there is one
    from procurement_footprint.ledger.archive import imports

    held = archive.load(project.folder).until(as_of)
    for one in held.imports:
        for file in (imports.FILE, imports.REJECTED):
            path = held.at(one, file)
            if path.is_file():
                yield Ingredient("imports", f"{one.label}/{file}", NO_VERSION, shelf.digest(path))


def _files(role: str, paths: Iterable[Path]) -> Iterator[Ingredient]:
    for path in paths:
        yield Ingredient(role, figures.label(path), NO_VERSION, shelf.digest(path))
