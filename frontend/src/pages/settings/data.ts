import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { type Paged, read, readTagged } from "@/kit";

export type SettingValue = string | number | boolean | string[];

export interface ValueSchema {
  type?: string;
  enum?: string[];
  const?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

export interface Setting {
  name: string;
  value: SettingValue;
  default: SettingValue;
  source: "default" | "file" | "environment";
  meaning: string;
  secret: boolean;
  editable: boolean;
  variable: string;
  value_schema: ValueSchema;
}

export interface Section {
  name: string;
  meaning: string;
  settings: Setting[];
}

export interface Workspace {
  name: string;
  demo: boolean;
  demo_day: string | null;
  worker: boolean;
  empty: boolean;
}

export interface User {
  user_id: string;
  email: string;
  name: string;
  role: string;
  active: boolean;
  has_password: boolean;
  version: number;
  signed_in_at: string | null;
}

export interface Link {
  link: string;
  expires_at: string;
}

export interface Key {
  key_id: string;
  prefix: string;
  name: string;
  scopes: string[];
  origins: string[];
  created_by: string;
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
  active: boolean;
}

export interface AuditRow {
  id: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

export const ROLES = ["owner", "planner", "buyer", "designer", "marketer", "viewer"] as const;

export function useSettings() {
  return useQuery({ queryKey: ["settings"], queryFn: () => readTagged<Section[]>("/v1/settings") });
}

export function useWorkspace() {
  return useQuery({ queryKey: ["workspace"], queryFn: ({ signal }) => read<Workspace>("/v1/workspace", {}, signal) });
}

export function useUsers() {
  return useQuery({ queryKey: ["users"], queryFn: ({ signal }) => read<Paged<User>>("/v1/users", { limit: 500 }, signal) });
}

export function useKeys() {
  return useQuery({ queryKey: ["keys"], queryFn: ({ signal }) => read<Paged<Key>>("/v1/keys", { limit: 500 }, signal) });
}

export function useAudit() {
  return useQuery({ queryKey: ["audit"], queryFn: ({ signal }) => read<Paged<AuditRow>>("/v1/audit", { limit: 200 }, signal) });
}

/** What each setting means, in Chinese where that is spoken; the server says it in English. */
export function useMeanings(): Record<string, string> {
  const isChinese = useTranslation().i18n.language.startsWith("zh");
  const found = useQuery({
    queryKey: ["settings", "meanings", "zh"],
    queryFn: async () => (await import("./meanings.zh.json")).default as Record<string, string>,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isChinese,
  });
  return (isChinese && found.data) || {};
}
