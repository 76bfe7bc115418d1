"""Patterns as JSON and back, without loss."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from modiste.design.make.panel import (
    Copies,
    Dart,
    Edge,
    Inside,
    Kind,
    Label,
    Mark,
    Notch,
    Panel,
    Pattern,
    Role,
    Seam,
    Side,
    Zone,
)
from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.design.make.curves import Path, Point

FORMAT: Final = "modiste-pattern/1"


def pattern_data(pattern: Pattern) -> dict[str, Any]:
    """The pattern as plain data: points are ``[x, y]`` in cm, a curve the list of its points."""
    return {
        "format": FORMAT,
        "title": pattern.title,
        "size": pattern.size,
        "body": dict(pattern.body),
        "ease": dict(pattern.ease),
        "girths": dict(pattern.girths),
        "notes": list(pattern.notes),
        "spec": dict(pattern.spec),
        "panels": [_panel_data(panel) for panel in pattern.panels],
        "seams": [asdict(seam) for seam in pattern.seams],
    }


def write_json(pattern: Pattern) -> str:
    """The pattern as JSON text."""
    return json.dumps(pattern_data(pattern), ensure_ascii=False, separators=(",", ":"))


def read_json(text: str) -> Pattern:
    """The pattern of a JSON text.

    Raises:
        InputError: the text is no pattern of this format.
    """
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise _unreadable(f"its format is {data['format']!r}")
        return _pattern(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(f"{type(error).__name__}: {error}") from error


def _unreadable(why: str) -> InputError:
    return InputError(
        "This is no pattern that can be read",
        remedy=f"Write it again with `modiste design pattern`; the format is {FORMAT}.",
        place=Place(value=why),
    )


def _pair(p: Point) -> list[float]:
    return [p.real, p.imag]


def _curves(path: Path) -> list[list[list[float]]]:
    return [[_pair(p) for p in curve] for curve in path]


def _panel_data(panel: Panel) -> dict[str, Any]:
    return {
        "name": panel.name,
        "label": asdict(panel.label),
        "copies": panel.copies,
        "layers": panel.layers,
        "material": panel.material,
        "interfaced": panel.interfaced,
        "zone": panel.zone,
        "facing": panel.facing,
        "bias": panel.bias,
        "grain": [_pair(p) for p in panel.grain],
        "edges": [
            {
                "name": e.name,
                "role": e.role,
                "allowance": e.allowance,
                "length": e.length,
                "path": _curves(e.path),
            }
            for e in panel.edges
        ],
        "darts": [
            {
                "name": d.name,
                "mouth": [_pair(p) for p in d.mouth],
                "apex": _pair(d.apex),
                "second": None if d.second is None else _pair(d.second),
                "edge": d.edge,
            }
            for d in panel.darts
        ],
        "notches": [asdict(n) for n in panel.notches],
        "inside": [{"name": i.name, "mark": i.mark, "path": _curves(i.path)} for i in panel.inside],
    }


def _point(pair: list[float]) -> Point:
    x, y = pair
    return complex(x, y)


def _path(curves: list[list[list[float]]]) -> Path:
    return tuple(tuple(_point(p) for p in curve) for curve in curves)


def _panel(data: Mapping[str, Any]) -> Panel:
    return Panel(
        name=data["name"],
        edges=tuple(
            Edge(e["name"], _path(e["path"]), Role(e["role"]), e["allowance"])
            for e in data["edges"]
        ),
        label=Label(**data["label"]),
        grain=(_point(data["grain"][0]), _point(data["grain"][1])),
        copies=Copies(data["copies"]),
        layers=data["layers"],
        material=data["material"],
        interfaced=data["interfaced"],
        zone=Zone(data["zone"]),
        facing=data["facing"],
        bias=data["bias"],
        darts=tuple(
            Dart(
                d["name"],
                (_point(d["mouth"][0]), _point(d["mouth"][1])),
                _point(d["apex"]),
                None if d["second"] is None else _point(d["second"]),
                d["edge"],
            )
            for d in data["darts"]
        ),
        notches=tuple(Notch(**n) for n in data["notches"]),
        inside=tuple(Inside(i["name"], _path(i["path"]), Mark(i["mark"])) for i in data["inside"]),
    )


def _seam(data: Mapping[str, Any]) -> Seam:
    return Seam(
        name=data["name"],
        a=tuple(Side(**side) for side in data["a"]),
        b=tuple(Side(**side) for side in data["b"]),
        ease=data["ease"],
        kind=Kind(data["kind"]),
        opposite=data["opposite"],
        partial=data["partial"],
    )


def _pattern(data: Mapping[str, Any]) -> Pattern:
    return Pattern(
        title=data["title"],
        size=data["size"],
        panels=tuple(_panel(p) for p in data["panels"]),
        seams=tuple(_seam(s) for s in data["seams"]),
        body=data["body"],
        ease=data["ease"],
        girths=data["girths"],
        spec=data["spec"],
        notes=tuple(data["notes"]),
    )
