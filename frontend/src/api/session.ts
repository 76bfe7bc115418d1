import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";

import { type Language, speak } from "@/i18n";

import { read, send } from "./client";

/** Who is signed in. */
export interface Me {
  /** The e-mail address. */
  name: string;
  kind: "user" | "key";
  role: string | null;
  scopes: string[];
  language: string;
  brand: { name: string; currency: string; zone: string; first_weekday: number };
  version: string;
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => read<Me>("/v1/me", {}, signal),
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in; only inside the signed-in part of the app. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

/** Whether the person may do what `scope` names, such as `orders:approve`. */
export function useCan(scope: string): boolean {
  return useMe()?.scopes.includes(scope) ?? false;
}

export function useSignIn() {
  const client = useQueryClient();
  return async (email: string, password: string) => {
    await send("POST", "/v1/session", { email, password });
    await client.resetQueries({ queryKey: ["me"] });
  };
}

/** Speak another language, here and in what the server writes. */
export function useSpeak() {
  const client = useQueryClient();
  return async (language: Language) => {
    await speak(language);
    if (client.getQueryData(meQuery.queryKey)?.kind !== "user") return;
    await send("PATCH", "/v1/me", { language });
    await client.invalidateQueries();
  };
}

export function useSignOut() {
  const client = useQueryClient();
  return async () => {
    await send("DELETE", "/v1/session");
    client.clear();
    window.location.assign("/login");
  };
}
