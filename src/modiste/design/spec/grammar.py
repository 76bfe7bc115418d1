"""The compatibility grammar: what makes a draft impossible, and the nearest possible garment."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.rules import Condition, Rule, domains, rules_of, weaves
from modiste.design.spec.slots import CHOICES, NUMBERS, WEIGHTS, Draft, build, distance, flatten
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

KEEP: Final = 8.0
"""How many times dearer it is to change what was asked for than what was filled in."""

_NODES: Final = 3000


@dataclass(frozen=True)
class Reason:
    """Why a draft is impossible.

    Attributes:
        rule: stable name of the rule.
        slots: the slots that do not go together.
        en: why, in English.
        zh: why, in Chinese.
    """

    rule: str
    slots: tuple[str, ...]
    en: str
    zh: str

    def text(self, language: str = "en") -> str:
        """Why, in English (``en``) or Chinese (``zh``)."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Change:
    """One slot that was changed to make a draft possible.

    Attributes:
        slot: which.
        old: the value before.
        new: the value now.
        reason: why it had to.
    """

    slot: str
    old: Any
    new: Any
    reason: Reason

    def text(self, language: str = "en") -> str:
        """``collar: turtle → none: a halter …`` for people."""
        old, new = (_shown(self.slot, each, language) for each in (self.old, self.new))
        return f"{slot_label(self.slot, language)}: {old} → {new}: {self.reason.text(language)}"


class IncompatibleSpecError(InputError):
    """The parts of a garment do not go together.

    Attributes:
        reasons: every reason.
        nearest: the nearest garment that can be made.
        changes: what differs in it.
    """

    code = "incompatible-spec"

    def __init__(
        self, reasons: tuple[Reason, ...], spec: DesignSpec, changes: tuple[Change, ...]
    ) -> None:
        self.reasons, self.nearest, self.changes = reasons, spec, changes
        super().__init__(
            f"this garment cannot be made: {'; '.join(each.en for each in reasons)}",
            remedy="The nearest that can be: "
            + "; ".join(each.text().split(": ", 2)[0] + " " + _arrow(each) for each in changes)
            + ".",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (IncompatibleSpecError, (self.reasons, self.nearest, self.changes))


def check(draft: DesignSpec | Mapping[str, Any]) -> tuple[Reason, ...]:
    """Every reason why a garment cannot be made; empty if it can.

    Args:
        draft: a spec, or a complete draft of `slots.flatten` with values changed.
    """
    flat = draft if isinstance(draft, Mapping) else flatten(draft)
    return (
        *(_foreign(flat, slot) for slot in _outside(flat)),
        *(_reason(rule) for rule in rules_of(flat["category"]) if rule.broken(flat)),
    )


def nearest(
    draft: DesignSpec | Mapping[str, Any], *, keep: Iterable[str] = (), lock: Iterable[str] = ()
) -> tuple[DesignSpec, tuple[Change, ...]]:
    """The nearest garment that can be made, and what changed.

    Category and audience stay. The changes are those of least cost (`slots.WEIGHTS` ×
    `slots.distance`), found by uniform-cost search over repairs of the first broken rule.

    Args:
        draft: a spec or a complete draft.
        keep: slots to change only where nothing else helps (they cost `KEEP` times as much).
        lock: slots never to change.

    Raises:
        InputError: no garment has all the locked values.
    """
    flat = dict(draft) if isinstance(draft, Mapping) else flatten(draft)
    repaired, changes = repair(flat, keep=keep, lock=lock)
    return build(repaired), changes


def repair(
    draft: Mapping[str, Any],
    *,
    keep: Iterable[str] | Mapping[str, float] = (),
    lock: Iterable[str] = (),
) -> tuple[Draft, tuple[Change, ...]]:
    """As `nearest`, from draft to draft; ``keep`` may say by slot how many times dearer it is.

    Raises:
        InputError: no garment has all the locked values.
    """
    locked = frozenset(lock) | {"category", "audience"}
    dear = dict(keep) if isinstance(keep, Mapping) else dict.fromkeys(keep, KEEP)
    return _Search(dict(draft), dear, locked).run()


def values(draft: Mapping[str, Any], slot: str) -> tuple[str, ...]:
    """The values of a slot that a valid draft could take as it is, the typical one first.

    Args:
        draft: a complete, valid draft.
        slot: a slot of `slots.CHOICES`.
    """
    touching = [
        rule
        for rule in rules_of(draft["category"])
        if rule.then.slot == slot or any(each.slot == slot for each in rule.when)
    ]
    return tuple(
        value
        for value in domains()[draft["category"]][slot]
        if not any(rule.broken({**draft, slot: value}) for rule in touching)
    )


def cheapest(slot: str, old: str, allowed: Iterable[str]) -> list[str]:
    """Values by their distance from ``old``, nearest first; ties in the order given."""
    return sorted(allowed, key=lambda value: distance(slot, old, value))


class _Search:
    """Uniform-cost search for the cheapest set of changes that leaves no rule broken."""

    def __init__(self, draft: Draft, keep: Mapping[str, float], lock: frozenset[str]) -> None:
        self.draft, self.keep, self.lock = draft, keep, lock
        self.domain = domains()[draft["category"]]
        self.rules = rules_of(draft["category"])

    def run(self) -> tuple[Draft, tuple[Change, ...]]:
        start: dict[str, tuple[Any, Reason]] = {}
        for slot in _outside(self.draft):
            reason = _foreign(self.draft, slot)
            if slot in self.lock:
                raise _locked(reason)
            start[slot] = (cheapest(slot, self.draft[slot], self.domain[slot])[0], reason)
        changed = self._search(start)
        if changed is None:
            changed = self._rebuilt(start)
        flat = self.draft | {slot: value for slot, (value, _) in changed.items()}
        changes = tuple(
            Change(slot, self.draft[slot], value, reason)
            for slot, (value, reason) in changed.items()
            if value != self.draft[slot]
        )
        return flat, changes

    def _search(self, start: dict[str, tuple[Any, Reason]]) -> dict[str, tuple[Any, Reason]] | None:
        order = count()
        heap = [(0.0, next(order), start)]
        seen: set[frozenset[tuple[str, Any]]] = set()
        for _ in range(_NODES):
            if not heap:
                return None
            cost, _, changed = heapq.heappop(heap)
            flat = self.draft | {slot: value for slot, (value, _) in changed.items()}
            rule = next((rule for rule in self.rules if rule.broken(flat)), None)
            if rule is None:
                return changed
            for slot, value in self._repairs(rule, flat):
                if slot in changed and slot not in start:
                    continue
                after = {**changed, slot: (value, _reason(rule))}
                mark = frozenset((name, new) for name, (new, _) in after.items())
                if mark not in seen:
                    seen.add(mark)
                    heapq.heappush(heap, (cost + self._cost(slot, value), next(order), after))
        return None

    def _repairs(self, rule: Rule, flat: Draft) -> Iterator[tuple[str, Any]]:
        for condition, wanted in ((rule.then, True), *((each, False) for each in rule.when)):
            slot = condition.slot
            if slot in self.lock:
                continue
            if slot in NUMBERS:
                if wanted:
                    yield slot, min(max(flat[slot], condition.low), condition.high)
                continue
            able = [v for v in self.domain[slot] if (v in condition.allowed) is wanted]
            for value in cheapest(slot, self.draft[slot], able)[:6]:
                yield slot, value

    def _cost(self, slot: str, value: Any) -> float:
        far = 1.0 if slot in NUMBERS else distance(slot, self.draft[slot], value)
        # What is typical of the category wins between equals.
        typical = 0.0 if slot in NUMBERS or value == self.domain[slot][0] else 0.02
        return WEIGHTS.get(slot, 1.0) * (far + typical) * self.keep.get(slot, 1.0)

    def _rebuilt(self, start: dict[str, tuple[Any, Reason]]) -> dict[str, tuple[Any, Reason]]:
        """From the typical garment, take over what fits, what is asked for first.

        For drafts with so many faults that the search would take too long.
        """
        from modiste.design.spec.bases import base

        flat = flatten(base(self.draft["category"], self.draft["audience"]))
        flat |= {slot: value for slot, value in self.draft.items() if slot not in CHOICES}
        flat |= {slot: flat_cloth(flat["fabric.weave"])[slot] for slot in NUMBERS}
        wanted = self.draft | {slot: value for slot, (value, _) in start.items()}
        ranked = sorted(
            (slot for slot in (*CHOICES, *NUMBERS) if wanted[slot] != flat[slot]),
            key=lambda s: (s not in self.lock, -self.keep.get(s, 1.0), -WEIGHTS.get(s, 1.0)),
        )
        reasons: dict[str, Reason] = {slot: reason for slot, (_, reason) in start.items()}
        for slot in ranked:
            trial = _Search(
                flat | {slot: wanted[slot]},
                {},
                self.lock | {s for s in (*self.keep, slot) if flat.get(s) == wanted[s]} | {slot},
            )
            repaired = trial._search({})
            if repaired is None:
                rule = next(r for r in self.rules if r.broken(flat | {slot: wanted[slot]}))
                reasons.setdefault(slot, _reason(rule))
                if slot in self.lock:
                    raise _locked(_reason(rule))
                continue
            flat = trial.draft | {name: value for name, (value, _) in repaired.items()}
            reasons |= {name: reason for name, (_, reason) in repaired.items()}
        broken = Reason("together", (), "it does not go with the rest", "与其他部分不搭配")
        return {
            slot: (flat[slot], reasons.get(slot, broken))
            for slot in (*CHOICES, *NUMBERS)
            if flat[slot] != self.draft[slot]
        }


def flat_cloth(weave: str) -> dict[str, Any]:
    """The typical fibre, weight and stretch of a weave, as a part of a draft."""
    weft = weaves()[weave]
    return {
        "fabric.weave": weave,
        "fabric.material": weft.fibres[0],
        "fabric.weight": weft.weight[1],
        "fabric.stretch": weft.stretch[1],
    }


def _outside(flat: Mapping[str, Any]) -> list[str]:
    """Slots whose value this category cannot have."""
    domain = domains()[flat["category"]]
    return [slot for slot, able in domain.items() if flat[slot] not in able]


def _foreign(flat: Mapping[str, Any], slot: str) -> Reason:
    category, value = flat["category"], flat[slot]
    thing = {lang: value_label("category", category, lang) for lang in ("en", "zh")}
    part = {lang: slot_label(slot, lang) for lang in ("en", "zh")}
    if domains()[category][slot] in {("none",), ("0",)}:
        en, zh = f"{thing['en']}: has no {part['en']}", f"{thing['zh']}没有{part['zh']}"
    else:
        en = f"{thing['en']}: {part['en']} cannot be {_shown(slot, value, 'en')}"
        zh = f"{thing['zh']}的{part['zh']}不能是{_shown(slot, value, 'zh')}"
    return Reason(f"{category}-{slot}", ("category", slot), en, zh)


def _reason(rule: Rule) -> Reason:
    slots = dict.fromkeys((*(each.slot for each in rule.when), rule.then.slot))
    return Reason(rule.key, tuple(slots), rule.en, rule.zh)


def _locked(reason: Reason) -> InputError:
    return InputError(
        f"what is locked cannot be made: {reason.en}",
        remedy=f"Unlock one of {', '.join(reason.slots)}.",
    )


def _arrow(change: Change) -> str:
    return f"{change.old} → {change.new}"


def _shown(slot: str, value: Any, language: str) -> str:
    return str(value) if slot in NUMBERS else value_label(slot, str(value), language)


__all__ = [
    "KEEP",
    "Change",
    "Condition",
    "IncompatibleSpecError",
    "Reason",
    "cheapest",
    "check",
    "flat_cloth",
    "nearest",
    "repair",
    "values",
]
