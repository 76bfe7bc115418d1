import { Button, Group, Stack, Tabs, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { Empty, Icon, Query, useTell } from "@/kit";

import { type Checked, type Spec, change, check, useLanguage, useVocabulary, useWords } from "./data";
import style from "./design.module.css";
import { FilesTab } from "./FilesTab";
import { Flat } from "./Flat";
import { MarkerTab } from "./MarkerTab";
import { ModelTab } from "./ModelTab";
import { PatternTab } from "./PatternTab";
import { Slots } from "./Slots";
import { useStudio } from "./studio";

const TABS = ["flat", "pattern", "marker", "model", "files"] as const;

/** One design: what it is at the right, what is made of it at the left. */
export function Editor() {
  const { t } = useTranslation("design");
  const { spec } = useStudio().work;
  const vocabulary = useVocabulary();
  if (!spec) {
    return (
      <Empty title={t("editor.none")} detail={t("editor.none_detail")} icon="scissors">
        <Button component={Link} to="/design" mt="sm">{t("editor.to_board")}</Button>
      </Empty>
    );
  }
  return <Query of={vocabulary}>{(known) => <Open spec={spec} known={known} />}</Query>;
}

function Open({ spec, known }: { spec: Spec; known: Parameters<typeof Slots>[0]["known"] }) {
  const { t } = useTranslation("design");
  const [address, setAddress] = useSearchParams();
  const words = useWords();
  const { work, undo } = useStudio();
  const changing = useChanging(spec);
  const tab = TABS.find((each) => each === address.get("tab")) ?? "flat";
  useUndoKey(undo, work.past.length > 0);
  const panels = {
    flat: <FlatTab spec={spec} />, pattern: <PatternTab spec={spec} />, marker: <MarkerTab spec={spec} />,
    model: <ModelTab spec={spec} />, files: <FilesTab spec={spec} />,
  };
  return (
    <Stack gap="md">
      <div>
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Button component={Link} to="/design" variant="subtle" size="compact-sm">← {t("editor.to_board")}</Button>
            <Title order={2} size="h3" className={style.title}>{spec.name || words.garment(spec)}</Title>
          </Group>
          <Button variant="default" size="sm" leftSection={<Icon name="undo" />} disabled={work.past.length === 0} onClick={undo} aria-keyshortcuts="Control+Z">{t("editor.undo")}</Button>
        </Group>
        <div role="status" className={work.told.length > 0 ? style.told : undefined}>
          {work.told.length > 0 && <><Text size="sm" fw={600}>{t("editor.others")}</Text><ul>{work.told.map((each) => <li key={each}>{each}</li>)}</ul></>}
        </div>
      </div>
      <div className={style.editor}>
        <Tabs value={tab} keepMounted={false} onChange={(next) => setAddress(next && next !== "flat" ? { tab: next } : {}, { replace: true })} className={style.work}>
          <Tabs.List mb="md">{TABS.map((each) => <Tabs.Tab key={each} value={each}>{t(`tab.${each}`)}</Tabs.Tab>)}</Tabs.List>
          {TABS.map((each) => <Tabs.Panel key={each} value={each}>{panels[each]}</Tabs.Panel>)}
        </Tabs>
        <aside aria-label={t("editor.slots")} className={style.aside}>
          <Slots spec={spec} known={known} busy={changing.busy} onChange={changing.set} onSpec={changing.put} />
        </aside>
      </div>
    </Stack>
  );
}

function FlatTab({ spec }: { spec: Spec }) {
  return <div className={style.sheet}><Flat spec={spec} view="both" /></div>;
}

/** Change slots by the grammar, or put another spec in the place if it can be made. */
function useChanging(spec: Spec) {
  const { become } = useStudio();
  const language = useLanguage();
  const tell = useTell();
  const [busy, setBusy] = useState(false);
  const during = async (task: () => Promise<void>) => {
    setBusy(true);
    try {
      await task();
    } catch (failure) {
      // What nothing fits around is told and forgotten: the design is as it was.
      tell.failed(failure);
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    set: (slot: string, value: string) => during(async () => {
      const { spec: next, others } = await change(spec, { [slot]: value }, language);
      become(next, others);
    }),
    put: (next: Spec) => during(async () => {
      const said: Checked = await check(next, language);
      become(said.nearest, said.valid ? [] : [...said.reasons, ...said.changes]);
    }),
  };
}

function useUndoKey(undo: () => void, able: boolean) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (!able || typing || event.key !== "z" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [undo, able]);
}
