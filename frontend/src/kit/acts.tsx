import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { explain } from "./states";

/** `tell(message)` shows a short note; `tell.failed(error)` what went wrong and what to do. */
export function useTell() {
  const { t } = useTranslation();
  return {
    done: useCallback((message: string) => notifications.show({ message, color: "accent", autoClose: 4000 }), []),
    failed: useCallback(
      (error: unknown) => {
        const { title, remedy } = explain(error, t);
        notifications.show({ title, message: remedy, color: "red", autoClose: 12_000 });
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

/** A job as it goes on. */
export interface JobProgress {
  state: string;
  /** 0 to 1, where it is known. */
  progress: number | null;
  message: string | null;
  [key: string]: unknown;
}

export const JOB_ENDS = ["done", "failed", "cancelled"];

/** Follow a job by server-sent events until it ends; `null` follows nothing. */
export function useJob(id: string | null, onEnd?: (job: JobProgress) => void): JobProgress | null {
  const [job, setJob] = useState<JobProgress | null>(null);
  useEffect(() => {
    setJob(null);
    if (!id) return undefined;
    const source = new EventSource(`/v1/jobs/${encodeURIComponent(id)}/events`);
    const hear = (event: MessageEvent<string>) => {
      const next = JSON.parse(event.data) as JobProgress;
      setJob(next);
      if (JOB_ENDS.includes(next.state)) {
        source.close();
        onEnd?.(next);
      }
    };
    source.onmessage = hear;
    for (const name of ["progress", "state", "end"]) source.addEventListener(name, hear as EventListener);
    return () => source.close();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new callback must not begin anew
  }, [id]);
  return job;
}
