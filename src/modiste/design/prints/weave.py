"""Yarn-dyed twills, thread by thread: tartan by sett, glen check, houndstooth, herringbone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from modiste.design.prints.palette import Palette
from modiste.design.prints.tile import Tile, num, path, polygon, rect
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from modiste.perceive.image.pixels import Bools

THREAD = 0.055
"""Centimetres from thread to thread: 18 ends a centimetre, a suiting or kilt cloth."""

# Shades of the tartan letters, after the custom of the weaving trade (no register's own values).
_SHADES = {
    "B": "#22386f", "LB": "#7da3cf", "DB": "#172347", "G": "#1f5a38", "LG": "#7fa36a",
    "DG": "#173b2a", "R": "#b3202c", "DR": "#7a1824", "LR": "#d9655f", "K": "#16161a",
    "W": "#f2efe6", "Y": "#e3b52e", "T": "#6b4a2f", "LT": "#b08a5b", "DT": "#43301f",
    "N": "#8a8a86", "LN": "#c3c2bc", "DN": "#4b4b4d", "P": "#5b2a62", "LP": "#9b6fa8",
    "O": "#cf6a1f", "A": "#6f9fc4", "C": "#a3214b", "M": "#7c1f35", "S": "#cf3b2a",
}  # fmt: skip

SETTS = {
    "black watch": "B/22 K2 B2 K2 B2 K16 G16 K2 G16 K16 B16 K2 B/2",
    "royal red": "R/72 B8 K12 Y2 K2 W2 K2 G16 R8 K2 R4 W/2",
    "heather": "N/24 P6 N4 P2 LN10 P2 N4 DG20 W/2",
    "camel": "LT/40 K8 LT4 K8 LT20 W4 R4 W4 LT/20",
    "schoolroom": "DB/28 DG8 DB4 DG8 DB6 Y2 DG24 R/4",
}
"""Thread counts in the usual notation, pivots marked with ``/``."""

_PART = re.compile(r"^([A-Z]{1,2}|#[0-9A-Fa-f]{6})/?(\d{1,3})$")


def read_sett(text: str) -> tuple[tuple[tuple[str, int], ...], bool]:
    """The bands of a sett: (letters or hex, threads) each, and whether it turns at pivots.

    ``B/22 K2 G/16`` turns at both ends (each pivot is written once and woven in full);
    without slashes the bands repeat in order (asymmetric). A spec's
    ``#12326b:20 #101010:8`` is half a repeat and turns.

    Raises:
        InputError: a part that is not a colour and a number of threads.
    """
    parts = text.replace(",", " ").split()
    if all(":" in part for part in parts):  # the notation of a spec: half a repeat, turning
        parts = [part.replace(":", "") for part in parts]
        parts = [f"{p[:7]}/{p[7:]}" if i in (0, len(parts) - 1) else p for i, p in enumerate(parts)]
    bands = []
    for part in parts:
        found = _PART.match(part)
        if found is None or not 1 <= int(found[2]) <= 400 or not _known(found[1]):
            raise InputError(
                f"The sett's part {part!r} is not a colour and a number of threads",
                remedy=f"Write parts like B24, R/6 or #1f5a38/12; letters: {' '.join(_SHADES)}.",
            )
        bands.append((found[1], int(found[2])))
    slashes = [i for i, part in enumerate(parts) if "/" in part]
    if len(bands) < 2 or slashes not in ([], [0, len(parts) - 1]):
        raise InputError(
            "A sett has two or more bands, with a slash at both ends or at neither",
            remedy="Write it like 'B/22 K2 G/16', or 'B22 K2 G16' where it does not turn.",
        )
    return tuple(bands), bool(slashes)


def _known(letters: str) -> bool:
    return letters.startswith("#") or letters in _SHADES


def threads(text: str) -> tuple[str, ...]:
    """One hex a thread of the whole repeat of a sett."""
    bands, turns = read_sett(text)
    order = [*bands, *bands[-2:0:-1]] if turns else list(bands)
    out: list[str] = []
    for letters, count in order:
        out += [_SHADES.get(letters, letters)] * count
    return tuple(out)


def twill(rows: int, columns: int) -> Bools:
    """Where the warp lies on top in a 2/2 twill rising to the right; shape (rows, columns)."""
    y, x = np.mgrid[:rows, :columns]
    return np.asarray((x + y) % 4 < 2)


@lru_cache(maxsize=64)
def tartan(sett: str) -> Tile:
    """A tartan: the sett in warp and weft, 2/2 twill, each weft stepping by one thread."""
    warp = threads(sett)
    turn = next(i for i, one in enumerate((*warp, "")) if one != warp[0]) // 2
    warp = warp[turn:] + warp[:turn]  # the join lies within the first band
    if len(warp) % 4:  # the twill must close as well as the colours
        warp = warp * (4 if len(warp) % 2 else 2)
    n = len(warp)
    size = n * THREAD
    defs, weft = [], []
    runs = _runs(warp)
    names = {colour: f"w{i}" for i, colour in enumerate(dict.fromkeys(warp))}
    cell = 4 * THREAD
    for colour, name in names.items():
        steps = "".join(
            rect(x * THREAD, y * THREAD, THREAD, THREAD, colour)
            for y in range(4)
            for x in range(4)
            if (x + y) % 4 >= 2
        )
        defs.append(
            f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{num(cell)}" '
            f'height="{num(cell)}">{steps}</pattern>'
        )
    beyond = [(a - n, b - n, c) for a, b, c in runs[-1:]] + [
        (a + n, b + n, c) for a, b, c in runs[:1]
    ]
    body = "".join(
        rect(a * THREAD, -1, (b - a) * THREAD, size + 2, c) for a, b, c in (*beyond, *runs)
    )
    for a, b, colour in (*beyond, *runs):
        weft.append(rect(-1, a * THREAD, size + 2, (b - a) * THREAD, f"url(#{names[colour]})"))
    colours = tuple(sorted(names, key=warp.count, reverse=True))
    return Tile("tartan", size, size, f"<defs>{''.join(defs)}</defs>{body}{''.join(weft)}", colours)


def tartan_of(p: Palette) -> Tile:
    """A tartan in the palette's own colours: broad ground and first motif, fine lines of others."""
    a, b, c = p.motif(0), p.motif(1), p.motif(2)
    g = p.ground
    return tartan(f"{g}/36 {a}4 {g}4 {a}24 {b}6 {a}4 {c}2 {b}8 {g}/16")


def _runs(row: tuple[str, ...]) -> list[tuple[int, int, str]]:
    starts = [0, *(i for i in range(1, len(row)) if row[i] != row[i - 1])]
    return [(a, b, row[a]) for a, b in zip(starts, [*starts[1:], len(row)], strict=True)]


def woven(dark_ends: tuple[int, ...], ground: str, ink: str, thread: float) -> str:
    """A two-colour 2/2 twill as one path of runs; ``dark_ends`` says 1 for each dark thread."""
    n = len(dark_ends)
    yarn = np.array(dark_ends, dtype=bool)
    dark = np.where(twill(n, n), yarn[None, :], yarn[:, None])
    d = []
    for y, row in enumerate(dark):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(int), [0]))))
        d += [
            f"M{num(a * thread)} {num(y * thread)}h{num((b - a) * thread)}v{num(thread)}"
            f"h{num((a - b) * thread)}z"
            for a, b in edges.reshape(-1, 2)
        ]
    return rect(0, 0, n * thread, n * thread, ground) + path("".join(d), ink)


def glen(p: Palette) -> Tile:
    """Glen check: 4-and-4 against 2-and-2 in both directions, with an overcheck."""
    ends = (1, 1, 1, 1, 0, 0, 0, 0) * 6 + (1, 1, 0, 0) * 12
    t = 0.075
    size = len(ends) * t
    body = woven(ends, p.ground, p.motif(0), t)
    if len(p.motifs) > 1:
        over = p.motif(1)
        at = 72 * t
        body += _see(rect(at, 0, 2 * t, size, over)) + _see(rect(0, at, size, 2 * t, over))
    return Tile("glen check", size, size, body, (p.ground, *p.motifs[:2]))


def _see(shape: str) -> str:
    return shape.replace("/>", ' fill-opacity=".7"/>')


def houndstooth(p: Palette) -> Tile:
    """Four dark and four light threads in 2/2 twill, with the steps drawn out to the teeth."""
    s = 0.9
    h = s / 2
    teeth = [
        polygon([(0, 0), (s, 0), (s, s), (0, s)]),  # dark crosses dark
        # Where dark crosses light the twill shows as diagonals, half of each.
        polygon([(s + h, 0), (2 * s, 0), (s, s), (s, h)]),
        polygon([(2 * s, h), (2 * s, s), (s + h, s)]),
        polygon([(0, s), (h, s), (0, s + h)]),
        polygon([(s, s), (s, s + h), (h, 2 * s), (0, 2 * s)]),
    ]
    body = rect(0, 0, 2 * s, 2 * s, p.ground) + path("".join(teeth), p.motif(0))
    return Tile("houndstooth", 2 * s, 2 * s, body, (p.ground, p.motif(0)))


def herringbone(p: Palette) -> Tile:
    """A twill that turns back every 1.6 cm, with the break that sets the spines half a step off."""
    w, step = 1.6, 0.4
    thick = step / 2
    d = []
    for i in range(-4, 4):
        y = i * step
        d.append(polygon([(0, y + w), (w, y), (w, y + thick), (0, y + w + thick)]))
        z = y + thick
        d.append(polygon([(w, z), (2 * w, z + w), (2 * w, z + w + thick), (w, z + thick)]))
    ink = p.motif(0)
    body = rect(0, 0, 2 * w, w, p.ground) + path("".join(d), ink)
    return Tile("herringbone", 2 * w, w, body, (p.ground, ink))
