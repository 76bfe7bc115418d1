"""In which encoding a text file is written, and how to read it as UTF-8."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
_EVIDENCE = 1 << 20


def detect_encoding(stream: BinaryIO) -> str:
    """Read a stream to its end and name its encoding.

    The whole stream is looked at, because the first accent may come in the last line. Blocks of
    plain ASCII, the usual case, cost next to nothing.

    Returns:
        ``utf-8``, ``utf-16``, ``utf-16-le``, ``utf-16-be``, ``utf-32``, ``gb18030`` or ``cp1252``.
    """
    head = stream.read(_BLOCK)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if (wide := _wide_without_bom(head)) is not None:
        return wide
    decoder = codecs.getincrementaldecoder("utf-8")()
    evidence = bytearray()
    valid = True
    block = head
    while block:
        if not block.isascii() or decoder.getstate()[0]:
            evidence += block[: max(0, _EVIDENCE - len(evidence))]
            valid = valid and _decodes(decoder, block)
            if not valid and len(evidence) >= _EVIDENCE:
                break
        block = stream.read(_BLOCK)
    if valid and _decodes(decoder, b"", final=True):
        return "utf-8"
    return "gb18030" if _looks_chinese(bytes(evidence)) else "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _wide_without_bom(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    even, odd = head[0:4096:2], head[1:4096:2]
    if len(odd) < 2:
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _looks_chinese(data: bytes) -> bool:
    """Tell GB18030 from Western text by where its bytes fall.

    Common characters and punctuation are pairs of high bytes with a first one up to D7. Western
    accents stand alone between ASCII letters, or are small letters from E0 on: GB18030 forbids
    those or reads them as rare characters.
    """
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(data)
    except UnicodeDecodeError:
        return False
    wide = [c for c in text if ord(c) > 127]
    common = 0
    for c in wide:
        pair = c.encode("gb18030")
        common += len(pair) == 2 and 0xA1 <= pair[0] <= 0xD7 and pair[1] >= 0xA1
    return bool(wide) and common >= 0.75 * len(wide)


class Utf8Stream(io.RawIOBase):
    """The same text as UTF-8 without a byte order mark.

    Latin-1 and Windows-1252 differ in 32 bytes only; those that Windows-1252 leaves undefined are
    read as Latin-1.

    Attributes:
        has_nul: a NUL character has passed.
    """

    def __init__(self, raw: BinaryIO, encoding: str, file: str) -> None:
        super().__init__()
        self._raw = raw
        self._file = file
        self._encoding = encoding
        self._plain = encoding == "utf-8"
        errors = "latin1-fallback" if encoding == "cp1252" else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._rest = b""
        self._begun = False
        self.has_nul = False

    def readable(self) -> bool:
        """Streams of this kind are only read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with UTF-8."""
        view = memoryview(buffer).cast("B")
        while not self._rest:
            data = self._raw.read(len(view))
            if not data:
                self._rest = b"" if self._plain else self._decode(b"", final=True)
                break
            self._rest = data if self._plain else self._decode(data)
            self.has_nul = self.has_nul or b"\0" in self._rest
            if not self._begun and self._rest:
                self._rest = self._rest.removeprefix(codecs.BOM_UTF8)
                self._begun = True
        taken = self._rest[: len(view)]
        view[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)

    def _decode(self, data: bytes, *, final: bool = False) -> bytes:
        try:
            return self._decoder.decode(data, final).encode("utf-8")
        except UnicodeError as error:
            raise InputError(
                f"the file is not {self._encoding} text: {error}",
                place=Place(self._file),
                remedy="Save it as UTF-8, or name its encoding.",
            ) from None

    def close(self) -> None:
        """Close the file below too."""
        self._raw.close()
        super().close()


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin1-fallback", _as_latin1)
