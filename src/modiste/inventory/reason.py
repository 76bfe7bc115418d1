"""Reasons in words and numbers that a planner can check, in English and Chinese."""

from __future__ import annotations

import polars as pl

_KNOWN = {
    "en": (
        "Position {} ({} on hand + {} on order − {} committed) is at or below reorder point {}: "
        "{} expected to sell in {} days (lead time {} + review {}), {} kept against uncertainty "
        "for {}% service. Order up to {}"
    ),
    "zh": (
        "库存位置 {}（现货 {} + 在途 {} − 已占用 {}）不高于再订货点 {}：预计 {} 件将在 {} 天内售出"
        "（交货期 {} + 盘点周期 {}），另留 {} 件应对不确定性，目标服务水平 {}%。补至 {}"
    ),
}
_RULE = {
    "en": (
        "Position {} ({} on hand + {} on order − {} committed) is at or below reorder point {} of "
        "the policy {}: {} expected to sell in {} days (lead time {} + review {}), {}% {} aimed "
        "at. Order {} {}"
    ),
    "zh": (
        "库存位置 {}（现货 {} + 在途 {} − 已占用 {}）不高于再订货点 {}（策略 {}）：预计 {} 件将在 "
        "{} 天内售出（交货期 {} + 盘点周期 {}），目标 {}% {}。{} {}"
    ),
}
_KINDS = {
    "en": {"cycle": "service", "fill": "of demand from stock"},
    "zh": {"cycle": "服务水平", "fill": "现货满足率"},
}
_TO = {"en": ("up to", "in lots of"), "zh": ("补至", "按批量")}
_MOVED = {"en": "; {} coming by transfer counted in", "zh": "；已计入调入 {} 件"}
_GOING = {"en": "; {} going by transfer taken off", "zh": "；已扣除调出 {} 件"}
_UNKNOWN = {
    "en": (
        "Stock is not known, so this replaces what {} days should sell: {} units at {} a week. "
        "Import a stock count to have the need itself computed"
    ),
    "zh": "库存未知，故按 {} 天预计销量补货：共 {} 件，每周约 {} 件。导入库存盘点后可计算实际需求",
}
_MOQ = {"en": "; minimum order {}", "zh": "；最小起订量 {}"}
_RAISED = {
    "en": "; {} of it bring the order to the supplier's minimum",
    "zh": "；其中 {} 件用于达到供应商的起订要求",
}
_PACK = {"en": "; packs of {}", "zh": "；每包 {} 件"}
_CENTRAL = {"en": "; {} in the warehouse taken off", "zh": "；已扣除仓库库存 {} 件"}
_ASSUMED = {
    "en": "; lead time assumed, no supply term known",
    "zh": "；交货期为假定值，暂无供应条款",
}
_NO_COST = {"en": "; cost not known, margin assumed", "zh": "；成本未知，毛利率为假定值"}
_ABROAD = {
    "en": "; cost in another currency than the price, margin assumed",
    "zh": "；成本与售价币种不同，毛利率为假定值",
}
_OWED = {
    "en": "; on hand is below zero: units owed to customers, or a miscount",
    "zh": "；现货为负数：欠客户的件数，或盘点有误",
}
_NO_PRICE = {"en": "; price not known, money not known", "zh": "；售价未知，金额未知"}
_STOP = {"en": ".", "zh": "。"}


def reason(language: str, *, cycle_days: int) -> pl.Expr:
    """Reason of each row of ``suggest.suggestions``.

    Args:
        language: ``en`` or ``zh``.
        cycle_days: days of demand that one order covers.
    """

    def whole(name: str) -> pl.Expr:
        return pl.col(name).round().cast(pl.Int64)

    # The numbers shown add up: what is rounded once is not rounded again in a sum.
    protection = whole("lead_time_days") + whole("review_days")
    kept = pl.col("reorder_point") - whole("protection_demand")
    position = ("position", "on_hand", "on_order", "committed", "reorder_point")
    span = (whole("protection_demand"), protection, whole("lead_time_days"), whole("review_days"))
    service = (pl.col("service_target") * 100).round(1).cast(pl.String).str.strip_suffix(".0")
    usual = pl.format(_KNOWN[language], *position, *span, kept, service, "order_up_to")
    up_to, in_lots = _TO[language]
    other = pl.format(
        _RULE[language],
        *position,
        "policy",
        *span,
        service,
        pl.col("service_kind").replace(_KINDS[language]),
        pl.when(pl.col("lot").is_null()).then(pl.lit(up_to)).otherwise(pl.lit(in_lots)),
        pl.coalesce("lot", "order_up_to"),
    )
    plain = (pl.col("policy") == "R,s,S") & (pl.col("service_kind") == "cycle")
    known = pl.when(plain).then(usual).otherwise(other)
    unknown = pl.format(
        _UNKNOWN[language],
        pl.lit(cycle_days),
        whole("cycle_demand"),
        pl.col("weekly_demand").round(1),
    )
    parts = [
        pl.when(pl.col("position").is_null()).then(unknown).otherwise(known),
        _where(pl.col("moq") > 1, pl.format(_MOQ[language], "moq")),
        _where(pl.col("pack_size") > 1, pl.format(_PACK[language], "pack_size")),
        _where(pl.col("raised") > 0, pl.format(_RAISED[language], "raised")),
        _where(pl.col("moved") > 0, pl.format(_MOVED[language], "moved")),
        _where(pl.col("moved") < 0, pl.format(_GOING[language], -pl.col("moved"))),
        _where(pl.col("central") > 0, pl.format(_CENTRAL[language], "central")),
        _where(pl.col("assumed").fill_null(value=True), pl.lit(_ASSUMED[language])),
        _where(pl.col("on_hand") < 0, pl.lit(_OWED[language])),
        _where(pl.col("unit_cost").is_null(), pl.lit(_NO_COST[language])),
        _where(
            pl.col("unit_cost").is_not_null()
            & pl.col("cost_currency").ne_missing(pl.col("currency")),
            pl.lit(_ABROAD[language]),
        ),
        _where(pl.col("price").is_null(), pl.lit(_NO_PRICE[language])),
        pl.lit(_STOP[language]),
    ]
    return pl.concat_str(parts)


def _where(condition: pl.Expr, text: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(text).otherwise(pl.lit(""))
