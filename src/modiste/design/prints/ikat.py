"""Ikat: dyed warp threads whose ends never quite meet."""

from __future__ import annotations

import numpy as np

from modiste.design.prints.palette import Palette
from modiste.design.prints.tile import Tile, num, path, rect

_THREAD = 0.11


def ikat(p: Palette, seed: int) -> Tile:
    """Nested lozenges on a half drop, drawn warp by warp with the dye's wander at each end."""
    rng = np.random.default_rng(seed)
    w, h = 110 * _THREAD, 15.0
    threads = 110
    rings = _rings(p)
    d: dict[int, list[str]] = {i: [] for i in range(len(rings))}
    # Neighbouring warps are bound and dyed in bundles: they wander together, then one by one.
    bundle = np.repeat(rng.normal(0, 0.2, threads // 2), 2)
    own = rng.normal(0, 0.1, (threads, len(rings), 4))
    for column in range(threads):
        x = column * _THREAD
        for middle, height in ((w / 2, 0.0), (0.0, h / 2)):
            away = abs((x + _THREAD / 2 - middle + w / 2) % w - w / 2) / (w / 2)
            for i, (reach, tall, _) in enumerate(rings):
                half = tall * (1 - (away / reach) ** 1.15) if away < reach else 0.0
                step = 0.22 * round(half / 0.22)  # the bindings step
                if step <= 0.05:
                    continue
                top = height - step + bundle[column] + own[column, i, 0]
                low = height + step + bundle[column] + own[column, i, 1]
                for turn in (-h, 0.0, h):
                    if low + turn > 0 and top + turn < h:
                        d[i].append(f"M{num(x)} {num(top + turn)}V{num(low + turn)}")
    body = rect(0, 0, w, h, p.ground)
    for i, (_, _, colour) in enumerate(rings):
        line = path("".join(d[i]).replace("M", "M"), stroke=colour, width=_THREAD * 1.12)
        body += (
            f'<g transform="translate({num(_THREAD / 2)} 0)">'
            + line.replace("round", "butt", 1)
            + "</g>"
        )
    return Tile("ikat", w, h, body, (p.ground, *dict.fromkeys(c for _, _, c in rings)), drop=0.5)


def _rings(p: Palette) -> tuple[tuple[float, float, str], ...]:
    """(reach across as a share of the half width, half height in cm, colour), outer first."""
    a, b, c = p.motif(0), p.motif(1), p.motif(2)
    return (
        (0.98, 6.9, a), (0.82, 5.7, p.ground), (0.7, 4.8, b), (0.5, 3.4, p.ground),
        (0.4, 2.7, c), (0.22, 1.4, a),
    )  # fmt: skip
