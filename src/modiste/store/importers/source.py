"""A file as importers see it: unpacked, decoded, and cut into chunks of rows."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast
from zoneinfo import ZoneInfo

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.store.importers.base import Sample
from modiste.store.importers.encoding import Utf8Stream, detect_encoding
from modiste.store.importers.limits import GuardedStream, Limits

Kind = Literal["csv", "parquet", "excel", "json", "xml"]
_SPOOL = 64 << 20
_IGNORED = (".", "__MACOSX", "~$")


@dataclass(frozen=True)
class Reading:
    """How to read a file, where it does not tell itself.

    Attributes:
        encoding: name of the text encoding; found out by default.
        delimiter: what separates the columns of delimited text; found out by default.
        sheet: sheet of a workbook; the first one by default.
        header_row: row that holds the column names, from 1.
        block: bytes of text that are parsed at a time.
        limits: bounds against malicious files.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    block: int = 8 << 20
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file with their numbers in ``_row``.

    Attributes:
        frame: the rows that could be read.
        rejects: the rows that could not.
        rows: rows of the file that this chunk covers.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame
    rows: int


class Source:
    """One file, or one member of a zip archive."""

    def __init__(
        self, path: Path, *, member: str | None = None, reading: Reading | None = None
    ) -> None:
        self.path = path
        self.member = member
        self.reading = reading or Reading()

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def name(self) -> str:
        """What messages call it: the file's name without its folder."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    def modified(self, zone: str) -> datetime:
        """When the file was written last, to the second; archives note it in local time."""
        if self.member is None:
            return datetime.fromtimestamp(int(self.path.stat().st_mtime), UTC)
        with zipfile.ZipFile(self.path) as archive:
            local = datetime(*archive.getinfo(self.member).date_time, tzinfo=ZoneInfo(zone))
        return local.astimezone(UTC)

    def open(self) -> BinaryIO:
        """The unpacked bytes, guarded against files that unpack without end."""
        limits = self.reading.limits
        if self.member is not None:
            archive = zipfile.ZipFile(self.path)
            packed = archive.getinfo(self.member).compress_size
            raw: io.RawIOBase = _Member(archive, self.member)
        else:
            plain = self._open_file()
            if plain.peek(2)[:2] != b"\x1f\x8b":  # type: ignore[attr-defined]
                return plain
            packed = self.path.stat().st_size
            raw = _Gzip(plain, self.name)
        guard = GuardedStream(raw, packed=packed, limits=limits, file=self.name)
        return io.BufferedReader(guard, 1 << 20)

    def text(self) -> Utf8Stream:
        """The text as UTF-8."""
        encoding = self.encoding
        return Utf8Stream(self.open(), encoding, self.name)

    def seekable(self) -> BinaryIO:
        """The unpacked bytes in a file that can be read from any position."""
        stream = self.open()
        if self.member is None and stream.seekable() and not isinstance(stream.raw, GuardedStream):  # type: ignore[attr-defined]
            return stream
        spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115
        with stream:
            while block := stream.read(1 << 20):
                spool.write(block)
        spool.seek(0)
        return cast("BinaryIO", spool)

    @cached_property
    def encoding(self) -> str:
        """Encoding of the text."""
        if self.reading.encoding is not None:
            return _known_encoding(self.reading.encoding, self.name)
        with self.open() as stream:
            return detect_encoding(stream)

    @cached_property
    def kind(self) -> Kind:
        """What the file is, by its first bytes rather than its name."""
        with self.open() as stream:
            head = stream.read(4096)
        if head.startswith(b"PAR1"):
            return "parquet"
        if head.startswith(b"PK\x03\x04"):
            return "excel"
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise InputError(
                "the file is a workbook of the old binary kind",
                place=Place(self.name),
                remedy="Save it as .xlsx or CSV.",
            )
        if not head:
            raise InputError("the file is empty", place=Place(self.name), remedy="Export it again.")
        start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if start.startswith(b"<"):
            return "xml"
        return "json" if start.startswith((b"{", b"[{", b"[\n", b"[ ", b"[\r")) else "csv"

    @cached_property
    def sample(self) -> Sample:
        """The file's headers and first rows."""
        return Sample(self.name, self.kind, *self._reader().sample(self))

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
        """All rows, chunk by chunk.

        Args:
            columns: the headers that are wanted; the others are not even parsed.
        """
        return cast("Iterator[Chunk]", self._reader().frames(self, columns))

    def _reader(self) -> Any:
        from modiste.store.importers import columnar, delimited, feed, records, spreadsheet

        return {
            "csv": delimited,
            "parquet": columnar,
            "excel": spreadsheet,
            "json": records,
            "xml": feed,
        }[self.kind]

    def _open_file(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise InputError(
                f"the file cannot be opened: {error.strerror}",
                place=Place(self.name),
                remedy="Check that it exists and that you may read it.",
            ) from error


def sources(paths: Iterable[Path], reading: Reading | None = None) -> list[Source]:
    """The files behind paths: folders and zip archives are opened, hidden files left out.

    Raises:
        InputError: a path does not exist or holds no file.
    """
    found: list[Source] = []
    for path in paths:
        inside = _inside(Path(path), reading)
        if not inside:
            raise InputError(
                "there is no file to import", place=Place(str(path.name)), remedy="Check the path."
            )
        found += inside
    return found


def _inside(path: Path, reading: Reading | None) -> list[Source]:
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and _visible(p.relative_to(path)))
        return [source for file in files for source in _inside(file, reading)]
    if not path.exists():
        raise InputError("there is no such file", place=Place(path.name), remedy="Check the path.")
    if not zipfile.is_zipfile(path):
        return [Source(path, reading=reading)]
    with zipfile.ZipFile(path) as archive:
        members = sorted(i.filename for i in archive.infolist() if not i.is_dir())
    if "[Content_Types].xml" in members:  # a workbook is a zip archive too
        return [Source(path, reading=reading)]
    return [Source(path, member=m, reading=reading) for m in members if _visible(Path(m))]


def _visible(path: Path) -> bool:
    return not any(part.startswith(_IGNORED) for part in path.parts)


def _known_encoding(name: str, file: str) -> str:
    import codecs

    try:
        found = codecs.lookup(name).name
    except LookupError:
        raise InputError(
            f"there is no encoding {name!r}",
            place=Place(file),
            remedy="Use utf-8, utf-16, gb18030, cp1252 or latin-1, or leave it out.",
        ) from None
    return "cp1252" if found == "iso8859-1" else found


class _Member(io.RawIOBase):
    """A member of a zip archive that closes the archive with itself."""

    def __init__(self, archive: zipfile.ZipFile, member: str) -> None:
        super().__init__()
        self._archive = archive
        self._name = member
        try:
            self._stream = archive.open(member)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            archive.close()
            raise _damaged(member, error) from error

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise _damaged(self._name, error) from error

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._archive.close()
        super().close()


class _Gzip(io.RawIOBase):
    """A gzip file whose damage is reported as the user's input."""

    def __init__(self, raw: BinaryIO, name: str) -> None:
        super().__init__()
        self._raw = raw
        self._stream = gzip.GzipFile(fileobj=raw)
        self._name = name

    def read(self, size: int = -1) -> bytes:
        import zlib

        try:
            return self._stream.read(size)
        except (EOFError, OSError, zlib.error) as error:
            raise _damaged(self._name, error) from error

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._raw.close()
        super().close()


def _damaged(name: str, error: BaseException) -> InputError:
    return InputError(
        f"the archive is damaged or encrypted: {error}",
        place=Place(name),
        remedy="Download or export it again without a password.",
    )
