import { Button, Text } from "@mantine/core";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/kit";

import style from "./data.module.css";

const TYPES = ".csv,.tsv,.txt,.xlsx,.xls,.parquet,.json,.jsonl,.ndjson,.xml,.rss,.zip,.gz";

/** A place to drop files on, with a button for those who do not drag. */
export function DropZone({ onFiles, busy, small }: { onFiles: (files: File[]) => void; busy: boolean; small?: boolean }) {
  const { t } = useTranslation("data");
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(0);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(0);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    <div
      className={style.drop} data-over={over > 0} data-small={small}
      onDragEnter={(event) => { event.preventDefault(); setOver((deep) => deep + 1); }}
      onDragLeave={() => setOver((deep) => Math.max(0, deep - 1))}
      onDragOver={(event) => event.preventDefault()} onDrop={drop}
    >
      {!small && <Icon name="upload" size={28} />}
      <Text fw={600} size={small ? "sm" : "md"}>{t("drop.title")}</Text>
      {!small && <Text size="sm" c="dimmed" maw="34rem">{t("drop.detail")}</Text>}
      <Button variant={small ? "default" : "filled"} loading={busy} leftSection={<Icon name="plus" />} onClick={() => chooser.current?.click()}>
        {t("drop.choose")}
      </Button>
      <input
        ref={chooser} type="file" multiple accept={TYPES} hidden aria-label={t("drop.choose")}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </div>
  );
}
