import { Button, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { send, useCan, useJob, useTell, useWriter } from "@/kit";

import { useWorkspace, type Workspace } from "./data";
import style from "./settings.module.css";

const CURRENCIES = ["EUR", "USD", "GBP", "CNY", "JPY", "CHF", "SEK", "DKK", "HKD", "KRW", "AUD", "CAD"];

/** Where the workspace is the demo: a way to replace it by data of one's own. */
export function Demo() {
  const { t } = useTranslation("settings");
  const write = useWriter();
  const found = useWorkspace();
  const mayEdit = useCan("settings:write");
  const [open, setOpen] = useState(false);
  if (!found.data?.demo) return null;
  return (
    <div className={style.demo}>
      <div>
        <Text fw={600}>{t("demo.title")}</Text>
        <Text size="sm">{found.data.demo_day ? t("demo.lead", { day: write.day(found.data.demo_day, true) }) : t("demo.lead_plain")}</Text>
      </div>
      {mayEdit && <Button onClick={() => setOpen(true)}>{t("demo.replace")}</Button>}
      <Replace workspace={found.data} opened={open} onClose={() => setOpen(false)} />
    </div>
  );
}

function Replace({ workspace, opened, onClose }: { workspace: Workspace; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const tell = useTell();
  const go = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [currency, setCurrency] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId, (ended) => {
    setJobId(null);
    if (ended.state !== "done") return;
    onClose();
    void client.invalidateQueries();
    void go("/data");
  });
  const start = () =>
    send<{ job_id: string }>("POST", "/v1/workspace/replace-demo", { confirm: typed, ...(name ? { name } : {}), ...(currency ? { currency } : {}) })
      .then(({ job_id }) => setJobId(job_id))
      .catch(tell.failed);
  return (
    <Modal opened={opened} onClose={onClose} title={t("demo.replace")} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack>
        <Text size="sm">{t("demo.detail")}</Text>
        <TextInput label={t("demo.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select label={t("demo.currency")} data={CURRENCIES} value={currency} onChange={setCurrency} searchable clearable />
        <TextInput label={t("demo.confirm", { name: workspace.name })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        {job && <Text size="sm" c="dimmed" role="status">{job.progress || t("demo.waits")}</Text>}
        <Button color="red" disabled={typed !== workspace.name} loading={jobId !== null} onClick={() => void start()}>{t("demo.empty")}</Button>
      </Stack>
    </Modal>
  );
}
