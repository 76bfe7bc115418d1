import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Route, Routes, useParams } from "react-router";

import { PageFrame, useFilterValues } from "@/kit";

import { Imports } from "./Imports";
import { Jobs } from "./Jobs";
import { Quality } from "./Quality";
import { Runs } from "./Runs";
import { Tables } from "./Tables";
import { TablePage } from "./TablePage";
import { Wizard } from "./Wizard";

const TABS = ["import", "quality", "tables", "runs", "jobs"] as const;

/** What came in, what is stored, what is missing, and what was done with it. */
export default function Data() {
  return (
    <Routes>
      <Route index element={<Overview />} />
      <Route path="import/:id" element={<OneImport />} />
      <Route path="table/:name" element={<OneTable />} />
    </Routes>
  );
}

function Overview() {
  const { t } = useTranslation("data");
  const values = useFilterValues();
  const tab = values.one("tab", "import");
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="data:read">
      <Tabs value={tab} keepMounted={false} onChange={(next) => values.set("tab", next === "import" ? null : next)}>
        <Tabs.List mb="lg">{TABS.map((each) => <Tabs.Tab key={each} value={each}>{t(`tab.${each}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="import"><Imports /></Tabs.Panel>
        <Tabs.Panel value="quality"><Quality /></Tabs.Panel>
        <Tabs.Panel value="tables"><Tables /></Tabs.Panel>
        <Tabs.Panel value="runs"><Runs /></Tabs.Panel>
        <Tabs.Panel value="jobs"><Jobs /></Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}

function OneImport() {
  const { id = "" } = useParams();
  return <Wizard key={id} id={id} />;
}

function OneTable() {
  const { name = "" } = useParams();
  return <TablePage key={name} name={name} />;
}
