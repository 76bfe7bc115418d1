"""Proportions of few cases, with the interval that few cases deserve."""

from __future__ import annotations

from modiste.model.errors import InputError


def wilson(hits: int, cases: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a proportion.

    With p = hits ÷ cases and z the quantile of the normal distribution, its ends are
    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n): never outside 0 and 1, and honest at 0 and at
    all hits (Wilson, JASA 1927; recommended for small n by Brown, Cai and DasGupta, Statistical
    Science 2001).

    Args:
        hits: cases in which it was so.
        cases: cases in all; none says nothing, and the interval is (0, 1).
        level: probability that the interval holds the true proportion.

    Raises:
        InputError: the counts make no proportion.
    """
    if not 0 <= hits <= cases:
        raise InputError(
            f"{hits} of {cases} cases is no proportion", remedy="Give 0 ≤ hits ≤ cases."
        )
    if not cases:
        return 0.0, 1.0
    from scipy import special

    z = float(special.ndtri(0.5 + level / 2))
    share, spread = hits / cases, z**2 / cases
    middle = share + spread / 2
    reach = z * ((share * (1 - share) + spread / 4) / cases) ** 0.5
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return max(low, 0.0), min(high, 1.0)
