import { Anchor, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Chart, Empty, Icon, Money, Num, PageFrame, Percent, Picture, Query, Tile, media, useCan, useWriter } from "@/kit";

import { Attributes } from "./Attributes";
import { StockMark } from "./Card";
import { salesChart, sizeChart } from "./charts";
import { type Companion, type Detail, useFacets, useSimilar, useStyle } from "./data";
import { WindowSelect } from "./Grid";
import style from "./products.module.css";
import { StockTable } from "./StockTable";

/** One style: what it sells, in which sizes, where it lies, what it is like. */
export function StylePage({ id }: { id: string }) {
  const { t } = useTranslation("products");
  const found = useStyle(id);
  const told = found.data?.style;
  const facets = useFacets();
  const category = facets.data?.category.find(({ value }) => value === told?.category)?.label ?? told?.category;
  const lead = (
    <Group gap="xs">
      <Anchor component={Link} to="/products" size="sm">{t("back")}</Anchor>
      {told && <Text size="sm" c="dimmed">{[id, told.brand, category, told.season].filter(Boolean).join(" · ")}</Text>}
    </Group>
  );
  return (
    <PageFrame title={told?.title ?? id} lead={lead} scope="products:read" actions={<Group gap="xs" align="flex-end"><ToDesign id={id} /><WindowSelect /></Group>}>
      <Query of={found}>{(detail) => <Whole detail={detail} />}</Query>
    </PageFrame>
  );
}

function ToDesign({ id }: { id: string }) {
  const { t } = useTranslation("products");
  if (!useCan("design:read")) return null;
  return <Button component={Link} to={`/design?product=${encodeURIComponent(id)}`} variant="default" leftSection={<Icon name="scissors" />}>{t("to_design")}</Button>;
}

function Whole({ detail }: { detail: Detail }) {
  const { t } = useTranslation("products");
  const write = useWriter();
  const can = useCan("recommend:read");
  const sales = salesChart(detail, t, write);
  const sizes = sizeChart(detail, t, write);
  return (
    <Stack gap="lg">
      <Head detail={detail} />
      <Chart {...sales} height={300} note={detail.forecast_model ? t("sales.note", { model: detail.forecast_model }) : t("sales.no_forecast")} />
      <div className={style.two}>
        {detail.sizes.length > 1 && <Chart {...sizes} height={260} note={t("sizes.note")} />}
        <StockTable detail={detail} />
      </div>
      <div className={style.two}>
        <Attributes id={detail.style.product_id} rows={detail.attributes} colours={detail.style.colours.length} />
        <Stack gap="md">
          <Returns detail={detail} />
          <Trends detail={detail} />
        </Stack>
      </div>
      {can && <Companions id={detail.style.product_id} />}
    </Stack>
  );
}

function Head({ detail }: { detail: Detail }) {
  const { t } = useTranslation("products");
  const write = useWriter();
  const { style: told, pictures } = detail;
  const [shown, setShown] = useState(0);
  const share = told.sell_through;
  const shot = pictures[shown];
  return (
    <div className={style.head}>
      <div>
        <div className={style.shot}>
          <Picture src={media(shot?.path, 640)} alt={shot?.alt ?? told.title ?? ""} width="100%" height="100%" />
        </div>
        {pictures.length > 1 && (
          <div className={style.shots}>
            {pictures.map((each, place) => (
              <button key={each.path} type="button" aria-pressed={place === shown} aria-label={each.colour ?? t("picture", { count: place + 1 })} onClick={() => setShown(place)}>
                <Picture src={media(each.path, 96)} alt="" width={44} height={55} />
              </button>
            ))}
          </div>
        )}
      </div>
      <Stack gap="sm">
        <div className={style.tiles}>
          <Tile
            label={t("tile.sell_through")} value={<Percent value={share.value} />}
            note={share.denominator === null ? t("tile.no_stock") : t("tile.share", { sold: write.num(share.numerator), whole: write.num(share.denominator) })}
          />
          <Tile label={t("tile.net")} value={<Num value={told.sold - told.returned} />} note={t("tile.back", { units: write.num(told.returned) })} />
          <Tile label={t("tile.money")} value={<Money amount={told.money} short />} note={<Price detail={detail} />} />
          <Tile label={t("tile.on_hand")} value={<Num value={told.on_hand} />} note={<StockMark state={told.stock} />} />
          <Tile
            label={t("tile.weeks")} value={<Num value={told.weeks_of_supply} most={1} />}
            note={told.weekly_demand === null ? t("tile.no_demand") : t(told.demand_basis === "forecast" ? "tile.forecast" : "tile.rate", { units: write.num(told.weekly_demand, 1) })}
          />
          <Tile label={t("tile.on_order")} value={<Num value={told.on_order} />} note={told.launched_on ? t("tile.launched", { day: write.day(told.launched_on) }) : undefined} />
        </div>
        {detail.description && <Text size="sm" maw="46rem">{detail.description}</Text>}
        {detail.url && (
          <Anchor href={detail.url} target="_blank" rel="noreferrer" size="sm">
            {t("shop_page")} <Icon name="external" size={13} />
          </Anchor>
        )}
      </Stack>
    </div>
  );
}

function Price({ detail: { style: told } }: { detail: Detail }) {
  const down = told.price && told.full_price && told.full_price.minor > told.price.minor;
  return (
    <>
      <Money amount={told.price} />{" "}
      {down && <s className={style.muted}><Money amount={told.full_price} /></s>}
    </>
  );
}

function Returns({ detail: { returns } }: { detail: Detail }) {
  const { t } = useTranslation("products");
  const write = useWriter();
  return (
    <section className={style.panel} aria-labelledby="returns">
      <div className={style.panelHead}><h2 id="returns">{t("returns.title")}</h2></div>
      <Text size="sm">
        {returns.rate === null ? t("returns.none") : t("returns.rate", { rate: write.percent(returns.rate, 1) })}
        {returns.category_rate !== null && <span className={style.muted}> {t("returns.category", { rate: write.percent(returns.category_rate, 1) })}</span>}
      </Text>
      {returns.reasons.length > 0 && (
        <table className={style.table}>
          <thead><tr><th scope="col">{t("returns.reason")}</th><th scope="col" className={style.right}>{t("returns.units")}</th></tr></thead>
          <tbody>
            {returns.reasons.map(({ reason, units }) => (
              <tr key={reason ?? ""}><th scope="row">{reason ? t(`reason.${reason.replaceAll(" ", "_")}`, { defaultValue: reason }) : t("reason.unknown")}</th><td className={style.right}>{write.num(units)}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Trends({ detail: { trends, attributes } }: { detail: Detail }) {
  const { t } = useTranslation("products");
  const label = (name: string, value: string) => attributes.find((row) => row.name === name && row.value === value)?.label ?? value;
  return (
    <section className={style.panel} aria-labelledby="trends">
      <div className={style.panelHead}><h2 id="trends">{t("trends.title")}</h2></div>
      {trends.length === 0 ? <Text size="sm" c="dimmed">{t("trends.none")}</Text> : (
        <table className={style.table}>
          <thead>
            <tr><th scope="col">{t("trends.what")}</th><th scope="col">{t("trends.stage")}</th><th scope="col" className={style.right}>{t("trends.change")}</th></tr>
          </thead>
          <tbody>
            {trends.slice(0, 8).map((each) => (
              <tr key={`${each.name}${each.value}`}>
                <th scope="row">
                  <Anchor component={Link} size="sm" to={`/trends?name=${encodeURIComponent(each.name)}&value=${encodeURIComponent(each.value)}`}>{label(each.name, each.value)}</Anchor>{" "}
                  <span className={style.muted}>{t(`attribute.${each.name.replaceAll(" ", "_")}`, { defaultValue: each.name })}</span>
                </th>
                <td>{t(`stage.${each.stage}`)}</td>
                <td className={style.right}><Percent value={each.change} signed /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Companions({ id }: { id: string }) {
  const { t } = useTranslation("products");
  const [kind, setKind] = useState<"alike" | "with">("alike");
  const found = useSimilar(id, kind);
  return (
    <div className={style.panel}>
      <div className={style.panelHead}>
        <h2>{t("similar.title")}</h2>
        <SegmentedControl
          size="xs" aria-label={t("similar.title")} value={kind} onChange={(next) => setKind(next === "with" ? "with" : "alike")}
          data={[{ value: "alike", label: t("similar.alike") }, { value: "with", label: t("similar.with") }]}
        />
      </div>
      <Query of={found} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("similar.none")} icon="hanger" />}>
        {({ items }) => (
          <div className={style.row} tabIndex={0} role="region" aria-label={t("similar.title")}>
            {items.map((each) => <Small key={`${each.product_id}${each.colour ?? ""}`} item={each} />)}
          </div>
        )}
      </Query>
    </div>
  );
}

function Small({ item }: { item: Companion }) {
  return (
    <Link className={style.small} to={`/products/${encodeURIComponent(item.product_id)}`}>
      <Picture src={media(item.picture, 160)} alt="" width="100%" height={170} />
      <span className={style.title} title={item.title} style={{ display: "block" }}>{item.title}</span>
      <Money amount={item.price} />
      <span className={style.reason}>{item.reason}</span>
    </Link>
  );
}
