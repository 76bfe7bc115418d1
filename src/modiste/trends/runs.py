"""Trend runs outside the weekly plan: recorded like a plan, under the kind ``trends``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from modiste.model.errors import NotEnoughDataError
from modiste.store.context import Context, Progress
from modiste.store.inbox import compact
from modiste.store.runs import recorded
from modiste.store.workspace import Workspace
from modiste.trends.service import find_trends, trend_series

KIND = "trends"
HEARD = {"post", "event", "sale"}
"""Tables of which trends are made."""


def make_series(path: Path | None, as_of: dt.datetime | None, progress: Progress) -> dict[str, Any]:
    """Make the series of a workspace alone.

    Args:
        path: of the workspace; found from the current folder by default.
        as_of: the day; today by default.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: there is nothing to make them of.
    """
    return _run(Workspace.find(path), as_of, progress, trend_series)


def make_trends(path: Path | None, as_of: dt.datetime | None, progress: Progress) -> dict[str, Any]:
    """Make series, forecasts, readings and the brand's view of a workspace.

    Args:
        path: of the workspace; found from the current folder by default.
        as_of: the day; today by default.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: there is nothing to make them of.
    """
    return _run(Workspace.find(path), as_of, progress, find_trends)


def _run(
    workspace: Workspace,
    as_of: dt.datetime | None,
    progress: Progress,
    work: Callable[[Context], Mapping[str, Any]],
) -> dict[str, Any]:
    compact(workspace.ledger, workspace.lake)
    snapshot = workspace.lake.snapshot()
    if not HEARD & set(snapshot.versions):
        raise NotEnoughDataError(
            "no posts, searches, events or sales have been imported",
            remedy="Import some with 'modiste trends ingest FILE' and 'modiste import FILE'.",
        )
    settings = workspace.settings
    day = as_of.date() if as_of else dt.datetime.now(ZoneInfo(settings.brand.zone)).date()
    with recorded(
        workspace.ledger,
        KIND,
        settings=settings.model_dump(mode="json", exclude={"storage"}),
        inputs={"tables": snapshot.versions, "as_of": day.isoformat()},
        seed=settings.planning.seed,
    ) as record:
        context = Context(
            record.run_id,
            day,
            snapshot,
            workspace.lake,
            settings,
            progress,
            models=workspace.root / "models",
            media=workspace.root / "media",
        )
        record.outputs[KIND] = dict(work(context))
    return {"run": record.run_id, "as_of": day, **record.outputs[KIND]}
