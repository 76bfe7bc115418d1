import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = join(process.cwd(), "src");

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return /\.tsx?$/.test(name) && !name.includes(".test.") ? [path] : [];
  });
}

function keys(texts: object, before = ""): string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === "object" && value !== null ? keys(value as object, `${before}${name}.`) : [before + name],
  );
}

/** Plurals are one key: Chinese has one form where English has two. */
const plain = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const load = (folder: string, language: string) => JSON.parse(readFileSync(join(folder, `${language}.json`), "utf8")) as object;
const unique = (found: string[]) => [...new Set(found.map(plain))].sort();

/** Texts asked for: literal keys, and the beginnings of those that are put together. */
function asked(sources: string[]) {
  const literal: string[] = [];
  const begun: string[] = [];
  const quoted: string[] = [];
  for (const path of sources) {
    const code = readFileSync(path, "utf8");
    for (const [, key] of code.matchAll(/\bt\(\s*"([^"]+)"/g)) literal.push(key!);
    for (const [, one, two] of code.matchAll(/\bt\([^"()`]*\?\s*"([^"]+)"\s*:\s*"([^"]+)"/g)) literal.push(one!, two!);
    for (const [, start] of code.matchAll(/\bt\(\s*`([^`$]*)\$\{/g)) begun.push(start!);
    // Keys in tables of the code, such as { title: "stage.rising" }, count as used too.
    for (const [, key] of code.matchAll(/"([a-z][\w-]*(?:\.[\w-]+)+)"/gi)) quoted.push(key!);
    for (const [, start] of code.matchAll(/`([a-z][\w-]*(?:\.[\w-]+)*[._])\$\{/gi)) quoted.push(`${start!}*`);
  }
  return { literal, begun: [...begun, ...quoted.filter((key) => key.endsWith("*")).map((key) => key.slice(0, -1))], quoted };
}

const common = keys(load(join(SOURCE, "i18n"), "en"));
const shell = files(SOURCE).filter((path) => !path.includes(`${join("src", "pages")}/`));
const pages = readdirSync(join(SOURCE, "pages")).filter((name) => existsSync(join(SOURCE, "pages", name, "page.tsx")));
const everywhere = files(SOURCE);

const places = [
  { name: "shell", folder: join(SOURCE, "i18n"), uses: shell, all: everywhere },
  ...pages.map((name) => ({
    name, folder: join(SOURCE, "pages", name), uses: files(join(SOURCE, "pages", name)), all: files(join(SOURCE, "pages", name)),
  })),
];

describe.each(places)("the texts of $name", ({ name, folder, uses, all }) => {
  const english = keys(load(folder, "en"));
  const chinese = keys(load(folder, "zh"));

  it("are the same in both languages", () => {
    expect(unique(chinese)).toEqual(unique(english));
  });

  it("are not empty, and Chinese ones are not English", () => {
    const [en, zh] = [flat(load(folder, "en")), flat(load(folder, "zh"))];
    for (const [key, text] of Object.entries(zh)) {
      expect(text.trim(), key).not.toBe("");
      // Sentences must be translated; names such as Instagram stay.
      if (/[a-z]{3,} [a-z]{3,} [a-z]{3,}/i.test(en[key] ?? "")) expect(text, key).toMatch(/\p{Script=Han}/u);
    }
  });

  it("have the same places to fill in", () => {
    const [en, zh] = [flat(load(folder, "en")), flat(load(folder, "zh"))];
    for (const [key, text] of Object.entries(zh)) {
      const other = en[key];
      if (other === undefined) continue;
      expect(holes(text).filter((each) => each !== "count"), key).toEqual(holes(other).filter((each) => each !== "count"));
    }
  });

  it("are all there that the code asks for", () => {
    const known = new Set([...english, ...(name === "shell" ? [] : common)].map(plain));
    const missing = asked(uses).literal.filter((key) => !known.has(plain(key.replace(/^common:/, ""))));
    expect(missing).toEqual([]);
  });

  it("are all used", () => {
    const { literal, begun, quoted } = asked(all);
    const used = new Set([...literal, ...quoted].map(plain));
    const unused = unique(english).filter((key) => !used.has(key) && !begun.some((start) => start && key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

function flat(texts: object): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (part: object, before: string) => {
    for (const [key, value] of Object.entries(part)) {
      if (typeof value === "string") found[before + key] = value;
      else walk(value as object, `${before}${key}.`);
    }
  };
  walk(texts, "");
  return found;
}

function holes(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name]) => name!))].sort();
}
