import { Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import {
  type Column, DataTable, Day, Empty, type Filter, Filters, Money, Num, PageFrame, Percent, Query, type Sort, Tile, useFilterValues,
  useWriter,
} from "@/kit";

import style from "./customers.module.css";
import { type CustomerRow, SEGMENTS, type Segments, key, useCustomers, useSegments } from "./data";

/** Segments, and everybody in them. */
export function People() {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const segments = useSegments();
  const day = segments.data?.as_of;
  return (
    <PageFrame title={t("title")} lead={day ? t("lead", { day: write.day(day, true) }) : t("lead_plain")} scope="customers:read">
      <Query of={segments} isEmpty={({ customers }) => customers === 0} empty={<Empty title={t("none")} detail={t("none_detail")} icon="users" />}>
        {(found) => (
          <Stack gap="lg">
            <Tiles found={found} />
            <Choose found={found} />
            <List />
          </Stack>
        )}
      </Query>
    </PageFrame>
  );
}

/** A tile a segment; it filters the list. */
function Tiles({ found }: { found: Segments }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const values = useFilterValues();
  const chosen = values.many("segment");
  return (
    <div className={style.tiles}>
      {found.segments.map((each) => (
        <div key={each.segment} className={chosen.includes(each.segment) ? style.chosen : undefined}>
          <Tile
            label={t(`segment.${key(each.segment)}`)} value={<Num value={each.customers} />}
            note={
              <>
                {each.money_share !== null && each.orders > 0 ? t("tile.money", { share: write.percent(each.money_share, each.money_share < 0.01 ? 1 : 0) }) : t(`segment_is.${key(each.segment)}`)}
                <br />
                {t("tile.profiled", { share: write.percent(each.customers ? each.profiled / each.customers : 0) })}
              </>
            }
            onClick={() => values.set("segment", chosen.length === 1 && chosen[0] === each.segment ? null : [each.segment])}
          />
        </div>
      ))}
    </div>
  );
}

function Choose({ found }: { found: Segments }) {
  const { t, i18n } = useTranslation("customers");
  const named = useMemo(() => new Intl.DisplayNames([i18n.language.startsWith("zh") ? "zh-CN" : "en"], { type: "region" }), [i18n.language]);
  const filters: Filter[] = [
    { kind: "search", name: "search", label: t("filter.search") },
    { kind: "many", name: "segment", label: t("filter.segment"), options: SEGMENTS.map((value) => ({ value, label: t(`segment.${key(value)}`) })) },
    { kind: "many", name: "country", label: t("filter.country"), options: found.countries.map((value) => ({ value, label: named.of(value) ?? value })) },
    {
      kind: "one", name: "profiled", label: t("filter.consent"),
      options: [{ value: "yes", label: t("consent.profiled") }, { value: "no", label: t("consent.not_profiled") }],
    },
  ];
  return <Filters filters={filters} />;
}

function List() {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const go = useNavigate();
  const values = useFilterValues();
  const found = useCustomers();
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const total = found.data?.pages[0]?.total ?? 0;
  const columns: Column<CustomerRow>[] = [
    { id: "customer", header: t("column.customer"), width: "minmax(11rem, 1.4fr)", cell: (row) => <span className={style.id}>{row.customer_id}</span> },
    { id: "segment", header: t("column.segment"), width: "minmax(7rem, 1fr)", cell: (row) => t(`segment.${key(row.segment)}`) },
    { id: "country", header: t("column.country"), width: 84, cell: (row) => row.country ?? "–" },
    { id: "orders", header: t("column.orders"), align: "right", width: 100, sortable: true, cell: (row) => <Num value={row.orders} /> },
    { id: "money", header: t("column.money"), align: "right", width: 120, sortable: true, cell: (row) => <Money amount={row.money} short /> },
    { id: "returns", header: t("column.returned"), align: "right", width: 110, sortable: true, cell: (row) => <Percent value={row.units + row.returned > 0 ? row.returned / (row.units + row.returned) : null} /> },
    { id: "last", header: t("column.last"), width: 130, sortable: true, cell: (row) => <Day value={row.last} /> },
    { id: "consent", header: t("column.consent"), width: 130, cell: (row) => <Agreed row={row} /> },
  ];
  const sort: Sort = { column: values.one("sort", "money"), descending: values.one("order", "desc") === "desc" };
  return (
    <Query of={found} isEmpty={() => rows.length === 0} empty={<Empty title={t("no_match")} detail={t("no_match_detail")} icon="search" />}>
      {() => (
        <div>
          <Text size="sm" c="dimmed" mb="xs" aria-live="polite">{t("count", { count: total, total: write.num(total) })}</Text>
          <DataTable
            rows={rows} columns={columns} rowKey={(row) => row.customer_id} label={t("title")} sort={sort}
            onOpen={(row) => void go(`/customers/${encodeURIComponent(row.customer_id)}`)}
            onSort={(next) => { values.set("sort", next.column); values.set("order", next.descending ? "desc" : "asc"); }}
            onEnd={() => { if (found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
          />
        </div>
      )}
    </Query>
  );
}

function Agreed({ row }: { row: CustomerRow }) {
  const { t } = useTranslation("customers");
  return <span className={`${style.mark} ${row.consent.profiled ? style.good : ""}`}>{t(row.consent.profiled ? "consent.profiled" : "consent.not_profiled")}</span>;
}
