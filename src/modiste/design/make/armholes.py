"""Sleeves sewn into armholes: set-in and its kin, raglan and cut-in-one; cuffs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, hem, mark, strip
from modiste.design.make.curves import (
    hermite,
    lines,
    path_split,
)
from modiste.design.make.cut_on import sew_kimono, sew_raglan
from modiste.design.make.panel import Copies, Edge, Kind, Label, Mark, Panel, Role, Zone
from modiste.design.make.plan import Plan
from modiste.design.make.sleeves import (
    cap_sleeve,
    cuff_depth,
    cuff_girth,
    off_sleeve,
    sleeve,
)
from modiste.design.spec.vocabulary import (
    Cuff,
    Neckline,
    Ruffles,
    SleeveLength,
    SleeveType,
)

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk

_STRIP = (SleeveType.NONE, SleeveType.STRAP)


def sew_sleeves(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Draft the sleeves and sew them in; bind the armholes where there are none."""
    spec = plan.spec
    kind = spec.sleeve.type
    if kind is SleeveType.RAGLAN:
        sew_raglan(plan, draft, trunk)
    elif kind is SleeveType.KIMONO:
        sew_kimono(plan, draft, trunk)
    elif kind in _STRIP:
        _bound(plan, draft, trunk)
    else:
        _set_in(plan, draft, trunk)
    if kind not in _STRIP:
        _cuff(plan, draft)
    if spec.fullness.ruffles is Ruffles.SHOULDER:
        _shoulder_ruffle(plan, draft, trunk)


def _set_in(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    spec = plan.spec
    back, front = (trunk.chains[f"{s}.armhole"] for s in ("back", "front"))
    long_back, long_front = draft.length(back), draft.length(front)
    if spec.sleeve.length is SleeveLength.CAP and spec.sleeve.type is SleeveType.SET_IN:
        panel, taken_back, taken_front = cap_sleeve(plan, long_back, long_front)
        draft.add(panel)
        back = _upper(draft, trunk, "back", taken_back)
        front = _upper(draft, trunk, "front", taken_front)
        draft.join("cap front", front, ["sleeve.cap_front"])
        draft.join("cap back", back, ["-sleeve.cap_back"])
        return
    if spec.neckline is Neckline.OFF_SHOULDER:
        grown = 1.28
        panel, _ = sleeve(plan, long_back * grown, long_front * grown)
        panel = off_sleeve(panel, long_back, long_front)
        draft.add(panel)
        draft.notes.append("The neck edge is drawn in by elastic; it holds at the upper arm.")
    else:
        panel, _ = sleeve(plan, long_back, long_front)
        draft.add(panel)
    full = spec.sleeve.type in (SleeveType.PUFF, SleeveType.LEG_OF_MUTTON)
    for name, chain, edge, strokes in (
        ("front", front, "sleeve.cap_front", 1),
        ("back", back, "-sleeve.cap_back", 2),
    ):
        gap = draft.length([edge]) - draft.length(chain)
        kind = Kind.GATHERED if full and gap > 1.0 else Kind.EASED if gap > 0.15 else Kind.PLAIN
        draft.seam(f"armhole {name}", chain, [edge], kind)
        _pitch(draft, chain, edge, strokes)
    draft.seam("sleeve", ["sleeve.under_front"], ["-sleeve.under_back"])
    cap = draft.panels["sleeve"].edge("cap_front").length
    if "top" not in {e.name for e in draft.panels["sleeve"].edges}:
        draft.notch("sleeve", "cap_front", cap)


def _pitch(draft: Draft, chain: list[str], edge: str, strokes: int) -> None:
    """Notches that meet at 40 % of the armhole from the underarm."""
    at = draft.length(chain) * 0.40
    left = at
    for text in chain:
        size = draft.length([text])
        if left <= size:
            panel, name = text.split(".")
            draft.notch(panel, name, left, strokes)
            break
        left -= size
    panel, name = edge.lstrip("-").split(".")
    whole = draft.length([edge])
    # Little or no ease lies below the notch.
    draft.notch(panel, name, whole - at if edge.startswith("-") else at, strokes)


def _upper(draft: Draft, trunk: Trunk, side: str, taken: float) -> list[str]:
    """Part the armhole where a cap sleeve ends; the chain of its upper part."""
    chain = trunk.chains[f"{side}.armhole"]
    left = draft.length(chain) - taken
    lower: list[str] = []
    for n, text in enumerate(chain):
        size = draft.length([text])
        if left < size - 1e-6:
            panel_name, edge_name = text.split(".")
            panel = draft.panels[panel_name]
            i = next(k for k, e in enumerate(panel.edges) if e.name == edge_name)
            old = panel.edges[i]
            low, high = path_split(old.path, left)
            parts = (
                replace(old, name=f"{edge_name}_low", path=low, role=Role.EDGE),
                replace(old, name=f"{edge_name}_high", path=high),
            )
            draft.panels[panel_name] = replace(
                panel, edges=(*panel.edges[:i], *parts, *panel.edges[i + 1 :])
            )
            lower.append(f"{panel_name}.{edge_name}_low")
            upper = [f"{panel_name}.{edge_name}_high", *chain[n + 1 :]]
            trunk.chains[f"{side}.armhole"] = [*lower, *upper]
            return upper
        left -= size
        lower.append(text)
    return chain


def _bound(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """A bias binding for armholes without sleeves, and straps."""
    chains = [c for s in ("back", "front") for c in trunk.chains.get(f"{s}.armhole", [])]
    long = draft.length(chains) if chains else 0.0
    if trunk.strap > 0:
        draft.add(
            replace(
                strip(
                    "strap",
                    Label("ST", "Strap", "肩带"),
                    trunk.strap + 2.0,
                    1.0,
                    copies=Copies.PAIR,
                ),
                zone=Zone.TORSO,
            )
        )
        draft.notes.append(f"Straps of {trunk.strap:.1f} cm over the shoulders, 2 cm to spare.")
    if plan.spec.neckline is Neckline.HALTER:
        nape = plan.body.neck * 0.55
        draft.add(
            strip(
                "halter",
                Label("HB", "Halter band", "挂脖带"),
                nape,
                3.0 * plan.size,
                copies=Copies.SINGLE,
            )
        )
    if long > 4.0:
        name = "armhole_rib" if plan.knit else "armhole_binding"
        ratio = 0.92 if plan.knit else 1.0
        draft.add(
            replace(
                strip(
                    name,
                    Label("AB", "Armhole binding", "袖窿滚条"),
                    long * ratio + 0.5,
                    3.0 if not plan.knit else 4.0,
                    folded=False,
                    copies=Copies.PAIR,
                    material="rib" if plan.knit else "self",
                ),
                bias=not plan.knit,
            )
        )


def _cuff(plan: Plan, draft: Draft) -> None:
    """Cuffs, sewn to the sleeve's hem."""
    spec = plan.spec
    cuff = spec.sleeve.cuff
    deep = cuff_depth(plan)
    if deep == 0:
        if cuff is Cuff.ELASTIC:
            draft.notes.append(f"Elastic of {cuff_girth(plan) * 0.92:.0f} cm in each sleeve's hem.")
        return
    hems = [f"{n}.hem" for n in ("sleeve", "sleeve_front", "sleeve_back") if n in draft.panels]
    if not hems:
        hems = [f"{n}.sleeve_hem" for n in ("front", "back") if n in draft.panels]
    draft.role(hems, Role.SEAM)
    whole = draft.length(hems)
    girth = cuff_girth(plan)
    label = Label("CF", "Cuff", "袖克夫")
    if cuff is Cuff.RUFFLE:
        panel = strip(
            "cuff",
            Label("CF", "Cuff ruffle", "袖口荷叶边"),
            whole * 1.6,
            deep,
            folded=False,
            copies=Copies.PAIR,
            zone=Zone.WRIST,
        )
        draft.add(
            replace(
                panel,
                edges=tuple(
                    replace(e, role=Role.HEM) if e.name == "top" else e for e in panel.edges
                ),
            )
        )
        draft.join("cuff", _around(hems), ["cuff.seam"])
        draft.seam("cuff end", ["cuff.end_a"], ["-cuff.end_b"])
        return
    overlap = 2.5 * max(0.75, plan.size) if cuff in (Cuff.SHIRT, Cuff.FRENCH) else 0.0
    size = girth + overlap
    tall = deep * (2 if cuff is Cuff.FRENCH else 1)
    panel = strip(
        "cuff",
        label,
        size,
        tall,
        folded=cuff is not Cuff.FRENCH,
        copies=Copies.PAIR,
        layers=2 if cuff is Cuff.FRENCH else 1,
        material="rib" if cuff is Cuff.RIB else "self",
        interfaced=cuff is not Cuff.RIB,
        zone=Zone.WRIST,
    )
    draft.add(panel)
    if cuff is Cuff.RIB and size > 0.7 * whole:
        draft.seam("cuff", _around(hems), ["cuff.seam"], Kind.STRETCHED)
    else:
        draft.join("cuff", _around(hems), ["cuff.seam"])
    if overlap == 0:
        draft.seam("cuff end", ["cuff.end_a"], ["-cuff.end_b"])
        return
    draft.inside(
        "cuff",
        mark("button", Mark.BUTTON, complex(overlap / 2, deep / 2)),
        mark(
            "buttonhole",
            Mark.BUTTONHOLE,
            complex(size - overlap / 2 - 0.8, deep / 2),
            complex(size - overlap / 2 + 0.8, deep / 2),
        ),
    )
    draft.add(
        strip(
            "placket",
            Label("PL", "Sleeve placket", "袖衩条"),
            13.0 * plan.size,
            2.4 * plan.size,
            copies=Copies.PAIR,
        )
    )


def _around(hems: list[str]) -> list[str]:
    """The hems of a sleeve's parts in one direction round the arm."""
    return hems if len(hems) < 2 else [hems[0], f"-{hems[1]}"]


def _shoulder_ruffle(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """A ruffle in the armhole's upper part, tapering to both ends."""
    chains = [c for s in ("back", "front") for c in trunk.chains.get(f"{s}.armhole", [])]
    long = draft.length(chains) * 0.62 * 1.7
    deep = 5.0 * plan.size
    draft.add(
        Panel(
            "shoulder_ruffle",
            (
                Edge("seam", lines(0j, complex(long, 0))),
                hem(
                    "hem",
                    (
                        hermite(
                            complex(long, 0), -0.2 + 1j, complex(long / 2, deep), -1 + 0j, 0.45
                        ),
                        hermite(complex(long / 2, deep), -1 + 0j, 0j, -0.2 - 1j, 0.45),
                    ),
                    1.0,
                ),
            ),
            Label("RS", "Shoulder ruffle", "肩部荷叶边"),
            (complex(long * 0.5, deep * 0.2), complex(long * 0.5, deep * 0.8)),
            Copies.PAIR,
            zone=Zone.ARM,
            facing="around",
        )
    )
    draft.notes.append("The shoulder ruffle is gathered into the upper 62 % of each armhole.")


# Raglan -----------------------------------------------------------------------------------------


# Cut in one ------------------------------------------------------------------------------------
