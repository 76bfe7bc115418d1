import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { type Heard, useWords, valueOf } from "./data";
import style from "./design.module.css";

interface Part {
  text: string;
  kind: "plain" | "understood" | "denied" | "unknown";
}

/** Cut a text at the words that were understood and those that were not; the longest of words that overlap stands. */
export function parts(text: string, heard: Pick<Heard, "understood" | "unknown">): Part[] {
  const marks = [
    ...heard.understood.map(({ start, end, denied }) => ({ start, end, kind: denied ? ("denied" as const) : ("understood" as const) })),
    ...heard.unknown.map(({ start, end }) => ({ start, end, kind: "unknown" as const })),
  ].sort((one, other) => one.start - other.start || other.end - one.end);
  // Places are counted in characters, not in the halves of which a browser makes the rare ones.
  const letters = [...text.normalize("NFC")];
  const found: Part[] = [];
  let at = 0;
  for (const { start, end, kind } of marks) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    if (from > at) found.push({ text: letters.slice(at, from).join(""), kind: "plain" });
    found.push({ text: letters.slice(from, end).join(""), kind });
    at = end;
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(""), kind: "plain" });
  return found;
}

/** What was made of the words: above the board, so that nothing is lost in silence. */
export function HeardView({ heard, text }: { heard: Heard; text: string }) {
  const { t } = useTranslation("design");
  const words = useWords();
  const unknown = [...new Set(heard.unknown.map((each) => each.text))];
  const assumed = heard.assumed.map((slot) => `${words.slot(slot)} ${words.value(slot, valueOf(heard.spec, slot))}`);
  const typed = text.trim();
  const fits = [...heard.understood, ...heard.unknown].every(({ start, end, text: word }) => [...typed.normalize("NFC")].slice(start, end).join("") === word);
  return (
    <section className={style.heard} aria-label={t("heard.title")}>
      {fits && (
        <p className={style.words} lang={/\p{Script=Han}/u.test(typed) ? "zh" : "en"}>
          {parts(typed, heard).map((part, place) => <span key={place} data-kind={part.kind}>{part.text}</span>)}
        </p>
      )}
      {unknown.length > 0 && <Text size="sm"><strong className={style.warn}>{t("heard.unknown")}</strong> {unknown.join(t("heard.comma"))}</Text>}
      {heard.conflicts.map(({ slot, kept, dropped, reason }) => (
        <Text size="sm" key={`${slot}${dropped}`}>
          <strong className={style.warn}>{words.slot(slot)}</strong> {t("heard.conflict", { kept: words.value(slot, kept), dropped: words.value(slot, dropped), reason })}
        </Text>
      ))}
      {assumed.length > 0 && <Text size="xs" c="dimmed">{t("heard.assumed", { what: assumed.join(t("heard.comma")) })}</Text>}
      {unknown.length === 0 && heard.conflicts.length === 0 && <Text size="xs" c="dimmed">{t("heard.all")}</Text>}
    </section>
  );
}
