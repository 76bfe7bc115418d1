"""Skirts in several pieces: gores, tiers and hip yokes."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from modiste.design.make.building import centre, hem, loop
from modiste.design.make.curves import (
    Path,
    Point,
    arc,
    hermite,
    line,
    lines,
    path_moved,
    path_reverse,
    unit,
)
from modiste.design.make.panel import Copies, Edge, Label, Panel, Zone
from modiste.design.spec.vocabulary import Silhouette

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan
from modiste.design.make.skirts import Ask, fit_angle


def gores(plan: Plan, ask: Ask, name: str, label: Label) -> list[Panel]:
    """A quarter parted into a centre gore on the fold and a side gore, for gored skirts.

    Each seam between gores is the same curve on both, so that they are of one length.
    """
    hip_y = min(-plan.body.hip_depth, ask.top - 4.0)
    flare = {Silhouette.CIRCLE: 0.42, Silhouette.FIT_AND_FLARE: 0.26, Silhouette.MERMAID: 0.0}.get(
        plan.spec.silhouette, 0.10
    )
    share = 0.45
    panels = []
    for kind, part, sides in (("centre", share, 1), ("side", 1 - share, 2)):
        waist = ask.waist * part
        grow = max(0.0, ask.hip - ask.waist) / 3
        right = _gore_edge(plan, ask, waist, grow, hip_y, flare)
        low_right = right[-1][-1]
        if sides == 1:
            left: Path = (line(complex(0, ask.top), complex(0, ask.bottom)),)
        else:
            left = path_moved(right, partial(_across, waist))
        low_left = left[-1][-1]
        bottom = (
            hermite(
                low_left,
                1 + 0j if sides == 1 else complex(1.0, -flare),
                low_right,
                complex(1.0, flare),
                0.34,
            ),
        )
        top = (line(right[0][0], left[0][0]),)
        edges = loop(
            hem("hem", bottom, min(ask.allowance, 2.5)),
            Edge("side" if kind == "side" else "gore", path_reverse(right)),
            Edge("waist", top),
            Edge("gore", left) if kind == "side" else centre("centre", left, fold=True),
        )
        mid = (low_left.real + low_right.real) / 2 if sides == 2 else low_right.real * 0.35
        panels.append(
            Panel(
                f"{name}_{kind}",
                edges,
                replace(
                    label,
                    code=f"{label.code}{'C' if kind == 'centre' else 'S'}",
                    en=f"{label.en}, {kind} gore",
                    zh=f"{label.zh}({'中' if kind == 'centre' else '侧'}片)",
                ),
                (complex(mid, ask.bottom + 8), complex(mid, ask.top - 8)),
                Copies.FOLD if kind == "centre" else Copies.PAIR,
                zone=Zone.TORSO,
                facing="back" if ask.back else "front",
            )
        )
    return panels


def _across(width: float, p: Point) -> Point:
    """A point mirrored at the middle of a gore."""
    return complex(width - p.real, p.imag)


def _gore_edge(plan: Plan, ask: Ask, waist: float, grow: float, hip_y: float, flare: float) -> Path:
    """The right edge of a gore from the waist down."""
    start = complex(waist, ask.top)
    hip = complex(waist + grow, hip_y)
    if plan.spec.silhouette is Silhouette.MERMAID:
        knee_y = max(ask.bottom + 14.0, -plan.body.knee_depth + 8.0)
        knee = complex(hip.real - 0.02 * (hip_y - knee_y), knee_y)
        end = knee + unit(complex(0.38, -1.0)) * (knee_y - ask.bottom)
        return (
            hermite(start, complex(0.3, -1.0), hip, complex(-0.02, -1.0), 0.4),
            line(hip, knee),
            hermite(knee, complex(-0.02, -1.0), end, complex(0.55, -1.0), 0.42),
        )
    if hip_y - ask.bottom < 2.0:
        return (line(start, start + unit(complex(flare, -1.0)) * (ask.top - ask.bottom)),)
    end = hip + unit(complex(flare, -1.0)) * (hip_y - ask.bottom)
    return (hermite(start, complex(0.25, -1.0), hip, complex(flare, -1.0), 0.4), line(hip, end))


def tiers(ask: Ask, count: int, name: str, label: Label) -> list[Panel]:
    """A tiered quarter: straight strips, each half as long again as the one above, gathered."""
    fall = ask.top - ask.bottom
    weights = [1.0 + 0.12 * n for n in range(count)]
    tall = [fall * w / sum(weights) for w in weights]
    wide = max(ask.waist * 1.35, ask.hip * 1.02)
    panels = []
    y = ask.top
    grow = {2: 1.5, 3: 1.4, 4: 1.32, 5: 1.26}[count]
    for n in range(count):
        low = y - tall[n] - (ask.low if n == count - 1 else 0.0)
        last = n == count - 1
        bottom = (line(complex(0, low), complex(wide, y - tall[n])),)
        panels.append(
            Panel(
                f"{name}_{n + 1}",
                (
                    hem("hem", bottom, ask.allowance) if last else Edge("hem", bottom),
                    Edge("side", (line(complex(wide, y - tall[n]), complex(wide, y)),)),
                    Edge("waist", (line(complex(wide, y), complex(0, y)),)),
                    centre("centre", lines(complex(0, y), complex(0, low)), fold=True),
                ),
                replace(
                    label,
                    code=f"{label.code}{n + 1}",
                    en=f"{label.en}, tier {n + 1}",
                    zh=f"{label.zh}第{n + 1}层",
                ),
                (
                    complex(wide * 0.4, low + tall[n] * 0.15),
                    complex(wide * 0.4, y - tall[n] * 0.15),
                ),
                Copies.FOLD,
                zone=Zone.TORSO,
                facing="back" if ask.back else "front",
            )
        )
        y -= tall[n]
        wide *= grow
    return panels


def yoke(plan: Plan, ask: Ask, deep: float, name: str, label: Label) -> tuple[Panel, Ask]:
    """A hip yoke, and what is asked of the quarter below it."""
    angle = fit_angle(plan, ask)
    radius = ask.waist / angle
    middle = complex(0.0, ask.top + radius)
    low, high = -math.pi / 2, -math.pi / 2 + angle
    outer, inner = (
        arc(middle, radius + deep, low, high),
        path_reverse(arc(middle, radius, low, high)),
    )
    panel = Panel(
        name,
        (
            Edge("lower", outer),
            Edge("side", (line(outer[-1][-1], inner[0][0]),)),
            Edge("waist", inner),
            centre("centre", lines(inner[-1][-1], outer[0][0]), fold=True),
        ),
        label,
        (
            complex(ask.waist * 0.45, ask.top - deep * 0.75),
            complex(ask.waist * 0.45, ask.top - 1.0),
        ),
        Copies.FOLD,
        2,
        interfaced=True,
        zone=Zone.TORSO,
        facing="back" if ask.back else "front",
    )
    return panel, replace(ask, waist=(radius + deep) * angle, top=ask.top - deep)
