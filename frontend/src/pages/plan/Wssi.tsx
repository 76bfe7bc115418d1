import { Alert, Button, Chip, Group, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Icon, Query, type Writer, useCan, useFilterValues, useTell, useUndo, useWriter } from "@/kit";

import {
  type CellEdit, type Grid, type GridRow, type Measure, MEASURES, type Unit, VERSIONS, type Version, beginBudget, editCells, undoEdit,
  useGrid, useStyles,
} from "./data";
import style from "./plan.module.css";
import { type Edit, type Line, Sheet, cellKey } from "./Sheet";

type Say = (key: string, values?: Record<string, unknown>) => string;
type Target = Pick<CellEdit, "level" | "key" | "field">;
interface GridLine extends Line {
  target: Target | null;
}

const FOLLOWED: Measure[] = ["sales", "intake", "closing", "cover", "markdown"];

/** The weekly sales, stock and intake grid: its budget is edited in place and re-solves. */
export function Wssi() {
  const { t } = useTranslation("plan");
  const values = useFilterValues();
  const unit = values.one("unit", "units") as Unit;
  const total = useGrid({ level: "total", measure: unit });
  return (
    <Query of={total} isEmpty={({ value }) => value.rows.length === 0} empty={<Empty title={t("no_grid")} detail={t("no_grid_detail")} icon="table" />}>
      {({ value, etag }) => <Loaded total={value} etag={etag} unit={unit} />}
    </Query>
  );
}

function Loaded({ total, etag, unit }: { total: Grid; etag: string; unit: Unit }) {
  const { t } = useTranslation("plan");
  const values = useFilterValues();
  const write = useWriter();
  const may = useCan("inventory:write");
  const view = values.one("view", "one");
  const measure = values.one("measure", "sales") as Measure;
  const group = values.one("group", "total");
  const [versions, setVersions] = useState<Version[]>(["actual", "budget", "reforecast", "last_year"]);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const categories = useGrid({ level: "category", measure: unit });
  const styles = useStyles(view === "many" ? [...unfolded] : [], unit);
  const editing = useEditing(etag);
  const begun = total.revision > 0;
  const rows = categories.data?.value.rows ?? [];
  const row = group === "total" ? total.rows[0] : (rows.find(({ key }) => key === group) ?? total.rows[0]);

  const lines = useMemo<GridLine[]>(() => {
    const context = { weeks: total.weeks, may: may && begun && unit === "units", currency: total.currency, unit, versions, write, t };
    if (view === "one") return row ? oneLines(row, context) : [];
    const fold = (key: string) => (
      <button
        type="button" className={style.fold} tabIndex={-1} aria-expanded={unfolded.has(key)} aria-label={t("unfold", { name: key })}
        onMouseDown={(event) => event.stopPropagation()}
        onClick={() => setUnfolded((before) => {
          const next = new Set(before);
          if (!next.delete(key)) next.add(key);
          return next;
        })}
      >
        <Icon name={unfolded.has(key) ? "down" : "right"} size={14} />
      </button>
    );
    const found = [...(total.rows[0] ? manyLines(total.rows[0], 0, measure, context) : [])];
    for (const each of rows) {
      found.push(...manyLines(each, 0, measure, context, fold(each.key)));
      const at = [...unfolded].indexOf(each.key);
      if (at >= 0) for (const inside of styles[at]?.data?.value.rows ?? []) found.push(...manyLines(inside, 1, measure, context));
    }
    return found;
  }, [view, row, rows, styles, total, measure, versions, unfolded, may, begun, unit, write.language, t]); // eslint-disable-line react-hooks/exhaustive-deps

  const columns = useMemo(
    () => total.weeks.map((week) => ({ id: week.week, label: write.day(week.week).replace(/ \d{4}$/, ""), note: week.label, phase: week.phase })),
    [total.weeks, write.language], // eslint-disable-line react-hooks/exhaustive-deps
  );
  const onEdit = (edits: Edit[]) => {
    const cells = edits.flatMap(({ line, column, value }) => {
      const target = (line as GridLine).target;
      const week = total.weeks[column];
      return target && week ? [{ ...target, week: week.week, value: target.field === "markdown" ? Math.round(value) : value }] : [];
    });
    void editing.edit(cells, edits);
  };
  return (
    <Stack gap="sm">
      {!begun && may && <Begin etag={etag} />}
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          value={view} onChange={(next) => values.set("view", next === "one" ? null : next)} aria-label={t("view")}
          data={[{ value: "one", label: t("view_one") }, { value: "many", label: t("view_many") }]}
        />
        {view === "one" ? (
          <Select
            w="13rem" label={t("group")} value={group} searchable allowDeselect={false} onChange={(next) => values.set("group", next === "total" ? null : next)}
            data={[{ value: "total", label: t("total") }, ...rows.map(({ key, title }) => ({ value: key, label: title }))]}
          />
        ) : (
          <Select
            w="11rem" label={t("measure_label")} value={measure} allowDeselect={false} onChange={(next) => values.set("measure", next)}
            data={MEASURES.map((each) => ({ value: each, label: t(`measure.${each}`) }))}
          />
        )}
        <Select
          w="11rem" label={t("unit_label")} value={unit} allowDeselect={false} onChange={(next) => values.set("unit", next === "units" ? null : next)}
          data={(["units", "retail", "cost"] as const).map((each) => ({ value: each, label: t(`unit.${each}`) }))}
        />
        <Chip.Group multiple value={versions} onChange={(next) => setVersions(VERSIONS.filter((each) => next.includes(each)))}>
          <Group gap={6} role="group" aria-label={t("versions")}>{VERSIONS.map((each) => <Chip key={each} value={each} size="xs" variant="outline">{t(`version.${each}`)}</Chip>)}</Group>
        </Chip.Group>
        <Group gap={6} ml="auto">
          {may && begun && <Button variant="default" size="sm" leftSection={<Icon name="undo" size={16} />} onClick={() => void editing.undo()}>{t("undo")}</Button>}
          <Button component="a" variant="default" size="sm" href={`/v1/plan/wssi/export?format=xlsx&level=${view === "one" ? "category" : "style"}&measure=${unit}`} leftSection={<Icon name="download" size={16} />}>{t("excel")}</Button>
        </Group>
      </Group>
      {begun && unit !== "units" && <Text size="xs" c="dimmed">{t("edit_in_units")}</Text>}
      <Sheet
        columns={columns} lines={lines} label={t("grid")} pending={editing.pending} onEdit={onEdit} onUndo={() => void editing.undo()}
        onRefuse={editing.refuse}
      />
      <Text size="xs" c="dimmed">{t("grid_note")}</Text>
    </Stack>
  );
}

interface Context {
  weeks: Grid["weeks"];
  may: boolean;
  currency: string;
  unit: Unit;
  versions: Version[];
  write: Writer;
  t: Say;
}

function writerOf(measure: Measure, { unit, currency, write }: Context): (value: number | null) => string {
  if (measure === "cover") return (value) => (value === null ? "–" : write.num(value, 1, 1));
  const money = measure === "markdown" || unit !== "units";
  return (value) => (value === null ? "–" : money ? write.money({ minor: value, currency }, true) : write.num(value));
}

function lineOf(row: GridRow, measure: Measure, version: Version, context: Context): Omit<GridLine, "head" | "indent" | "id"> {
  const { weeks, may, versions, t } = context;
  const open = may && version === "budget" && measure !== "opening";
  return {
    label: `${row.title} ${t(`measure.${measure}`)} ${t(`version.${version}`)}`,
    tone: version === "budget" ? "plan" : version === "last_year" ? "soft" : "plain",
    values: row.versions[version]?.[measure] ?? weeks.map(() => null),
    editable: (column) => open && (weeks[column]?.editable ?? false) && versions.length > 0,
    write: writerOf(measure, context),
    target: open ? { level: row.level, key: row.key, field: measure as Target["field"] } : null,
  };
}

/** All measures of one group: a title for each, under it one line a version. */
function oneLines(row: GridRow, context: Context): GridLine[] {
  const { t, versions } = context;
  return FOLLOWED.flatMap((measure) => {
    const shown = versions.filter((version) => row.versions[version]);
    return [
      titleLine(`${measure}`, t(`measure.${measure}`)),
      ...shown.map((version) => ({
        ...lineOf(row, measure, version, context), id: `${row.key}/${measure}/${version}`, head: t(`version.${version}`), indent: 1,
      })),
    ];
  });
}

/** One measure of a group: its name, then one line a version. */
function manyLines(row: GridRow, indent: number, measure: Measure, context: Context, fold?: ReactNode): GridLine[] {
  const { t, versions } = context;
  const shown = versions.filter((version) => row.versions[version]);
  const title = row.key === "total" ? t("total") : row.title;
  return [
    { ...titleLine(`${row.level}/${row.key}`, title), head: <>{fold}<span title={title}>{title}</span></>, indent },
    ...shown.map((version) => ({
      ...lineOf(row, measure, version, context), id: `${row.level}/${row.key}/${version}`, head: t(`version.${version}`), indent: indent + 1,
    })),
  ];
}

function titleLine(id: string, text: string): GridLine {
  return { id: `title/${id}`, label: text, head: text, indent: 0, title: true, tone: "plain", values: [], editable: () => false, write: () => "", target: null };
}

/** Edits go out one after the other, each naming the version that the one before made. */
function useEditing(etag: string) {
  const { t } = useTranslation("plan");
  const client = useQueryClient();
  const tell = useTell();
  const offer = useUndo();
  const [pending, setPending] = useState<ReadonlyMap<string, number>>(new Map());
  const tag = useRef(etag);
  tag.current = etag;
  const refresh = () => Promise.all(["wssi", "buying", "today"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const undo = async () => {
    try {
      await undoEdit(tag.current);
      await refresh();
      tell.done(t("undone"));
    } catch (error) {
      tell.failed(error);
    }
  };
  const edit = async (cells: CellEdit[], edits: Edit[]) => {
    if (!cells.length) return;
    setPending((before) => new Map([...before, ...edits.map(({ line, column, value }) => [cellKey(line.id, column), value] as const)]));
    try {
      await editCells(cells, tag.current);
      await refresh();
      offer(t("edited", { count: cells.length }), undo);
    } catch (error) {
      await refresh();
      tell.failed(error);
    } finally {
      setPending(new Map());
    }
  };
  const refuse = (what: "closed" | "number", text: string) => tell.done(t(`refused.${what}`, { text }));
  return { pending, edit, undo, refuse };
}

/** How a budget is begun: from the forecast, from last year, or from both. */
function Begin({ etag }: { etag: string }) {
  const { t } = useTranslation("plan");
  const client = useQueryClient();
  const tell = useTell();
  const [method, setMethod] = useState("forecast");
  const [growth, setGrowth] = useState<number | string>(0);
  const [cover, setCover] = useState<number | string>(10);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      await beginBudget({ method, growth: Number(growth) / 100, cover_weeks: Number(cover) || 10, weeks: 26 }, etag);
      await client.invalidateQueries({ queryKey: ["wssi"] });
      await client.invalidateQueries({ queryKey: ["buying"] });
      tell.done(t("begun"));
    } catch (error) {
      tell.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert color="accent" variant="light" icon={<Icon name="plus" />} title={t("begin_title")}>
      <Text size="sm" mb="sm">{t("begin_detail")}</Text>
      <Group align="flex-end" gap="sm">
        <Select
          w="15rem" label={t("method_label")} value={method} allowDeselect={false} onChange={(next) => setMethod(next ?? "forecast")}
          data={(["forecast", "last year", "last year and forecast"] as const).map((each) => ({ value: each, label: t(`method.${each}`) }))}
        />
        <NumberInput w="7rem" label={t("growth")} value={growth} onChange={setGrowth} min={-90} max={900} suffix="%" />
        <NumberInput w="9rem" label={t("cover_weeks")} value={cover} onChange={setCover} min={1} max={104} />
        <Button loading={busy} onClick={() => void start()}>{t("begin")}</Button>
      </Group>
    </Alert>
  );
}
