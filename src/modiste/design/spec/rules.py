"""The rules of the grammar, read from tables: what each category can have, what goes together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from modiste.design.spec.slots import CHOICES, ENUMS, NUMBERS, TIERS, TRIMS

_CONDITION: Final = re.compile(r"^([\w.-]+?)(!=|>=|<=|=)(.+)$")


@dataclass(frozen=True)
class Condition:
    """One test of a slot: its value is one of ``allowed``, or a number from ``low`` to ``high``."""

    slot: str
    allowed: frozenset[str] = frozenset()
    low: int = 0
    high: int = 0

    @property
    def number(self) -> bool:
        """Whether the slot holds a number."""
        return not self.allowed

    def holds(self, draft: Mapping[str, Any]) -> bool:
        """Whether a draft passes."""
        value = draft[self.slot]
        return value in self.allowed if self.allowed else self.low <= value <= self.high


@dataclass(frozen=True)
class Rule:
    """When all conditions of ``when`` hold, ``then`` must.

    Attributes:
        key: stable name.
        when: the premises.
        then: what must hold.
        en: why, in English.
        zh: why, in Chinese.
    """

    key: str
    when: tuple[Condition, ...]
    then: Condition
    en: str
    zh: str

    def broken(self, draft: Mapping[str, Any]) -> bool:
        """Whether a draft breaks it."""
        return not self.then.holds(draft) and all(each.holds(draft) for each in self.when)


@dataclass(frozen=True)
class Weft:
    """What is known of a weave.

    Attributes:
        kind: ``woven``, ``sheer``, ``knit`` or ``hide``.
        fibres: what it is made of, the typical one first.
        weight: low, typical and high weight in g/m².
        stretch: low, typical and high stretch in percent.
    """

    kind: str
    fibres: tuple[str, ...]
    weight: tuple[int, int, int]
    stretch: tuple[int, int, int]


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table beside this file, without comments."""
    text = files("modiste.design.spec").joinpath(f"data/{name}.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def domains() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By category and slot, the values that it can have, the typical one first."""
    table: dict[str, dict[str, tuple[str, ...]]] = {}
    for group, slot, text in rows("domains"):
        table.setdefault(group, {})[slot] = tuple(text.split())
    return {category: _domain(category, table) for category in CHOICES["category"]}


def _domain(category: str, table: dict[str, dict[str, tuple[str, ...]]]) -> dict[str, Any]:
    shared = table["bottom" if category in {"skirt", "trousers", "shorts"} else "torso"]
    own = table[category]
    found: dict[str, tuple[str, ...]] = {"category": (category,)}
    for slot in (*ENUMS, TIERS):
        if slot == "category":
            continue
        values = own.get(slot, shared.get(slot))
        if values is not None and values[0] == "+":
            values = (*shared[slot], *values[1:])
        found[slot] = values or _unlisted(slot)
    found["fabric.material"] = CHOICES["fabric.material"]
    return found | dict.fromkeys(TRIMS, ("no", "yes"))


def _unlisted(slot: str) -> tuple[str, ...]:
    if slot == TIERS:
        return ("0",)
    if slot == "waist.position":
        return ("natural",)
    return ("none",) if "none" in CHOICES[slot] else CHOICES[slot]


@cache
def weaves() -> Mapping[str, Weft]:
    """What is known of each weave."""

    def three(text: str) -> tuple[int, int, int]:
        low, typical, high = (int(part) for part in text.split())
        return low, typical, high

    return {
        weave: Weft(kind, tuple(fibres.split()), three(weight), three(stretch))
        for weave, kind, fibres, weight, stretch in rows("weaves")
    }


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, those of the cloth last."""
    sets: dict[str, frozenset[str]] = {}
    found: list[Rule] = []
    for cells in rows("rules"):
        if cells[0].startswith("@"):
            sets[cells[0]] = frozenset(cells[1].split(","))
            continue
        key, when, then, en, zh = cells
        premises = tuple(_condition(part.strip(), sets) for part in when.split(";"))
        found.append(Rule(key, premises, _condition(then, sets), en, zh))
    return (*found, *_cloth_rules())


@cache
def rules_of(category: str) -> tuple[Rule, ...]:
    """The rules that a garment of this category could break."""
    domain = domains()[category]

    def possible(condition: Condition) -> bool:
        return condition.number or not condition.allowed.isdisjoint(domain[condition.slot])

    def always(condition: Condition) -> bool:
        return not condition.number and condition.allowed.issuperset(domain[condition.slot])

    return tuple(
        rule for rule in rules() if all(map(possible, rule.when)) and not always(rule.then)
    )


def _condition(text: str, sets: Mapping[str, frozenset[str]]) -> Condition:
    matched = _CONDITION.match(text)
    if matched is None:
        raise LookupError(f"no condition: {text!r}")
    slot, sign, listed = matched.groups()
    if slot in NUMBERS:
        bound = int(listed)
        return (
            Condition(slot, low=bound, high=10**6) if sign == ">=" else Condition(slot, high=bound)
        )
    named: frozenset[str] = frozenset()
    for part in listed.split(","):
        named |= sets[part] if part.startswith("@") else {part}
    choices = frozenset(CHOICES[slot])
    if not named <= choices:
        raise LookupError(f"{slot} cannot be {', '.join(sorted(named - choices))}")
    return Condition(slot, choices - named if sign == "!=" else named)


def _cloth_rules() -> Iterator[Rule]:
    for weave, weft in weaves().items():
        when = (Condition("fabric.weave", frozenset({weave})),)
        yield Rule(
            f"fibres-{weave}",
            when,
            Condition("fabric.material", frozenset(weft.fibres)),
            f"{weave} is made of {', '.join(weft.fibres)}",
            "这种织物不用这种材质",
        )
        for slot, (low, _, high), unit in (
            ("fabric.weight", weft.weight, "g/m²"),
            ("fabric.stretch", weft.stretch, "%"),
        ):
            yield Rule(
                f"{slot.removeprefix('fabric.')}-{weave}",
                when,
                Condition(slot, low=low, high=high),
                f"{weave} has {low} to {high} {unit}",
                f"这种织物为{low}至{high} {unit}",
            )
