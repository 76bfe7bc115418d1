"""The built web app: files of the wheel, with one page for every address of the app."""

from __future__ import annotations

import mimetypes
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

_LASTING = "public, max-age=31536000, immutable"
_FRESH = "no-cache"
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Modiste</title></head><body>
<h1>Modiste</h1><p>The API answers under <a href="/v1/openapi.json">/v1</a>.</p>
<p>The web app is not part of this installation. In a source folder, build it with
<code>make web</code> and start the server again.</p></body></html>"""


def built() -> Path:
    """Where the build of the web app lies."""
    return Path(str(files("modiste.serve") / "web"))


def mount(app: FastAPI, folder: Path | None = None) -> None:
    """Serve the web app at ``/``; unknown addresses without a file extension get its page."""
    root = (folder or built()).resolve()

    @app.get("/{path:path}", include_in_schema=False)
    def page(request: Request, path: str) -> Response:
        if path.split("/", maxsplit=1)[0] == "v1":
            raise HTTPException(404, f"there is nothing at {request.url.path}")
        if not (root / "index.html").is_file():
            if path:
                raise HTTPException(404, f"there is nothing at {request.url.path}")
            return HTMLResponse(_NOT_BUILT)
        wanted = _find(root, path)
        if wanted is not None:
            return _file(request, wanted, _LASTING if path.startswith("assets/") else _FRESH)
        if "." in path.rsplit("/", 1)[-1]:
            raise HTTPException(404, f"there is nothing at {request.url.path}")
        return _file(request, root / "index.html", _FRESH)


def _file(request: Request, file: Path, cache: str) -> Response:
    """A file, in the form that was compressed when it was built where the caller takes that."""
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    small = file.with_name(f"{file.name}.gz")
    if "gzip" not in request.headers.get("accept-encoding", "") or not small.is_file():
        return FileResponse(file, headers=headers)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(small, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})


def _find(root: Path, path: str) -> Path | None:
    """The file of an address, if it lies in the folder."""
    try:
        wanted = (root / path).resolve()
        inside = wanted.is_relative_to(root) and wanted.is_file()
    except (ValueError, OSError):  # no name that a file could have
        return None
    return wanted if inside else None
