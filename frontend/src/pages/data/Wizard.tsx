import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Icon, Num, PageFrame, Query, send, Tile, useCan, useJob, useTell } from "@/kit";

import { fileAddress, type Import, importAddress, upload, useChanges, useImport } from "./data";
import style from "./data.module.css";
import { DropZone } from "./DropZone";
import { FileCard } from "./FileCard";
import { State } from "./State";

/** An import step by step: files, how they are read, what would come of them, and what came. */
export function Wizard({ id }: { id: string }) {
  const { t } = useTranslation("data");
  const found = useImport(id);
  return (
    <PageFrame
      title={t("wizard.title")} lead={t("wizard.lead")} scope="data:read"
      actions={<Button component={Link} to="/data" variant="default">{t("wizard.back")}</Button>}
    >
      <Query of={found}>{(draft) => (draft.state === "open" ? <Open draft={draft} /> : <Committed draft={draft} />)}</Query>
    </PageFrame>
  );
}

function Open({ draft }: { draft: Import }) {
  const { t } = useTranslation("data");
  const change = useChanges(draft.import_id);
  const tell = useTell();
  const mayImport = useCan("data:write");
  const [busy, setBusy] = useState(false);
  const add = async (files: File[]) => {
    setBusy(true);
    await change(async () => {
      for (const file of files) await upload(draft.import_id, file);
    }).catch(tell.failed);
    setBusy(false);
  };
  const commit = async () => {
    setBusy(true);
    await change(() => send("POST", `${importAddress(draft.import_id)}/commit`)).catch(tell.failed);
    setBusy(false);
  };
  const unread = draft.files.filter(({ readable }) => !readable);
  return (
    <Stack gap="lg">
      <DropZone onFiles={(files) => void add(files)} busy={busy} small={draft.files.length > 0} />
      {draft.files.map((file) => <FileCard key={file.name} draft={draft} file={file} />)}
      {draft.files.length > 0 && (
        <Group justify="space-between" className={style.panel}>
          <Text size="sm" c={unread.length > 0 ? undefined : "dimmed"}>
            {unread.length > 0 ? t("wizard.unread", { names: unread.map(({ name }) => name).join(", ") }) : t("wizard.ready", { count: draft.files.length })}
          </Text>
          <Button disabled={unread.length > 0 || !mayImport} loading={busy} leftSection={<Icon name="check" />} onClick={() => void commit()}>{t("wizard.commit")}</Button>
        </Group>
      )}
    </Stack>
  );
}

function Committed({ draft }: { draft: Import }) {
  const { t } = useTranslation("data");
  const change = useChanges(draft.import_id);
  const tell = useTell();
  const going = draft.state === "committed";
  const job = useJob(going ? (draft.job?.job_id ?? null) : null, () => void change(async () => undefined));
  if (going) {
    const shown = job ?? draft.job;
    return (
      <Stack className={style.panel}>
        <Group justify="space-between"><Text fw={600}>{shown?.progress || t("wizard.waits")}</Text><State state={shown?.state ?? "queued"} /></Group>
        <Progress value={shown?.fraction === null || !shown ? 100 : shown.fraction * 100} striped={shown?.fraction === null} animated aria-label={t("wizard.title")} />
        <Group>
          <Button variant="default" onClick={() => void change(() => send("POST", `/v1/jobs/${shown?.job_id ?? ""}/cancel`)).catch(tell.failed)}>{t("jobs.cancel")}</Button>
          <Text size="sm" c="dimmed">{t("wizard.leave")}</Text>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="lg">
      {draft.state !== "done" && (
        <div className={style.panel} role="alert">
          <Group gap="sm"><State state={draft.state} /><Text fw={600}>{draft.job?.error.what}</Text></Group>
          <Text size="sm" c="dimmed" mt={4}>{draft.job?.error.remedy}</Text>
        </div>
      )}
      <div className={style.tiles}>
        <Tile label={t("result.rows")} value={<Num value={draft.rows} />} />
        <Tile label={t("result.written")} value={<Num value={draft.written} />} tone="good" />
        <Tile label={t("result.unchanged")} value={<Num value={draft.unchanged} />} />
        <Tile label={t("result.set_aside")} value={<Num value={draft.set_aside} />} tone={draft.set_aside > 0 ? "bad" : undefined} />
      </div>
      {draft.set_aside > 0 && <Rejects draft={draft} />}
      <Stored draft={draft} />
    </Stack>
  );
}

/** What was set aside, why, and how to bring it in after all. */
function Rejects({ draft }: { draft: Import }) {
  const { t } = useTranslation("data");
  return (
    <div className={style.panel}>
      <h2>{t("rejects.title")}</h2>
      <Text size="sm" c="dimmed" mb="sm">{t("rejects.lead")}</Text>
      <table className={style.table}>
        <thead><tr><th>{t("rejects.reason")}</th><th className={style.right}>{t("rejects.rows")}</th></tr></thead>
        <tbody>
          {Object.entries(draft.reasons).map(([reason, rows]) => (
            <tr key={reason}><td className={style.wrap}>{reason}</td><td className={style.right}><Num value={rows} /></td></tr>
          ))}
        </tbody>
      </table>
      <Group mt="md" gap="xs">
        {draft.correctable.map((name) => (
          <Button key={name} component="a" href={`${fileAddress(draft.import_id, name)}/to-correct`} download leftSection={<Icon name="download" />}>
            {t("rejects.correct", { name })}
          </Button>
        ))}
        <Button component="a" variant="default" href={`${importAddress(draft.import_id)}/rejects`} download leftSection={<Icon name="download" />}>{t("rejects.list")}</Button>
        <Button component={Link} variant="default" to="/data">{t("rejects.again")}</Button>
      </Group>
    </div>
  );
}

function Stored({ draft }: { draft: Import }) {
  const { t } = useTranslation("data");
  const counts = ["inserted", "updated", "unchanged", "derived", "repeated"] as const;
  const rows = Object.entries(draft.tables);
  if (rows.length === 0) return null;
  return (
    <div className={style.panel}>
      <h2>{t("result.tables")}</h2>
      <div className={style.scroll} role="region" aria-label={t("result.tables")} tabIndex={0}>
        <table className={style.table}>
          <thead><tr><th>{t("tables.name")}</th>{counts.map((each) => <th key={each} className={style.right}>{t(`result.${each}`)}</th>)}</tr></thead>
          <tbody>
            {rows.map(([name, counted]) => (
              <tr key={name}>
                <td><Link className={style.link} to={`/data/table/${name}`}>{t(`table.${name}`, name)}</Link></td>
                {counts.map((each) => <td key={each} className={style.right}><Num value={counted[each]} /></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
