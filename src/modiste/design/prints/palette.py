"""The colours of a print by the part that they play."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.model.colourspace import (
    format_hex,
    oklab_to_rgb,
    oklch_to_rgb,
    parse_hex,
    rgb_to_oklab,
    rgb_to_oklch,
)


def mixed(first: str, second: str, share: float) -> str:
    """The colour ``share`` (0 … 1) of the way from one hex colour to another, in OKLab."""
    a, b = rgb_to_oklab(parse_hex(first)), rgb_to_oklab(parse_hex(second))
    between = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share,
               a[2] + (b[2] - a[2]) * share)  # fmt: skip
    return format_hex(oklab_to_rgb(between))


def lightness(colour: str) -> float:
    """OKLab lightness of a hex colour, 0 (black) to 1 (white)."""
    return rgb_to_oklab(parse_hex(colour))[0]


def shaded(colour: str, by: float) -> str:
    """The same hue, lighter (``by`` > 0) or darker (< 0) by that much OKLab lightness."""
    light, chroma, hue = rgb_to_oklch(parse_hex(colour))
    light = min(max(light + by, 0.06), 0.985)
    return format_hex(oklch_to_rgb((light, chroma, hue)))


@dataclass(frozen=True)
class Palette:
    """A ground and the motifs on it; what was not given is derived from what was.

    Attributes:
        ground: hex of the cloth behind everything.
        motifs: hexes, the most important first; at least one.
        green: of leaves and stems; by default a green in keeping with the ground.
    """

    ground: str
    motifs: tuple[str, ...]
    green: str | None = None

    @staticmethod
    def of(colours: tuple[str, ...]) -> Palette:
        """A palette of 1 or more hexes: the first is the ground."""
        ground, *motifs = (format_hex(parse_hex(one)) for one in colours)
        if not motifs:
            motifs = [shaded(ground, -0.4 if lightness(ground) > 0.6 else 0.45)]
        return Palette(ground, tuple(motifs))

    def motif(self, place: int) -> str:
        """The colour of that place; past the given ones, lighter and deeper relatives of them."""
        if place < len(self.motifs):
            return self.motifs[place]
        base = self.motifs[place % len(self.motifs)]
        step = 0.13 * (place // len(self.motifs))
        return shaded(base, step if lightness(base) < 0.62 else -step)

    @property
    def line(self) -> str:
        """A drawing ink: the deepest of the motifs, deepened; light on a dark ground."""
        if lightness(self.ground) < 0.42:
            return shaded(max(self.motifs, key=lightness), 0.08)
        return shaded(min(self.motifs, key=lightness), -0.18)

    @property
    def leaf(self) -> str:
        """Of leaves: given, else a muted green that stands out from the ground."""
        if self.green is not None:
            return self.green
        for one in self.motifs:
            light, chroma, hue = rgb_to_oklch(parse_hex(one))
            if 105 <= hue <= 175 and chroma > 0.03 and 0.2 < light < 0.85:
                return one
        ground = lightness(self.ground)
        light = 0.66 if ground < 0.5 else 0.52
        return mixed(format_hex(oklch_to_rgb((light, 0.075, 138.0))), self.motifs[0], 0.12)

    def tint(self, place: int, share: float = 0.5) -> str:
        """A motif's colour let down with the ground."""
        return mixed(self.motif(place), self.ground, share)
