import { Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Chart, Empty, Icon, Money, Query, token, useDark, useWriter } from "@/kit";

import { type Advice, type Asked, type Exposed, useAdvice, useExposure, useSay } from "./data";

import style from "./trends.module.css";

const MOST = 14;

/** How the brand's range stands to what is said, and what to add or reduce. */
export function RangeView({ onOpen }: { onOpen: (asked: Asked) => void }) {
  const { t } = useTranslation("trends");
  const exposure = useExposure();
  const advice = useAdvice();
  return (
    <Stack gap="lg">
      <Query of={advice}>
        {({ items }) =>
          items.length === 0 ? <Text c="dimmed" size="sm">{t("advice.none")}</Text> : (
            <section aria-labelledby="advice">
              <Title order={2} size="h3" id="advice" mb="sm">{t("advice.title")}</Title>
              <Stack gap="md">{items.map((each) => <AdviceRow key={each.suggestion_id} advice={each} onOpen={onOpen} />)}</Stack>
            </section>
          )
        }
      </Query>
      <Query of={exposure} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("exposure.none")} detail={t("exposure.none_detail")} icon="hanger" />}>
        {({ items }) => <ExposureChart rows={items} onOpen={onOpen} />}
      </Query>
    </Stack>
  );
}

/** The reason in the language that is spoken; the plan's own words where figures are missing. */
function useReason(): (advice: Advice) => string {
  const { t } = useTranslation("trends");
  const write = useWriter();
  const part = (share: number | null | undefined, signed = false) => (share === null || share === undefined ? "–" : write.percent(share, 0, signed));
  return ({ action, reason, trend, exposure }) =>
    trend && exposure
      ? t(`advice.why_${action}`, {
          stage: t(`stage.${trend.stage}`),
          change: part(trend.change, true), low: part(trend.change_low, true), high: part(trend.change_high, true),
          voice: part(exposure.share_of_voice), styles: part(exposure.share_of_styles), count: exposure.styles,
          stock: part(exposure.share_of_stock), sales: part(exposure.share_of_sales),
        })
      : reason;
}

function AdviceRow({ advice, onOpen }: { advice: Advice; onOpen: (asked: Asked) => void }) {
  const { t } = useTranslation("trends");
  const say = useSay();
  const reason = useReason();
  return (
    <article className={style.advice}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text size="xs" c="dimmed">
            <Icon name={advice.action === "range" ? "plus" : "trend-down"} size={13} /> {t(`advice.${advice.action}`)} · {say(advice.kind)}
          </Text>
          <button type="button" className={style.open} onClick={() => onOpen(advice)}>{say(advice.label)}</button>
        </div>
        <Text fw={600}><Money amount={advice.money_at_stake} short /></Text>
      </Group>
      <Text size="sm" mt={2}>{reason(advice)}</Text>
    </article>
  );
}

/** Bars of voice beside styles, sales and stock for what is most talked about. */
function ExposureChart({ rows, onOpen }: { rows: Exposed[]; onOpen: (asked: Asked) => void }) {
  const { t } = useTranslation("trends");
  const say = useSay();
  const write = useWriter();
  const dark = useDark();
  const kind = rows[0] ? say(rows[0].kind) : "";
  const shown = rows.filter(({ share_of_voice }) => share_of_voice !== null).slice(0, MOST);
  const parts = ["share_of_voice", "share_of_styles", "share_of_sales", "share_of_stock"] as const;
  const names = { share_of_voice: t("exposure.voice"), share_of_styles: t("exposure.styles"), share_of_sales: t("exposure.sales"), share_of_stock: t("exposure.stock") };
  const tones = { share_of_voice: token("ink"), share_of_styles: token("series-1"), share_of_sales: token("series-2"), share_of_stock: token("series-3") };
  const labels = shown.map((row) => say(row.label));
  const option = {
    // A new theme draws anew in its own colours.
    darkMode: dark,
    grid: { left: 8, right: 18, top: 30, bottom: 8, containLabel: true },
    legend: {},
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value: unknown) => (typeof value === "number" ? write.percent(value, 1) : "–") },
    xAxis: { type: "value", axisLabel: { formatter: (value: number) => write.percent(value) } },
    yAxis: { type: "category", inverse: true, data: labels, axisLabel: { width: 130, overflow: "truncate" } },
    series: parts.map((part) => ({
      name: names[part], type: "bar", barGap: "10%", barCategoryGap: "35%", itemStyle: { color: tones[part], borderRadius: 2 }, data: shown.map((row) => row[part]),
    })),
  };
  return (
    <Chart
      title={t("exposure.title", { kind })} option={option} height={Math.max(240, shown.length * 44 + 50)} description={t("exposure.says", { kind, count: shown.length })}
      table={{
        columns: [t("table.attribute"), t("table.kind"), ...parts.map((part) => names[part])],
        rows: rows.map((row) => [say(row.label), say(row.kind), ...parts.map((part) => row[part])]),
      }}
      note={t("exposure.note")}
      onPick={({ index }) => {
        const row = shown[index];
        if (row) onOpen(row);
      }}
    />
  );
}
