import { Alert, Button, Group, Menu, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Empty, Icon, Query, send, useCan, useMe, useTell, useWriter } from "@/kit";

import { type Job, useJobs, useKinds, useSchedules } from "./data";
import style from "./data.module.css";
import { State } from "./State";

/** What is done in the background: under way, waiting, ended, and what comes at set times. */
export function Jobs() {
  const { t } = useTranslation("data");
  const found = useJobs();
  const schedules = useSchedules();
  return (
    <Stack gap="xl">
      {schedules.data?.some(({ worker }) => !worker) && <Alert color="yellow" title={t("jobs.no_worker")}>{t("jobs.no_worker_detail")}</Alert>}
      <section>
        <Group justify="space-between" mb="sm"><h2 className={style.head}>{t("jobs.title")}</h2><Start /></Group>
        <Query of={found} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("jobs.none")} detail={t("jobs.none_detail")} icon="play" />}>
          {({ items }) => <ul className={style.list}>{items.map((job) => <Line key={job.job_id} job={job} />)}</ul>}
        </Query>
      </section>
      <Times />
    </Stack>
  );
}

function Start() {
  const { t } = useTranslation("data");
  const kinds = useKinds();
  const me = useMe();
  const tell = useTell();
  const client = useQueryClient();
  const mine = (kinds.data ?? []).filter(({ scope }) => me?.scopes.includes(scope));
  if (mine.length === 0) return null;
  const start = (kind: string) =>
    send("POST", "/v1/jobs", { kind })
      .then(() => client.invalidateQueries({ queryKey: ["jobs"] }))
      .catch(tell.failed);
  return (
    <Menu>
      <Menu.Target><Button leftSection={<Icon name="play" />}>{t("jobs.start")}</Button></Menu.Target>
      <Menu.Dropdown>{mine.map(({ name, title }) => <Menu.Item key={name} onClick={() => void start(name)}>{t(`kind.${name}`, title)}</Menu.Item>)}</Menu.Dropdown>
    </Menu>
  );
}

function Line({ job }: { job: Job }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  const tell = useTell();
  const client = useQueryClient();
  const mayCancel = useCan("jobs:write");
  const active = job.ended_at === null;
  const cancel = () =>
    send("POST", `/v1/jobs/${job.job_id}/cancel`)
      .then(() => client.invalidateQueries({ queryKey: ["jobs"] }))
      .catch(tell.failed);
  return (
    <li className={style.item}>
      <div className={style.grow}>
        <Text fw={600} size="sm">{t(`kind.${job.kind}`, job.title)}</Text>
        <Text size="sm" c="dimmed">{t("jobs.asked", { actor: job.actor, moment: write.moment(job.created_at) })}{job.attempt > 1 && ` · ${t("jobs.attempt", { count: job.attempt })}`}</Text>
        {job.error.what && <Text size="sm" c={job.state === "failed" ? "red" : "dimmed"}>{job.error.what}. {job.error.remedy}</Text>}
        {job.state === "running" && <Progress mt={6} value={job.fraction === null ? 100 : job.fraction * 100} striped={job.fraction === null} animated aria-label={job.progress || t("state.running")} />}
        {job.state === "running" && <Text size="xs" c="dimmed">{job.progress}</Text>}
      </div>
      <Group gap="xs" wrap="nowrap">
        <State state={job.state} />
        {active && mayCancel && <Button size="compact-sm" variant="default" disabled={job.cancelling} onClick={() => void cancel()}>{t(job.cancelling ? "jobs.cancelling" : "jobs.cancel")}</Button>}
      </Group>
    </li>
  );
}

function Times() {
  const { t } = useTranslation("data");
  const write = useWriter();
  const found = useSchedules();
  return (
    <section>
      <h2 className={style.head}>{t("schedules.title")}</h2>
      <Query of={found} isEmpty={(all) => all.length === 0} empty={<Text size="sm" c="dimmed">{t("schedules.none")}</Text>}>
        {(all) => (
          <ul className={style.list}>
            {all.map((each) => (
              <li key={each.name} className={style.item}>
                <div className={style.grow}>
                  <Text fw={600} size="sm">{t(`kind.${each.kind}`, each.kind)}</Text>
                  <Text size="sm" c="dimmed">{t("schedules.next", { moment: write.moment(each.next_at) })} · <span className={style.mono}>{each.cron}</span> ({each.zone})</Text>
                </div>
                <Text size="sm" c="dimmed" className={style.mono}>{each.setting}</Text>
              </li>
            ))}
          </ul>
        )}
      </Query>
    </section>
  );
}
