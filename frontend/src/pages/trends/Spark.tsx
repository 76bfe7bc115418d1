import { useId } from "react";

import type { Curve } from "./data";

const [WIDTH, HEIGHT, PAST] = [240, 56, 52];

interface Point {
  x: number;
  y: number;
}

/** The last year of a series and its forecast with the 80 % band, small and without axes. */
export function Spark({ curve, label }: { curve: Curve; label: string }) {
  const id = useId();
  const past = curve.share.slice(-PAST);
  const ahead = curve.ahead;
  const all = [...past, ...(ahead ? [...ahead.q10, ...ahead.q90] : [])].filter((each): each is number => each !== null);
  if (all.length === 0) return null;
  const count = past.length + (ahead?.weeks.length ?? 0);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const place = (value: number, week: number): Point => ({
    x: (week / Math.max(1, count - 1)) * WIDTH,
    y: HEIGHT - 3 - ((value - low) / (high - low || 1)) * (HEIGHT - 6),
  });
  const points = (values: (number | null)[], from: number) =>
    values.flatMap((value, week) => (value === null ? [] : [place(value, from + week)]));
  const line = (found: Point[]) => found.map(({ x, y }, index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const begin = past.length;
  const known = points(past, 0);
  const last = known[known.length - 1];
  const middle = ahead ? points(ahead.mean, begin) : [];
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" role="img" aria-labelledby={id}>
      <title id={id}>{label}</title>
      {ahead && (
        <>
          <path d={`${line([...points(ahead.q90, begin), ...points(ahead.q10, begin).reverse()])}Z`} fill="var(--accent)" opacity={0.16} />
          <path d={line(last ? [last, ...middle] : middle)} fill="none" stroke="var(--accent)" strokeWidth={1.8} strokeDasharray="4 3" vectorEffect="non-scaling-stroke" />
        </>
      )}
      <path d={line(known)} fill="none" stroke="var(--ink)" strokeWidth={1.4} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
