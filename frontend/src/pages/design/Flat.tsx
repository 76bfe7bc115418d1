import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/kit";

import { type Spec, type View, useFlat, useImage, useWords } from "./data";
import style from "./design.module.css";

/** The flat of a design on white, as it is printed. `lazy` ones are drawn when they come into view. */
export function Flat({ spec, view, lazy = false }: { spec: Spec; view: View; lazy?: boolean }) {
  const { t } = useTranslation("design");
  const words = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const seen = useSeen(frame, lazy);
  const flat = useFlat(spec, view, { enabled: seen, queued: lazy });
  const image = useImage(flat.data);
  const label = t(`flat.${view}`, { garment: words.garment(spec) });
  return (
    <div ref={frame} className={style.flat} data-old={flat.isPlaceholderData} aria-busy={flat.isFetching}>
      {image && <img src={image} alt={label} decoding="async" />}
      {!image && flat.isError && <span role="img" aria-label={t("flat.failed")} title={t("flat.failed")} className={style.soft}><Icon name="no-image" size={24} /></span>}
      {!image && !flat.isError && <span role="img" aria-label={t("flat.drawing")} className={style.waiting} />}
    </div>
  );
}

function useSeen(frame: { current: HTMLElement | null }, lazy: boolean): boolean {
  const [seen, setSeen] = useState(!lazy || typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (seen || !frame.current) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: "200px" });
    watcher.observe(frame.current);
    return () => watcher.disconnect();
  }, [seen, frame]);
  return seen;
}
