import { expect, it } from "vitest";

import { dropUnused } from "../../slim";

it("drops the rules of components that no script names, and nothing else", () => {
  const css = [
    ".m_aaaaaaaa{color:red}", ".m_bbbbbbbb,.m_aaaaaaaa:hover{color:blue}", ".own{color:green}",
    "@media print{.m_bbbbbbbb .m_aaaaaaaa{color:black}}", "@keyframes m_cccccccc{from{top:0}to{top:1px}}", ":root{--x:1}",
  ].join("");
  expect(dropUnused(css, new Set(["m_aaaaaaaa"]))).toBe(
    ".m_aaaaaaaa{color:red}.m_aaaaaaaa:hover{color:blue}.own{color:green}@keyframes m_cccccccc{from{top:0}to{top:1px}}:root{--x:1}",
  );
});
