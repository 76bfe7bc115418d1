"""Outlines of garments as SVG paths on a canvas of 400 × 500; the middle is x = 200."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Attributes = dict[str, str]


@dataclass(frozen=True)
class Flat:
    """Paths of one garment, from back to front.

    Attributes:
        body: filled with the print.
        behind: drawn first, in a darker plain fill: the inside of a neck, straps.
        trim: drawn over the body in a darker plain fill: collars, soles, waistbands.
        seams: lines.
        stitches: dashed lines.
        buttons: centres of buttons.
    """

    body: tuple[str, ...]
    behind: tuple[str, ...] = ()
    trim: tuple[str, ...] = ()
    seams: tuple[str, ...] = ()
    stitches: tuple[str, ...] = ()
    buttons: tuple[tuple[int, int], ...] = ()


def mirrored(points: str) -> str:
    """The path ``points`` with every x mirrored at the middle; only absolute M, L, Q, C, Z."""
    out: list[str] = []
    is_x = True
    for token in points.replace(",", " ").split():
        if token.isalpha():
            out.append(token)
            is_x = True
        else:
            value = 400 - float(token) if is_x else float(token)
            out.append(f"{value:g}")
            is_x = not is_x
    return " ".join(out)


# Necks: the path from the left to the right shoulder point (at x 165 and 235, y 92), and its depth.
_NECKS = {
    "crew neck": ("Q 200 128 235 92", 112),
    "v-neck": ("L 200 162 L 235 92", 162),
    "turtleneck": ("L 168 62 Q 200 68 232 62 L 235 92", 62),
    "collared": ("L 200 140 L 235 92", 140),
    "square neck": ("L 168 138 L 232 138 L 235 92", 138),
    "boat neck": ("Q 200 106 235 92", 100),
    "halter": ("Q 200 118 235 92", 108),
}


def _torso(hem: float, half: float, neck: str, waist: float) -> str:
    """Closed path of a torso: shoulders at y 92, armholes at y 190, a hem of half width."""
    w = 200 - waist
    return (
        f"M 165 92 {neck} L 272 112 Q 262 150 268 190 C {400 - w} 250 {400 - w} 260 {400 - w} 270 "
        f"L {200 + half} {hem} Q 200 {hem + 8} {200 - half} {hem} "
        f"L {w} 270 C {w} 260 {w} 250 132 190 Q 138 150 128 112 Z"
    )


def _sleeve(kind: str) -> str | None:
    """The left sleeve, from the shoulder at 128,112 to the armhole at 132,190."""
    return {
        "long sleeve": "M 128 112 C 100 130 84 230 66 350 L 98 360 C 112 290 122 240 132 190 "
        "Q 138 150 128 112 Z",
        "three-quarter sleeve": "M 128 112 C 102 130 90 200 76 286 L 108 296 C 116 256 124 226 "
        "132 190 Q 138 150 128 112 Z",
        "short sleeve": "M 128 112 C 108 122 96 150 82 196 L 122 216 L 132 190 Q 138 150 128 112 Z",
        "puff sleeve": "M 128 112 C 92 96 62 150 84 206 Q 104 222 124 212 L 132 190 "
        "Q 138 150 128 112 Z",
        "sleeveless": None,
    }[kind]


def _inside(depth: float) -> tuple[str, ...]:
    """The back of the neck, seen through a neckline of that depth; nothing in a turtleneck."""
    if depth < 70:
        return ()
    return (
        f"M 165 92 Q 200 80 235 92 L 236 100 L 234 {depth} L 206 {depth + 8} L 194 {depth + 8} "
        f"L 166 {depth} L 164 100 Z",
    )


def _width(attributes: Attributes) -> float:
    return {
        "slim": 66.0, "fitted": 66.0, "relaxed": 78.0, "oversized": 90.0, "boxy": 86.0,
        "cropped": 76.0, "a-line": 68.0,
    }.get(attributes.get("silhouette", ""), 72.0)  # fmt: skip


def _top(attributes: Attributes, default: str, hem: float = 400) -> Flat:
    """A top: torso, two sleeves, neck; the base of tees, shirts and knits."""
    neck, depth = _NECKS[attributes.get("neckline", default)]
    half = _width(attributes)
    hem = hem - 70 if attributes.get("silhouette") == "cropped" else hem
    sleeve = _sleeve(attributes.get("sleeve", "long sleeve"))
    arms = (sleeve, mirrored(sleeve)) if sleeve else ()
    body = (*arms, _torso(hem, half, neck, min(half, 70)))
    behind = _inside(depth)
    hems = f"M {202 - half} {hem - 9:g} Q 200 {hem - 1:g} {198 + half} {hem - 9:g}"
    return Flat(body, behind, stitches=(hems,))


def tee(attributes: Attributes) -> Flat:
    """A T-shirt."""
    return _top(attributes, "crew neck")


def knit(attributes: Attributes) -> Flat:
    """A jumper or sweatshirt with ribbed hem, cuffs and neck."""
    flat = _top(attributes, "crew neck", 392)
    hem = 322 if attributes.get("silhouette") == "cropped" else 392
    half = _width(attributes)
    band = (
        f"M {200 - half} {hem} Q 200 {hem + 8} {200 + half} {hem} L {196 + half} {hem + 20} "
        f"Q 200 {hem + 28} {204 - half} {hem + 20} Z"
    )
    cuff = "M 66 350 L 98 360 L 96 378 L 63 367 Z"
    ribs = tuple(
        f"M {200 + (half - 6) * t / 6:.0f} {hem + 6} L {200 + (half - 8) * t / 6:.0f} {hem + 22}"
        for t in range(-6, 7)
    )
    return Flat(flat.body, flat.behind, (band, cuff, mirrored(cuff)), ribs)


def shirt(attributes: Attributes) -> Flat:
    """A shirt or blouse; with a collar and a placket where it is collared."""
    flat = _top(attributes, "collared", 412)
    if attributes.get("neckline", "collared") != "collared":
        return Flat(flat.body, flat.behind, seams=("M 200 170 L 200 404",), stitches=flat.stitches)
    hem = 342 if attributes.get("silhouette") == "cropped" else 412
    collar = "M 165 92 Q 182 84 196 88 L 200 140 L 178 150 Z"
    placket = (f"M 194 146 L 194 {hem + 1}", f"M 207 146 L 207 {hem + 1}")
    buttons = tuple((200, y) for y in range(165, hem - 15, 42))
    pocket = "M 220 200 L 252 200 L 252 232 L 236 242 L 220 232 Z"
    return Flat(
        flat.body, flat.behind, (collar, mirrored(collar)), (*placket, pocket), flat.stitches,
        buttons,
    )  # fmt: skip


def cardigan(attributes: Attributes) -> Flat:
    """A cardigan: a knit that opens in front."""
    flat = knit({**attributes, "neckline": "v-neck"})
    hem = 322 if attributes.get("silhouette") == "cropped" else 392
    band = (
        f"M 165 92 L 194 164 L 194 {hem + 26} L 206 {hem + 26} L 206 164 L 235 92 L 241 96 "
        f"L 212 168 L 212 {hem + 26} L 188 {hem + 26} L 188 168 L 159 96 Z"
    )
    buttons = tuple((200, y) for y in range(184, hem + 10, 44))
    return Flat(flat.body, flat.behind, (*flat.trim, band), flat.seams, (), buttons)


def _skirt_end(attributes: Attributes) -> int:
    return {"mini": 330, "knee-length": 384, "midi": 424, "maxi": 462}[
        attributes.get("length", "midi")
    ]


def dress(attributes: Attributes) -> Flat:
    """A dress: a bodice to the waist at y 245, then a skirt."""
    neck, depth = _NECKS[attributes.get("neckline", "crew neck")]
    hem = _skirt_end(attributes)
    flare = {"slim": 64, "fitted": 70, "relaxed": 92, "a-line": 118}[
        attributes.get("silhouette", "a-line")
    ]
    flare = round(flare * (0.82 + 0.18 * (hem - 330) / 132))
    waist = 58 if attributes.get("silhouette") in {"relaxed"} else 50
    shoulder = "L 272 112 Q 262 150 266 186"
    body = (
        f"M 165 92 {neck} {shoulder} Q 258 220 {200 + waist} 246 "
        f"C {206 + waist} 300 {200 + flare} 360 {200 + flare} {hem} Q 200 {hem + 14} {200 - flare} "
        f"{hem} C {200 - flare} 360 {194 - waist} 300 {200 - waist} 246 Q 142 220 134 186 "
        f"Q 138 150 128 112 Z"
    )
    sleeve = _sleeve(attributes.get("sleeve", "sleeveless"))
    arms = (sleeve, mirrored(sleeve)) if sleeve else ()
    behind = _inside(depth)
    seams = [f"M {200 - waist} 246 Q 200 254 {200 + waist} 246"]
    seams += [
        f"M {200 + waist * t:.0f} 252 Q {200 + (waist + flare) * t / 2:.0f} {(hem + 252) // 2} "
        f"{200 + flare * t:.0f} {hem - 16}"
        for t in (-0.45, 0.1, 0.55)
        if flare > 80
    ]
    return Flat((*arms, body), behind, seams=tuple(seams))


def jumpsuit(attributes: Attributes) -> Flat:
    """A jumpsuit: a bodice with trousers."""
    neck, depth = _NECKS[attributes.get("neckline", "v-neck")]
    out = 84 if attributes.get("silhouette") == "wide-leg" else 66
    body = (
        f"M 165 92 {neck} L 272 112 Q 262 150 266 186 Q 256 214 248 240 "
        f"C 262 280 {200 + out} 380 {202 + out} 458 L 212 460 L 200 318 L 188 460 "
        f"L {198 - out} 458 C {200 - out} 380 138 280 152 240 "
        f"Q 144 214 134 186 Q 138 150 128 112 Z"
    )
    sleeve = _sleeve(attributes.get("sleeve", "sleeveless"))
    arms = (sleeve, mirrored(sleeve)) if sleeve else ()
    belt = "M 151 236 Q 200 246 249 236 L 249 252 Q 200 262 151 252 Z"
    return Flat((*arms, body), _inside(depth), (belt,), ("M 200 262 L 200 318",))


def skirt(attributes: Attributes) -> Flat:
    """A skirt with a waistband."""
    hem = _skirt_end(attributes)
    flare = {"a-line": 122, "straight": 84, "slim": 72}[attributes.get("silhouette", "a-line")]
    top = 110
    body = (
        f"M 142 {top} Q 200 {top + 8} 258 {top} C 276 190 {200 + flare} 280 {200 + flare} {hem} "
        f"Q 200 {hem + 16} {200 - flare} {hem} C {200 - flare} 280 124 190 142 {top} Z"
    )
    band = (
        f"M 144 {top - 18} Q 200 {top - 11} 256 {top - 18} L 258 {top} Q 200 {top + 8} 142 {top} Z"
    )
    folds = tuple(
        f"M {200 + 58 * t:.0f} {top + 16} Q {200 + 84 * t:.0f} 240 {200 + flare * t:.0f} {hem - 18}"
        for t in (-0.6, -0.1, 0.45)
        if flare > 100
    )
    return Flat((body,), (), (band,), folds or (f"M 200 {hem - 60} L 200 {hem + 6}",))


def _legs(attributes: Attributes, hem: int) -> str:
    cut = attributes.get("silhouette", "straight")
    knee, end, inner = {
        "slim": (74, 54, 22), "straight": (78, 70, 16), "relaxed": (88, 80, 14),
        "wide-leg": (96, 112, 6), "barrel-leg": (118, 66, 24), "cropped": (80, 74, 14),
    }[cut]  # fmt: skip
    middle = (hem + 110) // 2
    return (
        f"M 146 84 Q 200 92 254 84 C 274 160 {200 + knee} {middle - 40} {200 + knee} {middle} "
        f"Q {200 + knee} {middle + 60} {200 + end} {hem} L {200 + inner} {hem + 3} L 200 208 "
        f"L {200 - inner} {hem + 3} L {200 - end} {hem} Q {200 - knee} {middle + 60} {200 - knee} "
        f"{middle} C {200 - knee} {middle - 40} 126 160 146 84 Z"
    )


def trousers(attributes: Attributes) -> Flat:
    """Trousers or jeans."""
    hem = 410 if attributes.get("silhouette") == "cropped" else 456
    band = "M 148 62 Q 200 70 252 62 L 254 84 Q 200 92 146 84 Z"
    seams = ("M 200 92 L 200 208", "M 152 96 Q 150 130 138 140", "M 248 96 Q 250 130 262 140")
    denim = attributes.get("material") == "denim"
    crease = (f"M 160 150 L 156 {hem - 26}", f"M 240 150 L 244 {hem - 26}") if not denim else ()
    stitches = ("M 208 92 Q 216 140 202 164",) + (
        ("M 157 96 Q 154 134 140 146", "M 243 96 Q 246 134 260 146") if denim else ()
    )
    return Flat((_legs(attributes, hem),), (), (band,), (*seams, *crease), stitches, ((200, 78),))


def shorts(attributes: Attributes) -> Flat:
    """Shorts."""
    out = {"wide-leg": 118, "relaxed": 106}.get(attributes.get("silhouette", ""), 96)
    body = (
        f"M 138 150 Q 200 158 262 150 C 280 210 {200 + out} 280 {200 + out} 350 L 208 358 "
        f"L 200 270 L 192 358 L {200 - out} 350 C {200 - out} 280 120 210 138 150 Z"
    )
    band = "M 140 126 Q 200 134 260 126 L 262 150 Q 200 158 138 150 Z"
    cord = ("M 194 148 Q 186 180 190 200", "M 206 148 Q 214 180 210 200")
    hems = (f"M {204 - out} 338 L 193 345", f"M 207 345 L {196 + out} 338")
    seams = ("M 200 158 L 200 270", "M 146 164 Q 142 200 126 214", "M 254 164 Q 258 200 274 214")
    return Flat((body,), (), (band,), (*seams, *cord), hems)


def blazer(attributes: Attributes) -> Flat:
    """A blazer with lapels."""
    half = _width(attributes)
    hem = 350 if attributes.get("silhouette") == "cropped" else 412
    sleeve = "M 122 112 C 98 132 82 240 70 366 L 106 374 C 116 300 124 250 132 190 Z"
    body = (
        f"M 165 88 L 200 240 L 235 88 L 278 112 Q 264 150 268 190 Q {198 + half} 260 {204 + half} "
        f"{hem} Q 226 {hem + 14} 204 {hem - 8} L 200 240 L 196 {hem - 8} Q 174 {hem + 14} "
        f"{196 - half} {hem} Q {202 - half} 260 132 190 Q 136 150 122 112 Z"
    )
    lapel = "M 165 88 L 150 130 L 166 138 L 156 150 L 200 244 L 176 96 Z"
    lining = "M 165 88 Q 200 74 235 88 L 200 240 Z"
    flap = f"M 142 {hem - 92} L 180 {hem - 88} L 180 {hem - 76} L 142 {hem - 80} Z"
    return Flat(
        (sleeve, mirrored(sleeve), body), (lining,),
        (lapel, mirrored(lapel), flap, mirrored(flap)), ("M 200 240 L 200 300",), (),
        ((204, 258), (204, 296)),
    )  # fmt: skip


def jacket(attributes: Attributes) -> Flat:
    """A short jacket with a zip, pockets and a waistband."""
    half = _width(attributes) + 2
    hem = 318 if attributes.get("silhouette") == "cropped" else 364
    sleeve = "M 124 112 C 96 130 78 230 66 340 L 106 350 C 114 290 122 240 132 190 Z"
    neck = "Q 200 124 235 92"
    body = _torso(hem, half, neck, min(half, 72)).replace("272 112", "276 112").replace(
        "128 112", "124 112"
    )  # fmt: skip
    collar = "M 165 92 Q 176 82 190 84 L 198 128 L 168 140 Z"
    band = (
        f"M {200 - half} {hem} Q 200 {hem + 8} {200 + half} {hem} L {196 + half} {hem + 24} "
        f"Q 200 {hem + 32} {204 - half} {hem + 24} Z"
    )
    cuff = "M 66 340 L 106 350 L 104 368 L 63 358 Z"
    pocket = "M 146 206 L 184 206 L 184 212 L 165 222 L 146 212 Z"
    lower = (f"M 150 {hem - 70} L 166 {hem - 22}", f"M 250 {hem - 70} L 234 {hem - 22}")
    seams = (f"M 200 126 L 200 {hem + 28}", "M 134 176 Q 200 184 266 176", *lower)
    stitches = (f"M 206 130 L 206 {hem + 26}", f"M 194 130 L 194 {hem + 26}")
    return Flat(
        (sleeve, mirrored(sleeve), body), ("M 165 92 Q 200 78 235 92 Q 200 130 165 92 Z",),
        (band, cuff, mirrored(cuff), collar, mirrored(collar), pocket, mirrored(pocket)), seams,
        stitches,
    )  # fmt: skip


def coat(attributes: Attributes) -> Flat:
    """A long coat with lapels and two rows of buttons."""
    hem = {"knee-length": 404, "midi": 436, "maxi": 464}[attributes.get("length", "midi")]
    wide = 96 if attributes.get("silhouette") == "oversized" else 82
    sleeve = "M 122 110 C 94 132 80 240 70 356 L 110 364 C 118 300 126 250 134 190 Z"
    body = (
        f"M 165 88 Q 200 110 235 88 L 278 110 Q 264 150 266 190 Q 268 300 {200 + wide} {hem} "
        f"Q 200 {hem + 12} {200 - wide} {hem} Q 132 300 134 190 Q 136 150 122 110 Z"
    )
    lapel = "M 165 88 Q 156 108 148 128 L 164 136 L 154 150 L 206 222 L 186 104 Z"
    flap = "M 146 282 L 184 288 L 184 302 L 146 296 Z"
    seams = (f"M 206 222 L 206 {hem + 10}",)
    return Flat(
        (sleeve, mirrored(sleeve), body), (), (lapel, mirrored(lapel), flap, mirrored(flap)), seams,
        (), ((186, 240), (226, 240), (186, 276), (226, 276)),
    )  # fmt: skip


def bag(attributes: Attributes) -> Flat:
    """A tote or bag with two handles."""
    del attributes
    body = "M 110 206 Q 200 214 290 206 L 306 414 Q 200 430 94 414 Z"
    handle = (
        "M 146 214 C 146 80 254 80 254 214 L 242 214 C 242 98 158 98 158 214 Z"
    )  # fmt: skip
    band = "M 110 206 Q 200 214 290 206 L 292 230 Q 200 238 108 230 Z"
    tab = "M 140 206 L 164 208 L 164 252 L 152 260 L 140 252 Z"
    return Flat(
        (body,), (handle,), (band, tab, mirrored(tab)), (), ("M 104 396 Q 200 412 296 396",),
    )  # fmt: skip


def shoe(attributes: Attributes) -> Flat:
    """A trainer, from the side."""
    del attributes
    body = (
        "M 92 232 Q 116 214 140 226 Q 150 262 182 268 Q 214 296 268 306 Q 322 314 326 346 "
        "L 82 346 Q 76 280 92 232 Z"
    )
    sole = "M 76 344 L 328 344 Q 332 376 316 378 L 88 378 Q 74 374 76 344 Z"
    toe = "M 268 306 Q 322 314 326 344 L 262 344 Q 246 322 268 306 Z"
    heel = "M 92 232 Q 104 222 116 222 L 118 344 L 82 344 Q 78 280 92 232 Z"
    laces = tuple(
        f"M {172 + 20 * i} {262 + 9 * i} L {190 + 20 * i} {244 + 10 * i}" for i in range(4)
    )
    seams = ("M 150 240 Q 160 310 250 344", "M 176 268 Q 176 310 196 344", *laces)
    return Flat((body,), (), (heel, toe, sole), seams, ("M 84 362 L 322 362",))


def boot(attributes: Attributes) -> Flat:
    """An ankle boot, from the side."""
    del attributes
    body = (
        "M 124 132 Q 164 140 204 132 Q 198 220 212 262 Q 250 282 290 294 Q 318 306 318 344 "
        "L 122 344 Q 112 240 124 132 Z"
    )
    sole = "M 118 342 L 320 342 L 320 358 Q 260 364 186 360 L 178 396 L 122 396 L 116 358 Z"
    elastic = "M 150 178 L 190 178 Q 184 226 170 262 Q 154 226 150 178 Z"
    tab = "M 120 112 L 134 112 L 134 146 L 122 146 Z"
    return Flat((body,), (tab,), (elastic, sole), ("M 170 262 Q 166 306 120 310",), ())


def sandal(attributes: Attributes) -> Flat:
    """A strappy sandal, from the side."""
    del attributes
    straps = (
        "M 112 226 Q 150 214 182 232 L 178 252 Q 148 236 114 248 Z",
        "M 104 230 L 126 226 L 134 338 L 104 338 Z",
        "M 208 300 Q 250 268 292 318 L 286 338 L 206 338 Z",
    )
    sole = "M 96 334 Q 200 338 326 330 Q 338 342 322 352 Q 240 362 160 360 L 152 392 L 106 392 Z"
    return Flat(straps, (), (sole,), ("M 244 292 L 252 334",), (), ((178, 242),))


SHAPES: dict[str, Callable[[Attributes], Flat]] = {
    "tee": tee, "knit": knit, "shirt": shirt, "cardigan": cardigan, "dress": dress,
    "jumpsuit": jumpsuit, "skirt": skirt, "trousers": trousers, "shorts": shorts,
    "blazer": blazer, "jacket": jacket, "coat": coat, "bag": bag, "shoe": shoe, "boot": boot,
    "sandal": sandal,
}  # fmt: skip
"""Every silhouette by name; each takes attribute values by name."""
