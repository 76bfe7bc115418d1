import { useTranslation } from "react-i18next";

import style from "./data.module.css";

const TONES: Record<string, string> = {
  done: "good", running: "accent", committed: "accent", queued: "plain", open: "plain",
  failed: "bad", interrupted: "warn", cancelled: "warn", high: "bad", medium: "warn", low: "plain",
};

/** The state of a job, a run, an import or a finding, in a word and a colour. */
export function State({ state }: { state: string }) {
  const { t } = useTranslation("data");
  return <span className={style.state} data-tone={TONES[state] ?? "plain"}>{t(`state.${state}`)}</span>;
}
