"""Uploads: streamed to a temporary file, bounded, and looked at before anybody opens them.

A handler takes one as ``upload: Annotated[Upload, Depends(upload(TABLES, max_bytes=…))]`` and
declares its body with ``openapi_extra=UPLOAD_BODY``. Both forms are taken: the bytes of the file
as the body, with its name in ``?name=``, and ``multipart/form-data`` with one file.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from modiste.model.errors import InputError
from modiste.present.http.bombs import Bounds, check_archive, check_gzip, check_picture
from modiste.present.http.problems import MediaTypeError, TooLargeError, field_error
from modiste.present.http.shared import shared
from modiste.present.http.sniff import ARCHIVES, PICTURES, TABLES, Kind, sniff

__all__ = ["PICTURES", "TABLES", "UPLOAD_BODY", "Kind", "Upload", "inspect", "upload"]

MEGABYTE = 2**20
_FOLDER = "uploads"
_WRITE = MEGABYTE
_UNSAFE = re.compile(r"[^\w.\- ()+,=@]+")

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
"""The ``openapi_extra`` of a route that takes an upload."""


class _TooMuchError(MultiPartException):
    """More came than is taken; of this kind, so that the parser closes its files."""

    def __init__(self) -> None:
        super().__init__("too large")


@dataclass(frozen=True)
class Upload:
    """A file that was sent and found sound.

    Attributes:
        path: where it lies until the request ends; move it away to keep it.
        name: what the sender calls it, made harmless.
        size: bytes.
        kind: what it is by its content.
        digest: SHA-256 of its bytes, in hexadecimal.
        form: the other fields of a multipart form.
    """

    path: Path
    name: str
    size: int
    kind: Kind
    digest: str
    form: dict[str, str] = field(default_factory=dict)


def upload(
    kinds: Collection[Kind], *, max_bytes: int, bounds: Bounds | None = None
) -> Callable[[Request], AsyncIterator[Upload]]:
    """A dependency that receives one file.

    Args:
        kinds: kinds that are taken, such as ``TABLES`` or ``PICTURES``.
        max_bytes: the most that is read; whoever sends more is cut off.
        bounds: what archives and pictures may unpack to.
    """
    limits = bounds or Bounds()

    async def receive(request: Request) -> AsyncIterator[Upload]:
        _check_announced(request, max_bytes)
        folder = shared(request).workspace.folder(_FOLDER)
        folder.chmod(0o700)
        path = folder / f"{secrets.token_hex(16)}.part"
        try:
            try:
                name, form = await _store(request, path, max_bytes)
            except _TooMuchError:
                raise _too_large(max_bytes) from None
            yield await run_in_threadpool(inspect, path, name, kinds, limits, form)
        finally:
            path.unlink(missing_ok=True)

    return receive


def inspect(
    path: Path,
    name: str,
    kinds: Collection[Kind],
    bounds: Bounds | None = None,
    form: dict[str, str] | None = None,
) -> Upload:
    """Look at a file that was received.

    Raises:
        MediaTypeError: it is of a kind that is not taken.
        InputError: it is empty, damaged, or a bomb.
    """
    limits = bounds or Bounds()
    size = path.stat().st_size
    if size == 0:
        raise InputError("the file is empty", remedy="Choose the file again; it has no content.")
    kind = sniff(path)
    if kind not in kinds:
        taken = ", ".join(sorted(kinds))
        raise MediaTypeError(
            f"{name!r} is {_called(kind)} by its content",
            remedy=f"Send one of these: {taken}. Renaming a file does not change what it is.",
        )
    if kind in ARCHIVES:
        check_archive(path, limits, name)
    elif kind is Kind.GZIP:
        check_gzip(path, limits, name)
    elif kind in PICTURES or kind is Kind.GIF:
        check_picture(path, limits, name)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Upload(path, name, size, kind, digest, form or {})


def _called(kind: Kind) -> str:
    return "nothing that is known" if kind is Kind.UNKNOWN else f"a {kind.value} file"


def harmless(name: str | None) -> str:
    """A file's name without folders, control characters or length."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    clean = _UNSAFE.sub("_", last).strip(" .")
    return clean[-150:] or "file"


def _check_announced(request: Request, max_bytes: int) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise _too_large(max_bytes)


async def _store(request: Request, path: Path, max_bytes: int) -> tuple[str, dict[str, str]]:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = _bounded(request, max_bytes)
    if kind == "multipart/form-data":
        return await _store_form(request, body, path)
    with _new(path) as target:
        async for chunk in _gathered(body):
            await run_in_threadpool(target.write, chunk)
    return harmless(request.query_params.get("name")), {}


async def _store_form(
    request: Request, body: AsyncGenerator[bytes, None], path: Path
) -> tuple[str, dict[str, str]]:
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=20)
    try:
        form = await parser.parse()
    except _TooMuchError:
        raise
    except (MultiPartException, HTTPException, KeyError, UnicodeDecodeError) as error:
        detail = getattr(error, "message", None) or "it is not multipart/form-data"
        raise field_error("body", detail, remedy="Send one file in the field 'file'.") from None
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    if len(files) != 1:
        await form.close()
        raise field_error("body.file", "no file was sent", remedy="Send it in the field 'file'.")
    try:
        await run_in_threadpool(_copy, files[0].file, path)
    finally:
        await form.close()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return harmless(files[0].filename), fields


def _copy(source: BinaryIO, path: Path) -> None:
    with _new(path) as target:
        while chunk := source.read(_WRITE):
            target.write(chunk)


def _new(path: Path) -> BinaryIO:
    path.touch(mode=0o600, exist_ok=False)
    return path.open("wb")


async def _bounded(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    total = 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > max_bytes:
            raise _TooMuchError
        yield chunk


async def _gathered(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in fewer pieces, since each is written in another thread."""
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        if len(waiting) >= _WRITE:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(
        f"what was sent is larger than {max_bytes / MEGABYTE:,.0f} MB",
        remedy="Send less at once: split the file, or compress it with gzip.",
        headers={"Connection": "close"},
    )
