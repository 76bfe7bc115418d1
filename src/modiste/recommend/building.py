"""From tables to an index: read the facts once, then train on them or dress them for serving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.recommend.assortment import Assortment, read_assortment
from modiste.recommend.blend import Blend
from modiste.recommend.index import Index
from modiste.recommend.journal import Journal
from modiste.recommend.past import read_journal, return_rates
from modiste.recommend.people import Person, erased, persons, read_edits, read_people
from modiste.recommend.ranker import Ranker
from modiste.recommend.recipe import SEASON, Recipe, default_weights, signals_of
from modiste.recommend.rules import Limit, Nudge
from modiste.recommend.sessions import Sessions
from modiste.recommend.signals import Constant, Lift, Signal
from modiste.recommend.sizes import Sizes, read_sizes
from modiste.store.lake import Snapshot
from modiste.store.settings import Recommend, Settings

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Facts:
    """What the tables say, ready for models.

    Attributes:
        as_of: the day.
        now: its first moment in days since 1970.
        assortment: the items.
        journal: what people did.
        people: who may be profiled.
        persons: what they said of themselves.
        sizes: theirs.
        return_rates: share of each item that comes back.
    """

    as_of: dt.date
    now: float
    assortment: Assortment
    journal: Journal
    people: pl.DataFrame
    persons: dict[str, Person]
    sizes: Sizes
    return_rates: F32


def read_facts(
    snapshot: Snapshot, settings: Settings, as_of: dt.date, *, judged: bool = False
) -> Facts:
    """Read what happened before a day began in the brand's zone.

    Args:
        snapshot: the facts.
        settings: zone, consent and length of history.
        as_of: the day for which recommendations are made.
        judged: whether the shop is read as it was, so that later edits of profiles do not count;
            else whatever people said counts at once.
    """
    zone, recommend = ZoneInfo(settings.brand.zone), settings.recommend
    end = dt.datetime.combine(as_of, dt.time(), zone).astimezone(dt.UTC)
    start = end - dt.timedelta(days=recommend.history_days)
    assortment = read_assortment(snapshot, as_of, end)
    people = read_people(snapshot, unasked=recommend.unasked)
    edits = read_edits(snapshot, end if judged else None)
    gone = erased(edits)
    journal = read_journal(snapshot, assortment, people, gone, start=start, end=end)
    sizes = read_sizes(snapshot, assortment, people, gone, start=start, end=end)
    rates = return_rates(snapshot, assortment, start=start, end=end)
    return Facts(
        as_of,
        end.timestamp() / 86_400,
        assortment,
        journal,
        people,
        persons(people, edits),
        sizes,
        rates,
    )


def build_index(  # noqa: PLR0913
    facts: Facts,
    settings: Settings,
    *,
    run_id: str,
    recipe: Recipe,
    blend: Blend | None = None,
    weights: Mapping[str, float] | None = None,
    ranker: Ranker | None = None,
    ranker_for_all: bool = True,
    sessions: Sessions | None = None,
) -> Index:
    """Make an index.

    Args:
        facts: of the day.
        settings: rules and language.
        run_id: the run that learnt the weights.
        recipe: what it is made of.
        blend: fitted on these facts just now; else it is fitted with ``weights``.
        weights: by signal; signals without one get their default.
        ranker: trees on top, if they won; they go with the signals that they learnt from.
        ranker_for_all: whether they order lists of people without a history, too.
        sessions: of visitors, where the index answers for them.
    """
    if blend is None:
        signals = signals_of(facts.journal, facts.assortment.catalogue, facts.now, recipe)
        blend = Blend(signals, _weights(signals, weights or {}))
        if weights is None or set(weights) != {signal.name for signal in signals}:
            ranker = None
    recommend = settings.recommend
    return Index(
        run_id=run_id,
        as_of=facts.as_of,
        now=facts.now,
        assortment=facts.assortment,
        journal=facts.journal,
        persons=facts.persons,
        sizes=facts.sizes,
        people=facts.people["customer_id"],
        blend=blend,
        ranker=ranker,
        ranker_for_all=ranker_for_all,
        nudges=_nudges(facts, blend, recommend, settings.planning.margin),
        limits=_limits(facts.assortment, recommend),
        repeat_days=float(recommend.repeat_days),
        in_size=recommend.in_size,
        candidates=recipe.candidates,
        language=settings.brand.language,
        sessions=sessions,
    )


def _weights(signals: tuple[Signal, ...], weights: Mapping[str, float]) -> F32:
    default = default_weights(signals)
    return np.array(
        [
            weights.get(signal.name, float(usual))
            for signal, usual in zip(signals, default, strict=True)
        ],
        dtype=np.float32,
    )


def _nudges(
    facts: Facts, blend: Blend, recommend: Recommend, assumed_margin: float
) -> tuple[Nudge, ...]:
    signals = {signal.name: signal for signal in blend.signals}
    season, new = signals.get(f"lift {SEASON}"), signals.get("new")
    nudges = [
        Nudge("return risk", np.log1p(-facts.return_rates), recommend.return_risk),
        Nudge("margin", _log_margin(facts.assortment.table, assumed_margin), recommend.margin),
    ]
    if isinstance(season, Lift):
        month = facts.journal.axes[SEASON].code(str(facts.as_of.month))
        if month >= 0:
            nudges.append(Nudge("season", season.table[month], recommend.season))
    if isinstance(new, Constant):
        nudges.append(Nudge("freshness", new.value, recommend.freshness))
    nudges.append(Nudge("brand fairness", brand_gap(facts), recommend.fairness))
    return tuple(nudges)


def _log_margin(table: pl.DataFrame, assumed: float) -> F32:
    """ln(margin ÷ median margin of its currency); items without a price are average."""
    margin = pl.col("price") - pl.coalesce("cost", pl.col("price") * (1 - assumed))
    ratio = margin.clip(lower_bound=1) / margin.median().over("currency")
    found = table.select(ratio.clip(0.05, 20).log().fill_null(0.0).fill_nan(0.0))
    return np.asarray(found.to_series().to_numpy(), dtype=np.float32)


def brand_gap(facts: Facts, half_life: float = 30.0) -> F32:
    """ln(share of the items on sale ÷ share of recent purchases) of each item's brand.

    Above nought for brands that sell less than their share of the range; recommenders that follow
    sales would show them less and less. Drawn to nought by a twentieth on both sides.
    """
    brands = facts.assortment.table["brand"].fill_null("").rank("dense").to_numpy() - 1
    brands = brands.astype(np.int64)
    on_sale = facts.assortment.shelf.on_sale
    count = int(brands.max(initial=-1)) + 1
    if count < 2 or not on_sale.any():
        return np.zeros(len(brands), dtype=np.float32)
    offered = np.bincount(brands[on_sale], minlength=count) / on_sale.sum()
    bought = facts.journal.purchases
    weight = np.exp2(-(facts.now - bought.day) / half_life)
    sold = np.bincount(brands[bought.item], weight, minlength=count)
    sold = sold / max(sold.sum(), 1e-9)
    gap = np.log((offered + 0.05) / (sold + 0.05))
    return np.asarray(gap[brands], dtype=np.float32)


def _limits(assortment: Assortment, recommend: Recommend) -> tuple[Limit, ...]:
    def codes(column: str) -> I64:
        values = assortment.table[column]
        ranks = values.rank("dense").cast(pl.Int64).fill_null(0) - 1
        return np.asarray(ranks.to_numpy(), dtype=np.int64)

    return (
        Limit("one colour", assortment.catalogue.style, 0.0 if recommend.one_colour else 1.0),
        Limit("category share", codes("category"), recommend.category_share),
        Limit("brand share", codes("brand"), recommend.brand_share),
    )
