import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Swatch, useWriter } from "@/kit";

import { type Looked, useWords } from "./data";
import style from "./design.module.css";

/** What a picture showed, and how sure that is. */
export function SeenView({ seen }: { seen: Looked }) {
  const { t } = useTranslation("design");
  const words = useWords();
  const write = useWriter();
  return (
    <section className={style.heard} aria-label={t("seen.title")}>
      <Text size="sm"><strong>{t("seen.title")}</strong> {t("seen.sure", { confidence: write.percent(seen.confidence) })}</Text>
      <Group gap="0.2rem 0.9rem" className={style.cloth}>
        {seen.colours.map(({ hex, name, share }) => <Swatch key={hex} hex={hex} label={`${name} ${write.percent(share)}`} />)}
      </Group>
      <ul className={style.seen}>
        {Object.entries(seen.found).map(([slot, { value, confidence }]) => (
          <li key={slot}>{words.slot(slot)} <b>{words.value(slot, value)}</b> {write.percent(confidence)}</li>
        ))}
      </ul>
      {seen.changed.map((each) => <Text size="xs" c="dimmed" key={each}>{each}</Text>)}
    </section>
  );
}
