"""A text file as blocks of whole lines in UTF-8, whatever its encoding and newlines; never the whole file."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from procurement_footprint.ledger.names import name_of
from procurement_footprint.problems import Refused, problem

BLOCK = 16_000_000
SURVEYED = 1_000_000  # a block that is only looked through
BEGINNING = 1_000_000  # bytes that show how a long file is written, while the rest is still looked through
MAX_LINE = 64_000_000
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


@dataclass(frozen=True, slots=True)
class Look:
    """What one pass over the raw bytes says, whatever letters they are.

    control: there are control characters. crlf, cr, lf: there are lines that end so.
    """

    sha256: str
    control: bool
    quotes: bool
    crlf: bool
    cr: bool
    lf: bool

    @property
    def line_ends(self) -> str:
        """How lines end, in words; empty for the ordinary LF and CRLF."""
        if self.crlf + self.cr + self.lf > 1:
            return "mixed line ends"
        return "line ends bare CR" if self.cr else ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of bytes. utf8: they are valid UTF-8."""

    look: Look
    utf8: bool

    @property
    def plain(self) -> bool:
        """Whether there is nothing in them that asks for a second look."""
        return self.utf8 and not self.look.control and not self.look.quotes and not self.look.line_ends


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file whose encoding is known; `skip` bytes (a byte order mark) stand before the text.

    end: the byte before which it ends; None: it goes to the end of the file.
    """

    path: Path
    codec: str
    skip: int
    end: int | None = None

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the text as UTF-8 with LF line ends, in blocks of about `size` bytes; each ends with LF."""
        rest = b""
        for piece in _with_lf(self._utf8(size)):
            cut = piece.rfind(b"\n") + 1
            if cut:
                yield b"".join((rest, memoryview(piece)[:cut]))  # copied once, since blocks are large
                rest = piece[cut:]
            else:
                rest += piece
            if len(rest) > MAX_LINE:
                raise Refused([problem("ledger-endless-line", name_of(self.path), megabytes=MAX_LINE // 1_000_000)])
        if rest:
            yield rest + b"\n"

    def _utf8(self, size: int) -> Iterator[bytes]:
        raw = raw_blocks(self.path, size, self.skip, self.end)
        return raw if self.codec == "utf-8" else transcoded(raw, self.codec)


def raw_blocks(path: Path, size: int = BLOCK, skip: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file in blocks of `size`, after the first `skip` and before the byte `end`."""
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(size if end is None else min(size, end - file.tell())):
            yield block


def transcoded(blocks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    """Yield blocks in the encoding `codec` as UTF-8. Errors: UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(codec)()
    for block in blocks:
        yield decoder.decode(block).encode("utf-8")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8")


def survey(blocks: Iterable[bytes]) -> Survey:
    """Return what blocks of bytes hold, and whether it is UTF-8, in one pass."""
    utf8 = _Utf8()
    seen = look(utf8.validated(blocks))
    return Survey(seen, utf8.valid)


def look(blocks: Iterable[bytes]) -> Look:
    """Return hash, control characters, quotes and line ends of blocks of bytes, in one pass."""
    ends, control, quotes = _LineEnds(), False, False
    with _Hash() as digest:
        for block in blocks:
            digest.add(block)
            control = control or any(byte in block for byte in CONTROLS)
            ends.add(block)
            quotes = quotes or b'"' in block
        ends.end()
        return Look(digest.hex(), control, quotes, ends.crlf, ends.cr, ends.lf)


def _with_lf(blocks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""  # a CR at the end of a block: the next block says whether an LF belongs to it
    for piece in blocks:
        block = held + piece if held else piece
        held = b"\r" if block.endswith(b"\r") else b""
        block = block[:-1] if held else block
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield block
    if held:
        yield b"\n"


class _Hash:
    """SHA-256 in a second thread, one block behind (hashlib lets other threads run)."""

    def __enter__(self) -> _Hash:
        self._digest, self._last = sha256(), None
        self._thread = ThreadPoolExecutor(1)
        return self

    _last: Future[None] | None

    def add(self, block: bytes) -> None:
        if self._last:
            self._last.result()
        update: Callable[[bytes], None] = self._digest.update
        self._last = self._thread.submit(update, block)

    def hex(self) -> str:
        if self._last:
            self._last.result()
        return self._digest.hexdigest()

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()


class _Utf8:
    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.valid = True

    def validated(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the blocks; then `valid` says whether they are UTF-8."""
        for block in blocks:
            self._add(block, final=False)
            yield block
        self._add(b"", final=True)

    def _add(self, block: bytes, final: bool) -> None:
        if self.valid:
            try:
                self._decoder.decode(block, final)
            except UnicodeDecodeError:
                self.valid = False


class _LineEnds:
    def __init__(self) -> None:
        self.crlf = self.cr = self.lf = self._held = False

    def add(self, block: bytes) -> None:
        if self._held:
            block = b"\r" + block
        self._held = block.endswith(b"\r")
        if self._held:
            block = block[:-1]
        if b"\r" not in block:
            self.lf = self.lf or b"\n" in block
            return
        pairs = block.count(b"\r\n")
        self.crlf = self.crlf or pairs > 0
        self.cr = self.cr or block.count(b"\r") > pairs
        self.lf = self.lf or block.count(b"\n") > pairs

    def end(self) -> None:
        self.cr = self.cr or self._held
