"""Bodies in three dimensions from measurements, by ``anny`` (Apache-2.0; shapes of MakeHuman, CC0).

Metres; y points up from the floor, the body looks along +z, its left is at +x. The arms hang about
forty degrees from the sides, as for a fitting.

The shape is fitted to stature, girths and lengths by damped Gauss-Newton steps over the model's
shape parameters. Girths are measured as a tape does: around the convex hull of a level slice, of
the limb or the torso alone. Nobody's face or identity is looked at.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from modiste.model.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.design.make.body import Body

Points = npt.NDArray[np.float64]
Faces = npt.NDArray[np.int32]

FITTED: Final = (
    "height", "bust", "underbust", "waist", "hip", "neck", "upper_arm", "thigh", "knee",
    "crotch_height", "arm", "across_shoulders",
)  # fmt: skip
"""Measurements that the shape is fitted to."""

_LOCAL: Final = (
    "measure-bust-circ-incr", "measure-underbust-circ-incr", "measure-waist-circ-incr",
    "measure-hips-circ-incr", "measure-neck-circ-incr", "measure-upperarm-circ-incr",
    "measure-thigh-circ-incr", "measure-knee-circ-incr", "measure-upperleg-height-incr",
    "measure-lowerleg-height-incr", "measure-upperarm-length-incr",
    "measure-lowerarm-length-incr", "measure-shoulder-dist-incr",
)  # fmt: skip
_GLOBAL: Final = ("height", "weight", "muscle", "age")
_ROUNDS: Final = 10
_ARM: Final = ("clavicle", "shoulder", "upperarm", "lowerarm", "wrist", "finger", "metacarpal")
_FORMAT: Final = 2
_NECK_SHARE: Final = 0.95
"""Girth of the middle of a neck over that of its base."""


@dataclass(frozen=True)
class Avatar:
    """A body.

    Attributes:
        vertices: shape (n, 3), metres.
        faces: shape (m, 3), outward by the right-hand rule.
        joints: centres of joints by name: shoulder, elbow, wrist, hip, knee, ankle (of the left
            side, x > 0), neck.
        levels: heights in metres of neck, bust, waist, hip and crotch.
        measured: what the finished shape measures, cm.
    """

    vertices: Points
    faces: Faces
    joints: dict[str, tuple[float, float, float]]
    levels: dict[str, float]
    measured: dict[str, float]


def avatar_of(body: Body, *, cache_folder: Path | None = None) -> Avatar:
    """The body in three dimensions.

    Args:
        body: measurements.
        cache_folder: fitted bodies are kept there, so that each is fitted once.

    Raises:
        MissingExtraError: anny is not installed.
    """
    wanted = {name: round(value, 2) for name, value in body.measures().items()}
    wanted["crotch_height"] = round(body.waist_height - body.rise, 2)
    key = json.dumps([_FORMAT, body.people, wanted], sort_keys=True)
    name = hashlib.sha256(key.encode()).hexdigest()[:24]
    file = None if cache_folder is None else cache_folder / f"body-{name}.npz"
    if file is not None and file.is_file():
        return _read(file)
    made = _fit(body.people, wanted)
    if file is not None:
        _write(made, file)
    return made


def _write(made: Avatar, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    parts = {"joints": made.joints, "levels": made.levels, "measured": made.measured}
    whole = file.with_suffix(".part.npz")
    np.savez_compressed(
        whole, vertices=made.vertices.astype(np.float32), faces=made.faces, said=json.dumps(parts)
    )
    whole.replace(file)


def _read(file: Path) -> Avatar:
    with np.load(file, allow_pickle=False) as kept:
        said = json.loads(str(kept["said"]))
        joints = {name: (p[0], p[1], p[2]) for name, p in said["joints"].items()}
        vertices = kept["vertices"].astype(np.float64)
        return Avatar(vertices, kept["faces"], joints, said["levels"], said["measured"])


# The model ---------------------------------------------------------------------------------------


@cache
def _model() -> Any:
    try:
        import anny
    except ModuleNotFoundError:
        raise MissingExtraError(
            "bodies in three dimensions need anny",
            remedy="Install it with: pip install 'modiste[drape]'.",
        ) from None
    return anny.Anny(rig="makehuman", topology="anny", local_changes="all")


@dataclass(frozen=True)
class _Parts:
    """Which vertices belong to what, from the model's skinning weights."""

    torso: npt.NDArray[np.bool_]
    arm: npt.NDArray[np.bool_]
    leg: npt.NDArray[np.bool_]


@cache
def _parts() -> _Parts:
    model = _model()
    names = np.array(model.bone_labels)
    strongest = model.vertex_bone_weights.argmax(axis=1, keepdim=True)
    bone = names[model.vertex_bone_indices.gather(1, strongest)[:, 0].numpy()]
    left = np.array([name.endswith(".L") for name in bone])
    arm = np.array([name.startswith(_ARM[2:]) for name in bone])
    leg = np.array([name.startswith(("upperleg", "lowerleg", "foot", "toe")) for name in bone])
    head = np.array(
        [name.startswith(("head", "jaw", "eye", "tongue", "levator", "oris")) for name in bone]
    )
    return _Parts(~arm & ~leg & ~head, arm & left, leg & left)


def _shape(values: Mapping[str, float], woman: float) -> tuple[Points, dict[str, Points]]:
    """Vertices and joints in our axes, feet on the floor."""
    import torch

    model = _model()
    overall = {"gender": woman, "proportions": 0.5, **{n: values[n] for n in _GLOBAL}}
    local = {name: values[name] for name in _LOCAL}
    with torch.no_grad():
        found = model(phenotype_kwargs=overall, local_changes_kwargs=local)
    vertices = _turned(found["rest_vertices"][0].numpy())
    heads = _turned(found["rest_bone_heads"][0].numpy())
    names = list(model.bone_labels)
    joints = {
        ours: heads[names.index(theirs)]
        for ours, theirs in (
            ("shoulder", "upperarm01.L"), ("elbow", "lowerarm01.L"), ("wrist", "wrist.L"),
            ("hip", "upperleg01.L"), ("knee", "lowerleg01.L"), ("ankle", "foot.L"),
            ("neck", "neck01"),
        )
    }  # fmt: skip
    floor = float(vertices[:, 1].min())
    lift = np.array([0.0, -floor, 0.0])
    return vertices + lift, {name: point + lift for name, point in joints.items()}


def _turned(points: Any) -> Points:
    """From the model's axes (z up, looking along -y) to ours."""
    found: Points = np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1).astype(float)
    return found


# Measuring ---------------------------------------------------------------------------------------


def girth(points: Points) -> float:
    """Length of a tape around points: the perimeter of their convex hull, shape (n, 2)."""
    from scipy.spatial import ConvexHull

    if len(points) < 3:
        return 0.0
    return float(ConvexHull(points).area)  # in the plane "area" is the perimeter


def slice_of(vertices: Points, faces: Faces, point: Points, normal: Points) -> Points:
    """Where the surface's edges cross a plane, shape (n, 3)."""
    side = (vertices - point) @ normal
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    a, b = edges[:, 0], edges[:, 1]
    crossing = (side[a] < 0) != (side[b] < 0)
    a, b = a[crossing], b[crossing]
    share = (side[a] / (side[a] - side[b]))[:, None]
    cut: Points = vertices[a] * (1 - share) + vertices[b] * share
    return cut


def _part_faces(mask: npt.NDArray[np.bool_], faces: Faces) -> Faces:
    part: Faces = faces[mask[faces].all(axis=1)]
    return part


def _level_girth(vertices: Points, faces: Faces, height: float) -> float:
    up = np.array([0.0, 1.0, 0.0])
    return girth(slice_of(vertices, faces, np.array([0.0, height, 0.0]), up)[:, [0, 2]])


def _across(vertices: Points, faces: Faces, start: Points, end: Points, share: float) -> float:
    """Girth of a limb at right angles to it."""
    axis = (end - start) / np.linalg.norm(end - start)
    cut = slice_of(vertices, faces, start + share * (end - start), axis)
    side = np.cross(axis, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    return girth(np.stack([cut @ side, cut @ other], axis=1))


def _levels(
    vertices: Points, joints: Mapping[str, Points], wanted: Mapping[str, float]
) -> dict[str, float]:
    """Heights of neck, bust, underbust, waist, hip and crotch, in metres.

    Waist and seat lie where the measurements say; the other levels are read off the shape.
    """
    marks = _landmarks()
    bust, neck = float(vertices[marks["bust"], 1]), float(joints["neck"][1])
    waist = wanted["waist_height"] / 100.0
    return {
        "neck": neck,
        "bust": bust,
        "underbust": bust - 0.3 * (bust - waist),
        "waist": waist,
        "hip": waist - wanted["hip_depth"] / 100.0,
        "crotch": float(vertices[marks["crotch"], 1]),
    }


@cache
def _landmarks() -> dict[str, int]:
    """Vertices of the fixed topology at bust point and crotch, found on the middle woman."""
    vertices, joints = _shape(dict.fromkeys(_NAMES, 0.0) | _START, 1.0)
    parts = _parts()
    hip, neck = joints["hip"][1], joints["neck"][1]
    front = parts.torso & (np.abs(vertices[:, 1] - (hip + 0.7 * (neck - hip))) < 0.08)
    middle = (np.abs(vertices[:, 0]) < 0.012) & (parts.torso | _legs())

    def best(mask: npt.NDArray[np.bool_], score: Points) -> int:
        return int(np.flatnonzero(mask)[np.argmax(score[mask])])

    return {
        "bust": best(front & (vertices[:, 0] > 0), vertices[:, 2]),
        "crotch": best(middle, -vertices[:, 1]),
    }


@cache
def _faces() -> Faces:
    faces: Faces = _model().faces.numpy().astype(np.int32)
    return faces


@cache
def _legs() -> npt.NDArray[np.bool_]:
    """Legs of both sides."""
    model = _model()
    names = np.array(model.bone_labels)
    strongest = model.vertex_bone_weights.argmax(axis=1, keepdim=True)
    bone = names[model.vertex_bone_indices.gather(1, strongest)[:, 0].numpy()]
    return np.array([name.startswith(("upperleg", "lowerleg")) for name in bone])


def _measured(
    vertices: Points, joints: Mapping[str, Points], levels: Mapping[str, float]
) -> dict[str, float]:
    faces, parts = _faces(), _parts()
    torso, arm = _part_faces(parts.torso, faces), _part_faces(parts.arm, faces)
    body, leg = _part_faces(parts.torso | _legs(), faces), _part_faces(parts.leg, faces)
    shoulder, elbow, wrist = (joints[n] for n in ("shoulder", "elbow", "wrist"))
    tip = vertices[parts.arm][:, 1].max()
    found = {
        "height": float(np.ptp(vertices[:, 1])),
        "bust": _level_girth(vertices, torso, levels["bust"]),
        "underbust": _level_girth(vertices, torso, levels["underbust"]),
        "waist": _level_girth(vertices, torso, levels["waist"]),
        "hip": _level_girth(vertices, body, levels["hip"]),
        "neck": _neck(vertices, joints["neck"]) / _NECK_SHARE,
        "upper_arm": _across(vertices, arm, shoulder, elbow, 0.45),
        "thigh": _across(vertices, leg, joints["hip"], joints["knee"], 0.35),
        "knee": _across(vertices, leg, joints["knee"], joints["ankle"], 0.02),
        "crotch_height": levels["crotch"],
        "arm": float(
            np.linalg.norm(elbow - shoulder) + np.linalg.norm(wrist - elbow)
            + max(0.0, float(tip) - shoulder[1])
        ),
        "across_shoulders": 2.0 * float(shoulder[0]) + 0.05,
    }  # fmt: skip
    return {name: 100.0 * value for name, value in found.items()}


def _neck(vertices: Points, joint: Points) -> float:
    """Girth of the middle of the neck, on a plane that sinks towards the front, below the chin."""
    normal = np.array([0.0, np.cos(0.45), np.sin(0.45)])
    limbs = _parts().arm | _parts().leg
    cut = slice_of(
        vertices, _part_faces(~limbs, _faces()), joint + np.array([0.0, 0.02, 0.0]), normal
    )
    near = cut[(np.abs(cut[:, 0]) < 0.09) & (np.abs(cut[:, 2] - joint[2]) < 0.11)]
    other = np.cross([1.0, 0.0, 0.0], normal)
    return girth(np.stack([near[:, 0], near @ other], axis=1))


# Fitting -----------------------------------------------------------------------------------------

_NAMES: Final = (*_GLOBAL, *_LOCAL)
_START: Final = {"height": 0.5, "weight": 0.5, "muscle": 0.5, "age": 0.66}
_BOUNDS: Final = {**dict.fromkeys(_LOCAL, (-1.0, 1.0)), "height": (0.0, 1.0),
                  "weight": (0.0, 1.0), "muscle": (0.3, 0.75), "age": (0.12, 0.72)}  # fmt: skip
# How much each measurement counts: the cloth hangs from girths of the torso.
_WEIGHT: Final = {"bust": 1.5, "waist": 1.5, "hip": 1.5, "height": 1.0, "crotch_height": 0.4,
                  "underbust": 0.5, "neck": 0.5, "upper_arm": 0.7, "thigh": 0.5, "knee": 0.3,
                  "arm": 0.7, "across_shoulders": 0.8}  # fmt: skip
_DAMPING: Final = 0.5
_REACH: Final = 0.3
_STEP: Final = 0.08


def _fit(people: str, wanted: Mapping[str, float]) -> Avatar:
    woman = {"women": 1.0, "men": 0.0}.get(people, 0.5)
    values = dict.fromkeys(_NAMES, 0.0) | _START
    if people == "children":
        values["age"] = float(np.interp(wanted["height"], [66, 140, 165], [0.0, 0.33, 0.5]))
    free = [n for n in _NAMES if people == "children" or n != "age"]
    target = np.array([wanted[name] for name in FITTED])
    found = _look(values, woman, wanted)
    for _ in range(_ROUNDS):
        now = np.array([found[name] for name in FITTED])
        slopes = np.stack([_slope(values, woman, n, now, wanted) for n in free], axis=1)
        for name, step in zip(free, _step(slopes, target - now, values, free), strict=True):
            values[name] += float(step)
        found = _look(values, woman, wanted)
    vertices, joints = _shape(values, woman)
    levels = _levels(vertices, joints, wanted)
    said = {name: round(value, 2) for name, value in _measured(vertices, joints, levels).items()}
    points = {name: (float(p[0]), float(p[1]), float(p[2])) for name, p in joints.items()}
    return Avatar(vertices, _outward(vertices), points, levels, said)


def _step(slopes: Points, missing: Points, values: Mapping[str, float], free: list[str]) -> Points:
    """Change of the parameters: bounded least squares, drawn to no change."""
    from scipy.optimize import lsq_linear

    weight = np.array([_WEIGHT[name] for name in FITTED])
    left = np.concatenate([slopes * weight[:, None], _DAMPING * np.eye(len(free))])
    right = np.concatenate([missing * weight, np.zeros(len(free))])
    bounds = np.array([_BOUNDS[name] for name in free])
    now = np.array([values[name] for name in free])
    low = np.maximum(bounds[:, 0] - now, -_REACH) - 1e-9
    high = np.minimum(bounds[:, 1] - now, _REACH) + 1e-9
    found: Points = lsq_linear(left, right, bounds=(low, high)).x
    return found


def _look(
    values: Mapping[str, float], woman: float, wanted: Mapping[str, float]
) -> dict[str, float]:
    vertices, joints = _shape(values, woman)
    return _measured(vertices, joints, _levels(vertices, joints, wanted))


def _slope(
    values: Mapping[str, float], woman: float, name: str, now: Points, wanted: Mapping[str, float]
) -> Points:
    """Change of the measurements for one unit of a parameter."""
    step = -_STEP if values[name] + _STEP > _BOUNDS[name][1] else _STEP
    found = _look({**values, name: values[name] + step}, woman, wanted)
    slope: Points = (np.array([found[each] for each in FITTED]) - now) / step
    return slope


def _outward(vertices: Points) -> Faces:
    """Faces so that their normals point outward."""
    faces = _faces()
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    volume = float(np.einsum("ij,ij->", a, np.cross(b, c)))
    return faces if volume > 0 else np.ascontiguousarray(faces[:, ::-1])


def skeleton(body: Avatar) -> Points:
    """The point of the body's axes (spine, collarbones, hips, limbs) nearest to each vertex."""
    left = {name: np.array(point) for name, point in body.joints.items()}
    right = {name: point * [-1.0, 1.0, 1.0] for name, point in left.items()}
    neck, crown = left["neck"], np.array([0.0, body.vertices[:, 1].max(), left["neck"][2]])
    pelvis = (left["hip"] + right["hip"]) / 2
    lines = [(pelvis, neck), (neck, crown)]
    for side in (left, right):
        lines += [
            (neck - [0.0, 0.05, 0.0], side["shoulder"]), (side["shoulder"], side["elbow"]),
            (side["elbow"], side["wrist"]), (pelvis, side["hip"]), (side["hip"], side["knee"]),
            (side["knee"], side["ankle"]),
        ]  # fmt: skip
    best = np.full(len(body.vertices), np.inf)
    nearest = np.empty_like(body.vertices)
    for start, end in lines:
        along = end - start
        length = max(float(along @ along), 1e-12)
        share = np.clip((body.vertices - start) @ along / length, 0.0, 1.0)
        foot = start + share[:, None] * along
        distance = np.linalg.norm(body.vertices - foot, axis=1)
        closer = distance < best
        best[closer], nearest[closer] = distance[closer], foot[closer]
    return nearest
