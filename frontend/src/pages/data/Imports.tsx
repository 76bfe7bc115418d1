import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { Empty, Icon, Query, send, useCan, useTell, useWriter } from "@/kit";

import { type Import, type ImportLine, importAddress, upload, useImports } from "./data";
import style from "./data.module.css";
import { DropZone } from "./DropZone";
import { State } from "./State";

/** Begin an import by dropping files, or go back to an earlier one. */
export function Imports() {
  const { t } = useTranslation("data");
  const mayImport = useCan("data:write");
  const found = useImports();
  const [busy, setBusy] = useState(false);
  const go = useNavigate();
  const tell = useTell();
  const client = useQueryClient();
  const begin = async (files: File[]) => {
    setBusy(true);
    try {
      const { import_id } = await send<Import>("POST", "/v1/imports");
      for (const file of files) await upload(import_id, file).catch(tell.failed);
      await client.invalidateQueries({ queryKey: ["imports"] });
      void go(`import/${import_id}`);
    } catch (error) {
      tell.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="xl">
      {mayImport && <DropZone onFiles={(files) => void begin(files)} busy={busy} />}
      <section>
        <h2 className={style.head}>{t("imports.title")}</h2>
        <Query of={found} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("imports.none")} detail={t("imports.none_detail")} icon="file" />}>
          {({ items }) => <ul className={style.list}>{items.map((each) => <Line key={each.import_id} line={each} mayDiscard={mayImport} />)}</ul>}
        </Query>
      </section>
    </Stack>
  );
}

function Line({ line, mayDiscard }: { line: ImportLine; mayDiscard: boolean }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  const tell = useTell();
  const client = useQueryClient();
  const discard = () =>
    send("DELETE", importAddress(line.import_id))
      .then(() => client.invalidateQueries({ queryKey: ["imports"] }))
      .catch(tell.failed);
  return (
    <li className={style.item}>
      <div className={style.grow}>
        <Link to={`import/${line.import_id}`} className={style.name}>{line.files.join(", ") || t("imports.no_files")}</Link>
        <Text size="sm" c="dimmed">{t("imports.by", { actor: line.actor, moment: write.moment(line.created_at) })}</Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <State state={line.state} />
        {mayDiscard && line.state === "open" && (
          <Button size="compact-sm" variant="subtle" leftSection={<Icon name="trash" size={14} />} onClick={() => void discard()}>{t("imports.discard")}</Button>
        )}
      </Group>
    </li>
  );
}
