import { screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

interface Sent {
  path: string;
  body: Record<string, unknown>;
  headers: Record<string, string>;
  credentials: string | undefined;
}

interface Kit {
  consent: (agreed: boolean) => void;
  customer: (token: string | null) => void;
  seen: (kind: string, item: string, more?: object) => void;
  flush: () => void;
}

const item = (n: number, more: object = {}) => ({
  product_id: `P-${n}`, variant_id: null, title: `Dress ${n}`, colour: "navy", url: `https://shop.example/p/${n}`, picture: `/v1/shop/media/p/${n}.svg`,
  alt: "a dress", price: { minor: 4990, currency: "EUR" }, full_price: null, reason: "new in", ...more,
});

let kit: Kit;
let sent: Sent[] = [];
let answer: (path: string) => unknown = () => ({ kind: "for-you", personal: false, reason: null, items: [item(1), item(2)] });

beforeAll(async () => {
  vi.stubGlobal("IntersectionObserver", class {
    constructor(private readonly told: (entries: { isIntersecting: boolean }[]) => void) {}
    observe() { queueMicrotask(() => this.told([{ isIntersecting: true }])); }
    disconnect() {}
  });
  vi.stubGlobal("CSSStyleSheet", class { replaceSync() {} });
  vi.stubGlobal("fetch", async (url: string, options: { body: string; headers: Record<string, string>; credentials?: string }) => {
    const path = String(url).split("/v1/shop/")[1] ?? "";
    sent.push({ path, body: JSON.parse(options.body) as Record<string, unknown>, headers: options.headers, credentials: options.credentials });
    const value = path === "recommend" ? answer(path) : { stored: 1, ignored: 0, reason: null };
    if (value instanceof Error) throw value;
    return { ok: true, status: 200, json: async () => value };
  });
  Object.defineProperty(ShadowRoot.prototype, "adoptedStyleSheets", { configurable: true, value: [], writable: true });
  kit = (await import("../../src/modiste/serve/api/shop/files/shop.js")) as unknown as Kit;
});

beforeEach(() => {
  sent = [];
  answer = () => ({ kind: "for-you", personal: false, reason: null, items: [item(1), item(2)] });
  sessionStorage.clear();
});

afterEach(() => {
  document.body.replaceChildren();
  kit.consent(false);
  kit.customer(null);
});

function place(html: string): Element {
  const range = document.createRange();
  document.body.append(range.createContextualFragment(html));
  return document.body.firstElementChild!;
}

const asked = () => sent.filter(({ path }) => path === "recommend");
const inside = (element: Element) => element.shadowRoot!;

describe("the storefront kit", () => {
  it("asks for nothing personal and keeps nothing without consent", async () => {
    const list = place("<modiste-for-you k='4' basket='P-9'></modiste-for-you>");
    await waitFor(() => expect(inside(list).querySelectorAll("li")).toHaveLength(2));
    expect(asked()[0]!.body).toEqual({ consent: false, kind: "for-you", item: null, k: 4, language: "en" });
    kit.seen("view", "P-1");
    kit.flush();
    expect(sent.filter(({ path }) => path === "events")).toEqual([]);
    expect(sessionStorage.length).toBe(0);
  });

  it("uses a session after consent, and forgets it when it is taken back", async () => {
    const list = place("<modiste-for-you basket='P-9, P-8'></modiste-for-you>");
    await waitFor(() => expect(asked()).toHaveLength(1));
    kit.consent(true);
    await waitFor(() => expect(asked()).toHaveLength(2));
    const session = sessionStorage.getItem("modiste-session")!;
    expect(session.length).toBeGreaterThan(20);
    expect(asked()[1]!.body).toMatchObject({ consent: true, session, token: null, basket: ["P-9", "P-8"] });
    kit.customer("body.signature");
    await waitFor(() => expect(asked().at(-1)!.body.token).toBe("body.signature"));
    kit.seen("cart", "P-1", { quantity: 2 });
    kit.flush();
    const events = sent.find(({ path, body }) => path === "events" && JSON.stringify(body).includes("cart"))!;
    expect(events.body).toMatchObject({ consent: true, session });
    kit.consent(false);
    expect(sessionStorage.length).toBe(0);
    await waitFor(() => expect(asked().at(-1)!.body.consent).toBe(false));
    expect(list.isConnected).toBe(true);
  });

  it("shows cards with words for prices, and safe links alone", async () => {
    answer = () => ({
      kind: "look", personal: false, reason: "bought together", items: [
        item(1, { full_price: { minor: 8000, currency: "EUR" } }), item(2, { url: "javascript:alert(1)" }), item(3, { title: "<b>x</b>" }),
      ],
    });
    const list = place("<modiste-look item='P-0'></modiste-look>");
    await waitFor(() => expect(inside(list).querySelectorAll("li")).toHaveLength(3));
    const [first, second, third] = [...inside(list).querySelectorAll("a")];
    expect(first!.getAttribute("href")).toBe("https://shop.example/p/1");
    expect(first!.textContent).toBe("Dress 1, navywas €80.00, now €49.90new in");
    expect(second!.hasAttribute("href")).toBe(false);
    expect(third!.querySelector("b")).toBeNull();
    expect(inside(list).querySelector("h2")!.textContent).toBe("Complete the look");
    expect(inside(list).querySelector("p")!.textContent).toBe("bought together");
    expect(inside(list).innerHTML).not.toContain("style=");
  });

  it("speaks the page's language and takes a heading and links of its own", async () => {
    const list = place("<div lang='zh-CN'><modiste-similar item='P-0' link='/p/{id}'></modiste-similar></div>").firstElementChild!;
    await waitFor(() => expect(inside(list).querySelectorAll("li")).toHaveLength(2));
    expect(asked()[0]!.body).toMatchObject({ kind: "similar", item: "P-0", language: "zh" });
    expect(inside(list).querySelector("h2")!.textContent).toBe("相似单品");
    expect(inside(list).querySelector("a")!.getAttribute("href")).toBe("/p/P-1");
  });

  it("leaves what stands there when the server is away or has nothing", async () => {
    answer = () => new Error("away");
    const failed = vi.fn();
    document.addEventListener("modiste:failed", failed);
    const list = place("<modiste-for-you><p>New in the shop</p></modiste-for-you>");
    await waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
    expect(inside(list).querySelector("slot")).not.toBeNull();
    expect(screen.getByText("New in the shop")).toBeInTheDocument();
    document.removeEventListener("modiste:failed", failed);
    answer = () => ({ kind: "similar", personal: false, reason: null, items: [] });
    const empty = place("<modiste-similar item='P-1'></modiste-similar>");
    await waitFor(() => expect(asked()).toHaveLength(2));
    expect(inside(empty.tagName === "MODISTE-SIMILAR" ? empty : document.querySelector("modiste-similar")!).querySelector("slot")).not.toBeNull();
  });

  it("tells of clicks with their place, after consent", async () => {
    const list = place("<modiste-for-you></modiste-for-you>");
    await waitFor(() => expect(inside(list).querySelectorAll("li")).toHaveLength(2));
    kit.consent(true);
    await waitFor(() => expect(asked()).toHaveLength(2));
    await waitFor(() => expect(inside(list).querySelectorAll("li")).toHaveLength(2));
    const second = inside(list).querySelectorAll("a")[1]!;
    second.addEventListener("click", (event) => event.preventDefault());
    second.click();
    kit.flush();
    const told = sent.filter(({ path }) => path === "events").flatMap(({ body }) => body.events as { kind: string; item: string; position?: number }[]);
    expect(told.find(({ kind }) => kind === "select")).toMatchObject({ item: "P-2", position: 2 });
  });

  it("has no fault that axe finds", async () => {
    const list = place("<main><h1>Shop</h1><modiste-for-you></modiste-for-you></main>").querySelector("modiste-for-you")!;
    await waitFor(() => expect(inside(list).querySelectorAll("li")).toHaveLength(2));
    const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});
