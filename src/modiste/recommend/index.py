"""The index that answers: everything in memory, read-only, swapped whole when it is renewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.errors import InputError, Place, UnknownNameError
from modiste.recommend.assortment import JOIN, Assortment
from modiste.recommend.blend import Blend
from modiste.recommend.eligibility import ABSENT, Mask
from modiste.recommend.journal import Journal
from modiste.recommend.people import Person
from modiste.recommend.pool import Pool
from modiste.recommend.profile import stated_values
from modiste.recommend.query import Query
from modiste.recommend.ranker import Ranker
from modiste.recommend.reasons import reasons_of
from modiste.recommend.rules import Limit, Moved, Nudge, apply_rules, switched
from modiste.recommend.sessions import Sessions
from modiste.recommend.sizes import Sizes
from modiste.recommend.windows import Candidates, habits_of

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

IN_SIZE, REPEATS = "in size", "no repeats"
"""Rules that decide what may be shown at all."""
SPARE = 5
"""Candidates are at least so many times the list, so that rules have something to choose from."""


@dataclass(frozen=True)
class Ask:
    """A request.

    Attributes:
        customer: a person; unknown or unprofiled ones are answered like a visitor.
        items: item codes of a visit or a basket, oldest first.
        session: a visitor's session, whose items go before ``items``.
        occasion: what for.
        sizes: sizes that overrule the person's, such as ``("M",)``.
        k: length of the list.
        explain: whether reasons are wanted.
        rules: switches of rules by name that differ from the settings; besides those of
            :mod:`modiste.recommend.rules` there are :data:`IN_SIZE` and :data:`REPEATS`.
        language: of reasons; the brand's by default.
    """

    customer: str | None = None
    items: tuple[int, ...] = ()
    session: str | None = None
    occasion: str | None = None
    sizes: tuple[str, ...] = ()
    k: int = 12
    explain: bool = True
    rules: Mapping[str, bool] = field(default_factory=dict)
    language: str | None = None


@dataclass(frozen=True)
class Pick:
    """One recommended item.

    Attributes:
        item: its code.
        product_id: the style.
        colour: its colour, where the style has several.
        variant_id: the variant in the person's size; ``None`` where that is not known.
        score: only differences within a list mean something.
        reason: why, in words; empty where none was asked for.
        moved: what rules did to it.
    """

    item: int
    product_id: str
    colour: str | None
    variant_id: str | None
    score: float
    reason: str
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Index:
    """All that is needed to answer.

    Attributes:
        run_id: the run that learnt the weights.
        as_of: the day of the facts.
        now: the same in days since 1970.
        assortment: the items.
        journal: what people did.
        persons: what people said of themselves, by id.
        sizes: sizes of ``people``.
        people: ids in the order of ``sizes``.
        blend: scores items.
        ranker: orders candidates, where it won.
        ranker_for_all: whether for people without a history, too.
        nudges: rules that change scores.
        limits: rules that keep lists varied.
        repeat_days: days for which what was bought is not shown again.
        in_size: whether only what is there in the person's size is shown.
        candidates: items that are ranked at the least.
        language: of reasons.
        sessions: of visitors; ``None`` where the index answers for none.
    """

    run_id: str
    as_of: dt.date
    now: float
    assortment: Assortment
    journal: Journal
    persons: dict[str, Person]
    sizes: Sizes
    people: pl.Series
    blend: Blend
    ranker: Ranker | None = None
    ranker_for_all: bool = True
    nudges: tuple[Nudge, ...] = ()
    limits: tuple[Limit, ...] = ()
    repeat_days: float = 0.0
    in_size: bool = True
    candidates: int = 100
    language: str = "en"
    sessions: Sessions | None = None
    forgotten: set[str] = field(default_factory=set)

    # --- asking --------------------------------------------------------------------------------

    def recommend(self, ask: Ask) -> list[Pick]:
        """Answer a request; an empty shop gives an empty list.

        Raises:
            InputError: the list is to have no items.
            UnknownNameError: no visitor had the session that is named.
        """
        if ask.k < 1:
            raise InputError(f"a list of {ask.k} items", remedy="Ask for one item or more.")
        if not len(self.assortment):
            return []
        ask = self._with_session(ask)
        query, slots = self.query(ask), self.slots(ask)
        cut = max(SPARE * ask.k, self.candidates)
        found = self.pool.best(query, lambda some: self.allowed(ask, query, slots, some), cut)
        if not len(found):
            return []
        items, scores = found.items, found.scores
        if self.ranker is not None and (self.ranker_for_all or len(query.items)):
            scores = self.ranker.scores(query, found)
            order = np.argsort(-scores, kind="stable")
            items, scores = items[order], scores[order]
        nudges, limits = switched(self.nudges, self.limits, ask.rules)
        listed = apply_rules(items, scores, ask.k, nudges, limits)
        told = self._told(ask, query, listed.items, found)
        return [
            self._pick(int(item), float(score), reason, slots, listed.moved.get(int(item), []))
            for item, score, reason in zip(listed.items, listed.scores, told, strict=True)
        ]

    def _with_session(self, ask: Ask) -> Ask:
        """The request with the items of its session before its own."""
        if ask.session is None or self.sessions is None:
            return ask
        seen = self.sessions.items(ask.session)
        own = set(ask.items)
        whole = (*(item for item in seen if item not in own), *ask.items)
        return replace(ask, items=whole, session=None)

    def query(self, ask: Ask) -> Query:
        """What the models are asked."""
        person = self.person(ask.customer)
        items = np.array(ask.items, dtype=np.int64)
        segments = self._segments(ask, person)
        user = self._users.get(ask.customer, -1) if person is not None and ask.customer else -1
        if user < 0:
            asked = Query.of_items(items, segments)
        else:
            rows = slice(int(self.journal.start[user]), int(self.journal.start[user + 1]))
            asked = Query(
                segments,
                np.concatenate([self.journal.item[rows], items]),
                np.concatenate([self.now - self.journal.day[rows], np.zeros(len(items))]),
                np.concatenate([self.journal.weight[rows], np.ones(len(items), dtype=np.float32)]),
                np.concatenate([self.journal.bought[rows], np.zeros(len(items), dtype=bool)]),
                habits=habits_of(self.journal, rows),
            )
        if person is None:
            return asked
        return stated_values(asked, person, self.blend)

    def person(self, customer: str | None) -> Person | None:
        """What is known of a person who may be profiled; ``None`` for anybody else."""
        if customer is None or customer in self.forgotten:
            return None
        return self.persons.get(customer)

    def forget(self, customer: str) -> None:
        """Leave a person out from now on: their history, sizes and tastes."""
        self.forgotten.add(customer)

    def retell(self, customer: str, edits: Mapping[tuple[str, str], str]) -> None:
        """Put what a person says of their profile now in the place of what they said before."""
        person = self.persons.get(customer)
        if person is not None:
            self.persons[customer] = replace(person, edits=edits)

    def slots(self, ask: Ask) -> I64 | None:
        """The person's size in every size group; ``None`` where no size is known."""
        shelf = self.assortment.shelf
        found = np.full(len(shelf.groups), -1, dtype=np.int64)
        if ask.customer in self._rows and self.person(ask.customer) is not None:
            found[:] = self.sizes.slots[self._rows[ask.customer]]
        for size in ask.sizes:
            for group in range(len(shelf.groups)):
                place = shelf.slot(group, size)
                if place >= 0:
                    found[group] = place
        return found if (found >= 0).any() else None

    def size_evidence(self, customer: str, group: int) -> float:
        """Purchases behind a person's size in a group, decayed."""
        row = self._rows.get(customer, -1)
        return float(self.sizes.evidence[row, group]) if row >= 0 else 0.0

    def allowed(self, ask: Ask, query: Query, slots: I64 | None, items: I64 | None = None) -> Mask:
        """Which of some items may be shown: eligible, not refused, not held already."""
        in_size = ask.rules.get(IN_SIZE, self.in_size)
        mask = self.assortment.shelf.allowed(slots, items, in_stock=in_size)
        style = self.assortment.catalogue.style
        if ask.rules.get(REPEATS, True) and self.repeat_days > 0 and len(query.items):
            recent = query.items[query.bought & (query.ages <= self.repeat_days)]
            if items is None:
                mask[recent] = False
            else:
                mask &= ~np.isin(items, recent)
        for trait, stated in query.stated.items():
            for code in (code for code, amount in stated.items() if amount < 0):
                shown = self.assortment.catalogue.traits[trait].codes
                mask &= ~((shown if items is None else shown[items]) == code).any(axis=1)
        if ask.items:
            held = style[np.array(ask.items, dtype=np.int64)]
            mask &= ~np.isin(style if items is None else style[items], held)
        return mask

    # --- names -----------------------------------------------------------------------------------

    def item_of(self, name: str) -> int:
        """Code of an item by its own id, a variant's id, or a style's (its first colour).

        Raises:
            UnknownNameError: there is none.
        """
        found = self.find(name)
        if found is None:
            raise UnknownNameError(
                "there is no such item",
                place=Place(column="item", value=name),
                remedy="Name a style or a variant as the tables 'product' and 'variant' do.",
            )
        return found

    def find(self, name: str) -> int | None:
        """The same; ``None`` where there is none."""
        return self._names.get(name)

    def title(self, item: int) -> str:
        """How people call an item."""
        row = self.assortment.table.row(item, named=True)
        name = row["title"] or row["product_id"]
        return f"{name}, {row['colour']}" if self._coloured[item] and row["colour"] else name

    @cached_property
    def pool(self) -> Pool:
        """Finds candidates."""
        return Pool.of(self.blend, self.assortment.catalogue)

    # --- parts -----------------------------------------------------------------------------------

    @cached_property
    def _users(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.journal.users.to_list())}

    @cached_property
    def _rows(self) -> dict[str | None, int]:
        return {name: n for n, name in enumerate(self.people.to_list())}

    @cached_property
    def _names(self) -> dict[str, int]:
        table, variants = self.assortment.table, self.assortment.variants
        names = dict(zip(variants["variant_id"].to_list(), variants["item"].to_list(), strict=True))
        for code in reversed(range(table.height)):
            names[str(table["product_id"][code])] = code
        names.update({name: n for n, name in enumerate(table["item"].to_list())})
        return names

    @cached_property
    def _coloured(self) -> list[bool]:
        return [JOIN in name for name in self.assortment.table["item"].to_list()]

    @cached_property
    def _columns(self) -> dict[str, list[str | None]]:
        table = self.assortment.table
        return {name: table[name].to_list() for name in ("product_id", "colour")}

    @cached_property
    def _variant(self) -> dict[tuple[int, int], str]:
        variants = self.assortment.variants
        keys = zip(variants["item"].to_list(), variants["slot"].to_list(), strict=True)
        return dict(zip(keys, variants["variant_id"].to_list(), strict=True))

    def _segments(self, ask: Ask, person: Person | None) -> dict[str, int]:
        """Codes of what is known of the circumstances."""
        axes = self.journal.axes
        said: dict[str, str | None] = {"month": str(self.as_of.month)}
        if ask.occasion:
            said["occasion"] = ask.occasion.casefold()
        if person is not None:
            said.update({k: v for k, v in person.own.items() if not person.ignores(k)})
        found = {name: axes[name].code(value) for name, value in said.items() if name in axes}
        if person is not None and ask.customer in self._bands and not person.ignores("size"):
            found["size"] = self._bands[ask.customer]
        return found

    @cached_property
    def _bands(self) -> dict[str | None, int]:
        """Size band that each person bought most in."""
        axis = self.journal.axes.get("size")
        if axis is None:
            return {}
        known = (axis.codes >= 0) & (self.journal.user >= 0) & self.journal.bought
        width = max(len(axis.values), 1)
        flat = self.journal.user[known] * width + axis.codes[known]
        count = np.bincount(flat, minlength=self.journal.n_users * width).reshape(-1, width)
        best = np.where(count.sum(axis=1) > 0, count.argmax(axis=1), -1)
        return dict(zip(self.journal.users.to_list(), best.tolist(), strict=True))

    def _told(self, ask: Ask, query: Query, items: I64, among: Candidates) -> Sequence[str]:
        if not ask.explain:
            return [""] * len(items)
        told = ask.language or self.language
        return reasons_of(self.blend, query, items, among, self.title, told, ask.occasion)

    def _pick(
        self, item: int, score: float, reason: str, slots: I64 | None, moved: list[Moved]
    ) -> Pick:
        return Pick(
            item,
            str(self._columns["product_id"][item]),
            self._columns["colour"][item],
            self.variant_in(item, slots),
            score,
            reason,
            tuple(moved),
        )

    def variant_in(self, item: int, slots: I64 | None) -> str | None:
        """The variant in the person's size that is not out of stock; the only one of one size."""
        shelf = self.assortment.shelf
        group = int(shelf.group[item])
        slot = 0 if len(shelf.sizes[group]) == 1 else -1 if slots is None else int(slots[group])
        if slot < 0 or shelf.stock[item, slot] == ABSENT:
            return None
        return self._variant.get((item, slot))
