import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { Route, Routes } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { draw, problem, serve } from "@/test/render";

import { type Board, type Spec, type Vocabulary, few, fileAddress } from "./data";
import { parts } from "./HeardView";
import Page from "./page";

const names = (slot: string, en: string, zh: string, ...values: string[]) => ({ slot, en, zh, choices: values.map((value) => ({ value, en: value, zh: value })) });
const vocabulary: Vocabulary = {
  slots: [
    names("category", "category", "品类", "dress", "skirt"), names("silhouette", "silhouette", "廓形", "straight", "a-line"), names("length", "length", "长度", "knee", "midi"),
    names("neckline", "neckline", "领口", "none", "crew", "v"), names("collar", "collar", "领子", "none", "shirt"), names("print.kind", "print", "图案", "solid", "floral"),
  ],
  categories: {
    dress: { category: ["dress"], silhouette: ["a-line", "straight"], length: ["midi", "knee"], neckline: ["v", "crew"], collar: ["none", "shirt"], "print.kind": ["solid", "floral"], "trim.bow": ["no", "yes"] },
    skirt: { category: ["skirt"], silhouette: ["a-line", "straight"], length: ["midi", "knee"], neckline: ["none"], collar: ["none"], "print.kind": ["solid", "floral"] },
  },
};
const dress = {
  version: 1, name: "", category: "dress", audience: "women", silhouette: "a-line", fit: "regular", length: "midi", neckline: "crew", collar: "none",
  fabric: { material: "viscose", weave: "crepe", weight: 150, stretch: 2 }, colours: [{ hex: "#8499b0", name: "dusty blue", role: "main" }],
  print: { kind: "floral", scale: "medium", colours: ["#1c446c"], seed: 0, sett: "", tile: "" }, trims: [],
} as unknown as Spec;
const straight: Spec = { ...dress, silhouette: "straight" };
const made = (spec: Spec) => ({ spec, quality: 0.77, scores: { trend: 0.79, liked: 0.5 }, known: ["trend"], descriptors: {}, why: ["trends: satin +240%"] });
const board: Board = {
  designs: [made(dress), made(straight)], seed: 0, tried: 900, cells: 2, closest: 0.2,
  heard: {
    spec: dress, said: { category: "dress" }, assumed: ["category"], aesthetics: [], understood: [{ text: "dress", start: 8, end: 13, denied: false }],
    unknown: [{ text: "sparkly", start: 0, end: 7, reason: "unknown word" }], conflicts: [{ slot: "collar", kept: "none", dropped: "shirt", reason: "a strap holds no collar" }],
  },
};
const flat = () => new Response("<svg xmlns='http://www.w3.org/2000/svg'/>", { headers: { "Content-Type": "image/svg+xml" } });
const answers = { "GET /v1/design/vocabulary": vocabulary, "POST /v1/design/board": board, "POST /v1/design/draw": flat };
const scopes = ["design:read", "design:write"];
const bodies = (requests: Request[], path: string) => Promise.all(requests.filter(({ url }) => new URL(url).pathname === path).map((each) => each.clone().json() as Promise<Record<string, unknown>>));

const Design = () => <Routes><Route path="/design/*" element={<Page />} /></Routes>;

beforeEach(() => {
  sessionStorage.clear();
  URL.createObjectURL = vi.fn(() => "blob:flat");
  URL.revokeObjectURL = vi.fn();
});

async function makeBoard(text = "sparkly dress") {
  await userEvent.type(screen.getByRole("textbox", { name: /What shall it be/ }), text);
  await userEvent.click(screen.getByRole("button", { name: "Make a board" }));
  return screen.findByRole("region", { name: "2 distinct designs" });
}

describe("the brief and the board", () => {
  it("tells what was not understood and what gave way, and passes the checks for accessibility", async () => {
    serve(answers);
    const { container } = draw(<Design />, { scopes, address: "/design" });
    const found = await makeBoard();
    const heard = screen.getByRole("region", { name: "What was understood" });
    expect(heard).toHaveTextContent("Not understood: sparkly");
    expect(heard).toHaveTextContent("collar is none, not shirt: a strap holds no collar");
    const [first] = within(found).getAllByRole("article");
    expect(first).toHaveTextContent("77%");
    expect(first).toHaveTextContent("trends: satin +240%");
    expect(first).toHaveTextContent("Your tasteno evidence");
    expect(await within(first!).findByRole("img", { name: "Front and back of a midi a-line dress" })).toHaveAttribute("src", "blob:flat");
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it("breeds the next board from what is liked, away from what is not, and keeps what is locked", async () => {
    const requests = serve(answers);
    draw(<Design />, { scopes, address: "/design" });
    const [first, second] = within(await makeBoard()).getAllByRole("article");
    await userEvent.click(within(first!).getByRole("button", { name: "Like" }));
    await userEvent.click(within(second!).getByRole("button", { name: "Like" }));
    await userEvent.click(within(second!).getByRole("button", { name: "Dislike" }));
    expect(within(second!).getByRole("button", { name: "Like" })).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(screen.getByRole("combobox", { name: "Keep as it is" }));
    await userEvent.click(await screen.findByRole("option", { name: "neckline" }));
    await userEvent.click(screen.getByRole("button", { name: "More like the one I like" }));
    await waitFor(async () => expect(await bodies(requests, "/v1/design/board")).toHaveLength(2));
    const [asked, next] = await bodies(requests, "/v1/design/board");
    expect(asked).toMatchObject({ text: "sparkly dress", seed: 0, likes: [], locked: [] });
    expect(next).toMatchObject({ specs: [dress], likes: [dress], dislikes: [straight], locked: ["neckline"], seed: 1 });
  });

  it("is there again after a reload", async () => {
    serve(answers);
    const { unmount } = draw(<Design />, { scopes, address: "/design" });
    await makeBoard();
    unmount();
    draw(<Design />, { scopes, address: "/design" });
    expect(await screen.findByRole("region", { name: "2 distinct designs" })).toBeVisible();
  });

  it("makes a board of a picture, keeping only what the picture shows surely", async () => {
    const seen = { spec: straight, found: { length: { value: "midi", confidence: 0.9, source: "outline" }, collar: { value: "none", confidence: 0.4, source: "outline" } }, colours: [], tile: null, method: "outline", confidence: 0.8, changed: [] };
    const requests = serve({ ...answers, "POST /v1/design/look": seen, "POST /v1/design/board": { ...board, heard: null } });
    draw(<Design />, { scopes, address: "/design" });
    await userEvent.upload(screen.getByLabelText("Choose a picture", { selector: "input" }), new File(["x"], "dress.png", { type: "image/png" }));
    expect(await screen.findByRole("region", { name: "What the picture shows" })).toHaveTextContent("length midi 90%");
    expect((await bodies(requests, "/v1/design/board"))[0]).toMatchObject({ specs: [straight], locked: ["length"] });
  });

  it("takes no picture from those who may only look, and shows nothing to others", () => {
    serve(answers);
    draw(<Design />, { scopes: ["design:read"], address: "/design" });
    expect(screen.getByRole("button", { name: "Choose a picture" })).toBeDisabled();
    draw(<Design />, { scopes: [], address: "/design" });
    expect(screen.getByText("You may not see this")).toBeVisible();
  });

  it("says why there is no board", async () => {
    serve({ ...answers, "POST /v1/design/board": () => problem(422, { detail: "no garment is named", remedy: "Name one." }) });
    draw(<Design />, { scopes, address: "/design" });
    await userEvent.type(screen.getByRole("textbox", { name: /What shall it be/ }), "zorb");
    await userEvent.click(screen.getByRole("button", { name: "Make a board" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Name one.");
  });
});

describe("the editor", () => {
  async function openEditor(extra: Record<string, unknown> = {}) {
    const requests = serve({ ...answers, ...extra });
    draw(<Design />, { scopes, address: "/design" });
    const [first] = within(await makeBoard()).getAllByRole("article");
    await userEvent.click(within(first!).getByRole("button", { name: "Edit" }));
    await screen.findByRole("combobox", { name: "collar" });
    return requests;
  }

  it("offers what the category can have, changes it, tells what else changed, and takes it back", async () => {
    const collared = { ...dress, collar: "shirt" };
    const requests = await openEditor({ "POST /v1/design/change": { spec: collared, others: ["closure: zip → buttons"] } });
    const neckline = screen.getByRole("combobox", { name: "neckline" });
    expect(within(neckline).getAllByRole("option").map(({ textContent }) => textContent)).toEqual(["crew", "v"]);
    expect(screen.getByRole("button", { name: "Undo" })).toBeDisabled();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "collar" }), "shirt");
    expect(await screen.findByText("closure: zip → buttons")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "collar" })).toHaveValue("shirt");
    expect((await bodies(requests, "/v1/design/change"))[0]).toMatchObject({ spec: dress, settings: { collar: "shirt" }, language: "en" });
    await waitFor(async () => expect(await bodies(requests, "/v1/design/draw")).toContainEqual({ spec: collared, view: "both" }));
    fireEvent.keyDown(document.body, { key: "z", ctrlKey: true });
    await waitFor(() => expect(screen.getByRole("combobox", { name: "collar" })).toHaveValue("none"));
    expect(screen.getByRole("button", { name: "Undo" })).toBeDisabled();
    expect(screen.queryByText("closure: zip → buttons")).not.toBeInTheDocument();
  });

  it("leaves the design as it was where nothing fits around a change", async () => {
    await openEditor({ "POST /v1/design/change": () => problem(422, { detail: "nothing fits around it", remedy: "Set another slot first." }) });
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "collar" }), "shirt");
    expect(await screen.findByText("Set another slot first.")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "collar" })).toHaveValue("none");
  });

  it("dyes the cloth once the chooser rests, and forgets what the colour was called", async () => {
    const requests = await openEditor({ "POST /v1/design/check": async (request: Request) => ({ valid: true, reasons: [], changes: [], nearest: ((await request.json()) as { spec: Spec }).spec }) });
    const main = screen.getByLabelText(/^Main/);
    fireEvent.input(main, { target: { value: "#111111" } });
    fireEvent.input(main, { target: { value: "#aa2233" } });
    await waitFor(() => expect(screen.getByRole("button", { name: "Undo" })).toBeEnabled());
    const checked = await bodies(requests, "/v1/design/check");
    expect(checked).toHaveLength(1);
    expect((checked[0]!.spec as Spec).colours).toEqual([{ hex: "#aa2233", name: "", role: "main" }]);
  });

  it("drafts the pattern of the size that was chosen", async () => {
    const pattern = { size: "38", svg: "<svg/>", pieces: 6, cut: 10, girths: { bust: 99.34 }, body: { bust: 88 }, ease: { bust: 11.3 }, notes: ["Invisible zip at the back."], problems: [] };
    const requests = await openEditor({ "POST /v1/design/pattern": pattern });
    await userEvent.click(screen.getByRole("tab", { name: "Pattern" }));
    expect(await screen.findByRole("row", { name: "Bust 88 99.3 11.3" })).toBeVisible();
    expect(screen.getByText("Every check is passed.")).toBeVisible();
    const size = screen.getByRole("combobox", { name: "Size" });
    await userEvent.clear(size);
    await userEvent.type(size, "160/84A");
    await waitFor(async () => expect((await bodies(requests, "/v1/design/pattern")).at(-1)).toMatchObject({ spec: dress, size: "160/84A" }));
  });

  it("lays a marker as a job, and shows its figures and picture", async () => {
    class Events extends EventTarget {
      constructor() {
        super();
        const job = {
          job_id: "j1", kind: "marker", title: "", state: "done", progress: "", fraction: 1, cancelling: false, error: {},
          result: { figures: { length_m: 1.5, garments: 2, fabric_per_garment_m: 0.75, pieces: 20, utilisation: 0.848, waste_m2: 0.34, co2e_kg: null, notes: [] }, files: { marker: "drapes/0123456789abcdef0123/marker.svg" } },
        };
        setTimeout(() => this.dispatchEvent(new MessageEvent("job", { data: JSON.stringify(job) })));
      }
      close() {}
    }
    vi.stubGlobal("EventSource", Events);
    const requests = await openEditor({ "POST /v1/design/marker": { job_id: "j1" } });
    await userEvent.click(screen.getByRole("tab", { name: "Marker" }));
    fireEvent.change(await screen.findByRole("textbox", { name: "Size 38" }), { target: { value: "2" } });
    await userEvent.click(screen.getByRole("button", { name: "Lay marker" }));
    expect(await screen.findByText("84.8%")).toBeVisible();
    expect(screen.getByText("0.75 m a garment, 2 in all")).toBeVisible();
    expect(screen.getByText("CO₂e of the cloth").parentElement).toHaveTextContent("–");
    const picture = screen.getByRole("img", { name: "Marker" });
    expect(picture).toHaveAttribute("src", "/v1/design/files/0123456789abcdef0123/marker.svg");
    expect((await bodies(requests, "/v1/design/marker"))[0]).toEqual({ spec: dress, sizes: { 38: 2 }, width: 150, nap: null });
    fireEvent.keyDown(screen.getByRole("group", { name: /Drawing/ }), { key: "+" });
    fireEvent.keyDown(screen.getByRole("group", { name: /Drawing/ }), { key: "ArrowLeft" });
    expect(picture.style.transform).toBe("translate(40px, 0px) scale(1.4)");
    fireEvent.keyDown(screen.getByRole("group", { name: /Drawing/ }), { key: "0" });
    expect(picture.style.transform).toBe("translate(0px, 0px) scale(1)");
  });

  it("takes up the design of a style that the address names", async () => {
    serve({ ...answers, "GET /v1/design/products/P-1": { ...board.heard, spec: { ...straight, name: "Willow dress" } } });
    draw(<Design />, { scopes, address: "/design?product=P-1" });
    expect(await screen.findByRole("heading", { name: "Willow dress" })).toBeVisible();
    expect(screen.getByRole("combobox", { name: "silhouette" })).toHaveValue("straight");
  });

  it("says that no design is open", async () => {
    serve(answers);
    draw(<Design />, { scopes, address: "/design/editor" });
    expect(await screen.findByText("No design is open")).toBeVisible();
  });
});

describe("small things", () => {
  it("cuts a text at what was understood, the longest word first, whatever its letters", () => {
    const word = (text: string, start: number, end: number) => ({ text, start, end, denied: false, reason: "" });
    expect(parts("😀 midi dress zorb", { understood: [word("midi", 2, 6), word("midi dress", 2, 12)], unknown: [word("zorb", 13, 17)] })).toEqual([
      { text: "😀 ", kind: "plain" }, { text: "midi dress", kind: "understood" }, { text: " ", kind: "plain" }, { text: "zorb", kind: "unknown" },
    ]);
  });

  it("draws a few at a time and goes on after one that failed", async () => {
    const turn = few(1);
    const order: string[] = [];
    const task = (name: string, fails = false) => turn(async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
    await Promise.allSettled([task("one", true), task("two"), task("three")]);
    expect(order).toEqual(["one begins", "one ends", "two begins", "two ends", "three begins", "three ends"]);
  });

  it("finds a job's file by its place and name", () => {
    expect(fileAddress("drapes/0123456789abcdef0123/turn-000.png")).toBe("/v1/design/files/0123456789abcdef0123/turn-000.png");
  });
});
