"""Routes from a design to what can be cut, sewn and seen: patterns, markers, packs, models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response
from pydantic import Field, model_validator

from modiste.design.api.answers import Language, Plain, SpecOnly
from modiste.design.api.routes import router
from modiste.design.make.body import Body, body_of_person, body_of_size
from modiste.design.spec.versions import parsed
from modiste.model.errors import UnknownNameError
from modiste.present.http.access import Scope
from modiste.present.http.depends import Enqueue, OpenWorkspace, Who
from modiste.present.http.problems import problem_responses
from modiste.present.http.strict import Answer

Format = Literal["svg", "dxf", "a4", "a0", "json"]
_TYPES: Final = {
    "svg": ("image/svg+xml", "svg"),
    "dxf": ("image/vnd.dxf", "dxf"),
    "a4": ("application/pdf", "pdf"),
    "a0": ("application/pdf", "pdf"),
    "json": ("application/json", "json"),
}
_FILES: Final = {
    ".glb": "model/gltf-binary",
    ".usdz": "model/vnd.usdz+zip",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


class Worn(SpecOnly):
    """A design, and whom it is for: a size, or one person's measurements."""

    size: str | None = Field(None, max_length=20, description="Size such as 38, M or 160/84A.")
    body: dict[str, float] | None = Field(
        None, max_length=40, description="Measurements in cm; bust, waist or hip at least."
    )

    @model_validator(mode="after")
    def _one(self) -> Worn:
        if (self.size is None) == (self.body is None):
            raise ValueError("give either size or body")
        return self

    def wearer(self, people: str) -> Body:
        """The body."""
        if self.size is not None:
            return body_of_size(self.size, people)
        return body_of_person({"people": people, **(self.body or {})}).body


class PatternFile(Worn):
    """A pattern as a file."""

    format: Format = "svg"


class Draping(Worn):
    """A design to be draped."""

    fabric: Literal["cotton poplin", "denim", "silk", "jersey", "wool"] | None = Field(
        None, description="How it hangs; by the design's fabric where it is not said."
    )


class Laying(SpecOnly):
    """A size mix to be laid on cloth."""

    sizes: dict[str, Annotated[int, Field(ge=1, le=50)]] = Field(
        min_length=1, max_length=12, description="How many garments of each size."
    )
    width: float = Field(150.0, ge=20, le=400, description="Usable width of the cloth, cm.")
    nap: bool | None = Field(None, description="Whether every piece points one way.")
    seconds: int = Field(10, ge=1, le=120, description="Time to search.")


class Pack(SpecOnly):
    """A design to be described for its maker."""

    size: str | None = Field(None, max_length=20, description="The sample's size.")
    pack_language: Language = "en"


class PatternProblem(Answer):
    """Something in a pattern that a maker should look at."""

    check: str
    where: str
    text: str


class PatternAnswer(Answer):
    """A drafted pattern."""

    size: str
    svg: str = Field(description="All pieces with seams, allowances, notches and grain.")
    pieces: int
    cut: int = Field(description="Pieces of cloth to be cut.")
    girths: dict[str, float] = Field(description="Finished girths in cm.")
    body: dict[str, float] = Field(description="Measurements that it was drafted for, cm.")
    ease: dict[str, float] = Field(description="Garment less body, cm.")
    notes: list[str]
    problems: list[PatternProblem]


class Started(Answer):
    """A job that was asked for."""

    job_id: str = Field(description="Follow it under /v1/jobs.")


@router.post("/pattern", scope=Scope.DESIGN_READ, responses=problem_responses(404, 422))
def draft_pattern(given: Worn) -> PatternAnswer:
    """Draft the sewing pattern of a design."""
    from modiste.design.make.check import check, summary
    from modiste.design.make.export.svg import write_svg
    from modiste.design.make.garment import draft

    spec = parsed(given.spec)
    made = draft(spec, given.wearer(spec.audience))
    facts = summary(made)
    return PatternAnswer(
        size=made.size,
        svg=write_svg(made),
        pieces=facts["pieces"],
        cut=facts["cut"],
        girths=facts["girths"],
        body={name: round(value, 1) for name, value in made.body.items()},
        ease=facts["ease"],
        notes=list(made.notes),
        problems=[PatternProblem(check=p.check, where=p.where, text=p.text) for p in check(made)],
    )


@router.post(
    "/pattern/file",
    scope=Scope.DESIGN_READ,
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind, _ in _TYPES.values()}},
        **problem_responses(404, 422),
    },
)
def pattern_file(given: PatternFile) -> Response:
    """The sewing pattern as SVG, DXF, PDF in A4 tiles or on A0, or JSON."""
    from modiste.design.make.export.dxf import write_dxf
    from modiste.design.make.export.pdf import write_pdf
    from modiste.design.make.export.svg import write_svg
    from modiste.design.make.garment import draft
    from modiste.design.make.stored import write_json

    spec = parsed(given.spec)
    made = draft(spec, given.wearer(spec.audience))
    data: str | bytes
    if given.format in ("a4", "a0"):
        data = write_pdf(made, given.format)
    elif given.format == "dxf":
        data = write_dxf([made])
    else:
        data = write_svg(made) if given.format == "svg" else write_json(made)
    kind, suffix = _TYPES[given.format]
    return _named(data, kind, f"pattern-{given.format}.{suffix}")


@router.post(
    "/techpack",
    scope=Scope.DESIGN_READ,
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **problem_responses(404, 422)},
)
def tech_pack(given: Pack) -> Response:
    """The tech pack of a design as PDF."""
    from modiste.design.techpack.pack import techpack

    data = techpack(parsed(given.spec), language=given.pack_language, size=given.size)
    return _named(data, "application/pdf", "techpack.pdf")


@router.post("/drape", scope=Scope.DESIGN_WRITE, responses=problem_responses(404, 422))
def start_drape(given: Draping, enqueue: Enqueue, who: Who) -> Started:
    """Let a design fall onto a body, in the background; the job's result names the files."""
    from modiste.design.drape.job import place_of

    spec = parsed(given.spec)
    given.wearer(spec.audience)
    wish: dict[str, Any] = {
        "spec": spec.model_dump(mode="json"),
        "size": given.size,
        "body": given.body,
        "fabric": given.fabric,
    }
    return Started(job_id=enqueue("drape", wish, actor=who.name, key=place_of(wish)))


@router.post("/marker", scope=Scope.DESIGN_WRITE, responses=problem_responses(404, 422))
def start_marker(given: Laying, enqueue: Enqueue, who: Who) -> Started:
    """Lay the pieces of a size mix on cloth, in the background."""
    spec = parsed(given.spec)
    for size in given.sizes:
        body_of_size(size, spec.audience)
    wish: Plain = {
        "spec": spec.model_dump(mode="json"),
        "sizes": given.sizes,
        "width": given.width,
        "nap": given.nap,
        "seconds": given.seconds,
    }
    return Started(job_id=enqueue("marker", wish, actor=who.name))


@router.get(
    "/files/{place}/{name}",
    scope=Scope.DESIGN_READ,
    response_class=FileResponse,
    responses={200: {"content": {kind: {} for kind in _FILES.values()}}, **problem_responses(404)},
)
def made_file(
    workspace: OpenWorkspace,
    place: Annotated[str, InPath(pattern="^[0-9a-f]{20}$")],
    name: Annotated[str, InPath(pattern=r"^[a-z0-9-]{1,40}\.(glb|usdz|png|svg|json)$")],
) -> FileResponse:
    """A file that a job of the studio made."""
    file = workspace.folder("media") / "drapes" / place / name
    if not file.is_file():
        raise UnknownNameError(
            "there is no such file", remedy="Ask for the model again; it is made anew."
        )
    return FileResponse(
        file,
        media_type=_FILES[Path(name).suffix],
        headers={
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
    )


def _named(data: str | bytes, kind: str, name: str) -> Response:
    return Response(
        data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
