import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type ClipboardEvent, type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState,
} from "react";
import { useTranslation } from "react-i18next";

import { type Place, parsed, pasted, rangeOf, stepped, typed, within } from "./cells";
import style from "./plan.module.css";

export interface Column {
  id: string;
  label: string;
  note: string;
  phase: "past" | "now" | "ahead";
}

export interface Line {
  id: string;
  /** Spoken and shown name. */
  label: string;
  head: ReactNode;
  indent: number;
  /** A line that only names what follows. */
  title?: boolean;
  tone: "plain" | "plan" | "soft";
  values: (number | null)[];
  editable: (column: number) => boolean;
  write: (value: number | null) => string;
}

export interface Edit {
  line: Line;
  column: number;
  value: number;
}

interface Props {
  columns: Column[];
  lines: Line[];
  label: string;
  /** Cells that were changed and are on their way. */
  pending: ReadonlyMap<string, number>;
  onEdit: (edits: Edit[]) => void;
  onUndo: () => void;
  onRefuse: (what: "closed" | "number", text: string) => void;
  height?: string;
}

const ROW = 30;
const HEAD = 210;
const CELL = 78;
export const cellKey = (line: string, column: number) => `${line}#${column}`;

/**
 * A grid that works like a spreadsheet: arrows move, Shift selects, typing edits, Enter and Tab commit,
 * Escape gives up, Ctrl C / V copy and paste blocks, Delete sets to nought, Ctrl Z takes back.
 */
export function Sheet({ columns, lines, label, pending, onEdit, onUndo, onRefuse, height = "min(72vh, 52rem)" }: Props) {
  const { t } = useTranslation("plan");
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>(() => startOf(lines, columns));
  const [anchor, setAnchor] = useState<Place | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const dragging = useRef(false);
  const editing = useRef(false);
  const virtual = useVirtualizer({
    count: lines.length, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 12, scrollPaddingStart: 50,
    initialRect: { width: 1200, height: 900 },
  });
  const here: Place = { row: Math.min(at.row, Math.max(lines.length - 1, 0)), column: Math.min(at.column, columns.length - 1) };
  const chosen = rangeOf(anchor ?? here, here);
  const valueAt = useCallback(
    (row: number, column: number) => {
      const line = lines[row];
      return line ? (pending.get(cellKey(line.id, column)) ?? line.values[column] ?? null) : null;
    },
    [lines, pending],
  );

  // The week that runs stands in sight at first.
  useLayoutEffect(() => {
    const now = columns.findIndex(({ phase }) => phase === "now");
    if (frame.current && now > 3) frame.current.scrollLeft = (now - 3) * CELL;
  }, [columns.length]); // eslint-disable-line react-hooks/exhaustive-deps

  const show = (place: Place) => {
    virtual.scrollToIndex(place.row);
    const box = frame.current;
    if (!box) return;
    const left = place.column * CELL;
    const width = box.clientWidth - HEAD;
    if (left < box.scrollLeft) box.scrollLeft = left;
    else if (left + CELL > box.scrollLeft + width) box.scrollLeft = left + CELL - width;
  };
  const go = (place: Place, extend: boolean) => {
    setAnchor(extend ? (anchor ?? here) : null);
    setAt(place);
    show(place);
  };

  const commit = (edits: { row: number; column: number; text: string }[]) => {
    const good: Edit[] = [];
    let closed = 0;
    for (const { row, column, text } of edits) {
      const line = lines[row];
      if (!line || line.title || column >= columns.length) continue;
      if (!line.editable(column)) {
        closed++;
        continue;
      }
      const value = typed(text, valueAt(row, column));
      if (value === null) return onRefuse("number", text);
      if (value !== valueAt(row, column)) good.push({ line, column, value });
    }
    if (good.length) onEdit(good);
    else if (closed) onRefuse("closed", "");
  };
  const end = (save: boolean, to?: Place) => {
    // Leaving the field by a key also takes the focus from it: once is enough.
    if (!editing.current) return;
    editing.current = false;
    if (draft !== null && save && draft.trim() !== "") commit([{ ...here, text: draft }]);
    setDraft(null);
    if (to) go(to, false);
    frame.current?.focus();
  };
  const begin = (text: string) => {
    if (!lines[here.row]?.editable(here.column)) return onRefuse("closed", "");
    editing.current = true;
    setDraft(text);
  };
  const step = (key: string, far = false) => stepped(key, here, lines.length, columns.length, far);
  const next = (back: boolean): Place => {
    const column = here.column + (back ? -1 : 1);
    if (column >= 0 && column < columns.length) return { row: here.row, column };
    const row = Math.max(0, Math.min(lines.length - 1, here.row + (back ? -1 : 1)));
    return { row, column: back ? columns.length - 1 : 0 };
  };

  const onKey = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    if (draft !== null) {
      if (event.key === "Enter") end(true, step(event.shiftKey ? "ArrowUp" : "ArrowDown") ?? undefined);
      else if (event.key === "Tab") end(true, next(event.shiftKey));
      else if (event.key === "Escape") end(false);
      else return;
      event.preventDefault();
      return;
    }
    if (event.key === "Tab") {
      // At the ends Tab leaves the grid, so that nobody is caught in it.
      const to = next(event.shiftKey);
      if (to.row === here.row && to.column !== here.column) {
        event.preventDefault();
        go(to, false);
      }
      return;
    }
    const to = step(event.key, command);
    if (to) go(to, event.shiftKey);
    else if (command && event.key.toLowerCase() === "z") onUndo();
    else if (command && event.key.toLowerCase() === "a") {
      setAnchor({ row: 0, column: 0 });
      setAt({ row: lines.length - 1, column: columns.length - 1 });
    } else if (event.key === "Enter" || event.key === "F2") {
      const now = valueAt(here.row, here.column);
      begin(now === null ? "" : String(now));
    } else if (event.key === "Escape") setAnchor(null);
    else if (event.key === "Delete" || event.key === "Backspace") {
      const cells = [];
      for (let row = chosen.top; row <= chosen.bottom; row++) {
        for (let column = chosen.left; column <= chosen.right; column++) cells.push({ row, column, text: "0" });
      }
      commit(cells);
    } else if (!command && !event.altKey && /^[0-9.+\-−]$/.test(event.key)) begin(event.key);
    else return;
    event.preventDefault();
  };
  const onCopy = (event: ClipboardEvent) => {
    if (draft !== null) return;
    const rows = [];
    for (let row = chosen.top; row <= chosen.bottom; row++) {
      const cells = [];
      for (let column = chosen.left; column <= chosen.right; column++) cells.push(valueAt(row, column) ?? "");
      rows.push(cells.join("\t"));
    }
    event.clipboardData.setData("text/plain", rows.join("\n"));
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (draft !== null) return;
    commit(pasted(parsed(event.clipboardData.getData("text/plain")), chosen));
    event.preventDefault();
  };
  const onDown = (event: MouseEvent, place: Place) => {
    if (event.button !== 0) return;
    if (draft !== null) end(true);
    dragging.current = true;
    setAnchor(event.shiftKey ? (anchor ?? here) : place);
    setAt(place);
  };
  useEffect(() => {
    const up = () => (dragging.current = false);
    window.addEventListener("mouseup", up);
    return () => window.removeEventListener("mouseup", up);
  }, []);

  const many = (chosen.bottom - chosen.top + 1) * (chosen.right - chosen.left + 1);
  return (
    <>
      <div
        ref={frame} className={style.sheet} style={{ maxHeight: height }} role="grid" tabIndex={0} aria-label={label}
        aria-rowcount={lines.length + 1} aria-colcount={columns.length + 1} aria-multiselectable="true"
        aria-activedescendant={`cell-${here.row}-${here.column}`} onKeyDown={onKey} onCopy={onCopy} onPaste={onPaste}
      >
        <div style={{ width: HEAD + columns.length * CELL }}>
          <div className={style.sheetHead} role="row" aria-rowindex={1}>
            <div role="columnheader" className={style.corner}>{t("week")}</div>
            {columns.map((column) => (
              <div key={column.id} role="columnheader" className={style.columnHead} data-phase={column.phase}>
                <span>{column.label}</span>
                <small>{column.note}</small>
              </div>
            ))}
          </div>
          <div role="rowgroup" style={{ position: "relative", height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const line = lines[index];
              return line && (
                <div
                  key={line.id} role="row" aria-rowindex={index + 2} className={style.sheetRow} data-tone={line.tone} data-title={line.title || undefined}
                  style={{ transform: `translateY(${start}px)`, height: ROW }}
                >
                  <div role="rowheader" className={style.rowHead} style={{ paddingLeft: `${0.5 + line.indent * 0.9}rem` }}>{line.head}</div>
                  {columns.map((column, place) => {
                    const active = index === here.row && place === here.column;
                    const waiting = pending.get(cellKey(line.id, place));
                    const value = waiting ?? line.values[place] ?? null;
                    return (
                      <div
                        key={column.id} id={`cell-${index}-${place}`} role="gridcell" aria-colindex={place + 2}
                        aria-selected={within(chosen, index, place)} aria-readonly={!line.editable(place)}
                        aria-label={`${line.label}, ${column.label}: ${line.write(value)}`}
                        className={style.sheetCell} data-phase={column.phase} data-active={active || undefined}
                        data-chosen={(many > 1 && within(chosen, index, place)) || undefined} data-open={line.editable(place) || undefined}
                        data-waiting={waiting !== undefined || undefined} data-below={(value ?? 0) < 0 || undefined}
                        onMouseDown={(event) => onDown(event, { row: index, column: place })}
                        onMouseEnter={() => { if (dragging.current) setAt({ row: index, column: place }); }}
                        onDoubleClick={() => begin(value === null ? "" : String(value))}
                      >
                        {active && draft !== null ? (
                          <input
                            className={style.input} value={draft} autoFocus aria-label={`${line.label}, ${column.label}`} inputMode="decimal"
                            onChange={(event) => setDraft(event.currentTarget.value)} onBlur={() => { if (draft !== null) end(true); }}
                            onMouseDown={(event) => event.stopPropagation()}
                          />
                        ) : line.title ? "" : line.write(value)}
                      </div>
                    );
                  })}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <Sum cells={many} sum={many > 1 ? sumOf(chosen, valueAt) : null} write={lines[here.row]?.write} />
    </>
  );
}

/** The first cell of the week that runs that may be edited, else the first that holds a number. */
function startOf(lines: Line[], columns: Column[]): Place {
  const column = Math.max(0, columns.findIndex(({ phase }) => phase === "now"));
  const open = lines.findIndex((line) => line.editable(column));
  return { row: open >= 0 ? open : Math.max(0, lines.findIndex(({ title }) => !title)), column };
}

function sumOf(range: { top: number; bottom: number; left: number; right: number }, valueAt: (row: number, column: number) => number | null): number {
  let sum = 0;
  for (let row = range.top; row <= range.bottom; row++) {
    for (let column = range.left; column <= range.right; column++) sum += valueAt(row, column) ?? 0;
  }
  return sum;
}

function Sum({ cells, sum, write }: { cells: number; sum: number | null; write: ((value: number | null) => string) | undefined }) {
  const { t } = useTranslation("plan");
  return (
    <div className={style.foot} aria-live="polite">
      {sum === null || !write ? t("sheet_help") : t("sheet_sum", { count: cells, sum: write(sum) })}
    </div>
  );
}
