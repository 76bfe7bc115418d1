"""Write what others need: purchase orders for suppliers, tables for anyone."""

from __future__ import annotations

from pathlib import Path

from modiste.serve.query import select
from modiste.serve.report import gather
from modiste.store.exporters.orders import purchase_order_bytes
from modiste.store.exporters.tables import table_bytes
from modiste.store.runs import get_run
from modiste.store.workspace import Workspace

ORDERS = "purchase-orders"


def export_to(
    workspace: Workspace, what: str, kind: str, *, at: str | None = None, out: Path | None = None
) -> tuple[Path, int]:
    """Write an export.

    Args:
        workspace: whose.
        what: ``purchase-orders`` or the name of a table.
        kind: csv, xlsx, json or parquet.
        at: a run; the newest plan by default.
        out: the file; one in the workspace's ``exports`` folder by default.

    Returns:
        The file and the number of rows in it.
    """
    if what == ORDERS:
        run = get_run(workspace.ledger, at or "plan")
        lines, totals = gather.orders(gather.findings(workspace, run.run_id))
        data, rows = purchase_order_bytes(lines, totals, kind), lines.height
        path = out or workspace.folder("exports") / f"{ORDERS}-{run.run_id}.{kind}"
    else:
        frame = select(workspace, what, at=at)
        data, rows = table_bytes(frame, kind), frame.height
        path = out or workspace.folder("exports") / f"{what}.{kind}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path, rows
