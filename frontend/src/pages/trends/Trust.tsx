import { SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Query, Tile, useWriter } from "@/kit";

import { type Calibration, type Rate, useCalibration } from "./data";

/** How far to trust the calls: what became of earlier ones. */
export function Trust() {
  const { t } = useTranslation("trends");
  const calibration = useCalibration();
  return (
    <Query of={calibration}>
      {(found) => (
        <>
          <Text size="sm" maw="46rem">{t("trust.lead")}</Text>
          <Figures found={found} />
          <Text size="xs" c="dimmed" maw="46rem">{t("trust.limits")}</Text>
        </>
      )}
    </Query>
  );
}

function Figures({ found }: { found: Calibration }) {
  const { t } = useTranslation("trends");
  const write = useWriter();
  const between = (rate: Rate) => t("trust.between", { low: write.percent(rate.low), high: write.percent(rate.high) });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} my="md">
      {Object.entries(found.stages).map(([stage, rate]) => (
        <Tile key={stage} label={t("trust.held", { stage: t(`stage.${stage}`) })} value={`${rate.held} / ${rate.called}`} note={between(rate)} />
      ))}
      {Object.keys(found.stages).length === 0 && <Tile label={t("trust.held_none")} value="–" note={t("trust.held_none_note")} />}
      <Tile
        label={t("trust.peaks")} value={found.peak_weeks === null ? "–" : t("trust.weeks", { count: found.peak_weeks, shown: write.num(found.peak_weeks, 1) })}
        note={t("trust.near", { near: found.peaks_near, judged: found.peaks_judged })}
      />
      <Tile label={t("trust.lead_weeks")} value={found.influencer_lead === null ? "–" : t("trust.weeks", { count: found.influencer_lead, shown: write.num(found.influencer_lead, 1) })} />
      <Tile label={t("trust.posts")} value={write.num(found.posts)} note={found.model ? t("trust.model", { model: found.model }) : undefined} />
    </SimpleGrid>
  );
}
