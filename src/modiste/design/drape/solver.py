"""Cloth on a body: extended position-based dynamics with small steps.

Each step moves the particles, then corrects them until edges have their lengths, the cloth bends
no more than it likes, nothing lies in the body, under the floor or in other cloth (Macklin, Müller
and Chentanez, *XPBD*, MIG 2016; Macklin et al., *Small Steps in Physics Simulation*, SCA 2019).
The first part of the time there is little gravity, so that the garment closes round the body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from modiste.design.drape.avatar import skeleton
from modiste.model.errors import MissingExtraError

if TYPE_CHECKING:
    from modiste.design.drape.avatar import Avatar
    from modiste.design.drape.fabric import Behaviour
    from modiste.design.drape.pieces import Cloth, Doubles, Indices

Progress = Callable[[float], None]

GRAVITY: Final = 9.81
_STEPS_A_SECOND: Final = 1_200
_LOOK_EVERY: Final = 8
"""Steps between two looks for the body's surface."""
_SELF_EVERY: Final = 8
_GROWN: Final = 0.4
"""Share of the time after which the body, thin at first, has its own size."""
_THIN: Final = 0.35
_PRESSED: Final = 12.0
_LAST: Final = 48
"""Steps at the end without gravity, in which everything comes out of the body."""
_GROW_EVERY: Final = 20
_CROWDED: Final = 0.45
"""Distance that layers of cloth keep, as a share of the spacing of vertices."""


@dataclass(frozen=True)
class Links:
    """Pairs of particles that keep a distance.

    Attributes:
        pairs: shape (n, 2).
        rest: metres.
        give: compliance against stretching.
        slack: compliance against compression.
    """

    pairs: Indices
    rest: Doubles
    give: Doubles
    slack: Doubles


@dataclass(frozen=True)
class Draped:
    """Cloth at rest.

    Attributes:
        particles: shape (n, 3), metres.
        vertices: the same by the cloth's vertices, shape (v, 3).
        strain: length over rest length of every edge of the cloth.
        depth: how deep the deepest particle lies in the body, metres; 0 is none.
        inside: particles that lie in the body by more than a millimetre.
        moving: mean speed at the end, m/s.
    """

    particles: Doubles
    vertices: Doubles
    strain: Doubles
    depth: float
    inside: int
    moving: float


def drape(
    cloth: Cloth,
    start: Doubles,
    body: Avatar,
    fabric: Behaviour,
    *,
    seconds: float = 2.2,
    progress: Progress = lambda _: None,
) -> Draped:
    """Let cloth fall onto a body.

    Args:
        cloth: the pieces, sewn.
        start: where each vertex begins, shape (vertices, 3), metres; particles begin at the mean of
            theirs.
        body: what it falls onto.
        fabric: how it behaves.
        seconds: time simulated.
        progress: told the share that is done.

    Raises:
        MissingExtraError: warp is not installed.
    """
    count = int(cloth.particle.max()) + 1
    x = _mean(cloth.particle, start, count)
    weights = _weights(cloth, fabric, count)
    links = [stretches(cloth, fabric), bends(cloth, fabric), _tied(cloth, fabric)]
    world = _World(body, x, weights, links, cloth, fabric)
    steps = round(seconds * _STEPS_A_SECOND)
    for step in range(steps):
        share = step / steps
        world.grow(min(1.0, share / _GROWN))
        world.step(gravity=GRAVITY * _ramp(share), damping=_damping(share))
        if step % 120 == 0:
            progress(share)
    for _ in range(_LAST):
        world.step(gravity=0.0, damping=200.0, push=0.05)
    progress(1.0)
    return world.draped(cloth, links[0])


def _ramp(share: float) -> float:
    """Gravity over time: little while the garment closes, then all of it."""
    return 0.1 if share < 0.2 else min(1.0, 0.1 + (share - 0.2) * 4.0)


def _damping(share: float) -> float:
    """Damping per second over time: much while it closes and at the end, little as it falls."""
    return 24.0 if share < 0.4 else 6.0 if share < 0.7 else 120.0


def _mean(particle: Indices, values: Doubles, count: int) -> Doubles:
    total = np.zeros((count, values.shape[1]))
    np.add.at(total, particle, values)
    found: Doubles = total / np.maximum(np.bincount(particle, minlength=count), 1)[:, None]
    return found


def _weights(cloth: Cloth, fabric: Behaviour, count: int) -> Doubles:
    """One over each particle's mass in kg."""
    points, triangles = cloth.points / 100.0, cloth.triangles
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    mass = np.zeros(count)
    for k in range(3):
        np.add.at(mass, cloth.particle[triangles[:, k]], area / 3 * fabric.weight)
    found: Doubles = 1.0 / np.maximum(mass, 1e-6)
    return found


def stretches(cloth: Cloth, fabric: Behaviour) -> Links:
    """Edges of the triangles; stiff along the grain and across it, softer on the bias."""
    edges = _edges(cloth.triangles)
    points = cloth.points / 100.0
    along = points[edges[:, 1]] - points[edges[:, 0]]
    rest = np.hypot(along[:, 0], along[:, 1])
    angle = np.arctan2(along[:, 1], along[:, 0])
    bias = np.sin(2 * angle) ** 2
    give = fabric.give * (1 - bias) + fabric.bias * bias
    pairs = cloth.particle[edges]
    kept = pairs[:, 0] != pairs[:, 1]
    slack = np.full(len(rest), fabric.slack)
    return Links(pairs[kept], rest[kept], give[kept], slack[kept])


def bends(cloth: Cloth, fabric: Behaviour) -> Links:
    """Across each edge the two opposite corners, at the distance they have in flat cloth.

    Over a seam, flat is how both triangles would lie side by side. Collars fold freely.
    """
    triangles = cloth.particle[cloth.triangles]
    points = cloth.points[cloth.triangles] / 100.0
    open_edges: dict[tuple[int, int], tuple[int, float, float, int]] = {}
    pairs, rest = [], []
    for corners, places, leaf in zip(
        triangles.tolist(), points, cloth.leaves.tolist(), strict=True
    ):
        for k in range(3):
            a, b, c = (corners[(k + n) % 3] for n in range(3))
            p, q, r = (places[(k + n) % 3] for n in range(3))
            base = float(np.hypot(*(q - p))) or 1e-9
            foot = float((r - p) @ (q - p)) / base
            height = float((q - p)[0] * (r - p)[1] - (q - p)[1] * (r - p)[0]) / base
            if a > b:
                a, b, foot = b, a, base - foot
            other = open_edges.pop((a, b), None)
            if other is None:
                open_edges[a, b] = (c, foot, height, leaf)
            elif other[0] != c and other[3] == leaf:
                pairs.append((other[0], c))
                rest.append(np.hypot(foot - other[1], abs(height) + abs(other[2])))
    size = len(pairs)
    give = np.full(size, fabric.bend)
    return Links(np.array(pairs, np.int32).reshape(-1, 2), np.array(rest), give, give)


def _edges(triangles: Indices) -> Indices:
    both = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    found: Indices = np.unique(np.sort(both, axis=1), axis=0).astype(np.int32)
    return found


def _tied(cloth: Cloth, fabric: Behaviour) -> Links:
    """Closures: buttoned layers lie on each other, a thickness apart."""
    pairs = cloth.particle[cloth.ties].reshape(-1, 2)
    size = len(pairs)
    rest = np.full(size, 1.5 * fabric.thickness)
    return Links(pairs, rest, np.full(size, 1e-7), np.full(size, 1e-3))


def _neighbours(pairs: Indices, count: int) -> tuple[Indices, Indices]:
    """Particles next to each, one after the other, and where each one's begin."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    order = np.argsort(both[:, 0], kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=count))])
    return first.astype(np.int32), both[order, 1].astype(np.int32)


def _flat(cloth: Cloth, count: int) -> Doubles:
    """Where each particle lies in its flat piece, in metres; pieces lie in planes of their own."""
    flat = np.concatenate(
        [
            np.column_stack([piece.points / 100.0, np.full(len(piece.points), float(number))])
            for number, piece in enumerate(cloth.pieces)
        ]
    )
    found = np.zeros((count, 3))
    found[cloth.particle] = flat
    return found


def _pulls(cloth: Cloth, count: int) -> Doubles:
    """Weight of each particle over its own: a collar's fall is drawn down, as if pressed."""
    pulls = np.ones(count)
    pulls[np.unique(cloth.particle[cloth.triangles[cloth.falls]])] = _PRESSED
    return pulls


def warp_library() -> Any:
    """Warp, started for the processor.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import warp
    except ModuleNotFoundError:
        raise MissingExtraError(
            "draping needs warp", remedy="Install it with: pip install 'modiste[drape]'."
        ) from None
    warp.config.quiet = True
    warp.init()
    return warp


class _World:
    """The arrays of a simulation, in warp on the processor."""

    def __init__(
        self,
        body: Avatar,
        x: Doubles,
        weights: Doubles,
        links: list[Links],
        cloth: Cloth,
        fabric: Behaviour,
    ) -> None:
        wp = self.wp = warp_library()
        count = self.count = len(x)
        self.fabric = fabric
        self.dt = 1.0 / _STEPS_A_SECOND
        self.steps = 0
        self.body, self.axis, self.size = body, skeleton(body), 0.0

        def vectors(values: Doubles | None = None) -> Any:
            values = np.zeros((count, 3)) if values is None else values
            return wp.array(values.astype(np.float32), dtype=wp.vec3, device="cpu")

        def numbers(values: npt.NDArray[Any], kind: type) -> Any:
            return wp.array(values, dtype=kind, device="cpu")

        self.mesh = wp.Mesh(vectors(body.vertices), numbers(body.faces.ravel(), int))
        self.x, self.v, self.last = vectors(x), vectors(), vectors()
        self.at, self.normal, self.push = vectors(), vectors(), vectors()
        self.near = numbers(np.zeros(count, np.int32), int)
        self.pull = numbers(_pulls(cloth, count).astype(np.float32), float)
        self.w = numbers(weights.astype(np.float32), float)
        self.links = [
            (numbers(each.pairs, int), *(numbers(v.astype(np.float32), float) for v in
             (each.rest, each.give, each.slack)), len(each.rest))
            for each in links
        ]  # fmt: skip
        self.radius = float(_CROWDED * np.median(links[0].rest))
        first, neighbour = _neighbours(links[0].pairs, count)
        self.first, self.neighbour = numbers(first, int), numbers(neighbour, int)
        self.flat = vectors(_flat(cloth, count))
        self.grid = wp.HashGrid(64, 64, 64, device="cpu")

    def grow(self, share: float) -> None:
        """Give the body this share of its girth between thin and whole.

        Cloth that begins through a shoulder is thus pushed out from within, not to the wrong side.
        """
        if self.size >= 1.0 or (self.steps % _GROW_EVERY and share < 1.0):
            return
        self.size = share
        scale = _THIN + (1.0 - _THIN) * share
        points = self.axis + (self.body.vertices - self.axis) * scale
        self.mesh.points.assign(points.astype(np.float32))
        self.mesh.refit()

    def step(self, *, gravity: float, damping: float, push: float = 0.004) -> None:
        """One step of time."""
        from modiste.design.drape import kernels

        wp, dt = self.wp, self.dt
        down = wp.vec3(0.0, -gravity, 0.0)
        self._run(kernels.predict, [self.x, self.v, self.last, self.pull, down, damping, dt])
        for pairs, rest, give, slack, size in self.links:
            if size:
                arguments = [self.x, self.w, pairs, rest, give, slack, size, self.steps % 2, dt]
                self._run(kernels.distances, arguments, size=1)
        if self.steps % _SELF_EVERY == 0:
            self._part(kernels)
        if self.steps % _LOOK_EVERY == 0:
            found = [self.at, self.normal, self.near]
            self._run(kernels.nearest, [self.mesh.id, self.x, 0.08, *found])
        thickness, friction = self.fabric.thickness, self.fabric.friction
        kept = [self.x, self.last, self.w, self.at, self.normal, self.near]
        self._run(kernels.keep_out, [*kept, thickness, friction, thickness, push])
        self._run(kernels.speeds, [self.x, self.last, self.v, dt])
        self.steps += 1

    def _part(self, kernels: Any) -> None:
        self.grid.build(self.x, self.radius)
        known = [self.x, self.w, self.flat, self.first, self.neighbour, self.radius, self.push]
        self._run(kernels.apart, [self.grid.id, *known])
        self._run(kernels.shift, [self.x, self.push, 0.8])

    def _run(self, kernel: Any, arguments: list[Any], size: int | None = None) -> None:
        dim = self.count if size is None else size
        self.wp.launch(kernel, dim=dim, inputs=arguments, device="cpu")

    def draped(self, cloth: Cloth, stretch: Links) -> Draped:
        """What it came to."""
        from modiste.design.drape import kernels

        x = self.x.numpy().astype(np.float64)
        found = [self.at, self.normal, self.near]
        self._run(kernels.nearest, [self.mesh.id, self.x, 0.08, *found])
        height = ((x - self.at.numpy()) * self.normal.numpy()).sum(axis=1)
        depth = np.where(self.near.numpy() == 1, np.maximum(-height, 0.0), 0.0)
        a, b = stretch.pairs[:, 0], stretch.pairs[:, 1]
        strain = np.linalg.norm(x[a] - x[b], axis=1) / stretch.rest
        speed = np.linalg.norm(self.v.numpy(), axis=1)
        return Draped(
            x, x[cloth.particle], strain, float(depth.max(initial=0.0)),
            int((depth > 0.001).sum()), float(speed.mean()),
        )  # fmt: skip
