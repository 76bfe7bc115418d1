import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { draw, problem, serve } from "@/test/render";

import { Login, Setup } from "./Door";
import { Gate } from "./Gate";
import { Layout } from "./Layout";
import { pages } from "./pages";

const me = {
  name: "ada@example.com", kind: "user", role: "owner", scopes: ["trends:read"], language: "en", version: "0",
  brand: { name: "Atelier", currency: "EUR", zone: "UTC", first_weekday: 0 },
};

function Places() {
  return (
    <Routes>
      <Route path="/login" element={<Login />} />
      <Route path="/welcome" element={<Setup />} />
      <Route path="*" element={<p>inside</p>} />
    </Routes>
  );
}

beforeEach(() => localStorage.setItem("modiste.tour", "seen"));
afterEach(() => {
  localStorage.clear();
  window.location.hash = "";
});

describe("signing in", () => {
  it("sends address and password, then goes where one was going", async () => {
    let signedIn = false;
    const asked = serve({
      "GET /v1/setup": { needed: false, provider: false, language: "en" },
      "GET /v1/me": () => (signedIn ? me : problem(401, { detail: "sign in" })),
      "POST /v1/session": () => ((signedIn = true), me),
    });
    const { client } = draw(<Places />, { address: "/login", me: null });
    await userEvent.type(screen.getByRole("textbox", { name: /E-mail/ }), "ada@example.com");
    await userEvent.type(screen.getByLabelText(/^Password/), "a long sentence");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("inside")).toBeVisible();
    const sent = asked.find(({ method }) => method === "POST")!;
    expect(await sent.json()).toEqual({ email: "ada@example.com", password: "a long sentence" });
    expect(client.getQueryData(["me"])).toMatchObject({ name: "ada@example.com" });
  });

  it("shows why it was refused", async () => {
    serve({
      "GET /v1/setup": { needed: true, provider: true },
      "GET /v1/me": () => problem(401, { detail: "sign in" }),
      "POST /v1/session": () => problem(401, { detail: "the address or the password is wrong", remedy: "Try again." }),
    });
    draw(<Places />, { address: "/login", me: null });
    expect(await screen.findByText(/one-time link that the server printed/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Sign in with your organisation" })).toHaveAttribute("href", "/v1/session/provider");
    await userEvent.type(screen.getByRole("textbox", { name: /E-mail/ }), "a@b.c");
    await userEvent.type(screen.getByLabelText(/^Password/), "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("The address or the password is wrong")).toBeVisible();
  });

  it("makes the first owner by the link's secret", async () => {
    window.location.hash = "#token=secret-of-the-link";
    let signedIn = false;
    const asked = serve({
      "POST /v1/setup/link": { purpose: "owner", email: null, expires_at: "2026-01-01T00:00:00Z" },
      "POST /v1/setup/owner": () => ((signedIn = true), me),
      "GET /v1/me": () => (signedIn ? me : problem(401, {})),
    });
    draw(<Places />, { address: "/welcome", me: null });
    await userEvent.type(await screen.findByRole("textbox", { name: /Your name/ }), "Ada");
    await userEvent.type(screen.getByRole("textbox", { name: /E-mail/ }), "ada@example.com");
    await userEvent.type(screen.getByLabelText(/^Password/), "a long sentence");
    await userEvent.click(screen.getByRole("button", { name: "Begin" }));
    expect(await screen.findByText("inside")).toBeVisible();
    const sent = asked.find(({ url }) => url.endsWith("/owner"))!;
    expect(await sent.json()).toEqual({ token: "secret-of-the-link", name: "Ada", email: "ada@example.com", password: "a long sentence", language: "en" });
  });

  it("says so when the link is spent", async () => {
    window.location.hash = "#token=secret-of-the-link";
    serve({ "POST /v1/setup/link": () => problem(404, { detail: "the link was used already", remedy: "Ask for another." }) });
    draw(<Places />, { address: "/welcome", me: null });
    expect(await screen.findByRole("alert")).toHaveTextContent("The link was used already");
  });
});

describe("the gate", () => {
  it("sends away who is not signed in, also when the session ends later", async () => {
    let signedIn = true;
    serve({ "GET /v1/me": () => (signedIn ? me : problem(401, { detail: "sign in" })), "GET /v1/setup": { needed: false } });
    draw(
      <Routes>
        <Route path="/login" element={<p>the door</p>} />
        <Route path="*" element={<Gate><p>inside</p></Gate>} />
      </Routes>,
      { address: "/trends", me: null },
    );
    expect(await screen.findByText("inside")).toBeVisible();
    signedIn = false;
    window.dispatchEvent(new Event("modiste:signed-out"));
    expect(await screen.findByText("the door")).toBeVisible();
  });
});

describe("the frame", () => {
  const frame = (
    <Routes>
      <Route element={<Layout />}>
        <Route path="/trends" element={<p>trends here</p>} />
        <Route path="*" element={<p>elsewhere</p>} />
      </Route>
    </Routes>
  );

  it("leads only to pages that one may see", () => {
    draw(frame, { scopes: ["trends:read"], address: "/trends" });
    const links = within(screen.getByRole("navigation")).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual(
      pages.filter(({ scope }) => scope === "trends:read").map(({ path }) => `/${path}`),
    );
    expect(screen.getByRole("link", { current: "page" })).toHaveTextContent("Trends");
  });

  it("finds a page by typing its name in either language", async () => {
    draw(frame, { scopes: ["trends:read"], address: "/x" });
    await userEvent.keyboard("{Control>}k{/Control}");
    const box = await screen.findByRole("combobox", { name: "Find" });
    await userEvent.type(box, "趋势{Enter}");
    expect(await screen.findByText("trends here")).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("combobox")).toBeNull());
  });

  it("shows the tour once, by keyboard too", async () => {
    localStorage.removeItem("modiste.tour");
    draw(frame, { scopes: ["trends:read"], address: "/trends" });
    const tour = screen.getByRole("region", { name: "Tour" });
    expect(tour).toHaveTextContent("What will be worn");
    within(tour).getByRole("button", { name: "Done" }).focus();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "Tour" })).toBeNull();
    expect(localStorage.getItem("modiste.tour")).toBe("seen");
  });
});
