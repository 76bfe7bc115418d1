import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { NoPermission, PageFrame, useCan, useFilterValues } from "@/kit";

import { Audit } from "./Audit";
import { Keys } from "./Keys";
import { Users } from "./Users";

const TABS = ["users", "keys", "audit"] as const;

/** Who may sign in, which programs have keys, who did what. */
export default function People() {
  const { t } = useTranslation("people");
  const values = useFilterValues();
  const mayAudit = useCan("audit:read");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="users:read">
      <Tabs value={values.one("tab", "users")} keepMounted={false} onChange={(tab) => values.set("tab", tab === "users" ? null : tab)}>
        <Tabs.List mb="lg">{TABS.map((tab) => <Tabs.Tab key={tab} value={tab}>{t(`tab.${tab}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="users"><Users /></Tabs.Panel>
        <Tabs.Panel value="keys"><Keys /></Tabs.Panel>
        <Tabs.Panel value="audit">{mayAudit ? <Audit /> : <NoPermission />}</Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}
