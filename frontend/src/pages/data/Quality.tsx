import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Empty, Num, Query, useWriter } from "@/kit";

import { type Finding, useQuality } from "./data";
import style from "./data.module.css";
import { State } from "./State";

/** What is missing or wrong, what it does to the plan, and what to do. */
export function Quality() {
  const { t } = useTranslation("data");
  const found = useQuality();
  return (
    <Query of={found} isEmpty={(all) => all.length === 0} empty={<Empty title={t("quality.none")} detail={t("quality.none_detail")} icon="check" />}>
      {(all) => (
        <Stack gap="md">
          <Text size="sm" c="dimmed">{t("quality.lead")}</Text>
          {all.map((each) => <One key={each.code} finding={each} />)}
        </Stack>
      )}
    </Query>
  );
}

function One({ finding }: { finding: Finding }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  const { code, table } = finding;
  return (
    <article className={`${style.panel} ${style.finding}`} data-severity={finding.severity}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <h2><Num value={finding.count} /> {t(`quality.${code}.what`, finding.what)}</h2>
        <State state={finding.severity} />
      </Group>
      <Text size="sm">{t(`quality.${code}.effect`, finding.effect)}</Text>
      <Text size="sm" c="dimmed">{t(`quality.${code}.remedy`, finding.remedy)}</Text>
      <Group gap="sm" mt="xs">
        <Link className={style.link} to={`/data/table/${table}`}>{t(`table.${table}`, table)}</Link>
        <Text size="sm" c="dimmed">{t("quality.of", { count: finding.total, shown: write.num(finding.total) })}</Text>
      </Group>
      <details>
        <summary><Text span size="sm">{t("quality.examples")}</Text></summary>
        <Text size="sm" className={style.mono}>{finding.examples.join(", ")}</Text>
      </details>
    </article>
  );
}
