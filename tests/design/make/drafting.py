"""Designs for the tests of drafting."""

from __future__ import annotations

import random
from functools import cache

from modiste.design.make.body import Body, body_of_size, size_run
from modiste.design.make.refuse import refusals
from modiste.design.spec.bases import base
from modiste.design.spec.grammar import repair, values
from modiste.design.spec.model import DesignSpec
from modiste.design.spec.slots import CHOICES, build, flatten
from modiste.design.spec.vocabulary import Audience, Category

SIZES = {"women": "38", "men": "50", "children": "122"}


def design(category: str, audience: str = "women", **asked: str | int) -> DesignSpec:
    """A design with slots as asked (``sleeve__length``), the rest made to fit."""
    draft = dict(flatten(base(category, audience)))
    wanted = {name.replace("__", "."): value for name, value in asked.items()}
    draft |= wanted
    made, _ = repair(draft, lock=list(wanted))
    return build(made)


@cache
def body(audience: str) -> Body:
    """The usual size of an audience."""
    return body_of_size(SIZES[audience], audience)


def sampled(rng: random.Random) -> tuple[DesignSpec, Body]:
    """A valid design that the drafting takes, and a body of a random size."""
    while True:
        category, audience = rng.choice(list(Category)), rng.choice(list(Audience))
        draft = dict(flatten(base(category, audience)))
        slots = [s for s in CHOICES if s not in ("category", "audience") and "trim" not in s]
        rng.shuffle(slots)
        for slot in slots:
            if rng.random() < 0.4:
                draft[slot] = rng.choice(values(draft, slot) or (draft[slot],))
        spec = build(draft)
        if not refusals(spec):
            return spec, body_of_size(rng.choice(size_run(audience)), audience)
