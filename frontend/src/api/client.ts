import createClient from "openapi-fetch";

import type { paths } from "./schema";

/** A field of a request that was refused, such as `body.lines.0.quantity`. */
export interface FieldProblem {
  field: string;
  code: string;
  detail: string;
}

/** What the server says went wrong (RFC 9457), with what to do next. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  /** Where in a file or table it is. */
  readonly place: { file?: string; row?: number; column?: string; value?: string };
  readonly errors: FieldProblem[];

  constructor(status: number, body: Record<string, unknown>) {
    super(sentence(text(body.detail)) || text(body.title) || `HTTP ${status}`);
    this.status = status;
    this.code = text(body.code);
    this.detail = text(body.detail);
    this.remedy = text(body.remedy);
    this.place = typeof body.place === "object" && body.place !== null ? body.place : {};
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldProblem[]) : [];
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** No answer came: the server is away or the network is. */
export const OFFLINE = 0;

/** `fetch` that gives a POST a key of its own, and throws a {@link Problem} for a refusal. */
async function guarded(input: Request): Promise<Response> {
  const request = new Request(input, { credentials: "same-origin" });
  if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
    request.headers.set("Idempotency-Key", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  }
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(OFFLINE, { code: "offline" });
  }
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  // Who asks who they are, or signs in, needs not be told that nobody is.
  if (answer.status === 401 && !/\/v1\/(session|me)$/.test(new URL(request.url).pathname)) window.dispatchEvent(new Event("modiste:signed-out"));
  throw new Problem(answer.status, body);
}

/** Typed by the server's own description: `await api.GET("/v1/me")`. Refusals are thrown. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: guarded });

type Value = string | number | boolean | null | undefined;
export type Parameters = Record<string, Value | readonly (string | number)[]>;

function address(path: string, query: Parameters): string {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? (value as (string | number)[]) : [value as Value];
    for (const each of values) {
      if (each !== undefined && each !== null && each !== "") url.searchParams.append(name, String(each));
    }
  }
  return url.toString();
}

/** Read `path`; name the answer's type: `read<Schema<"Board">>("/v1/trends/board", { market })`. */
export async function read<T>(path: string, query: Parameters = {}, signal?: AbortSignal): Promise<T> {
  const answer = await guarded(new Request(address(path, query), { signal: signal ?? null }));
  return (await answer.json()) as T;
}

/** Change something; `ifMatch` is the ETag of what was read. Answers `undefined` where nothing comes back. */
export async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  options: { query?: Parameters; ifMatch?: string; key?: string } = {},
): Promise<T> {
  const headers = new Headers();
  const isForm = body instanceof FormData || body instanceof Blob;
  if (body !== undefined && !isForm) headers.set("Content-Type", "application/json");
  if (options.ifMatch) headers.set("If-Match", options.ifMatch);
  if (options.key) headers.set("Idempotency-Key", options.key);
  const answer = await guarded(
    new Request(address(path, options.query ?? {}), {
      method,
      headers,
      body: body === undefined ? null : isForm ? (body as BodyInit) : JSON.stringify(body),
    }),
  );
  const said = await answer.text();
  return (said ? JSON.parse(said) : undefined) as T;
}

/** Ask for a file that is made of `body`: a drawing, a PDF. */
export async function sendForFile(path: string, body: unknown, signal?: AbortSignal): Promise<Blob> {
  const headers = { "Content-Type": "application/json" };
  const request = new Request(address(path, {}), { method: "POST", headers, body: JSON.stringify(body), signal: signal ?? null });
  return (await guarded(request)).blob();
}

/** Read with the ETag that an edit must name. */
export async function readTagged<T>(path: string, query: Parameters = {}): Promise<{ value: T; etag: string }> {
  const answer = await guarded(new Request(address(path, query)));
  return { value: (await answer.json()) as T, etag: answer.headers.get("ETag") ?? "" };
}

/** A page of a list. */
export interface Paged<T> {
  items: T[];
  next_cursor: string | null;
  total: number;
}
