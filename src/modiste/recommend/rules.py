"""Business rules that reorder a ranked list, each visible and each with a switch.

Two kinds: *nudges* add something to the score of items, such as a little for margin; *limits*
leave out items of a kind of which the list has enough. They run one after another, and each is
told what it moved, so that a list can say which rules shaped it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Nudge:
    """Adds ``weight × value`` to scores; scores are log-odds, so 0.7 doubles the odds.

    Attributes:
        name: of the rule.
        value: of each item of the catalogue, of about unit size.
        weight: how much it counts; 0 switches it off.
    """

    name: str
    value: F32
    weight: float


@dataclass(frozen=True)
class Limit:
    """Allows only so many items of one group in a list.

    Attributes:
        name: of the rule.
        group: group of each item of the catalogue; −1 is never limited.
        share: share of a list that one group may fill; 0 is one item, 1 switches it off.
    """

    name: str
    group: I64
    share: float

    def most(self, k: int) -> int:
        """Items of one group in a list of ``k``; at least one."""
        return max(1, round(self.share * k))


@dataclass(frozen=True)
class Moved:
    """What a rule did to an item: its place before and after, from 1; ``None`` is out of the list.

    Attributes:
        rule: name of the rule.
        before: place before the rule.
        after: place after it.
    """

    rule: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Ranked:
    """A list after all rules.

    Attributes:
        items: codes, best first.
        scores: scores with the nudges.
        moved: what the rules did, by item, those that fell out of the list among them.
    """

    items: I64
    scores: F32
    moved: Mapping[int, list[Moved]] = field(default_factory=dict)


PREVIEW = 1.0, 0.5
"""Weight of a nudge and share of a limit that a request switches on and the settings do not."""


def switched(
    nudges: tuple[Nudge, ...], limits: tuple[Limit, ...], switches: Mapping[str, bool]
) -> tuple[tuple[Nudge, ...], tuple[Limit, ...]]:
    """Rules as a request wants them.

    Args:
        nudges: as the settings weigh them.
        limits: likewise.
        switches: whether a rule counts, by its name; others stay as they are.
    """
    if not switches:
        return nudges, limits
    weight, share = PREVIEW
    return (
        tuple(
            replace(each, weight=(each.weight or weight) if switches[each.name] else 0.0)
            if each.name in switches
            else each
            for each in nudges
        ),
        tuple(
            replace(each, share=(each.share if each.share < 1 else share))
            if switches.get(each.name)
            else replace(each, share=1.0)
            if each.name in switches
            else each
            for each in limits
        ),
    )


def apply_rules(
    items: I64, scores: F32, k: int, nudges: tuple[Nudge, ...], limits: tuple[Limit, ...]
) -> Ranked:
    """Reorder candidates and cut the list.

    Args:
        items: codes of the candidates, best first.
        scores: theirs, not increasing.
        k: length of the list.
        nudges: applied first, in this order.
        limits: applied then. A list that would stay short because of them is filled up with what
            they left out, best first: a shop with one category still fills its page.
    """
    moved: dict[int, list[Moved]] = {}
    for nudge in nudges:
        if nudge.weight == 0.0 or not len(items):
            continue
        before = items
        shifted = scores + np.float32(nudge.weight) * nudge.value[items]
        order = np.argsort(-shifted, kind="stable")
        items, scores = items[order], shifted[order]
        _note(moved, nudge.name, before, items, k)
    for limit in limits:
        if limit.share >= 1 or not len(items):
            continue
        before = items
        late = _over(limit.group[items], k, limit.most(k))
        order = np.argsort(late, kind="stable")
        items, scores = items[order], scores[order]
        _note(moved, limit.name, before, items, k)
    return Ranked(items[:k], scores[:k], moved)


def _over(groups: I64, k: int, most: int) -> NDArray[np.bool_]:
    """Which candidates come after their group has filled its places in a list of ``k``."""
    late = np.zeros(len(groups), dtype=bool)
    seen: dict[int, int] = {}
    taken = 0
    for place, group in enumerate(groups.tolist()):
        if taken == k:
            break
        count = seen.get(group, 0)
        if group >= 0 and count >= most:
            late[place] = True
            continue
        seen[group] = count + 1
        taken += 1
    return late


def _note(moved: dict[int, list[Moved]], rule: str, before: I64, after: I64, k: int) -> None:
    """Remember who is at another place of the list, or came into it, or fell out of it."""
    old, new = before[:k].tolist(), after[:k].tolist()
    if old == new:
        return
    was = {item: place for place, item in enumerate(old, start=1)}
    now = {item: place for place, item in enumerate(new, start=1)}
    for item in dict.fromkeys([*new, *old]):
        if was.get(item) != now.get(item):
            moved.setdefault(item, []).append(Moved(rule, was.get(item), now.get(item)))
