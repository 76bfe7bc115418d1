"""The demo: a simulated brand in a workspace, and its weekly plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modiste.model.errors import Place, WorkspaceError
from modiste.plan.weekly import Plan, make_plan
from modiste.serve.report.build import write_report
from modiste.simulate import World, preset, simulate
from modiste.store.context import Progress
from modiste.store.runs import recorded
from modiste.store.settings import FILE
from modiste.store.workspace import Workspace

NAME = "Demo brand"


@dataclass(frozen=True)
class Demo:
    """A demo that was made."""

    root: Path
    rows: int
    plan: Plan
    report: Path


def make_demo(
    root: Path, *, size: str, seed: int, progress: Progress, language: str = "en"
) -> Demo:
    """Simulate a brand, store its data and pictures, make its plan and report.

    Made again in the same folder it changes nothing but adds a plan.

    Args:
        root: folder of the workspace.
        size: a preset of ``modiste.simulate``.
        seed: seed of the simulated world.
        progress: told what is being done.
        language: of the reasons and the report: en or zh.

    Raises:
        WorkspaceError: the folder holds a workspace that is no demo.
    """
    progress("simulating a brand")
    world = simulate(preset(size, seed=seed))
    workspace = _workspace(root, world, language)
    progress("storing its data")
    rows = _store(workspace, world)
    progress("drawing its garments")
    media = workspace.folder("media")
    for path, svg in world.pictures():
        target = media / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(svg, encoding="utf-8")
    plan = make_plan(workspace, world.config.as_of, progress=progress)
    progress("report")
    return Demo(workspace.root, rows, plan, write_report(workspace, plan.run_id))


def _workspace(root: Path, world: World, language: str) -> Workspace:
    if not (root / FILE).exists():
        return Workspace.init(root, name=NAME, currency=world.config.currency, language=language)
    workspace = Workspace.open(root)
    if workspace.settings.brand.name != NAME:
        raise WorkspaceError(
            "the folder holds a workspace that is no demo",
            place=Place(file=str(root)),
            remedy="Name another folder with --workspace.",
        )
    return workspace


def _store(workspace: Workspace, world: World) -> int:
    config = world.config
    inputs = {"seed": config.seed, "skus": config.skus}
    with recorded(workspace.ledger, "simulate", settings={}, inputs=inputs) as record:
        for name, frame in world.tables.items():
            done = workspace.lake.upsert(name, frame)
            record.outputs[name] = {"rows": frame.height, "written": done.written}
    return sum(frame.height for frame in world.tables.values())
