import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { read } from "@/api/client";

import { explain } from "./states";

/** `tell(message)` shows a short note; `tell.failed(error)` what went wrong and what to do. */
export function useTell() {
  const { t } = useTranslation();
  return {
    done: useCallback((message: string) => notifications.show({ message, color: "accent", autoClose: 4000, closeButtonProps: { "aria-label": t("kit.close") } }), [t]),
    failed: useCallback(
      (error: unknown) => {
        const { title, remedy } = explain(error, t);
        notifications.show({ title, message: remedy, color: "red", autoClose: 12_000, closeButtonProps: { "aria-label": t("kit.close") } });
      },
      [t],
    ),
  };
}

/** `undo(message, takeBack)`: says what was done, with a button that takes it back. */
export function useUndo(): (message: string, takeBack: () => void | Promise<void>) => void {
  const { t } = useTranslation();
  const tell = useTell();
  return useCallback(
    (message, takeBack) => {
      const id = `undo-${Date.now()}-${Math.random()}`;
      const back = () => {
        notifications.hide(id);
        Promise.resolve(takeBack()).catch(tell.failed);
      };
      notifications.show({
        id,
        autoClose: 8000,
        closeButtonProps: { "aria-label": t("kit.close") },
        color: "accent",
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{message}</Text>
            <Button size="compact-sm" variant="subtle" onClick={back}>{t("kit.undo")}</Button>
          </Group>
        ),
      });
    },
    [t, tell.failed],
  );
}

/** A question before something that cannot be taken back. */
export function Confirm({
  opened, title, children, action, danger = false, onYes, onNo,
}: {
  opened: boolean;
  title: string;
  children?: ReactNode;
  action: string;
  danger?: boolean;
  onYes: () => void | Promise<void>;
  onNo: () => void;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const yes = async () => {
    setBusy(true);
    try {
      await onYes();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onNo} title={title} centered closeButtonProps={{ "aria-label": t("kit.close") }}>
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onNo}>{t("kit.cancel")}</Button>
          <Button color={danger ? "red" : "accent"} loading={busy} onClick={() => void yes()} data-autofocus>{action}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** A job as it goes on; the fields of `/v1/jobs/{id}`. */
export interface JobProgress {
  job_id: string;
  kind: string;
  title: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /** What is being done now. */
  progress: string;
  /** 0 to 1, where it is known. */
  fraction: number | null;
  cancelling: boolean;
  result: Record<string, unknown>;
  error: { code?: string; what?: string; remedy?: string };
}

export const JOB_ENDS: readonly string[] = ["done", "failed", "cancelled"];
const CHANGES = ["queued", "started", "cancelling", "cut-off", "retry", "stopped", ...JOB_ENDS];

/** Follow a job by server-sent events until it ends; `null` follows nothing. */
export function useJob(id: string | null, onEnd?: (job: JobProgress) => void): JobProgress | null {
  const [job, setJob] = useState<JobProgress | null>(null);
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    setJob(null);
    if (!id) return undefined;
    const address = `/v1/jobs/${encodeURIComponent(id)}`;
    const source = new EventSource(`${address}/events`);
    let over = false;
    const see = (next: JobProgress) => {
      if (over) return;
      setJob(next);
      if (!JOB_ENDS.includes(next.state)) return;
      over = true;
      source.close();
      ended.current?.(next);
    };
    source.addEventListener("job", (event) => see(JSON.parse(event.data as string) as JobProgress));
    source.addEventListener("progress", (event) => {
      const { detail } = JSON.parse(event.data as string) as { detail: { text: string; fraction: number | null } };
      setJob((before) => before && { ...before, state: "running", progress: detail.text, fraction: detail.fraction });
    });
    // Anything else is a new state, of which the event tells only a part.
    const again = () => void read<JobProgress>(address).then(see, () => undefined);
    for (const name of CHANGES) source.addEventListener(name, again);
    return () => {
      over = true;
      source.close();
    };
  }, [id]);
  return job;
}
