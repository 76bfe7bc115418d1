import { Autocomplete, NumberInput, SegmentedControl } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Spec, Worn } from "./data";
import style from "./design.module.css";
import { useStudio } from "./studio";

const SIZES: Record<string, string[]> = {
  women: ["32", "34", "36", "38", "40", "42", "44", "46", "48", "50", "52", "54", "155/80A", "160/84A", "165/88A", "170/92A", "US 4", "US 8", "US 12"],
  men: ["44", "46", "48", "50", "52", "54", "56", "58", "165/84A", "170/88A", "175/92A", "180/96A"],
  children: ["80", "92", "98", "104", "110", "116", "122", "128", "134", "140", "146", "152", "158", "164"],
};
const MIDDLE: Record<string, string> = { women: "38", men: "50", children: "116" };
const MEASURES = ["height", "bust", "waist", "hip", "back_length", "arm"] as const;
const PAUSE = 500;

export const sizesOf = (spec: Spec) => SIZES[spec.audience ?? "women"] ?? [];
export const middleOf = (spec: Spec) => MIDDLE[spec.audience ?? "women"] ?? "38";

/** Whom the garment is for: a size that was named, the middle one, or a person's measurements. */
export function useWorn(spec: Spec): Worn {
  const { size, own } = useStudio().work;
  return own && (own.bust || own.waist || own.hip) ? { body: own } : { size: size || middleOf(spec) };
}

/** Choose a size, or give a person's measurements; bust, waist or hip at least. */
export function Wearer({ spec }: { spec: Spec }) {
  const { t } = useTranslation("design");
  const { work, set } = useStudio();
  return (
    <div className={style.wearer}>
      <SegmentedControl
        size="sm" aria-label={t("worn.by")} value={work.own ? "own" : "size"} data={[{ value: "size", label: t("worn.size") }, { value: "own", label: t("worn.own") }]}
        onChange={(next) => set({ own: next === "own" ? {} : null })}
      />
      {work.own ? <Own own={work.own} /> : <Size key={spec.audience} spec={spec} />}
    </div>
  );
}

function Size({ spec }: { spec: Spec }) {
  const { t } = useTranslation("design");
  const { work, set } = useStudio();
  const [typed, setTyped] = useState(work.size || middleOf(spec));
  useSettled(typed, (size) => set({ size: size.trim() }));
  return <Autocomplete label={t("worn.which")} description={t("worn.which_note")} size="sm" w={260} maw="100%" data={sizesOf(spec)} filter={({ options }) => options} value={typed} onChange={setTyped} maxLength={20} />;
}

function Own({ own }: { own: Record<string, number> }) {
  const { t } = useTranslation("design");
  const { set } = useStudio();
  const [typed, setTyped] = useState(own);
  useSettled(typed, (measures) => set({ own: measures }));
  return (
    <div>
      <div className={style.measures}>
        {MEASURES.map((name) => (
          <NumberInput
            key={name} label={t(`measure.${name}`)} size="sm" w={110} min={1} max={250} decimalScale={1} suffix=" cm" value={typed[name] ?? ""}
            onChange={(value) => setTyped(({ [name]: _, ...rest }) => (typeof value === "number" ? { ...rest, [name]: value } : rest))}
          />
        ))}
      </div>
      <small className={style.soft}>{t("worn.own_note")}</small>
    </div>
  );
}

/** Tells what was typed once the typing rests. */
function useSettled<T>(value: T, tell: (value: T) => void) {
  const [first] = useState(value);
  useEffect(() => {
    if (value === first) return undefined;
    const timer = setTimeout(() => tell(value), PAUSE);
    return () => clearTimeout(timer);
    // `tell` is made anew at each drawing; only what was typed counts.
  }, [value]);
}
