import { Button, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Column, DataTable, Day, Empty, Money, Num, Problem, Query, type Sort, useCan, useTell } from "@/kit";

import { Marks } from "./Board";
import { type OrderRow, useBulk, useOrders } from "./data";
import style from "./orders.module.css";

/** All orders as a table that the server sorts; several are approved or sent at once. */
export function OrderTable({ search, states, late, onOpen }: { search: string; states: string[]; late: boolean; onOpen: (number: string) => void }) {
  const { t } = useTranslation("orders");
  const [sort, setSort] = useState<Sort>({ column: "purchase_order_id", descending: true });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useOrders({ search, state: states, late: late || null, sort: sort.column, descending: sort.descending });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const columns = useColumns();
  return (
    <Query of={list} isEmpty={() => rows.length === 0} empty={<Empty title={t("no_orders")} detail={t("no_orders_detail")} icon="truck" />}>
      {(found) => (
        <>
          <Text size="sm" c="dimmed">{t("rows", { shown: rows.length, n: found.pages[0]?.total ?? 0 })}</Text>
          <DataTable
            rows={rows} columns={columns} rowKey={({ purchase_order_id }) => purchase_order_id} label={t("title")} sort={sort} onSort={setSort}
            selected={selected} onSelect={setSelected} onOpen={(row) => onOpen(row.purchase_order_id)}
            onEnd={() => { if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage(); }}
          />
          {selected.size > 0 && <Chosen orders={rows.filter((row) => selected.has(row.purchase_order_id))} clear={() => setSelected(new Set())} />}
        </>
      )}
    </Query>
  );
}

function useColumns(): Column<OrderRow>[] {
  const { t } = useTranslation("orders");
  return [
    { id: "purchase_order_id", header: t("number"), width: 160, sortable: true, cell: (row) => row.purchase_order_id },
    { id: "supplier", header: t("supplier"), width: "minmax(11rem, 1.5fr)", sortable: true, cell: (row) => row.supplier ?? t("no_supplier") },
    { id: "state", header: t("state_label"), width: 130, sortable: true, cell: (row) => t(`state.${row.state}`) },
    { id: "units", header: t("units"), align: "right", width: 90, sortable: true, cell: (row) => <Num value={row.units} /> },
    { id: "outstanding", header: t("to_come"), align: "right", width: 90, cell: (row) => <Num value={row.outstanding} /> },
    { id: "cost", header: t("cost"), align: "right", width: 120, sortable: true, cell: (row) => <Money amount={row.cost} short /> },
    { id: "expected_on", header: t("expected_on"), width: 120, sortable: true, cell: (row) => <Day value={row.expected_on} /> },
    { id: "days_late", header: t("marks"), width: "minmax(10rem, 1fr)", sortable: true, cell: (row) => <Marks order={row} /> },
  ];
}

function Chosen({ orders, clear }: { orders: OrderRow[]; clear: () => void }) {
  const { t } = useTranslation("orders");
  const bulk = useBulk();
  const tell = useTell();
  const [busy, setBusy] = useState(false);
  const [mayApprove, maySend] = [useCan("orders:approve"), useCan("orders:write")];
  const able = (act: string) => orders.filter(({ allowed }) => allowed.includes(act)).map(({ purchase_order_id }) => purchase_order_id);
  const run = async (act: "approve" | "send") => {
    setBusy(true);
    try {
      const done = await bulk(act, able(act));
      const failed = done.filter((each) => !each.done);
      if (failed[0]?.problem) tell.failed(new Problem(409, { ...failed[0].problem }));
      if (done.length > failed.length) tell.done(t(`did_many.${act}`, { count: done.length - failed.length }));
      clear();
    } catch (error) {
      tell.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const [approvable, sendable] = [able("approve").length, able("send").length];
  return (
    <div className={style.bar} role="region" aria-label={t("selection")}>
      <Text size="sm" fw={600}>{t("selected", { count: orders.length })}</Text>
      {mayApprove && <Button size="compact-sm" loading={busy} disabled={!approvable} onClick={() => void run("approve")}>{t("approve_n", { count: approvable })}</Button>}
      {maySend && <Button size="compact-sm" variant="default" loading={busy} disabled={!sendable} onClick={() => void run("send")}>{t("send_n", { count: sendable })}</Button>}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>{t("clear")}</Button>
    </div>
  );
}
