import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { type Amount, type Paged, read, useFilterValues } from "@/kit";

export interface Label {
  en: string;
  zh: string;
}

export type Stage = "emerging" | "rising" | "peak" | "falling" | "fad" | "seasonal" | "flat";
export const STAGES: Stage[] = ["emerging", "rising", "peak", "falling", "fad", "seasonal", "flat"];

export interface Named {
  name: string;
  value: string;
  kind: Label;
  label: Label;
  hex: string | null;
}

export interface Trend extends Named {
  series_id: string;
  market: string;
  segment: string;
  stage: Stage;
  level: number | null;
  change: number | null;
  change_low: number | null;
  change_high: number | null;
  confidence: number | null;
  peak_week: string | null;
  season_strength: number | null;
  lead_weeks: number | null;
  leading_source: string | null;
}

export interface Ahead {
  weeks: string[];
  mean: number[];
  q10: (number | null)[];
  q25: (number | null)[];
  q75: (number | null)[];
  q90: (number | null)[];
}

export interface Curve {
  series_id: string;
  name: string;
  value: string;
  market: string;
  segment: string;
  weeks: string[];
  share: (number | null)[];
  ahead: Ahead | null;
}

export interface Shot {
  product_id: string;
  title: string | null;
  path: string;
}

export interface Colour {
  value: string;
  label: Label;
  hex: string;
  styles: number;
}

export interface Stand {
  styles: number;
  share_of_styles: number | null;
  share_of_sales: number | null;
  share_of_stock: number | null;
  share_of_voice: number | null;
}

export interface Exposed extends Named, Stand {
  stage: Stage | null;
  change: number | null;
}

export interface Card extends Trend {
  curve: Curve;
  pictures: Shot[];
  palette: Colour[];
  exposure: Stand | null;
}

export interface Board {
  run_id: string | null;
  as_of: string | null;
  market: string;
  segment: string;
  markets: string[];
  segments: string[];
  kinds: Record<string, Label>;
  stages: Record<Stage, number>;
  columns: { part: "rising" | "peaking" | "falling"; total: number; cards: Card[]; palette: Colour[] }[];
}

export interface Post {
  post_id: string;
  at: string;
  source: string;
  market: string | null;
  text: string;
  url: string | null;
  path: string | null;
  likes: number | null;
  weight: number | null;
}

export interface Detail {
  trend: Trend;
  readings: Trend[];
  exposure: Stand | null;
  drivers: Post[];
  styles: { product_id: string; title: string | null; path: string | null; weight: number }[];
  pictures: Shot[];
  palette: Colour[];
}

export interface Advice extends Named {
  suggestion_id: string;
  action: "range" | "reduce";
  money_at_stake: Amount | null;
  reason: string;
  trend: Trend | null;
  exposure: Stand | null;
}

export interface Rate {
  called: number;
  held: number;
  share: number | null;
  low: number;
  high: number;
}

export interface Calibration {
  rising: Rate | null;
  stages: Record<string, Rate>;
  origins: string[];
  peaks_judged: number;
  peak_weeks: number | null;
  peaks_near: number;
  influencer_lead: number | null;
  model: string | null;
  posts: number;
}

/** What is looked at: kept in the address. */
export function useWanted() {
  const values = useFilterValues();
  return { market: values.one("market") || null, segment: values.one("segment") || null, kind: values.many("kind") };
}

export function useBoard() {
  const wanted = useWanted();
  return useQuery({
    queryKey: ["trends", "board", wanted],
    queryFn: ({ signal }) => read<Board>("/v1/trends/board", wanted, signal),
    placeholderData: keepPreviousData,
  });
}

export function useTrends() {
  const wanted = useWanted();
  const values = useFilterValues();
  const asked = { ...wanted, stage: values.many("stage"), q: values.one("q"), limit: 500 };
  return useQuery({
    queryKey: ["trends", "list", asked],
    queryFn: ({ signal }) => read<Paged<Trend>>("/v1/trends", asked, signal),
    placeholderData: keepPreviousData,
  });
}

/** How the range stands to the values of one kind of attribute: the one chosen, else colours. */
export function useExposure() {
  const kind = useWanted().kind[0] ?? "colour";
  return useQuery({
    queryKey: ["trends", "exposure", kind],
    queryFn: ({ signal }) => read<Paged<Exposed>>("/v1/trends/exposure", { kind, limit: 500 }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useAdvice() {
  return useQuery({
    queryKey: ["trends", "advice"],
    queryFn: ({ signal }) => read<Paged<Advice>>("/v1/trends/suggestions", { limit: 100 }, signal),
  });
}

export function useCalibration() {
  return useQuery({
    queryKey: ["trends", "calibration"],
    queryFn: ({ signal }) => read<Calibration>("/v1/trends/calibration", {}, signal),
  });
}

export interface Asked {
  name: string;
  value: string;
}

export function useDetail(asked: Asked) {
  return useQuery({
    queryKey: ["trends", "detail", asked],
    queryFn: ({ signal }) => read<Detail>("/v1/trends/attribute", { ...asked }, signal),
  });
}

export function useCurves(asked: Asked) {
  return useQuery({
    queryKey: ["trends", "curves", asked],
    queryFn: ({ signal }) => read<Curve[]>("/v1/trends/attribute/curves", { ...asked }, signal),
  });
}

export function usePosts(asked: Asked) {
  return useInfiniteQuery({
    queryKey: ["trends", "posts", asked],
    queryFn: ({ signal, pageParam }) => read<Paged<Post>>("/v1/trends/posts", { ...asked, limit: 20, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** Reads a label in the language that is spoken. */
export function useSay(): (label: Label) => string {
  const { i18n } = useTranslation();
  return (label) => (i18n.language.startsWith("zh") ? label.zh : label.en);
}

/** Known words for segments, markets and sources; others are shown as they are. */
export function useWord(): (group: "segment" | "market" | "source", word: string) => string {
  const { t } = useTranslation("trends");
  return (group, word) => {
    if (group === "segment") return t(`segment.${word}`, { defaultValue: word });
    if (group === "market") return t(`market.${word}`, { defaultValue: word });
    return t(`source.${word}`, { defaultValue: word });
  };
}
