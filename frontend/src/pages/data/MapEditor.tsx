import { Alert, Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Query, send, useCan, useTell } from "@/kit";

import { type Assignment, fileAddress, type Import, type ImportFile, importTag, type Mapping, useChanges, useMapping, useTable, useTables } from "./data";
import style from "./data.module.css";

/** Which column of the file feeds which column of a table; or the whole mapping as text. */
export function MapEditor({ draft, file, onSaved }: { draft: Import; file: ImportFile; onSaved: () => void }) {
  const found = useMapping(draft.import_id, file.name, true);
  return <Query of={found}>{(mapping) => <Editor key={mapping.text} draft={draft} file={file} mapping={mapping} onSaved={onSaved} />}</Query>;
}

function Editor({ draft, file, mapping, onSaved }: { draft: Import; file: ImportFile; mapping: Mapping; onSaved: () => void }) {
  const { t } = useTranslation("data");
  const change = useChanges(draft.import_id);
  const tell = useTell();
  const mayImport = useCan("data:write");
  const tables = useTables();
  const first = mapping.assignments[0]?.table ?? "sale";
  const [table, setTable] = useState(first);
  const [pairs, setPairs] = useState<Assignment[]>(mapping.assignments);
  const [text, setText] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (path: string, body: unknown) => {
    setBusy(true);
    try {
      await change(async () => send("PUT", path, body, { ifMatch: await importTag(draft.import_id) }));
      onSaved();
    } catch (error) {
      tell.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const address = fileAddress(draft.import_id, file.name);
  const facts = (tables.data ?? []).filter(({ kind }) => kind === "fact");
  if (text !== null) {
    return (
      <Stack gap="sm">
        <Textarea label={t("map.text")} description={t("map.text_detail")} autosize minRows={10} maxRows={24} classNames={{ input: style.mono }} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Group>
          <Button loading={busy} disabled={!mayImport} onClick={() => void save(address, { mapping: text })}>{t("map.use")}</Button>
          <Button variant="default" onClick={() => setText(null)}>{t("map.columns")}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">{t(mapping.chosen ? "map.lead_chosen" : mapping.text ? "map.lead_suggested" : "map.lead_empty")}</Text>
      <Select label={t("map.table")} w="16rem" allowDeselect={false} searchable data={facts.map(({ name }) => ({ value: name, label: t(`table.${name}`, name) }))} value={table} onChange={(next) => setTable(next ?? first)} />
      <Columns table={table} headers={mapping.headers} needs={mapping.needs[table] ?? null} pairs={pairs} onChange={setPairs} />
      {Object.entries(mapping.missing).map(([name, columns]) => (
        <Alert key={name} color="yellow">{t("map.missing", { table: t(`table.${name}`, name), columns: columns.map((each) => t(`column.${each}`, each)).join(", ") })}</Alert>
      ))}
      <Group>
        <Button loading={busy} disabled={!mayImport || pairs.length === 0} onClick={() => void save(`${address}/mapping`, { assignments: pairs })}>{t("map.use")}</Button>
        <Button variant="default" onClick={() => setText(mapping.text ?? "")}>{t("map.as_text")}</Button>
      </Group>
    </Stack>
  );
}

function Columns({ table, headers, needs, pairs, onChange }: { table: string; headers: string[]; needs: string[] | null; pairs: Assignment[]; onChange: (pairs: Assignment[]) => void }) {
  const { t } = useTranslation("data");
  const found = useTable(table);
  const [known, setKnown] = useState(headers);
  useEffect(() => setKnown([...new Set([...headers, ...pairs.map(({ header }) => header)])]), [headers, pairs]);
  return (
    <Query of={found}>
      {({ columns }) => (
        <div className={style.pairs}>
          {columns.map((column) => {
            const pair = pairs.find((each) => each.table === table && each.column === column.name);
            const needed = needs ? needs.includes(column.name) : column.required;
            const label = t(`column.${column.name}`, column.name);
            return (
              <label key={column.name} style={{ display: "contents" }}>
                <span title={column.meaning}>
                  <Text span size="sm" fw={needed ? 600 : 400}>{label}{needed && " *"}</Text>
                  <Text span size="xs" c="dimmed" display="block">{column.meaning}</Text>
                </span>
                <Select
                  aria-label={label} size="sm" clearable searchable placeholder={t("map.nothing")} data={known} value={pair?.header ?? null}
                  onChange={(header) => {
                    const rest = pairs.filter((each) => each !== pair);
                    onChange(header ? [...rest, { table, column: column.name, header }] : rest);
                  }}
                />
              </label>
            );
          })}
        </div>
      )}
    </Query>
  );
}
