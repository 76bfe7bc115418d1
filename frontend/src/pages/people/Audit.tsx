import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { type Column, DataTable, Empty, Failed, Filters, Loading, useWriter } from "@/kit";

import { type AuditRow, useAudit } from "./data";

/** Who did what, when. */
export function Audit() {
  const { t } = useTranslation("people");
  const write = useWriter();
  const audit = useAudit();
  const rows = audit.data?.pages.flatMap(({ items }) => items) ?? [];
  const columns: Column<AuditRow>[] = [
    { id: "at", header: t("audit.at"), width: 200, cell: (row) => write.moment(row.at) },
    { id: "actor", header: t("audit.actor"), width: "minmax(10rem, 1fr)", cell: (row) => row.actor },
    { id: "action", header: t("audit.action"), width: 150, cell: (row) => row.action },
    { id: "subject", header: t("audit.subject"), width: "minmax(12rem, 1.5fr)", cell: (row) => row.subject },
    { id: "detail", header: t("audit.detail"), width: "minmax(14rem, 2fr)", cell: (row) => told(row.detail) },
  ];
  return (
    <Stack>
      <Text size="sm" c="dimmed" maw="40rem">{t("audit.lead")}</Text>
      <Filters filters={[{ kind: "search", name: "actor", label: t("audit.actor") }, { kind: "search", name: "action", label: t("audit.action") }]} />
      {audit.isPending && <Loading />}
      {audit.isError && <Failed error={audit.error} retry={() => void audit.refetch()} />}
      {audit.isSuccess && (
        <DataTable
          rows={rows} columns={columns} rowKey={({ id }) => String(id)} label={t("tab.audit")} rowHeight={38} empty={<Empty title={t("audit.none")} />}
          onEnd={() => {
            if (audit.hasNextPage && !audit.isFetchingNextPage) void audit.fetchNextPage();
          }}
        />
      )}
    </Stack>
  );
}

/** Details in one line: role: planner, from: viewer. */
function told(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ");
}
