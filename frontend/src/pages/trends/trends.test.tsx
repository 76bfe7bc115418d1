import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { draw, problem, serve } from "@/test/render";

import { curveOption, curveTable } from "./curveOption";
import type { Board, Card, Curve } from "./data";
import Trends from "./page";
import { Writer } from "@/kit";

const curve: Curve = {
  series_id: "all|mainstream|colour=plum", name: "colour", value: "plum", market: "all", segment: "mainstream",
  weeks: ["2026-02-16", "2026-02-23"], share: [0.1, null],
  ahead: { weeks: ["2026-03-02"], mean: [0.2], q10: [0.1], q25: [0.15], q75: [0.25], q90: [0.3] },
};
const card: Card = {
  ...curve, kind: { en: "colour", zh: "颜色" }, label: { en: "plum", zh: "梅子色" }, hex: "#5a2a4f", stage: "rising", level: 0.1,
  change: 0.4, change_low: 0.1, change_high: 0.7, confidence: 0.95, peak_week: null, season_strength: 0.1, lead_weeks: 3,
  leading_source: "tiktok", curve, pictures: [{ product_id: "p1", title: "Plum coat", path: "products/a b.svg" }],
  palette: [{ value: "plum", label: { en: "plum", zh: "梅子色" }, hex: "#5a2a4f", styles: 1 }],
  exposure: { styles: 1, share_of_styles: 0.02, share_of_sales: 0.01, share_of_stock: 0.03, share_of_voice: 0.1 },
};
const board: Board = {
  run_id: "r", as_of: "2026-03-02", market: "all", segment: "mainstream", markets: ["all"], segments: ["mainstream", "sales"],
  kinds: { colour: card.kind }, stages: { emerging: 0, rising: 1, peak: 0, falling: 0, fad: 0, seasonal: 0, flat: 0 },
  columns: [
    { part: "rising", total: 1, cards: [card], palette: card.palette },
    { part: "peaking", total: 0, cards: [], palette: [] },
    { part: "falling", total: 0, cards: [], palette: [] },
  ],
};
const post = { post_id: "1", at: "2026-02-24T10:00:00Z", source: "tiktok", market: "CN", text: "plum everywhere", url: null, path: null, likes: 1, weight: 0.2 };
const answers = {
  "GET /v1/trends/board": board,
  "GET /v1/trends/attribute": { trend: card, readings: [card], exposure: card.exposure, drivers: [post], styles: [], pictures: card.pictures, palette: [] },
  "GET /v1/trends/attribute/curves": [curve, { ...curve, series_id: "CN", market: "CN", ahead: null }],
  "GET /v1/trends/posts": { items: [{ ...post, post_id: "2", text: "another plum", weight: null }], next_cursor: null, total: 1 },
};
const scopes = ["trends:read"];

describe("the trends page", () => {
  it("shows what rises with its figures, pictures and exposure", async () => {
    serve(answers);
    const { container } = draw(<Trends />, { scopes });
    const rising = await screen.findByRole("region", { name: /Rising/ });
    const article = within(rising).getByRole("article");
    expect(article).toHaveTextContent("+40%+10% to +70%");
    expect(article).toHaveTextContent("Confidence 95%");
    expect(article).toHaveTextContent("Influencers are 3 weeks ahead.");
    expect(within(article).getByRole("img", { name: "Plum coat" })).toHaveAttribute("src", "/v1/media/products/a%20b.svg?side=160");
    expect(within(screen.getByRole("region", { name: /Falling/ })).getByText("Nothing here")).toBeVisible();
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it("opens an attribute with its curve, its posts and what carries it", async () => {
    serve(answers);
    draw(<Trends />, { scopes });
    await userEvent.click(await screen.findByRole("button", { name: "Plum" }));
    const drawer = await screen.findByRole("dialog", { name: "Trend" });
    await waitFor(() => expect(within(drawer).getByText("China · Everybody")).toBeInTheDocument());
    await userEvent.click(within(drawer).getByRole("tab", { name: "Posts" }));
    expect(await within(drawer).findByText("another plum")).toBeInTheDocument();
    expect(within(drawer).getAllByText(/20% of the growth/)).toHaveLength(1);
  });

  it("asks for the segment that the address names", async () => {
    const requests = serve(answers);
    draw(<Trends />, { scopes, address: "/trends?segment=sales&kind=colour" });
    await screen.findByRole("region", { name: /Rising/ });
    expect(new URL(requests[0]!.url).search).toBe("?segment=sales&kind=colour");
  });

  it("says when there are no trends, when they cannot be read, and when one may not", async () => {
    serve({ "GET /v1/trends/board": { ...board, stages: { ...board.stages, rising: 0 } } });
    draw(<Trends />, { scopes });
    expect(await screen.findByText("No trends yet")).toBeVisible();
    serve({ "GET /v1/trends/board": () => problem(503, { detail: "the lake is busy", remedy: "Try again." }) });
    draw(<Trends />, { scopes });
    expect(await screen.findByRole("alert")).toHaveTextContent("The lake is busy");
    draw(<Trends />, { scopes: [] });
    expect(screen.getByText("You may not see this")).toBeVisible();
  });
});

describe("the curve", () => {
  const t = (key: string) => key;

  it("joins the forecast to the last known week and stacks its bands", () => {
    const { series } = curveOption(curve, t, new Writer("en")) as { series: { name: string; data: unknown[] }[] };
    expect(series.map(({ name }) => name)).toEqual(["80 low", "80", "50 low", "50", "curve.past", "curve.forecast"]);
    expect(series[5]!.data).toEqual([["2026-02-16", 0.1], ["2026-03-02", 0.2]]);
    const [low, wide] = [series[0]!.data[0] as [string, number], series[1]!.data[0] as [string, number]];
    expect(low[1] + wide[1]).toBeCloseTo(0.3);
  });

  it("has every week in its table, unknown ones empty", () => {
    expect(curveTable(curve, t).rows).toEqual([
      ["2026-02-16", 0.1, null, null], ["2026-02-23", null, null, null], ["2026-03-02", 0.2, 0.1, 0.3],
    ]);
  });
});
