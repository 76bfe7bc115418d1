import { Alert, Button, Drawer, Group, Menu, Stack, Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, Money, Picture, Query, useCan, useWriter } from "@/kit";

import { type Act, ActDialog } from "./ActDialog";
import { Marks } from "./Board";
import { type OrderView, STATES, address, useHistory, useLimits, useOrder } from "./data";
import style from "./orders.module.css";

const MAIN: Act[] = ["approve", "send", "acknowledge", "receive", "inspect"];
/** Notes that the order book writes itself. */
const NOTES: Record<string, string> = {
  "accepted line by line": "book.accepted", "dismissed line by line": "book.dismissed", "every line was decided on by itself": "book.emptied",
};
const REST: Act[] = ["edit", "send again", "close", "void"];

/** One order: where it stands, its lines, what may be done now, and what happened. */
export function Detail({ number, onClose }: { number: string | null; onClose: () => void }) {
  const { t } = useTranslation("orders");
  const found = useOrder(number);
  return (
    <Drawer opened={number !== null} onClose={onClose} position="right" size="xl" title={number ?? ""} closeButtonProps={{ "aria-label": t("close") }}>
      {number !== null && <Query of={found}>{({ value, etag }) => <Body order={value} etag={etag} />}</Query>}
    </Drawer>
  );
}

function Body({ order, etag }: { order: OrderView; etag: string }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  const [act, setAct] = useState<Act | null>(null);
  return (
    <Stack>
      <Way order={order} />
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{order.supplier ?? t("no_supplier")}</Text>
          <Text size="sm" c="dimmed">
            {[t("n_lines", { count: order.lines }), t("n_units", { n: write.num(order.units) }), order.reference && t("reference_is", { reference: order.reference })].filter(Boolean).join(" · ")}
          </Text>
          <Text size="sm" c="dimmed">
            {[
              order.order_by && ["suggested", "approved"].includes(order.state) && t("order_by", { day: write.day(order.order_by, true) }),
              order.ordered_on && t("ordered_on", { day: write.day(order.ordered_on, true) }),
              order.expected_on && t("expected", { day: write.day(order.expected_on, true) }),
            ].filter(Boolean).join(" · ")}
          </Text>
          <Marks order={order} />
        </div>
        <Text fz="xl" style={{ fontFamily: "var(--font-title)" }}><Money amount={order.cost} /></Text>
      </Group>
      {order.note && <Text size="sm" c="dimmed">{NOTES[order.note] ? t(NOTES[order.note] ?? "") : t("note", { note: order.note })}</Text>}
      <Acts order={order} onAct={setAct} />
      <Tabs defaultValue="lines" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="lines">{t("lines")}</Tabs.Tab>
          <Tabs.Tab value="history">{t("history")}</Tabs.Tab>
          <Tabs.Tab value="messages">{t("messages", { n: order.messages.length })}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="lines"><Lines order={order} /></Tabs.Panel>
        <Tabs.Panel value="history"><History number={order.purchase_order_id} /></Tabs.Panel>
        <Tabs.Panel value="messages"><Messages order={order} /></Tabs.Panel>
      </Tabs>
      <ActDialog act={act} order={order} etag={etag} onClose={() => setAct(null)} />
    </Stack>
  );
}

/** The states on the way, and where the order is. */
function Way({ order }: { order: OrderView }) {
  const { t } = useTranslation("orders");
  const way = STATES.filter((state) => state !== "void" || order.state === "void");
  const at = way.indexOf(order.state);
  return (
    <ol className={style.steps} aria-label={t("way")}>
      {way.map((state, index) => (
        <li key={state} aria-current={index === at ? "step" : undefined} data-past={(index < at && order.state !== "void") || undefined}>{t(`state.${state}`)}</li>
      ))}
    </ol>
  );
}

function Acts({ order, onAct }: { order: OrderView; onAct: (act: Act) => void }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  const limits = useLimits().data;
  const [approve, change] = [useCan("orders:approve"), useCan("orders:write")];
  const may = (act: Act) => order.allowed.includes(act) && (act === "approve" ? approve : change) && (act !== "inspect" || order.items.some(({ held }) => held > 0));
  const limit = limits?.limited ? limits.limits.find(({ currency }) => currency === order.cost?.currency) : undefined;
  const beyond = order.state === "suggested" && limits?.limited && (!order.cost || !limit || order.cost.minor > limit.minor);
  const rest = REST.filter(may);
  return (
    <Stack gap="xs">
      {order.source === "imported" && <Alert color="gray" variant="light" icon={<Icon name="external" />}>{t("imported_detail")}</Alert>}
      {order.state === "suggested" && !approve && <Text size="sm" c="dimmed">{t("cannot_approve")}</Text>}
      {beyond && approve && <Alert color="red" variant="light" icon={<Icon name="lock" />}>{t("beyond_limit", { limit: limit ? write.money(limit) : "–" })}</Alert>}
      <Group gap="xs">
        {MAIN.filter(may).map((act, index) => (
          <Button key={act} size="sm" variant={index === 0 ? "filled" : "default"} disabled={act === "approve" && Boolean(beyond)} onClick={() => onAct(act)}>{t(`act.${act}`)}</Button>
        ))}
        {rest.map((act) => <Button key={act} size="sm" variant="subtle" color={act === "void" ? "red" : "gray"} onClick={() => onAct(act)}>{t(`act.${act}`)}</Button>)}
        <Menu>
          <Menu.Target><Button size="sm" variant="default" ml="auto" leftSection={<Icon name="download" size={16} />}>{t("paper")}</Button></Menu.Target>
          <Menu.Dropdown>
            {(["xlsx", "csv", "shopify"] as const).map((kind) => (
              <Menu.Item key={kind} component="a" href={`${address(order.purchase_order_id, "/paper")}?format=${kind}`}>{t(`format.${kind}`)}</Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Stack>
  );
}

function Lines({ order }: { order: OrderView }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  return (
    <div className={style.scroll} tabIndex={0} role="region" aria-label={t("lines")}>
      <table className={style.lines}>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>{t("variant")}</th><th scope="col">{t("place")}</th><th scope="col" className={style.right}>{t("units")}</th>
            <th scope="col" className={style.right}>{t("received")}</th><th scope="col" className={style.right}>{t("held")}</th><th scope="col" className={style.right}>{t("line_cost")}</th>
          </tr>
        </thead>
        <tbody>
          {order.items.map((line) => (
            <tr key={`${line.variant_id}@${line.location_id}`} title={line.reason ?? undefined}>
              <td style={{ width: 40 }}><Picture src={line.picture ? `${line.picture}?side=96` : null} alt="" width={30} height={38} /></td>
              <td>{line.title ?? line.variant_id}<div className={style.soft}>{[line.colour, line.size, line.variant_id].filter(Boolean).join(" · ")}</div></td>
              <td>{line.location}</td>
              <td className={style.right}>{write.num(line.quantity)}</td>
              <td className={style.right}>{line.received ? write.num(line.received) : "–"}</td>
              <td className={style.right}>{line.held ? write.num(line.held) : "–"}</td>
              <td className={style.right}><Money amount={line.line_cost} short /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function History({ number }: { number: string }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  const found = useHistory(number);
  return (
    <Query of={found} isEmpty={(rows) => !rows.length} empty={<Text size="sm" c="dimmed">{t("no_history")}</Text>}>
      {(rows) => (
        <ol className={style.timeline}>
          {rows.map((row, index) => (
            <li key={index}>
              <div><b>{t(`did.${row.action}`, { defaultValue: row.action })}</b> · {row.actor}</div>
              <div className={style.soft}>
                {write.moment(row.at)}
                {row.before && row.before !== row.after ? ` · ${t(`state.${row.before}`)} → ${t(`state.${row.after}`)}` : ""}
                {Object.keys(row.changes).length ? ` · ${t("changed", { count: Object.keys(row.changes).length })}` : ""}
              </div>
              {row.why && <div className={style.soft}>{row.why}</div>}
            </li>
          ))}
        </ol>
      )}
    </Query>
  );
}

function Messages({ order }: { order: OrderView }) {
  const { t } = useTranslation("orders");
  const write = useWriter();
  if (!order.messages.length) return <Text size="sm" c="dimmed">{t("no_messages")}</Text>;
  return (
    <Stack gap="xs">
      {order.messages.map((each) => (
        <div key={each.message_id}>
          <Text size="sm">{each.message_id} · {each.channel} · {t(`message.${each.state}`)}</Text>
          <Text size="xs" c="dimmed">{write.moment(each.delivered_at ?? each.created_at)} · {t("attempts", { count: each.attempts })}{each.result ? ` · ${each.result}` : ""}</Text>
        </div>
      ))}
    </Stack>
  );
}
