"""``modiste styling …``: thin commands over the service and over plain files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    next_step,
    note,
    progress,
    table,
)

app = typer.Typer(no_args_is_help=True)

LanguageOption = Annotated[
    str | None,
    typer.Option("--language", help="Language of reasons: en or zh; that of the workspace else."),
]
OccasionOption = Annotated[
    str | None, typer.Option(help="What for: work, party, wedding guest, 通勤 …")
]
SeasonOption = Annotated[str | None, typer.Option(help="spring, summer, autumn, winter, or now.")]
BudgetOption = Annotated[
    str | None, typer.Option(help="What new pieces may cost together, in the shop's currency.")
]
ShapeOption = Annotated[
    str | None, typer.Option(help="Body shape, such as 'hourglass'; the customer's else.")
]
AsOfOption = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day; today by default."),
]


@app.command()
def shape(
    *,
    bust: Annotated[float, typer.Option(help="Girth at the fullest part of bust or chest.")],
    waist: Annotated[float, typer.Option(help="Girth at the narrowest part of the trunk.")],
    hip: Annotated[float, typer.Option(help="Girth at the fullest part of the seat.")],
    high_hip: Annotated[
        float | None, typer.Option(help="Girth over the hip bones, about 10 cm below the waist.")
    ] = None,
    stomach: Annotated[float | None, typer.Option(help="Midway between bust and waist.")] = None,
    abdomen: Annotated[float | None, typer.Option(help="At the fullest part of the belly.")] = None,
    unit: Annotated[Literal["cm", "in"], typer.Option(help="Unit of the numbers.")] = "cm",
    gender: Annotated[
        Literal["women", "men"], typer.Option(help="Whose classes of GB/T 1335; FFIT is of women.")
    ] = "women",
    language: LanguageOption = None,
    json: JsonOption = False,
) -> None:
    """Name the body shape of girths: FFIT (women) and GB/T 1335 (women and men)."""
    from modiste.styling.asked import shape_report

    given = {"bust": bust, "waist": waist, "hip": hip}
    more = {"high_hip": high_hip, "stomach": stomach, "abdomen": abdomen}
    result = shape_report({**given, **more}, unit, gender, language)
    emit(result, as_json=json, text=lambda: _show_shape(result))


def _show_shape(result: dict[str, Any]) -> None:
    rows = [(name, value) for name, value in result.items() if name != "often_looked_for"]
    table("Body shape", ("", ""), rows)
    for line in result["often_looked_for"]:
        note(f"· {line}")


@app.command()
def capsule(
    *,
    customer: Annotated[str | None, typer.Option(help="Pseudonym of the customer.")] = None,
    gender: Annotated[str | None, typer.Option(help="women or men, without a customer.")] = None,
    pieces: Annotated[int, typer.Option(help="Pieces at the most, owned ones included.")] = 10,
    days: Annotated[int, typer.Option(help="Days it is for.")] = 7,
    budget: BudgetOption = None,
    occasion: OccasionOption = None,
    season: SeasonOption = None,
    shape: ShapeOption = None,
    own: Annotated[bool, typer.Option(help="Count on what the customer bought and kept.")] = True,
    language: LanguageOption = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Choose few pieces that make the most and best outfits for a week."""
    from modiste.styling.asked import capsule_report

    with progress(quiet=json) as say:
        say("choosing pieces")
        result = capsule_report(
            workspace,
            _day(as_of),
            asked={"budget": budget, "occasion": occasion, "season": season, "shape": shape},
            customer=customer,
            gender=gender,
            size=(pieces, days),
            own=own,
            language=language,
        )
    emit(result, as_json=json, text=lambda: _show_capsule(result))


def _show_capsule(result: dict[str, Any]) -> None:
    columns = ("slot", "title", "colour", "size", "costs", "owned")
    rows = [[row[name] for name in columns] for row in result["pieces"]]
    table(f"{len(rows)} pieces, {result['outfits']} outfits, {result['costs']}", columns, rows)
    week = [(day + 1, " + ".join(names)) for day, names in enumerate(result["week"])]
    table("Week", ("day", "outfit"), week)
    note(f"At the most {result['gap']:.1%} below the best possible choice of these candidates.")


@app.command()
def learn(
    *,
    outfits: Annotated[
        Path,
        typer.Option(
            help="Outfits: JSON with items_category, or CSV outfit,category.", exists=True
        ),
    ],
    names: Annotated[
        Path | None, typer.Option(help="Names of category ids: lines of id and name.", exists=True)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for the model; the workspace's models else.")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Learn from outfits that people made which kinds of things go together."""
    from modiste.styling.learning import learn_outfits

    with progress(quiet=json) as say:
        say("learning pairs")
        result = learn_outfits(outfits, names, out, workspace)
    emit(result, as_json=json, text=lambda: _show_learnt(result))
    if not json:
        next_step("use it: modiste recommend outfit --product ID")


def _show_learnt(result: dict[str, Any]) -> None:
    rows = [(name, result[name]) for name in ("outfits", "categories", "bridged", "out")]
    table("Outfits", ("", ""), rows)
    table("Together more often than by chance", ("one", "other", "weight"), result["strongest"])


@app.command()
def judge(
    *,
    outfits: Annotated[Path, typer.Option(help="Outfits to learn from.", exists=True)],
    test: Annotated[
        Path | None, typer.Option(help="Outfits to judge on; a tenth held out else.", exists=True)
    ] = None,
    names: Annotated[Path | None, typer.Option(help="Names of category ids.", exists=True)] = None,
    seed: Annotated[int, typer.Option(help="Seed of split, blanks and noise.", min=0)] = 0,
    json: JsonOption = False,
) -> None:
    """Judge the model of outfits: fill in the blank, and telling outfits from other sets."""
    from modiste.styling.learning import judge_outfits

    with progress(quiet=json) as say:
        say("learning and judging")
        rows = judge_outfits(outfits, test, names, seed)
    columns = list(rows[0])
    emit(
        rows, as_json=json, text=lambda: table("Outfits", columns, [list(r.values()) for r in rows])
    )


@app.command()
def fit(
    *,
    fits: Annotated[
        Path, typer.Option(help="How garments fitted: person, item, size, fit.", exists=True)
    ],
    people: Annotated[Path | None, typer.Option(help="Bodies by person.", exists=True)] = None,
    split: Annotated[
        Literal["random", "temporal"], typer.Option(help="A random fifth, or the latest fifth.")
    ] = "random",
    since: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day that is judged on.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of split and model.", min=0)] = 0,
    json: JsonOption = False,
) -> None:
    """Judge the size-fit model on a file: AUC, calibration, and both by groups of people."""
    from modiste.styling.learning import judge_fit

    with progress(quiet=json) as say:
        result = judge_fit(fits, people, split, _day(since), seed, say)
    emit(result, as_json=json, text=lambda: _show_fit(result))


@app.command()
def predict(
    *,
    fits: Annotated[
        Path, typer.Option(help="How garments fitted: person, item, size, fit.", exists=True)
    ],
    ask: Annotated[Path, typer.Option(help="What is asked: person, item, size.", exists=True)],
    out: Annotated[Path, typer.Option(help="Result: .csv or .parquet.")],
    people: Annotated[Path | None, typer.Option(help="Bodies by person.", exists=True)] = None,
    seed: Annotated[int, typer.Option(help="Seed of the model.", min=0)] = 0,
    json: JsonOption = False,
) -> None:
    """Write how likely sizes that people choose are small, right or large on them."""
    from modiste.styling.learning import predict_fits

    with progress(quiet=json) as say:
        result = predict_fits(fits, people, ask, out, seed, say)
    rows = list(result.items())
    emit(result, as_json=json, text=lambda: table("Fits", ("", ""), [(k, str(v)) for k, v in rows]))


def _show_fit(result: dict[str, Any]) -> None:
    for name in ("models", "groups"):
        rows = result[name]
        if rows:
            table(name.capitalize(), list(rows[0]), [list(row.values()) for row in rows])


@app.command()
def prefer(
    *,
    by: Annotated[
        Literal["shape", "occasion"], typer.Option(help="Groups of people, or occasions.")
    ] = "shape",
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """What people of a shape, or for an occasion, keep more or less often than others."""
    from modiste.styling.learning import learnt_preferences

    with progress(quiet=json) as say:
        say("comparing what was kept")
        rows = learnt_preferences(workspace, _day(as_of), by)
    columns = ["group", "name", "value", "outcomes", "rate", "others", "p_value", "significant"]
    emit(
        rows,
        as_json=json,
        text=lambda: table("Kept", columns, [[row[c] for c in columns] for row in rows[:25]]),
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None
