import { Group, SegmentedControl, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Filters, PageFrame, useFilterValues } from "@/kit";

import { Board } from "./Board";
import { STATES } from "./data";
import { Detail } from "./Detail";
import { OrderTable } from "./OrderTable";

/** Purchase orders through all their states. */
export default function Orders() {
  const { t } = useTranslation("orders");
  const values = useFilterValues();
  const late = values.one("late") === "true";
  const states = values.many("state");
  const view = values.one("as", late || states.length ? "table" : "board");
  const search = values.one("search");
  const open = (number: string) => values.set("order", number);
  return (
    <PageFrame title={t("title")} lead={t("lead")} scope="orders:read">
      <Stack>
        <Group align="flex-end" justify="space-between">
          <Filters
            filters={[
              { kind: "search", name: "search", label: t("search") },
              ...(view === "table"
                ? [
                    { kind: "many" as const, name: "state", label: t("state_label"), options: STATES.map((each) => ({ value: each, label: t(`state.${each}`) })) },
                    { kind: "one" as const, name: "late", label: t("late_label"), options: [{ value: "true", label: t("only_late") }] },
                  ]
                : []),
            ]}
          />
          <SegmentedControl
            value={view} aria-label={t("view")} data={[{ value: "board", label: t("board") }, { value: "table", label: t("table") }]}
            onChange={(next) => { if (next === "board") values.clear(["state", "late"]); values.set("as", next); }}
          />
        </Group>
        {view === "board" ? <Board search={search} onOpen={open} /> : <OrderTable search={search} states={states} late={late} onOpen={open} />}
      </Stack>
      <Detail number={values.one("order") || null} onClose={() => values.set("order", null)} />
    </PageFrame>
  );
}
