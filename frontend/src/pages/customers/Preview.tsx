import { Button, Select, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Empty, Money, Picture, Query, media, useWriter } from "@/kit";

import style from "./customers.module.css";
import { type Pick, type Rule, key, usePreview, useRules } from "./data";

export const OCCASIONS = ["", "everyday", "work", "formal", "wedding guest", "party", "date", "vacation", "sport"] as const;

/** What the shop would show as this person sees it; rules can be switched to see what they do. */
export function Preview({ id, profiled }: { id: string; profiled: boolean }) {
  const { t } = useTranslation("customers");
  const rules = useRules();
  const [switched, setSwitched] = useState<Record<string, boolean>>({});
  const [occasion, setOccasion] = useState("");
  const changed = (rules.data ?? []).filter(({ name, on }) => (switched[name] ?? on) !== on);
  const on = changed.filter(({ name }) => switched[name]).map(({ name }) => name);
  const off = changed.filter(({ name }) => !switched[name]).map(({ name }) => name);
  const found = usePreview(id, on, off, occasion);
  return (
    <div className={style.panel}>
      <div className={style.panelHead}>
        <h2>{t("preview.title")}</h2>
        <OccasionSelect value={occasion} onChange={setOccasion} />
      </div>
      <Text size="sm" c="dimmed" mb="sm">{profiled ? t("preview.lead") : t("preview.visitor")}</Text>
      <div className={style.preview}>
        <Query of={found} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("preview.none")} detail={t("preview.none_detail")} icon="hanger" />}>
          {({ items }) => <ol className={style.grid}>{items.map((pick) => <li key={`${pick.product_id}${pick.colour ?? ""}`}><Shown pick={pick} /></li>)}</ol>}
        </Query>
        <Query of={rules}>
          {(all) => (
            <Rules rules={all} switched={switched} onSwitch={(name, value) => setSwitched({ ...switched, [name]: value })} onReset={() => setSwitched({})} changed={changed.length} />
          )}
        </Query>
      </div>
    </div>
  );
}

export function OccasionSelect({ value, onChange }: { value: string; onChange: (next: string) => void }) {
  const { t } = useTranslation("customers");
  return (
    <Select
      size="xs" w="10rem" aria-label={t("preview.occasion")} allowDeselect={false} value={value} onChange={(next) => onChange(next ?? "")}
      data={OCCASIONS.map((each) => ({ value: each, label: t(`occasion.${key(each || "any")}`) }))}
    />
  );
}

function Shown({ pick }: { pick: Pick }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const place = (value: number | null) => (value === null ? t("preview.off_list") : write.num(value));
  return (
    <Link className={style.pick} to={`/products/${encodeURIComponent(pick.product_id)}`}>
      <Picture src={media(pick.picture, 320)} alt="" width="100%" height={180} />
      <span className={style.title} title={pick.title}>{write.num(pick.rank)}. {pick.title}</span>
      <Money amount={pick.price} /> {pick.colour && <span className={style.soft}>{pick.colour}</span>}
      <span className={style.reason}>{pick.reason}</span>
      {pick.moved.map((each) => (
        <span key={each.rule} className={style.moved}>{t("preview.moved", { rule: each.title, before: place(each.before), after: place(each.after) })}</span>
      ))}
    </Link>
  );
}

function Rules({
  rules, switched, onSwitch, onReset, changed,
}: { rules: Rule[]; switched: Record<string, boolean>; onSwitch: (name: string, value: boolean) => void; onReset: () => void; changed: number }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const note = ({ kind, name, amount }: Rule): string => {
    if (kind === "nudge") return amount === 0 ? t("rule.off") : t("rule.weight", { weight: write.num(amount, 2) });
    if (kind === "limit") return amount >= 1 ? t("rule.off") : amount === 0 ? t("rule.one") : t("rule.share", { share: write.percent(amount) });
    return name === "no repeats" ? t("rule.days", { count: amount }) : t("rule.must");
  };
  return (
    <Stack gap="sm" role="group" aria-label={t("rule.title")}>
      <Text size="sm" fw={600}>{t("rule.title")}</Text>
      <div className={style.rules}>
        {rules.map((rule) => (
          <Switch
            key={rule.name} size="sm" label={rule.title} description={note(rule)} checked={switched[rule.name] ?? rule.on}
            onChange={(event) => onSwitch(rule.name, event.currentTarget.checked)}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed">{t("rule.note")}</Text>
      {changed > 0 && <Button size="xs" variant="default" onClick={onReset}>{t("rule.reset")}</Button>}
    </Stack>
  );
}
