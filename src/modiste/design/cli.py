"""``modiste design …``: from words or a picture to specs, flats, patterns and boards.

The other rooms of the studio have command files of their own with a ``COMMANDS`` mapping from names
to functions; they are added here where they exist.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    next_step,
    note,
    print_json,
    progress,
    table,
)

if TYPE_CHECKING:
    from modiste.design.generate import Board, Brief, Evidence, Taste
    from modiste.design.spec.model import DesignSpec
    from modiste.design.words import Reading

app = typer.Typer(no_args_is_help=True)

ROOMS = ("draw", "prints", "techpack", "make", "drape", "images")

SpecArgument = Annotated[Path, typer.Argument(metavar="SPEC", help="JSON of a design.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files.")]
CountOption = Annotated[int, typer.Option("--n", "-n", help="Designs on the board.", min=1, max=60)]
SeedOption = Annotated[int, typer.Option(help="Seed of everything random.", min=0)]
LangOption = Annotated[str, typer.Option("--lang", help="auto, en or zh.")]
LockOption = Annotated[
    list[str] | None, typer.Option("--lock", help="Slot that stays, such as neckline; repeatable.")
]
LikeOption = Annotated[
    list[Path] | None, typer.Option("--like", help="Spec that is liked; repeatable.", exists=True)
]
DislikeOption = Annotated[
    list[Path] | None, typer.Option("--dislike", help="Spec that is not; repeatable.", exists=True)
]
PriceOption = Annotated[
    float | None,
    typer.Option(
        "--price", help="Retail price to meet, in euros, as the prices of cloth are.", min=0.01
    ),
]


RisingOption = Annotated[
    int, typer.Option("--rising", help="Rising trends of the workspace to put in.", min=0, max=8)
]


@app.callback()
def design() -> None:
    """Design garments from words, pictures or a brief."""


@app.command("from-text")
def from_text(
    text: Annotated[str, typer.Argument(help="The wish: a sentence or keywords.")],
    *,
    lang: LangOption = "auto",
    n: CountOption = 12,
    out: OutOption = None,
    seed: SeedOption = 0,
    price: PriceOption = None,
    like: LikeOption = None,
    dislike: DislikeOption = None,
    rising: RisingOption = 0,
    llm: Annotated[
        bool, typer.Option("--llm", help="Ask the configured language model as well.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Make designs of a few words; words that are not understood are reported."""
    from modiste.design.generate.brief import priced
    from modiste.design.service import heard
    from modiste.design.words import read

    language = _language(lang, text)
    brief, words = priced(text)
    reading = read(words, language=language)
    if llm:
        reading = _asked(reading, words, workspace)
    kept = frozenset(reading.said) | _colours(reading)
    spec, taken = _risen(reading.spec, kept, rising, workspace)
    taste = _taste(kept, like, dislike)
    made = _board(spec, n, seed, _brief(brief, price), taste, workspace, quiet=json)
    result = heard(reading, language) | {"rising": taken}
    _finish(made, out, text, language, reading, result, json=json)


def _risen(
    spec: DesignSpec, kept: frozenset[str], count: int, workspace: Path | None
) -> tuple[DesignSpec, list[str]]:
    from modiste.design.generate.rising import risen

    if not count:
        return spec, []
    found, taken = risen(spec, _evidence(workspace), keep=kept, count=count)
    told = [f"{each.value} {each.change:+.0%} (p {each.confidence:.2f})" for each in taken]
    note("Rising: " + (", ".join(told) or "nothing that fits"))
    return found, told


def _asked(reading: Reading, text: str, workspace: Path | None) -> Reading:
    from modiste.design.llm import ask
    from modiste.store.workspace import Workspace

    answer = ask(text, Workspace.find(workspace).settings.design)
    return type(reading)(**{**vars(reading), "spec": answer.spec})


def _colours(reading: Reading) -> frozenset[str]:
    named = any(each.colour and not each.denied for each in reading.understood)
    return frozenset({"colours"} if named else ())


@app.command("from-product")
def from_product(
    product: Annotated[str, typer.Argument(help="Id of a style of the brand.")],
    *,
    n: CountOption = 12,
    out: OutOption = None,
    seed: SeedOption = 0,
    lock: LockOption = None,
    rising: RisingOption = 0,
    price: PriceOption = None,
    lang: LangOption = "en",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Make designs of a style that exists: its successor, say, with what rises now."""
    from modiste.design.service import from_product as known
    from modiste.design.service import heard
    from modiste.store.workspace import Workspace

    reading = known(Workspace.find(workspace), product)
    language = _language(lang, "")
    kept = _locks(lock)
    spec, taken = _risen(reading.spec, kept, rising, workspace)
    taste = _taste(kept, None, None)
    made = _board(spec, n, seed, _brief(None, price), taste, workspace, quiet=json)
    result = heard(reading, language) | {"rising": taken}
    _finish(made, out, reading.spec.name, language, reading, result, json=json)


@app.command("from-image")
def from_image(
    file: Annotated[Path, typer.Argument(help="Picture of a garment.")],
    *,
    text: Annotated[str, typer.Option(help="Words that go before what the picture shows.")] = "",
    lang: LangOption = "auto",
    n: CountOption = 12,
    out: OutOption = None,
    seed: SeedOption = 0,
    price: PriceOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Make designs like the garment in a picture: its shape, colours and print."""
    from modiste.design.seen import see, told

    language = _language(lang, text)
    with progress(quiet=json) as say:
        say(f"looking at {file.name}")
        seen = see(file, text=text, folder=out, models=_models(workspace))
    locked = frozenset(seen.sure) | {"colours"}
    taste = _taste(locked, None, None)
    made = _board(seen.spec, n, seed, _brief(None, price), taste, workspace, quiet=json)
    _finish(made, out, file.stem, language, None, told(seen), json=json)


@app.command()
def vary(
    spec: SpecArgument,
    *,
    n: CountOption = 12,
    out: OutOption = None,
    seed: SeedOption = 0,
    lock: LockOption = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="slot=value to change first; repeatable.")
    ] = None,
    like: LikeOption = None,
    dislike: DislikeOption = None,
    price: PriceOption = None,
    lang: LangOption = "en",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Vary a design: slots that are locked stay, what is liked becomes likelier."""
    from modiste.design.service import changed
    from modiste.design.spec.versions import read_spec

    found = read_spec(spec)
    settings = dict(_pairs(set_ or []))
    locked = _locks(lock)
    found, others = changed(found, settings, lock=locked) if settings else (found, [])
    taste = _taste(locked | frozenset(settings), like, dislike)
    made = _board(found, n, seed, _brief(None, price), taste, workspace, quiet=json)
    result = {"spec": found.model_dump(mode="json"), "changed": others}
    for line in others:
        note(line)
    _finish(made, out, found.name or spec.stem, _language(lang, ""), None, result, json=json)


@app.command()
def board(
    specs: Annotated[list[Path], typer.Argument(metavar="SPEC...", help="Designs to lay out.")],
    *,
    n: Annotated[
        int,
        typer.Option(
            "--n",
            "-n",
            help="Designs in all; more than are given are bred from them.",
            min=0,
            max=60,
        ),
    ] = 0,
    out: OutOption = None,
    title: Annotated[str, typer.Option(help="Heading of the page.")] = "",
    seed: SeedOption = 0,
    lang: LangOption = "en",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Lay designs out side by side, judged; or breed new ones from several."""
    from modiste.design.generate.board import laid_out
    from modiste.design.spec.versions import read_spec

    found = [read_spec(path) for path in specs]
    known = _evidence(workspace)
    if n > len(found):
        from modiste.design.generate import board as bred

        made = bred(found, n, seed=seed, evidence=known)
    else:
        made = laid_out(found, evidence=known)
    _finish(made, out, title, _language(lang, ""), None, {}, json=json)


@app.command()
def check(spec: SpecArgument, *, lang: LangOption = "en", json: JsonOption = False) -> None:
    """Say whether a spec can be made; if not, why, and what is nearest."""
    from modiste.design.spec.grammar import IncompatibleSpecError
    from modiste.design.spec.versions import read_spec

    try:
        found = read_spec(spec)
    except IncompatibleSpecError as error:
        _refuse(error, lang, json=json)
        raise typer.Exit(error.exit_code) from None
    result = {"valid": True, "spec": found.model_dump(mode="json")}
    emit(result, as_json=json, text=lambda: note(f"{spec.name} can be made."))


def _refuse(error: Any, lang: str, *, json: bool) -> None:
    result = {
        "valid": False,
        "reasons": [each.text(lang) for each in error.reasons],
        "nearest": error.nearest.model_dump(mode="json"),
        "changes": [each.text(lang) for each in error.changes],
    }

    def text() -> None:
        table("It cannot be made", ("why",), [(line,) for line in result["reasons"]])
        table("The nearest that can", ("change",), [(line,) for line in result["changes"]])

    emit(result, as_json=json, text=text)


@app.command()
def schema(
    *, out: Annotated[Path | None, typer.Option("--out", "-o", help="File for the schema.")] = None
) -> None:
    """Print or write the JSON schema of a design spec."""
    import json

    from modiste.design.spec.model import DesignSpec

    found = DesignSpec.model_json_schema()
    if out is None:
        print_json(found)
    else:
        out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
        note(f"Wrote [bold]{out}[/bold].")


def _language(lang: str, text: str) -> str:
    from modiste.model.errors import InputError

    if lang not in {"auto", "en", "zh"}:
        raise InputError(f"the language is {lang!r}", remedy="Use --lang auto, en or zh.")
    if lang != "auto":
        return lang
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


def _locks(lock: list[str] | None) -> frozenset[str]:
    from modiste.design.spec.slots import CHOICES
    from modiste.model.errors import InputError

    found: set[str] = set()
    for name in lock or []:
        slots = {s for s in (*CHOICES, "colours") if s == name or s.startswith(f"{name}.")}
        if not slots:
            raise InputError(
                f"a garment has no slot {name!r}",
                remedy="Lock colours, neckline, sleeve, sleeve.length and so on.",
            )
        found |= slots
    return frozenset(found)


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    from modiste.model.errors import InputError

    pairs = [text.partition("=") for text in given]
    if any(not sign for _, sign, _ in pairs):
        raise InputError("--set wants slot=value", remedy="Write --set neckline=v.")
    return [(slot.strip(), value.strip()) for slot, _, value in pairs]


def _taste(locked: frozenset[str], like: list[Path] | None, dislike: list[Path] | None) -> Taste:
    from modiste.design.generate import Taste
    from modiste.design.spec.slots import flatten
    from modiste.design.spec.versions import read_spec

    likes, dislikes = ([flatten(read_spec(p)) for p in each or []] for each in (like, dislike))
    return Taste(likes, dislikes, locked)


def _brief(brief: Brief | None, price: float | None) -> Brief:
    from modiste.design.generate import Brief

    return brief or Brief() if price is None else Brief(price=round(price * 100))


def _evidence(workspace: Path | None) -> Evidence:
    """What the workspace says, where there is one."""
    from modiste.design.generate import Evidence
    from modiste.design.service import evidence
    from modiste.model.errors import WorkspaceError
    from modiste.store.workspace import Workspace

    try:
        found = Workspace.find(workspace)
    except WorkspaceError:
        if workspace is not None:
            raise
        return Evidence()
    return evidence(found)


def _models(workspace: Path | None) -> Path | None:
    from modiste.model.errors import WorkspaceError
    from modiste.store.workspace import Workspace

    try:
        return Workspace.find(workspace).folder("models")
    except WorkspaceError:
        return None


def _board(
    spec: DesignSpec,
    count: int,
    seed: int,
    brief: Brief,
    taste: Taste,
    workspace: Path | None,
    *,
    quiet: bool,
) -> Board:
    from modiste.design.generate import board as bred

    with progress(quiet=quiet) as say:
        say("reading what the workspace knows")
        known = _evidence(workspace)
        say("designing")
        return bred(spec, count, seed=seed, evidence=known, brief=brief, taste=taste)


def _finish(
    made: Board,
    out: Path | None,
    title: str,
    language: str,
    reading: Reading | None,
    result: dict[str, Any],
    *,
    json: bool,
) -> None:
    from modiste.design.service import shown, write_board

    result = {
        **result,
        "seed": made.seed,
        "tried": made.tried,
        "closest": made.closest,
        "candidates": [shown(each, language) for each in made.candidates],
    }
    if out is not None:
        written = write_board(made, out, title=title, language=language, heard=reading)
        result["files"] = [str(path) for path in (written.sheet, *written.specs)]
    emit(result, as_json=json, text=lambda: _show(made, language, result))
    if not json and out is None:
        next_step("write specs, flats and a page of them with --out DIR")


def _show(made: Board, language: str, result: dict[str, Any]) -> None:
    from modiste.design.board.sheet import name_of

    for each in result.get("unknown", ()):
        note(f"Not understood: [bold]{each['text']}[/bold] ({each['reason']}).")
    for each in result.get("conflicts", ()):
        note(f"{each['slot']}: {each['dropped']} → {each['kept']}: {each['reason']}.")
    rows = [
        (number, name_of(each.spec, language), each.verdict.quality,
         "; ".join(pair[language == "zh"] for pair in each.verdict.why))
        for number, each in enumerate(made.candidates, start=1)
    ]  # fmt: skip
    table(f"{len(rows)} designs", ("", "design", "quality", "why"), rows)
    for path in result.get("files", ())[:1]:
        note(f"Wrote the designs and [bold]{path}[/bold].")


for _room in ROOMS:
    _module = f"modiste.design.{_room}.cli"
    if find_spec(f"modiste.design.{_room}") and find_spec(_module):
        for _name, _command in import_module(_module).COMMANDS.items():
            app.command(_name)(_command)
