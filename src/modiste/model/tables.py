"""The one list of tables. Everything that is stored, shown or documented starts here."""

from __future__ import annotations

from modiste.model.demand import DEMAND_FINDINGS
from modiste.model.errors import UnknownNameError
from modiste.model.facts import FACTS
from modiste.model.findings import FINDINGS
from modiste.model.schema import Table

__all__ = ["TABLES", "table"]

TABLES: dict[str, Table] = {t.name: t for t in (*FACTS, *FINDINGS, *DEMAND_FINDINGS)}


def table(name: str) -> Table:
    """The declared table of that name.

    Raises:
        UnknownNameError: no such table is declared.
    """
    try:
        return TABLES[name]
    except KeyError:
        raise UnknownNameError(
            f"there is no table {name!r}", remedy=f"The tables are: {', '.join(TABLES)}."
        ) from None
