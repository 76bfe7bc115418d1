"""``/v1/trends``: what rises, peaks and fades, and how the brand's range stands to it."""

from __future__ import annotations

from modiste.present.http.routing import Router
from modiste.trends.api import attributes, board, brand

router = Router(tags=["trends"])
for part in (board, attributes, brand):
    router.include_router(part.router)

__all__ = ["router"]
