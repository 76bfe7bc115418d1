import { ActionIcon, Alert, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, Percent, send, useCan, useTell } from "@/kit";

import { bytes, fileAddress, type Import, type ImportFile, importTag, useChanges, useFormats } from "./data";
import style from "./data.module.css";
import { MapEditor } from "./MapEditor";
import { PreviewView } from "./PreviewView";

/** A file: what it is, how it is read, and what would come of it. */
export function FileCard({ draft, file }: { draft: Import; file: ImportFile }) {
  const { t } = useTranslation("data");
  const change = useChanges(draft.import_id);
  const tell = useTell();
  const mayImport = useCan("data:write");
  const [open, setOpen] = useState<"map" | "preview" | null>(file.readable ? null : "map");
  const address = fileAddress(draft.import_id, file.name);
  const fault = file.parts.find((part) => part.fault !== null)?.fault;
  const choose = (importer: string | null) =>
    change(async () => send("PUT", address, { importer }, { ifMatch: await importTag(draft.import_id) })).catch(tell.failed);
  return (
    <section className={style.panel} aria-label={file.name}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div className={style.grow}>
          <h2>{file.name}</h2>
          <Text size="sm" c="dimmed" component="div"><Kind file={file} /></Text>
        </div>
        {mayImport && (
          <ActionIcon variant="subtle" aria-label={t("file.drop", { name: file.name })} onClick={() => void change(() => send("DELETE", address)).catch(tell.failed)}>
            <Icon name="trash" />
          </ActionIcon>
        )}
      </Group>
      {fault && <Alert color="red" mt="sm" title={t("file.fault")}>{fault}</Alert>}
      <Group mt="sm" align="flex-end" gap="sm">
        <Formats file={file} disabled={!mayImport} onChoose={(next) => void choose(next)} />
        <Button variant={open === "map" ? "light" : "default"} leftSection={<Icon name="edit" />} aria-expanded={open === "map"} onClick={() => setOpen(open === "map" ? null : "map")}>{t("file.map")}</Button>
        <Button variant={open === "preview" ? "light" : "default"} leftSection={<Icon name="table" />} disabled={!file.readable} aria-expanded={open === "preview"} onClick={() => setOpen(open === "preview" ? null : "preview")}>
          {t("file.preview")}
        </Button>
      </Group>
      {open === "map" && <Stack mt="md"><MapEditor draft={draft} file={file} onSaved={() => setOpen("preview")} /></Stack>}
      {open === "preview" && file.readable && <Stack mt="md"><PreviewView id={draft.import_id} name={file.name} /></Stack>}
    </section>
  );
}

function Kind({ file }: { file: ImportFile }) {
  const { t } = useTranslation("data");
  const best = file.parts[0]?.candidates[0];
  const size = `${file.kind} · ${bytes(file.size)}`;
  if (file.mapped) return <>{size} · {t("file.mapped")}</>;
  if (file.importer) return <>{size} · {t("file.chosen")}</>;
  if (!best || !file.readable) return <>{size} · {t("file.unknown")}</>;
  return <>{size} · {t("file.recognised", { format: best.title })} (<Percent value={best.confidence} />)</>;
}

function Formats({ file, disabled, onChoose }: { file: ImportFile; disabled: boolean; onChoose: (importer: string | null) => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const known = (formats.data ?? []).filter(({ name }) => name !== "generic");
  const data = [{ value: "", label: t("file.auto") }, ...known.map(({ name, title }) => ({ value: name, label: title }))];
  return (
    <Select
      label={t("file.format")} w="16rem" searchable allowDeselect={false} disabled={disabled} data={data}
      value={file.mapped ? null : (file.importer ?? "")} placeholder={file.mapped ? t("file.mapped") : undefined}
      onChange={(next) => onChoose(next || null)}
    />
  );
}
