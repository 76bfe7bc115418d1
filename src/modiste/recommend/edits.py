"""Edits of a person's own profile, as rows of the table ``profile_edit``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.tables import table
from modiste.recommend.people import ALL, NEUTRAL
from modiste.store.workspace import Workspace


def write_edits(
    workspace: Workspace,
    customer: str,
    *,
    like: Sequence[str] = (),
    avoid: Sequence[str] = (),
    ignore: Sequence[str] = (),
    erase: bool = False,
    at: dt.datetime | None = None,
) -> int:
    """Store edits; the newest stance on a value counts.

    Args:
        workspace: where.
        customer: whose profile.
        like: values such as ``colour:navy``.
        avoid: likewise.
        ignore: attributes such as ``price``, or values.
        erase: forget all that was learnt until now.
        at: when it was said; now by default.

    Returns:
        Number of edits.

    Raises:
        InputError: a value has no attribute.
    """
    at = at or dt.datetime.now(dt.UTC)
    rows = [(*_split(each, whole=False), "like") for each in like]
    rows += [(*_split(each, whole=False), "avoid") for each in avoid]
    rows += [(*_split(each, whole=True), "ignore") for each in ignore]
    if erase:
        rows.append((ALL, ALL, "erase"))
    if not rows:
        return 0
    frame = pl.DataFrame(
        [(customer, name, value, stance, at) for name, value, stance in rows],
        schema=table("profile_edit").polars(),
        orient="row",
    )
    workspace.lake.upsert("profile_edit", frame.unique(["name", "value"], keep="last"))
    return len(rows)


def edits_of(workspace: Workspace, customer: str) -> dict[tuple[str, str], str]:
    """Stances of a person that stand, by attribute name and value; erasures are none."""
    mine = workspace.lake.scan("profile_edit").filter(
        pl.col("customer_id") == customer, ~pl.col("stance").is_in(["erase", NEUTRAL])
    )
    rows = mine.select("name", "value", "stance").collect()
    return {(name, value): stance for name, value, stance in rows.iter_rows()}


def withdraw_edits(workspace: Workspace, customer: str, values: Sequence[str]) -> int:
    """Take edits back; what was learnt counts again.

    A row of the lake is not deleted; its stance becomes ``neutral``.

    Args:
        workspace: where.
        customer: whose profile.
        values: such as ``colour:navy``, or ``price`` for an attribute.

    Returns:
        Number of edits that stood and stand no longer.

    Raises:
        InputError: a value has no attribute.
    """
    named = [_split(each, whole=True) for each in values]
    standing = edits_of(workspace, customer)
    gone = [key for key in dict.fromkeys(named) if key in standing]
    at = dt.datetime.now(dt.UTC)
    rows = [(customer, name, value, NEUTRAL, at) for name, value in gone]
    if rows:
        frame = pl.DataFrame(rows, schema=table("profile_edit").polars(), orient="row")
        workspace.lake.upsert("profile_edit", frame)
    return len(rows)


def _split(text: str, *, whole: bool) -> tuple[str, str]:
    name, _, value = (part.strip() for part in text.partition(":"))
    if not name or (not value and not whole):
        raise InputError(
            "this names no attribute and value",
            place=Place(value=text),
            remedy="Write it like colour:navy.",
        )
    return name, value or ALL
