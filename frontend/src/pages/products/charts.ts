import type { TFunction } from "i18next";

import { type Chart, type Writer, token } from "@/kit";

import type { Detail } from "./data";

type Drawn = Pick<Parameters<typeof Chart>[0], "title" | "option" | "table" | "description">;

/** Net units of every week with the forecast and its band, and the price above them. */
export function salesChart({ weeks, forecast, prices }: Detail, t: TFunction, write: Writer): Drawn {
  const days = [...new Set([...weeks.map(({ week }) => week), ...forecast.map(({ week }) => week)])];
  const at = new Map(weeks.map((each) => [each.week, each]));
  const ahead = new Map(forecast.map((each) => [each.week, each]));
  const price = days.map((day) => {
    if (!at.has(day)) return null;
    const told = prices.filter((each) => each.day <= end(day)).at(-1)?.price;
    return told ? told.minor / 10 ** digits(told.currency) : null;
  });
  const priced = price.some((each) => each !== null);
  const column = <T,>(read: (day: string) => T | null | undefined) => days.map((day) => read(day) ?? null);
  const low = column((day) => ahead.get(day)?.low);
  const high = column((day) => ahead.get(day)?.high);
  const soft = token("accent-soft");
  const option = {
    legend: { data: [t("sales.net"), t("sales.forecast"), ...(priced ? [t("sales.price")] : [])] },
    tooltip: { trigger: "axis" },
    grid: { left: 8, right: 14, top: 40, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: days.map((day) => write.day(day)), boundaryGap: true },
    yAxis: [
      { type: "value", minInterval: 1 },
      ...(priced ? [{ type: "value", splitLine: { show: false }, min: 0 }] : []),
    ],
    series: [
      { name: t("sales.net"), type: "bar", data: column((day) => at.get(day)?.net), barCategoryGap: "25%" },
      { name: "low", type: "line", stack: "band", data: low, lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } },
      {
        name: "band", type: "line", stack: "band", silent: true, tooltip: { show: false }, lineStyle: { opacity: 0 },
        data: days.map((_, place) => {
          const [from, to] = [low[place], high[place]];
          return from !== null && to !== null && from !== undefined && to !== undefined ? to - from : null;
        }),
        areaStyle: { color: soft, opacity: 0.9 },
      },
      {
        name: t("sales.forecast"), type: "line", data: column((day) => ahead.get(day)?.mean),
        lineStyle: { type: "dashed", color: token("series-1") }, itemStyle: { color: token("series-1") },
      },
      ...(priced
        ? [{ name: t("sales.price"), type: "line", step: "end", yAxisIndex: 1, data: price, itemStyle: { color: token("series-3") }, lineStyle: { width: 1.5 } }]
        : []),
    ],
  };
  const total = weeks.reduce((sum, { net }) => sum + net, 0);
  const coming = forecast.reduce((sum, { mean }) => sum + mean, 0);
  return {
    title: t("sales.title"),
    option,
    description: t("sales.description", { sold: write.num(total), weeks: weeks.length, coming: write.num(coming), ahead: forecast.length }),
    table: {
      columns: [t("sales.week"), t("sales.net"), t("sales.back"), t("sales.forecast"), t("sales.low"), t("sales.high"), t("sales.price")],
      rows: days.map((day, place) => [
        day, at.get(day)?.net ?? null, at.get(day)?.returned ?? null, rounded(ahead.get(day)?.mean), rounded(ahead.get(day)?.low),
        rounded(ahead.get(day)?.high), price[place] ?? null,
      ]),
    },
  };
}

/** Shares of sales, stock and the learnt curve by size. */
export function sizeChart({ sizes }: Detail, t: TFunction, write: Writer): Drawn {
  const named = [
    ["sold_share", t("sizes.sold"), "series-1"],
    ["stock_share", t("sizes.stock"), "series-2"],
    ["curve_share", t("sizes.curve"), "series-3"],
  ] as const;
  const shown = named.filter(([key]) => sizes.some((each) => each[key] !== null));
  return {
    title: t("sizes.title"),
    option: {
      legend: { data: shown.map(([, name]) => name) },
      tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? write.percent(value, 1) : "–") },
      grid: { left: 8, right: 14, top: 40, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: sizes.map(({ size }) => size) },
      yAxis: { type: "value", axisLabel: { formatter: (value: number) => write.percent(value) } },
      series: shown.map(([key, name, colour]) => ({
        name, data: sizes.map((each) => each[key]), itemStyle: { color: token(colour) },
        ...(key === "curve_share" ? { type: "line", symbol: "circle", symbolSize: 7 } : { type: "bar", barMaxWidth: 26 }),
      })),
    },
    description: t("sizes.description", { sizes: sizes.map((each) => `${each.size} ${each.sold_share === null ? "–" : write.percent(each.sold_share)}`).join(", ") }),
    table: {
      columns: [t("sizes.size"), t("sizes.sold_units"), t("sizes.sold"), t("sizes.on_hand"), t("sizes.stock"), t("sizes.curve")],
      rows: sizes.map((each) => [each.size, each.sold, rounded(each.sold_share, 4), each.on_hand, rounded(each.stock_share, 4), rounded(each.curve_share, 4)]),
    },
  };
}

function rounded(value: number | null | undefined, places = 1): number | null {
  return value === null || value === undefined ? null : Math.round(value * 10 ** places) / 10 ** places;
}

/** The last day of a week by its first. */
function end(week: string): string {
  const day = new Date(`${week}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 6);
  return day.toISOString().slice(0, 10);
}

function digits(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
