import { Anchor, Stack, Text, Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type Column, DataTable, Empty, Filters, Money, Num, Picture, Query, useFilterValues } from "@/kit";

import { type ExceptionRow, useExceptions } from "./data";

const KINDS = ["stock out", "heavy", "never sold", "wrong size mix", "late order"] as const;

/** What cannot wait in stock and orders, most money first. */
export function Exceptions() {
  const { t } = useTranslation("plan");
  const values = useFilterValues();
  const found = useExceptions({ kind: values.many("kind") });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  return (
    <Stack>
      <Filters filters={[{ kind: "many", name: "kind", label: t("kind_label"), options: KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) })) }]} />
      <Query of={found} isEmpty={() => rows.length === 0} empty={<Empty title={t("no_exceptions")} detail={t("no_exceptions_detail")} icon="check" />}>
        {(pages) => (
          <>
            <Text size="sm" c="dimmed">{t("rows", { shown: rows.length, n: pages.pages[0]?.total ?? 0 })}</Text>
            <Rows rows={rows} more={() => { if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage(); }} />
          </>
        )}
      </Query>
    </Stack>
  );
}

function Rows({ rows, more }: { rows: ExceptionRow[]; more: () => void }) {
  const { t, i18n } = useTranslation("plan");
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  const number = (name: "units" | "on_hand" | "on_order" | "weekly_demand" | "days", most = 0): Column<ExceptionRow> => ({
    id: name, header: t(`column.${name}`), align: "right", width: 82, value: (row) => row[name], cell: (row) => <Num value={row[name]} most={most} />,
  });
  const columns: Column<ExceptionRow>[] = [
    { id: "picture", header: "", width: 60, cell: (row) => <Picture src={row.picture ? `${row.picture}?side=96` : null} alt="" width={34} height={42} /> },
    { id: "kind", header: t("kind_label"), width: 130, value: (row) => row.kind, cell: (row) => t(`kind.${row.kind}`) },
    {
      id: "title", header: t("style"), width: "minmax(11rem, 1.6fr)", value: (row) => row.title,
      cell: (row) => (
        <>
          <Text size="sm" lineClamp={1}>{row.title ?? row.product_id}</Text>
          <Text size="xs" c="dimmed" component="div" lineClamp={1}>{[row.colour, row.size, row.location].filter(Boolean).join(" · ")}{row.purchase_order_id && <Anchor component={Link} size="xs" to={`/orders?order=${encodeURIComponent(row.purchase_order_id)}`}>{row.purchase_order_id}</Anchor>}</Text>
        </>
      ),
    },
    { id: "money", header: t("column.money"), align: "right", width: 110, value: (row) => row.money?.minor, cell: (row) => <Money amount={row.money} short /> },
    number("units"), number("on_hand"), number("on_order"), number("weekly_demand", 1), number("days"),
    { id: "reason", header: t("column.reason"), width: "minmax(14rem, 2.4fr)", cell: (row) => <Tooltip label={row.reason[language]} multiline w={360}><Text size="xs" lineClamp={2}>{row.reason[language]}</Text></Tooltip> },
  ];
  return <DataTable rows={rows} columns={columns} rowKey={({ rank }) => String(rank)} label={t("exceptions")} rowHeight={62} onEnd={more} />;
}
