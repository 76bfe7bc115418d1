"""What a file is, by its content; its name says what somebody wishes it were."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

_HEAD = 64 * 2**10
_ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "cp1252")
_STRANGE = 0.02
"""Share of control characters above which bytes are no text."""


class Kind(StrEnum):
    """Kinds of files that Modiste has a use for."""

    CSV = "csv"
    JSON = "json"
    XML = "xml"
    XLSX = "xlsx"
    PARQUET = "parquet"
    ZIP = "zip"
    GZIP = "gzip"
    ZSTD = "zstd"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    SVG = "svg"
    HTML = "html"
    XLS = "xls"
    PDF = "pdf"
    UNKNOWN = "unknown"


TABLES = frozenset(
    {
        Kind.CSV,
        Kind.JSON,
        Kind.XML,
        Kind.XLSX,
        Kind.PARQUET,
        Kind.ZIP,
        Kind.GZIP,
        Kind.ZSTD,
    }
)
"""Files that may hold tables."""

PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP})
"""Pictures that are taken; no vector drawings, which may hold scripts."""

ARCHIVES = frozenset({Kind.ZIP, Kind.XLSX})

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"\x1f\x8b", Kind.GZIP),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.XLS),
    (b"%PDF-", Kind.PDF),
)


def sniff(path: Path) -> Kind:
    """The kind of a file, by its first bytes and, for archives, their list of contents."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[:4] == b"PAR1":
        return Kind.PARQUET if _ends_with(path, b"PAR1") else Kind.UNKNOWN
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _archive(path)
    return _text(head)


def _ends_with(path: Path, tail: bytes) -> bool:
    with path.open("rb") as stream:
        stream.seek(0, 2)
        if stream.tell() < 2 * len(tail) + 4:
            return False
        stream.seek(-len(tail), 2)
        return stream.read() == tail


def _archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return Kind.UNKNOWN
    is_book = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    return Kind.XLSX if is_book else Kind.ZIP


def _text(head: bytes) -> Kind:
    text = _decoded(head)
    if text is None:
        return Kind.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("{", "[")):
        return Kind.JSON
    if start.startswith("<"):
        return _markup(start)
    return Kind.CSV


def _markup(start: str) -> Kind:
    if start.startswith(("<!doctype html", "<html")):
        return Kind.HTML
    if "<svg" in start[:2000]:
        return Kind.SVG
    if "<html" in start[:2000]:
        return Kind.HTML
    return Kind.XML


def _decoded(head: bytes) -> str | None:
    """The bytes as text, or ``None`` where they are none."""
    if not head.strip():
        return None
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and head[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        # The head may end within a character.
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return text if _is_plain(text) else None
    return None


def _is_plain(text: str) -> bool:
    strange = sum(ord(c) < 32 and c not in "\t\r\n\f" for c in text)
    return "\x00" not in text and strange <= _STRANGE * len(text)
