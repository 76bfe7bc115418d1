/** Selections, clipboards and typed numbers of the grid, without anything that is drawn. */

export interface Place {
  row: number;
  column: number;
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const rangeOf = (a: Place, b: Place): Range => ({
  top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.column, b.column), right: Math.max(a.column, b.column),
});

export const within = ({ top, bottom, left, right }: Range, row: number, column: number) =>
  row >= top && row <= bottom && column >= left && column <= right;

/**
 * What was typed, as a number: grouping of thousands, 1.2k, and changes of what stands there such as
 * +10%, −5% or +20. Nothing, or no number, is null.
 */
export function typed(text: string, now: number | null = null): number | null {
  const plain = text.trim().replaceAll("−", "-").replaceAll(/[\s\u00a0',，]/g, "").replaceAll("％", "%");
  const relative = /^([+-])(\d+(?:\.\d+)?)%$/.exec(plain);
  if (relative) {
    if (now === null) return null;
    return (now * (100 + (relative[1] === "-" ? -1 : 1) * Number(relative[2]))) / 100;
  }
  const more = /^\+(\d+(?:\.\d+)?)$/.exec(plain);
  if (more) return now === null ? null : now + Number(more[1]);
  const found = /^(-?\d+(?:\.\d+)?)([kK千m万]?)$/.exec(plain);
  if (!found) return null;
  const factor = { k: 1e3, K: 1e3, 千: 1e3, m: 1e6, 万: 1e4 }[found[2] ?? ""] ?? 1;
  return Number(found[1]) * factor;
}

/** Cells of a clipboard: lines and tabs, as spreadsheets write them. */
export function parsed(text: string): string[][] {
  return text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
}

/** A block that is pasted into a range: one value fills it, a block that fits repeats, others begin at its corner. */
export function pasted(block: string[][], range: Range): { row: number; column: number; text: string }[] {
  const height = block.length;
  const width = Math.max(...block.map((line) => line.length));
  const [rows, columns] = [range.bottom - range.top + 1, range.right - range.left + 1];
  const repeats = rows % height === 0 && columns % width === 0;
  const [down, across] = repeats ? [rows, columns] : [height, width];
  const found = [];
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const text = block[row % height]?.[column % width];
      if (text !== undefined && text.trim() !== "") found.push({ row: range.top + row, column: range.left + column, text });
    }
  }
  return found;
}

/** Where a key leads from a place in a grid of so many rows and columns; null where it leads nowhere. */
export function stepped(key: string, { row, column }: Place, rows: number, columns: number, far: boolean): Place | null {
  const steps: Record<string, Place> = {
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowDown: { row: far ? rows - 1 : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? columns - 1 : column + 1 },
    Home: far ? { row: 0, column: 0 } : { row, column: 0 },
    End: far ? { row: rows - 1, column: columns - 1 } : { row, column: columns - 1 },
    PageUp: { row: row - 10, column },
    PageDown: { row: row + 10, column },
  };
  const to = steps[key];
  if (!to) return null;
  return { row: Math.max(0, Math.min(rows - 1, to.row)), column: Math.max(0, Math.min(columns - 1, to.column)) };
}
