"""Every number of a suggestion, each with the formula and the numbers that it comes from."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from modiste.inventory.problem import Solution
from modiste.inventory.suggest import KEYS
from modiste.learn.distributions import negative_binomial_quantile
from modiste.model.currency import find_currency
from modiste.model.errors import UnknownNameError

Number = float | int | str | None


@dataclass(frozen=True)
class Step:
    """One number.

    Attributes:
        name: stable name.
        value: the number; none is unknown.
        unit: days, units, minor units of a currency, or nothing.
        formula: how it follows from numbers above it, with those numbers put in.
        en: what it is.
        zh: the same in Chinese.
    """

    name: str
    value: Number
    unit: str
    formula: str
    en: str
    zh: str


@dataclass(frozen=True)
class Explanation:
    """Why a series is ordered, or is not.

    Attributes:
        variant_id: the variant.
        location_id: where.
        weeks: ``week, mean, cumulative_sd`` and known quantiles of the forecast.
        steps: every number, in an order in which each can be recomputed from those before.
        verdict: en and zh: what is to be done.
    """

    variant_id: str
    location_id: str
    weeks: list[dict[str, Any]]
    steps: list[Step]
    verdict: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "variant_id": self.variant_id,
            "location_id": self.location_id,
            "forecast": self.weeks,
            "steps": [asdict(step) for step in self.steps],
            "verdict": self.verdict,
        }

    def __getitem__(self, name: str) -> Number:
        return next(step.value for step in self.steps if step.name == name)


def explain(
    solution: Solution, forecast: pl.DataFrame, variant: str, location: str | None = None
) -> list[Explanation]:
    """Explain a variant at one location, or at all of them.

    Args:
        solution: of the problem.
        forecast: the problem's forecast.
        variant: the variant.
        location: the location; all where it is forecast by default.

    Raises:
        UnknownNameError: the variant is not forecast there.
    """
    wanted = pl.col("variant_id") == variant
    if location is not None:
        wanted &= pl.col("location_id") == location
    rows = solution.rows.with_row_index("_at").filter(wanted)
    if not rows.height:
        near = solution.rows.filter(pl.col("variant_id") == variant)
        places = ", ".join(near["location_id"].unique().sort())
        where = "" if location is None else f" at {location!r}"
        raise UnknownNameError(
            f"the plan has no forecast of {variant!r}{where}",
            remedy=f"It has one at: {places}."
            if places
            else "'modiste show demand_forecast' lists what is forecast.",
        )
    ordered = solution.orders.filter(pl.col("variant_id") == variant)
    return [
        _explained(solution, forecast, row, ordered) for row in rows.sort("location_id").to_dicts()
    ]


def _explained(
    solution: Solution, forecast: pl.DataFrame, row: dict[str, Any], ordered: pl.DataFrame
) -> Explanation:
    mine = ordered.filter(pl.col("location_id") == row["location_id"])
    order = mine.row(0, named=True) if mine.height else None
    weeks = (
        forecast.filter(
            (pl.col("variant_id") == row["variant_id"])
            & (pl.col("location_id") == row["location_id"])
        )
        .sort("week")
        .select(pl.exclude(*KEYS, "run_id"))
    )
    steps = [
        *_demand(solution, row),
        *_levels(row),
        *_position(row),
        *_order(row, order, ordered),
    ]
    return Explanation(
        row["variant_id"], row["location_id"], weeks.to_dicts(), steps, _verdict(row, order)
    )


def _demand(solution: Solution, row: dict[str, Any]) -> list[Step]:
    level, at = solution.levels, row["_at"]
    lead, review = row["lead_time_days"], row["review_days"]
    days = lead + review
    elapsed = solution.outlook.elapsed_days
    passed = f", after {_n(elapsed)} days of the first week" if elapsed else ""
    sd = row["protection_sd"]
    own = max(sd**2 - _lead_part(solution, row, days) ** 2, 0.0)
    return [
        Step("lead_time_days", lead, "days", "", "lead time to the shelf", "交货期"),
        Step(
            "lead_time_sd_days", row["lead_time_sd_days"], "days", "",
            "its deviation", "交货期标准差",
        ),
        Step("review_days", review, "days", "", "time to the next review", "盘点周期"),
        Step(
            "protection_days", days, "days", f"{_n(lead)} + {_n(review)}",
            "days that the stock must last", "保护期",
        ),
        Step(
            "lead_time_demand", float(level.lead_mean[at]), "units",
            f"Σ forecast over {_n(lead)} days{passed}", "expected in the lead time",
            "交货期内预计需求",
        ),
        Step(
            "protection_demand", row["protection_demand"], "units",
            f"Σ forecast over {_n(days)} days{passed}", "expected in all of them",
            "保护期内预计需求",
        ),
        Step(
            "forecast_sd", math.sqrt(own), "units", f"cumulative_sd at {_n(days)} days",
            "deviation of that demand", "预测标准差",
        ),
        Step(
            "lead_time_part", _lead_part(solution, row, days), "units",
            f"demand a day at its end × {_n(row['lead_time_sd_days'])} days",
            "deviation that the lead time adds", "交货期不确定性",
        ),
        Step(
            "protection_sd", sd, "units", "√(forecast_sd² + lead_time_part²)",
            "deviation of both", "保护期需求标准差",
        ),
    ]  # fmt: skip


def _lead_part(solution: Solution, row: dict[str, Any], days: float) -> float:
    """Deviation that an uncertain lead time adds, as ``Outlook.over`` has it."""
    mean = solution.outlook.mean[row["_at"]]
    week = math.ceil((days + solution.outlook.elapsed_days) / 7) - 1
    rate = float(mean[min(max(week, 0), len(mean) - 1)])
    return rate * float(row["lead_time_sd_days"]) / 7


def _levels(row: dict[str, Any]) -> list[Step]:
    mean, sd = row["protection_demand"], row["protection_sd"]
    service = row["service_target"]
    quantile = float(
        negative_binomial_quantile(pl.Series([mean]).to_numpy(), pl.Series([sd**2]).to_numpy(),
                                   service)[0]
    )  # fmt: skip
    point = row["reorder_point"]
    how = f"least n with P(demand ≤ n) ≥ {service:g}" if quantile == point else row["policy"]
    cycle = row["order_up_to"] - point
    return [
        Step(
            "service_target", service, "", "", "chance of not running out aimed at", "目标服务水平"
        ),
        Step("reorder_point", point, "units", how, "order at or below", "再订货点"),
        Step(
            "safety_stock", row["safety_stock"], "units", f"{_n(point)} − {_n(mean)}",
            "kept against uncertainty", "安全库存",
        ),
        Step(
            "cycle_demand", row["cycle_demand"], "units",
            "Σ forecast over one order cycle more", "expected in one order cycle", "补货周期需求",
        ),
        Step(
            "order_up_to", row["order_up_to"], "units", f"{_n(point)} + {_n(cycle)}",
            "order up to", "补货上限",
        ),
    ]  # fmt: skip


def _position(row: dict[str, Any]) -> list[Step]:
    on_hand, on_order, committed = row["on_hand"], row["on_order"], row["committed"]
    return [
        Step("on_hand", on_hand, "units", "", "on hand", "现货"),
        Step("on_order", on_order, "units", "", "ordered, not arrived", "在途"),
        Step("committed", committed, "units", "", "promised to customers", "已占用"),
        Step(
            "position", row["position"], "units",
            "" if on_hand is None else f"{_n(on_hand)} + {_n(on_order)} − {_n(committed)}",
            "position", "库存位置",
        ),
        Step("moved", row["moved"], "units", "", "moved here by transfers, net", "调拨"),
    ]  # fmt: skip


def _order(row: dict[str, Any], order: dict[str, Any] | None, every: pl.DataFrame) -> list[Step]:
    if order is None:
        return [Step("quantity", 0, "units", "position above reorder point, or nothing wanted",
                     "to order now", "建议订购")]  # fmt: skip
    position, need = row["position"], order["need"]
    total, central = int(every["need"].sum()), row["central"]
    bought = int(every["quantity"].sum())
    share = (
        f"{_n(bought)} for the variant, shared by need ({_n(need)} of {_n(total)})"
        if every.height > 1
        else f"least {_n(row['pack_size'])}s covering {_n(max(total - central, 0))} "
        f"and the minimum {_n(row['moq'])}"
    )
    currency, cost_currency = order["currency"], order["cost_currency"]
    return [
        Step(
            "need", need, "units",
            "one order cycle, as stock is unknown" if position is None
            else f"{_n(row['order_up_to'])} − {_n(position + row['moved'])}, or whole lots",
            "wanted", "需求缺口",
        ),
        Step("central", central, "units", "", "in warehouses, taken off first", "仓库库存"),
        Step("moq", row["moq"], "units", "", "minimum order of the variant", "最小起订量"),
        Step("pack_size", row["pack_size"], "units", "", "pack", "包装数"),
        Step("quantity", order["quantity"], "units", share, "to order now", "建议订购"),
        Step("unit_cost", order["unit_cost"], _minor(cost_currency), "", "cost of one", "单位成本"),
        Step(
            "order_cost", order["order_cost"], _minor(cost_currency),
            "" if order["unit_cost"] is None
            else f"{_n(order['quantity'])} × {_n(order['unit_cost'])}",
            "cost of the order", "订单成本",
        ),
        Step(
            "saved", float(order["saved"]), "units",
            "E[short by the end of the cycle] − E[short before goods can arrive]",
            "shortage avoided", "避免的缺货",
        ),
        Step("price", order["price"], _minor(currency), "", "price of one", "售价"),
        Step(
            "money_at_stake", order["money_at_stake"], _minor(currency),
            f"min({_n(order['saved'])}, {_n(order['quantity'])}) × margin of one",
            "margin expected to be lost otherwise", "风险毛利",
        ),
    ]  # fmt: skip


def _verdict(row: dict[str, Any], order: dict[str, Any] | None) -> dict[str, str]:
    if order is not None:
        return {"en": order["reason_en"], "zh": order["reason_zh"]}
    if row["position"] is None:
        return {"en": "Stock is not known, and nothing is expected to sell in an order cycle.",
                "zh": "库存未知，且预计补货周期内无销售。"}  # fmt: skip
    if row["position"] + row["moved"] <= row["reorder_point"]:
        return {"en": "Wanted, and left out: the warehouse covers it, or the budget does not.",
                "zh": "有需求但未订购：仓库可覆盖，或超出预算。"}  # fmt: skip
    position, point = _n(row["position"] + row["moved"]), _n(row["reorder_point"])
    return {
        "en": f"Position {position} is above reorder point {point}: nothing to order now.",
        "zh": f"库存位置 {position} 高于再订货点 {point}：目前无需订购。",
    }


def _minor(currency: str | None) -> str:
    if currency is None:
        return ""
    return f"1/{10 ** find_currency(currency).digits} {currency}"


def _n(value: float | None) -> str:
    """A number as it is shown: whole, or with up to two decimals."""
    if value is None:
        return "–"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
