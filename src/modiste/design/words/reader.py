"""Read a request in words: the spec it asks for, what was understood, and what was not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from modiste.design.spec.bases import base_draft
from modiste.design.spec.grammar import Change, cheapest, flat_cloth, repair
from modiste.design.spec.rules import domains, weaves
from modiste.design.spec.slots import CHOICES, TRIMS, Draft, build
from modiste.design.words.palette import coloured
from modiste.design.words.scan import Mention, Unknown, folded, scan
from modiste.design.words.settings import denied, numbers, resolved
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

LIMIT: Final = 4000
"""Characters of a request that are read at most."""

_TYPICAL: Final = 2.5
_TAIL: Final = re.compile(r"\b(?:with|for|from|featuring|plus|worn)\b|[,;:.，；：。、\n]")
_LEG: Final = frozenset({"skinny", "tapered", "wide-leg", "flared", "barrel"})
_TORSO: Final = ("neckline", "collar", "sleeve.type", "sleeve.length", "pockets.chest")


@dataclass(frozen=True)
class Conflict:
    """Two wishes that do not go together.

    Attributes:
        slot: what they are about.
        kept: the value in the spec.
        dropped: the value that gave way.
        en: why, in English.
        zh: why, in Chinese.
    """

    slot: str
    kept: str
    dropped: str
    en: str
    zh: str


@dataclass(frozen=True)
class Reading:
    """What was made of a text.

    Attributes:
        spec: the garment; valid.
        said: slots that the text asked for, with the value that the spec has.
        understood: every mention, in order.
        unknown: words of which nothing was made, with the reason.
        conflicts: wishes that gave way to others.
        assumed: ``category`` or ``audience`` where the text names none.
        aesthetics: aesthetics that were named; they set slots softly.
    """

    spec: DesignSpec
    said: Mapping[str, str]
    understood: tuple[Mention, ...]
    unknown: tuple[Unknown, ...]
    conflicts: tuple[Conflict, ...]
    assumed: tuple[str, ...] = ()
    aesthetics: tuple[str, ...] = ()


@dataclass
class _Wishes:
    """Settings as they are gathered from mentions."""

    said: dict[str, str] = field(default_factory=dict)
    typical: dict[str, str] = field(default_factory=dict)
    avoid: dict[str, set[str]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def ask(self, slot: str, value: str) -> None:
        """A wish; of two for one slot the first stands."""
        old = self.said.setdefault(slot, value)
        if old != value:
            self.conflicts.append(
                Conflict(slot, old, value, "it is asked for twice, differently", "前后要求不一致")
            )


def read(text: str, *, language: str = "auto") -> Reading:
    """Make a spec of words.

    What is said is kept wherever the grammar allows; kinds of product and aesthetics (*French*,
    法式) set further slots softly; the rest is typical of the category.

    Args:
        text: a sentence or a list of keywords, English, Chinese or mixed.
        language: ``auto``, ``en`` or ``zh``. Both are always read; it decides nothing but how an
            empty text is complained of, and is kept for callers that know it.

    Raises:
        InputError: nothing in the text is about a garment, or the text is too long.
    """
    if len(text) > LIMIT:
        raise InputError(
            f"this request has {len(text):,} characters",
            remedy=f"Describe the garment in at most {LIMIT:,} characters.",
        )
    # No lone surrogates, and one form in which all offsets count.
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    mentions, unknown = scan(text)
    if not mentions:
        raise InputError(
            "这段文字里没有与服装有关的词" if language == "zh" else "these words name no garment",
            remedy="请写品类和特征，例如：法式碎花长袖连衣裙。"
            if language == "zh"
            else "Name a garment and its features, such as: navy floral midi dress.",
        )
    category, assumed = _category(text, mentions)
    wishes = _gathered(folded(text), mentions, category)
    audience = wishes.said.pop("audience", None)
    asked = {} if assumed else {"category": category}
    if audience is None:
        assumed = (*assumed, "audience")
    else:
        asked["audience"] = audience
    audience = audience or "women"
    draft, typical = _draft(category, audience, wishes, mentions)
    keep = dict.fromkeys(wishes.said, 8.0) | dict.fromkeys(typical, _TYPICAL)
    repaired, changes = repair(draft, keep=keep)
    repaired |= coloured(text, mentions, repaired)
    said = asked | {slot: repaired[slot] for slot in wishes.said}
    return Reading(
        spec=build(repaired),
        said=said,
        understood=tuple(mentions),
        unknown=tuple(unknown),
        conflicts=(*wishes.conflicts, *_given_way(changes, wishes.said)),
        assumed=assumed,
        aesthetics=tuple(dict.fromkeys(m.aesthetic for m in mentions if m.aesthetic)),
    )


def _category(text: str, mentions: Iterable[Mention]) -> tuple[str, tuple[str, ...]]:
    """The head of the first phrase that names a garment; a guess where none does."""
    plain = folded(text)
    named = [m for m in mentions if m.names_category and not m.denied]
    said = {slot for m in mentions for slot, _ in m.meaning.said if not m.denied}
    start = 0
    for stop in [*(m.start() for m in _TAIL.finditer(plain)), len(plain)]:
        inside = [m for m in named if start <= m.start < stop]
        if inside:
            found = inside[-1].meaning.category or ""
            return _skirt_or_dress(found, said), ()
        start = stop
    values = {value for m in mentions for slot, value in m.meaning.said if slot == "silhouette"}
    if said & {"pockets.leg"} or values & _LEG:
        return "trousers", ("category",)
    return "dress", ("category",)


def _skirt_or_dress(category: str, said: Iterable[str]) -> str:
    """裙 alone is a dress where its top is spoken of, else a skirt."""
    if category != "@skirt":
        return category
    return "dress" if set(_TORSO) & set(said) else "skirt"


def _gathered(plain: str, mentions: list[Mention], category: str) -> _Wishes:
    wishes = _Wishes()
    heads = [m for m in mentions if m.names_category and not m.denied]
    # Words outrank what the kind of product implies: they are heard first.
    for each in sorted(mentions, key=lambda m: m.names_category):
        if each.denied:
            _deny(wishes, each, category)
            continue
        own = each.meaning.category
        if own is not None and own not in {category, "@skirt"}:
            _other(wishes, each, heads, category)
            continue
        pairs = (p for p in each.meaning.said if p[0] not in {"category", "place", "scale"})
        implied = each.names_category
        for slot, value in resolved(pairs, category):
            if not implied or slot not in wishes.said:
                wishes.ask(slot, value)
        for slot, value in resolved(each.meaning.typical, category):
            wishes.typical.setdefault(slot, value)
    _attach(wishes, plain, mentions)
    return wishes


def _other(wishes: _Wishes, each: Mention, heads: list[Mention], category: str) -> None:
    """Another garment than the head: beside it a modifier (*blazer dress*), else a conflict."""
    if each in heads and each.meaning.category != category:
        wishes.conflicts.append(
            Conflict(
                "category",
                category,
                each.meaning.category or "",
                "one spec is one garment",
                "一次只设计一件",
            )
        )


def _deny(wishes: _Wishes, each: Mention, category: str) -> None:
    for slot, value, avoided in denied(each.meaning.said, category):
        if slot == "category":
            continue
        if avoided:
            wishes.avoid.setdefault(slot, set()).add(value)
        else:
            wishes.ask(slot, value)


def _attach(wishes: _Wishes, plain: str, mentions: list[Mention]) -> None:
    """Words of place and size belong to the mention beside them: *zip at the back*."""
    for at, each in enumerate(mentions):
        for slot, value in each.meaning.said:
            if slot == "place":
                before = [m for m in mentions[:at] if _near(plain, m, each)]
                after = [m for m in mentions[at + 1 :] if _near(plain, each, m)]
                _place(wishes, value, [*reversed(before), *after])
            elif slot == "scale":
                beside = [m for m in mentions if _near(plain, each, m) or _near(plain, m, each)]
                if any(s == "print.kind" for m in beside for s, _ in m.meaning.said):
                    wishes.ask("print.scale", value)


def _place(wishes: _Wishes, value: str, beside: list[Mention]) -> None:
    for mention in beside:
        slots = {slot for slot, _ in mention.meaning.said}
        if "closure.type" in slots:
            wishes.ask("closure.place", value)
            return
        if "slit" in slots:
            wishes.said["slit"] = value
            return


def _near(plain: str, one: Mention, two: Mention) -> bool:
    """Whether ``two`` follows ``one`` with little between."""
    gap = plain[one.end : two.start]
    return one.end <= two.start and len(gap) <= 8 and not re.search(r"[;.；。]", gap)


def _draft(
    category: str, audience: str, wishes: _Wishes, mentions: list[Mention]
) -> tuple[Draft, set[str]]:
    """The draft before the grammar: the typical garment, soft settings, wishes."""
    domain = domains()[category]
    draft: Draft = dict(base_draft(category, audience))
    typical = {
        slot: value
        for slot, value in wishes.typical.items()
        if slot not in wishes.said and value in domain.get(slot, ())
    }
    draft |= typical | {slot: value for slot, value in wishes.said.items() if slot in CHOICES}
    _cloth(draft, category, wishes.said, typical)
    settings = [p for m in mentions for p in (*m.meaning.said, *m.meaning.typical) if not m.denied]
    weave = draft["fabric.weave"]
    draft |= numbers(settings, weave)
    avoided = {}
    for slot, values in wishes.avoid.items():
        able = [value for value in domain[slot] if value not in values]
        if draft[slot] in values and able:
            avoided[slot] = draft[slot] = cheapest(slot, draft[slot], able)[0]
    _companions(draft, wishes.said | avoided)
    many = [slot for slot in TRIMS if draft[slot] == "yes"]
    for slot in many[6:]:
        draft[slot] = "no"
    return draft, typical.keys() | avoided.keys()


def _cloth(
    draft: Draft, category: str, said: Mapping[str, str], typical: Mapping[str, str]
) -> None:
    """A weave that its fibre can be, a fibre that its weave can be, weight and stretch of both."""
    fibre = said.get("fabric.material") or typical.get("fabric.material")
    weave = draft["fabric.weave"]
    if fibre and "fabric.weave" not in said and fibre not in weaves()[weave].fibres:
        able = [w for w in domains()[category]["fabric.weave"] if fibre in weaves()[w].fibres]
        if able:
            weave = min(able, key=lambda w: weaves()[w].fibres.index(fibre))
    if weave not in weaves():
        return
    cloth: dict[str, Any] = flat_cloth(weave)
    if (fibre and fibre in weaves()[weave].fibres) or "fabric.material" in said:
        cloth["fabric.material"] = fibre
    elif draft["fabric.material"] in weaves()[weave].fibres:
        cloth["fabric.material"] = draft["fabric.material"]
    changed = weave != base_draft(category)["fabric.weave"]
    if not changed:
        cloth["fabric.weight"] = draft["fabric.weight"]
    if said.get("fit") == "tight" or draft["silhouette"] == "skinny":
        cloth["fabric.stretch"] = max(cloth["fabric.stretch"], min(5, weaves()[weave].stretch[2]))
    draft |= cloth


def _companions(draft: Draft, said: Mapping[str, str]) -> None:
    """What goes without saying: a sleeve has a length, its end a finish, a closure a place."""
    if "sleeve.type" in said and "sleeve.length" not in said:
        bare = draft["sleeve.type"] in {"none", "strap"}
        if bare:
            draft["sleeve.length"] = "none"
        elif draft["sleeve.length"] == "none":
            draft["sleeve.length"] = "long"
    elif said.get("sleeve.length", "none") != "none" and draft["sleeve.type"] in {"none", "strap"}:
        draft["sleeve.type"] = "set-in"
    if "sleeve.cuff" not in said:
        if draft["sleeve.length"] == "none":
            draft["sleeve.cuff"] = "none"
        elif draft["sleeve.cuff"] == "none":
            draft["sleeve.cuff"] = "hem"
    if "closure.place" not in said and "closure.type" in said:
        draft["closure.place"] = _PLACES.get(said["closure.type"], draft["closure.place"])
    if said.get("waist.position") == "empire" and "waist.style" not in said:
        draft["waist.style"] = "seam"


_PLACES: Final = {"none": "none", "fly": "front", "double-breasted": "front", "toggles": "front"}


def _given_way(changes: Iterable[Change], said: Mapping[str, str]) -> list[Conflict]:
    return [
        Conflict(c.slot, str(c.new), str(c.old), c.reason.en, c.reason.zh)
        for c in changes
        if c.slot in said
    ]
