import { Button, Group, Menu, Stack, Tabs, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type Column, DataTable, Empty, Failed, Icon, Loading, Money, Num, PageFrame, Problem, Query, send, type Sort, useJob, useTell, useWriter } from "@/kit";

import { EXPORTS, type TableFull, useRows, useTable } from "./data";
import style from "./data.module.css";
import { text } from "./PreviewView";

const MOST_AT_ONCE = 200_000;

/** One table: its rows, columns and versions. */
export function TablePage({ name }: { name: string }) {
  const { t } = useTranslation("data");
  const found = useTable(name);
  return (
    <PageFrame
      title={t(`table.${name}`, name)} lead={found.data?.meaning} scope="data:read"
      actions={(
        <Group gap="xs">
          <Button component={Link} to="/data?tab=tables" variant="default">{t("wizard.back")}</Button>
          {found.data && <Export table={found.data} />}
        </Group>
      )}
    >
      <Query of={found} isEmpty={({ version }) => version === null} empty={<Empty title={t("tables.empty")} detail={t("tables.empty_detail")} icon="table" />}>
        {(table) => (
          <Tabs defaultValue="rows" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="rows">{t("tables.rows")}</Tabs.Tab>
              <Tabs.Tab value="columns">{t("tables.columns")}</Tabs.Tab>
              <Tabs.Tab value="versions">{t("tables.versions")}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="rows"><RowsOf table={table} /></Tabs.Panel>
            <Tabs.Panel value="columns"><Columns table={table} /></Tabs.Panel>
            <Tabs.Panel value="versions"><Versions table={table} /></Tabs.Panel>
          </Tabs>
        )}
      </Query>
    </PageFrame>
  );
}

function RowsOf({ table }: { table: TableFull }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  const [typed, setTyped] = useState("");
  const [where, setWhere] = useState<string[]>([]);
  const [sort, setSort] = useState<Sort | null>(null);
  const found = useRows(table.name, where, sort ? `${sort.descending ? "-" : ""}${sort.column}` : null);
  const rows = (found.data?.pages ?? []).flatMap((page, at) => page.items.map((row, place) => ({ row, key: `${at}-${place}` })));
  const total = found.data?.pages[0]?.total;
  const hidden = new Set(found.data ? table.columns.map(({ name }) => name).filter((name) => rows.length > 0 && !(name in (rows[0]?.row ?? {}))) : []);
  const columns: Column<(typeof rows)[number]>[] = table.columns
    .filter(({ name, type }) => !hidden.has(name) && type !== "vector")
    .map(({ name, type }) => ({
      id: name, header: t(`column.${name}`, name), sortable: true, width: ["text", "list of text", "timestamp"].includes(type) ? 190 : 130,
      align: ["quantity", "money", "integer", "real"].includes(type) ? "right" as const : "left" as const,
      cell: ({ row }) => <Cell type={type} value={row[name]} currency={row.currency} />,
    }));
  return (
    <Stack gap="sm">
      <form onSubmit={(event) => { event.preventDefault(); setWhere(typed.trim() ? typed.split(";").map((each) => each.trim()) : []); }}>
        <Group align="flex-end" gap="xs">
          <TextInput label={t("tables.where")} description={t("tables.where_detail")} placeholder="quantity > 10; channel = web" w="min(30rem, 100%)" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
          <Button type="submit" variant="default">{t("tables.search")}</Button>
          {total !== undefined && <Text size="sm" c="dimmed" aria-live="polite">{t("tables.count", { count: total, shown: write.num(total) })}</Text>}
        </Group>
      </form>
      {found.isError ? <Failed error={found.error} /> : !found.data ? <Loading /> : (
        <DataTable
          rows={rows} columns={columns} rowKey={({ key }) => key} label={t("tables.rows")} sort={sort} onSort={setSort} rowHeight={34}
          onEnd={() => { if (found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }} empty={<Empty title={t("tables.no_rows")} icon="search" />}
        />
      )}
    </Stack>
  );
}

/** A stored value as people read it: amounts in their currency, moments in their own zone. */
function Cell({ type, value, currency }: { type: string; value: unknown; currency: unknown }) {
  const write = useWriter();
  if (type === "money" && typeof value === "number" && typeof currency === "string") return <Money amount={{ minor: value, currency }} />;
  if (type === "timestamp" && typeof value === "string") return <>{write.moment(value)}</>;
  if (type === "date" && typeof value === "string") return <>{write.day(value, true)}</>;
  const shown = text(value);
  return <span className={style.cut} title={shown}>{shown}</span>;
}

function Columns({ table }: { table: TableFull }) {
  const { t } = useTranslation("data");
  return (
    <div className={`${style.panel} ${style.scroll}`} role="region" aria-label={t("tables.columns")} tabIndex={0}>
      <table className={style.table}>
        <thead><tr><th>{t("tables.column")}</th><th>{t("tables.type")}</th><th>{t("tables.meaning")}</th></tr></thead>
        <tbody>
          {table.columns.map(({ name, type, unit, meaning, key, required }) => (
            <tr key={name}>
              <td className={style.mono}>{name}{key ? ` · ${t("tables.key")}` : required ? " *" : ""}</td>
              <td>{type}{unit && `, ${unit}`}</td>
              <td className={style.wrap}>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Versions({ table }: { table: TableFull }) {
  const { t } = useTranslation("data");
  const write = useWriter();
  return (
    <div className={`${style.panel} ${style.scroll}`} role="region" aria-label={t("tables.versions")} tabIndex={0}>
      <table className={style.table}>
        <thead><tr><th className={style.right}>{t("tables.version")}</th><th>{t("tables.written")}</th><th>{t("tables.operation")}</th></tr></thead>
        <tbody>
          {table.versions.map(({ version, at, operation }) => (
            <tr key={version}><td className={style.right}><Num value={version} /></td><td>{write.moment(at)}</td><td className={style.mono}>{operation}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Small tables come at once; large ones are written in the background and then offered. */
function Export({ table }: { table: TableFull }) {
  const { t } = useTranslation("data");
  const tell = useTell();
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId, (ended) => {
    setJobId(null);
    if (ended.state === "done") window.location.assign(`/v1/exports/${ended.job_id}`);
    else tell.failed(new Problem(500, { detail: ended.error.what ?? ended.state, remedy: ended.error.remedy ?? "" }));
  });
  const base = `/v1/tables/${encodeURIComponent(table.name)}`;
  const late = (format: string) =>
    send<{ job_id: string }>("POST", `${base}/exports`, { format }).then(({ job_id }) => setJobId(job_id)).catch(tell.failed);
  return (
    <Menu>
      <Menu.Target><Button leftSection={<Icon name="download" />} loading={job !== null || jobId !== null}>{t("tables.export")}</Button></Menu.Target>
      <Menu.Dropdown>
        {EXPORTS.map((format) =>
          table.rows > MOST_AT_ONCE ? (
            <Menu.Item key={format} onClick={() => void late(format)}>{t(`format.${format}`)}</Menu.Item>
          ) : (
            <Menu.Item key={format} component="a" href={`${base}/export?format=${format}`} download>{t(`format.${format}`)}</Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
