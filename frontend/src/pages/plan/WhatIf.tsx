import { Button, Group, NumberInput, Slider, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Column, DataTable, Picture, Query, Tile, type Writer, useMe, useWriter } from "@/kit";

import { type Answered, type ChangedLine, type Figure, type Question, useAnswer } from "./data";
import style from "./plan.module.css";

const SERVICE = { start: 95, marks: [70, 80, 90, 99] };
const FACTOR = [50, 100, 150, 200];

/** Other service, budget, lead times or demand: the plan is solved again at once. */
export function WhatIf() {
  const { t } = useTranslation("plan");
  const currency = useMe()?.brand.currency ?? "EUR";
  const [service, setService] = useState<number | null>(null);
  const [lead, setLead] = useState(100);
  const [demand, setDemand] = useState(100);
  const [budget, setBudget] = useState<number | string>("");
  const question: Question = {
    lead_factor: lead / 100, demand_factor: demand / 100,
    ...(service === null ? {} : { service: service / 100 }),
    ...(budget === "" ? {} : { budget: { minor: Math.round(Number(budget) * 10 ** digitsOf(currency)), currency } }),
  };
  const [asked] = useDebouncedValue(question, 200);
  const answer = useAnswer(asked);
  const reset = () => {
    setService(null);
    setLead(100);
    setDemand(100);
    setBudget("");
  };
  return (
    <Stack>
      <div className={style.sliders}>
        <Dial label={t("service")} shown={service === null ? t("as_it_is") : `${service}%`} value={service ?? SERVICE.start} min={60} max={99.5} step={0.5} marks={SERVICE.marks} onChange={setService} />
        <Dial label={t("lead_time")} shown={`${lead}%`} value={lead} min={25} max={250} step={5} marks={FACTOR} onChange={setLead} />
        <Dial label={t("demand")} shown={`${demand}%`} value={demand} min={25} max={250} step={5} marks={FACTOR} onChange={setDemand} />
        <NumberInput label={t("budget", { currency })} description={t("budget_detail")} value={budget} onChange={setBudget} min={0} thousandSeparator="," allowNegative={false} />
      </div>
      <Query of={answer}>{(found) => <Shown found={found} busy={answer.isFetching} reset={reset} />}</Query>
    </Stack>
  );
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

function Dial({
  label, shown, value, min, max, step, marks, onChange,
}: { label: string; shown: string; value: number; min: number; max: number; step: number; marks: number[]; onChange: (value: number) => void }) {
  return (
    <div>
      <Group justify="space-between"><Text size="sm" fw={600}>{label}</Text><Text size="sm" className="number">{shown}</Text></Group>
      <Slider
        mt="sm" value={value} min={min} max={max} step={step} onChange={onChange} label={null} thumbLabel={label}
        marks={marks.map((mark) => ({ value: mark, label: `${mark}%` }))}
      />
    </div>
  );
}

const FIGURES: { name: string; money?: boolean; good: "up" | "down" | "none" }[] = [
  { name: "cost", money: true, good: "none" }, { name: "units", good: "none" }, { name: "orders", good: "none" },
  { name: "short_margin", money: true, good: "down" }, { name: "short_units", good: "down" }, { name: "safety_stock", good: "none" },
  { name: "mean_stock", good: "none" },
];

function Shown({ found, busy, reset }: { found: Answered; busy: boolean; reset: () => void }) {
  const { t } = useTranslation("plan");
  const write = useWriter();
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" aria-live="polite">
          {busy ? t("solving") : t("solved", { n: write.num(found.series), s: write.num(found.seconds, 2) })}
          {found.gap !== null ? ` · ${t("gap", { gap: write.percent(found.gap, 2) })}` : ""}
        </Text>
        <Button variant="default" size="compact-sm" onClick={reset}>{t("reset")}</Button>
      </Group>
      {found.totals.map(({ currency, figures }) => (
        <div key={currency} className={style.figures}>
          {FIGURES.map(({ name, money, good }) => {
            const figure = figures[name];
            return figure && <Compared key={name} name={name} figure={figure} good={good} write={(value) => (money ? write.money({ minor: Math.round(value), currency }, true) : write.num(value))} />;
          })}
        </div>
      ))}
      <Lines found={found} write={write} />
    </Stack>
  );
}

function Compared({ name, figure, good, write }: { name: string; figure: Figure; good: "up" | "down" | "none"; write: (value: number) => string }) {
  const { t } = useTranslation("plan");
  const moved = Math.abs(figure.difference) > 0.05;
  const tone = !moved || good === "none" ? "soft" : figure.difference > 0 === (good === "up") ? "good" : "bad";
  const sign = figure.difference > 0 ? "+" : "";
  return <Tile label={t(`figure.${name}`)} value={write(figure.after)} tone={tone} note={moved ? t("was", { before: write(figure.before), by: `${sign}${write(figure.difference)}` }) : t("unchanged")} />;
}

function Lines({ found, write }: { found: Answered; write: Writer }) {
  const { t } = useTranslation("plan");
  const columns: Column<ChangedLine>[] = [
    { id: "picture", header: "", width: 56, cell: (row) => <Picture src={row.picture ? `${row.picture}?side=96` : null} alt="" width={30} height={38} /> },
    { id: "title", header: t("style"), width: "minmax(12rem, 2fr)", value: (row) => row.title, cell: (row) => [row.title ?? row.variant_id, row.colour, row.size].filter(Boolean).join(" · ") },
    { id: "location", header: t("place"), value: (row) => row.location, cell: (row) => row.location },
    { id: "before", header: t("before"), align: "right", width: 90, value: (row) => row.before, cell: (row) => write.num(row.before) },
    { id: "after", header: t("after"), align: "right", width: 90, value: (row) => row.after, cell: (row) => write.num(row.after) },
    { id: "cost", header: t("cost_change"), align: "right", width: 130, value: (row) => row.cost_difference?.minor, cell: (row) => (row.cost_difference ? write.money(row.cost_difference, true) : "–") },
  ];
  if (!found.lines.length) return <Text size="sm" c="dimmed">{t("nothing_changes")}</Text>;
  return (
    <div>
      <Text size="sm" fw={600} mb="xs">{t("changed_lines", { shown: found.lines.length, n: write.num(found.changed) })}</Text>
      <DataTable rows={found.lines} columns={columns} rowKey={(row) => `${row.variant_id}@${row.location_id}`} label={t("what_changes")} height="30rem" />
    </div>
  );
}
