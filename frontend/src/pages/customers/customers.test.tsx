import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { Route, Routes } from "react-router";
import { describe, expect, it, vi } from "vitest";

import { draw, problem, serve } from "@/test/render";

import type { Customer, CustomerRow, Profile, Segments } from "./data";
import Customers from "./page";

// jsdom has no canvas to draw on; what a chart shows is in its option and its table.
vi.setConfig({ testTimeout: 30_000 });
vi.mock("echarts/core", () => ({
  use: () => undefined,
  init: () => ({ on: () => undefined, setOption: () => undefined, resize: () => undefined, dispose: () => undefined }),
}));

const row = (n: number, more: Partial<CustomerRow> = {}): CustomerRow => ({
  customer_id: `c_${n}`, segment: "loyal", since: "2025-01-01", country: "FR", birth_decade: 1980, orders: 4, units: 6, returned: 2,
  money: { minor: 50_000, currency: "EUR" }, first: "2025-02-01", last: "2026-02-01",
  consent: { profiling: true, marketing: null, profiled: true }, ...more,
});

const segments: Segments = {
  as_of: "2026-03-02", customers: 8, countries: ["FR"],
  segments: [
    { segment: "loyal", customers: 5, share: 0.6, orders: 20, money: { minor: 9000, currency: "EUR" }, money_share: 0.9, profiled: 4 },
    { segment: "visitor", customers: 3, share: 0.4, orders: 0, money: { minor: 0, currency: "EUR" }, money_share: 0, profiled: 0 },
  ],
};

const customer = (told: CustomerRow): Customer => ({
  as_of: "2026-03-02", customer: told, body_type: "pear", usual_size: "M",
  sizes: [{ category: "dresses", label: "dresses", sizes: [{ size: "M", kept: 3, returned: 1 }] }],
  lines: [
    { day: "2026-02-01", order_id: "o1", product_id: "P-1", variant_id: "P-1-M", title: "Dress", colour: "navy", size: "M", quantity: -1, paid: { minor: -5000, currency: "EUR" }, return_reason: null },
  ],
  events: told.consent.profiled ? [{ at: "2026-02-01T10:00:00Z", kind: "view", product_id: "P-1", title: "Dress" }] : [],
});

const profile: Profile = {
  customer: "c_1", profiled: true, events: 6,
  likings: [
    { name: "colour", value: "navy", label: "navy", liking: Math.log(3), evidence: 2, share: 0.1, said: false },
    { name: "pattern", value: "stripe", label: "stripe", liking: -0.7, evidence: 0.1, share: 0.2, said: false },
    { name: "price", value: "low price", label: "low price", liking: 0.5, evidence: 1, share: 0.2, said: false },
  ],
  sizes: [], edits: [{ name: "pattern", value: "floral", label: "floral", stance: "avoid" }],
};

const rules = [
  { name: "in size", title: "only in stock in their size", kind: "eligibility", amount: 1, on: true },
  { name: "margin", title: "margin", kind: "nudge", amount: 0, on: false },
  { name: "one colour", title: "one colour", kind: "limit", amount: 0, on: true },
];

const pick = {
  rank: 1, product_id: "P-2", title: "Skirt", colour: "black", picture: null, variant_id: null, price: { minor: 3000, currency: "EUR" },
  reason: "because you took Dress", moved: [{ rule: "margin", title: "margin", before: 3, after: 1 }],
};

const advice = {
  product: "P-2", known: true, size: "M", between: null, why: "Size M fits with a probability of 72%.", runs: "true",
  sizes: [{ size: "S", small: 0.5, fit: 0.5, large: 0, in_stock: true }, { size: "M", small: 0.1, fit: 0.72, large: 0.18, in_stock: false }],
};

const answers = {
  "GET /v1/customers/segments": segments,
  "GET /v1/customers": { items: [row(1), row(2, { consent: { profiling: false, marketing: false, profiled: false } })], next_cursor: null, total: 8000 },
  "GET /v1/customers/c_1": customer(row(1)),
  "GET /v1/recommend/people/c_1": profile,
  "GET /v1/recommend": { items: [pick], profiled: true },
  "GET /v1/recommend/rules": rules,
  "GET /v1/styling/outfits": { taste_learnt: true, shape: null, outfits: [] },
  "GET /v1/products": { items: [{ product_id: "P-2", title: "Skirt" }], next_cursor: null, total: 1 },
  "GET /v1/size": advice,
};

const SCOPES = ["customers:read", "customers:write", "recommend:read", "styling:read", "products:read"];
const show = (address: string, scopes = SCOPES) =>
  draw(<Routes><Route path="/customers/*" element={<Customers />} /></Routes>, { address, scopes });
const asked = (requests: Request[], path: string) => requests.filter(({ url }) => new URL(url).pathname === path).map(({ url }) => new URL(url).searchParams);

describe("customers", () => {
  it("are listed by pseudonym with their segment and consent", async () => {
    const requests = serve(answers);
    show("/customers");
    const grid = await screen.findByRole("grid", { name: "Customers" });
    const line = within(grid).getByRole("row", { name: /c_1/ });
    expect(within(line).getByText("Loyal")).toBeInTheDocument();
    expect(within(line).getByText("25%")).toBeInTheDocument();
    expect(within(line).getByText("Profiled")).toBeInTheDocument();
    expect(screen.getByText("8,000 customers")).toBeInTheDocument();
    expect(screen.getByText(/90% of all sales/)).toBeInTheDocument();
    expect(asked(requests, "/v1/customers")[0]!.get("sort")).toBe("money");
  });

  it("are filtered by a tile and opened by a key", async () => {
    const user = userEvent.setup();
    const requests = serve(answers);
    show("/customers");
    await user.click(await screen.findByRole("button", { name: /Loyal/ }));
    await waitFor(() => expect(asked(requests, "/v1/customers").at(-1)!.getAll("segment")).toEqual(["loyal"]));
    within(await screen.findByRole("grid", { name: "Customers" })).getByRole("row", { name: /c_1/ }).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Customer c_1…" })).toBeInTheDocument();
  });

  it("may be none, be hidden, or not be had", async () => {
    serve({ ...answers, "GET /v1/customers/segments": { ...segments, customers: 0 } });
    const first = show("/customers");
    expect(await screen.findByText("No customers yet")).toBeInTheDocument();
    first.unmount();
    const second = show("/customers", []);
    expect(await screen.findByText("You may not see this")).toBeInTheDocument();
    second.unmount();
    serve({ ...answers, "GET /v1/customers/segments": () => problem(503, { detail: "the lake is busy", remedy: "Try again." }) });
    show("/customers");
    expect(await screen.findByText("The lake is busy")).toBeInTheDocument();
  });
});

describe("a customer", () => {
  it("shows tastes with their evidence, without what only repeats them", async () => {
    const user = userEvent.setup();
    serve(answers);
    show("/customers/c_1");
    const figure = await screen.findByRole("figure", { name: "Tastes" });
    await user.click(within(figure).getByText("Table"));
    const rows = within(figure).getAllByRole("row").slice(1).map((each) => [...each.children].map((cell) => cell.textContent));
    expect(rows).toEqual([["navy", "Colour", "3", "2", "0.1"], ["stripe", "Pattern", "0.5", "0.1", "0.2"]]);
    expect(screen.getByText(/does not want: floral/)).toBeInTheDocument();
    expect(screen.getByText("1 back")).toBeInTheDocument();
    expect(screen.getByText("M: 3 kept, 1 back")).toBeInTheDocument();
  });

  it("is shown what the shop would show, and rules can be switched without saving anything", async () => {
    const user = userEvent.setup();
    const requests = serve(answers);
    show("/customers/c_1");
    expect(await screen.findByText("because you took Dress")).toBeInTheDocument();
    expect(screen.getByText("margin: 3 → 1")).toBeInTheDocument();
    await user.click(await screen.findByRole("switch", { name: /^margin/ }));
    await user.click(screen.getByRole("switch", { name: /^one colour/ }));
    await waitFor(() => {
      const last = asked(requests, "/v1/recommend").at(-1)!;
      expect([last.getAll("on"), last.getAll("off"), last.get("customer")]).toEqual([["margin"], ["one colour"], "c_1"]);
    });
    await user.click(screen.getByRole("button", { name: "As in the settings" }));
    expect(screen.getByRole("switch", { name: /^margin/ })).not.toBeChecked();
    expect(requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it("is advised a size with its chances", async () => {
    const user = userEvent.setup();
    serve(answers);
    show("/customers/c_1");
    await user.click(await screen.findByRole("combobox", { name: "Style" }));
    await user.click(await screen.findByRole("option", { name: "Skirt (P-2)", hidden: true }));
    expect(await screen.findByText("Size M fits with a probability of 72%.")).toBeInTheDocument();
    const line = within(screen.getByRole("region", { name: "Which size" })).getByRole("row", { name: /^M/ });
    expect(within(line).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["", "10%", "72%", "18%", "sold out"]);
  });

  it("can take consent back, and have the profile erased after a question", async () => {
    const user = userEvent.setup();
    const requests = serve({ ...answers, "PUT /v1/customers/c_1/consent": row(1), "DELETE /v1/recommend/people/c_1": new Response(null, { status: 204 }) });
    show("/customers/c_1");
    await user.click(await screen.findByRole("switch", { name: /^May be profiled/ }));
    await waitFor(() => expect(requests.some(({ method }) => method === "PUT")).toBe(true));
    expect(await requests.find(({ method }) => method === "PUT")!.json()).toEqual({ profiling: false });
    expect(screen.getByText("Was never asked.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Erase profile" }));
    expect(requests.some(({ method }) => method === "DELETE")).toBe(false);
    const dialog = await screen.findByRole("dialog", { name: "Erase this profile?" });
    await user.click(within(dialog).getByRole("button", { name: "Erase profile" }));
    await waitFor(() => expect(requests.some(({ method }) => method === "DELETE")).toBe(true));
  });

  it("says what they want, and it can be taken back", async () => {
    const user = userEvent.setup();
    const path = "POST /v1/recommend/people/c_1/edits";
    const requests = serve({ ...answers, [path]: profile });
    show("/customers/c_1");
    await user.click(await screen.findByRole("button", { name: "Take back: floral" }));
    await waitFor(() => expect(requests.some(({ method }) => method === "POST")).toBe(true));
    expect(await requests.find(({ method }) => method === "POST")!.json()).toEqual({ withdraw: ["pattern:floral"] });
  });

  it("who has not agreed has no tastes and no events", async () => {
    const refused = row(1, { consent: { profiling: false, marketing: false, profiled: false } });
    serve({ ...answers, "GET /v1/customers/c_1": customer(refused) });
    show("/customers/c_1");
    expect(await screen.findByText(/has not agreed to being profiled/)).toBeInTheDocument();
    expect(screen.getByText("Without consent the shop shows what it shows to everybody.")).toBeInTheDocument();
    expect(screen.getByText("Without consent nothing is shown of what this person did.")).toBeInTheDocument();
  });

  it("cannot be changed by those who may only look", async () => {
    serve(answers);
    show("/customers/c_1", ["customers:read"]);
    expect(await screen.findByRole("switch", { name: /^May be profiled/ })).toBeDisabled();
    for (const name of ["Erase profile", "Write down", "Take back: floral"]) expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
    expect(screen.queryByText("As this person")).not.toBeInTheDocument();
  });

  it("has no fault that axe finds", async () => {
    serve(answers);
    show("/customers/c_1");
    await screen.findByText("because you took Dress");
    const page = screen.getByRole("heading", { name: "Customer c_1…" }).closest(".mantine-Stack-root")!;
    const found = await axe.run(page, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});
