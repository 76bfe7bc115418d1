"""The plan's pages: the weekly grid, open-to-buy, projected stock, what-if and exceptions."""

from __future__ import annotations

from fastapi import APIRouter

from modiste.serve.api.plan import buying, exceptions, grid, projecting, whatif

router = APIRouter()
for _part in (grid, buying, projecting, whatif, exceptions):
    router.include_router(_part.router)
