import { Anchor, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Confirm, Day, Empty, Money, Num, PageFrame, Query, Tile, send, useCan, useTell, useWriter } from "@/kit";

import style from "./customers.module.css";
import { type Customer, key, useCustomer } from "./data";
import { Outfits } from "./Outfits";
import { Preview } from "./Preview";
import { Size } from "./Size";
import { Tastes } from "./Tastes";

/** One person: what they buy, what they like, and what the shop would show them. */
export function CustomerPage({ id }: { id: string }) {
  const { t } = useTranslation("customers");
  const found = useCustomer(id);
  const told = found.data?.customer;
  const lead = (
    <Group gap="xs">
      <Anchor component={Link} to="/customers" size="sm">{t("back")}</Anchor>
      {told && (
        <Text size="sm" c="dimmed">
          {[t(`segment.${key(told.segment)}`), told.country, told.birth_decade && t("born", { decade: told.birth_decade })].filter(Boolean).join(" · ")}
        </Text>
      )}
    </Group>
  );
  return (
    <PageFrame title={t("person", { id: id.slice(0, 12) })} lead={lead} scope="customers:read">
      <Query of={found}>{(customer) => <Whole customer={customer} />}</Query>
    </PageFrame>
  );
}

function Whole({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  const [recommend, styling] = [useCan("recommend:read"), useCan("styling:read")];
  const { customer: told } = customer;
  const sold = told.units + told.returned;
  return (
    <Stack gap="lg">
      <div className={style.tiles}>
        <Tile label={t("tile.orders")} value={<Num value={told.orders} />} note={told.first ? t("tile.first", { day: write.day(told.first) }) : t("tile.never")} />
        <Tile label={t("tile.net")} value={<Money amount={told.money} short />} note={told.last ? t("tile.last", { day: write.day(told.last) }) : undefined} />
        <Tile label={t("tile.units")} value={<Num value={told.units} />} note={sold > 0 ? t("tile.returned", { share: write.percent(told.returned / sold) }) : undefined} />
        <Tile label={t("tile.size")} value={customer.usual_size ?? "–"} note={customer.body_type ? t("tile.body", { type: customer.body_type }) : t("tile.stated")} />
      </div>
      <div className={style.two}>
        <Tastes id={told.customer_id} profiled={told.consent.profiled} />
        <ConsentPanel customer={customer} />
      </div>
      {recommend && <Preview id={told.customer_id} profiled={told.consent.profiled} />}
      {styling && <Outfits id={told.customer_id} />}
      <div className={style.two}>
        {styling && <Size id={told.customer_id} />}
        <Sizes customer={customer} />
      </div>
      <History customer={customer} />
    </Stack>
  );
}

/** What the person agreed to, and what can be done for them. */
function ConsentPanel({ customer: { customer } }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const can = useCan("customers:write");
  const client = useQueryClient();
  const tell = useTell();
  const [asking, setAsking] = useState(false);
  const path = `/v1/customers/${encodeURIComponent(customer.customer_id)}/consent`;
  const again = () => Promise.all(["customers", "recommend", "styling"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  const say = async (body: { profiling?: boolean; marketing?: boolean }) => {
    try {
      await send("PUT", path, body);
      await again();
      tell.done(t("consent.saved"));
    } catch (error) {
      tell.failed(error);
    }
  };
  const erase = async () => {
    try {
      await send("DELETE", `/v1/recommend/people/${encodeURIComponent(customer.customer_id)}`);
      await again();
      tell.done(t("consent.erased"));
    } catch (error) {
      tell.failed(error);
    }
    setAsking(false);
  };
  const asked = (value: boolean | null) => (value === null ? t("consent.never") : undefined);
  return (
    <div className={style.panel}>
      <div className={style.panelHead}><h2>{t("consent.title")}</h2></div>
      <Stack gap="sm">
        <Switch
          label={t("consent.profiling")} description={asked(customer.consent.profiling) ?? t("consent.profiling_note")} disabled={!can}
          checked={customer.consent.profiling ?? false} onChange={(event) => void say({ profiling: event.currentTarget.checked })}
        />
        <Switch
          label={t("consent.marketing")} description={asked(customer.consent.marketing) ?? t("consent.marketing_note")} disabled={!can}
          checked={customer.consent.marketing ?? false} onChange={(event) => void say({ marketing: event.currentTarget.checked })}
        />
        <Text size="xs" c="dimmed">{t("consent.pseudonym")}</Text>
        {can && (
          <div><Button size="xs" variant="default" color="red" onClick={() => setAsking(true)}>{t("consent.erase")}</Button></div>
        )}
      </Stack>
      <Confirm opened={asking} title={t("consent.erase_title")} action={t("consent.erase")} danger onYes={erase} onNo={() => setAsking(false)}>
        <Text size="sm">{t("consent.erase_detail")}</Text>
      </Confirm>
    </div>
  );
}

/** Sizes that were bought and kept, by category. */
function Sizes({ customer: { sizes } }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  return (
    <div className={style.panel}>
      <div className={style.panelHead}><h2>{t("sizes.title")}</h2></div>
      {sizes.length === 0 ? <Text size="sm" c="dimmed">{t("sizes.none")}</Text> : (
        <div className={style.scroll} tabIndex={0} role="region" aria-label={t("sizes.title")}>
          <table className={style.table}>
            <thead><tr><th scope="col">{t("sizes.category")}</th><th scope="col">{t("sizes.sizes")}</th></tr></thead>
            <tbody>
              {sizes.map((each) => (
                <tr key={each.category}>
                  <th scope="row">{each.label}</th>
                  <td>
                    <span className={style.chips}>
                      {each.sizes.map(({ size, kept, returned }) => (
                        <span key={size} className={`${style.mark} ${kept > 0 ? style.good : ""}`}>
                          {returned > 0 ? t("sizes.both", { size, kept: write.num(kept), returned: write.num(returned) }) : t("sizes.kept", { size, kept: write.num(kept) })}
                        </span>
                      ))}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** Order lines, and what they did in the shop where they let it be known. */
function History({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  return (
    <div className={style.two}>
      <div className={style.panel}>
        <div className={style.panelHead}><h2>{t("orders.title")}</h2></div>
        {customer.lines.length === 0 ? <Empty title={t("orders.none")} icon="box" /> : (
          <div className={style.scroll} tabIndex={0} role="region" aria-label={t("orders.title")}>
            <table className={style.table}>
              <thead>
                <tr>
                  <th scope="col">{t("orders.day")}</th><th scope="col">{t("orders.style")}</th><th scope="col">{t("orders.size")}</th>
                  <th scope="col" className={style.right}>{t("orders.units")}</th><th scope="col" className={style.right}>{t("orders.paid")}</th>
                </tr>
              </thead>
              <tbody>
                {customer.lines.map((line, place) => (
                  <tr key={`${line.order_id} ${line.variant_id} ${place}`}>
                    <td><Day value={line.day} /></td>
                    <th scope="row">
                      <Anchor component={Link} size="sm" to={`/products/${encodeURIComponent(line.product_id)}`}>{line.title ?? line.product_id}</Anchor>
                      {line.colour && <span className={style.soft}> {line.colour}</span>}
                    </th>
                    <td>{line.size ?? "–"}</td>
                    <td className={`${style.right} ${line.quantity < 0 ? style.back : ""}`}>{line.quantity < 0 ? t("orders.back", { units: write.num(-line.quantity) }) : write.num(line.quantity)}</td>
                    <td className={style.right}><Money amount={line.paid} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      <div className={style.panel}>
        <div className={style.panelHead}><h2>{t("events.title")}</h2></div>
        {customer.events.length === 0 ? <Text size="sm" c="dimmed">{customer.customer.consent.profiled ? t("events.none") : t("events.hidden")}</Text> : (
          <div className={style.scroll} tabIndex={0} role="region" aria-label={t("events.title")}>
            <table className={style.table}>
              <thead><tr><th scope="col">{t("events.at")}</th><th scope="col">{t("events.what")}</th><th scope="col">{t("orders.style")}</th></tr></thead>
              <tbody>
                {customer.events.map((each, place) => (
                  <tr key={`${each.at} ${place}`}><td>{write.moment(each.at)}</td><td>{t(`event.${each.kind}`)}</td><th scope="row">{each.title ?? each.product_id ?? "–"}</th></tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </div>
  );
}
