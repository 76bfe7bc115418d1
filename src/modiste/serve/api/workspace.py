"""``/v1/workspace``: the brand's workspace as a whole, and replacing the demo by one's own."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from modiste.model.errors import ConflictError, InputError
from modiste.present.http.access import SIGNED_IN, Scope
from modiste.present.http.depends import Enqueue, OpenWorkspace, Who
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer, Strict
from modiste.serve.access.audit import note
from modiste.serve.api.jobs import JobStarted
from modiste.serve.demo import demo_day, demo_mark
from modiste.serve.jobs.worker import is_working
from modiste.store.workspace import Workspace

router = Router(prefix="/workspace", tags=["settings"])


class WorkspaceView(Answer):
    """The workspace."""

    name: str = Field(description="Name of the brand.")
    demo: bool = Field(description="Whether it is the demo, which can be replaced.")
    demo_day: dt.date | None = Field(description="Day at which the demo's data ends.")
    worker: bool = Field(description="Whether a worker runs that does background jobs.")
    empty: bool = Field(description="Whether there is nothing to plan from yet.")


class Replacement(Strict):
    """Consent to emptying the demo, and what the brand is called from then on."""

    confirm: str = Field(max_length=200, description="The name of the demo's brand, typed.")
    name: str | None = Field(None, min_length=1, max_length=200, description="Your brand's name.")
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$", description="ISO 4217 code.")
    zone: str | None = Field(None, max_length=100, description="Time zone such as Europe/Paris.")


@router.get("", scope=SIGNED_IN)
def show_workspace(workspace: OpenWorkspace) -> WorkspaceView:
    """What the workspace holds."""
    return WorkspaceView(
        name=workspace.settings.brand.name,
        demo=demo_mark(workspace) is not None,
        demo_day=demo_day(workspace),
        worker=is_working(workspace),
        empty=workspace.lake.version("sale") is None or not _any_sale(workspace),
    )


@router.post(
    "/replace-demo",
    scope=Scope.SETTINGS_WRITE,
    status_code=202,
    responses=problem_responses(409),
)
def replace_demo(
    wanted: Replacement, workspace: OpenWorkspace, who: Who, enqueue: Enqueue
) -> JobStarted:
    """Empty the demo for data of your own. Users, keys and settings stay; nothing else is demo."""
    if demo_mark(workspace) is None:
        raise ConflictError(
            "the workspace is no demo",
            remedy="Make a workspace of its own for other data: modiste init FOLDER.",
        )
    if wanted.confirm != workspace.settings.brand.name:
        raise InputError(
            "the name typed is not that of the demo's brand",
            remedy=f"Type {workspace.settings.brand.name!r} to empty it.",
        )
    changes = wanted.model_dump(exclude={"confirm"}, exclude_none=True)
    job_id = enqueue("replace demo", {"brand": changes}, actor=who.name, key="replace demo")
    with workspace.ledger.write() as session:
        note(session, who.name, "replace demo", "workspace", job=job_id, **changes)
    return JobStarted(job_id=job_id)


def _any_sale(workspace: Workspace) -> bool:
    return bool(workspace.lake.files("sale"))
