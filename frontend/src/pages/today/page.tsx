import { Alert, Button, Group, Select, Stack, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Icon, PageFrame, Query, useFilterValues, useWriter } from "@/kit";

import { type Asked, type Sum, useSums, useToday } from "./data";
import { Decisions } from "./Decisions";
import { Tiles } from "./Tiles";
import style from "./today.module.css";

const STATES = ["open", "accepted", "dismissed", "ordered", "covered"] as const;
const SORTS = ["money", "quantity", "sells_out_on"] as const;

/** A merchandiser's Monday: what happened last week, then what to decide, most money first. */
export default function Today() {
  const { t } = useTranslation("today");
  const write = useWriter();
  const today = useToday();
  const week = today.data?.week;
  return (
    <PageFrame title={t("title")} lead={week ? t("lead", { week: write.day(week, true) }) : t("lead_plain")} scope="inventory:read">
      <Query of={today}>
        {(found) => (
          <Stack gap="xl">
            {found.stale && <Alert color="accent" variant="light" icon={<Icon name="calendar" />}>{t("stale", { day: write.day(found.day, true) })}</Alert>}
            <Tiles tiles={found.tiles} />
            {found.plan ? <Deciding /> : <Empty title={t("no_plan")} detail={t("no_plan_detail")} icon="play" />}
          </Stack>
        )}
      </Query>
    </PageFrame>
  );
}

function Deciding() {
  const { t } = useTranslation("today");
  const values = useFilterValues();
  const sums = useSums();
  const [typed, setTyped] = useState(values.one("search"));
  const [search] = useDebouncedValue(typed, 250);
  const state = values.one("state", "open");
  const sort = values.one("sort", "money");
  const kinds = values.many("kind").join("|");
  const asked = useMemo<Asked>(() => ({ kind: kinds ? kinds.split("|") : [], state, search, sort }), [kinds, state, search, sort]);
  const link = `/v1/decisions/export?format=xlsx&state=${state}${asked.kind.map((each) => `&kind=${encodeURIComponent(each)}`).join("")}`;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end">
        <Title order={2}>{t("decisions")}</Title>
        <Group gap="xs" align="flex-end">
          <TextInput size="sm" w="13rem" type="search" label={t("search")} leftSection={<Icon name="search" size={15} />} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
          <Select size="sm" w="9rem" label={t("state_label")} data={STATES.map((each) => ({ value: each, label: t(`state.${each}`) }))} value={state} allowDeselect={false} onChange={(next) => values.set("state", next)} />
          <Select size="sm" w="10rem" label={t("sort_label")} data={SORTS.map((each) => ({ value: each, label: t(`sort.${each}`) }))} value={sort} allowDeselect={false} onChange={(next) => values.set("sort", next)} />
          <Button component="a" href={link} variant="default" leftSection={<Icon name="download" size={16} />}>{t("download")}</Button>
        </Group>
      </Group>
      <Kinds sums={sums.data ?? []} state={state} chosen={asked.kind} onChoose={(next) => values.set("kind", next)} />
      <Decisions asked={asked} />
    </Stack>
  );
}

/** Kinds as buttons with how many there are; several may be pressed. */
function Kinds({ sums, state, chosen, onChoose }: { sums: Sum[]; state: string; chosen: string[]; onChoose: (kinds: string[]) => void }) {
  const { t } = useTranslation("today");
  const write = useWriter();
  const mine = sums.filter((sum) => sum.state === state).sort((a, b) => worth(b) - worth(a));
  const all = mine.reduce((sum, { count }) => sum + count, 0);
  if (!mine.length) return null;
  const turn = (kind: string) => onChoose(chosen.includes(kind) ? chosen.filter((each) => each !== kind) : [...chosen, kind]);
  return (
    <div className={style.kinds} role="group" aria-label={t("kinds")}>
      <button type="button" className={style.kind} aria-pressed={chosen.length === 0} onClick={() => onChoose([])}>{t("all_kinds")} <span>{write.num(all)}</span></button>
      {mine.map((sum) => (
        <button key={sum.kind} type="button" className={style.kind} aria-pressed={chosen.includes(sum.kind)} onClick={() => turn(sum.kind)}>
          {t(`kind.${sum.kind}`)} <span>{write.num(sum.count)}{sum.money[0] ? ` · ${write.money(sum.money[0], true)}` : ""}</span>
        </button>
      ))}
    </div>
  );
}

const worth = (sum: Sum) => Math.max(0, ...sum.money.map(({ minor }) => minor));
