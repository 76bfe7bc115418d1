"""``/shop.js`` and ``/example-shop``: the storefront kit's script, and a page that uses it."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

router = APIRouter(include_in_schema=False)

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES: Final = {
    "shop.js": "text/javascript; charset=utf-8",
    "example.html": "text/html; charset=utf-8",
    "example.css": "text/css; charset=utf-8",
    "example.js": "text/javascript; charset=utf-8",
}


@router.get("/shop.js")
def script() -> Response:
    """The storefront kit; any shop's page may load it."""
    return _file(
        "shop.js",
        {
            "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


@router.get("/example-shop")
def example() -> Response:
    """A page of an imaginary shop that shows the kit; sign in to the app to see its lists."""
    return _file("example.html", {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"})


@router.get("/example-shop/{name}")
def example_part(name: str) -> Response:
    """The example's style and script."""
    if name not in ("example.css", "example.js"):
        return Response("there is no such file", status_code=404, media_type="text/plain")
    return _file(name, {"Cache-Control": "no-cache"})


def _file(name: str, headers: dict[str, str]) -> Response:
    data = (files("modiste.serve.api.shop") / "files" / name).read_bytes()
    return Response(
        data, media_type=_FILES[name], headers={"X-Content-Type-Options": "nosniff", **headers}
    )
