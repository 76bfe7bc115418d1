import { Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Chart, type Column, DataTable, Empty, Query, type Writer, seriesColours, token, useFilterValues, useWriter } from "@/kit";

import { type Buying as Found, type BuyingRow, type Unit, useBuying } from "./data";

/** What may still be bought: on order, suggested and left, month by month, and by category. */
export function Buying() {
  const { t } = useTranslation("plan");
  const values = useFilterValues();
  const unit = values.one("otb_unit", "cost") as Unit;
  const by = values.one("by", "month");
  const months = useBuying({ by, level: "total", measure: unit });
  const categories = useBuying({ by: "all", level: "category", measure: unit });
  return (
    <Stack>
      <Group align="flex-end">
        <SegmentedControl value={by} onChange={(next) => values.set("by", next)} aria-label={t("period")} data={[{ value: "month", label: t("by_month") }, { value: "week", label: t("by_week") }]} />
        <Select
          w="11rem" label={t("unit_label")} value={unit} allowDeselect={false} onChange={(next) => values.set("otb_unit", next)}
          data={(["cost", "retail", "units"] as const).map((each) => ({ value: each, label: t(`unit.${each}`) }))}
        />
      </Group>
      <Query of={months} isEmpty={({ rows }) => !rows.length} empty={<Empty title={t("no_grid")} detail={t("no_grid_detail")} icon="table" />}>
        {(found) => <Bars found={found} />}
      </Query>
      <Query of={categories}>{(found) => <ByCategory found={found} />}</Query>
    </Stack>
  );
}

export function amountOf({ measure, currency }: Pick<Found, "measure" | "currency">, write: Writer): (value: number) => string {
  return (value) => (measure === "units" ? write.num(value) : write.money({ minor: Math.round(value), currency }, true));
}

function Bars({ found }: { found: Found }) {
  const { t } = useTranslation("plan");
  const write = useWriter();
  const say = amountOf(found, write);
  const colours = seriesColours();
  const { rows } = found;
  const left = rows.map((row) => Math.max(row.open_to_buy - row.suggested, 0));
  const over = rows.map((row) => Math.min(row.open_to_buy - row.suggested, 0));
  const bar = (name: string, data: number[], color: string | undefined, stack = "buy") => ({ name, type: "bar", stack, data, barMaxWidth: 46, itemStyle: { color } });
  const sum = rows.reduce((all, row) => all + row.open_to_buy, 0);
  return (
    <Chart
      title={t("open_to_buy")} height={320} description={t("buying_says", { left: say(sum) })} note={t(`buying_note.${found.plan}`)}
      option={{
        grid: { left: 72, right: 16, top: 36, bottom: 28 },
        legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8 },
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value: unknown) => say(Number(value)) },
        xAxis: { type: "category", data: rows.map(({ period }) => period) },
        yAxis: { type: "value", axisLabel: { formatter: (value: number) => say(value) } },
        series: [
          bar(t("on_order"), rows.map((row) => row.on_order), colours[1]),
          bar(t("suggested"), rows.map((row) => row.suggested), colours[0]),
          bar(t("left"), left, token("line-strong")),
          bar(t("over"), over, token("bad")),
        ],
      }}
      table={{
        columns: [t("period"), ...HEADS.map((each) => t(`buying.${each}`))],
        rows: rows.map((row) => [row.period, ...HEADS.map((each) => say(row[each]))]),
      }}
    />
  );
}

const HEADS = ["opening", "sales", "markdown", "closing", "on_order", "suggested", "open_to_buy"] as const;

function ByCategory({ found }: { found: Found }) {
  const { t } = useTranslation("plan");
  const write = useWriter();
  const say = amountOf(found, write);
  const columns: Column<BuyingRow>[] = [
    { id: "key", header: t("category"), cell: ({ key }) => key, value: ({ key }) => key, width: "minmax(9rem, 1.4fr)" },
    ...HEADS.map((each): Column<BuyingRow> => ({
      id: each, header: t(`buying.${each}`), align: "right", value: (row) => row[each],
      cell: (row) => <span className="number" style={row[each] < 0 ? { color: "var(--bad)" } : undefined}>{say(row[each])}</span>,
    })),
  ];
  return (
    <div>
      <Text fw={600} size="sm" mb="xs">{t("by_category")}</Text>
      <DataTable rows={found.rows} columns={columns} rowKey={({ key }) => key} label={t("by_category")} rowHeight={36} height="26rem" />
    </div>
  );
}
