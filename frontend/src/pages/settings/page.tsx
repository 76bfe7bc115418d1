import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { PageFrame, useCan, useFilterValues } from "@/kit";

import { AuditLog } from "./AuditLog";
import { Demo } from "./Demo";
import { Keys } from "./Keys";
import { Options } from "./Options";
import { People } from "./People";

/** How the brand's workspace works, who may use it, and what was done in it. */
export default function Settings() {
  const { t } = useTranslation("settings");
  const values = useFilterValues();
  const [mayPeople, mayAudit] = [useCan("users:read"), useCan("audit:read")];
  const tabs = ["options", ...(mayPeople ? ["people", "keys"] : []), ...(mayAudit ? ["audit"] : [])];
  const wanted = values.one("tab", "options");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="settings:read">
      <Tabs value={tabs.includes(wanted) ? wanted : "options"} keepMounted={false} onChange={(next) => values.set("tab", next === "options" ? null : next)}>
        <Tabs.List mb="lg">{tabs.map((each) => <Tabs.Tab key={each} value={each}>{t(`tab.${each}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="options"><Demo /><Options /></Tabs.Panel>
        <Tabs.Panel value="people"><People /></Tabs.Panel>
        <Tabs.Panel value="keys"><Keys /></Tabs.Panel>
        <Tabs.Panel value="audit"><AuditLog /></Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}
