import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { type JobProgress, type Paged, read, readTagged, send } from "@/kit";

export interface Candidate {
  importer: string;
  title: string;
  confidence: number;
}

export interface ImportFile {
  name: string;
  size: number;
  kind: string;
  importer: string | null;
  mapped: boolean;
  readable: boolean;
  parts: { name: string; headers: string[]; candidates: Candidate[]; fault: string | null }[];
}

export type ImportState = "open" | "committed" | "done" | "failed" | "cancelled";

export interface Import {
  import_id: string;
  actor: string;
  created_at: string;
  state: ImportState;
  files: ImportFile[];
  job: JobProgress | null;
  rows: number;
  written: number;
  unchanged: number;
  set_aside: number;
  reasons: Record<string, number>;
  tables: Record<string, { inserted: number; updated: number; unchanged: number; derived: number; repeated: number }>;
  correctable: string[];
}

export interface ImportLine {
  import_id: string;
  actor: string;
  created_at: string;
  state: ImportState;
  files: string[];
  job_id: string | null;
}

export interface Assignment {
  table: string;
  column: string;
  header: string;
}

export interface Mapping {
  text: string | null;
  chosen: boolean;
  headers: string[];
  assignments: Assignment[];
  missing: Record<string, string[]>;
  needs: Record<string, string[]>;
}

export interface Preview {
  rows: number;
  complete: boolean;
  tables: Record<string, number>;
  samples: Record<string, Record<string, unknown>[]>;
  set_aside: Record<string, number>;
  left_out: Record<string, number>;
  problems: { row: number; column: string | null; value: string | null; reason: string }[];
}

export interface TableLine {
  name: string;
  kind: "fact" | "finding";
  meaning: string;
  rows: number;
  version: number | null;
  changed_at: string | null;
  newest: string | null;
  findings: number;
}

export interface TableFull extends TableLine {
  columns: { name: string; type: string; meaning: string; key: boolean; required: boolean; unit: string }[];
  versions: { version: number; at: string; operation: string }[];
}

export interface Finding {
  code: string;
  table: string;
  severity: "high" | "medium" | "low";
  count: number;
  total: number;
  what: string;
  effect: string;
  remedy: string;
  examples: string[];
}

export interface RunLine {
  run_id: string;
  kind: string;
  state: string;
  started_at: string;
  ended_at: string | null;
  seconds: number | null;
  error: string | null;
  job_id: string | null;
}

export interface RunFull extends RunLine {
  seed: number | null;
  code: Record<string, string>;
  settings: Record<string, unknown>;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

export interface Job extends JobProgress {
  actor: string;
  attempt: number;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

export interface Schedule {
  name: string;
  kind: string;
  cron: string;
  zone: string;
  setting: string;
  next_at: string;
  worker: boolean;
}

export const EXPORTS = ["csv", "xlsx", "parquet", "json"] as const;
export const importAddress = (id: string) => `/v1/imports/${encodeURIComponent(id)}`;
export const fileAddress = (id: string, name: string) => `${importAddress(id)}/files/${encodeURIComponent(name)}`;

export function useImports() {
  return useQuery({
    queryKey: ["imports"],
    queryFn: ({ signal }) => read<Paged<ImportLine>>("/v1/imports", { limit: 100 }, signal),
    staleTime: 5_000,
  });
}

export function useImport(id: string) {
  return useQuery({ queryKey: ["imports", id], queryFn: ({ signal }) => read<Import>(importAddress(id), {}, signal) });
}

export function useFormats() {
  return useQuery({
    queryKey: ["imports", "formats"],
    queryFn: ({ signal }) => read<{ name: string; title: string; tables: string[] }[]>("/v1/imports/formats", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Change an import: `act(() => send(…))`; what is shown of it is read anew. */
export function useChanges(id: string) {
  const client = useQueryClient();
  return useCallback(
    async (act: () => Promise<unknown>) => {
      try {
        return await act();
      } finally {
        await client.invalidateQueries({ queryKey: ["imports"] });
        await client.invalidateQueries({ queryKey: ["import-parts", id] });
      }
    },
    [client, id],
  );
}

/** The entity tag that an edit of an import must name. */
export async function importTag(id: string): Promise<string> {
  return (await readTagged(importAddress(id))).etag;
}

export async function upload(id: string, file: File): Promise<void> {
  const form = new FormData();
  form.append("file", file, file.name);
  await send("POST", `${importAddress(id)}/files`, form);
}

export function useMapping(id: string, name: string, enabled: boolean) {
  return useQuery({
    queryKey: ["import-parts", id, "mapping", name],
    queryFn: ({ signal }) => read<Mapping>(`${fileAddress(id, name)}/mapping`, {}, signal),
    enabled,
  });
}

export function usePreview(id: string, name: string, enabled: boolean) {
  return useQuery({
    queryKey: ["import-parts", id, "preview", name],
    queryFn: ({ signal }) => read<Preview>(`${fileAddress(id, name)}/preview`, {}, signal),
    enabled,
    retry: false,
  });
}

export function useTables() {
  return useQuery({ queryKey: ["tables"], queryFn: ({ signal }) => read<TableLine[]>("/v1/tables", {}, signal), staleTime: 10_000 });
}

export function useTable(name: string) {
  return useQuery({
    queryKey: ["tables", name],
    queryFn: ({ signal }) => read<TableFull>(`/v1/tables/${encodeURIComponent(name)}`, {}, signal),
  });
}

export function useRows(name: string, where: string[], sort: string | null) {
  return useInfiniteQuery({
    queryKey: ["tables", name, "rows", where, sort],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      read<Paged<Record<string, unknown>>>(`/v1/tables/${encodeURIComponent(name)}/rows`, { where, sort, limit: 100, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
    retry: false,
  });
}

export function useQuality() {
  return useQuery({ queryKey: ["tables", "quality"], queryFn: ({ signal }) => read<Finding[]>("/v1/tables/quality", {}, signal), staleTime: 10_000 });
}

export function useRuns() {
  return useInfiniteQuery({
    queryKey: ["runs"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => read<Paged<RunLine>>("/v1/runs", { limit: 100, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next_cursor,
  });
}

export function useRun(id: string | null) {
  return useQuery({
    queryKey: ["runs", id],
    queryFn: ({ signal }) => read<RunFull>(`/v1/runs/${encodeURIComponent(id ?? "")}`, {}, signal),
    enabled: id !== null,
  });
}

export function useJobs() {
  return useQuery({
    queryKey: ["jobs"],
    queryFn: ({ signal }) => read<Paged<Job>>("/v1/jobs", { limit: 100 }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(({ ended_at }) => ended_at === null) ? 2_000 : 20_000),
  });
}

export function useSchedules() {
  return useQuery({ queryKey: ["jobs", "schedules"], queryFn: ({ signal }) => read<Schedule[]>("/v1/schedules", {}, signal), staleTime: 30_000 });
}

export function useKinds() {
  return useQuery({
    queryKey: ["jobs", "kinds"],
    queryFn: ({ signal }) => read<{ name: string; title: string; scope: string }[]>("/v1/jobs/kinds", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Bytes in a unit that is easy to read. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(size, 1)) / 3)));
  const value = size / 1000 ** step;
  return `${value.toFixed(step === 0 || value >= 100 ? 0 : 1)} ${units[step]}`;
}
