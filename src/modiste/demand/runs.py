"""Demand runs outside the weekly plan: recorded like a plan, under the kind ``demand``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from modiste.demand import service
from modiste.demand.inputs import countries, sources, styles_of
from modiste.demand.launches import NewStyles, forecast_new
from modiste.demand.running import calendar_of, judge
from modiste.demand.signal import make_signal
from modiste.model.errors import NotEnoughDataError
from modiste.store.context import Context, Progress
from modiste.store.inbox import compact
from modiste.store.lake import Snapshot
from modiste.store.runs import recorded
from modiste.store.workspace import Workspace

KIND = "demand"

Result = TypeVar("Result")


def forecast_workspace(
    path: Path | None, as_of: dt.datetime | None, progress: Progress
) -> dict[str, Any]:
    """Forecast the demand of a workspace as the plan does, and store it.

    Args:
        path: of the workspace; found from the current folder by default.
        as_of: the day; today by default.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: there are no sales.
    """

    def work(context: Context) -> dict[str, Any]:
        return dict(service.forecast_demand(context))

    workspace = Workspace.find(path)
    day = _day(workspace, as_of)
    with recorded(
        workspace.ledger,
        KIND,
        settings=workspace.settings.model_dump(mode="json", exclude={"storage"}),
        inputs={"tables": _ready(workspace).versions, "as_of": day.isoformat()},
        seed=workspace.settings.planning.seed,
    ) as record:
        record.outputs[KIND] = _within(workspace, record.run_id, day, progress, work)
    return {"run": record.run_id, "as_of": day, **record.outputs[KIND]}


def judge_workspace(
    path: Path | None,
    as_of: dt.datetime | None,
    progress: Progress,
    *,
    models: list[str],
    horizon: int,
    origins: int,
) -> list[dict[str, Any]]:
    """Judge forecasters on a workspace's own past; nothing is stored."""

    def work(context: Context) -> list[dict[str, Any]]:
        signal = make_signal(sources(context, horizon))
        context.progress(f"{signal.keys.height:,} series, {len(models)} forecasters")
        calendar = calendar_of(signal, horizon, countries(context.snapshot))
        seed = context.settings.planning.seed
        scores = judge(
            signal, models, horizon=horizon, origins=origins, seed=seed, calendar=calendar
        )
        return scores.to_dicts()

    workspace = Workspace.find(path)
    _ready(workspace)
    return _within(workspace, "", _day(workspace, as_of), progress, work)


def new_styles(
    path: Path | None, as_of: dt.datetime | None, progress: Progress, horizon: int
) -> NewStyles | None:
    """Forecast the new styles of a workspace from their analogues; nothing is stored."""

    def work(context: Context) -> NewStyles | None:
        signal = make_signal(sources(context, horizon))
        context.progress("analogues")
        styles = styles_of(context.snapshot, context.this_week)
        seed = context.settings.planning.seed
        return forecast_new(signal, styles, context.this_week, horizon, seed=seed)

    workspace = Workspace.find(path)
    _ready(workspace)
    return _within(workspace, "", _day(workspace, as_of), progress, work)


def _ready(workspace: Workspace) -> Snapshot:
    compact(workspace.ledger, workspace.lake)
    snapshot = workspace.lake.snapshot()
    if "sale" not in snapshot.versions:
        raise NotEnoughDataError(
            "no sales have been imported",
            remedy="Import your orders with 'modiste import FILE', then try again.",
        )
    return snapshot


def _day(workspace: Workspace, as_of: dt.datetime | None) -> dt.date:
    zone = ZoneInfo(workspace.settings.brand.zone)
    return as_of.date() if as_of else dt.datetime.now(zone).date()


def _within(
    workspace: Workspace,
    run_id: str,
    day: dt.date,
    progress: Progress,
    work: Callable[[Context], Result],
) -> Result:
    snapshot = workspace.lake.snapshot()
    context = Context(run_id, day, snapshot, workspace.lake, workspace.settings, progress)
    return work(context)
