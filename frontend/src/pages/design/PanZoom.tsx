import { ActionIcon, Group } from "@mantine/core";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/kit";

import style from "./design.module.css";

interface At {
  x: number;
  y: number;
  scale: number;
}

const WHOLE: At = { x: 0, y: 0, scale: 1 };
const MOST = 12;
const STEP = 40;

/** An image that can be drawn near and moved: by mouse, fingers, keys or buttons. Ctrl and the wheel zoom; the wheel alone scrolls the page. */
export function PanZoom({ src, alt }: { src: string; alt: string }) {
  const { t } = useTranslation("design");
  const frame = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const [at, setAt] = useState(WHOLE);
  const zoom = (factor: number) => setAt((before) => zoomed(before, factor));
  const move = (x: number, y: number) => setAt((before) => (before.scale === 1 ? before : { ...before, x: before.x + x, y: before.y + y }));
  useEffect(() => {
    const box = frame.current;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300));
    };
    box?.addEventListener("wheel", wheel, { passive: false });
    return () => box?.removeEventListener("wheel", wheel);
  }, []);
  const drag = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const [one, two] = [...fingers.current.values()];
    const now = { x: event.clientX, y: event.clientY };
    if (one && two) {
      const still = before === one ? two : one;
      zoom(Math.hypot(now.x - still.x, now.y - still.y) / Math.max(1, Math.hypot(before.x - still.x, before.y - still.y)));
    } else move(now.x - before.x, now.y - before.y);
    fingers.current.set(event.pointerId, now);
  };
  const leave = (event: PointerEvent) => void fingers.current.delete(event.pointerId);
  const keys: Record<string, () => void> = {
    "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: () => setAt(WHOLE),
    ArrowLeft: () => move(STEP, 0), ArrowRight: () => move(-STEP, 0), ArrowUp: () => move(0, STEP), ArrowDown: () => move(0, -STEP),
  };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <div className={style.panBox}>
      <div
        ref={frame} className={style.pan} tabIndex={0} role="group" aria-label={t("pan.label")} data-near={at.scale > 1} onKeyDown={press} onPointerMove={drag}
        onPointerDown={(event) => { event.currentTarget.setPointerCapture?.(event.pointerId); fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY }); }}
        onPointerUp={leave} onPointerCancel={leave}
      >
        <img src={src} alt={alt} draggable={false} style={{ transform: `translate(${at.x}px, ${at.y}px) scale(${at.scale})` }} />
      </div>
      <Group gap={4} className={style.panButtons}>
        <ActionIcon variant="default" size="lg" aria-label={t("pan.in")} onClick={() => zoom(1.4)}><Icon name="plus" /></ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label={t("pan.out")} onClick={() => zoom(1 / 1.4)}><Icon name="minus" /></ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label={t("pan.whole")} onClick={() => setAt(WHOLE)}><Icon name="refresh" /></ActionIcon>
      </Group>
    </div>
  );
}

function zoomed(at: At, factor: number): At {
  const scale = Math.min(MOST, Math.max(1, at.scale * factor));
  if (scale === 1) return WHOLE;
  const by = scale / at.scale;
  return { scale, x: at.x * by, y: at.y * by };
}
