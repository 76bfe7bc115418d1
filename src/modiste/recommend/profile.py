"""A person's profile: what they like, with the evidence, as they may read, edit and erase it.

A profile is worked out when it is needed and is stored nowhere, so that erasing what it is made of
erases it. Edits are rows of the table ``profile_edit`` and overrule what was learnt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from modiste.recommend.blend import Blend
from modiste.recommend.people import ALL, Person
from modiste.recommend.preferences import Preference
from modiste.recommend.query import Query

STATED = 2.0
"""Purchases that a stated taste is worth."""
SHARED = 1.0
"""Purchases that a taste read from social accounts is worth."""
LIKED = 5.0
"""Purchases that an edit is worth."""
AVOIDED = -4.0
"""Log-odds of what a person does not want."""


def stated_values(query: Query, person: Person, blend: Blend) -> Query:
    """Add what a person said of themselves to a question.

    Args:
        query: the question, with the person's history.
        person: what they said.
        blend: whose preferences are asked.
    """
    if not person.tastes and not person.interests and not person.edits:
        return query
    codes = {
        signal.trait: {value: n for n, value in enumerate(signal.of.values)}
        for signal in blend.signals
        if isinstance(signal, Preference)
    }
    stated: dict[str, dict[int, float]] = {}
    ignored: set[tuple[str, int]] = set()
    for tastes, worth in ((person.interests, SHARED), (person.tastes, STATED)):
        for taste in tastes:
            name, _, value = taste.partition(":")
            code = codes.get(name.strip(), {}).get(value.strip())
            if code is not None:
                stated.setdefault(name.strip(), {})[code] = worth
    for (name, value), stance in person.edits.items():
        if stance == "ignore" and value == ALL:
            ignored |= {(trait, -1) for trait in (codes if name == ALL else (name,))}
            continue
        code = codes.get(name, {}).get(value)
        if code is None:
            continue
        if stance == "ignore":
            ignored.add((name, code))
        else:
            stated.setdefault(name, {})[code] = LIKED if stance == "like" else AVOIDED
    return replace(query, stated=stated, ignored=frozenset(ignored))


@dataclass(frozen=True)
class Liking:
    """A line of a profile.

    Attributes:
        name: attribute.
        value: its value.
        liking: ln of the person's share over everybody's; 0 is as everybody.
        evidence: purchases behind it, weighted and decayed, stated tastes among them.
        share: everybody's share.
        said: whether the person said so.
    """

    name: str
    value: str
    liking: float
    evidence: float
    share: float
    said: bool


def likings(query: Query, blend: Blend, *, least: float = 0.1) -> list[Liking]:
    """The lines of a profile, strongest first.

    Args:
        query: question of the person, with edits.
        blend: whose preferences are read.
        least: size of a liking from which it is worth a line.
    """
    found = []
    for signal in blend.signals:
        if not isinstance(signal, Preference):
            continue
        liking, (count, _) = signal.values(query), signal.counts(query)
        said = query.stated.get(signal.trait, {})
        for code in np.flatnonzero((np.abs(liking) >= least) & ((count > 0) | (liking < 0))):
            if count[code] <= 0 and int(code) not in said:
                continue
            found.append(
                Liking(
                    signal.trait,
                    signal.of.values[code],
                    round(float(liking[code]), 3),
                    round(float(count[code]), 2),
                    round(float(signal.share[code]), 4),
                    int(code) in said,
                )
            )
    return sorted(found, key=lambda line: (-line.liking, line.name, line.value))
