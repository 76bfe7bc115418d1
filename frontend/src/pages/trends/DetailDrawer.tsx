import { Anchor, Button, Drawer, Group, SimpleGrid, Stack, Tabs, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Chart, Empty, Failed, Loading, Percent, Picture, Query, Swatch, media, useWriter } from "@/kit";

import { curveOption, curveTable } from "./curveOption";
import { type Asked, type Curve, type Detail, type Post, useCurves, useDetail, usePosts, useSay, useWord } from "./data";
import { Spark } from "./Spark";
import { StageMark } from "./StageMark";
import style from "./trends.module.css";

/** One attribute: its curve, where it stands elsewhere, the posts and styles that carry it. */
export function DetailDrawer({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  const { t } = useTranslation("trends");
  return (
    <Drawer
      opened={asked !== null} onClose={onClose} position="right" size="min(46rem, 100%)" padding="lg"
      title={t("detail.title")} closeButtonProps={{ "aria-label": t("detail.close") }}
    >
      {asked && <Inside key={`${asked.name}=${asked.value}`} asked={asked} />}
    </Drawer>
  );
}

function Inside({ asked }: { asked: Asked }) {
  const { t } = useTranslation("trends");
  const detail = useDetail(asked);
  const curves = useCurves(asked);
  return (
    <Query of={detail}>
      {(found) => (
        <Stack gap="md">
          <Head detail={found} />
          <Tabs defaultValue="curve" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="curve">{t("detail.curve")}</Tabs.Tab>
              <Tabs.Tab value="posts">{t("detail.posts")}</Tabs.Tab>
              <Tabs.Tab value="styles">{t("detail.styles")}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="curve" pt="md"><Query of={curves}>{(all) => <Curves curves={all} detail={found} />}</Query></Tabs.Panel>
            <Tabs.Panel value="posts" pt="md"><Posts asked={asked} drivers={found.drivers} /></Tabs.Panel>
            <Tabs.Panel value="styles" pt="md"><Styles detail={found} /></Tabs.Panel>
          </Tabs>
        </Stack>
      )}
    </Query>
  );
}

function Head({ detail: { trend, exposure } }: { detail: Detail }) {
  const { t } = useTranslation("trends");
  const say = useSay();
  const write = useWriter();
  const change = trend.change === null ? "–" : write.percent(trend.change, 0, true);
  return (
    <div>
      <Group gap="sm">
        {trend.hex && <Swatch hex={trend.hex} size={22} />}
        <Text ff="var(--font-title)" fz="1.5rem" fw={600}>{say(trend.label)}</Text>
        <StageMark stage={trend.stage} />
      </Group>
      <Text size="sm" mt={4}>
        {t("detail.change", {
          change,
          low: trend.change_low === null ? "–" : write.percent(trend.change_low, 0, true),
          high: trend.change_high === null ? "–" : write.percent(trend.change_high, 0, true),
        })}{" "}
        {t(`stage_is.${trend.stage}`)}
        {trend.peak_week && ` ${t("detail.peak", { week: write.day(trend.peak_week) })}`}
        {trend.lead_weeks !== null && ` ${t("card.lead", { count: trend.lead_weeks })}`}
      </Text>
      {exposure && (
        <Group gap="lg" mt="sm" className={style.facts}>
          <span>{t("exposure.voice")} <Percent value={exposure.share_of_voice} /></span>
          <span>{t("exposure.styles")} <Percent value={exposure.share_of_styles} /></span>
          <span>{t("exposure.sales")} <Percent value={exposure.share_of_sales} /></span>
          <span>{t("exposure.stock")} <Percent value={exposure.share_of_stock} /></span>
        </Group>
      )}
    </div>
  );
}

function Curves({ curves, detail }: { curves: Curve[]; detail: Detail }) {
  const { t } = useTranslation("trends");
  const write = useWriter();
  const say = useSay();
  const word = useWord();
  const main = curves.find(({ series_id }) => series_id === detail.trend.series_id) ?? curves[0];
  if (!main) return <Empty title={t("detail.no_curve")} />;
  const label = say(detail.trend.label);
  const title = (curve: Curve) => `${word("market", curve.market)} · ${word("segment", curve.segment)}`;
  const others = curves.filter(({ series_id }) => series_id !== main.series_id);
  return (
    <Stack>
      <Chart
        title={`${label}: ${title(main)}`} option={curveOption(main, t, write)} table={curveTable(main, t)} height={270}
        description={t("curve.says", { label, change: detail.trend.change === null ? "–" : write.percent(detail.trend.change, 0, true) })}
        note={t("curve.note")}
      />
      {others.length > 0 && <Text fw={600} size="sm">{t("detail.elsewhere")}</Text>}
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="xs">
        {others.map((curve) => (
          <div key={curve.series_id} className={style.small}>
            <Text size="xs" fw={600}>{title(curve)}</Text>
            <Spark curve={curve} label={`${label}, ${title(curve)}`} />
            <Text size="xs" c="dimmed">{t("card.level")} <Percent value={mean(curve.share.slice(-8))} most={1} /></Text>
          </div>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function mean(values: (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

function Posts({ asked, drivers }: { asked: Asked; drivers: Post[] }) {
  const { t } = useTranslation("trends");
  const posts = usePosts(asked);
  const all = posts.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack gap="xs">
      {drivers.length > 0 && (
        <section aria-label={t("detail.drivers")}>
          <Text fw={600} size="sm">{t("detail.drivers")}</Text>
          {drivers.map((post) => <PostRow key={post.post_id} post={post} />)}
        </section>
      )}
      <Text fw={600} size="sm" mt="sm">{t("detail.recent", { count: posts.data?.pages[0]?.total ?? 0 })}</Text>
      {posts.isPending && <Loading />}
      {posts.isError && <Failed error={posts.error} retry={() => void posts.refetch()} />}
      {posts.isSuccess && all.length === 0 && <Empty title={t("detail.no_posts")} />}
      {all.map((post) => <PostRow key={post.post_id} post={post} />)}
      {posts.hasNextPage && <Button variant="default" loading={posts.isFetchingNextPage} onClick={() => void posts.fetchNextPage()}>{t("detail.more_posts")}</Button>}
    </Stack>
  );
}

function PostRow({ post }: { post: Post }) {
  const { t } = useTranslation("trends");
  const write = useWriter();
  const word = useWord();
  return (
    <article className={style.post}>
      <Group justify="space-between" gap="xs" mb={2}>
        <Text size="xs" c="dimmed">
          {word("source", post.source)}{post.market && ` · ${word("market", post.market)}`} · {write.day(post.at, true)}
        </Text>
        <Text size="xs" c="dimmed">
          {post.likes !== null && t("detail.likes", { count: post.likes, shown: write.num(post.likes) })}
          {post.weight !== null && ` · ${t("detail.weight", { share: write.percent(post.weight, 1) })}`}
        </Text>
      </Group>
      <Group align="flex-start" wrap="nowrap" gap="sm">
        {post.path && <Picture src={media(post.path, 160)} alt="" width={64} />}
        <Text size="sm">{post.text}</Text>
      </Group>
      {post.url && <Anchor href={post.url} target="_blank" rel="noreferrer noopener" size="xs">{t("detail.open_post")}</Anchor>}
    </article>
  );
}

function Styles({ detail }: { detail: Detail }) {
  const { t } = useTranslation("trends");
  if (detail.styles.length === 0 && detail.pictures.length === 0) {
    return <Empty title={t("detail.no_styles")} detail={t("detail.no_styles_detail")} icon="hanger" />;
  }
  const sold = new Map(detail.styles.map(({ product_id, weight }) => [product_id, weight]));
  const rest = detail.pictures.filter(({ product_id }) => !sold.has(product_id));
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, sm: 4 }}>
      {[...detail.styles, ...rest].map(({ product_id, title, path }) => (
        <Link key={product_id} to={`/products/${encodeURIComponent(product_id)}`} style={{ color: "inherit", textDecoration: "none" }}>
          <Picture src={media(path, 320)} alt={title ?? product_id} width="100%" height={150} />
          <Text size="xs" mt={4}>{title ?? product_id}</Text>
          {sold.has(product_id) && <Text size="xs" c="dimmed">{t("detail.sold")} <Percent value={sold.get(product_id)} /></Text>}
        </Link>
      ))}
    </SimpleGrid>
  );
}
