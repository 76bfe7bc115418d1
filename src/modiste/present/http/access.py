"""Who may do what: scopes, roles and the person or program that asks.

A scope names what an endpoint does: ``resource:read`` or ``resource:write``. A role is a set of
scopes. Whatever a role does not name is denied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Scope(StrEnum):
    """What an endpoint asks of its caller."""

    TRENDS_READ = "trends:read"
    TRENDS_WRITE = "trends:write"
    DEMAND_READ = "demand:read"
    DEMAND_WRITE = "demand:write"
    INVENTORY_READ = "inventory:read"
    INVENTORY_WRITE = "inventory:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    ORDERS_APPROVE = "orders:approve"
    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    RECOMMEND_READ = "recommend:read"
    RECOMMEND_WRITE = "recommend:write"
    STYLING_READ = "styling:read"
    STYLING_WRITE = "styling:write"
    DESIGN_READ = "design:read"
    DESIGN_WRITE = "design:write"
    DATA_READ = "data:read"
    DATA_WRITE = "data:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"
    AUDIT_READ = "audit:read"
    AUDIT_WRITE = "audit:write"
    EVENTS_WRITE = "events:write"
    SHOP_READ = "shop:read"


class Open(StrEnum):
    """Access that needs no scope of its own."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


PUBLIC = Open.PUBLIC
"""Anybody, signed in or not."""

SIGNED_IN = Open.SIGNED_IN
"""Anybody who is known, whatever they may do: only for what concerns the caller alone."""

Access = Scope | Open
"""What a route declares."""


class Role(StrEnum):
    """What a person is to the brand."""

    OWNER = "owner"
    PLANNER = "planner"
    BUYER = "buyer"
    DESIGNER = "designer"
    MARKETER = "marketer"
    VIEWER = "viewer"


_READ_OF_ALL = frozenset(
    {
        Scope.TRENDS_READ,
        Scope.DEMAND_READ,
        Scope.INVENTORY_READ,
        Scope.ORDERS_READ,
        Scope.PRODUCTS_READ,
        Scope.RECOMMEND_READ,
        Scope.STYLING_READ,
        Scope.DESIGN_READ,
        Scope.JOBS_READ,
    }
)
"""What everybody in the brand may see: nothing about persons, access or settings."""

ROLES: Mapping[Role, frozenset[Scope]] = {
    Role.OWNER: frozenset(Scope),
    Role.PLANNER: _READ_OF_ALL
    | {
        Scope.TRENDS_WRITE,
        Scope.DEMAND_WRITE,
        Scope.INVENTORY_WRITE,
        Scope.ORDERS_WRITE,
        Scope.ORDERS_APPROVE,
        Scope.PRODUCTS_WRITE,
        Scope.CUSTOMERS_READ,
        Scope.RECOMMEND_WRITE,
        Scope.STYLING_WRITE,
        Scope.DATA_READ,
        Scope.DATA_WRITE,
        Scope.JOBS_WRITE,
        Scope.SETTINGS_READ,
    },
    Role.BUYER: _READ_OF_ALL
    | {
        Scope.INVENTORY_WRITE,
        Scope.ORDERS_WRITE,
        Scope.ORDERS_APPROVE,
        Scope.PRODUCTS_WRITE,
        Scope.DATA_READ,
        Scope.SETTINGS_READ,
    },
    Role.DESIGNER: _READ_OF_ALL
    | {Scope.TRENDS_WRITE, Scope.PRODUCTS_WRITE, Scope.STYLING_WRITE, Scope.DESIGN_WRITE},
    Role.MARKETER: _READ_OF_ALL
    | {
        Scope.TRENDS_WRITE,
        Scope.CUSTOMERS_READ,
        Scope.CUSTOMERS_WRITE,
        Scope.RECOMMEND_WRITE,
        Scope.STYLING_WRITE,
    },
    Role.VIEWER: _READ_OF_ALL,
}
"""The scopes of each role. A key has scopes of its own instead."""

KEY_SCOPES = frozenset(
    set(Scope)
    - {
        Scope.USERS_READ,
        Scope.USERS_WRITE,
        Scope.AUDIT_READ,
        Scope.AUDIT_WRITE,
        Scope.SETTINGS_WRITE,
    }
)
"""What a key may be given: programs never manage people, settings or the audit log."""

SHOP_SCOPES = frozenset({Scope.SHOP_READ, Scope.EVENTS_WRITE})
"""What a shop's key gets when nothing else is said: it may stand in a public web page."""


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Attributes:
        kind: a person, a program with a key, or nobody known.
        name: how the audit log calls it: a user's e-mail address, ``key:NAME`` or ``nobody``.
        role: of a person; ``None`` otherwise.
        scopes: what it may do.
        language: en or zh.
        id: of the user or the key; ``None`` for nobody.
        origins: web origins from whose pages a key may be used; without any, no page may use it.
        session: of a person that is signed in by a cookie.
    """

    kind: Literal["user", "key", "nobody"]
    name: str
    role: Role | None
    scopes: frozenset[Scope]
    language: str = "en"
    id: str | None = None
    origins: tuple[str, ...] = ()
    session: str | None = None

    @property
    def known(self) -> bool:
        """Whether it is anybody at all."""
        return self.kind != "nobody"

    def may(self, access: Access) -> bool:
        """Whether it may use what declares this access."""
        if access is PUBLIC:
            return True
        if access is SIGNED_IN:
            return self.known
        return access in self.scopes


NOBODY = Principal("nobody", "nobody", None, frozenset())
"""A caller that has not said who it is."""
