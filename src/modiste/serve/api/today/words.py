"""Names and definitions of the tiles, in English and Chinese."""

from __future__ import annotations

Words = dict[str, str]


def _both(en: str, zh: str) -> Words:
    return {"en": en, "zh": zh}


TITLES: dict[str, Words] = {
    "units": _both("Units sold", "销售件数"),
    "revenue": _both("Net sales", "净销售额"),
    "margin": _both("Gross margin", "毛利额"),
    "margin_rate": _both("Gross margin rate", "毛利率"),
    "stock_cost": _both("Stock at cost", "库存成本"),
    "cover": _both("Weeks of supply", "可销周数"),
    "stockouts": _both("Out of stock", "断货"),
    "open_orders": _both("On order", "在途订单"),
    "late_orders": _both("Late orders", "延期订单"),
    "open_to_buy": _both("Open-to-buy left", "剩余采购预算"),
    "freshness": _both("Data up to", "数据截至"),
}

DEFINITIONS: dict[str, Words] = {
    "units": _both(
        "Units sold in the last full week less units that came back in it.",
        "上一完整周销售件数减去当周退货件数。",
    ),
    "revenue": _both(
        "What was paid for them after discounts, before shipping, less what was given back; in the "
        "brand's currency only.",
        "折后实付金额（不含运费）减去退款；仅计品牌本币。",
    ),
    "margin": _both(
        "Net sales less the cost of the units, of variants whose cost is known.",
        "净销售额减去已知成本单品的销货成本。",
    ),
    "margin_rate": _both(
        "Gross margin over the net sales of variants whose cost is known.",
        "毛利额除以已知成本单品的净销售额。",
    ),
    "stock_cost": _both(
        "Units on hand everywhere at the end of the last full week, at cost; the newest counts, "
        "carried forward by sales, returns and receipts.",
        "上一完整周末所有地点现货按成本计价；以最近盘点为基数，按销售、退货和收货推算。",
    ),
    "cover": _both(
        "Weeks of forecast sales that the stock of styles on sale lasts for, counted off week by "
        "week.",
        "在售款现货可支撑的预测销售周数，逐周扣减计算。",
    ),
    "stockouts": _both(
        "Variants at places that are planned and whose stock was nothing at the end of the last "
        "full week.",
        "上一完整周末库存为零的在计划单品×地点数。",
    ),
    "open_orders": _both(
        "Purchase orders that are approved, sent, acknowledged or part received: cost of what has "
        "not arrived.",
        "已批准、已发出、已确认或部分收货的采购订单：未到货部分的成本。",
    ),
    "late_orders": _both(
        "Those of them whose day of arrival has passed.",
        "其中已过预计到货日的订单。",
    ),
    "open_to_buy": _both(
        "Planned closing + planned sales − opening − on order at cost, from this week to the end "
        "of the grid; planned by the budget, or by the re-forecast where there is none.",
        "计划期末库存 + 计划销售 − 期初库存 − 在途订单（按成本，自本周至表格末周）；"
        "按预算计算，无预算时按滚动预测计算。",
    ),
    "freshness": _both(
        "Day of the newest sale that was imported.",
        "最近一笔已导入销售的日期。",
    ),
}
