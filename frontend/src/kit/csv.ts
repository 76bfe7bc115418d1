export type Cell = string | number | null | undefined;

/** A cell that a spreadsheet shows as text even where it begins like a formula. */
function safe(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  const plain = typeof cell === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** CSV with a byte-order mark, so that Excel reads Chinese. */
export function csv(columns: string[], rows: Cell[][]): string {
  return `\ufeff${[columns, ...rows].map((row) => row.map(safe).join(",")).join("\r\n")}\r\n`;
}

/** Hand a file to the person; `content` is text or an address of data. */
export function download(name: string, content: string | Blob): void {
  const blob = typeof content === "string" ? new Blob([content], { type: "text/csv;charset=utf-8" }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
