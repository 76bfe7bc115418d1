"""Asking for jobs: what the API's ``Enqueue`` and the commands do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modiste.serve.jobs.kinds import find_kind
from modiste.store import jobs
from modiste.store.workspace import Workspace


class Jobs:
    """Starts jobs of one workspace; fit for ``Shared.enqueue``."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __call__(
        self,
        kind: str,
        arguments: Mapping[str, Any],
        *,
        actor: str,
        key: str | None = None,
    ) -> str:
        """Ask for a job, durably.

        Args:
            kind: what to do.
            arguments: with what.
            actor: who asks.
            key: what may be under way once at a time; that of the kind by default.

        Returns:
            Id of the job, or of the one of that key that is under way.

        Raises:
            UnknownNameError: there is no such kind.
        """
        known = find_kind(kind)
        return jobs.enqueue(
            self._workspace.ledger, kind, dict(arguments), actor=actor, key=key or known.key
        )
