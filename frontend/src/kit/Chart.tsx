import { ActionIcon, Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Cell, csv, download } from "./csv";
import { Icon } from "./icons";
import style from "./kit.module.css";
import { chartTheme, useDark } from "./tokens";

export interface ChartTable {
  columns: string[];
  rows: Cell[][];
}

interface Props {
  title: string;
  /** The picture; colours, fonts and axes follow the theme unless the option says otherwise. */
  option: EChartsCoreOption;
  /** The same figures as a table: shown on request and given as CSV. */
  table: ChartTable;
  /** What the picture says, in one sentence, for those who do not see it. */
  description: string;
  height?: number;
  note?: ReactNode;
  /** Called with the series name, the value's name and its place when something is clicked. */
  onPick?: (picked: { series: string; name: string; index: number }) => void;
}

/** A chart that always has its table, its CSV and its picture. */
export function Chart({ title, option, table, description, height = 280, note, onPick }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState("chart");
  const chart = useRef<EChartsType | null>(null);
  const heading = useId();
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();

  const savePicture = () => {
    const url = chart.current?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: cssValue("--surface") });
    if (url) download(`${name}.png`, fromDataUrl(url));
  };

  return (
    <figure className={style.chart} aria-labelledby={heading} style={{ margin: 0 }}>
      <Group justify="space-between" mb="xs" gap="xs" wrap="nowrap" align="flex-start">
        <Text id={heading} component="figcaption" fw={600} size="sm">{title}</Text>
        <Group gap={4} wrap="nowrap">
          <SegmentedControl
            size="xs" value={view} onChange={setView} aria-label={t("kit.view")}
            data={[{ value: "chart", label: t("kit.chart") }, { value: "table", label: t("kit.table") }]}
          />
          <Tooltip label={t("kit.csv")}>
            <ActionIcon variant="subtle" color="gray" aria-label={t("kit.csv")} onClick={() => download(`${name}.csv`, csv(table.columns, table.rows))}>
              <Icon name="download" size={16} />
            </ActionIcon>
          </Tooltip>
          {view === "chart" && (
            <Tooltip label={t("kit.png")}>
              <ActionIcon variant="subtle" color="gray" aria-label={t("kit.png")} onClick={savePicture}>
                <Icon name="chart" size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Group>
      {view === "chart" ? (
        <Drawing option={option} height={height} label={`${title}. ${description}`} onReady={(made) => (chart.current = made)} onPick={onPick} />
      ) : (
        <Figures table={table} height={height} label={title} />
      )}
      {note && <Text size="xs" c="dimmed" mt={6} component="div">{note}</Text>}
    </figure>
  );
}

function Drawing({
  option, height, label, onReady, onPick,
}: { option: EChartsCoreOption; height: number; label: string; onReady: (chart: EChartsType | null) => void; onPick: Props["onPick"] }) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const dark = useDark();
  const ready = useRef(onReady);
  ready.current = onReady;
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    let gone = false;
    let made: EChartsType | null = null;
    let watcher: ResizeObserver | null = null;
    void import("./echarts").then(({ init }) => {
      if (gone || !place.current) return;
      made = init(place.current, chartTheme(), { renderer: "canvas" }) as EChartsType;
      made.on("click", (event) => {
        const { seriesName, name, dataIndex } = event as { seriesName?: string; name?: string; dataIndex?: number };
        pick.current?.({ series: seriesName ?? "", name: name ?? "", index: dataIndex ?? -1 });
      });
      watcher = new ResizeObserver(() => made?.resize());
      watcher.observe(place.current);
      ready.current(made);
      setChart(made);
    });
    return () => {
      gone = true;
      watcher?.disconnect();
      ready.current(null);
      made?.dispose();
      setChart(null);
    };
  }, [dark]);

  useEffect(() => {
    chart?.setOption({ animationDuration: 250, ...option }, { notMerge: true });
  }, [chart, option]);

  return <div ref={place} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}

function Figures({ table, height, label }: { table: ChartTable; height: number; label: string }) {
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className={style.chartTable} style={{ maxHeight: height }} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>{table.columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (place === 0 ? <th key={place} scope="row">{cell}</th> : <td key={place}>{cell ?? "–"}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cssValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function fromDataUrl(url: string): Blob {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}
