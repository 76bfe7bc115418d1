"""The routes of the studio; thin over `modiste.design.service`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from fastapi.responses import Response

from modiste.design import service
from modiste.design.api.answers import (
    BoardAnswer,
    Changed,
    Changing,
    Checked,
    Drawing,
    Heard,
    Language,
    Looked,
    Plain,
    SpecOnly,
    Vocabulary,
    Wish,
    Words,
    slot,
)
from modiste.design.generate import Brief, Evidence, Taste, board
from modiste.design.generate.brief import priced
from modiste.design.spec.grammar import IncompatibleSpecError
from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.model import DesignSpec
from modiste.design.spec.rules import domains
from modiste.design.spec.slots import CHOICES, TRIMS, flatten
from modiste.design.spec.versions import parsed
from modiste.design.words import read
from modiste.model.errors import InputError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.uploads import PICTURES, UPLOAD_BODY, Upload, upload
from modiste.store.workspace import Workspace

router = Router(prefix="/design", tags=["design"])

FOLDER: Final = "design"
_TABLES: Final = ("product", "attribute", "variant", "sale", "stock", "trend_reading")
_MOST: Final = 32 * 2**20
_TRIES: Final = 900


@router.get("/vocabulary", scope=Scope.DESIGN_READ)
def vocabulary() -> Vocabulary:
    """Every slot of a garment with its values in both languages, and what categories can have."""
    labels = {"slot": slot_label, "value": value_label}
    named = [slot(name, values, labels) for name, values in CHOICES.items() if name not in TRIMS]
    able = {
        category: {name: list(values) for name, values in table.items()}
        for category, table in domains().items()
    }
    return Vocabulary(slots=named, categories=able)


@router.get("/schema", scope=Scope.DESIGN_READ)
def schema() -> Plain:
    """The JSON schema of a design spec."""
    return DesignSpec.model_json_schema()


@router.post("/read", scope=Scope.DESIGN_READ, responses=problem_responses(422))
def read_words(words: Words) -> Heard:
    """Make a design of words; what is not understood is named."""
    return Heard.of(read(words.text, language=words.language), words.language)


@router.post(
    "/look",
    scope=Scope.DESIGN_WRITE,
    openapi_extra=UPLOAD_BODY,
    responses=problem_responses(413, 415, 422),
)
def look(
    workspace: OpenWorkspace,
    sent: Annotated[Upload, Depends(upload(PICTURES, max_bytes=_MOST))],
    text: Annotated[str, Query(max_length=1000, description="Words that go before.")] = "",
) -> Looked:
    """Make a design of a picture of a garment; the tile of its print is kept."""
    from modiste.design.seen import see, told

    folder = workspace.folder(FOLDER) / sent.digest[:24]
    seen = see(sent.path, text=text, folder=folder, models=workspace.folder("models"))
    return Looked.model_validate(told(seen) | {"spec": seen.spec})


@router.get(
    "/products/{product_id}", scope=Scope.DESIGN_READ, responses=problem_responses(404, 422)
)
def of_product(workspace: OpenWorkspace, product_id: str, language: Language = "en") -> Heard:
    """The design of a style of the brand, from what is known of it."""
    return Heard.of(service.from_product(workspace, product_id), language)


@router.post("/check", scope=Scope.DESIGN_READ, responses=problem_responses(422))
def check(given: SpecOnly) -> Checked:
    """Whether a design can be made; if not, why, and the nearest that can."""
    try:
        spec = parsed(given.spec)
    except IncompatibleSpecError as error:
        return Checked.of(error.nearest, error.reasons, error.changes, given.language)
    return Checked.of(spec, (), (), given.language)


@router.post("/change", scope=Scope.DESIGN_READ, responses=problem_responses(422))
def change(given: Changing) -> Changed:
    """Set slots of a design; what does not fit around them is changed, and said."""
    spec, others = service.changed(parsed(given.spec), given.settings, language=given.language)
    return Changed(spec=spec, others=others)


@router.post("/board", scope=Scope.DESIGN_READ, responses=problem_responses(422))
def make_board(workspace: OpenWorkspace, tables: Tables, wish: Wish) -> BoardAnswer:
    """A board of distinct designs of words or around designs, judged by the brand's own data."""
    brief, words = priced(wish.text)
    if wish.price is not None:
        brief = Brief(price=wish.price.minor, currency=wish.price.currency)
    reading = None if wish.specs else read(words, language=wish.language)
    starts = [reading.spec] if reading else [parsed(each) for each in wish.specs]
    locked = frozenset(wish.locked)
    if reading:
        named = any(m.colour and not m.denied for m in reading.understood)
        locked |= frozenset(reading.said) | ({"colours"} if named else set())
    _known(locked)
    likes, dislikes = (
        [flatten(parsed(each)) for each in given] for given in (wish.likes, wish.dislikes)
    )
    made = board(
        starts,
        wish.count,
        seed=wish.seed,
        evidence=_evidence(workspace, tables),
        brief=brief,
        taste=Taste(likes, dislikes, locked),
        tries=_TRIES,
    )
    return BoardAnswer.of(made, wish.language, reading)


@router.post(
    "/draw",
    scope=Scope.DESIGN_READ,
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **problem_responses(422)},
)
def draw(workspace: OpenWorkspace, given: Drawing) -> Response:
    """The technical flat of a design as SVG."""
    from modiste.design.draw import flat

    spec = parsed(given.spec)
    _own_tile(spec, workspace)
    svg = flat(spec, given.view, colour=given.colour, construction=given.construction)
    return Response(svg, media_type="image/svg+xml")


def _evidence(workspace: Workspace, tables: Any) -> Evidence:
    found: Evidence = tables.derived(
        "design evidence", _TABLES, lambda: service.evidence(workspace)
    )
    return found


def _known(locked: frozenset[str]) -> None:
    strange = sorted(locked - {*CHOICES, "colours"})
    if strange:
        raise InputError(
            f"a garment has no slot {strange[0]!r}", remedy="See /v1/design/vocabulary."
        )


def _own_tile(spec: DesignSpec, workspace: Workspace) -> None:
    """Only tiles that this studio cut are opened: a spec from outside may name any file."""
    if not spec.print.tile:
        return
    folder = workspace.folder(FOLDER).resolve()
    if not Path(spec.print.tile).resolve().is_relative_to(folder):
        raise InputError(
            "the tile of this print is not one of the studio's",
            remedy="Send its picture to /v1/design/look first.",
        )
