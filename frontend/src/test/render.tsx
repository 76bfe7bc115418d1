import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";

import { theme } from "@/theme";

/** Draw something as the app does: theme, queries, an address. `scopes` are those of who is signed in; `me: null` is nobody. */
export function draw(
  what: ReactNode, { address = "/", scopes = [], me }: { address?: string; scopes?: string[]; me?: null } = {},
): RenderResult & { client: QueryClient } {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  if (me !== null) client.setQueryData(["me"], {
    name: "ada@example.com", kind: "user", role: "owner", scopes, language: "en", version: "0",
    brand: { name: "Atelier", currency: "EUR", zone: "UTC", first_weekday: 0 },
  });
  const drawn = render(
    <MantineProvider theme={theme} env="test">
      <Notifications />
      <QueryClientProvider client={client}>
        <MemoryRouter initialEntries={[address]}>{what}</MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...drawn, client };
}

type Answer = unknown | ((request: Request) => unknown);

/** Answer the app's requests: `serve({ "GET /v1/me": {...} })`; a `Response` is given as it is. Gives what was asked. */
export function serve(answers: Record<string, Answer>): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (input: Request) => {
    asked.push(input.clone());
    const { pathname } = new URL(input.url);
    const answer = answers[`${input.method} ${pathname}`];
    if (answer === undefined) return problem(404, { title: `no answer for ${input.method} ${pathname}` });
    const value: unknown = typeof answer === "function" ? await (answer as (request: Request) => unknown)(input) : answer;
    return value instanceof Response ? value : Response.json(value);
  });
  return asked;
}

/** A refusal as the server makes it. */
export function problem(status: number, body: Record<string, unknown>): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });
}
