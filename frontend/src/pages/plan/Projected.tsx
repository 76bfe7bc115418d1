import { Anchor, Group, SegmentedControl, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Chart, type Column, DataTable, Empty, Query, Tile, seriesColours, token, useFilterValues, useWriter } from "@/kit";

import { type Projection, useGrid, useProjection } from "./data";
import style from "./plan.module.css";

const LEVELS = ["total", "category", "style", "variant"] as const;

/** Stock at the end of every week to come, how sure that is, and what arrives. */
export function Projected() {
  const { t } = useTranslation("plan");
  const values = useFilterValues();
  const level = values.one("level", "total");
  const key = values.one("of");
  const [typed, setTyped] = useState(level === "variant" ? key : "");
  const [wanted] = useDebouncedValue(typed, 300);
  const ordered = values.one("ordered") === "yes";
  const categories = useGrid({ level: "category", measure: "units" });
  const styles = useGrid({ level: "style", measure: "units" });
  const of = level === "variant" ? wanted.trim() : key;
  const ready = level === "total" || of !== "";
  const found = useProjection({ level, key: level === "total" ? null : of, with_orders: ordered }, ready);
  const choices = (level === "category" ? categories : styles).data?.value.rows ?? [];
  return (
    <Stack>
      <Group align="flex-end">
        <SegmentedControl
          value={level} aria-label={t("level")} data={LEVELS.map((each) => ({ value: each, label: t(`level_of.${each}`) }))}
          onChange={(next) => { values.set("of", null); values.set("level", next === "total" ? null : next); }}
        />
        {(level === "category" || level === "style") && (
          <Select
            w="18rem" label={t(`level_of.${level}`)} searchable value={key || null} onChange={(next) => values.set("of", next)} limit={100}
            data={choices.map((row) => ({ value: row.key, label: row.title === row.key ? row.key : `${row.title} (${row.key})` }))}
          />
        )}
        {level === "variant" && <TextInput w="14rem" label={t("level_of.variant")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
        <Switch label={t("with_orders")} checked={ordered} onChange={(event) => values.set("ordered", event.currentTarget.checked ? "yes" : null)} mb={6} />
      </Group>
      {ready ? <Query of={found}>{(projection) => <Shown found={projection} />}</Query> : <Empty title={t("choose_one")} icon="search" />}
    </Stack>
  );
}

function Shown({ found }: { found: Projection }) {
  const { t } = useTranslation("plan");
  const write = useWriter();
  const out = found.weeks.find(({ chance_out }) => chance_out >= 0.5);
  return (
    <Stack>
      <div className={style.figures}>
        <Tile label={t("free_now")} value={write.num(found.on_hand)} note={t("as_of", { day: write.day(found.as_of, true) })} />
        <Tile label={t("arriving")} value={write.num(found.arrivals.reduce((sum, { units }) => sum + units, 0))} />
        <Tile label={t("demand_ahead")} value={write.num(found.weeks.reduce((sum, { demand }) => sum + demand, 0))} note={t("in_weeks", { n: found.weeks.length })} />
        <Tile label={t("likely_out")} value={out ? write.day(out.week) : t("not_in_sight")} tone={out ? "bad" : "good"} />
      </div>
      <Curve found={found} />
      <Coming found={found} />
    </Stack>
  );
}

function Curve({ found }: { found: Projection }) {
  const { t } = useTranslation("plan");
  const write = useWriter();
  const colours = seriesColours();
  const { weeks } = found;
  const end = weeks.at(-1);
  const band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return (
    <Chart
      title={`${t("projected_stock")}: ${found.level === "total" ? t("total") : found.title}`} height={340}
      description={end ? t("projected_says", { n: write.num(end.mean), low: write.num(end.low), high: write.num(end.high), day: write.day(end.week) }) : ""}
      note={found.pooled ? t("pooled") : t("not_pooled")}
      option={{
        grid: { left: 56, right: 16, top: 36, bottom: 28 },
        legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, data: [t("expected"), t("arrivals"), t("demand")] },
        tooltip: { trigger: "axis", valueFormatter: (value: unknown) => write.num(Number(value)) },
        xAxis: { type: "category", data: weeks.map(({ week }) => write.day(week).replace(/ \d{4}$/, "")) },
        yAxis: { type: "value", min: 0 },
        series: [
          { ...band, name: t("low"), data: weeks.map(({ low }) => low) },
          { ...band, name: t("span"), data: weeks.map(({ low, high }) => high - low), areaStyle: { color: colours[0], opacity: 0.16 } },
          { name: t("expected"), type: "line", symbol: "none", data: weeks.map(({ mean }) => mean), lineStyle: { width: 2.5, color: colours[0] }, itemStyle: { color: colours[0] } },
          { name: t("arrivals"), type: "bar", data: weeks.map(({ arrivals }) => arrivals), barMaxWidth: 16, itemStyle: { color: colours[1] } },
          { name: t("demand"), type: "line", symbol: "none", color: token("ink-soft"), data: weeks.map(({ demand }) => demand), lineStyle: { width: 1.5, type: "dashed", color: token("ink-soft") }, itemStyle: { color: token("ink-soft") } },
        ],
      }}
      table={{
        columns: [t("week"), t("demand"), t("arrivals"), t("expected"), t("low"), t("high"), t("chance_out")],
        rows: weeks.map((week) => [week.week, write.num(week.demand, 1), write.num(week.arrivals), write.num(week.mean), write.num(week.low), write.num(week.high), write.percent(week.chance_out)]),
      }}
    />
  );
}

type Arrival = Projection["arrivals"][number];

function Coming({ found }: { found: Projection }) {
  const { t } = useTranslation("plan");
  const write = useWriter();
  const columns: Column<Arrival>[] = [
    {
      id: "order", header: t("order"), value: ({ purchase_order_id }) => purchase_order_id,
      cell: ({ purchase_order_id }) => <Anchor component={Link} size="sm" to={`/orders?order=${encodeURIComponent(purchase_order_id)}`}>{purchase_order_id}</Anchor>,
    },
    { id: "day", header: t("expected_on"), value: (row) => row.expected_on, cell: (row) => (row.expected_on ? write.day(row.expected_on, true) : "–") },
    {
      id: "late", header: t("days_late"), align: "right", value: (row) => row.overdue_days,
      cell: (row) => <span style={row.overdue_days ? { color: "var(--bad)" } : undefined}>{row.overdue_days ? write.num(row.overdue_days) : "–"}</span>,
    },
    { id: "units", header: t("units"), align: "right", value: (row) => row.units, cell: (row) => write.num(row.units) },
  ];
  if (!found.arrivals.length) return null;
  return <DataTable rows={found.arrivals} columns={columns} rowKey={(row) => `${row.purchase_order_id}/${row.expected_on}`} label={t("arrivals")} rowHeight={34} height="22rem" />;
}
