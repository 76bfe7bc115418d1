"""The API of inventory: purchase orders, and the numbers behind suggestions."""

from __future__ import annotations

from fastapi import APIRouter

from modiste.inventory.api import acts, explaining, orders

router = APIRouter()
for _part in (orders, acts, explaining):
    router.include_router(_part.router)
