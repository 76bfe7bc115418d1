import { Group, SimpleGrid, Stack, Text, Title, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Empty, Icon, Percent, Picture, Swatch, media, useWriter } from "@/kit";

import { type Asked, type Board, type Card, type Colour, useSay, useWord } from "./data";
import { Spark } from "./Spark";
import { StageMark } from "./StageMark";
import style from "./trends.module.css";

/** Three columns: what rises, peaks and falls. */
export function BoardView({ board, onOpen }: { board: Board; onOpen: (asked: Asked) => void }) {
  const { t } = useTranslation("trends");
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
      {board.columns.map(({ part, total, cards, palette }) => (
        <section key={part} aria-labelledby={`column-${part}`}>
          <Group justify="space-between" align="baseline" className={style.columnHead}>
            <Title order={2} size="h3" id={`column-${part}`}>
              {t(`column.${part}`)} <Text span c="dimmed" fw={400}>{total}</Text>
            </Title>
            <Palette colours={palette} />
          </Group>
          <Text size="xs" c="dimmed" mb="sm">{t(`column.${part}_note`)}</Text>
          <Stack gap="sm">
            {cards.map((card) => <TrendCard key={card.series_id} card={card} onOpen={onOpen} />)}
            {cards.length === 0 && <Empty title={t("column.none")} icon={part === "falling" ? "trend-down" : "trend"} />}
            {total > cards.length && <Text size="xs" c="dimmed">{t("column.more", { count: total - cards.length })}</Text>}
          </Stack>
        </section>
      ))}
    </SimpleGrid>
  );
}

function Palette({ colours }: { colours: Colour[] }) {
  const say = useSay();
  return (
    <Group gap={4}>
      {colours.slice(0, 8).map(({ value, hex, label }) => (
        <Tooltip key={value} label={say(label)}>
          <span role="img" aria-label={say(label)}><Swatch hex={hex} size={16} /></span>
        </Tooltip>
      ))}
    </Group>
  );
}

function TrendCard({ card, onOpen }: { card: Card; onOpen: (asked: Asked) => void }) {
  const { t } = useTranslation("trends");
  const say = useSay();
  const word = useWord();
  const write = useWriter();
  const label = say(card.label);
  const change = card.change === null ? "–" : write.percent(card.change, 0, true);
  const range =
    card.change_low === null || card.change_high === null
      ? ""
      : t("card.interval", { low: write.percent(card.change_low, 0, true), high: write.percent(card.change_high, 0, true) });
  return (
    <article className={style.card}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <div className={style.name}>
          <Text size="xs" c="dimmed">{say(card.kind)}</Text>
          <button type="button" className={style.open} onClick={() => onOpen({ name: card.name, value: card.value })}>
            {card.hex && <Swatch hex={card.hex} size={16} />} {label.charAt(0).toLocaleUpperCase() + label.slice(1)}
          </button>
          <StageMark stage={card.stage} />
        </div>
        <div className={style.change}>
          <Text fw={600} size="lg" component="div">{change}</Text>
          <Text size="xs" c="dimmed" component="div">{range}</Text>
        </div>
      </Group>
      <Spark curve={card.curve} label={t("card.curve", { label, change, range })} />
      <Group justify="space-between" gap="xs" className={style.facts}>
        <span>{t("card.level")} <Percent value={card.level} most={1} /></span>
        {card.confidence !== null && <span>{t("card.confidence")} <Percent value={card.confidence} /></span>}
        {card.leading_source && <span>{t("card.source", { source: word("source", card.leading_source) })}</span>}
        {card.lead_weeks !== null && <span>{t("card.lead", { count: card.lead_weeks })}</span>}
      </Group>
      {card.pictures.length > 0 && (
        <Group gap={6} wrap="nowrap" mt={8}>
          {card.pictures.map((shot) => <Picture key={shot.product_id} src={media(shot.path, 160)} alt={shot.title ?? shot.product_id} width={52} height={62} />)}
          {card.palette.length > 0 && <Stack gap={3} ml="auto" aria-label={t("card.palette")}><Palette colours={card.palette} /></Stack>}
        </Group>
      )}
      {card.exposure && (
        <Text size="xs" c="dimmed" mt={6}>
          <Icon name="hanger" size={13} />{" "}
          {card.exposure.styles === 0
            ? t("card.not_in_range")
            : t("card.in_range", {
                count: card.exposure.styles,
                share: card.exposure.share_of_styles === null ? "–" : write.percent(card.exposure.share_of_styles),
                voice: card.exposure.share_of_voice === null ? "–" : write.percent(card.exposure.share_of_voice),
              })}
        </Text>
      )}
    </article>
  );
}
