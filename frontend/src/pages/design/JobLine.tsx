import { Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { JobProgress } from "@/kit";

import style from "./design.module.css";

/** How far a job is, or why it failed. */
export function JobLine({ job }: { job: JobProgress | null }) {
  const { t } = useTranslation("design");
  if (!job) return <Text size="sm" c="dimmed" role="status">{t("job.waiting")}</Text>;
  if (job.state === "failed" || job.state === "cancelled") {
    return <Text size="sm" role="alert" className={style.bad}>{job.error.what ?? t("job.stopped")} {job.error.remedy}</Text>;
  }
  const known = job.fraction !== null;
  const said = job.progress || t("job.waiting");
  return (
    <div role="status">
      <Progress value={known ? (job.fraction ?? 0) * 100 : 100} striped={!known} animated aria-label={said} />
      <Text size="sm" c="dimmed" mt={4}>{said}</Text>
    </div>
  );
}
