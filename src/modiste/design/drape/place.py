"""Where each piece of cloth begins: wrapped round its part of the body, a little way off it.

Pieces of the torso go round an ellipse about the body at their height, as wide as the garment is
there; sleeves round the arm, legs round the leg, collars round the neck. They need not fit: the
solver draws them to their lengths, and nothing may begin on the wrong side of the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from modiste.design.drape.avatar import slice_of
from modiste.design.drape.pieces import LEFT, WHOLE
from modiste.design.make.panel import Mark, Zone

if TYPE_CHECKING:
    from modiste.design.drape.avatar import Avatar
    from modiste.design.drape.pieces import Cloth, Doubles, Piece

_CLEAR: Final = 0.015
"""Metres between body and cloth at the start."""
_RIGHT_ANGLE: Final = np.pi / 2


def placed(cloth: Cloth, body: Avatar) -> Doubles:
    """Where every vertex begins, shape (vertices, 3), metres."""
    room = _Room(body)
    widths = _Widths(cloth)
    ways = {Zone.TORSO: _torso, Zone.LEG: _leg, Zone.ARM: _arm}
    parts: dict[int, Doubles] = {}
    for piece in cloth.pieces:
        if piece.panel.zone in ways:
            parts[piece.first] = ways[piece.panel.zone](piece, room, widths)
    # Bands follow what they are sewn to, one after the other: a collar its stand.
    left = [piece for piece in cloth.pieces if piece.first not in parts]
    while left:
        ready = [piece for piece in left if _held(piece, cloth, parts).any()] or left
        for piece in ready:
            parts[piece.first] = _band(piece, cloth, parts, room)
        left = [piece for piece in left if piece.first not in parts]
    return np.concatenate([parts[piece.first] for piece in cloth.pieces])


def _held(piece: Piece, cloth: Cloth, parts: dict[int, Doubles]) -> npt.NDArray[np.bool_]:
    """Which vertices of a piece are sewn to pieces that are placed."""
    mine = cloth.particle[piece.first : piece.first + len(piece.points)]
    known = np.zeros(int(cloth.particle.max()) + 1, dtype=bool)
    for other in cloth.pieces:
        if other.first in parts:
            known[cloth.particle[other.first : other.first + len(other.points)]] = True
    found: npt.NDArray[np.bool_] = known[mine]
    return found


def _band(piece: Piece, cloth: Cloth, parts: dict[int, Doubles], room: _Room) -> Doubles:
    """A band along the seam that holds it: up at waist and neck, on along the arm at the wrist."""
    held = _held(piece, cloth, parts)
    if not held.any():
        return _neck(piece, room)
    where = np.zeros((int(cloth.particle.max()) + 1, 3))
    for other in cloth.pieces:
        if other.first in parts:
            span = slice(other.first, other.first + len(other.points))
            where[cloth.particle[span]] = parts[other.first]
    mine = cloth.particle[piece.first : piece.first + len(piece.points)]
    order = np.argsort(piece.points[held, 0], kind="stable")
    along = piece.points[held, 0][order]
    seam = where[mine[held]][order]
    level = (
        piece.points[:, 1] - np.interp(piece.points[:, 0], along, piece.points[held, 1][order])
    ) / 100.0
    foot = np.column_stack([np.interp(piece.points[:, 0], along, seam[:, k]) for k in range(3)])
    if piece.panel.zone is Zone.WRIST:
        side = 1.0 if piece.side == LEFT else -1.0
        flip = np.array([side, 1.0, 1.0])
        joints = room.body.joints
        down = (np.array(joints["wrist"]) - np.array(joints["elbow"])) * flip
        away = np.tile(down / np.linalg.norm(down), (len(foot), 1))
    elif piece.panel.zone is Zone.NECK:
        return _collar(piece, foot, np.abs(level), _outward(foot, room), cloth)
    else:
        away = np.tile([0.0, 1.0, 0.0], (len(foot), 1))
    found: Doubles = foot + np.abs(level)[:, None] * away
    return found


def _collar(piece: Piece, foot: Doubles, level: Doubles, outward: Doubles, cloth: Cloth) -> Doubles:
    """A collar up to its roll line, and from there outward and down; a fall turns down at once."""
    up = np.array([0.0, 1.0, 0.0])
    rolls = [line.path[0][0].imag for line in piece.panel.inside if line.mark is Mark.ROLL]
    stand = (max(rolls) - piece.points[:, 1].min()) / 100.0 if rolls else float(level.max())
    if any(other.panel.zone is Zone.NECK and other is not piece for other in cloth.pieces) and (
        "stand" not in piece.panel.name and piece.panel.material == "self"
    ):
        stand = 0.0
    rise = np.minimum(level, stand)[:, None]
    fall = np.maximum(level - stand, 0.0)[:, None]
    found: Doubles = foot + rise * (up + 0.35 * outward) + fall * (0.85 * outward - 0.5 * up)
    return found


def _outward(points: Doubles, room: _Room) -> Doubles:
    """Directions away from the body's axis, level."""
    away = points - np.column_stack(
        [np.zeros(len(points)), points[:, 1], room.middle(points[:, 1])]
    )
    away[:, 1] = 0.0
    found: Doubles = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    return found


@dataclass(frozen=True)
class _Room:
    """The body's size at each height."""

    body: Avatar

    @cached_property
    def _table(self) -> Doubles:
        """Rows of height, half breadth, front and back, without arms."""
        body = self.body
        trunk = body.vertices[:, 0]
        near = np.abs(trunk) < abs(body.joints["shoulder"][0]) + 0.01
        faces = body.faces[near[body.faces].all(axis=1)]
        rows = []
        top = body.joints["neck"][1] + 0.02
        for height in np.linspace(0.02, top, 80):
            cut = slice_of(
                body.vertices, faces, np.array([0.0, height, 0.0]), np.array([0.0, 1.0, 0.0])
            )
            if len(cut):
                rows.append((height, np.abs(cut[:, 0]).max(), cut[:, 2].max(), cut[:, 2].min()))
        return np.array(rows)

    def _column(self, height: Doubles, column: int) -> Doubles:
        found: Doubles = np.interp(height, self._table[:, 0], self._table[:, column])
        return found

    def breadth(self, height: Doubles) -> Doubles:
        """Half the breadth at a height."""
        return self._column(height, 1)

    def depth(self, height: Doubles) -> Doubles:
        """Half the depth."""
        return (self._column(height, 2) - self._column(height, 3)) / 2

    def middle(self, height: Doubles) -> Doubles:
        """Where the middle lies from front to back."""
        return (self._column(height, 2) + self._column(height, 3)) / 2

    @property
    def waist(self) -> float:
        """Height of the waist."""
        return self.body.levels["waist"]


class _Widths:
    """Half the garment's width at each level of a zone and facing, in metres."""

    def __init__(self, cloth: Cloth) -> None:
        self.cloth = cloth
        self._known: dict[tuple[str, str], tuple[Doubles, Doubles]] = {}

    def of(self, piece: Piece, level: Doubles) -> Doubles:
        """At levels in metres from the waist."""
        key = (str(piece.panel.zone), piece.panel.facing)
        if key not in self._known:
            self._known[key] = self._table(*key)
        levels, widths = self._known[key]
        found: Doubles = np.interp(level, levels, widths)
        return found

    def _table(self, zone: str, facing: str) -> tuple[Doubles, Doubles]:
        mine = [
            piece.points / 100.0
            for piece in self.cloth.pieces
            if str(piece.panel.zone) == zone and piece.panel.facing == facing
        ]
        points = np.concatenate(mine)
        levels = np.arange(points[:, 1].min(), points[:, 1].max() + 0.02, 0.02)
        widths = np.zeros(len(levels))
        np.maximum.at(
            widths,
            np.clip(np.round((points[:, 1] - levels[0]) / 0.02).astype(int), 0, len(levels) - 1),
            np.abs(points[:, 0]),
        )
        known = widths > 0.02
        widths = np.interp(levels, levels[known], widths[known])
        # Above the underarm, where the upper part is widest, cloth does not reach the side.
        upper = levels > 0.02
        if upper.any():
            under = levels[upper][np.argmax(widths[upper])]
            widths[levels > under] = widths[upper].max()
        return levels, widths


def _as_worn(piece: Piece, *, back: bool) -> Doubles:
    """Across in metres, the wearer's right side negative."""
    across = piece.points[:, 0] / 100.0
    drawn = across if piece.side != LEFT else -across
    if piece.side == WHOLE:  # the half as drawn comes first
        drawn = across[: len(across) // 2 + 1]
    sign = -1.0 if drawn.mean() > 0 else 1.0
    del back
    return across * sign


def _torso(piece: Piece, room: _Room, widths: _Widths) -> Doubles:
    back = piece.panel.facing == "back"
    around = piece.panel.facing == "around"
    level = piece.points[:, 1] / 100.0
    height = room.waist + level
    across = _as_worn(piece, back=back)
    width = widths.of(piece, level)
    quarter = width / 2 if around else width
    a, b = _ellipse(room, height, quarter)
    angle = np.clip(across / np.maximum(width, 1e-6), -1.3, 1.3) * _RIGHT_ANGLE
    if around:
        angle = angle * 2
    forward = -1.0 if back else 1.0
    return np.column_stack(
        [a * np.sin(angle), height, room.middle(height) + forward * b * np.cos(angle)]
    )


def _ellipse(room: _Room, height: Doubles, quarter: Doubles) -> tuple[Doubles, Doubles]:
    """Half axes of an ellipse round the body whose quarter is at least so long."""
    a, b = room.breadth(height) + _CLEAR, room.depth(height) + _CLEAR
    # Ramanujan's first approximation of the perimeter.
    own = np.pi / 4 * (3 * (a + b) - np.sqrt((3 * a + b) * (a + 3 * b)))
    more = np.maximum(1.0, quarter / np.maximum(own, 1e-6))
    return a * more, b * more


def _limb(start: Doubles, middle: Doubles, end: Doubles, along: Doubles) -> tuple[Doubles, Doubles]:
    """Points on a bent limb at distances from its start, and its direction there."""
    first, second = middle - start, end - middle
    length = float(np.linalg.norm(first))
    one, two = first / length, second / np.linalg.norm(second)
    lower = np.clip((along - length + 0.05) / 0.10, 0.0, 1.0)[:, None]
    beyond = np.maximum(along - length, 0.0)[:, None]
    point = start + np.minimum(along, length)[:, None] * one + beyond * two
    direction = one * (1 - lower) + two * lower
    direction = direction / np.linalg.norm(direction, axis=1, keepdims=True)
    return point, direction


def _arm(piece: Piece, room: _Room, widths: _Widths) -> Doubles:
    joints = {name: np.array(point) for name, point in room.body.joints.items()}
    side = 1.0 if piece.side == LEFT else -1.0
    flip = np.array([side, 1.0, 1.0])
    start, middle, end = (joints[n] * flip for n in ("shoulder", "elbow", "wrist"))
    level = piece.points[:, 1] / 100.0
    reach = float(np.linalg.norm(middle - start) + np.linalg.norm(end - middle))
    along = (level.max() - level) - 0.02
    point, direction = _limb(start, middle, end, along)
    outer = np.array([side, 0.0, 0.0]) - direction * (direction[:, [0]] * side)
    outer += np.array([0.0, 0.4, 0.0])
    outer -= direction * (outer * direction).sum(axis=1, keepdims=True)
    outer /= np.linalg.norm(outer, axis=1, keepdims=True)
    forward = np.cross(direction, outer) * side
    width = widths.of(piece, np.minimum(level, 0.0))
    across = piece.points[:, 0] / 100.0 * (1.0 if piece.side != LEFT else -1.0)
    angle = np.clip(across / np.maximum(width, 1e-6), -1.0, 1.0) * np.pi
    radius = np.maximum(width / np.pi, 0.058 - 0.02 * np.clip(along / reach, 0, 1))[:, None]
    sine, cosine = np.sin(angle)[:, None], np.cos(angle)[:, None]
    found: Doubles = point + radius * (outer * cosine + forward * sine)
    return found


def _leg(piece: Piece, room: _Room, widths: _Widths) -> Doubles:
    upper = _torso(piece, room, widths)
    joints = {name: np.array(point) for name, point in room.body.joints.items()}
    side = 1.0 if piece.side == LEFT else -1.0
    flip = np.array([side, 1.0, 1.0])
    hip, knee, ankle = (joints[n] * flip for n in ("hip", "knee", "ankle"))
    height = room.waist + piece.points[:, 1] / 100.0
    share = np.clip((knee[1] - height) / (knee[1] - ankle[1]), 0.0, 1.2)[:, None]
    above = np.clip((hip[1] - height) / (hip[1] - knee[1]), 0.0, 1.0)[:, None]
    axis = np.where(
        height[:, None] > knee[1], hip + above * (knee - hip), knee + share * (ankle - knee)
    )
    back = piece.panel.facing == "back"
    across = _as_worn(piece, back=back)
    low, high = _span(piece, across)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 0.02)
    angle = np.clip((across - middle) / half, -1.0, 1.0) * _RIGHT_ANGLE
    thick = np.interp(height, [ankle[1], knee[1], room.body.levels["crotch"]], [0.06, 0.075, 0.10])
    radius = np.maximum(half / _RIGHT_ANGLE, thick)
    forward = -1.0 if back else 1.0
    lower = np.column_stack(
        [axis[:, 0] + radius * np.sin(angle), height, axis[:, 2] + forward * radius * np.cos(angle)]
    )
    # At the crotch the two tubes meet.
    part = np.clip((room.body.levels["crotch"] + 0.02 - height) / 0.08, 0.0, 1.0)[:, None]
    return upper * (1 - part) + lower * part


def _span(piece: Piece, across: Doubles) -> tuple[Doubles, Doubles]:
    """Lowest and highest position across at the level of each vertex."""
    level = piece.points[:, 1]
    bins = np.round((level - level.min()) / 3.0).astype(int)
    size = bins.max() + 1
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(low, bins, across)
    np.maximum.at(high, bins, across)
    known = np.isfinite(low)
    at = np.arange(size)
    low, high = np.interp(at, at[known], low[known]), np.interp(at, at[known], high[known])
    return low[bins], high[bins]


def _neck(piece: Piece, room: _Room) -> Doubles:
    """What nothing holds: round the neck from the centre back, leaning outward."""
    joint = np.array(room.body.joints["neck"])
    across = piece.points[:, 0] / 100.0
    across = -across if piece.side != LEFT else across
    level = (piece.points[:, 1] - piece.points[:, 1].min()) / 100.0
    half = max(float(np.abs(across).max()), 1e-6)
    angle = across / half * np.pi
    radius = np.maximum(half / np.pi, 0.075) + 0.8 * level
    # The neck's base sinks towards the front.
    height = joint[1] - 0.005 + 0.5 * level - 0.035 * (1 - np.cos(angle)) / 2
    return np.column_stack(
        [radius * np.sin(angle), height, joint[2] + 0.01 - radius * np.cos(angle)]
    )
