from __future__ import annotations

import pytest
from tests.inventory.posting import fill, order

from modiste.store.workspace import Workspace


@pytest.fixture
def ordering(workspace: Workspace) -> Workspace:
    """A shop with an approved order."""
    fill(workspace.lake)
    order(workspace.ledger)
    return workspace
