import { Group, NumberInput, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Empty, Money, Picture, Query, media, useMe } from "@/kit";

import style from "./customers.module.css";
import { useOutfits } from "./data";
import { OccasionSelect } from "./Preview";

/** Whole outfits from stock for this person, with reasons. */
export function Outfits({ id }: { id: string }) {
  const { t } = useTranslation("customers");
  const currency = useMe()?.brand.currency ?? "";
  const [occasion, setOccasion] = useState("");
  const [budget, setBudget] = useState<string | number>("");
  const [asked] = useDebouncedValue(budget, 400);
  const found = useOutfits(id, occasion, String(asked));
  return (
    <div className={style.panel}>
      <div className={style.panelHead}>
        <h2>{t("outfits.title")}</h2>
        <Group gap="xs">
          <OccasionSelect value={occasion} onChange={setOccasion} />
          <NumberInput size="xs" w="9rem" min={1} aria-label={t("outfits.budget")} placeholder={t("outfits.budget_hint", { currency })} value={budget} onChange={setBudget} />
        </Group>
      </div>
      <Query of={found} isEmpty={({ outfits }) => outfits.length === 0} empty={<Empty title={t("outfits.none")} icon="hanger" />}>
        {({ outfits, taste_learnt }) => (
          <Stack gap="lg">
            {!taste_learnt && <Text size="sm" c="dimmed">{t("outfits.no_taste")}</Text>}
            {outfits.map((outfit, place) => (
              <div key={outfit.pieces.map((piece) => piece.product_id).join()}>
                <Group justify="space-between" mb="xs">
                  <Text size="sm" fw={600}>{t("outfits.one", { count: place + 1 })}</Text>
                  <Money amount={outfit.price} />
                </Group>
                <ul className={style.outfit}>
                  {outfit.pieces.map((piece) => (
                    <li key={`${piece.product_id}${piece.colour ?? ""}`}>
                      <Link className={style.pick} to={`/products/${encodeURIComponent(piece.product_id)}`}>
                        <Picture src={media(piece.picture, 160)} alt="" width="100%" height={150} />
                        <span className={style.soft}>{piece.slot}</span>
                        <span className={style.title} title={piece.title}>{piece.title}</span>
                        <span className={style.reason}>{[piece.colour, piece.size].filter(Boolean).join(" · ")}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
                <ul className={style.why}>{outfit.why.map((reason) => <li key={reason}>{reason}</li>)}</ul>
              </div>
            ))}
          </Stack>
        )}
      </Query>
    </div>
  );
}
