import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon, Swatch, useWriter } from "@/kit";

import { type Design, useWords } from "./data";
import style from "./design.module.css";
import { Flat } from "./Flat";

export type Opinion = "liked" | "disliked" | null;

const SCORES = ["trend", "fit", "novelty", "cost", "restraint", "liked"] as const;

/** One design: its flat, how good it is and why, and what may be done with it. */
export function DesignCard({ design, number, opinion, onJudge, onVary, onEdit }: {
  design: Design; number: number; opinion: Opinion; onJudge: (opinion: Opinion) => void; onVary: () => void; onEdit: () => void;
}) {
  const { t } = useTranslation("design");
  const words = useWords();
  const write = useWriter();
  const { spec } = design;
  const name = words.garment(spec);
  return (
    <article className={style.card} data-opinion={opinion ?? "none"} aria-label={t("card.label", { number, name })}>
      <button type="button" className={style.picture} onClick={onEdit} aria-label={t("card.edit_label", { number, name })}><Flat spec={spec} view="both" lazy /></button>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Text fw={600} size="sm" className={style.name}>{number}. {name}</Text>
        <Text size="sm" fw={600} className={style.figure} title={t("card.quality_note")}>{t("card.quality", { quality: write.percent(design.quality) })}</Text>
      </Group>
      <Group gap="0.2rem 0.7rem" className={style.cloth}>
        {(spec.colours ?? []).map(({ hex, name: called }) => <Swatch key={hex} hex={hex} label={called || hex} />)}
        <span>{words.value("fabric.material", spec.fabric?.material ?? "")} · {words.value("print.kind", spec.print?.kind ?? "")}</span>
      </Group>
      <ul className={style.why}>{design.why.map((each) => <li key={each}>{each}</li>)}</ul>
      <details className={style.scores}>
        <summary>{t("card.scores")}</summary>
        <dl>
          {SCORES.filter((each) => each in design.scores).map((each) => (
            <div key={each} data-known={design.known.includes(each)}>
              <dt>{t(`score.${each}`)}</dt>
              <dd>{design.known.includes(each) ? write.percent(design.scores[each] ?? 0) : t("card.neutral")}</dd>
            </div>
          ))}
        </dl>
      </details>
      <Group justify="space-between" gap="xs" mt="auto">
        <Group gap={4}>
          <Judge icon="like" on={opinion === "liked"} label={t("card.like")} onClick={() => onJudge(opinion === "liked" ? null : "liked")} />
          <Judge icon="dislike" on={opinion === "disliked"} label={t("card.dislike")} onClick={() => onJudge(opinion === "disliked" ? null : "disliked")} />
        </Group>
        <Group gap={4}>
          <Button size="compact-sm" variant="subtle" onClick={onVary}>{t("card.vary")}</Button>
          <Button size="compact-sm" variant="default" leftSection={<Icon name="edit" size={15} />} onClick={onEdit}>{t("card.edit")}</Button>
        </Group>
      </Group>
    </article>
  );
}

function Judge({ icon, on, label, onClick }: { icon: "like" | "dislike"; on: boolean; label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant={on ? "filled" : "subtle"} size="lg" aria-label={label} aria-pressed={on} onClick={onClick}><Icon name={icon} /></ActionIcon>
    </Tooltip>
  );
}
