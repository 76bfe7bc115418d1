import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { type Column, DataTable, Num, Query, useWriter } from "@/kit";

import { type TableLine, useTables } from "./data";

/** Every table: how many rows, how fresh, which version. */
export function Tables() {
  const { t } = useTranslation("data");
  const write = useWriter();
  const go = useNavigate();
  const found = useTables();
  const [kind, setKind] = useState<"fact" | "finding">("fact");
  const columns: Column<TableLine>[] = [
    {
      id: "name", header: t("tables.name"), width: "minmax(14rem, 2fr)", value: ({ name }) => t(`table.${name}`, name),
      cell: ({ name, meaning }) => <span title={meaning}>{t(`table.${name}`, name)}</span>,
    },
    { id: "rows", header: t("tables.rows"), align: "right", width: 110, value: ({ rows }) => rows, cell: ({ rows, version }) => <Num value={version === null ? null : rows} /> },
    { id: "newest", header: t("tables.newest"), width: 150, value: ({ newest }) => newest, cell: ({ newest }) => (newest ? write.day(newest.slice(0, 10), true) : "–") },
    { id: "changed", header: t("tables.changed"), width: 180, value: ({ changed_at }) => changed_at, cell: ({ changed_at }) => (changed_at ? write.moment(changed_at) : "–") },
    { id: "version", header: t("tables.version"), align: "right", width: 90, value: ({ version }) => version, cell: ({ version }) => <Num value={version} /> },
    { id: "findings", header: t("tables.findings"), align: "right", width: 110, value: ({ findings }) => findings, cell: ({ findings }) => (findings > 0 ? <Num value={findings} /> : "–") },
  ];
  return (
    <Query of={found}>
      {(all) => (
        <Stack gap="sm">
          <SegmentedControl
            w="fit-content" aria-label={t("tables.kind")} value={kind} onChange={(next) => setKind(next as typeof kind)}
            data={[{ value: "fact", label: t("tables.facts") }, { value: "finding", label: t("tables.findings_kind") }]}
          />
          <Text size="sm" c="dimmed">{t(kind === "fact" ? "tables.facts_lead" : "tables.findings_lead")}</Text>
          <DataTable rows={all.filter((each) => each.kind === kind)} columns={columns} rowKey={({ name }) => name} label={t("tab.tables")} onOpen={({ name }) => void go(`/data/table/${name}`)} />
        </Stack>
      )}
    </Query>
  );
}
