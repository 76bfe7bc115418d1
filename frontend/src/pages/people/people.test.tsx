import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { draw, problem, serve } from "@/test/render";

import People from "./page";

const user = {
  user_id: "u1", email: "bo@example.com", name: "Bo", role: "viewer", language: "en", active: true, has_password: true, version: 1,
  created_at: "2026-01-01T00:00:00Z", signed_in_at: null,
};
const key = {
  key_id: "k1", prefix: "abc", name: "shop", scopes: ["shop:read"], origins: [], created_by: "ada@example.com",
  created_at: "2026-01-01T00:00:00Z", expires_at: null, used_at: null, revoked_at: null, active: true,
};
const page = (items: unknown[]) => ({ items, next_cursor: null, total: items.length });
const owner = ["users:read", "users:write", "audit:read"];

describe("the people page", () => {
  it("adds a person and shows the link once", async () => {
    const asked = serve({
      "GET /v1/users": page([user]),
      "POST /v1/users": { user: { ...user, email: "cy@example.com" }, link: { link: "http://here/welcome#token=x", expires_at: "2026-01-02T00:00:00Z" } },
    });
    const { container } = draw(<People />, { scopes: owner });
    expect(await screen.findByText("bo@example.com")).toBeInTheDocument();
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Add a person" }));
    const form = await screen.findByRole("dialog", { name: "Add a person" });
    await userEvent.type(within(form).getByRole("textbox", { name: /E-mail/ }), "cy@example.com");
    await userEvent.click(within(form).getByRole("button", { name: "Add and make a link" }));
    expect(await screen.findByDisplayValue("http://here/welcome#token=x")).toBeInTheDocument();
    const sent = asked.find(({ method }) => method === "POST")!;
    expect(await sent.json()).toEqual({ email: "cy@example.com", name: "", role: "viewer", language: "en" });
  });

  it("edits the version that it read", async () => {
    const asked = serve({
      "GET /v1/users": page([user]),
      "GET /v1/users/u1": () => Response.json(user, { headers: { ETag: '"v1"' } }),
      "PATCH /v1/users/u1": { ...user, active: false },
    });
    draw(<People />, { scopes: owner });
    await userEvent.click(await screen.findByRole("button", { name: "Stop access" }));
    await screen.findByText("bo@example.com");
    const sent = asked.find(({ method }) => method === "PATCH")!;
    expect(sent.headers.get("If-Match")).toBe('"v1"');
    expect(await sent.json()).toEqual({ active: false });
  });

  it("tells why the last owner stays", async () => {
    serve({
      "GET /v1/users": page([{ ...user, role: "owner" }]),
      "GET /v1/users/u1": () => Response.json(user, { headers: { ETag: '"v1"' } }),
      "PATCH /v1/users/u1": () => problem(409, { detail: "the last owner stays one", remedy: "Make another owner first." }),
    });
    draw(<People />, { scopes: owner });
    await userEvent.click(await screen.findByRole("button", { name: "Stop access" }));
    expect(await screen.findByText("The last owner stays one")).toBeInTheDocument();
    expect(screen.getByText("Make another owner first.")).toBeInTheDocument();
  });

  it("makes a key, shows its secret once, and revokes only after a question", async () => {
    const asked = serve({
      "GET /v1/keys": page([key]),
      "POST /v1/keys": { key, secret: "mdk_abc_secret" },
      "DELETE /v1/keys/k1": () => new Response(null, { status: 204 }),
    });
    draw(<People />, { scopes: owner, address: "/people?tab=keys" });
    await userEvent.click(await screen.findByRole("button", { name: "Make a key" }));
    await userEvent.type(await screen.findByRole("textbox", { name: /Name/ }), "shop");
    await userEvent.click(screen.getByRole("button", { name: "Make the key" }));
    expect(await screen.findByDisplayValue("mdk_abc_secret")).toBeInTheDocument();
    const made = (await asked.find(({ method }) => method === "POST")!.json()) as { scopes: string[]; expires_at: string };
    expect(made.scopes).toEqual(["shop:read", "events:write"]);
    expect(Date.parse(made.expires_at) - Date.now()).toBeGreaterThan(364 * 86_400_000);
    const shown = screen.getByRole("dialog", { name: "Key shop" });
    await userEvent.click(within(shown).getAllByRole("button", { name: "Close" }).at(-1)!);
    await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
    expect(asked.some(({ method }) => method === "DELETE")).toBe(false);
    const question = await screen.findByRole("dialog", { name: "Revoke shop?" });
    await userEvent.click(within(question).getByRole("button", { name: "Revoke" }));
    expect(asked.some(({ method }) => method === "DELETE")).toBe(true);
  });

  it("shows who only looks no way to change", async () => {
    serve({ "GET /v1/users": page([user]) });
    draw(<People />, { scopes: ["users:read"] });
    await screen.findByText("bo@example.com");
    expect(screen.queryByRole("button", { name: "Add a person" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Stop access" })).toBeNull();
  });
});
