import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { draw, problem, serve } from "@/test/render";

import { bytes, type Import, type Mapping, type Preview } from "./data";
import Data from "./page";

const file = {
  name: "till.csv", size: 2700, kind: "csv", importer: null, mapped: false, readable: false,
  parts: [{ name: "till.csv", headers: ["Beleg", "Menge"], candidates: [], fault: null }],
};
const open: Import = {
  import_id: "i1", actor: "ada", created_at: "2026-03-02T06:00:00Z", state: "open", files: [file], job: null, rows: 0, written: 0,
  unchanged: 0, set_aside: 0, reasons: {}, tables: {}, correctable: [],
};
const mapping: Mapping = {
  text: null, chosen: false, headers: ["Beleg", "Menge"], assignments: [], missing: {}, needs: { sale: ["order_id", "quantity"] },
};
const preview: Preview = {
  rows: 2, complete: true, tables: { sale: 1 }, samples: { sale: [{ order_id: "A1", quantity: 2, unit_price: 1990, currency: "EUR", channel: null }] },
  set_aside: { "Menge is not a whole number": 1 }, left_out: {}, problems: [{ row: 2, column: "Menge", value: "viele", reason: "Menge is not a whole number" }],
};
const column = (name: string) => ({ name, type: "text", meaning: `about ${name}`, key: false, required: true, unit: "" });
const line = { kind: "fact", meaning: "An order line.", rows: 98_829, version: 1, changed_at: "2026-03-02T06:00:00Z", newest: "2026-03-01T10:00:00Z", findings: 1 };
const answers = {
  "GET /v1/imports": { items: [], next_cursor: null, total: 0 },
  "GET /v1/imports/i1": () => Response.json(open, { headers: { ETag: '"1"' } }),
  "GET /v1/imports/formats": [{ name: "shopify_orders", title: "Shopify orders", tables: ["sale"] }],
  "GET /v1/imports/i1/files/till.csv/mapping": mapping,
  "GET /v1/imports/i1/files/till.csv/preview": preview,
  "GET /v1/tables": [{ ...line, name: "sale" }, { ...line, name: "demand_forecast", kind: "finding" }],
  "GET /v1/tables/sale": { ...line, name: "sale", columns: [column("order_id"), column("quantity"), column("channel")], versions: [] },
  "GET /v1/tables/sale/rows": { items: [{ order_id: "A1", quantity: "2", channel: null }], next_cursor: null, total: 98_829 },
  "GET /v1/tables/quality": [
    {
      code: "missing-cost", table: "variant", severity: "high", count: 7, total: 1000, what: "variants that sell have no cost",
      effect: "Margins are guessed.", remedy: "Import costs.", examples: ["SKU-1"],
    },
  ],
};
const scopes = ["data:read", "data:write", "jobs:read", "jobs:write"];

describe("the data page", () => {
  it("takes dropped files and goes to the import they make", async () => {
    const asked = serve({ ...answers, "POST /v1/imports": open, "POST /v1/imports/i1/files": open });
    draw(<Data />, { scopes });
    await userEvent.upload(await screen.findByLabelText("Choose files", { selector: "input" }), new File(["a,b"], "till.csv"));
    await waitFor(() => expect(asked.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toContain("POST /v1/imports/i1/files"));
    const sent = asked.find(({ url }) => url.endsWith("/files"));
    expect(sent?.headers.get("Idempotency-Key")).toBeTruthy();
  });

  it("offers no upload to those who may only read", async () => {
    serve(answers);
    draw(<Data />, { scopes: ["data:read"] });
    expect(await screen.findByText("Nothing was imported yet")).toBeVisible();
    expect(screen.queryByText("Drop files here")).toBeNull();
  });

  it("maps columns by hand and sends them with the version that was read", async () => {
    const asked = serve({ ...answers, "PUT /v1/imports/i1/files/till.csv/mapping": mapping });
    const { container } = draw(<Data />, { scopes, address: "/import/i1" });
    const card = await screen.findByRole("region", { name: "till.csv" });
    expect(within(card).getByRole("button", { name: "Preview" })).toBeDisabled();
    await userEvent.click((await within(card).findAllByLabelText("Order"))[0]!);
    await userEvent.click(await screen.findByRole("option", { name: "Beleg" }));
    expect((await axe.run(container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
    await userEvent.click(within(card).getByRole("button", { name: "Use this mapping" }));
    const put = await waitFor(() => asked.find(({ method }) => method === "PUT") ?? Promise.reject(new Error("not yet")));
    expect(put.headers.get("If-Match")).toBe('"1"');
    expect(await put.json()).toEqual({ assignments: [{ table: "sale", column: "order_id", header: "Beleg" }] });
  });

  it("shows the first rows and what would be set aside, and why", async () => {
    serve({ ...answers, "GET /v1/imports/i1": { ...open, files: [{ ...file, readable: true, mapped: true }] } });
    draw(<Data />, { scopes, address: "/import/i1" });
    await userEvent.click(await screen.findByRole("button", { name: "Preview" }));
    const rows = await screen.findByRole("region", { name: "Sales" });
    expect(rows).toHaveTextContent("€19.90");
    expect(within(rows).queryByText("Channel")).toBeNull();
    expect(screen.getByRole("region", { name: "Would be set aside" })).toHaveTextContent("viele");
  });

  it("says how to bring in what was set aside", async () => {
    const done: Import = { ...open, state: "done", rows: 2, written: 1, set_aside: 1, reasons: { "Menge is wrong": 1 }, correctable: ["till.csv"] };
    serve({ ...answers, "GET /v1/imports/i1": done });
    draw(<Data />, { scopes, address: "/import/i1" });
    const link = await screen.findByRole("link", { name: "To correct: till.csv" });
    expect(link).toHaveAttribute("href", "/v1/imports/i1/files/till.csv/to-correct");
  });

  it("tells why an import failed", async () => {
    const job = { job_id: "j", state: "failed", error: { what: "the table is locked", remedy: "Try again." } };
    serve({ ...answers, "GET /v1/imports/i1": { ...open, state: "failed", job } });
    draw(<Data />, { scopes, address: "/import/i1" });
    expect(await screen.findByRole("alert")).toHaveTextContent("the table is lockedTry again.");
  });

  it("ranks what is missing with what to do", async () => {
    serve(answers);
    const { container } = draw(<Data />, { scopes, address: "/?tab=quality" });
    const article = await screen.findByRole("article");
    expect(article).toHaveTextContent("7 variants that sell have no cost");
    expect(article).toHaveTextContent("of 1,000 rows looked at");
    expect((await axe.run(container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
  });

  it("lists tables and shows the rows of one", async () => {
    serve(answers);
    draw(<Data />, { scopes, address: "/?tab=tables" });
    expect(await screen.findByText("98,829")).toBeVisible();
    expect(screen.queryByText("Demand forecasts")).toBeNull();
  });

  it("shows a refused condition with its remedy", async () => {
    serve({ ...answers, "GET /v1/tables/sale/rows": () => problem(422, { detail: "the condition cannot be read", remedy: "Write it like: quantity > 10." }) });
    draw(<Data />, { scopes, address: "/table/sale" });
    expect(await screen.findByText("Write it like: quantity > 10.")).toBeVisible();
  });
});

describe("sizes", () => {
  it.each([[0, "0 B"], [999, "999 B"], [2700, "2.7 kB"], [123_456, "123 kB"], [5_000_000_000, "5.0 GB"]])("%d is %s", (size, shown) => {
    expect(bytes(size)).toBe(shown);
  });
});
