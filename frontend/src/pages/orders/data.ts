import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";

import { type Amount, type Paged, type Parameters, read, readTagged, send } from "@/kit";

export const STATES = ["suggested", "approved", "sent", "acknowledged", "part received", "closed", "void"] as const;
export type State = (typeof STATES)[number];

export interface OrderRow {
  purchase_order_id: string;
  source: "book" | "imported";
  state: State;
  supplier_id: string | null;
  supplier: string | null;
  destination: string | null;
  lines: number;
  units: number;
  received: number;
  outstanding: number;
  cost: Amount | null;
  order_by: string | null;
  ordered_on: string | null;
  expected_on: string | null;
  days_late: number;
  alerts: string[];
  edited: boolean;
  note: string | null;
  allowed: string[];
}

export interface LineView {
  variant_id: string;
  location_id: string;
  location: string;
  product_id: string | null;
  title: string | null;
  colour: string | null;
  size: string | null;
  picture: string | null;
  quantity: number;
  received: number;
  held: number;
  rejected: number;
  in_transit: number;
  unit_cost: Amount | null;
  line_cost: Amount | null;
  moq: number;
  pack_size: number;
  reason: string | null;
}

export interface OrderView extends OrderRow {
  version: number;
  run_id: string | null;
  reference: string | null;
  approved_by: string | null;
  approved_on: string | null;
  items: LineView[];
  messages: { message_id: string; channel: string; state: string; attempts: number; created_at: string; delivered_at: string | null; result: string | null }[];
}

export interface HistoryRow {
  at: string;
  actor: string;
  action: string;
  before: string | null;
  after: string | null;
  why: string | null;
  version: number | null;
  changes: Record<string, unknown>;
}

export interface StateSum {
  state: State;
  orders: number;
  units: number;
  cost: Amount[];
}

export interface Limits {
  role: string;
  may_approve: boolean;
  limited: boolean;
  limits: Amount[];
}

export interface Done {
  purchase_order_id: string;
  done: boolean;
  state: State | null;
  where: string | null;
  problem: { detail: string; remedy: string } | null;
}

export const address = (number: string, act = "") => `/v1/orders/${encodeURIComponent(number)}${act}`;

export const useSums = () =>
  useQuery({ queryKey: ["orders", "states"], queryFn: ({ signal }) => read<StateSum[]>("/v1/orders/states", {}, signal) });

export const useLimits = () =>
  useQuery({ queryKey: ["orders", "limits"], queryFn: ({ signal }) => read<Limits>("/v1/orders/limits", {}, signal) });

export const useOrders = (query: Parameters) =>
  useInfiniteQuery({
    queryKey: ["orders", "list", query],
    queryFn: ({ pageParam, signal }) => read<Paged<OrderRow>>("/v1/orders", { limit: 100, ...query, cursor: pageParam }, signal),
    initialPageParam: "", getNextPageParam: (page) => page.next_cursor ?? undefined, placeholderData: keepPreviousData,
  });

export const useOrder = (number: string | null) =>
  useQuery({ queryKey: ["orders", "one", number], enabled: number !== null, queryFn: () => readTagged<OrderView>(address(number ?? "")) });

export const useHistory = (number: string) =>
  useQuery({ queryKey: ["orders", "history", number], queryFn: ({ signal }) => read<HistoryRow[]>(address(number, "/history"), {}, signal) });

/** Does something with an order at the version that was looked at; whatever shows orders is read anew. */
export function useAct() {
  const client = useQueryClient();
  return async (number: string, act: string, body: unknown, etag: string): Promise<OrderView> => {
    try {
      const patch = act === "edit";
      return await send<OrderView>(patch ? "PATCH" : "POST", address(number, patch ? "" : `/${act}`), body, { ifMatch: etag });
    } finally {
      await refresh(client);
    }
  };
}

export function useBulk() {
  const client = useQueryClient();
  return async (act: "approve" | "send", numbers: string[]): Promise<Done[]> => {
    try {
      return await send<Done[]>("POST", `/v1/orders/${act}`, { numbers });
    } finally {
      await refresh(client);
    }
  };
}

const refresh = (client: ReturnType<typeof useQueryClient>) =>
  Promise.all([["orders"], ["decisions"], ["today"], ["wssi"], ["buying"], ["projection"]].map((queryKey) => client.invalidateQueries({ queryKey })));
