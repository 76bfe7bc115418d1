import { Group, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { Icon } from "./icons";
import style from "./kit.module.css";

/** One figure: label, value, and what became of it (`tone` says whether that is good). */
export function Tile({
  label, value, note, tone = "soft", onClick,
}: { label: string; value: ReactNode; note?: ReactNode; tone?: "good" | "bad" | "soft"; onClick?: () => void }) {
  const inside = (
    <>
      <Text size="xs" c="dimmed" fw={600} component="span" display="block">{label}</Text>
      <span className={style.tileValue} style={{ display: "block" }}>{value}</span>
      {note && <Text size="xs" component="span" display="block" className={style[tone]}>{note}</Text>}
    </>
  );
  if (!onClick) return <div className={style.tile}>{inside}</div>;
  return (
    <button type="button" className={style.tile} onClick={onClick} style={{ textAlign: "left", font: "inherit", color: "inherit", cursor: "pointer" }}>
      {inside}
    </button>
  );
}

/** The address of a picture of the media folder, with its longer side in pixels. */
export function media(path: string, side?: 96 | 160 | 320 | 480 | 640 | 960): string;
export function media(path: string | null | undefined, side?: 96 | 160 | 320 | 480 | 640 | 960): string | null;
export function media(path: string | null | undefined, side?: number): string | null {
  if (!path) return null;
  const plain = path.split("/").map(encodeURIComponent).join("/");
  return `/v1/media/${plain}${side ? `?side=${side}` : ""}`;
}

/** A picture of a style; where there is none or it cannot be read, a quiet sign stands for it. */
export function Picture({
  src, alt, width = 56, height = typeof width === "number" ? Math.round(width * 1.25) : "auto",
}: { src: string | null | undefined; alt: string; width?: number | string; height?: number | string }) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = src && broken !== src;
  return (
    <span className={style.picture} style={{ width, height }}>
      {shown ? (
        <img src={src} alt={alt} loading="lazy" decoding="async" onError={() => setBroken(src)} />
      ) : (
        <span role={alt ? "img" : undefined} aria-label={alt || undefined}><Icon name="no-image" size={18} /></span>
      )}
    </span>
  );
}

/** A disc of a colour; with `label` the name stands beside it. */
export function Swatch({ hex, label, size = 14 }: { hex: string | null | undefined; label?: string; size?: number }) {
  const disc = (
    <span className={style.swatch} aria-hidden="true" style={{ width: size, height: size, background: hex ?? "transparent" }} />
  );
  return label ? <Group gap={6} wrap="nowrap" component="span" display="inline-flex">{disc}<span>{label}</span></Group> : disc;
}
