import { ActionIcon, Button, Group, Modal, Select, Stack, Text, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Chart, Icon, Query, send, token, useCan, useTell, useUndo, useWriter } from "@/kit";

import style from "./customers.module.css";
import { type Liking, type Profile, key, useProfile } from "./data";

const LIKED = 9;
const DISLIKED = 5;
const REPEATS = new Set(["colour family", "price", "gender"]);

/** What the person likes more and less than others, with the evidence; and what they said. */
export function Tastes({ id, profiled }: { id: string; profiled: boolean }) {
  const { t } = useTranslation("customers");
  const found = useProfile(id);
  if (!profiled) {
    return (
      <div className={style.panel}>
        <div className={style.panelHead}><h2>{t("taste.title")}</h2></div>
        <Text size="sm" c="dimmed">{t("taste.no_consent")}</Text>
      </div>
    );
  }
  return <Query of={found}>{(profile) => <Told profile={profile} />}</Query>;
}

function Told({ profile }: { profile: Profile }) {
  const { t } = useTranslation("customers");
  const can = useCan("customers:write");
  const [editing, setEditing] = useState(false);
  const edit = useEdits(profile.customer);
  const ranked = useMemo(() => strongest(profile.likings), [profile]);
  return (
    <Stack gap="sm">
      {ranked.length === 0 ? (
        <div className={style.panel}>
          <div className={style.panelHead}><h2>{t("taste.title")}</h2></div>
          <Text size="sm" c="dimmed">{t("taste.none")}</Text>
        </div>
      ) : <Bars likings={ranked} events={profile.events} />}
      <div className={style.panel}>
        <div className={style.panelHead}>
          <h2>{t("said.title")}</h2>
          {can && <Button size="xs" variant="default" leftSection={<Icon name="edit" size={14} />} onClick={() => setEditing(true)}>{t("said.add")}</Button>}
        </div>
        {profile.edits.length === 0 ? <Text size="sm" c="dimmed">{t("said.none")}</Text> : (
          <div className={style.chips}>
            {profile.edits.map((each) => (
              <span key={`${each.name} ${each.value}`} className={`${style.mark} ${each.stance === "like" ? style.good : style.warn}`}>
                {t(`stance.${each.stance}`)}: {each.value === "*" ? t(`attribute.${key(each.name)}`, { defaultValue: each.name }) : each.label}
                {can && (
                  <Tooltip label={t("said.withdraw")}>
                    <ActionIcon
                      size="xs" variant="transparent" color="gray" ml={4} aria-label={t("said.withdraw_of", { value: each.label })}
                      onClick={() => void edit({ withdraw: [`${each.name}:${each.value}`] })}
                    >
                      <Icon name="close" size={12} />
                    </ActionIcon>
                  </Tooltip>
                )}
              </span>
            ))}
          </div>
        )}
      </div>
      {editing && <Editor likings={profile.likings} onClose={() => setEditing(false)} onSave={edit} />}
    </Stack>
  );
}

/** What is liked most and least, the least first, as a chart draws from the bottom. */
function strongest(likings: Liking[]): Liking[] {
  const told = likings.filter(({ name }) => !REPEATS.has(name)).sort((a, b) => a.liking - b.liking);
  return [...told.filter(({ liking }) => liking < 0).slice(0, DISLIKED), ...told.filter(({ liking }) => liking >= 0).slice(-LIKED)];
}

function Bars({ likings, events }: { likings: Liking[]; events: number }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const name = (each: Liking) => `${each.label} · ${t(`attribute.${key(each.name)}`, { defaultValue: each.name })}`;
  const times = (each: Liking) => Math.exp(each.liking);
  return (
    <Chart
      title={t("taste.title")} height={Math.max(160, likings.length * 26 + 40)} note={t("taste.note", { count: events })}
      description={t("taste.description", { list: likings.slice(-3).reverse().map(name).join(", ") })}
      option={{
        grid: { left: 8, right: 20, top: 8, bottom: 8, containLabel: true },
        tooltip: {
          trigger: "axis", axisPointer: { type: "shadow" },
          valueFormatter: (value: unknown) => (typeof value === "number" ? t("taste.times", { times: write.num(Math.exp(value), 1) }) : ""),
        },
        xAxis: { type: "value", axisLabel: { formatter: (value: number) => `${write.num(Math.exp(value), 1)}×` } },
        yAxis: { type: "category", data: likings.map(name), axisLabel: { width: 180, overflow: "truncate" } },
        series: [{
          type: "bar", barMaxWidth: 16,
          data: likings.map((each) => ({ value: each.liking, itemStyle: { color: token(each.said ? "series-3" : each.liking >= 0 ? "series-1" : "line-strong") } })),
        }],
      }}
      table={{
        columns: [t("taste.value"), t("taste.attribute"), t("taste.times_column"), t("taste.evidence"), t("taste.share")],
        rows: [...likings].reverse().map((each) => [
          each.label, t(`attribute.${key(each.name)}`, { defaultValue: each.name }), Math.round(times(each) * 100) / 100, each.evidence, each.share,
        ]),
      }}
    />
  );
}

interface Edits {
  like?: string[];
  avoid?: string[];
  ignore?: string[];
  withdraw?: string[];
}

/** Sends what the person says; it can be undone. */
function useEdits(id: string): (edits: Edits) => Promise<void> {
  const { t } = useTranslation("customers");
  const client = useQueryClient();
  const tell = useTell();
  const undo = useUndo();
  const path = `/v1/recommend/people/${encodeURIComponent(id)}/edits`;
  const put = async (edits: Edits) => {
    await send("POST", path, edits);
    await Promise.all(["customers", "recommend", "styling"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
  return async (edits) => {
    try {
      await put(edits);
      const said = [...(edits.like ?? []), ...(edits.avoid ?? []), ...(edits.ignore ?? [])];
      if (said.length > 0) undo(t("said.saved"), () => put({ withdraw: said }));
      else tell.done(t("said.withdrawn"));
    } catch (error) {
      tell.failed(error);
    }
  };
}

function Editor({ likings, onClose, onSave }: { likings: Liking[]; onClose: () => void; onSave: (edits: Edits) => Promise<void> }) {
  const { t } = useTranslation("customers");
  const [what, setWhat] = useState<string | null>(null);
  const [stance, setStance] = useState<"like" | "avoid" | "ignore">("avoid");
  const data = likings.map((each) => ({ value: `${each.name}:${each.value}`, label: `${each.label} · ${t(`attribute.${key(each.name)}`, { defaultValue: each.name })}` }));
  return (
    <Modal opened onClose={onClose} title={t("said.add_title")} centered closeButtonProps={{ "aria-label": t("common:kit.close") }}>
      <Stack>
        <Select label={t("said.what")} data={data} value={what} onChange={setWhat} searchable data-autofocus />
        <Select
          label={t("said.stance")} allowDeselect={false} value={stance}
          data={(["like", "avoid", "ignore"] as const).map((value) => ({ value, label: t(`stance.${value}`) }))}
          onChange={(next) => setStance((next as typeof stance | null) ?? "avoid")}
        />
        <Text size="sm" c="dimmed">{t("said.counts")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("common:kit.cancel")}</Button>
          <Button disabled={what === null} onClick={() => { if (what) void onSave({ [stance]: [what] }).then(onClose); }}>{t("said.save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
