import { Button, Group, Modal, MultiSelect, Select, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, Query, send, useCan, useTell, useUndo, useWriter } from "@/kit";

import { type AttributeRow, attributesTag, useVocabulary } from "./data";
import style from "./products.module.css";

const NOTHING = "nothing";

/** What the style is like, who says so, and a way to correct it. */
export function Attributes({ id, rows, colours }: { id: string; rows: AttributeRow[]; colours: number }) {
  const { t } = useTranslation("products");
  const write = useWriter();
  const can = useCan("products:write");
  const [editing, setEditing] = useState<string | null>(null);
  const { correct, withdraw } = useCorrections(id);
  const names = [...new Set(rows.map(({ name }) => name))];
  const label = (name: string) => t(`attribute.${name.replaceAll(" ", "_")}`, { defaultValue: name });
  return (
    <div className={style.panel}>
      <div className={style.panelHead}>
        <h2>{t("attributes.title")}</h2>
        {can && <Button size="xs" variant="default" leftSection={<Icon name="edit" size={14} />} onClick={() => setEditing("")}>{t("attributes.correct")}</Button>}
      </div>
      <div className={style.scroll} tabIndex={0} role="region" aria-label={t("attributes.title")}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{t("attributes.name")}</th><th scope="col">{t("attributes.value")}</th>
              <th scope="col">{t("attributes.source")}</th><th scope="col" className={style.right}>{t("attributes.confidence")}</th>
              {can && <th scope="col"><span className={style.muted}>{t("attributes.act")}</span></th>}
            </tr>
          </thead>
          <tbody>
            {names.flatMap((name) =>
              told(rows, name).map((row, place) => (
                <tr key={`${row.name} ${row.value} ${row.source}`}>
                  <th scope="row">{place === 0 ? label(name) : <VisuallyHidden>{label(name)}</VisuallyHidden>}</th>
                  <td className={row.counts ? undefined : style.struck}>
                    {row.value === NOTHING ? t("attributes.nothing") : name === "gender" ? t(`gender.${row.value}`, { defaultValue: row.label }) : row.label}
                    {!row.counts && <VisuallyHidden> {t("attributes.overruled")}</VisuallyHidden>}
                  </td>
                  <td>{t(`source.${row.source}`)}</td>
                  <td className={style.right}>{write.percent(row.confidence)}</td>
                  {can && (
                    <td>
                      {row.source === "person" && place === 0 && (
                        <Button size="compact-xs" variant="subtle" onClick={() => void withdraw([name])}>{t("attributes.withdraw")}</Button>
                      )}
                    </td>
                  )}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      <Text size="xs" c="dimmed" mt="xs">{t("attributes.note")}</Text>
      {editing !== null && (
        <Editor rows={rows} colours={colours} onClose={() => setEditing(null)} onSave={(name, values) => correct(name, values).then(() => setEditing(null))} />
      )}
    </div>
  );
}

/** What sources say of an attribute; who only repeats what counts is left out. */
function told(rows: AttributeRow[], name: string): AttributeRow[] {
  const mine = rows.filter((row) => row.name === name);
  const counted = new Set(mine.filter((row) => row.counts).map((row) => row.value));
  return mine.filter((row) => row.counts || !counted.has(row.value));
}

/** Corrections are sent with the tag of what is there now; each can be undone. */
function useCorrections(id: string) {
  const { t } = useTranslation("products");
  const client = useQueryClient();
  const tell = useTell();
  const undo = useUndo();
  const path = `/v1/products/${encodeURIComponent(id)}/attributes`;
  const again = () => Promise.all([client.invalidateQueries({ queryKey: ["products"] }), client.invalidateQueries({ queryKey: ["recommend"] })]);
  const withdraw = async (name: string[]) => {
    try {
      await send("DELETE", path, undefined, { query: { name }, ifMatch: await attributesTag(id) });
      await again();
      tell.done(t("attributes.withdrawn"));
    } catch (error) {
      tell.failed(error);
    }
  };
  const correct = async (name: string, values: string[]) => {
    try {
      await send("PUT", path, { corrections: [{ name, values }] }, { ifMatch: await attributesTag(id) });
      await again();
      undo(t("attributes.saved"), () => withdraw([name]));
    } catch (error) {
      tell.failed(error);
      throw error;
    }
  };
  return { correct, withdraw };
}

function Editor({
  rows, colours, onClose, onSave,
}: { rows: AttributeRow[]; colours: number; onClose: () => void; onSave: (name: string, values: string[]) => Promise<void> }) {
  const { t } = useTranslation("products");
  const vocabulary = useVocabulary(true);
  const [name, setName] = useState<string | null>(null);
  const [values, setValues] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const choose = (next: string | null) => {
    setName(next);
    setValues(rows.filter((row) => row.name === next && row.counts && row.value !== NOTHING).map((row) => row.value));
  };
  const save = async () => {
    if (name === null) return;
    setBusy(true);
    await onSave(name, values).catch(() => undefined);
    setBusy(false);
  };
  return (
    <Modal opened onClose={onClose} title={t("attributes.correct_title")} centered closeButtonProps={{ "aria-label": t("common:kit.close") }}>
      <Query of={vocabulary}>
        {(known) => (
          <Stack>
            <Select
              label={t("attributes.name")} data-autofocus value={name} onChange={choose} searchable
              data={known.filter((each) => each.name !== "colour" || colours < 2).map((each) => ({
                value: each.name, label: t(`attribute.${each.name.replaceAll(" ", "_")}`, { defaultValue: each.name }),
              }))}
            />
            <MultiSelect
              label={t("attributes.values")} description={t("attributes.values_note")} value={values} onChange={setValues} searchable clearable
              disabled={name === null} limit={200}
              data={known.find((each) => each.name === name)?.values.map(({ value, label }) => ({ value, label })) ?? []}
            />
            <Text size="sm" c="dimmed">{t("attributes.teaches")}</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>{t("common:kit.cancel")}</Button>
              <Button disabled={name === null} loading={busy} onClick={() => void save()}>{t("attributes.save")}</Button>
            </Group>
          </Stack>
        )}
      </Query>
    </Modal>
  );
}
