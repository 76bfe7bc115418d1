"""The audit log; for owners."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from modiste.model.errors import InputError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace
from modiste.present.http.paging import Page, PageQuery, paged_by
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.access import audit

router = Router(prefix="/audit", tags=["access"])


class AuditView(Answer):
    """Who did what, when."""

    id: int = Field(description="Counts rows; never changes.")
    at: dt.datetime
    actor: str = Field(description="E-mail address, key:NAME, terminal, or nobody.")
    action: str = Field(description="What was done: add, change, approved, denied …")
    subject: str = Field(description="To what: user:…, key:…, an order, a suggestion …")
    detail: dict[str, Any] = Field(description="What else is known, by action.")


@router.get("", scope=Scope.AUDIT_READ)
def read_audit(
    workspace: OpenWorkspace,
    query: PageQuery,
    *,
    actor: Annotated[str | None, Query(max_length=254)] = None,
    action: Annotated[str | None, Query(max_length=50)] = None,
    subject: Annotated[
        str | None, Query(max_length=200, description="Beginning of the subject.")
    ] = None,
    since: Annotated[dt.datetime | None, Query(description="From then on, with a zone.")] = None,
    until: Annotated[dt.datetime | None, Query(description="Before then, with a zone.")] = None,
) -> Page[AuditView]:
    """The audit log, newest first."""
    for moment in (since, until):
        if moment is not None and moment.tzinfo is None:
            raise InputError("a time has no zone", remedy="Write it like 2026-03-02T00:00:00Z.")
    wanted = audit.Wanted(actor, action, subject, since, until)
    before = int(query.last[0]) if query.last and query.last[0].isdigit() else None
    found, total = audit.rows(workspace.ledger, wanted, before=before, limit=query.limit + 1)
    return paged_by(
        found, query, total=total, key=lambda row: (row.id,), make=AuditView.model_validate
    )
