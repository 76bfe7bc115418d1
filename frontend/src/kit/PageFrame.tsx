import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

import { useCan } from "@/api/session";

import { NoPermission } from "./states";

/** Title, one line of what the page is for, buttons at the right, then the page. */
export function PageFrame({
  title, lead, actions, scope, children,
}: { title: string; lead?: ReactNode; actions?: ReactNode; scope?: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Modiste`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {lead && <Text c="dimmed" size="sm" mt={4} maw="46rem" component="div">{lead}</Text>}
        </div>
        {actions}
      </Group>
      {scope ? <Guarded scope={scope}>{children}</Guarded> : children}
    </Stack>
  );
}

function Guarded({ scope, children }: { scope: string; children: ReactNode }) {
  return useCan(scope) ? children : <NoPermission />;
}
