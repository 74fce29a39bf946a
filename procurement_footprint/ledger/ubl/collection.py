"""Where invoices are: one XML file, a folder of them, or a zip, whose size is looked at before anything is unpacked."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from procurement_footprint import shelf
from procurement_footprint.ledger.names import name_of
from procurement_footprint.problems import Refused, problem

XML, ZIP = ".xml", ".zip"
ARCHIVES = (ZIP, ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")
MAX_ENTRIES, MAX_BYTES, MAX_ENTRY = 200_000, 2_000_000_000, 50_000_000
MAX_RATIO, LARGE = 200, 5_000_000
_ENCRYPTED = 1  # a flag of an entry


@dataclass(frozen=True, slots=True)
class Document:
    """One XML file. place: as messages name it; entry: its name inside the folder or zip."""

    place: str
    entry: str
    raw: bytes


def holds_invoices(folder: Path) -> bool:
    """Return whether a folder has an XML file in it, at whatever depth."""
    return any(path.suffix.lower() == XML for path in folder.rglob("*"))


def documents(path: Path) -> Iterator[Document]:
    """Yield the XML files of a file, a folder or a zip, sorted by name; other files in it are passed over.

    Errors: Refused when a file cannot be opened, or a zip is damaged, too large, or has an archive inside.
    """
    if path.is_dir():
        for one in _files(path):
            entry = one.relative_to(path).as_posix()
            yield Document(f"{name_of(path)}/{entry}", entry, _bytes(one, f"{name_of(path)}/{entry}"))
    elif zipfile.is_zipfile(path):
        yield from _unpacked(path)
    else:
        yield Document(name_of(path), name_of(path), _bytes(path, name_of(path)))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder that of its XML files' names and SHA-256, one a line, sorted."""
    if path.is_dir():
        lines = (
            f"{sha256(one.read_bytes()).hexdigest()}  {one.relative_to(path).as_posix()}\n" for one in _files(path)
        )
        return sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
    return shelf.digest(path)


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix.lower() == XML and path.is_file())
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _bytes(path: Path, place: str) -> bytes:
    try:
        if path.stat().st_size > MAX_ENTRY:
            raise _too_large(place, f"more than {MAX_ENTRY // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise Refused([problem("ledger-not-opened", place, why=error.strerror or str(error))]) from None


def _unpacked(path: Path) -> Iterator[Document]:
    name = name_of(path)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            if not all(one.filename for one in archive.infolist()):
                raise Refused([problem("ubl-archive", name, why="one of its files has no name")])
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _refuse_bombs(entries, name)
            for one in sorted((one for one in entries if one.filename.lower().endswith(XML)), key=_name):
                yield Document(f"{name}:{one.filename}", one.filename, archive.read(one))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError) as error:
        raise Refused([problem("ubl-archive", name, why=str(error))]) from None


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename


def _refuse_bombs(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse what would fill memory; what is unpacked is never more than the archive says beforehand."""
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise Refused([problem("ubl-archive", name, why="it is protected by a password")])
    if twice := [one for one, times in Counter(map(_name, entries)).items() if times > 1]:
        raise Refused([problem("ubl-archive", name, why=f"it has two files called {twice[0]}")])
    if nested := [one.filename for one in entries if one.filename.lower().endswith(ARCHIVES)]:
        raise Refused([problem("ubl-nested", name, nested[0])])
    if len(entries) > MAX_ENTRIES:
        raise _too_large(name, f"{len(entries):,} files, more than {MAX_ENTRIES:,}")
    size = sum(one.file_size for one in entries)
    if size > MAX_BYTES:
        raise _too_large(name, f"{size // 1_000_000:,} MB when unpacked, more than {MAX_BYTES // 1_000_000:,} MB")
    for one in entries:
        place, unpacked = f"{name}:{one.filename}", f"{one.file_size // 1_000_000:,} MB when unpacked"
        if one.file_size > MAX_ENTRY and one.filename.lower().endswith(XML):
            raise _too_large(place, f"{unpacked}, more than {MAX_ENTRY // 1_000_000} MB")
        if one.file_size > LARGE and one.file_size > MAX_RATIO * one.compress_size:
            raise _too_large(place, f"{unpacked}, {one.file_size // max(1, one.compress_size):,} times its own size")


def _too_large(place: str, what: str) -> Refused:
    return Refused([problem("ubl-too-large", place, what=what)])
