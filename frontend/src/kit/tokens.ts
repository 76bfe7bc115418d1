import { useComputedColorScheme } from "@mantine/core";

/** Whether the dark theme is on. */
export function useDark(): boolean {
  return useComputedColorScheme("light", { getInitialValueInEffect: false }) === "dark";
}

/** The value of a token of `styles/tokens.css`, for what is not drawn by CSS. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Colours of series, in order. */
export function seriesColours(): string[] {
  return [1, 2, 3, 4, 5, 6].map((place) => token(`series-${place}`));
}

/** The look of every ECharts chart. */
export function chartTheme(): Record<string, unknown> {
  const [ink, soft, line] = [token("ink"), token("ink-soft"), token("line")];
  const text = { color: soft, fontFamily: getComputedStyle(document.body).fontFamily };
  const axis = {
    axisLine: { lineStyle: { color: token("line-strong") } },
    axisTick: { show: false },
    axisLabel: { color: soft, fontSize: 11 },
    nameTextStyle: { color: soft },
    splitLine: { lineStyle: { color: line } },
    splitArea: { show: false },
  };
  return {
    color: seriesColours(),
    backgroundColor: "transparent",
    textStyle: text,
    grid: { left: 8, right: 14, top: 26, bottom: 8, containLabel: true },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: axis,
    line: { symbol: "none", lineStyle: { width: 2 }, smooth: false },
    bar: { itemStyle: { borderRadius: 2 } },
    legend: { textStyle: { color: soft }, icon: "roundRect", itemWidth: 12, itemHeight: 4, top: 0, left: 0 },
    tooltip: {
      backgroundColor: token("surface"),
      borderColor: line,
      textStyle: { color: ink, fontSize: 12 },
      confine: true,
    },
  };
}
