import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, vi } from "vitest";

const shell = import.meta.glob<{ default: Record<string, unknown> }>("../i18n/*.json", { eager: true });
const pages = import.meta.glob<{ default: Record<string, unknown> }>("../pages/*/{en,zh}.json", { eager: true });

function resources() {
  const all: Record<string, Record<string, Record<string, unknown>>> = { en: {}, zh: {} };
  for (const [path, texts] of Object.entries(shell)) {
    all[path.slice(-7, -5)]!.common = texts.default;
  }
  for (const [path, texts] of Object.entries(pages)) {
    const parts = path.split("/");
    all[path.slice(-7, -5)]![parts[parts.length - 2]!] = texts.default;
  }
  return all;
}

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en", fallbackLng: false, defaultNS: "common", resources: resources() as never,
    interpolation: { escapeValue: false },
  });
});
afterEach(cleanup);

// What jsdom lacks and Mantine asks for.
window.matchMedia ??= ((query: string) => ({
  matches: false, media: query, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined,
  addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false,
})) as typeof window.matchMedia;
Object.defineProperty(document, "fonts", { value: Object.assign(new EventTarget(), { ready: Promise.resolve() }) });
class Watcher {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", Watcher);
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.HTMLElement.prototype.scrollTo = () => undefined;
// The virtual rows ask how large their frame is.
Object.defineProperties(window.Element.prototype, {
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 900 },
});
window.HTMLCanvasElement.prototype.getContext = (() => null) as typeof window.HTMLCanvasElement.prototype.getContext;

// There is nothing to draw on; what is asked of a chart is tested by its option and its table.
vi.mock("@/kit/echarts", () => ({
  init: () => ({ on: () => undefined, setOption: () => undefined, resize: () => undefined, dispose: () => undefined, getDataURL: () => "" }),
}));
