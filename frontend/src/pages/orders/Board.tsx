import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Empty, Money, Query, useWriter } from "@/kit";

import { type OrderRow, type State, type StateSum, useOrders, useSums } from "./data";
import style from "./orders.module.css";

const SHOWN: State[] = ["suggested", "approved", "sent", "acknowledged", "part received", "closed"];

/** Orders by their states, from what is to be approved to what has come. */
export function Board({ search, onOpen }: { search: string; onOpen: (number: string) => void }) {
  const { t } = useTranslation("orders");
  const sums = useSums();
  return (
    <Query of={sums} isEmpty={(found) => found.every(({ orders }) => orders === 0)} empty={<Empty title={t("no_orders")} detail={t("no_orders_detail")} icon="truck" />}>
      {(found) => (
        <div className={style.board} role="list" aria-label={t("board")} tabIndex={0}>
          {SHOWN.map((state) => <Column key={state} state={state} sum={found.find((each) => each.state === state)} search={search} onOpen={onOpen} />)}
        </div>
      )}
    </Query>
  );
}

function Column({ state, sum, search, onOpen }: { state: State; sum: StateSum | undefined; search: string; onOpen: (number: string) => void }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  // The late ones first; of what is closed only the newest.
  const list = useOrders({ state, search, limit: 30, sort: state === "closed" ? "purchase_order_id" : state === "suggested" || state === "approved" ? "cost" : "days_late" });
  const rows = list.data?.pages[0]?.items ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <div className={style.column} role="listitem" aria-label={t(`state.${state}`)}>
      <div className={style.columnHead}><span>{t(`state.${state}`)}</span><span>{write.num(sum?.orders ?? 0)}</span></div>
      <div className={style.columnNote}>{sum?.cost.map((amount) => write.money(amount, true)).join(" + ") || "–"} · {t("n_units", { n: write.num(sum?.units ?? 0) })}</div>
      <div className={style.cards}>
        {rows.map((order) => <Card key={order.purchase_order_id} order={order} onOpen={onOpen} />)}
        {list.isSuccess && !rows.length && <Text size="xs" c="dimmed">{t("none_here")}</Text>}
        {total > rows.length && <Text size="xs" c="dimmed">{t("more", { n: write.num(total - rows.length) })}</Text>}
      </div>
    </div>
  );
}

function Card({ order, onOpen }: { order: OrderRow; onOpen: (number: string) => void }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  return (
    <button type="button" className={style.card} onClick={() => onOpen(order.purchase_order_id)}>
      <span className={style.cardTop}><span>{order.purchase_order_id}</span><Money amount={order.cost} short /></span>
      <span>{order.supplier ?? t("no_supplier")}</span>
      <span className={style.soft}>{t("n_units", { n: write.num(order.outstanding || order.units) })}{order.expected_on ? ` · ${t("expected", { day: write.day(order.expected_on) })}` : ""}</span>
      <Marks order={order} />
    </button>
  );
}

/** What is special about an order: late, alerts, from elsewhere, changed by hand. */
export function Marks({ order }: { order: OrderRow }) {
  const { t } = useTranslation("orders");
  const alerts = order.alerts.filter((each) => each !== "overdue");
  return (
    <span>
      {order.days_late > 0 && <span className={style.badge} data-tone="bad">{t("days_late", { count: order.days_late })}</span>}
      {alerts.map((alert) => <span key={alert} className={style.badge}>{t(`alert.${alert}`)}</span>)}
      {order.source === "imported" && <span className={style.badge} data-tone="soft">{t("imported")}</span>}
      {order.edited && order.state === "suggested" && <span className={style.badge} data-tone="soft">{t("chosen")}</span>}
    </span>
  );
}
