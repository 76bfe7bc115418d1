import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { type Amount, type Paged, read, readTagged, useFilterValues } from "@/kit";

export const STOCKS = ["out", "low", "enough", "heavy", "unknown"] as const;
export type StockState = (typeof STOCKS)[number];
export type Stage = "emerging" | "rising" | "peak" | "falling" | "fad" | "seasonal" | "flat";
export const WINDOWS = ["4", "8", "13", "26", "52", "launch"] as const;
export const SORTS = ["sell_through", "sales", "money", "stock", "weeks_of_supply", "returns", "launched", "price", "title"] as const;

export interface SellThrough {
  value: number | null;
  numerator: number;
  denominator: number | null;
  weeks: number | null;
}

export interface StyleRow {
  product_id: string;
  title: string | null;
  brand: string | null;
  category: string | null;
  season: string | null;
  status: string | null;
  launched_on: string | null;
  picture: string | null;
  alt: string | null;
  colours: string[];
  price: Amount | null;
  full_price: Amount | null;
  sold: number;
  returned: number;
  money: Amount | null;
  sell_through: SellThrough;
  on_hand: number | null;
  on_order: number | null;
  weekly_demand: number | null;
  demand_basis: "forecast" | "sales" | null;
  weeks_of_supply: number | null;
  stock: StockState;
  stage: Stage | null;
  trend: string | null;
}

export interface Facet {
  value: string;
  label: string;
  count: number;
}

export type FacetName = "category" | "colour" | "stage" | "stock" | "status" | "gender" | "season";
export type Facets = { as_of: string } & Record<FacetName, Facet[]>;

export interface AttributeRow {
  name: string;
  value: string;
  label: string;
  source: "person" | "catalogue" | "text" | "image";
  confidence: number;
  counts: boolean;
}

export interface Trend {
  name: string;
  value: string;
  stage: Stage;
  change: number | null;
  low: number | null;
  high: number | null;
}

export interface Detail {
  as_of: string;
  style: StyleRow;
  description: string | null;
  material: string | null;
  url: string | null;
  pictures: { path: string; alt: string | null; colour: string | null }[];
  variants: {
    variant_id: string; colour: string | null; size: string | null; status: string | null; price: Amount | null;
    cost: Amount | null; on_hand: number | null; on_order: number | null; net: number; weeks_of_supply: number | null;
  }[];
  sizes: {
    size: string; sold: number; sold_share: number | null; on_hand: number | null; stock_share: number | null;
    curve_share: number | null;
  }[];
  places: { location_id: string; name: string | null; kind: string | null; on_hand: number | null; on_order: number }[];
  stock: { location_id: string; size: string | null; colour: string | null; on_hand: number | null; on_order: number }[];
  weeks: { week: string; net: number; returned: number; money: Amount }[];
  forecast: { week: string; mean: number; low: number | null; high: number | null }[];
  forecast_model: string | null;
  prices: { day: string; price: Amount | null; full_price: Amount | null }[];
  returns: {
    sold: number; returned: number; rate: number | null; category_rate: number | null;
    reasons: { reason: string | null; units: number }[];
  };
  trends: Trend[];
  attributes: AttributeRow[];
}

export interface Companion {
  rank: number;
  product_id: string;
  title: string;
  colour: string | null;
  picture: string | null;
  price: Amount | null;
  reason: string;
}

export interface Vocabulary {
  name: string;
  values: { value: string; label: string }[];
}

export function useLanguage(): "en" | "zh" {
  return useTranslation().i18n.language.startsWith("zh") ? "zh" : "en";
}

/** The window of weeks that figures are of, in the address. */
export function useWindow(): string {
  return useFilterValues().one("window", "13");
}

export function useFacets() {
  const language = useLanguage();
  return useQuery({
    queryKey: ["products", "facets", language],
    queryFn: ({ signal }) => read<Facets>("/v1/products/facets", { language }, signal),
    staleTime: 60_000,
  });
}

/** The range under the filters of the address, a page at a time. */
export function useRange() {
  const values = useFilterValues();
  const query = {
    search: values.one("search"),
    category: values.many("category"),
    colour: values.many("colour"),
    stage: values.many("stage"),
    stock: values.many("stock"),
    status: values.one("status", "active") === "all" ? [] : [values.one("status", "active")],
    window: values.one("window", "13"),
    sort: values.one("sort", "sell_through"),
    order: values.one("order", "desc"),
    limit: 60,
  };
  return useInfiniteQuery({
    queryKey: ["products", "range", query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => read<Paged<StyleRow>>("/v1/products", { ...query, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useStyle(id: string) {
  const [language, window] = [useLanguage(), useWindow()];
  return useQuery({
    queryKey: ["products", "style", id, window, language],
    queryFn: ({ signal }) => read<Detail>(`/v1/products/${encodeURIComponent(id)}`, { window, language }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useSimilar(id: string, kind: "alike" | "with") {
  const language = useLanguage();
  return useQuery({
    queryKey: ["recommend", "similar", id, kind, language],
    queryFn: ({ signal }) =>
      read<{ items: Companion[] }>(`/v1/recommend/similar/${encodeURIComponent(id)}`, { kind, k: 8, language }, signal),
    retry: false,
  });
}

export function useVocabulary(enabled: boolean) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["products", "vocabulary", language],
    queryFn: ({ signal }) => read<Vocabulary[]>("/v1/products/vocabulary", { language }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });
}

/** The entity tag that an edit of a style's attributes must name. */
export async function attributesTag(id: string): Promise<string> {
  return (await readTagged(`/v1/products/${encodeURIComponent(id)}/attributes`)).etag;
}
