import { notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";

import { draw, serve } from "@/test/render";

import type { Decision } from "./data";
import Today from "./page";
import { tone } from "./Tiles";

const decision = (id: string, more: Partial<Decision> = {}): Decision => ({
  id, rank: 1, kind: "buy", state: "open", money: { minor: 123_400, currency: "EUR" }, title: `Style ${id}`, product_id: id, variant_id: id, colour: "navy",
  size: "M", category: "dresses", picture: null, location: null, from_location: null, attribute: null, label: null, supplier: "Mill", quantity: 10, suggested: 10, cut: null,
  cost: null, sells_out_on: null, purchase_order_id: "PO-1", order_state: "suggested", places: [], evidence: [{ name: "on_hand", value: 3, unit: "units" }],
  reason: { en: `Because ${id}.`, zh: "因为。" }, editable: "quantity", version: 0, etag: '"x"', why: null, actor: null, at: null, ...more,
});
const today = {
  day: "2026-03-02", week: "2026-02-23", stale: false, plan: { run_id: "plan-1", as_of: "2026-03-02", ended_at: null },
  tiles: [{
    key: "units", title: { en: "Units sold", zh: "销售件数" }, definition: { en: "What was sold.", zh: "售出。" }, unit: "units", value: 602, money: null, day: null,
    of: null, change: 0.12, change_year: -0.3, good: "up",
  }],
};

function page(items = [decision("a"), decision("b"), decision("c")], scopes = ["inventory:read", "inventory:write"]) {
  let open = items;
  const asked = serve({
    "GET /v1/today": today,
    "GET /v1/decisions/summary": [{ kind: "buy", state: "open", count: items.length, money: [{ minor: 1, currency: "EUR" }] }],
    "GET /v1/decisions": () => ({ items: open, next_cursor: null, total: open.length }),
    "GET /v1/inventory/explain/a": [],
    "POST /v1/decisions/bulk": async (request: Request) => {
      const { action, items: wanted } = (await request.json()) as { action: string; items: { id: string }[] };
      const ids = new Set(wanted.map(({ id }) => id));
      open = action === "undo" ? items : open.filter(({ id }) => !ids.has(id));
      return wanted.map(({ id }) => ({ id, done: true, decision: null, problem: null }));
    },
  });
  const drawn = draw(<Today />, { scopes });
  const bodies = async () => Promise.all(asked.filter(({ method }) => method === "POST").map((request) => request.clone().json() as Promise<unknown>));
  return { ...drawn, bodies };
}
const titles = () => screen.queryAllByRole("row").map((row) => within(row).getByText(/^Style/).textContent);

afterEach(() => notifications.clean());

describe("Today", () => {
  it("shows last week's figures with what changed", async () => {
    page();
    expect(await screen.findByText("602")).toBeInTheDocument();
    expect(screen.getByText("+12% on the week · −30% on the year")).toBeInTheDocument();
  });

  it("says whether a change is good", () => {
    expect(tone({ good: "up", change: 0.1 })).toBe("good");
    expect(tone({ good: "down", change: 0.1 })).toBe("bad");
    expect(tone({ good: "none", change: 0.1 })).toBe("soft");
    expect(tone({ good: "up", change: null })).toBe("soft");
  });

  it("works through the list by keyboard: j, a, then u takes it back", async () => {
    const { bodies } = page();
    const list = await screen.findByRole("grid");
    list.focus();
    await userEvent.keyboard("ja");
    await waitFor(() => expect(titles()).toEqual(["Style a", "Style c"]));
    expect(await bodies()).toEqual([{ action: "accept", items: [{ id: "b", version: 0 }] }]);
    await userEvent.keyboard("u");
    await waitFor(() => expect(titles()).toEqual(["Style a", "Style b", "Style c"]));
    expect((await bodies()).at(-1)).toEqual({ action: "undo", items: [{ id: "b" }] });
  });

  it("accepts what is selected by Space at once", async () => {
    const { bodies } = page();
    (await screen.findByRole("grid")).focus();
    await userEvent.keyboard(" jj a");
    await waitFor(() => expect(titles()).toEqual(["Style b"]));
    expect(await bodies()).toEqual([{ action: "accept", items: [{ id: "a", version: 0 }, { id: "c", version: 0 }] }]);
  });

  it("asks for the reason of a dismissal", async () => {
    const { bodies } = page();
    (await screen.findByRole("grid")).focus();
    await userEvent.keyboard("d");
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByLabelText("In your words"), "too dear");
    await userEvent.click(within(dialog).getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(titles()).toEqual(["Style b", "Style c"]));
    expect(await bodies()).toEqual([{ action: "dismiss", items: [{ id: "a", version: 0 }], reason: "No budget: too dear" }]);
  });

  it("accepts another quantity", async () => {
    const { bodies } = page();
    (await screen.findByRole("grid")).focus();
    await userEvent.keyboard("e");
    const dialog = await screen.findByRole("dialog");
    const units = within(dialog).getByLabelText("Units");
    await userEvent.clear(units);
    await userEvent.type(units, "24");
    await userEvent.click(within(dialog).getByRole("button", { name: "Accept" }));
    await waitFor(async () => expect(await bodies()).toEqual([{ action: "accept", items: [{ id: "a", version: 0, quantity: 24 }] }]));
  });

  it("shows viewers everything and lets them decide nothing", async () => {
    const { bodies } = page(undefined, ["inventory:read"]);
    (await screen.findByRole("grid")).focus();
    expect(screen.queryByRole("button", { name: /Accept/ })).toBeNull();
    await userEvent.keyboard("ad");
    expect(await bodies()).toEqual([]);
  });

  it("says when nothing is left", async () => {
    page([]);
    expect(await screen.findByText("Nothing is left to decide")).toBeInTheDocument();
  });

  it("keeps the page from those who may not see it", async () => {
    page(undefined, []);
    expect(await screen.findByText(/permission|not allowed|may not/i)).toBeInTheDocument();
  });

  it("has nothing that axe finds wrong", async () => {
    const { container } = page();
    await screen.findByRole("grid");
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
