"""What a file may ask of this machine before it is refused."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(frozen=True)
class Limits:
    """Bounds that honest exports never meet.

    Attributes:
        ratio: unpacked bytes per packed byte; deflate itself cannot exceed 1032.
        unpacked: unpacked bytes of one file.
        free: unpacked bytes up to which the ratio is not looked at.
        columns: columns of one file.
        header: bytes of the header line.
        record: bytes of one record.
        cells: cells of one spreadsheet, which is read as a whole.
    """

    ratio: int = 400
    unpacked: int = 64 << 30
    free: int = 16 << 20
    columns: int = 10_000
    header: int = 1 << 20
    record: int = 8 << 20
    cells: int = 40_000_000


class GuardedStream(io.RawIOBase):
    """Unpacked bytes, counted against what they were packed in."""

    def __init__(self, raw: io.RawIOBase, *, packed: int, limits: Limits, file: str) -> None:
        super().__init__()
        self._raw = raw
        self._allowed = min(limits.unpacked, max(limits.free, packed * limits.ratio))
        self._file = file
        self._count = 0

    def readable(self) -> bool:
        """Streams of this kind are only read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer and stop a file that unpacks to too much."""
        view = memoryview(buffer).cast("B")
        data = self._raw.read(len(view)) or b""
        view[: len(data)] = data
        self._count += len(data)
        if self._count > self._allowed:
            raise InputError(
                f"the file unpacks to more than {self._allowed:,} bytes",
                place=Place(self._file),
                remedy="That is how a zip bomb looks; unpack it by hand if you trust it.",
            )
        return len(data)

    def close(self) -> None:
        """Close the packed file too."""
        self._raw.close()
        super().close()


def check_columns(count: int, limits: Limits, file: str) -> None:
    """Refuse a table that is absurdly wide.

    Raises:
        InputError: there are more columns than the limit.
    """
    if count > limits.columns:
        raise InputError(
            f"the file has {count:,} columns and the limit is {limits.columns:,}",
            place=Place(file),
            remedy="Check that it is the right file and that its delimiter is what you think.",
        )
