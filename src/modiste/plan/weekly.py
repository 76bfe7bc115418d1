"""The weekly plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import ValidationError

from modiste.model.errors import InputError, NotEnoughDataError, SettingsError, StoreError
from modiste.store.capability import Step, capabilities
from modiste.store.context import Context, Progress
from modiste.store.inbox import compact
from modiste.store.lake import Snapshot
from modiste.store.ledger import Run
from modiste.store.orders import publish_orders
from modiste.store.runs import get_run, recorded
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace


@dataclass(frozen=True)
class Plan:
    """A plan that was made: its run and the figures of each step."""

    run_id: str
    as_of: dt.date
    figures: dict[str, Any]


def make_plan(workspace: Workspace, as_of: dt.date, *, progress: Progress = lambda _: None) -> Plan:
    """Make the plan of a week.

    Args:
        workspace: where data lies and findings go.
        as_of: the day; sales from its week on are not looked at.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: there is nothing to plan from.
    """
    compact(workspace.ledger, workspace.lake)
    publish_orders(workspace.ledger, workspace.lake)
    snapshot = workspace.lake.snapshot()
    if "sale" not in snapshot.versions:
        raise NotEnoughDataError(
            "no sales have been imported",
            remedy="Import your orders with 'modiste import FILE', then plan again.",
        )
    return _run(workspace, snapshot, as_of, workspace.settings, progress, acting=True)


def replay_plan(workspace: Workspace, run_id: str, *, progress: Progress = lambda _: None) -> Plan:
    """Make an earlier plan again: same table versions, settings and day, under a new run.

    It shows what would be ordered and orders nothing. Only where data lies and which engine reads
    it are those of today.

    Raises:
        UnknownNameError: there is no such run.
        InputError: the run is no plan.
        StoreError: a version that it read has been cleaned up, or its settings are of a version of
            Modiste that knew others.
    """
    run = get_run(workspace.ledger, run_id)
    if run.kind != "plan":
        raise InputError(f"{run_id} is no plan", remedy="'modiste runs --kind plan' lists them.")
    snapshot = workspace.lake.snapshot(run.inputs["tables"])
    as_of = dt.date.fromisoformat(run.inputs["as_of"])
    return _run(workspace, snapshot, as_of, _settings_of(run, workspace.settings), progress)


def _settings_of(run: Run, today: Settings) -> Settings:
    """The settings that a run recorded, with today's storage."""
    try:
        return Settings.model_validate({**run.settings, "storage": today.storage})
    except ValidationError as error:
        raise StoreError(
            f"the settings of {run.run_id} are not those of this version: "
            f"{error.errors()[0]['msg']}",
            remedy=f"Install modiste {run.code.get('modiste', 'of then')} to replay it.",
        ) from None


def _run(
    workspace: Workspace,
    snapshot: Snapshot,
    as_of: dt.date,
    settings: Settings,
    progress: Progress,
    *,
    acting: bool = False,
) -> Plan:
    inputs = {"tables": snapshot.versions, "as_of": as_of.isoformat()}
    with recorded(
        workspace.ledger,
        "plan",
        settings=settings.model_dump(mode="json", exclude={"storage"}),
        inputs=inputs,
        seed=settings.planning.seed,
    ) as record:
        ledger = workspace.ledger if acting else None
        models = workspace.folder("models") if acting else None
        media = workspace.root / "media" if acting else None
        context = Context(
            record.run_id,
            as_of,
            snapshot,
            workspace.lake,
            settings,
            progress,
            ledger,
            models,
            media,
        )
        for step in in_order(step for each in capabilities().values() for step in each.steps):
            progress(step.name)
            record.outputs[step.name] = dict(step.run(context))
        return Plan(record.run_id, as_of, record.outputs)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Steps so that each comes after those it needs; absent ones are not waited for.

    Raises:
        SettingsError: steps wait for each other, or two have one name.
    """
    named: dict[str, Step] = {}
    for step in steps:
        if step.name in named:
            raise SettingsError(
                f"two capabilities have a step {step.name!r}", remedy="Uninstall one of them."
            )
        named[step.name] = step
    # Lists in a fixed order, so that steps which do not need each other run alike every time.
    graph = {name: sorted(set(step.after) & set(named)) for name, step in sorted(named.items())}
    try:
        return [named[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise SettingsError(
            f"steps wait for each other: {', '.join(error.args[1])}",
            remedy="Correct 'after' in one of the capabilities.",
        ) from None
