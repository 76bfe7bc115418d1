import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { Route, Routes } from "react-router";
import { describe, expect, it, vi } from "vitest";

import { draw, problem, serve } from "@/test/render";

import type { Detail, Facets, StyleRow } from "./data";
import Products from "./page";

const row = (n: number, more: Partial<StyleRow> = {}): StyleRow => ({
  product_id: `P-${n}`, title: `Style ${n}`, brand: "A", category: "dresses", season: "SS26", status: "active", launched_on: "2026-01-05",
  picture: `p/${n}.svg`, alt: "a dress", colours: ["navy"], price: { minor: 5000, currency: "EUR" }, full_price: { minor: 8000, currency: "EUR" },
  sold: 50, returned: 10, money: { minor: 200_000, currency: "EUR" }, sell_through: { value: 0.8, numerator: 40, denominator: 50, weeks: 13 },
  on_hand: 10, on_order: 5, weekly_demand: 4, demand_basis: "forecast", weeks_of_supply: 2.5, stock: "low", stage: "rising", trend: "colour:navy", ...more,
});

const facet = (value: string, label = value) => ({ value, label, count: 1 });
const facets: Facets = {
  as_of: "2026-03-02", category: [facet("dresses", "Dresses")], colour: [facet("navy")], stage: [facet("rising")], stock: [facet("low")],
  status: [facet("active")], gender: [], season: [],
};

const detail: Detail = {
  as_of: "2026-03-02", style: row(1), description: "A dress.", material: null, url: null,
  pictures: [{ path: "p/1.svg", alt: "a dress", colour: "navy" }],
  variants: [],
  sizes: [
    { size: "S", sold: 30, sold_share: 0.75, on_hand: 0, stock_share: 0, curve_share: 0.5 },
    { size: "M", sold: 10, sold_share: 0.25, on_hand: 10, stock_share: 1, curve_share: 0.5 },
  ],
  places: [{ location_id: "web", name: "Web shop", kind: "web", on_hand: 10, on_order: 5 }],
  stock: [
    { location_id: "web", size: "S", colour: "navy", on_hand: 0, on_order: 5 },
    { location_id: "web", size: "M", colour: "navy", on_hand: 10, on_order: 0 },
  ],
  weeks: [{ week: "2026-02-23", net: 4, returned: 1, money: { minor: 20_000, currency: "EUR" } }],
  forecast: [{ week: "2026-03-02", mean: 4.26, low: 1, high: 8 }], forecast_model: "theta",
  prices: [{ day: "2026-01-05", price: { minor: 5000, currency: "EUR" }, full_price: { minor: 8000, currency: "EUR" } }],
  returns: { sold: 50, returned: 10, rate: 0.2, category_rate: 0.1, reasons: [{ reason: "too small", units: 7 }, { reason: null, units: 3 }] },
  trends: [{ name: "colour", value: "navy", stage: "rising", change: 0.12, low: 0, high: 0.3 }],
  attributes: [
    { name: "pattern", value: "stripe", label: "stripe", source: "text", confidence: 0.95, counts: true },
    { name: "pattern", value: "check", label: "check", source: "image", confidence: 0.4, counts: false },
    { name: "pattern", value: "stripe", label: "stripe", source: "image", confidence: 0.3, counts: false },
    { name: "neckline", value: "nothing", label: "nothing", source: "person", confidence: 1, counts: true },
  ],
};

const answers = {
  "GET /v1/products/facets": facets,
  "GET /v1/products": { items: [row(1), row(2, { stock: "out", weeks_of_supply: 0 })], next_cursor: null, total: 2 },
  "GET /v1/products/P-1": detail,
  "GET /v1/recommend/similar/P-1": { items: [] },
};

const SCOPES = ["products:read", "products:write", "recommend:read"];
const show = (address: string, scopes = SCOPES) =>
  draw(<Routes><Route path="/products/*" element={<Products />} /></Routes>, { address, scopes });

// jsdom has no canvas to draw on; what a chart shows is in its option and its table.
vi.setConfig({ testTimeout: 30_000 });
vi.mock("echarts/core", () => ({
  use: () => undefined,
  init: () => ({ on: () => undefined, setOption: () => undefined, resize: () => undefined, dispose: () => undefined }),
}));

describe("the range", () => {
  it("is ranked by sell-through of what is on sale, with figures and words for them", async () => {
    const asked = serve(answers);
    show("/products");
    const card = (await screen.findByText("Style 1")).closest("a")!;
    expect(card).toHaveAttribute("href", "/products/P-1");
    expect(within(card).getByText("80%")).toBeInTheDocument();
    expect(within(card).getByLabelText("40 of 50 units sold")).toBeInTheDocument();
    expect(within(card).getByText("Low")).toBeInTheDocument();
    expect(screen.getByText("2 styles")).toBeInTheDocument();
    const query = new URL(asked.find(({ url }) => url.includes("/v1/products?"))!.url).searchParams;
    expect([query.get("sort"), query.get("order"), query.get("window"), query.getAll("status")]).toEqual(["sell_through", "desc", "13", ["active"]]);
  });

  it("asks for what the address says", async () => {
    const asked = serve(answers);
    show("/products?stock=out&stock=low&sort=money&window=4&status=all&search=silk");
    await screen.findByText("Style 1");
    const query = new URL(asked.find(({ url }) => url.includes("/v1/products?"))!.url).searchParams;
    expect(query.getAll("stock")).toEqual(["out", "low"]);
    expect([query.get("sort"), query.get("window"), query.get("search"), query.get("status")]).toEqual(["money", "4", "silk", null]);
  });

  it("draws only what is in sight of a long range", async () => {
    const items = Array.from({ length: 60 }, (_, n) => row(n));
    serve({ ...answers, "GET /v1/products": { items, next_cursor: "x", total: 5000 } });
    show("/products");
    await screen.findByText("Style 0");
    expect(screen.getByText("5,000 styles")).toBeInTheDocument();
    expect(screen.getAllByRole("listitem").length).toBeLessThan(60);
  });

  it("says when there is nothing, when nothing matches, and when it may not be seen", async () => {
    serve({ ...answers, "GET /v1/products/facets": { ...facets, status: [] } });
    const first = show("/products");
    expect(await screen.findByText("No products yet")).toBeInTheDocument();
    first.unmount();
    serve({ ...answers, "GET /v1/products": { items: [], next_cursor: null, total: 0 } });
    const second = show("/products");
    expect(await screen.findByText("No style matches")).toBeInTheDocument();
    second.unmount();
    show("/products", []);
    expect(await screen.findByText("You may not see this")).toBeInTheDocument();
  });

  it("says what went wrong and what to do", async () => {
    serve({ ...answers, "GET /v1/products": () => problem(503, { detail: "the lake is busy", remedy: "Try again.", code: "busy" }) });
    show("/products");
    expect(await screen.findByText("The lake is busy")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });
});

describe("a style", () => {
  it("tells figures, stock by place and size, returns, trends and attributes", async () => {
    serve(answers);
    show("/products/P-1");
    expect(await screen.findByRole("heading", { name: "Style 1" })).toBeInTheDocument();
    expect(screen.getByText("40 of 50: net sold + on hand")).toBeInTheDocument();
    const places = screen.getByRole("region", { name: "Stock by place and size" });
    const cells = within(within(places).getByRole("row", { name: /Web shop/ })).getAllByRole("cell").map((cell) => cell.textContent);
    expect(cells).toEqual(["0", "10", "10", "5"]);
    expect(screen.getByText("20% of units came back.", { exact: false })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "navy" })).toHaveAttribute("href", "/trends?name=colour&value=navy");
    const rows = within(screen.getByRole("region", { name: "What it is like" })).getAllByRole("row").slice(1);
    expect(rows.map((each) => within(each).getAllByRole("cell")[0]!.textContent)).toEqual(["stripe", "check (does not count)", "none"]);
  });

  it("is corrected with the tag of what was read, and can be undone", async () => {
    const user = userEvent.setup();
    const path = "/v1/products/P-1/attributes";
    const asked = serve({
      ...answers,
      "GET /v1/products/vocabulary": [{ name: "pattern", values: [{ value: "floral", label: "floral" }, { value: "stripe", label: "stripe" }] }],
      [`GET ${path}`]: () => new Response(JSON.stringify({}), { headers: { ETag: '"t1"', "Content-Type": "application/json" } }),
      [`PUT ${path}`]: {},
      [`DELETE ${path}`]: {},
    });
    show("/products/P-1");
    await user.click(await screen.findByRole("button", { name: "Correct" }));
    const dialog = await screen.findByRole("dialog", { name: "Correct what it is like" });
    await user.click(await within(dialog).findByRole("combobox", { name: "Attribute" }));
    await user.click(await screen.findByRole("option", { name: "Pattern", hidden: true }));
    await user.click(within(dialog).getByRole("combobox", { name: "All its values" }));
    await user.click(await screen.findByRole("option", { name: "floral", hidden: true }));
    await user.click(within(dialog).getByRole("button", { name: "Save correction" }));
    await waitFor(() => expect(asked.some(({ method }) => method === "PUT")).toBe(true));
    const put = asked.find(({ method }) => method === "PUT")!;
    expect(put.headers.get("If-Match")).toBe('"t1"');
    expect(await put.json()).toEqual({ corrections: [{ name: "pattern", values: ["stripe", "floral"] }] });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(asked.find(({ method }) => method === "DELETE")?.url).toContain("name=pattern"));
  });

  it("cannot be corrected by those who may only look", async () => {
    serve(answers);
    show("/products/P-1", ["products:read"]);
    await screen.findByRole("heading", { name: "Style 1" });
    expect(screen.queryByRole("button", { name: "Correct" })).not.toBeInTheDocument();
    expect(screen.queryByText("Goes with it")).not.toBeInTheDocument();
  });

  it("is told when there is none of that id", async () => {
    serve({ ...answers, "GET /v1/products/P-9": () => problem(404, { detail: "there is no product 'P-9'", remedy: "List them." }) });
    show("/products/P-9");
    expect(await screen.findByText("There is no product 'P-9'")).toBeInTheDocument();
  });

  it("has no fault that axe finds", async () => {
    serve(answers);
    show("/products/P-1");
    const page = (await screen.findByRole("heading", { name: "Style 1" })).closest(".mantine-Stack-root")!;
    const found = await axe.run(page, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});
