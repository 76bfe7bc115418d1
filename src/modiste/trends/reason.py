"""Reasons about the range in words and numbers that a buyer can check, in English and Chinese."""

from __future__ import annotations

from typing import Final

import polars as pl

from modiste.trends.labels import STAGE_NAMES, label_of, name_label

_GAP: Final = {
    "en": (
        "{label} is {stage}: {change} expected on the same weeks of last year ({low} to {high}). "
        "It makes {voice} of what is said of {name} and {styles} of your styles ({count} of "
        "{all}). At stake is the margin of {missing} of a year's sales, if customers followed: an "
        "upper estimate."
    ),
    "zh": (
        "{label}（{name}）{stage}：预计与去年同期相比 {change}（{low} 至 {high}）。"
        "占{name}讨论的 {voice}，占你的款式的 {styles}（{all} 款中 {count} 款）。"
        "金额为顾客跟随时一年销售额的 {missing} 对应的毛利：上限估计。"
    ),
}
_RISK: Final = {
    "en": (
        "{label} is {stage}: {change} expected on the same weeks of last year ({low} to {high}). "
        "You hold {stock} units, {share} of your stock, against {sales} of your sales: {supply}. "
        "At stake is the cost of the {left} units that the next 26 weeks would leave."
    ),
    "zh": (
        "{label}（{name}）{stage}：预计与去年同期相比 {change}（{low} 至 {high}）。"
        "库存 {stock} 件，占库存的 {share}，占销量的 {sales}：{supply}。"
        "金额为未来 26 周后仍剩余的 {left} 件的成本。"
    ),
}
_SUPPLY: Final = {"en": "{} weeks of supply at today's pace", "zh": "按目前销速可供 {} 周"}
_UNSOLD: Final = {"en": "none of them sold in 13 weeks", "zh": "近 13 周没有销量"}


def gap_reason(language: str) -> pl.Expr:
    """Reason of a gap; see :func:`modiste.trends.brand.suggestions` for the columns."""
    return _filled(
        _GAP[language],
        **_common(language),
        voice=_percent("share_of_voice"),
        styles=_percent("share_of_styles"),
        count=pl.col("styles").cast(pl.String),
        all=pl.col("all_styles").cast(pl.String),
        missing=_percent("missing"),
    )


def risk_reason(language: str) -> pl.Expr:
    """Reason of a risk; see :func:`modiste.trends.brand.suggestions` for the columns."""
    known = pl.format(_SUPPLY[language], pl.col("weeks_of_supply").round().cast(pl.Int64))
    sold = pl.col("weeks_of_supply").is_finite() & pl.col("weeks_of_supply").is_not_null()
    return _filled(
        _RISK[language],
        **_common(language),
        stock=pl.col("stock").cast(pl.String),
        share=_percent("share_of_stock"),
        sales=_percent("share_of_sales"),
        supply=pl.when(sold).then(known).otherwise(pl.lit(_UNSOLD[language])),
        left=pl.col("left").round().cast(pl.Int64).cast(pl.String),
    )


def _common(language: str) -> dict[str, pl.Expr]:
    label = pl.struct("name", "value").map_elements(
        lambda row: label_of(row["name"], row["value"], language), return_dtype=pl.String
    )
    return {
        "label": label.str.slice(0, 1).str.to_uppercase() + label.str.slice(1),
        "name": pl.col("name").map_elements(
            lambda name: name_label(name, language), return_dtype=pl.String
        ),
        "stage": pl.col("stage").cast(pl.String).replace_strict(STAGE_NAMES[language]),
        "change": _percent("change", signed=True),
        "low": _percent("change_low", signed=True),
        "high": _percent("change_high", signed=True),
    }


def _filled(template: str, **parts: pl.Expr) -> pl.Expr:
    """A template with named places, filled by expressions."""
    pieces, rest = [], template
    while "{" in rest:
        text, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        pieces += [pl.lit(text), parts[name]]
    return pl.concat_str([*pieces, pl.lit(rest)])


def _percent(name: str, *, signed: bool = False) -> pl.Expr:
    whole = (pl.col(name).fill_null(0) * 100).round().cast(pl.Int64)
    minus = pl.when(whole < 0).then(pl.lit("−"))
    sign = minus.when(whole > 0).then(pl.lit("+")) if signed else minus
    return pl.concat_str(sign.otherwise(pl.lit("")), whole.abs().cast(pl.String), pl.lit("%"))
