import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { components } from "@/api/schema";
import { type Paged, read, useFilterValues } from "@/kit";

type Schemas = components["schemas"];
export type Label = Schemas["Label"];
export type Trend = Schemas["Trend"];
export type Stage = Trend["stage"];
export type Curve = Schemas["Curve"];
export type Colour = Schemas["Colour"];
export type Exposed = Schemas["Exposed"];
export type Card = Schemas["Card"];
export type Board = Schemas["Board"];
export type Post = Schemas["Post"];
export type Detail = Schemas["Detail"];
export type Advice = Schemas["Advice"];
export type Rate = Schemas["Rate"];
export type Calibration = Schemas["Calibration"];

export const STAGES: Stage[] = ["emerging", "rising", "peak", "falling", "fad", "seasonal", "flat"];

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
