import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { draw, problem, serve } from "@/test/render";

import type { Section, Setting } from "./data";
import Settings from "./page";

const setting = (name: string, value: Setting["value"], more: Partial<Setting> = {}): Setting => ({
  name, value, default: value, source: "default", meaning: `What ${name} means.`, secret: false, editable: true,
  variable: `MODISTE_${name.toUpperCase()}`, value_schema: {}, ...more,
});
const sections: Section[] = [
  { name: "brand", meaning: "", settings: [setting("brand.name", "Atelier", { default: "My brand", source: "file" })] },
  {
    name: "planning", meaning: "", settings: [
      setting("planning.service_level", 0.95, { value_schema: { type: "number", exclusiveMinimum: 0.5, exclusiveMaximum: 1 } }),
      setting("planning.seed", 0, { source: "environment", editable: false, variable: "MODISTE_PLANNING__SEED" }),
    ],
  },
];
const workspace = { name: "Demo brand", demo: true, demo_day: "2026-03-02", worker: true, empty: false };
const answers = {
  "GET /v1/settings": () => Response.json(sections, { headers: { ETag: '"7"' } }),
  "GET /v1/workspace": workspace,
};
const scopes = ["settings:read", "settings:write"];

describe("the settings page", () => {
  it("saves what was changed, and nothing else, with the version that was read", async () => {
    const asked = serve({ ...answers, "PATCH /v1/settings": sections });
    const { container } = draw(<Settings />, { scopes });
    const name = await screen.findByLabelText("What brand.name means.");
    expect((await axe.run(container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
    await userEvent.clear(name);
    await userEvent.type(name, "Anna");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    const patch = await waitFor(() => asked.find(({ method }) => method === "PATCH") ?? Promise.reject(new Error("not yet")));
    expect(patch.headers.get("If-Match")).toBe('"7"');
    expect(await patch.json()).toEqual({ changes: { "brand.name": "Anna" } });
  });

  it("goes back to a default", async () => {
    const asked = serve({ ...answers, "PATCH /v1/settings": sections });
    draw(<Settings />, { scopes });
    await userEvent.click(await screen.findByRole("button", { name: "Back to the default: My brand" }));
    expect(screen.getByLabelText("What brand.name means.")).toHaveValue("My brand");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    const patch = await waitFor(() => asked.find(({ method }) => method === "PATCH") ?? Promise.reject(new Error("not yet")));
    expect(await patch.json()).toEqual({ changes: { "brand.name": null } });
  });

  it("finds settings in every section, and changes none that the environment sets", async () => {
    serve(answers);
    draw(<Settings />, { scopes });
    await userEvent.type(await screen.findByLabelText("Find a setting"), "seed");
    expect(screen.getByLabelText("What planning.seed means.")).toBeDisabled();
    expect(screen.queryByLabelText("What brand.name means.")).toBeNull();
    expect(screen.getByText("MODISTE_PLANNING__SEED")).toBeVisible();
  });

  it("shows all and changes nothing for those who may only read", async () => {
    serve(answers);
    draw(<Settings />, { scopes: ["settings:read"] });
    expect(await screen.findByLabelText("What brand.name means.")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Replace by my own data" })).toBeNull();
  });

  it("tells why a value was refused and keeps what was typed", async () => {
    serve({ ...answers, "PATCH /v1/settings": () => problem(422, { detail: "the setting brand.name is not usable", remedy: "Give another." }) });
    draw(<Settings />, { scopes });
    await userEvent.type(await screen.findByLabelText("What brand.name means."), "!");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Give another.")).toBeVisible();
    expect(screen.getByLabelText("What brand.name means.")).toHaveValue("Atelier!");
  });

  it("empties the demo only when its name was typed", async () => {
    const asked = serve({ ...answers, "POST /v1/workspace/replace-demo": () => problem(409, { detail: "busy", remedy: "Wait." }) });
    draw(<Settings />, { scopes });
    await userEvent.click(await screen.findByRole("button", { name: "Replace by my own data" }));
    const empty = await screen.findByRole("button", { name: "Empty the demo" });
    expect(empty).toBeDisabled();
    await userEvent.type(screen.getByLabelText("Type Demo brand to confirm"), "Demo brand");
    await userEvent.click(empty);
    const post = await waitFor(() => asked.find(({ method }) => method === "POST") ?? Promise.reject(new Error("not yet")));
    expect(await post.json()).toEqual({ confirm: "Demo brand" });
  });
});
