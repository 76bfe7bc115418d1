import { useTranslation } from "react-i18next";

import { type Column, DataTable, Empty, Query, useWriter } from "@/kit";

import { type AuditRow, useAudit } from "./data";
import style from "./settings.module.css";

/** Who did what, when. */
export function AuditLog() {
  const { t } = useTranslation("settings");
  const write = useWriter();
  const found = useAudit();
  const columns: Column<AuditRow>[] = [
    { id: "at", header: t("audit.at"), width: 180, value: ({ at }) => at, cell: ({ at }) => write.moment(at) },
    { id: "actor", header: t("audit.actor"), width: "minmax(10rem, 1fr)", value: ({ actor }) => actor, cell: ({ actor }) => actor },
    { id: "action", header: t("audit.action"), width: 160, value: ({ action }) => action, cell: ({ action }) => action },
    { id: "subject", header: t("audit.subject"), width: "minmax(10rem, 1fr)", value: ({ subject }) => subject, cell: ({ subject }) => <span className={style.detail} title={subject}>{subject}</span> },
    {
      id: "detail", header: t("audit.detail"), width: "minmax(12rem, 2fr)",
      cell: ({ detail }) => { const text = Object.keys(detail).length > 0 ? JSON.stringify(detail) : "–"; return <span className={style.detail} title={text}>{text}</span>; },
    },
  ];
  return (
    <Query of={found} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("audit.none")} icon="file" />}>
      {({ items }) => <DataTable rows={items} columns={columns} rowKey={({ id }) => String(id)} label={t("tab.audit")} rowHeight={38} />}
    </Query>
  );
}
