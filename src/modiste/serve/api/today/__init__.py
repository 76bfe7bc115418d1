"""What happened last week, and what to decide now: the pages' joined view of all capabilities."""

from __future__ import annotations

from fastapi import APIRouter

from modiste.serve.api.today import routes, tiles

router = APIRouter()
for _part in (tiles, routes):
    router.include_router(_part.router)
