import { Group, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Query, useWriter } from "@/kit";

import style from "./customers.module.css";
import { type SizeAdvice, useSize, useStyles } from "./data";

/** Which size of a style the person should take, and how sure that is. */
export function Size({ id }: { id: string }) {
  const { t } = useTranslation("customers");
  const [product, setProduct] = useState("");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  const styles = useStyles(search);
  const advice = useSize(id, product);
  const listed = (styles.data?.items ?? []).map(({ product_id, title }) => ({ value: product_id, label: title ? `${title} (${product_id})` : product_id }));
  return (
    <div className={style.panel}>
      <div className={style.panelHead}><h2>{t("fit.title")}</h2></div>
      <Select
        label={t("fit.style")} placeholder={t("fit.style_hint")} data={listed} value={product || null} searchable searchValue={typed} onSearchChange={setTyped}
        filter={({ options }) => options} onChange={(next) => setProduct(next ?? "")} mb="sm"
      />
      {product !== "" && <Query of={advice}>{(found) => <Advice found={found} />}</Query>}
    </div>
  );
}

function Advice({ found }: { found: SizeAdvice }) {
  const { t } = useTranslation("customers");
  const write = useWriter();
  return (
    <>
      <Text size="sm" mb="sm">{found.why}</Text>
      <div className={style.scroll} tabIndex={0} role="region" aria-label={t("fit.title")}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{t("fit.size")}</th><th scope="col">{t("fit.chances")}</th><th scope="col" className={style.right}>{t("fit.small")}</th>
              <th scope="col" className={style.right}>{t("fit.fits")}</th><th scope="col" className={style.right}>{t("fit.large")}</th><th scope="col">{t("fit.stock")}</th>
            </tr>
          </thead>
          <tbody>
            {found.sizes.map((row) => (
              <tr key={row.size} className={row.size === found.size ? style.best : undefined}>
                <th scope="row">{row.size}</th>
                <td>
                  <span className={style.stack} aria-hidden="true">
                    <span className={style.small} style={{ width: `${row.small * 100}%` }} />
                    <span className={style.fit} style={{ width: `${row.fit * 100}%` }} />
                    <span className={style.large} style={{ width: `${row.large * 100}%` }} />
                  </span>
                </td>
                <td className={style.right}>{write.percent(row.small)}</td>
                <td className={style.right}>{write.percent(row.fit)}</td>
                <td className={style.right}>{write.percent(row.large)}</td>
                <td>{row.in_stock === null ? "–" : t(row.in_stock ? "fit.there" : "fit.gone")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group gap="md" mt="xs">
        {([["small", "fit.small"], ["fit", "fit.fits"], ["large", "fit.large"]] as const).map(([name, text]) => (
          <Group key={name} gap={6}><span className={`${style[name]}`} style={{ width: 12, height: 12, borderRadius: 3, display: "inline-block" }} /><Text size="xs" c="dimmed">{t(text)}</Text></Group>
        ))}
      </Group>
    </>
  );
}
