"""``modiste recommend …``: thin commands over the service and over plain files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

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
from modiste.recommend.shop_cli import fit_workspace, mount

app = typer.Typer(no_args_is_help=True)
mount(app)

ItemColumnOption = Annotated[str | None, typer.Option(help="Column of items.")]
UserColumnOption = Annotated[str | None, typer.Option(help="Column of users.")]


@app.command()
def fit(
    *,
    interactions: Annotated[
        Path | None,
        typer.Option(
            help="Who took what: user, item[, time][, weight]; or sequences. "
            "Without it, the workspace.",
            exists=True,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the model of a file of interactions.")
    ] = None,
    items: Annotated[
        Path | None, typer.Option(help="Items and their attributes.", exists=True)
    ] = None,
    model: Annotated[str, typer.Option(help="auto, or the name of a recommender.")] = "auto",
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the model: name=value.")
    ] = None,
    user_column: UserColumnOption = None,
    item_column: ItemColumnOption = None,
    time_column: Annotated[str | None, typer.Option(help="Column of times.")] = None,
    weight_column: Annotated[str | None, typer.Option(help="Column of weights.")] = None,
    user_ids: Annotated[
        bool | None,
        typer.Option(
            help="Whether the first word of a sequence is the person; else it is found out."
        ),
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day that counts; today by default."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything random.", min=0)] = 0,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Learn from a file of interactions, or from the workspace."""
    if interactions is None:
        fit_workspace(workspace, as_of, json=json)
        return
    if out is None:
        raise InputError(
            "it is not said where the model goes", remedy="Name a folder with --out FOLDER."
        )
    from modiste.learn.recommend.interactions import Interactions
    from modiste.recommend.files import Named, read_interactions, read_items
    from modiste.recommend.modelling import contest, described, make, today

    made = make(model, set_ or [], seed)
    with progress(quiet=json) as say:
        named = Named(user_column, item_column, time_column, weight_column)
        events, how = read_interactions(interactions, named, user_ids=user_ids)
        catalogue = None if items is None else read_items(items)
        until = today() if as_of is None else as_of.date()
        data = Interactions.of(events, catalogue, until=until)
        say(f"{how.rows:,} events ({how.form}); learning {made.name}")
        made.fit(data)
        made.save(out)
    report = {
        "model": made.name,
        "form": how.form,
        "columns": list(how.columns),
        **described(data),
        "chosen": getattr(made, "chosen", made.name),
        "contest": contest(made),
        "out": out,
    }
    emit(report, as_json=json, text=lambda: _show_fit(report))
    if not json:
        next_step(f"recommend: modiste recommend batch --model {out} --users USERS --out FILE.csv")


def _show_fit(report: dict[str, Any]) -> None:
    hidden = ("columns", "contest", "out")
    table("Learnt", ("", ""), [(k, v) for k, v in report.items() if k not in hidden])
    if report["contest"]:
        columns = list(report["contest"][0])
        table("Held-out items", columns, [list(row.values()) for row in report["contest"]])
    if report["columns"]:
        note(f"Read the columns {', '.join(report['columns'])}.")
    if report["duplicates_left_out"]:
        note(f"Left out {report['duplicates_left_out']:,} events that repeat another.")
    if report["future_left_out"]:
        note(f"Left out {report['future_left_out']:,} events of the future; see --as-of.")
    note(f"Wrote [bold]{report['out']}[/bold].")


@app.command()
def batch(
    *,
    model: Annotated[
        Path, typer.Option(help="Folder that fit wrote.", exists=True, file_okay=False)
    ],
    out: Annotated[Path, typer.Option(help="File for the result: .csv or .parquet.")],
    users: Annotated[
        Path | None,
        typer.Option(help="Users, one a line or a column; all by default.", exists=True),
    ] = None,
    k: Annotated[int, typer.Option(help="Items a user.", min=1)] = 10,
    only: Annotated[Path | None, typer.Option(help="Items that may be shown.", exists=True)] = None,
    seen: Annotated[bool, typer.Option(help="Show what a user took already, too.")] = False,
    user_column: UserColumnOption = None,
    item_column: ItemColumnOption = None,
    json: JsonOption = False,
) -> None:
    """Recommend for many users at once: user, item, score, rank, reason."""
    from modiste.learn.recommend.base import load
    from modiste.present.frames import check_name, write_frame
    from modiste.recommend.files import read_items, read_users
    from modiste.recommend.modelling import batch as recommend_all

    check_name(out)
    with progress(quiet=json) as say:
        loaded = load(model)
        asked = loaded.data.users if users is None else read_users(users, user_column)
        allowed = None if only is None else read_items(only, item_column)["item"]
        say(f"{len(asked):,} users, {loaded.name}")
        result = recommend_all(loaded, asked, k, only=allowed, seen=seen)
        write_frame(result, out)
    codes = loaded.data.user_codes(asked)
    report = {
        "users": len(asked),
        "unknown_users": int((codes < 0).sum()),
        "rows": result.height,
        "model": loaded.name,
        "out": out,
    }
    emit(report, as_json=json, text=lambda: table("Batch", ("", ""), list(report.items())))
    if report["unknown_users"]:
        shown = asked.gather((codes < 0).nonzero()[0][:3]).to_list()
        note(
            f"{report['unknown_users']:,} users are unknown to the model (such as "
            f"{', '.join(shown)}): they get what is popular now."
        )
