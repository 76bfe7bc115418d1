import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useWriter } from "@/kit";

import type { Detail } from "./data";
import style from "./products.module.css";

/** What lies where, by size; an empty shelf is marked, an unknown count is a dash. */
export function StockTable({ detail }: { detail: Detail }) {
  const { t } = useTranslation("products");
  const write = useWriter();
  const sizes = detail.sizes.map(({ size }) => size);
  const columns = sizes.length > 0 ? sizes : [null];
  const units = new Map<string, number | null>();
  for (const { location_id, size, on_hand } of detail.stock) {
    const key = `${location_id} ${size ?? ""}`;
    const before = units.get(key);
    units.set(key, on_hand === null ? (before ?? null) : (before ?? 0) + on_hand);
  }
  return (
    <div className={style.panel}>
      <div className={style.panelHead}><h2>{t("places.title")}</h2></div>
      {detail.places.length === 0 ? <Text size="sm" c="dimmed">{t("places.none")}</Text> : (
        <div className={style.scroll} tabIndex={0} role="region" aria-label={t("places.title")}>
          <table className={style.table}>
            <thead>
              <tr>
                <th scope="col">{t("places.place")}</th>
                {columns.map((size) => <th key={size ?? ""} scope="col" className={style.right}>{size ?? t("places.units")}</th>)}
                {sizes.length > 0 && <th scope="col" className={style.right}>{t("places.all")}</th>}
                <th scope="col" className={style.right}>{t("places.on_order")}</th>
              </tr>
            </thead>
            <tbody>
              {detail.places.map((place) => (
                <tr key={place.location_id}>
                  <th scope="row">{place.name ?? place.location_id}</th>
                  {columns.map((size) => {
                    const value = units.get(`${place.location_id} ${size ?? ""}`);
                    const empty = value === 0;
                    return (
                      <td key={size ?? ""} className={`${style.right} ${empty ? style.none : ""}`}>
                        {value === null || value === undefined ? "–" : write.num(value)}
                      </td>
                    );
                  })}
                  {sizes.length > 0 && <td className={style.right}><strong>{place.on_hand === null ? "–" : write.num(place.on_hand)}</strong></td>}
                  <td className={style.right}>{write.num(place.on_order)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
