import { Button, Center, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { OFFLINE, Problem } from "@/api/client";

import { Icon, type IconName } from "./icons";

function Notice({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <Center py="xl" mih="12rem">
      <Stack align="center" gap="xs" maw="32rem" ta="center">
        <Text c="dimmed" component="span"><Icon name={icon} size={30} /></Text>
        <Title order={2} size="h3">{title}</Title>
        {children}
      </Stack>
    </Center>
  );
}

/** Grey lines in the place of what is coming. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" py="md" role="status" aria-label={t("kit.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={18} width={`${100 - ((line * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

/** Nothing to show, why, and what to do next (`children`: a button). */
export function Empty({
  title, detail, icon = "box", children,
}: { title: string; detail?: string; icon?: IconName; children?: ReactNode }) {
  return (
    <Notice icon={icon} title={title}>
      {detail && <Text size="sm" c="dimmed">{detail}</Text>}
      {children}
    </Notice>
  );
}

/** What went wrong and what to do about it, with a button that tries again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  if (error instanceof Problem && error.status === 403) return <NoPermission />;
  const { title, remedy, fields } = explain(error, t);
  return (
    <div role="alert">
      <Notice icon="alert" title={title}>
        {fields.map((each) => <Text key={each} size="sm">{each}</Text>)}
        {remedy && <Text size="sm" c="dimmed">{remedy}</Text>}
        {retry && <Button variant="default" leftSection={<Icon name="refresh" />} onClick={retry}>{t("kit.retry")}</Button>}
      </Notice>
    </div>
  );
}

/** An error in words: what is wrong, what to do, and which fields of a form it is about. */
export function explain(error: unknown, t: (key: string) => string): { title: string; remedy: string; fields: string[] } {
  if (!(error instanceof Problem)) return { title: t("kit.broken"), remedy: t("kit.broken_remedy"), fields: [] };
  if (error.status === OFFLINE) return { title: t("kit.offline"), remedy: t("kit.offline_remedy"), fields: [] };
  const fields = error.errors.length > 1 ? error.errors.map(({ field, detail }) => `${field}: ${detail}`) : [];
  return { title: error.message, remedy: error.remedy, fields };
}

/** The person may not see this; who could change that. */
export function NoPermission() {
  const { t } = useTranslation();
  return (
    <Notice icon="lock" title={t("kit.no_permission")}>
      <Text size="sm" c="dimmed">{t("kit.no_permission_remedy")}</Text>
    </Notice>
  );
}

/** One of the four states of a query: loading, failed, empty or `children(data)`. */
export function Query<T>({
  of, children, empty, isEmpty, loading,
}: {
  of: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  empty?: ReactNode;
  isEmpty?: (data: T) => boolean;
  loading?: ReactNode;
}) {
  if (of.data !== undefined) return isEmpty?.(of.data) && empty ? empty : children(of.data);
  if (of.isError) return <Failed error={of.error} retry={() => void of.refetch()} />;
  return loading ?? <Loading />;
}
