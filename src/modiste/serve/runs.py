"""A run as plain data."""

from __future__ import annotations

from typing import Any

from modiste.store.ledger import Run


def run_as_dict(run: Run) -> dict[str, Any]:
    """Every field of a run, and how many seconds it took."""
    ended = run.ended_at
    return {
        "run_id": run.run_id,
        "kind": run.kind,
        "state": run.state,
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "ended_at": ended.isoformat(timespec="seconds") if ended else None,
        "seconds": round((ended - run.started_at).total_seconds(), 2) if ended else None,
        "seed": run.seed,
        "code": run.code,
        "settings": run.settings,
        "inputs": run.inputs,
        "outputs": run.outputs,
        "error": run.error,
    }
