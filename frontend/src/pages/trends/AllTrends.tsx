import { useTranslation } from "react-i18next";

import { type Column, DataTable, Day, Filters, Percent, Query, Swatch } from "@/kit";

import { type Asked, STAGES, type Trend, useSay, useTrends, useWord } from "./data";
import { StageMark } from "./StageMark";

/** Every attribute in one table. */
export function AllTrends({ onOpen }: { onOpen: (asked: Asked) => void }) {
  const { t } = useTranslation("trends");
  const say = useSay();
  const word = useWord();
  const trends = useTrends();
  const columns: Column<Trend>[] = [
    { id: "label", header: t("table.attribute"), width: "minmax(11rem, 2fr)", value: (row) => say(row.label), cell: (row) => <>{row.hex && <Swatch hex={row.hex} />} {say(row.label)}</> },
    { id: "kind", header: t("table.kind"), width: "minmax(6rem, 1fr)", value: (row) => say(row.kind), cell: (row) => say(row.kind) },
    { id: "stage", header: t("table.stage"), width: "minmax(7rem, 1fr)", value: (row) => STAGES.indexOf(row.stage), cell: (row) => <StageMark stage={row.stage} /> },
    { id: "level", header: t("card.level"), align: "right", width: 110, value: (row) => row.level, cell: (row) => <Percent value={row.level} most={1} /> },
    { id: "change", header: t("table.change"), align: "right", width: 120, value: (row) => row.change, cell: (row) => <Percent value={row.change} signed /> },
    {
      id: "interval", header: t("table.interval"), align: "right", width: 150,
      cell: (row) => <><Percent value={row.change_low} signed /> … <Percent value={row.change_high} signed /></>,
    },
    { id: "confidence", header: t("card.confidence"), align: "right", width: 115, value: (row) => row.confidence, cell: (row) => <Percent value={row.confidence} /> },
    { id: "peak", header: t("table.peak"), align: "right", width: 120, value: (row) => row.peak_week, cell: (row) => <Day value={row.peak_week} /> },
    { id: "source", header: t("table.source"), width: "minmax(7rem, 1fr)", value: (row) => row.leading_source, cell: (row) => (row.leading_source ? word("source", row.leading_source) : "–") },
  ];
  return (
    <>
      <Filters
        filters={[
          { kind: "search", name: "q", label: t("filter.search") },
          { kind: "many", name: "stage", label: t("table.stage"), options: STAGES.map((value) => ({ value, label: t(`stage.${value}`) })) },
        ]}
      />
      <Query of={trends}>
        {({ items }) => (
          <DataTable rows={items} columns={columns} rowKey={({ series_id }) => series_id} label={t("tab.all")} onOpen={({ name, value }) => onOpen({ name, value })} rowHeight={40} />
        )}
      </Query>
    </>
  );
}
