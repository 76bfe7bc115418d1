import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { Money, Percent, Picture, media, useWriter } from "@/kit";

import type { StockState, StyleRow } from "./data";
import style from "./products.module.css";

const TONES: Record<StockState, string> = { out: "bad", low: "warn", enough: "good", heavy: "warn", unknown: "soft" };

/** How long stock lasts, in a word of its colour. */
export function StockMark({ state }: { state: StockState }) {
  const { t } = useTranslation("products");
  return <span className={`${style.mark} ${style[TONES[state]] ?? ""}`}>{t(`stock.${state}`)}</span>;
}

/** A style of the grid. */
export function Card({ row, rank }: { row: StyleRow; rank: number }) {
  const { t } = useTranslation("products");
  const write = useWriter();
  const { search } = useLocation();
  const share = row.sell_through.value;
  const title = row.title ?? row.product_id;
  return (
    <Link to={{ pathname: `/products/${encodeURIComponent(row.product_id)}`, search: kept(search) }} className={style.card}>
      <span className={style.frame}>
        <Picture src={media(row.picture, 320)} alt="" width="100%" height="100%" />
        <span className={style.rank} aria-hidden="true">{rank}</span>
      </span>
      <span className={style.title} title={title}>{title}</span>
      <span className={style.line}>
        <span className={style.strong}><Percent value={share} /></span>
        <span className={style.soft}>{t("card.sell_through")}</span>
      </span>
      <span
        className={style.bar} role="img"
        aria-label={share === null ? t("card.no_share") : t("card.share", { sold: write.num(row.sell_through.numerator), whole: write.num(row.sell_through.denominator ?? 0) })}
      >
        <span style={{ width: `${Math.max(0, Math.min(1, share ?? 0)) * 100}%` }} />
      </span>
      <span className={style.line}>
        <span className="number">{t("card.units", { count: row.sell_through.numerator, units: write.num(row.sell_through.numerator) })}</span>
        <Money amount={row.money} short />
      </span>
      <span className={style.line}>
        <StockMark state={row.stock} />
        {row.weeks_of_supply !== null && row.weeks_of_supply < 100 && (
          <span className={`${style.soft} number`}>{t("card.weeks", { weeks: write.num(row.weeks_of_supply, 1) })}</span>
        )}
      </span>
    </Link>
  );
}

/** Of the grid's filters only the window of weeks goes along. */
function kept(search: string): string {
  const window = new URLSearchParams(search).get("window");
  return window ? `?window=${window}` : "";
}
