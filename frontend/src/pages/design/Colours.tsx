import { ActionIcon, Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/kit";

import type { Spec } from "./data";
import style from "./design.module.css";

const MOST = 8;
const PAUSE = 300;

/** The colours of the cloth and of the motif of its print. */
export function Colours({ spec, onSpec }: { spec: Spec; onSpec: (spec: Spec) => void }) {
  const { t } = useTranslation("design");
  const colours = spec.colours ?? [];
  const motif = spec.print?.colours ?? [];
  const printed = spec.print?.kind !== "solid";
  // A colour that was changed is no longer what it was called.
  const dye = (place: number, hex: string) => onSpec({ ...spec, colours: colours.map((each, at) => (at === place ? { ...each, hex, name: "" } : each)) });
  const ink = (next: string[]) => onSpec({ ...spec, print: { ...spec.print, colours: next } } as Spec);
  return (
    <div className={style.colours}>
      {colours.map(({ hex, name, role }, place) => (
        <Dye key={`${place}${role}`} hex={hex} label={t(`role.${role ?? "main"}`)} note={name || hex} onHex={(next) => dye(place, next)} />
      ))}
      {printed && motif.map((hex, place) => (
        <Dye
          key={`motif${place}`} hex={hex} label={t("colours.motif", { number: place + 1 })} note={hex} onHex={(next) => ink(motif.map((each, at) => (at === place ? next : each)))}
          onRemove={() => ink(motif.filter((_, at) => at !== place))}
        />
      ))}
      {printed && motif.length < MOST && (
        <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={() => ink([...motif, motif.at(-1) ?? "#1d1b18"])}>{t("colours.add")}</Button>
      )}
    </div>
  );
}

/** The chooser tells every colour that is passed over; the one that is rested on counts. */
function Dye({ hex, label, note, onHex, onRemove }: { hex: string; label: string; note: string; onHex: (hex: string) => void; onRemove?: () => void }) {
  const { t } = useTranslation("design");
  const [held, setHeld] = useState(hex);
  useEffect(() => setHeld(hex), [hex]);
  useEffect(() => {
    if (held === hex) return undefined;
    const timer = setTimeout(() => onHex(held), PAUSE);
    return () => clearTimeout(timer);
  }, [held, hex, onHex]);
  return (
    <div className={style.dye}>
      <label>
        <input type="color" value={held} onChange={(event) => setHeld(event.currentTarget.value.toLowerCase())} />
        <span>{label}<small>{note}</small></span>
      </label>
      {onRemove && <ActionIcon variant="subtle" size="sm" aria-label={t("colours.remove", { colour: label })} onClick={onRemove}><Icon name="close" size={14} /></ActionIcon>}
    </div>
  );
}
