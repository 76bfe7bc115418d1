import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { type Amount, type Paged, read, send } from "@/kit";

export interface Words {
  en: string;
  zh: string;
}

export interface TileView {
  key: string;
  title: Words;
  definition: Words;
  unit: "units" | "money" | "share" | "weeks" | "series" | "orders" | "day";
  value: number | null;
  money: Amount | null;
  day: string | null;
  of: number | null;
  change: number | null;
  change_year: number | null;
  good: "up" | "down" | "none";
}

export interface TodayView {
  day: string;
  week: string;
  stale: boolean;
  plan: { run_id: string; as_of: string; ended_at: string | null } | null;
  tiles: TileView[];
}

export interface Evidence {
  name: string;
  value: number | string | null;
  unit: "units" | "days" | "weeks" | "share" | "day";
}

export type State = "open" | "accepted" | "dismissed" | "ordered" | "covered";

export interface Decision {
  id: string;
  rank: number;
  kind: string;
  state: State;
  money: Amount | null;
  title: string | null;
  product_id: string | null;
  variant_id: string | null;
  colour: string | null;
  size: string | null;
  category: string | null;
  picture: string | null;
  location: string | null;
  from_location: string | null;
  attribute: string | null;
  label: Words | null;
  supplier: string | null;
  quantity: number | null;
  suggested: number | null;
  cut: number | null;
  cost: Amount | null;
  sells_out_on: string | null;
  purchase_order_id: string | null;
  order_state: string | null;
  places: { location_id: string; location: string; quantity: number }[];
  evidence: Evidence[];
  reason: Words;
  editable: "quantity" | "cut" | null;
  version: number;
  etag: string;
  why: string | null;
  actor: string | null;
  at: string | null;
}

export interface Sum {
  kind: string;
  state: State;
  count: number;
  money: Amount[];
}

export type Action = "accept" | "dismiss" | "undo";

export interface Done {
  id: string;
  done: boolean;
  decision: Decision | null;
  problem: { detail: string; remedy: string } | null;
}

/** What is listed. */
export interface Asked {
  kind: string[];
  state: string;
  search: string;
  sort: string;
}

export const useToday = () =>
  useQuery({ queryKey: ["today"], queryFn: ({ signal }) => read<TodayView>("/v1/today", {}, signal) });

export const useSums = () =>
  useQuery({ queryKey: ["decisions", "summary"], queryFn: ({ signal }) => read<Sum[]>("/v1/decisions/summary", {}, signal) });

export const listKey = (asked: Asked) => ["decisions", "list", asked] as const;

export const useDecisions = (asked: Asked) =>
  useInfiniteQuery({
    queryKey: listKey(asked),
    queryFn: ({ pageParam, signal }) =>
      read<Paged<Decision>>(
        "/v1/decisions",
        { kind: asked.kind, state: asked.state, search: asked.search, sort: asked.sort, limit: 40, cursor: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** One wish for several decisions; each says what became of it. */
export const decide = (
  action: Action,
  items: { id: string; version?: number; quantity?: number; cut?: number }[],
  more: { reason?: string; anyway?: boolean } = {},
) => send<Done[]>("POST", "/v1/decisions/bulk", { action, items, ...more });

export interface Step {
  name: string;
  value: number | string | null;
  unit: string;
  formula: string;
  en: string;
  zh: string;
}

export interface Explanation {
  variant_id: string;
  location_id: string;
  location: string;
  verdict: Words;
  steps: Step[];
}

export const useExplanation = (variant: string | null) =>
  useQuery({
    queryKey: ["explain", variant],
    enabled: variant !== null,
    queryFn: ({ signal }) => read<Explanation[]>(`/v1/inventory/explain/${encodeURIComponent(variant ?? "")}`, {}, signal),
  });
