import { useTranslation } from "react-i18next";

import type { Stage } from "./data";
import style from "./trends.module.css";

const TONES: Record<Stage, string> = {
  emerging: "good", rising: "good", peak: "warn", falling: "bad", fad: "bad", seasonal: "soft", flat: "soft",
};

/** Where a trend stands, in a word of its colour. */
export function StageMark({ stage }: { stage: Stage }) {
  const { t } = useTranslation("trends");
  return <span className={`${style.stage} ${style[TONES[stage]] ?? ""}`}>{t(`stage.${stage}`)}</span>;
}
