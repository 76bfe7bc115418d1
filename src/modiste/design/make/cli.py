"""``modiste design pattern`` and ``marker``: sewing patterns and cutting layouts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from modiste.model.errors import InputError, Place
from modiste.present.console import JsonOption, emit, next_step, note, progress, table

if TYPE_CHECKING:
    from modiste.design.make.body import Filled
    from modiste.design.make.panel import Pattern
    from modiste.design.spec.model import DesignSpec

SpecArgument = Annotated[
    Path, typer.Argument(metavar="SPEC", help="JSON of a design.", exists=True, dir_okay=False)
]
KINDS: Final = ("svg", "dxf", "a4", "a0", "json")


def pattern(
    spec: SpecArgument,
    *,
    size: Annotated[
        str | None,
        typer.Option("--size", "-s", help="Size, or several: 36,38,40 (also 160/84A, M, 116)."),
    ] = None,
    body: Annotated[
        Path | None,
        typer.Option("--body", "-b", help="JSON of one person's measurements.", exists=True),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files.")] = None,
    formats: Annotated[
        str, typer.Option("--formats", help="Of svg, dxf, a4, a0, json, with commas between.")
    ] = "svg,dxf,a4,a0,json",
    json: JsonOption = False,
) -> None:
    """Draft the sewing pattern of a design for sizes or for one person."""
    from modiste.design.make.check import check, summary
    from modiste.design.spec.versions import read_spec

    kinds = _kinds(formats)
    design = read_spec(spec)
    with progress(quiet=json) as say:
        say("drafting")
        patterns, filled = _drafted(design, size, body)
        problems = [problem for each in patterns for problem in check(each)]
        say("writing")
        written = _written(patterns, out, spec.stem, kinds) if out else []
    result: dict[str, Any] = {
        "patterns": [
            {"size": each.size, "notes": list(each.notes), **summary(each)} for each in patterns
        ],
        "problems": [[each.check, each.where, each.text] for each in problems],
        "files": [str(path) for path in written],
    }
    if filled:
        result["filled"] = {
            name: {"value": round(getattr(filled.body, name), 1), "error": error}
            for name, error in filled.filled.items()
        }
        result["doubtful"] = {k: list(v) for k, v in filled.doubtful.items()}
    emit(result, as_json=json, text=lambda: _show_patterns(patterns, result))
    if not json and out is None:
        next_step("write SVG, DXF, PDF and JSON with --out DIR")


def _kinds(formats: str) -> tuple[str, ...]:
    kinds = tuple(part.strip() for part in formats.split(",") if part.strip())
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise InputError(
            "A format is not known",
            remedy=f"Use some of {', '.join(KINDS)}.",
            place=Place(column="formats", value=formats),
        )
    return kinds


def _drafted(
    design: DesignSpec, size: str | None, body: Path | None
) -> tuple[tuple[Pattern, ...], Filled | None]:
    from modiste.design.make.garment import draft
    from modiste.design.make.grade import nest

    if (size is None) == (body is None):
        raise InputError(
            "A pattern is drafted for sizes or for one body",
            remedy="Give either --size 38 or --body BODY.json.",
        )
    if size is not None:
        return nest(
            design, [part.strip() for part in size.split(",") if part.strip()]
        ).patterns, None
    filled = read_body(body or Path(), design.audience)
    return (draft(design, filled.body),), filled


def read_body(path: Path, people: str) -> Filled:
    """A person's measurements from a JSON file; ``people`` where the file does not say."""
    import json as parser

    from modiste.design.make.body import body_of_person

    try:
        data = parser.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            "The body cannot be read",
            remedy='Write JSON such as {"people": "women", "bust": 88, "waist": 70, "hip": 95}.',
            place=Place(file=str(path), value=str(error)),
        ) from error
    if not isinstance(data, dict):
        raise InputError(
            "The body is no list of measurements",
            remedy='Write JSON such as {"bust": 88, "waist": 70, "hip": 95}.',
            place=Place(file=str(path)),
        )
    return body_of_person({"people": people, **data})


def _written(
    patterns: tuple[Pattern, ...],
    out: Path,
    stem: str,
    kinds: tuple[str, ...],
) -> list[Path]:
    """Write the files of every size, and the nest of several."""
    from modiste.design.make.export.dxf import write_dxf
    from modiste.design.make.export.pdf import write_pdf
    from modiste.design.make.export.svg import write_svg
    from modiste.design.make.grade import Nest, nest_svg
    from modiste.design.make.stored import write_json

    out.mkdir(parents=True, exist_ok=True)
    written = []

    def put(name: str, data: str | bytes) -> None:
        path = out / name
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        written.append(path)

    for each in patterns:
        name = f"{stem}-{each.size}".replace("/", "-").replace(" ", "-")
        if "svg" in kinds:
            put(f"{name}.svg", write_svg(each))
        if "dxf" in kinds:
            put(f"{name}.dxf", write_dxf([each]))
        for page in ("a4", "a0"):
            if page in kinds:
                put(f"{name}-{page}.pdf", write_pdf(each, page))
        if "json" in kinds:
            put(f"{name}.json", write_json(each))
    if len(patterns) > 1:
        put(f"{stem}-nest.svg", nest_svg(Nest(patterns)))
        if "dxf" in kinds:
            put(f"{stem}-nest.dxf", write_dxf(patterns))
    return written


def _show_patterns(patterns: tuple[Pattern, ...], result: dict[str, Any]) -> None:
    for each, facts in zip(patterns, result["patterns"], strict=True):
        rows = [
            (name, each.body[name], value, facts["ease"][name])
            for name, value in facts["girths"].items()
        ]
        table(
            f"{each.title}, {each.size}: {facts['pieces']} pieces, {facts['cut']} to cut",
            ("cm", "body", "garment", "ease"),
            rows,
        )
        for text in facts["notes"]:
            note(f"· {text}")
    for name, facts in result.get("filled", {}).items():
        note(f"Filled by regression: {name} {facts['value']} cm (± {facts['error']}).")
    for name, (value, expected) in result.get("doubtful", {}).items():
        note(
            f"[bold]Measure again:[/bold] {name} {value:g} cm; the others suggest {expected:g} cm."
        )
    for kind, where, text in result["problems"]:
        note(f"[bold]Check {kind}[/bold] ({where}): {text}.")
    for path in result["files"]:
        note(str(path))


def marker(
    spec: SpecArgument,
    *,
    sizes: Annotated[
        str, typer.Option("--sizes", help="Sizes and how many of each: 36:1,38:2.")
    ] = "",
    width: Annotated[float, typer.Option(help="Usable width of the cloth in cm.")] = 150.0,
    nap: Annotated[
        bool | None,
        typer.Option(
            "--nap/--no-nap", help="Every piece points one way; by the cloth if not said."
        ),
    ] = None,
    material: Annotated[str, typer.Option(help="self, lining or rib.")] = "self",
    seconds: Annotated[int, typer.Option(help="Time to search.", min=1, max=3600)] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the search.", min=0)] = 0,
    price: Annotated[
        str | None, typer.Option(help="Price of a metre with its currency: '12.50 EUR'.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files.")] = None,
    json: JsonOption = False,
) -> None:
    """Lay the pieces of a size mix on cloth; tell use, waste, cost and emissions."""
    from modiste.design.make.body import body_of_size
    from modiste.design.make.garment import draft
    from modiste.design.make.marker import has_nap, make_marker, marker_svg
    from modiste.design.spec.versions import read_spec
    from modiste.model.money import parse_money

    design = read_spec(spec)
    mix = size_mix(sizes)
    with progress(quiet=json) as say:
        say("drafting")
        patterns = [(draft(design, body_of_size(s, design.audience)), n) for s, n in mix]
        say(f"laying pieces for {seconds} s")
        made = make_marker(
            patterns,
            width=width,
            nap=has_nap(design) if nap is None else nap,
            material=material,
            seconds=seconds,
            seed=seed,
            price=parse_money(price) if price else None,
        )
    result = {**made.figures(), "files": []}
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{spec.stem}-marker.svg"
        path.write_text(marker_svg(made), encoding="utf-8")
        result["files"] = [str(path)]
    emit(result, as_json=json, text=lambda: _show_marker(result))
    if not json and out is None:
        next_step("write a picture of the marker with --out DIR")


def size_mix(text: str) -> list[tuple[str, int]]:
    """``36:1,38:2`` as sizes and counts; a size without a count counts one."""
    mix: list[tuple[str, int]] = []
    for part in text.split(","):
        name, _, count = part.strip().partition(":")
        if not name:
            continue
        if count and not count.isdigit():
            raise InputError(
                "The sizes are not understood",
                remedy="Write them like 36:1,38:2.",
                place=Place(column="sizes", value=part),
            )
        mix.append((name, int(count or 1)))
    if not mix or not any(count for _, count in mix):
        raise InputError("A marker needs at least one garment", remedy="Give --sizes 36:1,38:2.")
    if len({name for name, _ in mix}) != len(mix):
        raise InputError("A size is named twice", remedy="Give each size once: 36:1,38:2.")
    return mix


def _show_marker(result: dict[str, Any]) -> None:
    from modiste.model.money import Money, format_money

    rows = [
        (name.replace("_", " "), "–" if value is None else str(value))
        for name, value in result.items()
        if name not in ("files", "notes", "cost")
    ]
    if result["cost"]:
        amount, currency = result["cost"]
        rows.append(("cost", format_money(Money(amount, currency))))
    table("Marker", ("", ""), rows)
    for text in result["notes"]:
        note(f"· {text}")
    if result["co2e_kg"] is None:
        note("No emission factor is held for this fibre.")
    for path in result["files"]:
        note(path)


COMMANDS = {"pattern": pattern, "marker": marker}
