import { describe, expect, it } from "vitest";

import { parsed, pasted, rangeOf, stepped, typed, within } from "./cells";

describe("what is typed", () => {
  it.each([
    ["1,234", 1234], [" 1 234.5 ", 1234.5], ["−12", -12], ["1.5k", 1500], ["2万", 20_000], ["0", 0],
  ])("reads %s", (text, value) => expect(typed(text)).toBe(value));

  it.each([["+10%", 220], ["-5%", 190], ["+20", 220], ["＋", null], ["+50％", 300]])("changes 200 by %s", (text, value) =>
    expect(typed(text, 200)).toBe(value),
  );

  it.each(["", "abc", "1.2.3", "--1", "1e9", "=1+1"])("refuses %s", (text) => expect(typed(text)).toBeNull());

  it("changes nothing that is not there", () => expect(typed("+10%", null)).toBeNull());
});

describe("blocks", () => {
  it("are read as spreadsheets write them", () => expect(parsed("1\t2\r\n3\t\r\n")).toEqual([["1", "2"], ["3", ""]]));

  it("fill a range with one value", () =>
    expect(pasted([["7"]], { top: 1, bottom: 2, left: 3, right: 4 })).toHaveLength(4));

  it("repeat where they fit a whole number of times", () => {
    const cells = pasted([["1", "2"]], { top: 0, bottom: 1, left: 0, right: 3 });
    expect(cells.map(({ text }) => text)).toEqual(["1", "2", "1", "2", "1", "2", "1", "2"]);
  });

  it("begin at the corner where they do not, and leave empty cells alone", () =>
    expect(pasted([["1", ""], ["3", "4"]], { top: 5, bottom: 5, left: 2, right: 2 })).toEqual([
      { row: 5, column: 2, text: "1" }, { row: 6, column: 2, text: "3" }, { row: 6, column: 3, text: "4" },
    ]));
});

describe("keys", () => {
  const at = { row: 1, column: 1 };
  it.each([
    ["ArrowUp", false, { row: 0, column: 1 }], ["ArrowDown", true, { row: 4, column: 1 }], ["ArrowLeft", true, { row: 1, column: 0 }],
    ["End", false, { row: 1, column: 2 }], ["Home", true, { row: 0, column: 0 }], ["PageDown", false, { row: 4, column: 1 }],
  ])("%s (far: %s)", (key, far, to) => expect(stepped(key, at, 5, 3, far)).toEqual(to));

  it("stay within the grid", () => expect(stepped("ArrowRight", { row: 0, column: 2 }, 5, 3, false)).toEqual({ row: 0, column: 2 }));

  it("other keys lead nowhere", () => expect(stepped("x", at, 5, 3, false)).toBeNull());
});

it("ranges run either way", () => {
  const range = rangeOf({ row: 3, column: 0 }, { row: 1, column: 2 });
  expect(range).toEqual({ top: 1, bottom: 3, left: 0, right: 2 });
  expect(within(range, 2, 1)).toBe(true);
  expect(within(range, 0, 1)).toBe(false);
});
