import { Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Icon, type Filter, Filters, PageFrame, Query, useFilterValues, useWriter } from "@/kit";

import { Card } from "./Card";
import { type Facets, SORTS, STOCKS, type StyleRow, WINDOWS, useFacets, useRange } from "./data";
import style from "./products.module.css";

const WIDTH = 208;
const GAP = 16;

/** The range as pictures, the best seller-through first. */
export function Grid() {
  const { t } = useTranslation("products");
  const write = useWriter();
  const facets = useFacets();
  const range = useRange();
  const rows = range.data?.pages.flatMap((page) => page.items) ?? [];
  const total = range.data?.pages[0]?.total ?? 0;
  const day = facets.data?.as_of;
  return (
    <PageFrame title={t("title")} lead={day ? t("lead", { day: write.day(day, true) }) : t("lead_plain")} scope="products:read">
      <Query of={facets} isEmpty={({ status }) => status.length === 0} empty={<Empty title={t("none")} detail={t("none_detail")} icon="hanger" />}>
        {(found) => (
          <>
            <Choose facets={found} />
            <Query of={range} isEmpty={() => rows.length === 0} empty={<Empty title={t("no_match")} detail={t("no_match_detail")} icon="search" />}>
              {() => (
                <>
                  <Text size="sm" c="dimmed" aria-live="polite">{t("count", { count: total, total: write.num(total) })}</Text>
                  <Tiles rows={rows} onEnd={() => { if (range.hasNextPage && !range.isFetching) void range.fetchNextPage(); }} />
                </>
              )}
            </Query>
          </>
        )}
      </Query>
    </PageFrame>
  );
}

function Choose({ facets }: { facets: Facets }) {
  const { t } = useTranslation("products");
  const values = useFilterValues();
  const counted = (name: "category" | "colour") =>
    facets[name].map(({ value, label, count }) => ({ value, label: `${label} (${count})` }));
  const filters: Filter[] = [
    { kind: "search", name: "search", label: t("filter.search") },
    { kind: "many", name: "category", label: t("filter.category"), options: counted("category") },
    { kind: "many", name: "colour", label: t("filter.colour"), options: counted("colour") },
    { kind: "many", name: "stock", label: t("filter.stock"), options: STOCKS.map((value) => ({ value, label: t(`stock.${value}`) })) },
    {
      kind: "many", name: "stage", label: t("filter.stage"),
      options: facets.stage.map(({ value }) => ({ value, label: t(`stage.${value}`) })),
    },
    {
      kind: "one", name: "status", label: t("filter.status"), required: true,
      options: (["active", "archived", "draft", "all"] as const).map((value) => ({ value, label: t(`status.${value}`) })),
    },
  ];
  const [opened, setOpened] = useState(false);
  return (
    <div className={style.controls}>
      <Button
        className={style.fold} size="sm" variant="default" aria-expanded={opened} aria-controls="product-filters" leftSection={<Icon name="filter" size={15} />}
        onClick={() => setOpened(!opened)}
      >
        {t("filter.fold")}
      </Button>
      <div id="product-filters" className={`${style.filters} ${opened ? "" : style.folded}`}><Filters filters={filters} /></div>
      <Group gap="xs" align="flex-end">
        <Select
          size="sm" w="11rem" label={t("sort.label")} allowDeselect={false} value={values.one("sort", "sell_through")}
          data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))} onChange={(next) => values.set("sort", next)}
        />
        <SegmentedControl
          size="sm" aria-label={t("order.label")} value={values.one("order", "desc")} onChange={(next) => values.set("order", next)}
          data={[{ value: "desc", label: t("order.desc") }, { value: "asc", label: t("order.asc") }]}
        />
        <WindowSelect />
      </Group>
    </div>
  );
}

/** Over how many weeks figures count. */
export function WindowSelect() {
  const { t } = useTranslation("products");
  const values = useFilterValues();
  return (
    <Select
      size="sm" w="10.5rem" label={t("window.label")} allowDeselect={false} value={values.one("window", "13")}
      data={WINDOWS.map((value) => ({ value, label: value === "launch" ? t("window.launch") : t("window.weeks", { count: Number(value) }) }))}
      onChange={(next) => values.set("window", next)}
    />
  );
}

/** Only the rows of cards that are in sight are drawn. */
function Tiles({ rows, onEnd }: { rows: StyleRow[]; onEnd: () => void }) {
  const { t } = useTranslation("products");
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = () => {
      setWidth(element.clientWidth || 1000);
      setTop(element.offsetTop);
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  const columns = Math.max(2, Math.floor((width + GAP) / (WIDTH + GAP)));
  const card = (width - GAP * (columns - 1)) / columns;
  const height = Math.round((card - 19) * 1.25 + 142);
  const virtual = useWindowVirtualizer({
    count: Math.ceil(rows.length / columns), estimateSize: () => height + GAP, overscan: 3, scrollMargin: top,
    initialRect: { width: 1000, height: 2000 },
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const drawn = virtual.getVirtualItems();
  const last = drawn[drawn.length - 1]?.index ?? 0;
  useEffect(() => {
    if ((last + 3) * columns >= rows.length) onEnd();
  }, [last, columns, rows.length, onEnd]);
  return (
    <div ref={place} role="list" aria-label={t("title")} className={style.grid} style={{ height: virtual.getTotalSize() }}>
      {drawn.flatMap(({ index, start }) =>
        rows.slice(index * columns, (index + 1) * columns).map((row, place_) => (
          <div
            key={row.product_id} role="listitem" aria-setsize={rows.length} aria-posinset={index * columns + place_ + 1}
            className={style.slot}
            style={{ width: card, height, transform: `translate(${place_ * (card + GAP)}px, ${start - top}px)` }}
          >
            <Card row={row} rank={index * columns + place_ + 1} />
          </div>
        )),
      )}
    </div>
  );
}
