import { Button, CloseButton, Group, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useMe } from "@/api/session";

import { pages } from "./pages";
import style from "./shell.module.css";

const KEPT = "modiste.tour";
const STEPS = ["today", "trends", "plan", "products", "customers", "data"] as const;

/** Show the tour again. */
export function showTour(): void {
  localStorage.removeItem(KEPT);
  window.dispatchEvent(new Event("modiste:tour"));
}

/** A walk through the pages for those who are here for the first time; Esc ends it. */
export function Tour() {
  const { t } = useTranslation();
  const me = useMe();
  const go = useNavigate();
  const [at, setAt] = useState<number | null>(() => (localStorage.getItem(KEPT) ? null : 0));
  const steps = STEPS.filter((step) => pages.some(({ path, scope }) => path === step && me?.scopes.includes(scope)));
  const step = at === null ? undefined : steps[at];

  const end = () => {
    localStorage.setItem(KEPT, "seen");
    setAt(null);
  };
  useEffect(() => {
    const again = () => setAt(0);
    window.addEventListener("modiste:tour", again);
    return () => window.removeEventListener("modiste:tour", again);
  }, []);
  if (at === null || step === undefined) return null;

  const move = (next: number) => {
    const place = steps[next];
    if (place === undefined) {
      end();
      return;
    }
    setAt(next);
    void go(`/${place}`);
  };
  return (
    <section className={style.tour} aria-label={t("tour.title")} onKeyDown={(event) => event.key === "Escape" && end()}>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text size="xs" c="dimmed">{t("tour.step", { at: at + 1, all: steps.length })}</Text>
        <CloseButton size="sm" aria-label={t("tour.end")} onClick={end} />
      </Group>
      <div aria-live="polite">
        <Text fw={600} ff="var(--font-title)" size="lg">{t(`tour.${step}.title`)}</Text>
        <Text size="sm" mt={4}>{t(`tour.${step}.text`)}</Text>
      </div>
      <Group justify="space-between" mt="md">
        <Button size="compact-md" variant="subtle" color="gray" onClick={end}>{t("tour.skip")}</Button>
        <Group gap="xs">
          {at > 0 && <Button size="compact-md" variant="default" onClick={() => move(at - 1)}>{t("tour.back")}</Button>}
          <Button size="compact-md" onClick={() => move(at + 1)}>{t(at + 1 < steps.length ? "tour.next" : "tour.done")}</Button>
        </Group>
      </Group>
    </section>
  );
}
