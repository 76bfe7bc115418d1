"""A tube of cloth and a bare form, small enough to drape in a test."""

from __future__ import annotations

import numpy as np

from modiste.design.drape.avatar import Avatar
from modiste.design.make.curves import line
from modiste.design.make.panel import (
    Copies,
    Dart,
    Edge,
    Label,
    Panel,
    Pattern,
    Role,
    Seam,
    Side,
    Zone,
)

LABEL = Label("X1", "Panel", "裁片")


def quarter(
    facing: str, width: float, tall: float, flare: float = 0.0, *, dart: bool = False
) -> Panel:
    """A quarter of a skirt from the centre to the side, hung from the waist, cut on the fold."""
    sign = 1 if facing == "back" else -1
    wide = sign * (width + flare)
    corners = [complex(0, -tall), complex(wide, -tall), complex(sign * width, 0), 0j]
    names = ["hem", "side", "waist", "centre"]
    if facing == "front":
        corners = [corners[k] for k in (1, 0, 3, 2)]
        names = ["hem", "centre", "waist", "side"]
    edges = []
    darts = ()
    for k, name in enumerate(names):
        start, end = corners[k], corners[(k + 1) % 4]
        role = Role.FOLD if name == "centre" else Role.SEAM
        if name == "waist" and dart:
            middle, step = (start + end) / 2, (end - start) / abs(end - start)
            a, b = middle - step, middle + step
            edges += [
                Edge("waist_1", (line(start, a),)),
                Edge("dart_1", (line(a, b),), Role.DART),
                Edge("waist_2", (line(b, end),)),
            ]
            darts = (Dart("dart_1", (a, b), middle - 9j, edge="dart_1"),)
        else:
            edges.append(Edge(name, (line(start, end),), role))
    grain = (complex(sign * width / 2, -tall), complex(sign * width / 2, 0))
    return Panel(
        facing, tuple(edges), LABEL, grain, Copies.FOLD, zone=Zone.TORSO, facing=facing, darts=darts
    )


def tube(
    width: float = 24.0, tall: float = 30.0, flare: float = 0.0, *, dart: bool = False
) -> Pattern:
    """Front and back sewn at the sides."""
    panels = (
        quarter("front", width, tall, flare),
        quarter("back", width, tall, flare, dart=dart),
    )
    seam = Seam("side", (Side("front", "side"),), (Side("back", "side", backwards=True),))
    return Pattern("tube", "one", panels, (seam,), {})


def form(radius: float = 0.14, height: float = 1.6, round_: int = 40, rings: int = 60) -> Avatar:
    """A dressmaker's form: a column that widens below its waist at 1 m, closed at both ends."""
    levels = np.linspace(0.0, height, rings)
    wide = radius + 0.25 * np.maximum(0.0, 1.0 - levels)
    turn = np.linspace(0, 2 * np.pi, round_, endpoint=False)
    side = np.stack(
        [
            np.outer(wide, np.sin(turn)),
            np.repeat(levels[:, None], round_, axis=1),
            np.outer(wide, np.cos(turn)),
        ],
        axis=-1,
    ).reshape(-1, 3)
    vertices = np.concatenate([side, [[0, 0, 0], [0, height, 0]]])
    faces = []
    for ring in range(rings - 1):
        for k in range(round_):
            a, b = ring * round_ + k, ring * round_ + (k + 1) % round_
            faces += [(a, b, b + round_), (a, b + round_, a + round_)]
    bottom, top = len(side), len(side) + 1
    last = (rings - 1) * round_
    for k in range(round_):
        faces.append((bottom, (k + 1) % round_, k))
        faces.append((top, last + k, last + (k + 1) % round_))
    joints = {
        "shoulder": (0.3, 1.4, 0.0), "elbow": (0.45, 1.2, 0.0), "wrist": (0.6, 1.0, 0.0),
        "hip": (0.08, 0.9, 0.0), "knee": (0.08, 0.5, 0.0), "ankle": (0.08, 0.1, 0.0),
        "neck": (0.0, 1.5, 0.0),
    }  # fmt: skip
    levels_of = {"neck": 1.5, "bust": 1.25, "waist": 1.0, "hip": 0.85, "crotch": 0.75}
    return Avatar(vertices, np.array(faces, np.int32), joints, levels_of, {})
