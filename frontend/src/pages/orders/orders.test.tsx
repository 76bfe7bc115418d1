import { notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";

import { draw, serve } from "@/test/render";

import { bodyOf } from "./ActDialog";
import type { OrderRow, OrderView } from "./data";
import Orders from "./page";

const row = (more: Partial<OrderRow> = {}): OrderRow => ({
  purchase_order_id: "PO-1", source: "book", state: "suggested", supplier_id: "mill", supplier: "The Mill", destination: null, lines: 1, units: 10, received: 0,
  outstanding: 10, cost: { minor: 50_000, currency: "EUR" }, order_by: "2026-03-04", ordered_on: null, expected_on: "2026-04-01", days_late: 0, alerts: [],
  edited: false, note: null, allowed: ["approve", "edit", "void"], ...more,
});
const view = (more: Partial<OrderView> = {}): OrderView => ({
  ...row(), version: 1, run_id: "plan-1", reference: null, approved_by: null, approved_on: null, messages: [],
  items: [{
    variant_id: "tee", location_id: "web", location: "Web", product_id: "tee", title: "Tee", colour: "navy", size: "M", picture: null, quantity: 10, received: 0,
    held: 2, rejected: 0, in_transit: 8, unit_cost: null, line_cost: null, moq: 0, pack_size: 1, reason: null,
  }],
  ...more,
});
const told = {
  why: "", via: "csv", expected: "", reference: "", all: false, delivery: " D1 ", anyway: false,
  counts: { "tee@web": { accepted: 5, held: 1, rejected: 0, quantity: 12 } },
};

function page({ order = view(), limits = {}, scopes = ["orders:read", "orders:write", "orders:approve"], address = "/?order=PO-1" }: {
  order?: OrderView; limits?: object; scopes?: string[]; address?: string;
} = {}) {
  const asked = serve({
    "GET /v1/orders/states": [{ state: "suggested", orders: 1, units: 10, cost: [{ minor: 50_000, currency: "EUR" }] }],
    "GET /v1/orders": (request: Request) => {
      const states = new URL(request.url).searchParams.getAll("state");
      const items = !states.length || states.includes("suggested") ? [row()] : [];
      return { items, next_cursor: null, total: items.length };
    },
    "GET /v1/orders/limits": { role: "buyer", may_approve: true, limited: false, limits: [], ...limits },
    "GET /v1/orders/PO-1": () => Response.json(order, { headers: { ETag: '"7"' } }),
    "GET /v1/orders/PO-1/history": [{ at: "2026-03-02T08:00:00Z", actor: "plan", action: "suggest", before: null, after: "suggested", why: "run 1", version: 1, changes: {} }],
    "POST /v1/orders/PO-1/approve": order, "POST /v1/orders/PO-1/void": order,
    "POST /v1/orders/approve": [{ purchase_order_id: "PO-1", done: true, state: "approved", where: null, problem: null }],
  });
  return { ...draw(<Orders />, { scopes, address }), asked };
}

afterEach(() => notifications.clean());

describe("Orders", () => {
  it("stand on the board by their states", async () => {
    page({ address: "/" });
    const column = await screen.findByRole("listitem", { name: "To approve" });
    expect(await within(column).findByRole("button", { name: /PO-1/ })).toBeInTheDocument();
    expect(screen.getByRole("listitem", { name: "Sent" })).toHaveTextContent("None");
  });

  it("are approved at the version that was looked at", async () => {
    const { asked } = page();
    const drawer = await screen.findByRole("dialog", { name: "PO-1" });
    await userEvent.click(await within(drawer).findByRole("button", { name: "Approve" }));
    const dialog = await screen.findByRole("dialog", { name: "Approve: PO-1" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(asked.find(({ url }) => url.endsWith("/approve"))?.headers.get("If-Match")).toBe('"7"'));
  });

  it("are given up only with a reason", async () => {
    const { asked } = page();
    const drawer = await screen.findByRole("dialog", { name: "PO-1" });
    await userEvent.click(await within(drawer).findByRole("button", { name: "Give up" }));
    const dialog = await screen.findByRole("dialog", { name: "Give up: PO-1" });
    expect(within(dialog).getByRole("button", { name: "Give up" })).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText(/Reason/), "late");
    await userEvent.click(within(dialog).getByRole("button", { name: "Give up" }));
    await waitFor(async () => expect(await asked.find(({ url }) => url.endsWith("/void"))?.json()).toEqual({ why: "late" }));
  });

  it("beyond the limit of a role cannot be approved", async () => {
    page({ limits: { limited: true, limits: [{ minor: 40_000, currency: "EUR" }] } });
    const drawer = await screen.findByRole("dialog", { name: "PO-1" });
    expect(await within(drawer).findByText(/beyond what your role may approve/)).toBeInTheDocument();
    expect(within(drawer).getByRole("button", { name: "Approve" })).toBeDisabled();
  });

  it("offer viewers nothing to do", async () => {
    page({ scopes: ["orders:read"] });
    const drawer = await screen.findByRole("dialog", { name: "PO-1" });
    expect(await within(drawer).findByText("Tee")).toBeInTheDocument();
    expect(within(drawer).queryByRole("button", { name: "Approve" })).toBeNull();
    expect(within(drawer).queryByRole("button", { name: "Give up" })).toBeNull();
  });

  it("are approved several at once in the table", async () => {
    const { asked } = page({ address: "/?as=table" });
    await userEvent.click(await screen.findByRole("checkbox", { name: /Select all|Select every/i }));
    await userEvent.click(screen.getByRole("button", { name: "Approve 1" }));
    await waitFor(async () => expect(await asked.find(({ url }) => url.endsWith("/v1/orders/approve"))?.json()).toEqual({ numbers: ["PO-1"] }));
  });

  it("have nothing that axe finds wrong", async () => {
    const { container } = page({ address: "/" });
    await screen.findByRole("button", { name: /PO-1/ });
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

describe("what is sent", () => {
  const order = view();
  it("of a delivery in part", () =>
    expect(bodyOf("receive", order, told)).toEqual({ lines: [{ variant_id: "tee", location_id: "web", accepted: 5, held: 1, rejected: 0 }], delivery: "D1" }));
  it("of a whole delivery", () => expect(bodyOf("receive", order, { ...told, all: true })).toEqual({ all: true, delivery: "D1" }));
  it("of a verdict", () => expect(bodyOf("inspect", order, told)).toEqual({ lines: [{ variant_id: "tee", location_id: "web", accepted: 5, rejected: 0 }] }));
  it("of an edit: only what is changed", () => {
    expect(bodyOf("edit", order, told)).toEqual({ lines: [{ variant_id: "tee", location_id: "web", quantity: 12 }] });
    expect(bodyOf("edit", order, { ...told, counts: {} })).toEqual({ lines: [] });
  });
  it("of sending again", () => expect(bodyOf("send again", order, { ...told, why: " lost " })).toEqual({ via: "csv", again: true, why: "lost" }));
});
