"""The routers and services of the server that no capability brings: one line each."""

from __future__ import annotations

ROUTERS: tuple[str, ...] = (
    "modiste.serve.api.me:router",
    "modiste.serve.api.jobs:router",
    "modiste.serve.api.jobs:schedules_router",
    "modiste.serve.api.events:router",
    "modiste.serve.api.products.routes:router",
    "modiste.serve.api.products.media:router",
    "modiste.serve.api.customers.routes:router",
    "modiste.serve.api.plan:router",
)
"""``module:name`` of each :class:`modiste.present.http.routing.Router`; paths begin after /v1."""

SERVICES: tuple[str, ...] = ("modiste.serve.jobs.service:worker",)
"""``module:name`` of context managers of :class:`modiste.present.http.shared.Shared`.

They are entered when the server starts and left when it stops; one that starts workers sets
``shared.enqueue``.
"""
