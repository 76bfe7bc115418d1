import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { components } from "@/api/schema";
import { read, send, sendForFile } from "@/kit";

type Schemas = components["schemas"];
export type Spec = Schemas["DesignSpec"];
export type Vocabulary = Schemas["modiste__design__api__answers__Vocabulary"];
export type Board = Schemas["BoardAnswer"];
export type Design = Schemas["Design"];
export type Heard = Schemas["Heard"];
export type Looked = Schemas["Looked"];
export type Changed = Schemas["Changed"];
export type Checked = Schemas["Checked"];
export type Pattern = Schemas["PatternAnswer"];
export type Started = Schemas["Started"];
export type View = "front" | "back" | "both";
export type Format = "svg" | "dxf" | "a4" | "a0" | "json";

/** Whom a pattern is for. */
export type Worn = { size: string } | { body: Record<string, number> };

export function useLanguage(): "en" | "zh" {
  return useTranslation().i18n.language.startsWith("zh") ? "zh" : "en";
}

export function useVocabulary() {
  return useQuery({
    queryKey: ["design", "vocabulary"],
    queryFn: ({ signal }) => read<Vocabulary>("/v1/design/vocabulary", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Names of slots and values in the language that is spoken; what is unknown is shown as it is. */
export function useWords() {
  const language = useLanguage();
  const slots = useVocabulary().data?.slots ?? [];
  const find = (slot: string) => slots.find((each) => each.slot === slot);
  const slot = (name: string) => find(name)?.[language] ?? name;
  const value = (name: string, of: string) => find(name)?.choices.find((each) => each.value === of)?.[language] ?? of;
  const garment = (spec: Spec) => {
    const parts = (["length", "silhouette", "category"] as const).map((name) => value(name, spec[name] ?? ""));
    return language === "zh" ? parts.join("") : parts.join(" ");
  };
  return { slot, value, garment, slots };
}

/** The value of a slot by its dotted path. */
export function valueOf(spec: Spec, slot: string): string {
  const found = slot.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], spec);
  return found === undefined || found === null ? "" : String(found);
}

/** Runs at most `most` at a time: drawings must not crowd out what was clicked. */
export function few(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

const turn = few(2);

export async function drawn(spec: Spec, view: View, signal?: AbortSignal): Promise<string> {
  return (await sendForFile("/v1/design/draw", { spec, view }, signal)).text();
}

/** The flat of a design; `queued` ones come a few at a time. */
export function useFlat(spec: Spec, view: View, { enabled = true, queued = false } = {}) {
  return useQuery({
    queryKey: ["design", "flat", view, spec],
    queryFn: ({ signal }) => (queued ? turn(() => drawn(spec, view, signal)) : drawn(spec, view, signal)),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: queued ? undefined : keepPreviousData,
    enabled,
  });
}

/** An address of an SVG for an image: there it can neither run nor fetch anything. */
export function useImage(svg: string | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!svg) return undefined;
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return svg ? address : null;
}

/** The design of a style of the brand, from what is known of it. */
export function useOfProduct(id: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["design", "product", id, language],
    queryFn: ({ signal }) => read<Heard>(`/v1/design/products/${encodeURIComponent(id)}`, { language }, signal),
    retry: false,
  });
}

export function usePattern(spec: Spec, worn: Worn) {
  return useQuery({
    queryKey: ["design", "pattern", spec, worn],
    queryFn: () => send<Pattern>("POST", "/v1/design/pattern", { spec, ...worn }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export interface Wish {
  text?: string;
  specs?: Spec[];
  count: number;
  seed: number;
  locked: string[];
  likes: Spec[];
  dislikes: Spec[];
  price: { minor: number; currency: string } | null;
  language: "en" | "zh";
}

export const makeBoard = (wish: Wish) => send<Board>("POST", "/v1/design/board", wish);

export const look = (file: File, text: string) => {
  const form = new FormData();
  form.append("file", file, file.name);
  return send<Looked>("POST", "/v1/design/look", form, { query: { text } });
};

export const change = (spec: Spec, settings: Record<string, string>, language: "en" | "zh") =>
  send<Changed>("POST", "/v1/design/change", { spec, settings, language });

export const check = (spec: unknown, language: "en" | "zh") => send<Checked>("POST", "/v1/design/check", { spec, language });

/** Where a file of a job's result is served. */
export function fileAddress(path: string): string {
  return `/v1/design/files/${path.split("/").slice(-2).map(encodeURIComponent).join("/")}`;
}

/** Amount of a price in the smallest unit of a currency. */
export function minor(price: number, currency: string): { minor: number; currency: string } {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return { minor: Math.round(price * 10 ** digits), currency };
}

export const same = (one: Spec, other: Spec) => JSON.stringify(one) === JSON.stringify(other);
