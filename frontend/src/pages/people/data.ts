import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { type Paged, read, readTagged, send, useFilterValues, useTell } from "@/kit";

export const ROLES = ["owner", "planner", "buyer", "designer", "marketer", "viewer"] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  user_id: string;
  email: string;
  name: string;
  role: Role;
  language: string;
  active: boolean;
  has_password: boolean;
  version: number;
  created_at: string;
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
  revoked_at: string | null;
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

export function useUsers() {
  return useQuery({
    queryKey: ["people", "users"],
    queryFn: ({ signal }) => read<Paged<User>>("/v1/users", { limit: 500 }, signal),
  });
}

export function useKeys() {
  return useQuery({
    queryKey: ["people", "keys"],
    queryFn: ({ signal }) => read<Paged<Key>>("/v1/keys", { limit: 500 }, signal),
  });
}

/** What a key may be given, from the scopes of the person who makes it. */
export const KEY_SCOPES = [
  "shop:read", "events:write", "products:read", "trends:read", "demand:read", "inventory:read", "orders:read", "customers:read",
  "recommend:read", "styling:read", "data:read", "data:write", "jobs:read", "jobs:write", "orders:write",
] as const;

export function useAudit() {
  const values = useFilterValues();
  const asked = { actor: values.one("actor"), action: values.one("action"), limit: 100 };
  return useInfiniteQuery({
    queryKey: ["people", "audit", asked],
    queryFn: ({ signal, pageParam }) => read<Paged<AuditRow>>("/v1/audit", { ...asked, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** Something that changes people or keys: tells what went wrong, and reads the lists anew. */
export function useChange<Asked, Given>(act: (asked: Asked) => Promise<Given>) {
  const client = useQueryClient();
  const tell = useTell();
  return useMutation({
    mutationFn: act,
    onError: tell.failed,
    onSettled: () => client.invalidateQueries({ queryKey: ["people"] }),
  });
}

export const addUser = (asked: { email: string; name: string; role: Role; language: "en" | "zh" }) =>
  send<{ user: User; link: Link }>("POST", "/v1/users", asked);

/** Changes what is there now: the version is read just before. */
export async function changeUser({ user_id, ...wanted }: { user_id: string; role?: Role; active?: boolean }): Promise<User> {
  const { etag } = await readTagged<User>(`/v1/users/${user_id}`);
  return send<User>("PATCH", `/v1/users/${user_id}`, wanted, { ifMatch: etag });
}

export const newLink = (user_id: string) => send<Link>("POST", `/v1/users/${user_id}/link`);

export const addKey = (asked: { name: string; scopes: string[]; origins: string[]; expires_at: string | null }) =>
  send<{ key: Key; secret: string }>("POST", "/v1/keys", asked);

export const revokeKey = (key_id: string) => send<undefined>("DELETE", `/v1/keys/${key_id}`);
