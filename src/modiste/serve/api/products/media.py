"""``/v1/media``: pictures of the workspace, safe to show in a page, and their thumbnails.

A picture can be anything that somebody uploaded. It is answered with the type that its content has,
never sniffed, and under a policy that lets a drawing neither run scripts nor load anything.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import Query, Request
from fastapi.responses import FileResponse, Response

from modiste.model.errors import InputError, MissingExtraError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace
from modiste.present.http.problems import MediaTypeError, problem_responses, unknown
from modiste.present.http.routing import Router

router = Router(prefix="/media", tags=["products"])

SIDES: Final = (96, 160, 320, 480, 640, 960)
"""Longer sides that thumbnails are made with; a closed set, so that the cache stays small."""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
THUMBNAILS: Final = "thumbnails"
_HEAD: Final = 512
_KINDS: Final = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
    (b"BM", 0, "image/bmp"),
)


@router.get(
    "/{path:path}",
    scope=Scope.PRODUCTS_READ,
    response_class=Response,
    responses={
        200: {"content": {"image/*": {}}, "description": "The picture."},
        304: {"description": "It has not changed."},
        **problem_responses(404, 415),
    },
)
def picture(
    path: str,
    request: Request,
    workspace: OpenWorkspace,
    side: Annotated[
        Literal["96", "160", "320", "480", "640", "960"] | None,
        Query(description="Longer side of a thumbnail in pixels; the file itself by default."),
    ] = None,
) -> Response:
    """A picture, or a thumbnail of it. It may be kept for a day and is checked by its ETag."""
    return served(workspace.root, path, request, None if side is None else int(side))


def served(root: Path, path: str, request: Request, side: int | None) -> Response:
    """The answer for a picture of a workspace.

    Args:
        root: of the workspace.
        path: of the picture, in the folder ``media``.
        request: for its ``If-None-Match``.
        side: longer side of a thumbnail.

    Raises:
        NotFoundError: there is no such picture in the folder.
        MediaTypeError: the file is no picture.
    """
    file = found(root / "media", path)
    seen = file.stat()
    mark = hashlib.blake2b(
        f"{path}:{seen.st_size}:{seen.st_mtime_ns}:{side}".encode(), digest_size=12
    ).hexdigest()
    headers = {
        "ETag": f'"{mark}"',
        "Cache-Control": "private, max-age=86400, stale-while-revalidate=604800",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
    }
    if f'"{mark}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    kind = kind_of(file)
    if kind is None:
        raise MediaTypeError(
            f"{file.name} is no picture",
            remedy="Only JPEG, PNG, WebP, AVIF, GIF, BMP and SVG are shown.",
        )
    if side is None:
        return FileResponse(file, media_type=kind, headers=headers)
    small = thumbnail(root / "media" / f".{THUMBNAILS}", file, mark, side)
    if small is None:  # it cannot be drawn here; the browser may be able to
        return FileResponse(file, media_type=kind, headers=headers)
    return FileResponse(small, media_type="image/webp", headers=headers)


def found(media: Path, path: str) -> Path:
    """A file of the media folder.

    Raises:
        NotFoundError: it is not there, is hidden, or lies outside of the folder.
    """
    parts = Path(path).parts
    safe = bool(parts) and "\0" not in path and not any(part.startswith(".") for part in parts)
    if safe:
        root = media.resolve()
        file = (root / path).resolve()
        if file.is_relative_to(root) and file.is_file():
            return file
    raise unknown("picture", path[:200])


def kind_of(file: Path) -> str | None:
    """Media type of a picture by its first bytes; ``None`` where it is no picture."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    for magic, at, kind in _KINDS:
        if head[at : at + len(magic)] == magic:
            return kind
    begun = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    drawn = begun.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg"))
    return "image/svg+xml" if drawn and b"<svg" in head else None


def thumbnail(folder: Path, file: Path, mark: str, side: int) -> Path | None:
    """A small WebP of a picture, made once; ``None`` where it cannot be drawn here.

    Args:
        folder: where thumbnails are kept.
        file: the picture.
        mark: tells this version of the picture, at this size, from all others.
        side: longer side in pixels.
    """
    kept = folder / mark[:2] / f"{mark}.webp"
    if kept.is_file():
        return kept
    try:
        from PIL import Image

        from modiste.perceive.image.load import load

        pixels = load(file, side=side).on_white()
    except (ImportError, InputError, MissingExtraError):
        return None
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=82, method=4)
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part", dir=kept.parent)
    with os.fdopen(handle, "wb") as part:
        part.write(buffer.getvalue())
    Path(name).replace(kept)  # whole or not at all, whoever else makes the same one
    return kept
