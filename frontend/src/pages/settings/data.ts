import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { read, readTagged } from "@/kit";

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

export function useSettings() {
  return useQuery({ queryKey: ["settings"], queryFn: () => readTagged<Section[]>("/v1/settings") });
}

export function useWorkspace() {
  return useQuery({ queryKey: ["workspace"], queryFn: ({ signal }) => read<Workspace>("/v1/workspace", {}, signal) });
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
