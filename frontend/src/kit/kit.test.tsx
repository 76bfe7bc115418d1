import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";

import { OFFLINE, Problem, read, send } from "@/api/client";
import { draw, problem, serve } from "@/test/render";

import {
  Chart, Confirm, DataTable, Empty, Failed, Filters, Money, Num, PageFrame, Percent, Query, Swatch, Tile, Week, Writer, csv,
  useFilterValues, useJob, useUndo,
} from ".";

const columns = [
  { id: "name", header: "Style", cell: (row: { name: string; units: number | null }) => row.name, value: (row: { name: string }) => row.name },
  { id: "units", header: "Units", align: "right" as const, cell: (row: { units: number | null }) => row.units, value: (row: { units: number | null }) => row.units },
];
const rows = [{ name: "b", units: 2 }, { name: "a", units: null }, { name: "c", units: 1 }];
const text = (row: HTMLElement) => within(row).getAllByRole("gridcell").map((cell) => cell.textContent);

describe("figures", () => {
  it("writes money by the currency's own digits, in both languages", () => {
    expect(new Writer("en").money({ minor: 123456, currency: "EUR" })).toBe("€1,234.56");
    expect(new Writer("en").money({ minor: 1234, currency: "JPY" })).toBe("¥1,234");
    expect(new Writer("zh").money({ minor: 1_234_500_00, currency: "CNY" }, true)).toBe("¥123.5万");
    expect(new Writer("en").money({ minor: -5, currency: "EUR" })).toBe("−€0.05");
  });

  it("writes percents with their sign and days without a zone", () => {
    expect(new Writer("en").percent(0.123, 1, true)).toBe("+12.3%");
    expect(new Writer("en").percent(0, 0, true)).toBe("0%");
    expect(new Writer("en").day("2020-03-01", true)).toBe("1 Mar 2020");
    expect(new Writer("zh").day("2020-03-01", true)).toBe("2020年3月1日");
  });

  it("shows the unknown as a dash, never as nought", () => {
    draw(<><Money amount={null} /><Num value={undefined} /><Percent value={Number.NaN} /></>);
    expect(screen.getAllByText("–")).toHaveLength(3);
  });

  it("says which week by its first day", () => {
    draw(<Week value="2020-03-02" />);
    expect(screen.getByText("week of 2 Mar 2020")).toHaveAttribute("datetime", "2020-03-02");
  });
});

describe("DataTable", () => {
  it("sorts with the unknown last in both directions, and says so", async () => {
    draw(<DataTable rows={rows} columns={columns} rowKey={({ name }) => name} label="Styles" />);
    const head = screen.getByRole("columnheader", { name: /Units/ });
    const order = () => screen.getAllByRole("row").slice(1).map((row) => text(row)[0]);
    expect(order()).toEqual(["b", "a", "c"]);
    await userEvent.click(within(head).getByRole("button"));
    expect(order()).toEqual(["c", "b", "a"]);
    expect(head).toHaveAttribute("aria-sort", "ascending");
    await userEvent.click(within(head).getByRole("button"));
    expect(order()).toEqual(["b", "c", "a"]);
    expect(head).toHaveAttribute("aria-sort", "descending");
  });

  it("opens by Enter, selects by Space, moves by arrows", async () => {
    const [open, select] = [vi.fn(), vi.fn()];
    draw(<DataTable rows={rows} columns={columns} rowKey={({ name }) => name} label="Styles" onOpen={open} selected={new Set(["b"])} onSelect={select} />);
    const body = screen.getAllByRole("row").slice(1);
    body[0]!.focus();
    await userEvent.keyboard("{Enter}");
    expect(open).toHaveBeenCalledWith(rows[0]);
    await userEvent.keyboard(" ");
    expect(select).toHaveBeenLastCalledWith(new Set());
    await userEvent.keyboard("{ArrowDown}");
    await waitFor(() => expect(body[1]).toHaveFocus());
    await userEvent.keyboard(" ");
    expect(select).toHaveBeenLastCalledWith(new Set(["b", "a"]));
  });

  it("draws few of many rows and says how many there are", () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ name: `s${index}`, units: index }));
    draw(<DataTable rows={many} columns={columns} rowKey={({ name }) => name} label="Styles" />);
    expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "5001");
    const drawn = screen.getAllByRole("row").length;
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(80);
  });

  it("has no fault that axe finds", async () => {
    const { container } = draw(
      <DataTable rows={rows} columns={columns} rowKey={({ name }) => name} label="Styles" selected={new Set()} onSelect={() => undefined} />,
    );
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe("the four states", () => {
  const query = (part: object) => ({ data: undefined, isError: false, error: null, refetch: vi.fn(), ...part }) as never;

  it("shows data, emptiness, waiting", () => {
    draw(<Query of={query({ data: [1] })}>{(data: number[]) => <p>{data.length} there</p>}</Query>);
    expect(screen.getByText("1 there")).toBeVisible();
    draw(<Query of={query({ data: [] })} isEmpty={(data: number[]) => !data.length} empty={<Empty title="None yet" />}>{() => <p>no</p>}</Query>);
    expect(screen.getByText("None yet")).toBeVisible();
    draw(<Query of={query({})}>{() => <p>no</p>}</Query>);
    expect(screen.getByRole("status", { name: "Loading" })).toBeVisible();
  });

  it("shows what went wrong with its remedy and tries again", async () => {
    const retry = vi.fn();
    draw(<Failed error={new Problem(409, { title: "Conflict", detail: "the plan is running", remedy: "Wait for it." })} retry={retry} />);
    expect(screen.getByRole("alert")).toHaveTextContent("The plan is runningWait for it.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });

  it("tells a refusal of rights from a failure", () => {
    draw(<Failed error={new Problem(403, { title: "no" })} />);
    expect(screen.getByText("You may not see this")).toBeVisible();
    draw(<PageFrame title="Orders" scope="orders:read"><p>secret</p></PageFrame>, { scopes: ["trends:read"] });
    expect(screen.queryByText("secret")).toBeNull();
  });
});

describe("Chart", () => {
  it("has its table and its download", async () => {
    const made: Blob[] = [];
    URL.createObjectURL = (blob: Blob) => (made.push(blob), "blob:x");
    URL.revokeObjectURL = () => undefined;
    draw(<Chart title="Share" option={{}} description="It rises." table={{ columns: ["week", "share"], rows: [["2020-01-06", 0.1]] }} />);
    expect(screen.getByRole("img", { name: "Share. It rises." })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("radio", { name: "Table" }));
    expect(screen.getByRole("cell", { name: "0.1" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Download as CSV" }));
    expect(await made[0]!.text()).toContain("week,share\r\n2020-01-06,0.1\r\n");
  });

  it("gives no spreadsheet a formula", () => {
    expect(csv(["a"], [["=1+1"], ['say "hi", all'], [-3], [null]])).toBe('\ufeffa\r\n\'=1+1\r\n"say ""hi"", all"\r\n-3\r\n\r\n');
  });
});

describe("acts", () => {
  it("takes back what was done", async () => {
    const back = vi.fn();
    function Row() {
      const undo = useUndo();
      return <button type="button" onClick={() => undo("Dismissed", back)}>Dismiss</button>;
    }
    draw(<Row />);
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(back).toHaveBeenCalledOnce();
  });

  it("asks before what cannot be undone", async () => {
    const [yes, no] = [vi.fn(), vi.fn()];
    draw(<Confirm opened title="Delete?" action="Delete" danger onYes={yes} onNo={no}>Gone for good.</Confirm>);
    const dialog = await screen.findByRole("dialog", { name: "Delete?" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(no).toHaveBeenCalledOnce();
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
    expect(yes).toHaveBeenCalledOnce();
  });

  it("keeps filters in the address", async () => {
    function Shown() {
      return <output>{useFilterValues().one("q", "none")}</output>;
    }
    draw(<><Filters filters={[{ kind: "search", name: "q", label: "Search" }]} /><Shown /></>, { address: "/?q=red" });
    expect(screen.getByRole("status")).toHaveTextContent("red");
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(screen.getByRole("status")).toHaveTextContent("none");
  });

  it("names tiles and colours in words", () => {
    draw(<><Tile label="Margin" value="12%" note="+1 point" tone="good" /><Swatch hex="#123456" label="navy" /></>);
    expect(screen.getByText("Margin")).toBeVisible();
    expect(screen.getByText("navy")).toBeVisible();
  });
});

describe("the client", () => {
  it("gives every POST a key of its own and leaves out empty parameters", async () => {
    const asked = serve({ "POST /v1/x": {}, "GET /v1/y": { a: 1 } });
    await send("POST", "/v1/x", { a: 1 });
    await send("POST", "/v1/x", { a: 1 });
    const keys = asked.map((request) => request.headers.get("Idempotency-Key"));
    expect(keys[0]).toBeTruthy();
    expect(keys[0]).not.toBe(keys[1]);
    await read("/v1/y", { q: "", many: ["a", "b"], none: null, n: 0 });
    expect(new URL(asked[2]!.url).search).toBe("?many=a&many=b&n=0");
  });

  it("throws what the server says, and tells when it is away", async () => {
    serve({ "GET /v1/x": () => problem(422, { title: "Unprocessable", detail: "bad week", code: "bad_week", remedy: "Name a Monday." }) });
    await expect(read("/v1/x")).rejects.toMatchObject({ status: 422, code: "bad_week", remedy: "Name a Monday.", message: "Bad week" });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
    await expect(read("/v1/x")).rejects.toMatchObject({ status: OFFLINE });
  });

  it("tells the app when the session has ended", async () => {
    const heard = vi.fn();
    window.addEventListener("modiste:signed-out", heard);
    serve({ "GET /v1/x": () => problem(401, { title: "Sign in" }) });
    await expect(read("/v1/x")).rejects.toMatchObject({ status: 401 });
    expect(heard).toHaveBeenCalledOnce();
    window.removeEventListener("modiste:signed-out", heard);
  });
});

describe("useJob", () => {
  class Source extends EventTarget {
    static last: Source;
    closed = false;
    constructor(readonly url: string) {
      super();
      Source.last = this;
    }
    close() {
      this.closed = true;
    }
    say(name: string, data: object) {
      this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
    }
  }
  const job = { job_id: "j", kind: "plan", title: "Plan", state: "running", progress: "", fraction: null, cancelling: false, result: {}, error: {} };

  it("follows progress and ends once, with what came of it", async () => {
    vi.stubGlobal("EventSource", Source);
    serve({ "GET /v1/jobs/j": { ...job, state: "done", result: { run_id: "r" } } });
    const end = vi.fn();
    function Shown() {
      const seen = useJob("j", end);
      return <p>{seen?.state} {seen?.progress} {seen?.fraction}</p>;
    }
    draw(<Shown />);
    act(() => Source.last.say("job", job));
    act(() => Source.last.say("progress", { detail: { text: "forecasting", fraction: 0.5 } }));
    expect(screen.getByText("running forecasting 0.5")).toBeVisible();
    act(() => Source.last.say("done", { detail: {} }));
    await waitFor(() => expect(end).toHaveBeenCalledOnce());
    expect(end.mock.calls[0]![0]).toMatchObject({ state: "done", result: { run_id: "r" } });
    expect(Source.last.closed).toBe(true);
    expect(Source.last.url).toBe("/v1/jobs/j/events");
  });
});
