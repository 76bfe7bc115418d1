import { Button, Checkbox, Group, Tooltip } from "@mantine/core";
import { type Ref, memo } from "react";
import { useTranslation } from "react-i18next";

import { Picture, type Writer, useWriter } from "@/kit";

import type { Decision, Evidence } from "./data";
import style from "./today.module.css";

const TONES: Record<string, string> = {
  buy: "buy", "stock out": "bad", "late order": "bad", order: "warn", markdown: "warn", heavy: "warn", "never sold": "warn",
  "wrong size mix": "warn", range: "good", reduce: "warn",
};

export interface RowActs {
  onAccept: (decision: Decision) => void;
  onEdit: (decision: Decision) => void;
  onDismiss: (decision: Decision) => void;
  onUndo: (decision: Decision) => void;
  onOpen: (decision: Decision) => void;
  onToggle: (decision: Decision) => void;
}

interface Props extends RowActs {
  decision: Decision;
  index: number;
  start: number;
  selected: boolean;
  current: boolean;
  may: boolean;
  measure: Ref<HTMLDivElement>;
}

/** One decision: what, why in numbers, the money, and what may be done. */
export const DecisionRow = memo(function DecisionRow(props: Props) {
  const { decision, index, start, selected, current, may, measure } = props;
  const { t, i18n } = useTranslation("today");
  const write = useWriter();
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  const title = nameOf(decision, language);
  return (
    <div
      ref={measure} data-index={index} id={`decision-${index}`} role="row" aria-rowindex={index + 1} aria-selected={selected} data-selected={selected} data-current={current}
      aria-label={`${t(`kind.${decision.kind}`)}: ${title}`}
      className={style.row} style={{ transform: `translateY(${start}px)` }}
    >
      <div role="gridcell"><Checkbox size="xs" tabIndex={-1} checked={selected} onChange={() => props.onToggle(decision)} aria-label={t("select", { title })} /></div>
      <div role="gridcell"><Picture src={small(decision.picture)} alt={title} width={60} /></div>
      <div role="gridcell">
        <div>
          <span className={style.tag} data-tone={TONES[decision.kind]}>{t(`kind.${decision.kind}`)}</span>
          <span className={style.title}>{title}</span>
        </div>
        <div className={style.meta}>{metaOf(decision, write, t)}</div>
        <div className={style.reason}>{decision.reason[language]}</div>
      </div>
      <div role="gridcell" className={style.factsCell}><Facts evidence={decision.evidence} /></div>
      <div role="gridcell" className={style.money}>
        <div className={style.moneyValue}>{decision.money ? write.money(decision.money, true) : "–"}</div>
        <div className={style.meta}>{decision.money ? t("at_stake") : ""}</div>
      </div>
      <Acts {...props} may={may} title={title} />
    </div>
  );
});

function Acts({ decision, may, title, onAccept, onEdit, onDismiss, onUndo, onOpen }: Props & { title: string }) {
  const { t } = useTranslation("today");
  const open = decision.state === "open";
  return (
    <div role="gridcell" className={style.acts}>
      {may && open && <Button size="compact-sm" tabIndex={-1} onClick={() => onAccept(decision)} aria-label={t("accept_this", { title })}>{t("accept")}</Button>}
      {may && open && decision.editable && (
        <Button size="compact-sm" variant="default" tabIndex={-1} onClick={() => onEdit(decision)} aria-label={t("edit_this", { title })}>{t("edit")}</Button>
      )}
      {may && open && (
        <Button size="compact-sm" variant="subtle" color="gray" tabIndex={-1} onClick={() => onDismiss(decision)} aria-label={t("dismiss_this", { title })}>{t("dismiss")}</Button>
      )}
      {may && (decision.state === "accepted" || decision.state === "dismissed") && (
        <Button size="compact-sm" variant="default" tabIndex={-1} onClick={() => onUndo(decision)} aria-label={t("undo_this", { title })}>{t("undo")}</Button>
      )}
      <Button size="compact-sm" variant="subtle" tabIndex={-1} onClick={() => onOpen(decision)} aria-label={t("why_this", { title })}>{t("why")}</Button>
    </div>
  );
}

function Facts({ evidence }: { evidence: Evidence[] }) {
  const { t } = useTranslation("today");
  const write = useWriter();
  return (
    <dl className={style.facts}>
      {evidence.slice(0, 5).map((each) => (
        <Group key={each.name} display="contents">
          <Tooltip label={t(`evidence.${each.name}`)} openDelay={600}><dt>{t(`evidence.${each.name}`)}</dt></Tooltip>
          <dd>{factText(each, write, t)}</dd>
        </Group>
      ))}
    </dl>
  );
}

export function factText({ value, unit }: Evidence, write: Writer, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (value === null) return "–";
  if (unit === "day") return write.day(String(value));
  if (typeof value === "string") return value;
  if (unit === "share") return write.percent(value);
  const text = write.num(value, 1);
  if (unit === "days") return t("n_days", { n: text });
  return unit === "weeks" ? t("n_weeks", { n: text }) : text;
}

export function nameOf({ title, label, variant_id, id }: Decision, language: "en" | "zh" = "en"): string {
  return title ?? label?.[language] ?? variant_id ?? id;
}

function metaOf(decision: Decision, write: Writer, t: (key: string, values?: Record<string, unknown>) => string): string {
  const { colour, size, location, from_location, supplier, quantity, cost, cut, purchase_order_id, order_state, why, actor } = decision;
  const parts = [
    colour, size,
    from_location && location ? `${from_location} → ${location}` : location,
    supplier,
    quantity ? t("n_units", { n: write.num(quantity) }) : null,
    cut !== null ? `−${write.percent(cut)}` : null,
    cost ? write.money(cost, true) : null,
    purchase_order_id && order_state ? `${purchase_order_id} (${t(`order.${order_state}`)})` : null,
    why ? `“${why}”` : null,
    decision.state !== "open" && actor ? actor : null,
  ];
  return parts.filter(Boolean).join(" · ");
}

export const small = (address: string | null, side = 160) => (address ? `${address}?side=${side}` : null);
