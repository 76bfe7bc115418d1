import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

import postcss, { type Rule } from "postcss";
import type { Plugin } from "vite";

const CLASS = /\bm_[0-9a-f]{6,10}\b/g;
const LEAST = 1024;

/**
 * Drops the styles of components that no script names: Mantine marks each component's rules by
 * classes such as m_87cf2631, which stand in its script as text.
 */
export function dropUnused(css: string, named: ReadonlySet<string>): string {
  const root = postcss.parse(css);
  root.walkRules((rule: Rule) => {
    if (rule.parent?.type === "atrule" && (rule.parent as { name?: string }).name?.endsWith("keyframes")) return;
    const kept = rule.selectors.filter((selector) => (selector.match(CLASS) ?? []).every((name) => named.has(name)));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return root.toString();
}

/**
 * Slims every sheet of a build. One that became smaller gets a name by what it is now: browsers keep a
 * name for ever, and what is left of a sheet depends on the scripts beside it. The script that names it
 * needs no other name: its own changes with every script and every whole sheet.
 */
function slimStyles(folder: string): void {
  const files = listed(folder);
  const scripts = files.filter((file) => file.endsWith(".js"));
  const named = new Set(scripts.flatMap((file) => readFileSync(file, "utf8").match(CLASS) ?? []));
  for (const file of files.filter((each) => each.endsWith(".css"))) {
    const css = readFileSync(file, "utf8");
    const less = dropUnused(css, named);
    if (less === css) continue;
    const before = basename(file);
    const mark = createHash("sha256").update(less).digest("base64url").slice(0, 8);
    const after = before.replace(/-[\w-]{8}\.css$/, `-${mark}.css`);
    rmSync(file);
    writeFileSync(join(dirname(file), after), less);
    for (const naming of files.filter((each) => /\.(html|json|js)$/.test(each))) {
      const text = readFileSync(naming, "utf8");
      if (text.includes(before)) writeFileSync(naming, text.replaceAll(before, after));
    }
  }
}

/** Makes what is shipped small: no styles without a component, and each file compressed once for all. */
export function slim(folder: string): Plugin {
  return {
    name: "slim",
    apply: "build",
    closeBundle() {
      slimStyles(folder);
      for (const file of listed(folder)) {
        if (!/\.(js|css|html|svg|json)$/.test(file)) continue;
        const plain = readFileSync(file);
        if (plain.length >= LEAST) writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}

function listed(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? listed(path) : [path];
  });
}
