import { Stack, Tabs } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Empty, type Filter, Filters, PageFrame, Query, useFilterValues, useWriter } from "@/kit";

import { AllTrends } from "./AllTrends";
import { BoardView } from "./BoardView";
import { type Asked, type Board, useBoard, useSay, useWord } from "./data";
import { DetailDrawer } from "./DetailDrawer";
import { RangeView } from "./RangeView";
import { Trust } from "./Trust";

const TABS = ["board", "all", "range", "trust"] as const;

/** What rises, peaks and fades, and how the range stands to it. */
export default function Trends() {
  const { t } = useTranslation("trends");
  const write = useWriter();
  const board = useBoard();
  const values = useFilterValues();
  const { asked, open, close } = useAsked();
  const [tab, setTab] = useState(values.one("tab", "board"));
  const as_of = board.data?.as_of;
  return (
    <PageFrame title={t("title")} lead={as_of ? t("lead", { day: write.day(as_of, true) }) : t("lead_plain")} scope="trends:read">
      <Query of={board} isEmpty={({ stages }) => Object.values(stages).every((count) => count === 0) && values.many("kind").length === 0} empty={<Empty title={t("none")} detail={t("none_detail")} icon="trend" />}>
        {(found) => (
          <Stack gap="lg">
            <Choose board={found} />
            <Tabs
              value={tab} keepMounted={false}
              onChange={(next) => {
                setTab(next ?? "board");
                values.set("tab", next === "board" ? null : next);
              }}
            >
              <Tabs.List mb="lg">{TABS.map((each) => <Tabs.Tab key={each} value={each}>{t(`tab.${each}`)}</Tabs.Tab>)}</Tabs.List>
              <Tabs.Panel value="board"><BoardView board={found} onOpen={open} /></Tabs.Panel>
              <Tabs.Panel value="all"><Stack><AllTrends onOpen={open} /></Stack></Tabs.Panel>
              <Tabs.Panel value="range"><RangeView onOpen={open} /></Tabs.Panel>
              <Tabs.Panel value="trust"><Trust /></Tabs.Panel>
            </Tabs>
          </Stack>
        )}
      </Query>
      <DetailDrawer asked={asked} onClose={close} />
    </PageFrame>
  );
}

/** The attribute that is looked at, kept in the address so that it can be shared. */
function useAsked() {
  const [parameters, setParameters] = useSearchParams();
  const [name, value] = [parameters.get("name"), parameters.get("value")];
  const asked: Asked | null = name && value ? { name, value } : null;
  const change = (next: Asked | null) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const key of ["name", "value"] as const) {
        after.delete(key);
        if (next) after.set(key, next[key]);
      }
      return after;
    });
  return { asked, open: change, close: () => change(null) };
}

function Choose({ board }: { board: Board }) {
  const { t } = useTranslation("trends");
  const say = useSay();
  const word = useWord();
  const first = (main: string, all: string[]) => [main, ...all.filter((each) => each !== main)];
  const filters: Filter[] = [
    { kind: "one", name: "segment", label: t("filter.segment"), required: true, options: first("mainstream", board.segments).filter((each) => board.segments.includes(each)).map((value) => ({ value, label: word("segment", value) })) },
    { kind: "many", name: "kind", label: t("filter.kind"), options: Object.entries(board.kinds).map(([value, label]) => ({ value, label: say(label) })) },
  ];
  if (board.markets.length > 1) {
    filters.unshift({ kind: "one", name: "market", label: t("filter.market"), required: true, options: first("all", board.markets).map((value) => ({ value, label: word("market", value) })) });
  }
  return <Filters filters={filters} />;
}
