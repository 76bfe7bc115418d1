"""``modiste recommend for|similar|profile|evaluate``: commands over a workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from modiste.model.errors import InputError
from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    next_step,
    note,
    progress,
    table,
)

if TYPE_CHECKING:
    from modiste.recommend.index import Index

AsOfOption = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day; today by default."),
]
LengthOption = Annotated[int | None, typer.Option("--k", help="Items of a list.", min=1)]


def fit_workspace(workspace: Path | None, as_of: dt.datetime | None, *, json: bool) -> None:
    """Learn from a workspace, write everyone's list, and say what came of it."""
    from modiste.recommend.service import fit

    with progress(quiet=json) as say:
        result = fit(workspace, as_of, say)
    emit(result, as_json=json, text=lambda: table("Learnt", ("", ""), _flat(result)))
    if not json:
        next_step("ask for a person: modiste recommend for CUSTOMER")


def _flat(result: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (key, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for key, value in result.items()
    ]


def for_(  # noqa: PLR0913 - options of a command
    customer: Annotated[
        str | None, typer.Argument(help="Pseudonym of a customer; none is a visitor.")
    ] = None,
    *,
    who: Annotated[
        str | None, typer.Option("--customer", help="The same, as other commands take it.")
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--item", help="A style or variant looked at or in the basket; repeatable."),
    ] = None,
    session: Annotated[
        str | None, typer.Option(help="Session of a visitor who did not sign in.")
    ] = None,
    occasion: Annotated[str | None, typer.Option(help="What for, such as wedding.")] = None,
    size: Annotated[
        list[str] | None, typer.Option(help="A size that overrules the known one; repeatable.")
    ] = None,
    k: LengthOption = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Recommend for a person, a basket or a visitor."""
    from modiste.recommend.index import Ask
    from modiste.recommend.service import rules_of

    customer = _one_customer(customer, who)
    index, length = _index(workspace, as_of, k)
    ask = Ask(
        customer,
        tuple(index.item_of(name) for name in items or ()),
        session,
        occasion,
        tuple(size or ()),
        length,
    )
    known = index.person(customer) is not None
    picks = [
        {
            "rank": rank,
            "product_id": pick.product_id,
            "title": index.title(pick.item),
            "colour": pick.colour,
            "variant_id": pick.variant_id,
            "score": round(pick.score, 4),
            "reason": pick.reason,
            "rules": rules_of(pick, index.language),
        }
        for rank, pick in enumerate(index.recommend(ask), start=1)
    ]
    result = {"run": index.run_id, "customer": customer, "profiled": known, "items": picks}
    shown = ("rank", "product_id", "title", "variant_id", "reason", "rules")
    rows = [[pick[name] for name in shown] for pick in picks]
    emit(result, as_json=json, text=lambda: table("Recommended", shown, rows))
    if customer and not known:
        note(
            "This customer is not known or has not agreed to being profiled, and is answered like "
            "a visitor."
        )
    if not picks:
        note("Nothing is on sale and in stock.")


def _one_customer(argument: str | None, option: str | None) -> str | None:
    if argument is not None and option is not None and argument != option:
        raise InputError(
            f"two customers are named: {argument} and {option}",
            remedy="Name one, as the argument or with --customer.",
        )
    return argument if option is None else option


def similar(
    item: Annotated[str, typer.Argument(help="A style or variant.")],
    *,
    kind: Annotated[
        Literal["alike", "with"], typer.Option(help="Items like it, or worn with it.")
    ] = "alike",
    k: LengthOption = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Items like one, or worn with it."""
    from modiste.recommend.similar import alike, worn_with

    index, length = _index(workspace, as_of, k)
    find = alike if kind == "alike" else worn_with
    found = [
        {"rank": rank, "title": index.title(each.item), **asdict(each)}
        for rank, each in enumerate(find(index, index.item_of(item), length), start=1)
    ]
    for each in found:
        del each["item"]
    shown = ("rank", "product_id", "title", "score", "reason")
    rows = [[each[name] for name in shown] for each in found]
    result = {"item": item, "kind": kind, "items": found}
    emit(result, as_json=json, text=lambda: table("Similar", shown, rows))


def profile(
    customer: Annotated[str, typer.Argument(help="Pseudonym of a customer.")],
    *,
    like: Annotated[list[str] | None, typer.Option(help="attribute:value; repeatable.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="attribute:value; repeatable.")] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="attribute or attribute:value; repeatable.")
    ] = None,
    erase: Annotated[bool, typer.Option(help="Forget all that was learnt until now.")] = False,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Show a person's profile with its evidence; correct or erase it."""
    from modiste.recommend.edits import write_edits
    from modiste.recommend.service import show_profile
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    written = write_edits(
        found, customer, like=like or [], avoid=avoid or [], ignore=ignore or [], erase=erase
    )
    index, _ = _index(workspace, as_of, None)
    result = {**show_profile(index, customer), "edits written": written}
    columns = ("name", "value", "liking", "evidence", "share", "said")
    rows = [[line[name] for name in columns] for line in result["likings"]]
    sizes = [[line[name] for name in ("group", "size", "evidence")] for line in result["sizes"]]

    def show() -> None:
        table("Tastes", columns, rows)
        table("Sizes", ("group", "size", "evidence"), sizes)

    emit(result, as_json=json, text=show)
    if not result["profiled"]:
        note("This customer is not known or has not agreed to being profiled.")


def evaluate(  # noqa: PLR0913 - options of a command
    *,
    windows: Annotated[int, typer.Option(help="Windows, one before the other.", min=1)] = 2,
    days: Annotated[int, typer.Option(help="Days of a window.", min=1)] = 28,
    k: Annotated[int, typer.Option("--k", help="Items of a list.", min=1)] = 10,
    least: Annotated[
        int, typer.Option(help="Purchases that people must have had before.", min=0)
    ] = 0,
    rules: Annotated[bool, typer.Option(help="With all business rules.")] = False,
    log: Annotated[
        Path | None,
        typer.Option(
            help="Judge another policy from a log of shown items instead: item, propensity, "
            "reward, target or score[, decision, user, position, predicted].",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    clip: Annotated[
        float | None, typer.Option(help="Largest weight of a decision of the log.", min=0.01)
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the log's bootstrap.", min=0)] = 0,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Judge the recommender on the shop's own past, or another policy from a log."""
    if log is not None:
        _evaluate_log(log, clip, seed, json=json)
        return
    from modiste.recommend.judging import judge_shop, told
    from modiste.recommend.service import day_of
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    with progress(quiet=json) as say:
        judged = judge_shop(
            found.lake.snapshot(),
            found.settings,
            day_of(found, as_of),
            windows=windows,
            days=days,
            k=k,
            least_before=least,
            rules=rules,
            progress=say,
        )
    result = told(judged)
    ndcg = [row for row in result["metrics"] if row["metric"] == "ndcg"]
    columns = ("model", "slice", "people", "mean", "low", "high")
    rows = [[row[name] for name in columns] for row in ndcg]
    emit(result, as_json=json, text=lambda: table(f"NDCG@{k}", columns, rows))
    if not json:
        ratio, low, high = result["times popularity"]
        note(f"{ratio:.2f} times popularity (95 %: {low:.2f} to {high:.2f}).")


def _evaluate_log(log: Path, clip: float | None, seed: int, *, json: bool) -> None:
    from modiste.recommend.logged import judge_log

    result = judge_log(log, clip=clip, seed=seed)
    columns = ("position", "decisions", "method", "value", "low", "high", "effective", "weak")
    rows = [[row[name] for name in columns] for row in result["estimates"]]
    emit(result, as_json=json, text=lambda: table("Reward a decision", columns, rows))
    if not json:
        note(f"The running policy earned {result['earned']:.4f} a decision.")
        if any(row["weak"] for row in result["estimates"]):
            note("Estimates on fewer than 100 effective decisions are weak: do not trust them.")


def _index(workspace: Path | None, as_of: dt.datetime | None, k: int | None) -> tuple[Index, int]:
    from modiste.recommend.service import open_index
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    return open_index(found, as_of), k or found.settings.recommend.length


def mount(app: typer.Typer) -> None:
    """Add the commands to a group."""
    for name, command in (
        ("for", for_),
        ("similar", similar),
        ("profile", profile),
        ("evaluate", evaluate),
    ):
        app.command(name)(command)
