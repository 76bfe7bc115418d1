import { Checkbox, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "./icons";
import style from "./kit.module.css";

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  align?: "left" | "right";
  /** Pixels, or a CSS grid width such as `minmax(10rem, 2fr)`. */
  width?: number | string;
  /** What rows are sorted by here, in the browser. */
  value?: (row: Row) => string | number | null | undefined;
  /** The server sorts by this column; see `onSort`. */
  sortable?: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}

interface Props<Row> {
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** What the table shows, for screen readers. */
  label: string;
  onOpen?: (row: Row) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (keys: Set<string>) => void;
  /** Given: the server sorts, and the table only says what is wanted. */
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  /** Called near the end of the rows, to load more of them. */
  onEnd?: () => void;
  rowHeight?: number;
  height?: number | string;
  empty?: ReactNode;
}

const COUNT = 24;
const BOX = 44;

function useSorted<Row>({ rows, columns, sort, onSort }: Props<Row>) {
  const [own, setOwn] = useState<Sort | null>(null);
  const active = onSort ? (sort ?? null) : own;
  const sorted = useMemo(() => {
    const by = onSort ? undefined : columns.find((each) => each.id === active?.column)?.value;
    if (!by || !active) return rows;
    const sign = active.descending ? -1 : 1;
    return [...rows].sort((a, b) => {
      const [x, y] = [by(a), by(b)];
      if (x === y) return 0;
      // Unknown is last, whichever way it goes.
      if (x === null || x === undefined) return 1;
      if (y === null || y === undefined) return -1;
      return sign * (typeof x === "string" && typeof y === "string" ? x.localeCompare(y) : x < y ? -1 : 1);
    });
  }, [rows, columns, active, onSort]);
  const turn = (column: string) => {
    const next = { column, descending: active?.column === column ? !active.descending : false };
    if (onSort) onSort(next);
    else setOwn(next);
  };
  return { sorted, active, turn };
}

/**
 * A table of any length: only the rows in sight are drawn. Arrow keys, Home, End and Page keys move,
 * Enter opens, Space selects.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { columns, rowKey, label, onOpen, selected, onSelect, onEnd, rowHeight = 44, height = "min(70vh, 46rem)", empty } = props;
  const { t } = useTranslation();
  const { sorted, active, turn } = useSorted(props);
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: 38,
    initialRect: { width: 900, height: rowHeight * COUNT },
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn[drawn.length - 1]?.index ?? 0;
  useEffect(() => {
    if (onEnd && sorted.length > 0 && last >= sorted.length - 10) onEnd();
  }, [last, sorted.length, onEnd]);

  const widths = columns.map(({ width }) => (typeof width === "number" ? `${width}px` : (width ?? "minmax(7rem, 1fr)")));
  const grid = { gridTemplateColumns: [...(onSelect ? [`${BOX}px`] : []), ...widths].join(" ") };

  const focus = useCallback(
    (index: number) => {
      const next = Math.max(0, Math.min(sorted.length - 1, index));
      setAt(next);
      virtual.scrollToIndex(next);
      requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
    },
    [sorted.length, virtual],
  );

  const toggle = (row: Row) => {
    if (!onSelect) return;
    const next = new Set(selected);
    const id = rowKey(row);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };

  const onKey = (event: KeyboardEvent<HTMLDivElement>, index: number, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const moves: Record<string, number> = {
      ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: sorted.length - 1, PageDown: index + 10, PageUp: index - 10,
    };
    const next = moves[event.key];
    if (next !== undefined) focus(next);
    else if (event.key === "Enter" && onOpen) onOpen(row);
    else if (event.key === " " && onSelect) toggle(row);
    else return;
    event.preventDefault();
  };

  const all = sorted.length > 0 && sorted.every((row) => selected?.has(rowKey(row)));
  if (sorted.length === 0 && empty) return empty;
  return (
    <div
      ref={frame} className={style.table} style={{ maxHeight: height }} role="grid" aria-label={label}
      aria-rowcount={sorted.length + 1} aria-multiselectable={onSelect ? true : undefined} tabIndex={-1}
    >
      <div className={style.tableInner}>
        <div role="rowgroup" className={style.head}>
          <div role="row" aria-rowindex={1} className={style.row} style={grid}>
            {onSelect && (
              <div role="columnheader" className={style.headCell}>
                <Checkbox
                  size="xs" aria-label={t("kit.select_all")} checked={all} indeterminate={!all && (selected?.size ?? 0) > 0}
                  onChange={() => onSelect(all ? new Set() : new Set(sorted.map(rowKey)))}
                />
              </div>
            )}
            {columns.map((column) => (
              <Header key={column.id} column={column} active={active} turn={turn} server={props.onSort !== undefined} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={style.body} style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, start }) => {
            const row = sorted[index];
            if (row === undefined) return null;
            const id = rowKey(row);
            return (
              <div
                key={id} role="row" data-index={index} aria-rowindex={index + 2}
                aria-selected={onSelect ? (selected?.has(id) ?? false) : undefined}
                tabIndex={index === Math.min(at, sorted.length - 1) ? 0 : -1}
                className={`${style.row} ${onOpen ? style.openable : ""}`}
                style={{ ...grid, height: rowHeight, transform: `translateY(${start}px)` }}
                onFocus={() => setAt(index)}
                onKeyDown={(event) => onKey(event, index, row)}
                onClick={(event) => {
                  if (onOpen && !(event.target as HTMLElement).closest("a,button,input,label,select")) onOpen(row);
                }}
              >
                {onSelect && (
                  <div role="gridcell" className={style.cell}>
                    <Checkbox size="xs" aria-label={t("kit.select")} checked={selected?.has(id) ?? false} onChange={() => toggle(row)} />
                  </div>
                )}
                {columns.map((column) => (
                  <div key={column.id} role="gridcell" className={`${style.cell} ${column.align === "right" ? style.right : ""}`}>
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        {sorted.length === 0 && <Text c="dimmed" size="sm" p="md">{t("kit.no_rows")}</Text>}
      </div>
    </div>
  );
}

function Header<Row>({
  column, active, turn, server,
}: { column: Column<Row>; active: Sort | null; turn: (column: string) => void; server: boolean }) {
  const can = server ? column.sortable : column.value !== undefined;
  const mine = active?.column === column.id;
  return (
    <div
      role="columnheader" className={`${style.headCell} ${column.align === "right" ? style.right : ""}`}
      aria-sort={can ? (mine ? (active.descending ? "descending" : "ascending") : "none") : undefined}
    >
      {can ? (
        <button type="button" className={style.sort} onClick={() => turn(column.id)}>
          {column.header}
          {mine ? <span aria-hidden="true">{active.descending ? "↓" : "↑"}</span> : <Icon name="sort" size={12} />}
        </button>
      ) : (
        column.header
      )}
    </div>
  );
}
