"""Which attributes have begun to rise: the probability of a change that no season explains.

The log share of an attribute, less what all its siblings do in the same weeks, is read as

    y_t = level + season_t + wander_t + change · σ((t − m) / w) + noise_t

with a Gaussian prior on everything but the change: a season of two harmonics (which is *not known*
until a year has been seen, and so keeps a first August from looking like the rise of coats), an
Ornstein–Uhlenbeck wander, and the noise of the counts. Influencers are a second reading of the same
curve, some weeks ahead. The change comes at one of many middles ``m`` and widths ``w``, or not at
all; each possibility has a marginal likelihood in closed form (Rasmussen and Williams, Gaussian
Processes for Machine Learning, 2006, §2.7 and ch. 5), and the probability that the attribute rises
is the weight of those in which the change goes up and is under way. How strong seasons, wander and
noise are, is learnt from all attributes together (empirical Bayes).

To call everything whose probability is above a border keeps the expected part of false calls below
one less the mean probability of the calls (Müller, Parmigiani, Robert and Rousseau, JASA 2004).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy import linalg, special

from modiste.learn.distributions import Floats

YEAR = 52.18


@dataclass(frozen=True)
class Prior:
    """What is thought of a series before it is looked at; deviations are of log shares.

    Attributes:
        block: weeks that are read together.
        lead: weeks by which influencers are ahead.
        seasons: deviations of the yearly wave, one of which each attribute has.
        wander: deviation of the slow wander.
        memory: weeks after which the wander has forgotten two thirds.
        dispersion: variance of the counts over that of a Poisson count.
        change: deviation of the change.
        widths: widths of the change's logistic curve in weeks.
        moves: probability that an attribute changes at all within a year.
        recent: weeks before the last in which the middle of a change that is under way may lie.
    """

    block: int = 4
    lead: float = 2.0
    seasons: tuple[float, ...] = (0.02, 0.15, 0.45)
    wander: float = 0.1
    memory: float = 30.0
    dispersion: float = 1.0
    change: float = 0.8
    widths: tuple[float, ...] = (2.0, 4.0, 8.0)
    moves: float = 0.15
    recent: int = 12


@dataclass(frozen=True)
class Evidence:
    """Blocks of weeks of one attribute: places in weeks before now, log shares, variances.

    Attributes:
        at: middle of each block in weeks; 0 is the end of the last week, the past is negative.
        ahead: whether the block is one of the influencers.
        log_share: log of the share.
        variance: of the log share, from the counts.
    """

    at: Floats
    ahead: Floats
    log_share: Floats
    variance: Floats


@dataclass(frozen=True)
class Rise:
    """What is known of one attribute's rise.

    Attributes:
        probability: that it rises, for a reason other than its season.
        fall: the same of a fall.
        risen: that it has risen within the last year, whether it still does or not.
        fallen: the same of a fall.
        growth: expected rise of its share since before the change, given that it rises.
        began: weeks ago at which the change most likely passed its first tenth.
    """

    probability: float
    fall: float
    risen: float
    fallen: float
    growth: float
    began: float


_UNKNOWN = Rise(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Found:
    """What is known of all attributes.

    Attributes:
        rises: by attribute.
        prior: what was learnt from all of them, the lead of influencers among it.
    """

    rises: dict[str, Rise]
    prior: Prior


def evidence(share: Floats, error: Floats, *, block: int, ahead: bool) -> Evidence:
    """Blocks of a series that ends now.

    Args:
        share: weekly share, NaN where it is not known.
        error: its standard error.
        block: weeks in a block.
        ahead: whether these are influencers.
    """
    count = len(share) // block
    rows = share[len(share) - count * block :].reshape(count, block)
    variances = error[len(error) - count * block :].reshape(count, block) ** 2
    known = (~np.isnan(rows)).sum(1)
    full = known > 0
    mean = np.nansum(rows, 1)[full] / known[full]
    variance = np.maximum(np.nansum(variances, 1)[full] / known[full] ** 2, 1e-12)
    # The number of posts whose count would have this error, half a mention being added to it.
    posts = (mean + np.sqrt(mean**2 + 2 * variance)) / (2 * variance)
    hits = mean * posts + 0.5
    at = -(np.arange(count, 0, -1) - 0.5) * block
    return Evidence(
        at[full], np.full(int(full.sum()), float(ahead)), np.log(hits / posts), 1.0 / hits
    )


def joined(parts: Sequence[Evidence]) -> Evidence:
    """Readings of several segments as one."""
    return Evidence(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("at", "ahead", "log_share", "variance")
        )
    )


def without_common(found: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """Log shares less what the middle sibling does at the same time, where there are enough.

    When one value of an attribute falls, all the others win share without being wanted more; and
    when long sleeves are in season, every sleeve is talked about. The median of the siblings'
    departures from their own levels is what they have in common.
    """
    if len(found) < _SIBLINGS:
        return dict(found)
    at = sorted({key for each in found.values() for key in _places(each)})
    place = {key: k for k, key in enumerate(at)}
    grid = np.full((len(found), len(at)), np.nan)
    for row, each in enumerate(found.values()):
        grid[row, [place[key] for key in _places(each)]] = each.log_share - np.median(
            each.log_share
        )
    common = np.nanmedian(grid, axis=0)
    return {
        name: replace(
            each, log_share=each.log_share - common[[place[key] for key in _places(each)]]
        )
        for name, each in found.items()
    }


_SIBLINGS = 4


def _places(each: Evidence) -> list[tuple[float, float]]:
    return list(zip(each.ahead.tolist(), each.at.tolist(), strict=True))


@dataclass(frozen=True)
class _Fit:
    """Log marginal likelihoods of the hypotheses about one attribute."""

    still: float
    moved: Floats
    up: Floats
    size: Floats


def rises(found: Mapping[str, Evidence], prior: Prior | None = None) -> Found:
    """The probability of a rise of each attribute.

    Args:
        found: evidence by attribute, of one attribute name or several; see :func:`without_common`.
        prior: what is thought beforehand; by default learnt from all of them.
    """
    usable = {name: each for name, each in found.items() if len(each.at) >= _LEAST_BLOCKS}
    prior = prior or learnt(usable, Prior())
    fits = {
        name: [_fits(each, prior, season) for season in prior.seasons]
        for name, each in usable.items()
    }
    weights, moves = _common(usable, fits, prior)
    called = {
        name: _rise(each, fits[name], replace(prior, moves=moves), weights[_kind(name)])
        for name, each in usable.items()
    }
    return Found(dict.fromkeys(found, _UNKNOWN) | called, replace(prior, moves=moves))


def learnt(found: Mapping[str, Evidence], prior: Prior) -> Prior:
    """The prior whose wander, dispersion and lead make all attributes together most likely."""
    usable = list(found.values())
    if len(usable) < _SIBLINGS:
        return prior
    # A sample and one width of change say as much of the noise as everything does.
    usable = usable[:: max(1, len(usable) // _SAMPLE)]
    tried = [
        replace(prior, wander=wander, dispersion=dispersion)
        for wander, dispersion in product((0.05, 0.1, 0.2), (1.0, 1.5, 2.5))
    ]
    noise = max(tried, key=lambda each: _together(usable, each))
    leads = [replace(noise, lead=lead) for lead in (0.0, 2.0, 3.0, 4.0, 6.0, 8.0)]
    return max(leads, key=lambda each: _together(usable, each))


def _together(usable: Sequence[Evidence], prior: Prior) -> float:
    """Log likelihood of all, seasons and changes weighed out: movers must not pass for wander."""
    tried = replace(prior, widths=(4.0,))
    return sum(
        _logsum([_marginal(_fits(each, tried, s), tried, each) for s in tried.seasons])
        for each in usable
    )


_LEAST_BLOCKS = 8
_SAMPLE = 40


def _common(
    found: Mapping[str, Evidence], fits: Mapping[str, Sequence[_Fit]], prior: Prior
) -> tuple[dict[str, Floats], float]:
    """How common each strength of season is, by kind of attribute, and how common changes are.

    By a few steps of expectation and maximisation over all attributes. Kinds differ: materials have
    seasons, necklines hardly. Each kind's shares are held back by a few attributes that follow
    those of all kinds, and these by one of each strength.
    """
    kinds = np.array([_kind(name) for name in found])
    pooled = np.full(len(prior.seasons), 1 / len(prior.seasons))
    weights = np.tile(pooled, (len(found), 1))
    if not found:
        return {}, prior.moves
    still = np.array([[fit.still for fit in fits[name]] for name in found])
    moved = np.array(
        [[_logsum(fit.moved) - np.log(len(fit.moved)) for fit in fits[name]] for name in found]
    )
    years = np.array([-each.at.min() / YEAR for each in found.values()])
    moves = prior.moves
    for _ in range(30):
        chance = np.minimum(moves * years, 0.5)[:, None]
        both = np.stack([still + np.log1p(-chance), moved + np.log(chance)]) + np.log(weights)
        share = special.softmax(both, axis=(0, 2))
        pooled = (share.sum((0, 1)) + 1) / (len(found) + len(pooled))
        for kind in set(kinds):
            mine = kinds == kind
            own = share[:, mine].sum((0, 1)) + _POOLED * pooled
            weights[mine] = own / (mine.sum() + _POOLED)
        moves = float((share[1].sum() + prior.moves) / (years.sum() + 1))
    return {kind: weights[kinds == kind][0] for kind in sorted(set(kinds))}, moves


_POOLED = 10.0
"""Attributes that follow the seasons of all kinds, added to those of each kind."""


def _kind(attribute: str) -> str:
    """Kind of an attribute: colour of ``colour=navy``."""
    return attribute.split("=", 1)[0]


def _rise(each: Evidence, fits: Sequence[_Fit], prior: Prior, weights: Floats) -> Rise:
    middles, widths = _changes(each, prior)
    still = np.array([fit.still for fit in fits]) + np.log(weights)
    moved = np.stack([fit.moved for fit in fits]) + np.log(weights)[:, None]
    each_change = prior.moves * (-each.at.min() / YEAR)
    each_change = min(each_change, 0.5)
    log_prior = np.log(each_change / len(middles))
    whole = _logsum([_logsum(still) + np.log1p(-each_change), _logsum(moved + log_prior)])
    begun = middles - _ONSET * widths < 0
    now = (middles > -prior.recent) & begun
    everything = np.exp(moved + log_prior - whole)
    up = np.stack([fit.up for fit in fits])
    year = everything * ((middles > -YEAR) & begun)
    weight = everything * now
    mass = weight * up
    probability = float(mass.sum())
    sizes = np.stack([fit.size for fit in fits]) * special.expit(-middles / widths)
    return Rise(
        probability=min(probability, 1.0),
        fall=min(float((weight * (1 - up)).sum()), 1.0),
        risen=min(float((year * up).sum()), 1.0),
        fallen=min(float((year * (1 - up)).sum()), 1.0),
        growth=float(np.expm1((mass * sizes).sum() / max(probability, 1e-300))),
        began=-float((mass * (middles - _ONSET * widths)).sum() / max(probability, 1e-300)),
    )


_ONSET = 2.2
"""Widths before its middle at which a logistic curve has done its first tenth."""


def _marginal(fit: _Fit, prior: Prior, each: Evidence) -> float:
    moves = min(prior.moves * (-each.at.min() / YEAR), 0.5)
    changed = float(_logsum(fit.moved)) - np.log(len(fit.moved))
    return float(_logsum([fit.still + np.log1p(-moves), changed + np.log(moves)]))


def _changes(each: Evidence, prior: Prior) -> tuple[Floats, Floats]:
    """Middles and widths of the changes that are thought of."""
    middles = np.arange(each.at.min(), prior.lead + 6.0, prior.block)
    grid = np.array(list(product(middles, prior.widths)))
    return grid[:, 0], grid[:, 1]


def _fits(each: Evidence, prior: Prior, season: float) -> _Fit:
    """Marginal likelihoods without a change and with each change."""
    time = each.at + prior.lead * each.ahead
    covariance = _covariance(time, each, prior, season)
    factor = linalg.cho_factor(covariance, lower=True)
    centred = each.log_share - each.log_share.mean()
    middles, widths = _changes(each, prior)
    ramps = special.expit((time[:, None] - middles) / widths)
    solved = linalg.cho_solve(factor, np.column_stack([centred, ramps]))
    plain = -0.5 * centred @ solved[:, 0] - np.log(np.diag(factor[0])).sum()
    pull = ramps.T @ solved[:, 0]
    precision = (ramps * solved[:, 1:]).sum(0) + 1 / prior.change**2
    size = pull / precision
    moved = plain + 0.5 * pull * size - 0.5 * np.log(precision * prior.change**2)
    return _Fit(float(plain), moved, special.ndtr(size * np.sqrt(precision)), size)


def _covariance(time: Floats, each: Evidence, prior: Prior, season: float) -> Floats:
    gap = time[:, None] - time
    wave = 2 * np.pi * gap / YEAR
    seasonal = season**2 * (np.cos(wave) + 0.1 * np.cos(2 * wave))
    wander = prior.wander**2 * np.exp(-np.abs(gap) / prior.memory)
    segment = 0.05 * np.outer(each.ahead - 0.5, each.ahead - 0.5)
    noise = np.diag(prior.dispersion * each.variance)
    return np.asarray(_LEVEL + seasonal + wander + segment + noise)


_LEVEL = 4.0
"""Variance of the level: wide, so that it is learnt from the series itself."""


def _logsum(logs: object) -> float:
    """Log of the sum of exponentials; a tenth of the time of scipy's, and half of all the work."""
    values = np.asarray(logs, dtype=np.float64)
    top = values.max()
    return float(top + np.log(np.exp(values - top).sum()))
