"""Reads facts; learns a recommender; writes ``recommendation``; opens the index that answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from modiste.model.errors import NotEnoughDataError
from modiste.model.tables import table
from modiste.recommend.building import Facts, build_index, read_facts
from modiste.recommend.index import Ask, Index, Pick
from modiste.recommend.profile import likings
from modiste.recommend.ranker import Ranker
from modiste.recommend.recipe import Recipe
from modiste.recommend.saved import load, report_of, save
from modiste.recommend.sessions import Sessions
from modiste.recommend.training import Trained, train
from modiste.recommend.words import RULES
from modiste.store.context import Context, Progress
from modiste.store.inbox import compact
from modiste.store.runs import recorded
from modiste.store.workspace import Workspace

KIND = "recommend"
MODEL = "blend"
RANKED = "blend, ranker"


def recommendations(context: Context) -> Mapping[str, Any]:
    """The plan's step: learn, and write a list for everyone who agreed and was here lately.

    A shop without items or people has no recommendations and no error.
    """
    context.progress("reading what people took")
    settings = context.settings
    facts = read_facts(context.snapshot, settings, context.as_of)
    if not len(facts.assortment) or not len(facts.journal):
        return {"people": 0, "items": len(facts.assortment)}
    recipe = Recipe()
    context.progress("learning what people choose")
    trained = learn(facts, recipe, context)
    if context.models is not None:
        save(context.models, context.run_id, recipe, trained)
    index = build_index(
        facts, settings, run_id=context.run_id, recipe=recipe, blend=trained.blend,
        ranker=trained.ranker,
        ranker_for_all=trained.backtest is None or trained.backtest.ranker_for_all,
    )  # fmt: skip
    people = active(facts, settings.recommend.active_days)
    context.progress(f"lists for {len(people):,} people")
    rows = batch(index, people, settings.recommend.length)
    context.write("recommendation", rows)
    return {"people": rows["customer_id"].n_unique(), "items": len(facts.assortment),
            "lists": rows.height, **report_of(trained)}  # fmt: skip


def learn(facts: Facts, recipe: Recipe, context: Context) -> Trained:
    """Train on the facts of a day."""
    return train(
        facts.journal,
        facts.assortment.catalogue,
        facts.now,
        recipe,
        ranker=context.settings.recommend.ranker == "auto",
        seed=context.settings.planning.seed,
    )


def active(facts: Facts, days: int) -> list[str]:
    """People who may be profiled and did something within so many days, sorted."""
    journal = facts.journal
    lately = (journal.user >= 0) & (journal.day >= facts.now - days)
    codes = np.unique(journal.user[lately])
    return journal.users.gather(codes).to_list() if len(codes) else []


def batch(index: Index, people: list[str], k: int) -> pl.DataFrame:
    """Lists of many people as rows of the table ``recommendation``, without the run."""
    columns = [name for name in table("recommendation").names if name != "run_id"]
    model = MODEL if index.ranker is None else RANKED
    rows: dict[str, list[Any]] = {name: [] for name in columns}
    for person in people:
        known = index.person(person)
        may_write = known is not None and known.may_write
        for rank, pick in enumerate(index.recommend(Ask(customer=person, k=k)), start=1):
            values = (
                person, rank, pick.product_id, pick.colour, pick.variant_id,
                round(pick.score, 4), pick.reason, rules_of(pick, index.language), may_write, model,
            )  # fmt: skip
            for name, value in zip(columns, values, strict=True):
                rows[name].append(value)
    types = table("recommendation").polars()
    return pl.DataFrame(rows, schema={name: types[name] for name in columns})


def rules_of(pick: Pick, language: str) -> str | None:
    """What rules did to an item, in words: ``return risk 5→3``; ``None`` for nothing."""
    names = RULES[language]
    told = [
        f"{names.get(moved.rule, moved.rule)} {moved.before or '–'}→{moved.after or '–'}"
        for moved in pick.moved
    ]
    return ", ".join(told) or None


# --- outside the plan --------------------------------------------------------------------------


def fit(path: Path | None, as_of: dt.datetime | None, progress: Progress) -> dict[str, Any]:
    """Learn from a workspace and write everyone's list, as a run of its own.

    Args:
        path: of the workspace; found from the current folder by default.
        as_of: the day; today by default.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: nothing was sold.
    """
    workspace = Workspace.find(path)
    compact(workspace.ledger, workspace.lake)
    snapshot = workspace.lake.snapshot()
    if "sale" not in snapshot.versions and "event" not in snapshot.versions:
        raise NotEnoughDataError(
            "there are neither sales nor visits",
            remedy="Import your orders with 'modiste import FILE', then fit again.",
        )
    settings = workspace.settings
    day = day_of(workspace, as_of)
    with recorded(
        workspace.ledger,
        KIND,
        settings=settings.model_dump(mode="json", exclude={"storage"}),
        inputs={"tables": snapshot.versions, "as_of": day.isoformat()},
        seed=settings.planning.seed,
    ) as record:
        context = Context(
            record.run_id, day, snapshot, workspace.lake, settings, progress,
            models=workspace.folder("models"),
        )  # fmt: skip
        record.outputs[KIND] = dict(recommendations(context))
    return {"run": record.run_id, "as_of": day, **record.outputs[KIND]}


def show_profile(index: Index, customer: str) -> dict[str, Any]:
    """A person's profile: tastes with their evidence, and sizes.

    Args:
        index: the shop.
        customer: pseudonym.
    """
    ask = Ask(customer=customer)
    profiled = index.person(customer) is not None
    query = index.query(ask)
    shelf, slots = index.assortment.shelf, index.slots(ask)
    sizes = [
        {"group": shelf.groups[group], "size": shelf.sizes[group][slot],
         "evidence": round(index.size_evidence(customer, group), 2)}
        for group, slot in enumerate([] if slots is None else slots.tolist())
        if slot >= 0
    ]  # fmt: skip
    return {
        "customer": customer,
        "profiled": profiled,
        "events": len(query.items),
        "likings": [asdict(line) for line in likings(query, index.blend)] if profiled else [],
        "sizes": sizes,
    }


def open_index(workspace: Workspace, as_of: dt.datetime | None = None) -> Index:
    """The index over the newest facts and the newest model.

    Raises:
        NotEnoughDataError: no model was fitted yet.
    """
    model = load(workspace.folder("models"))
    snapshot, day = workspace.lake.snapshot(), day_of(workspace, as_of)
    facts = read_facts(snapshot, workspace.settings, day)
    end = dt.datetime.combine(day, dt.time(), dt.UTC)
    return build_index(
        facts,
        workspace.settings,
        run_id=model.run_id,
        recipe=model.recipe,
        weights=model.weights,
        ranker=None if model.ranker is None else Ranker.of_text(model.ranker),
        ranker_for_all=model.ranker_for_all,
        sessions=Sessions(snapshot, facts.assortment, end),
    )


def day_of(workspace: Workspace, as_of: dt.datetime | None) -> dt.date:
    """The day asked for, or today in the brand's zone."""
    if as_of is not None:
        return as_of.date()
    return dt.datetime.now(ZoneInfo(workspace.settings.brand.zone)).date()
