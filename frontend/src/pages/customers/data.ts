import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { type Amount, type Paged, read, useFilterValues } from "@/kit";

export const SEGMENTS = ["champion", "loyal", "new", "one order", "at risk", "lapsed", "visitor"] as const;
export type Segment = (typeof SEGMENTS)[number];
/** The name of a segment as a key of the texts. */
export const key = (name: string) => name.replaceAll(" ", "_");

export interface Consent {
  profiling: boolean | null;
  marketing: boolean | null;
  profiled: boolean;
}

export interface CustomerRow {
  customer_id: string;
  segment: Segment;
  since: string | null;
  country: string | null;
  birth_decade: number | null;
  orders: number;
  units: number;
  returned: number;
  money: Amount;
  first: string | null;
  last: string | null;
  consent: Consent;
}

export interface Segments {
  as_of: string;
  customers: number;
  segments: {
    segment: Segment; customers: number; share: number; orders: number; money: Amount; money_share: number | null; profiled: number;
  }[];
  countries: string[];
}

export interface Customer {
  as_of: string;
  customer: CustomerRow;
  body_type: string | null;
  usual_size: string | null;
  sizes: { category: string; label: string; sizes: { size: string; kept: number; returned: number }[] }[];
  lines: {
    day: string; order_id: string; product_id: string; variant_id: string; title: string | null; colour: string | null;
    size: string | null; quantity: number; paid: Amount | null; return_reason: string | null;
  }[];
  events: { at: string; kind: string; product_id: string | null; title: string | null }[];
}

export interface Liking {
  name: string;
  value: string;
  label: string;
  liking: number;
  evidence: number;
  share: number;
  said: boolean;
}

export interface Profile {
  customer: string;
  profiled: boolean;
  events: number;
  likings: Liking[];
  sizes: { group: string; size: string; evidence: number }[];
  edits: { name: string; value: string; label: string; stance: "like" | "avoid" | "ignore" }[];
}

export interface Rule {
  name: string;
  title: string;
  kind: "nudge" | "limit" | "eligibility";
  amount: number;
  on: boolean;
}

export interface Pick {
  rank: number;
  product_id: string;
  title: string;
  colour: string | null;
  picture: string | null;
  variant_id: string | null;
  price: Amount | null;
  reason: string;
  moved: { rule: string; title: string; before: number | null; after: number | null }[];
}

export interface Piece {
  slot: string;
  product_id: string;
  title: string;
  colour: string | null;
  size: string | null;
  price: Amount;
  owned: boolean;
  picture: string | null;
}

export interface Outfits {
  taste_learnt: boolean;
  shape: string | null;
  outfits: { pieces: Piece[]; given: number; price: Amount; why: string[] }[];
}

export interface SizeAdvice {
  product: string;
  known: boolean;
  size: string | null;
  between: string[] | null;
  why: string;
  runs: "small" | "true" | "large";
  sizes: { size: string; small: number; fit: number; large: number; in_stock: boolean | null }[];
}

export function useLanguage(): "en" | "zh" {
  return useTranslation().i18n.language.startsWith("zh") ? "zh" : "en";
}

export function useSegments() {
  return useQuery({ queryKey: ["customers", "segments"], queryFn: ({ signal }) => read<Segments>("/v1/customers/segments", {}, signal) });
}

/** Customers under the filters of the address, a page at a time. */
export function useCustomers() {
  const values = useFilterValues();
  const query = {
    segment: values.many("segment"),
    country: values.many("country"),
    profiled: { yes: true, no: false }[values.one("profiled")] ?? null,
    search: values.one("search"),
    sort: values.one("sort", "money"),
    order: values.one("order", "desc"),
    limit: 100,
  };
  return useInfiniteQuery({
    queryKey: ["customers", "list", query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => read<Paged<CustomerRow>>("/v1/customers", { ...query, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useCustomer(id: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["customers", "one", id, language],
    queryFn: ({ signal }) => read<Customer>(`/v1/customers/${encodeURIComponent(id)}`, { language }, signal),
  });
}

export function useProfile(id: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["customers", "profile", id, language],
    queryFn: ({ signal }) => read<Profile>(`/v1/recommend/people/${encodeURIComponent(id)}`, { language }, signal),
  });
}

export function useRules() {
  const language = useLanguage();
  return useQuery({ queryKey: ["recommend", "rules", language], queryFn: ({ signal }) => read<Rule[]>("/v1/recommend/rules", { language }, signal) });
}

/** What the shop would show this person, with rules switched as the preview wants. */
export function usePreview(customer: string, on: string[], off: string[], occasion: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["recommend", "preview", customer, on, off, occasion, language],
    queryFn: ({ signal }) => read<{ items: Pick[]; profiled: boolean }>("/v1/recommend", { customer, on, off, occasion, language, k: 12 }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useOutfits(customer: string, occasion: string, budget: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["styling", "outfits", customer, occasion, budget, language],
    queryFn: ({ signal }) => read<Outfits>("/v1/styling/outfits", { customer, occasion, budget, language, k: 3 }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useSize(customer: string, product: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["styling", "size", customer, product, language],
    queryFn: ({ signal }) => read<SizeAdvice>("/v1/size", { customer, product, language }, signal),
    enabled: product !== "",
    retry: false,
  });
}

/** Styles whose title or id holds some text, to choose one from. */
export function useStyles(search: string) {
  return useQuery({
    queryKey: ["products", "choose", search],
    queryFn: ({ signal }) =>
      read<Paged<{ product_id: string; title: string | null }>>("/v1/products", { search, status: "active", sort: "sales", limit: 30 }, signal),
    placeholderData: keepPreviousData,
  });
}
