import { notifications } from "@mantine/notifications";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { draw, problem, serve } from "@/test/render";

import Plan from "./page";
import { type Edit, type Line, Sheet } from "./Sheet";

const columns = ["w1", "w2", "w3"].map((id, index) => ({ id, label: id, note: "", phase: (["past", "now", "ahead"] as const)[index]! }));
const line = (id: string, values: number[]): Line => ({
  id, label: id, head: id, indent: 0, tone: "plan", values, editable: (column) => column > 0, write: (value) => (value === null ? "–" : String(value)),
});
const lines = [line("a", [1, 2, 3]), line("b", [4, 5, 6])];

function sheet() {
  const [onEdit, onUndo, onRefuse] = [vi.fn<(edits: Edit[]) => void>(), vi.fn(), vi.fn()];
  draw(<Sheet columns={columns} lines={lines} label="Grid" pending={new Map()} onEdit={onEdit} onUndo={onUndo} onRefuse={onRefuse} />);
  const grid = screen.getByRole("grid");
  grid.focus();
  const said = () => onEdit.mock.calls.map(([edits]) => edits.map(({ line: { id }, column, value }) => [id, column, value]));
  return { grid, onUndo, onRefuse, said };
}

describe("the sheet", () => {
  it("begins in the week that runs, and arrows move", async () => {
    const { grid } = sheet();
    expect(grid).toHaveAttribute("aria-activedescendant", "cell-0-1");
    await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}");
    expect(grid).toHaveAttribute("aria-activedescendant", "cell-1-2");
    await userEvent.keyboard("{Home}");
    expect(grid).toHaveAttribute("aria-activedescendant", "cell-1-0");
  });

  it("edits by typing; Enter keeps and goes down, once", async () => {
    const { grid, said } = sheet();
    await userEvent.keyboard("42{Enter}");
    expect(said()).toEqual([[["a", 1, 42]]]);
    expect(grid).toHaveAttribute("aria-activedescendant", "cell-1-1");
    expect(grid).toHaveFocus();
  });

  it("Tab keeps and goes on, Escape gives up", async () => {
    const { grid, said } = sheet();
    await userEvent.keyboard("7{Tab}");
    expect(said()).toEqual([[["a", 1, 7]]]);
    expect(grid).toHaveAttribute("aria-activedescendant", "cell-0-2");
    await userEvent.keyboard("9{Escape}");
    expect(said()).toHaveLength(1);
  });

  it("opens what stands there by F2, and changes it by a percentage", async () => {
    const { said } = sheet();
    await userEvent.keyboard("{F2}");
    expect(screen.getByRole("textbox")).toHaveValue("2");
    await userEvent.clear(screen.getByRole("textbox"));
    await userEvent.type(screen.getByRole("textbox"), "+50%{Enter}");
    expect(said()).toEqual([[["a", 1, 3]]]);
  });

  it("does not edit what is over, nor what is no number", async () => {
    const { onRefuse, said } = sheet();
    await userEvent.keyboard("{Home}5");
    expect(onRefuse).toHaveBeenLastCalledWith("closed", "");
    await userEvent.keyboard("{ArrowRight}1x{Enter}");
    expect(onRefuse).toHaveBeenLastCalledWith("number", "1x");
    expect(said()).toEqual([]);
  });

  it("copies a range as lines and tabs", async () => {
    const { grid } = sheet();
    await userEvent.keyboard("{Shift>}{ArrowDown}{ArrowRight}{/Shift}");
    const setData = vi.fn();
    fireEvent.copy(grid, { clipboardData: { setData } });
    expect(setData).toHaveBeenCalledWith("text/plain", "2\t3\n5\t6");
    expect(screen.getByText("4 cells, sum 16")).toBeInTheDocument();
  });

  it("pastes a block as one change", () => {
    const { grid, said } = sheet();
    fireEvent.paste(grid, { clipboardData: { getData: () => "10\t11\n12\t13\n" } });
    expect(said()).toEqual([[["a", 1, 10], ["a", 2, 11], ["b", 1, 12], ["b", 2, 13]]]);
  });

  it("Delete sets a range to nought, Ctrl Z takes back", async () => {
    const { onUndo, said } = sheet();
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}{Delete}{Control>}z{/Control}");
    expect(said()).toEqual([[["a", 1, 0], ["b", 1, 0]]]);
    expect(onUndo).toHaveBeenCalledOnce();
  });
});

const weeks = ["2026-02-23", "2026-03-02", "2026-03-09"].map((week, index) => ({
  week, label: `W${index}`, month: "M1", phase: ["past", "now", "ahead"][index], editable: index > 0,
}));
const course = (sales: (number | null)[]) => ({ opening: sales, sales, intake: sales, markdown: sales, closing: sales, cover: sales });
const grid = (level: string, key: string, sales: number[]) => ({
  run_id: "plan-1", this_week: "2026-03-02", revision: 3, currency: "EUR", level, measure: "units", weeks, next_cursor: null, total: 1,
  rows: [{ level, key, title: key, category: null, picture: null, versions: { budget: course(sales) } }],
});

afterEach(() => notifications.clean());

describe("the page", () => {
  let sales = [1, 2, 3];
  let tag = '"1"';
  const answers = {
    "GET /v1/plan/wssi": (request: Request) => {
      const level = new URL(request.url).searchParams.get("level") ?? "total";
      return Response.json(grid(level, level === "total" ? "total" : "dresses", sales), { headers: { ETag: tag } });
    },
  };
  beforeEach(() => {
    sales = [1, 2, 3];
    tag = '"1"';
  });

  it("sends an edit with the version that was read, and shows what came of it", async () => {
    const asked = serve({
      ...answers,
      "PATCH /v1/plan/wssi": () => {
        sales = [1, 50, 3];
        tag = '"2"';
        return { revision: 4 };
      },
    });
    draw(<Plan />, { scopes: ["inventory:read", "inventory:write"] });
    const sheetGrid = await screen.findByRole("grid", { name: /Weekly sales/ });
    sheetGrid.focus();
    await userEvent.keyboard("50{Enter}");
    await waitFor(() => expect(screen.getAllByText("50").length).toBeGreaterThan(0));
    const patch = asked.find(({ method }) => method === "PATCH")!;
    expect(patch.headers.get("If-Match")).toBe('"1"');
    expect(await patch.json()).toEqual({ cells: [{ level: "total", key: "total", week: "2026-03-02", field: "sales", value: 50 }] });
  });

  it("takes an edit back with the newest version", async () => {
    const asked = serve({ ...answers, "POST /v1/plan/wssi/undo": { revision: 5 } });
    draw(<Plan />, { scopes: ["inventory:read", "inventory:write"] });
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(asked.some(({ method, headers }) => method === "POST" && headers.get("If-Match") === '"1"')).toBe(true));
  });

  it("tells what was refused and reads anew", async () => {
    serve({ ...answers, "PATCH /v1/plan/wssi": () => problem(412, { detail: "it has changed since you read it", remedy: "Read it again." }) });
    draw(<Plan />, { scopes: ["inventory:read", "inventory:write"] });
    (await screen.findByRole("grid", { name: /Weekly sales/ })).focus();
    await userEvent.keyboard("9{Enter}");
    expect(await screen.findByText("It has changed since you read it")).toBeInTheDocument();
  });

  it("does not let viewers edit", async () => {
    serve(answers);
    draw(<Plan />, { scopes: ["inventory:read"] });
    const sheetGrid = await screen.findByRole("grid", { name: /Weekly sales/ });
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
    sheetGrid.focus();
    await userEvent.keyboard("9");
    expect(screen.queryByRole("textbox", { name: /Sales/ })).toBeNull();
  });

  it("has nothing that axe finds wrong", async () => {
    serve(answers);
    const { container } = draw(<Plan />, { scopes: ["inventory:read", "inventory:write"] });
    await screen.findByRole("grid", { name: /Weekly sales/ });
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
