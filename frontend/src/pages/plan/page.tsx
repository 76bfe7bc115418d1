import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { PageFrame, useFilterValues } from "@/kit";

import { Buying } from "./Buying";
import { Exceptions } from "./Exceptions";
import { Projected } from "./Projected";
import { WhatIf } from "./WhatIf";
import { Wssi } from "./Wssi";

const TABS = ["grid", "buying", "stock", "what_if", "exceptions"] as const;

/** Plan the weeks to come: the grid, open-to-buy, projected stock, what-if and exceptions. */
export default function Plan() {
  const { t } = useTranslation("plan");
  const values = useFilterValues();
  const tab = values.one("tab", "grid");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="inventory:read">
      <Tabs value={tab} onChange={(next) => values.set("tab", next === "grid" ? null : next)} keepMounted={false}>
        <Tabs.List mb="md">{TABS.map((each) => <Tabs.Tab key={each} value={each}>{t(`tab.${each}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="grid"><Wssi /></Tabs.Panel>
        <Tabs.Panel value="buying"><Buying /></Tabs.Panel>
        <Tabs.Panel value="stock"><Projected /></Tabs.Panel>
        <Tabs.Panel value="what_if"><WhatIf /></Tabs.Panel>
        <Tabs.Panel value="exceptions"><Exceptions /></Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}
