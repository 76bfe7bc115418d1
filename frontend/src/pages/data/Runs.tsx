import { Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { type Column, DataTable, Empty, Icon, Num, Query, useFilterValues, useWriter } from "@/kit";

import { type RunFull, type RunLine, useRun, useRuns } from "./data";
import style from "./data.module.css";
import { State } from "./State";

/** What was computed and imported, from what and with what settings. */
export function Runs() {
  const { t } = useTranslation("data");
  const write = useWriter();
  const values = useFilterValues();
  const found = useRuns();
  const chosen = values.one("run") || null;
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<RunLine>[] = [
    { id: "kind", header: t("runs.kind"), width: "minmax(9rem, 1fr)", value: ({ kind }) => kind, cell: ({ kind }) => t(`kind.${kind}`, kind) },
    { id: "state", header: t("runs.state"), width: 130, value: ({ state }) => state, cell: ({ state }) => <State state={state} /> },
    { id: "started", header: t("runs.started"), width: 190, value: ({ started_at }) => started_at, cell: ({ started_at }) => write.moment(started_at) },
    { id: "seconds", header: t("runs.seconds"), width: 110, align: "right", value: ({ seconds }) => seconds, cell: ({ seconds }) => <Num value={seconds === null ? null : Math.round(seconds)} /> },
    { id: "id", header: t("runs.id"), width: "minmax(16rem, 1.4fr)", cell: ({ run_id }) => <span className={style.mono}>{run_id}</span> },
  ];
  return (
    <Query of={found as never} isEmpty={() => rows.length === 0} empty={<Empty title={t("runs.none")} detail={t("runs.none_detail")} icon="play" />}>
      {() => (
        <>
          <DataTable
            rows={rows} columns={columns} rowKey={({ run_id }) => run_id} label={t("tab.runs")} onOpen={({ run_id }) => values.set("run", run_id)}
            onEnd={() => { if (found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
          />
          <Drawer opened={chosen !== null} onClose={() => values.set("run", null)} position="right" size="xl" title={chosen ?? ""} closeButtonProps={{ "aria-label": t("runs.close") }}>
            <OneRun id={chosen} />
          </Drawer>
        </>
      )}
    </Query>
  );
}

function OneRun({ id }: { id: string | null }) {
  const found = useRun(id);
  return <Query of={found}>{(run) => <Shown run={run} />}</Query>;
}

function Shown({ run }: { run: RunFull }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  const parts = { outputs: run.outputs, inputs: run.inputs, settings: run.settings, code: run.code };
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs"><State state={run.state} /><Text size="sm">{write.moment(run.started_at)}</Text></Group>
        {run.kind === "plan" && run.state === "done" && (
          <Button component="a" variant="default" href={`/v1/runs/${run.run_id}/report`} download leftSection={<Icon name="download" />}>{t("runs.report")}</Button>
        )}
      </Group>
      {run.error && <Text size="sm" c="red">{run.error}</Text>}
      <Text size="sm" c="dimmed">{t("runs.lead")}</Text>
      {Object.entries(parts).map(([name, value]) => (
        <details key={name} open={name === "outputs"}>
          <summary><Text span fw={600} size="sm">{t(`runs.${name}`)}</Text></summary>
          <pre className={style.json}>{JSON.stringify(value, null, 2)}</pre>
        </details>
      ))}
    </Stack>
  );
}
