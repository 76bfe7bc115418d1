"""The routes of ``/v1/shop``: the endpoint pair of the storefront kit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import polars as pl
from fastapi import Query, Request
from fastapi.responses import Response

from modiste.model.errors import InputError
from modiste.present.http.access import PUBLIC, Scope
from modiste.present.http.depends import Common, OpenWorkspace, Tables
from modiste.present.http.problems import field_error, problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.serve.api.products.media import served
from modiste.serve.api.shop import tokens
from modiste.serve.api.shop.events import store
from modiste.serve.api.shop.lists import Guest, dressed, for_you, look, similar
from modiste.serve.api.shop.views import (
    SeenBatch,
    ShopList,
    Stored,
    Token,
    TokenAsked,
    Visitor,
    Wanted,
)
from modiste.store.pseudonym import Pseudonymiser
from modiste.store.workspace import Workspace

router = Router(prefix="/shop", tags=["shop"])

NO_CONSENT = "the visitor has not agreed"


@router.post("/recommend", scope=Scope.SHOP_READ, responses=problem_responses(404, 409))
def recommend(wanted: Wanted, common: Common, workspace: OpenWorkspace) -> ShopList:
    """A list for a shop's page.

    Without consent nothing of the visitor is looked at: for-you shows what is popular now, and
    similar and look are the same for everybody in any case.
    """
    guest = _guest(workspace, wanted)
    if wanted.kind == "for-you":
        chosen, personal = for_you(common, guest, wanted)
        return ShopList(kind=wanted.kind, personal=personal, items=dressed(common, chosen))
    if wanted.item is None:
        raise field_error(
            "body.item", "a list of this kind needs an item", remedy="Name the page's style."
        )
    reason = None
    if wanted.kind == "similar":
        chosen = similar(common, wanted.item, wanted.k, wanted.language)
    else:
        chosen, reason = look(common, wanted.item, wanted.k, wanted.language)
    items = dressed(common, chosen)
    return ShopList(kind=wanted.kind, personal=False, reason=reason, items=items)


@router.post("/events", scope=Scope.EVENTS_WRITE)
def events(batch: SeenBatch, common: Common, workspace: OpenWorkspace) -> Stored:
    """What a visitor did, safe on disk before this answers. Without consent nothing is stored."""
    guest = _guest(workspace, batch)
    if not guest.consent:
        return Stored(stored=0, ignored=len(batch.events), reason=NO_CONSENT)
    if guest.session is None and guest.customer is None:
        raise InputError(
            "it is not said whose events these are",
            remedy="Send a session of at least 8 characters, or the token of a customer.",
        )
    stored, ignored = store(common, guest, batch.events, dt.datetime.now(dt.UTC))
    return Stored(stored=stored, ignored=ignored, reason=None)


@router.post("/tokens", scope=Scope.CUSTOMERS_READ)
def token(asked: TokenAsked, workspace: OpenWorkspace) -> Token:
    """A token for a customer who has signed in; asked for by the shop's server, never by a page."""
    pseudonym = Pseudonymiser(workspace.key).one(asked.customer)
    if pseudonym is None:
        raise field_error(
            "body.customer", "it is blank", remedy="Send the id or address of the customer."
        )
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=asked.hours)
    return Token(token=tokens.make(workspace.key, pseudonym, until), expires_at=until)


@router.get(
    "/media/{path:path}",
    scope=PUBLIC,
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
    tables: Tables,
    side: Annotated[
        Literal["96", "160", "320", "480", "640", "960"],
        Query(description="Longer side of the thumbnail in pixels."),
    ] = "320",
) -> Response:
    """A picture of a style that is on sale, which is public as the shop is."""
    if path not in _public(tables):
        raise unknown("picture", path[:200])
    answer = served(workspace.root, path, request, int(side))
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=86400, stale-while-revalidate=604800"
    return answer


def _public(tables: Tables) -> frozenset[str]:
    def made() -> frozenset[str]:
        products = tables.facts("product").filter(pl.col("status").fill_null("active") == "active")
        images = tables.facts("image").join(products, on="product_id", how="semi")
        return frozenset(images["path"].drop_nulls().to_list())

    return tables.derived("shop pictures", ("product", "image"), made)


def _guest(workspace: Workspace, visitor: Visitor) -> Guest:
    """Who looks at the page; nobody without consent."""
    if not visitor.consent:
        return Guest()
    now = dt.datetime.now(dt.UTC)
    known = tokens.read(workspace.key, visitor.token, now) if visitor.token else None
    session = Pseudonymiser(workspace.key).one(visitor.session) if visitor.session else None
    return Guest(consent=True, customer=known, session=session)
