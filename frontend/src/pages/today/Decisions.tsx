import { Button, Text } from "@mantine/core";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty, Failed, Loading, type Paged, Problem, useCan, useTell, useUndo, useWriter } from "@/kit";

import { type Action, type Asked, type Decision, decide, listKey, useDecisions } from "./data";
import { DecisionRow, nameOf } from "./DecisionRow";
import { type Asking, Dialogs } from "./Dialogs";
import { Drawer } from "./Why";
import style from "./today.module.css";

const HEIGHT = 124;

/** The decisions asked for, as a list that is worked through by keyboard. */
export function Decisions({ asked }: { asked: Asked }) {
  const { t } = useTranslation("today");
  const list = useDecisions(asked);
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total ?? 0;
  const may = useCan("inventory:write");
  const write = useWriter();
  if (list.isPending) return <Loading lines={10} />;
  if (list.isError) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (!items.length) return <Empty title={t(`none.${asked.state}`)} detail={t("none_detail")} icon="check" />;
  return (
    <>
      <Text size="sm" c="dimmed" aria-live="polite">{t("shown", { shown: write.num(items.length), n: write.num(total) })}</Text>
      <Worked items={items} asked={asked} may={may} more={() => { if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage(); }} />
    </>
  );
}

function Worked({ items, asked, may, more }: { items: Decision[]; asked: Asked; may: boolean; more: () => void }) {
  const { t } = useTranslation("today");
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking | null>(null);
  const [open, setOpen] = useState<Decision | null>(null);
  const act = useActing(asked, () => setSelected(new Set()));
  const here = Math.min(at, items.length - 1);
  const current = items[here];

  const virtual = useVirtualizer({
    count: items.length, getScrollElement: () => frame.current, estimateSize: () => HEIGHT, overscan: 6,
    getItemKey: (index) => items[index]?.id ?? index, initialRect: { width: 1000, height: 800 },
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 8) more();
  }, [last, items.length, more]);

  const meant = useCallback(
    (one?: Decision) => (one ? [one] : selected.size ? items.filter(({ id }) => selected.has(id)) : current ? [current] : []),
    [selected, items, current],
  );
  const toggle = useCallback((decision: Decision) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(decision.id)) next.add(decision.id);
      return next;
    });
  }, []);
  const accept = useCallback((one?: Decision) => void act("accept", meant(one)), [act, meant]);
  const dismiss = useCallback((one?: Decision) => setAsking({ what: "dismiss", decisions: meant(one) }), [meant]);
  const edit = useCallback((one: Decision) => setAsking({ what: "edit", decisions: [one] }), []);
  const undo = useCallback((one: Decision) => void act("undo", [one]), [act]);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setAt(next);
    virtual.scrollToIndex(next, { align: "auto" });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || !current) return;
    const keys: Record<string, () => void> = {
      j: () => move(here + 1), k: () => move(here - 1), ArrowDown: () => move(here + 1), ArrowUp: () => move(here - 1),
      Home: () => move(0), End: () => move(items.length - 1), PageDown: () => move(here + 6), PageUp: () => move(here - 6),
      " ": () => toggle(current), Enter: () => setOpen(current), Escape: () => setSelected(new Set()),
      ...(may ? {
        a: () => accept(), d: () => dismiss(), u: () => void act.last(),
        e: () => { if (current.editable && current.state === "open") edit(current); },
      } : {}),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const found = keys[key];
    if (!found) return;
    event.preventDefault();
    found();
  };

  return (
    <>
      {may && <Keys />}
      <div
        ref={frame} className={style.list} tabIndex={0} role="grid" aria-multiselectable="true" aria-label={t("decisions")} aria-rowcount={items.length}
        aria-activedescendant={`decision-${here}`} onKeyDown={onKey}
      >
        <div className={style.inner} style={{ height: virtual.getTotalSize() }} role="rowgroup">
          {drawn.map(({ index, start }) => {
            const decision = items[index];
            return decision && (
              <DecisionRow
                key={decision.id} decision={decision} index={index} start={start} may={may} measure={virtual.measureElement}
                selected={selected.has(decision.id)} current={index === here}
                onAccept={accept} onEdit={edit} onDismiss={dismiss} onUndo={undo} onOpen={setOpen} onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
      {selected.size > 0 && may && (
        <div className={style.bar} role="region" aria-label={t("selection")}>
          <Text size="sm" fw={600}>{t("selected", { count: selected.size })}</Text>
          {asked.state === "open" ? (
            <>
              <Button size="compact-sm" onClick={() => accept()}>{t("accept")}</Button>
              <Button size="compact-sm" variant="default" onClick={() => dismiss()}>{t("dismiss")}</Button>
            </>
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => void act("undo", meant())}>{t("undo")}</Button>
          )}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setSelected(new Set(items.map(({ id }) => id)))}>{t("all")}</Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setSelected(new Set())}>{t("clear")}</Button>
        </div>
      )}
      <Dialogs
        asking={asking} onClose={() => { setAsking(null); frame.current?.focus(); }}
        onDismiss={(decisions, reason) => act("dismiss", decisions, { reason })}
        onEdit={(decision, change) => act("accept", [decision], change)}
      />
      <Drawer decision={open} onClose={() => { setOpen(null); frame.current?.focus(); }} />
    </>
  );
}

function Keys() {
  const { t } = useTranslation("today");
  const keys: [string, string][] = [
    ["j k", t("key.move")], ["␣", t("key.select")], ["a", t("key.accept")], ["e", t("key.edit")], ["d", t("key.dismiss")], ["u", t("key.undo")], ["↵", t("key.why")],
  ];
  return (
    <div className={style.keys}>
      {keys.map(([key, what]) => <span key={key} style={{ marginRight: "0.9rem" }}><kbd>{key}</kbd> {what}</span>)}
    </div>
  );
}

type Change = { reason?: string; quantity?: number; cut?: number; anyway?: boolean };

/** Decides, takes what was decided out of the list at once, and can take the last wish back. */
function useActing(asked: Asked, clear: () => void) {
  const { t } = useTranslation("today");
  const client = useQueryClient();
  const tell = useTell();
  const offer = useUndo();
  const stack = useRef<string[][]>([]);

  return useMemo(() => {
    const refresh = () => {
      void client.invalidateQueries({ queryKey: ["decisions"] });
      void client.invalidateQueries({ queryKey: ["orders"] });
    };
    const undone = async (ids: string[]) => {
      const done = await decide("undo", ids.map((id) => ({ id })));
      const failed = done.find((each) => !each.done);
      if (failed?.problem) throw new Problem(409, { ...failed.problem });
      stack.current = stack.current.filter((each) => each !== ids);
      refresh();
    };
    const act = async (action: Action, decisions: Decision[], change: Change = {}): Promise<boolean> => {
      if (!decisions.length) return false;
      const { reason, anyway, quantity, cut } = change;
      const items = decisions.map(({ id, version }) => ({ id, version, ...(quantity ? { quantity } : {}), ...(cut ? { cut } : {}) }));
      try {
        const done = await decide(action, items, { ...(reason ? { reason } : {}), ...(anyway ? { anyway } : {}) });
        const ids = done.filter((each) => each.done).map(({ id }) => id);
        const gone = new Set(ids);
        client.setQueryData<InfiniteData<Paged<Decision>>>(listKey(asked), (before) => before && {
          ...before,
          pages: before.pages.map((page) => ({
            ...page, items: page.items.filter(({ id }) => !gone.has(id)), total: page.total - gone.size,
          })),
        });
        clear();
        refresh();
        const failed = done.filter((each) => !each.done);
        if (failed[0]?.problem) tell.failed(new Problem(409, { ...failed[0].problem }));
        if (ids.length && action !== "undo") {
          stack.current.push(ids);
          const name = decisions[0] ? nameOf(decisions[0]) : "";
          const said = ids.length === 1 ? t(`did.${action}`, { name }) : t(`did_many.${action}`, { count: ids.length });
          offer(said, () => undone(ids));
        } else if (ids.length) tell.done(t("did.undo"));
        return failed.length === 0;
      } catch (error) {
        tell.failed(error);
        return false;
      }
    };
    const last = async () => {
      const ids = stack.current.at(-1);
      if (!ids) return;
      await undone(ids).then(() => tell.done(t("did.undo"))).catch(tell.failed);
    };
    return Object.assign(act, { last });
  }, [asked, clear, client, offer, t, tell]);
}
