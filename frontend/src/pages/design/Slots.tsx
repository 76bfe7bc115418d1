import { Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Colours } from "./Colours";
import { type Spec, type Vocabulary, useWords, valueOf } from "./data";
import style from "./design.module.css";

const GROUPS = {
  shape: ["category", "audience", "silhouette", "fit", "length"],
  neck: ["neckline", "collar"],
  sleeve: ["sleeve.type", "sleeve.length", "sleeve.cuff"],
  closure: ["closure.type", "closure.place"],
  waist: ["waist.style", "waist.position", "waist.belt"],
  details: [
    "hem", "slit", "pockets.chest", "pockets.hip", "pockets.back", "pockets.leg", "shaping.darts", "shaping.seams", "shaping.yoke",
    "fullness.pleats", "fullness.gathers", "fullness.tiers", "fullness.ruffles",
  ],
  fabric: ["fabric.material", "fabric.weave"],
  print: ["print.kind", "print.scale"],
} as const;
const NUMBERS = [["weight", 15, 1200], ["stretch", 0, 100]] as const;
const OPEN = new Set<string>(["shape", "neck", "sleeve"]);

/** Every choice of a garment, limited to what its category can have. */
export function Slots({ spec, known, busy, onChange, onSpec }: {
  spec: Spec; known: Vocabulary; busy: boolean; onChange: (slot: string, value: string) => void; onSpec: (spec: Spec) => void;
}) {
  const { t } = useTranslation("design");
  const words = useWords();
  const able = known.categories[spec.category] ?? {};
  const choices = (slot: string) => (slot === "category" ? Object.keys(known.categories) : (able[slot] ?? []));
  const trims = Object.keys(able).filter((slot) => slot.startsWith("trim.") && choices(slot).includes("yes"));
  const put = (name: "weight" | "stretch", value: number) => onSpec({ ...spec, fabric: { ...spec.fabric, [name]: value } } as Spec);
  return (
    <div className={style.slots} aria-busy={busy}>
      <Group name="colours" open><Colours spec={spec} onSpec={onSpec} /></Group>
      {Object.entries(GROUPS).map(([group, slots]) => {
        const shown = slots.filter((slot) => choices(slot).length > 1);
        if (shown.length === 0) return null;
        return (
          <Group key={group} name={group} open={OPEN.has(group)}>
            <div className={style.pairs}>
              {shown.map((slot) => (
                <NativeSelect
                  key={slot} label={words.slot(slot)} size="sm" value={valueOf(spec, slot)} onChange={(event) => onChange(slot, event.currentTarget.value)}
                  data={[...choices(slot)].sort(order(known, slot)).map((value) => ({ value, label: words.value(slot, value) }))}
                />
              ))}
              {group === "fabric" && NUMBERS.map(([name, min, max]) => (
                <Figure key={name} label={t(`slot.${name}`)} min={min} max={max} value={spec.fabric?.[name] ?? 0} onValue={(value) => put(name, value)} />
              ))}
            </div>
            {group === "details" && trims.length > 0 && (
              <fieldset className={style.trims}>
                <legend>{t("slot.trims")}</legend>
                {trims.map((slot) => (
                  <Checkbox
                    key={slot} size="sm" label={t(`trims.${slot.slice(5)}`)} checked={(spec.trims ?? []).some((trim) => `trim.${trim}` === slot)}
                    onChange={(event) => onChange(slot, event.currentTarget.checked ? "yes" : "no")}
                  />
                ))}
              </fieldset>
            )}
          </Group>
        );
      })}
    </div>
  );
}

/** Values stand as the vocabulary has them: lengths from short to long. */
function order(known: Vocabulary, slot: string): (one: string, other: string) => number {
  const place = new Map(known.slots.find((each) => each.slot === slot)?.choices.map(({ value }, at) => [value, at]) ?? []);
  return (one, other) => (place.get(one) ?? 0) - (place.get(other) ?? 0);
}

function Group({ name, open, children }: { name: string; open: boolean; children: React.ReactNode }) {
  const { t } = useTranslation("design");
  return (
    <details open={open} className={style.group}>
      <summary>{t(`group.${name}`)}</summary>
      {children}
    </details>
  );
}

/** A number that counts when it is left or Enter is pressed, not at each digit. */
function Figure({ label, min, max, value, onValue }: { label: string; min: number; max: number; value: number; onValue: (value: number) => void }) {
  const [typed, setTyped] = useState<string | number>(value);
  useEffect(() => setTyped(value), [value]);
  const settle = () => {
    if (typeof typed !== "number" || typed < min || typed > max) setTyped(value);
    else if (typed !== value) onValue(typed);
  };
  return <NumberInput label={label} size="sm" min={min} max={max} allowDecimal={false} value={typed} onChange={setTyped} onBlur={settle} onKeyDown={(event) => event.key === "Enter" && settle()} />;
}
