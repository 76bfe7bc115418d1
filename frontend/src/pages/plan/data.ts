import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";

import { type Amount, type Paged, type Parameters, read, readTagged, send } from "@/kit";

export type Level = "total" | "category" | "style";
export type Version = "actual" | "last_year" | "budget" | "forecast" | "reforecast";
export type Measure = "opening" | "sales" | "intake" | "markdown" | "closing" | "cover";
export type Unit = "units" | "retail" | "cost";
export const VERSIONS: Version[] = ["actual", "budget", "reforecast", "forecast", "last_year"];
export const MEASURES: Measure[] = ["opening", "sales", "intake", "markdown", "closing", "cover"];

export interface WeekView {
  week: string;
  label: string;
  month: string;
  phase: "past" | "now" | "ahead";
  editable: boolean;
}

export type Course = Record<Measure, (number | null)[]>;

export interface GridRow {
  level: Level;
  key: string;
  title: string;
  category: string | null;
  picture: string | null;
  versions: Partial<Record<Version, Course>>;
}

export interface Grid {
  run_id: string | null;
  this_week: string;
  revision: number;
  currency: string;
  level: Level;
  measure: Unit;
  weeks: WeekView[];
  rows: GridRow[];
  next_cursor: string | null;
  total: number;
}

export interface CellEdit {
  level: Level;
  key: string;
  week: string;
  field: Exclude<Measure, "opening">;
  value: number;
}

const gridQuery = (query: Parameters) => ({
  queryKey: ["wssi", query] as const,
  queryFn: () => readTagged<Grid>("/v1/plan/wssi", { limit: 500, ...query }),
  placeholderData: keepPreviousData,
});

export const useGrid = (query: Parameters) => useQuery(gridQuery(query));

/** Grids of the styles of some categories, by category. */
export const useStyles = (categories: string[], measure: Unit) =>
  useQueries({ queries: categories.map((category) => gridQuery({ level: "style", category, measure })) });

export const editCells = (cells: CellEdit[], ifMatch: string) =>
  send<{ revision: number }>("PATCH", "/v1/plan/wssi", { cells }, { ifMatch });

export const undoEdit = (ifMatch: string) => send<{ revision: number }>("POST", "/v1/plan/wssi/undo", undefined, { ifMatch });

export const beginBudget = (body: { method: string; growth: number; cover_weeks: number; weeks: number }, ifMatch: string) =>
  send<{ revision: number }>("POST", "/v1/plan/wssi/budget", body, { ifMatch });

export interface BuyingRow {
  key: string;
  period: string;
  first: string;
  last: string;
  opening: number;
  sales: number;
  markdown: number;
  closing: number;
  on_order: number;
  suggested: number;
  open_to_buy: number;
}

export interface Buying {
  plan: "budget" | "reforecast";
  measure: Unit;
  currency: string;
  rows: BuyingRow[];
}

export const useBuying = (query: Parameters) =>
  useQuery({
    queryKey: ["buying", query], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => read<Buying>("/v1/plan/open-to-buy", query, signal),
  });

export interface Projection {
  level: string;
  key: string;
  title: string;
  location: string | null;
  as_of: string;
  on_hand: number;
  pooled: boolean;
  weeks: { week: string; demand: number; arrivals: number; mean: number; low: number; high: number; chance_out: number }[];
  arrivals: { purchase_order_id: string; expected_on: string | null; overdue_days: number | null; units: number }[];
}

export const useProjection = (query: Parameters, enabled: boolean) =>
  useQuery({
    queryKey: ["projection", query], enabled, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => read<Projection>("/v1/plan/projection", query, signal),
  });

export interface Figure {
  before: number;
  after: number;
  difference: number;
}

export interface ChangedLine {
  variant_id: string;
  title: string | null;
  colour: string | null;
  size: string | null;
  picture: string | null;
  location_id: string;
  location: string;
  before: number;
  after: number;
  difference: number;
  cost_difference: Amount | null;
}

export interface Answered {
  series: number;
  seconds: number;
  totals: { currency: string; figures: Record<string, Figure> }[];
  gap: number | null;
  changed: number;
  lines: ChangedLine[];
}

export interface Question {
  service?: number;
  budget?: { minor: number; currency: string };
  lead_factor: number;
  demand_factor: number;
}

export const useAnswer = (question: Question) =>
  useQuery({
    queryKey: ["what-if", question], placeholderData: keepPreviousData,
    queryFn: () => send<Answered>("POST", "/v1/plan/what-if", { ...question, limit: 100 }),
  });

export interface ExceptionRow {
  rank: number;
  kind: string;
  variant_id: string | null;
  product_id: string | null;
  title: string | null;
  colour: string | null;
  size: string | null;
  picture: string | null;
  location: string | null;
  purchase_order_id: string | null;
  money: Amount | null;
  units: number | null;
  on_hand: number | null;
  on_order: number | null;
  weekly_demand: number | null;
  days: number | null;
  reason: { en: string; zh: string };
}

export const useExceptions = (query: Parameters) =>
  useInfiniteQuery({
    queryKey: ["exceptions", query],
    queryFn: ({ pageParam, signal }) => read<Paged<ExceptionRow>>("/v1/plan/exceptions", { ...query, limit: 200, cursor: pageParam }, signal),
    initialPageParam: "", getNextPageParam: (page) => page.next_cursor ?? undefined, placeholderData: keepPreviousData,
  });
