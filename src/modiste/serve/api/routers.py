"""The routers and services of the server that no capability brings: one line each."""

from __future__ import annotations

ROUTERS: tuple[str, ...] = (
    "modiste.serve.api.setup:router",
    "modiste.serve.api.session:router",
    "modiste.serve.api.provider:router",
    "modiste.serve.api.me:router",
    "modiste.serve.api.users:router",
    "modiste.serve.api.keys:router",
    "modiste.serve.api.audit:router",
    "modiste.serve.api.jobs:router",
    "modiste.serve.api.jobs:schedules_router",
    "modiste.serve.api.events:router",
    "modiste.serve.api.imports.routes:router",
    "modiste.serve.api.tables:router",
    "modiste.serve.api.tables:exports_router",
    "modiste.serve.api.runs:router",
    "modiste.serve.api.settings:router",
    "modiste.serve.api.workspace:router",
    "modiste.serve.api.products.routes:router",
    "modiste.serve.api.products.media:router",
    "modiste.serve.api.customers.routes:router",
    "modiste.serve.api.shop.routes:router",
    "modiste.serve.api.plan:router",
    "modiste.serve.api.today:router",
)
"""``module:name`` of each :class:`modiste.present.http.routing.Router`; paths begin after /v1."""

PAGES: tuple[str, ...] = ("modiste.serve.api.shop.pages:router",)
"""``module:name`` of routers of addresses outside of /v1, which go before the web app's."""

SERVICES: tuple[str, ...] = (
    "modiste.serve.jobs.service:worker",
    "modiste.serve.api.shop.warmup:warm",
    "modiste.serve.api.warmup:warm",
)
"""``module:name`` of context managers of :class:`modiste.present.http.shared.Shared`.

They are entered when the server starts and left when it stops; one that starts workers sets
``shared.enqueue``.
"""
