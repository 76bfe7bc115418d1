import type { EChartsCoreOption } from "echarts/core";

import { type ChartTable, token, type Writer } from "@/kit";

import type { Curve } from "./data";

type T = (key: string) => string;

/** Past, forecast and its bands of 50 and 80 %. */
export function curveOption(curve: Curve, t: T, write: Writer): EChartsCoreOption {
  const ahead = curve.ahead;
  const accent = token("accent");
  const last = lastKnown(curve);
  const joined = (values: (number | null)[]) => (ahead ? [...(last ? [last] : []), ...pairs(ahead.weeks, values)] : []);
  const band = (name: string, low: (number | null)[], high: (number | null)[], opacity: number) => [
    { name: `${name} low`, type: "line", stack: name, data: pairs(ahead?.weeks ?? [], low), lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } },
    {
      name, type: "line", stack: name, silent: true, lineStyle: { opacity: 0 }, areaStyle: { color: accent, opacity }, tooltip: { show: false },
      data: pairs(ahead?.weeks ?? [], high.map((value, index) => (value === null ? null : value - (low[index] ?? 0)))),
    },
  ];
  return {
    aria: { enabled: false },
    grid: { left: 8, right: 16, top: 14, bottom: 8, containLabel: true },
    xAxis: { type: "time", axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", axisLabel: { formatter: (value: number) => write.percent(value, value < 0.02 ? 1 : 0) }, min: 0 },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? write.percent(value, 2) : "–") },
    series: [
      ...(ahead ? [...band("80", ahead.q10, ahead.q90, 0.14), ...band("50", ahead.q25, ahead.q75, 0.2)] : []),
      { name: t("curve.past"), type: "line", data: pairs(curve.weeks, curve.share), lineStyle: { width: 1.5, color: token("ink") }, itemStyle: { color: token("ink") } },
      ...(ahead
        ? [{ name: t("curve.forecast"), type: "line", data: joined(ahead.mean), lineStyle: { width: 2, type: "dashed", color: accent }, itemStyle: { color: accent } }]
        : []),
    ],
  };
}

/** The same as a table. */
export function curveTable(curve: Curve, t: T): ChartTable {
  const past = curve.weeks.map((week, index) => [week, curve.share[index] ?? null, null, null]);
  const ahead = curve.ahead;
  const coming = ahead ? ahead.weeks.map((week, index) => [week, ahead.mean[index] ?? null, ahead.q10[index] ?? null, ahead.q90[index] ?? null]) : [];
  return { columns: [t("curve.week"), t("curve.share"), t("curve.low"), t("curve.high")], rows: [...past, ...coming] };
}

function pairs(weeks: string[], values: (number | null)[]): [string, number | null][] {
  return weeks.map((week, index) => [week, values[index] ?? null]);
}

function lastKnown(curve: Curve): [string, number | null] | undefined {
  for (let index = curve.weeks.length - 1; index >= 0; index -= 1) {
    const [week, share] = [curve.weeks[index], curve.share[index]];
    if (week !== undefined && share !== null && share !== undefined) return [week, share];
  }
  return undefined;
}
