import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Money, Num, Query, useWriter } from "@/kit";

import { type Preview, usePreview } from "./data";
import style from "./data.module.css";

/** The first rows as they would be stored, and those that would be set aside, with the reason. */
export function PreviewView({ id, name }: { id: string; name: string }) {
  const found = usePreview(id, name, true);
  return <Query of={found}>{(preview) => <Shown preview={preview} />}</Query>;
}

function Shown({ preview }: { preview: Preview }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  const aside = Object.entries(preview.set_aside);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">{t(preview.complete ? "preview.whole" : "preview.part", { count: preview.rows, shown: write.num(preview.rows) })}</Text>
      {Object.entries(preview.samples).map(([table, rows]) => (
        <div key={table}>
          <Group gap="xs" mb={4}><Text fw={600} size="sm">{t(`table.${table}`, table)}</Text><Text size="sm" c="dimmed"><Num value={preview.tables[table] ?? 0} /></Text></Group>
          <Rows rows={rows} label={t(`table.${table}`, table)} />
        </div>
      ))}
      <div>
        <Text fw={600} size="sm">{t("preview.aside")}</Text>
        {aside.length === 0 && <Text size="sm" c="dimmed">{t("preview.none_aside")}</Text>}
        {aside.map(([reason, rows]) => <Text size="sm" key={reason}><Num value={rows} /> · {reason}</Text>)}
        {preview.problems.length > 0 && <Rows rows={preview.problems.slice(0, 30)} label={t("preview.aside")} />}
      </div>
      {Object.entries(preview.left_out).map(([reason, rows]) => (
        <Text size="sm" c="dimmed" key={reason}>{t("preview.left_out")}: <Num value={rows} /> · {reason}</Text>
      ))}
    </Stack>
  );
}

/** Rows as they are stored, the columns that say something only. */
export function Rows({ rows, label }: { rows: Record<string, unknown>[]; label: string }) {
  const { t } = useTranslation("data");
  const columns = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined));
  return (
    <div className={style.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={style.table}>
        <thead><tr>{columns.map((name) => <th key={name} className={isNumber(rows, name) ? style.right : undefined}>{t(`column.${name}`, name)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{columns.map((name) => <td key={name} className={isNumber(rows, name) ? style.right : undefined}><Value row={row} name={name} /></td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const AMOUNTS = new Set(["unit_price", "discount", "price", "full_price", "cost", "unit_cost", "value"]);

function Value({ row, name }: { row: Record<string, unknown>; name: string }) {
  const { [name]: value, currency } = row;
  if (AMOUNTS.has(name) && typeof value === "number" && typeof currency === "string") return <Money amount={{ minor: value, currency }} />;
  return <>{text(value)}</>;
}

function isNumber(rows: Record<string, unknown>[], name: string): boolean {
  return rows.some((row) => typeof row[name] === "number");
}

/** A stored value as text; unknown is a dash. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.slice(0, 6).map(text).join(", ") + (value.length > 6 ? " …" : "");
  const shown = typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
