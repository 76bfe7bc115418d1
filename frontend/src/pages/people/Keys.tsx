import { Badge, Button, Group, Modal, MultiSelect, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Column, Confirm, DataTable, Empty, Icon, Query, useCan, useWriter } from "@/kit";

import { addKey, type Key, KEY_SCOPES, revokeKey, useChange, useKeys } from "./data";
import { Once, type Shown } from "./Once";

const DAY = 86_400_000;

/** Keys of programs: the shop, a warehouse, a script. */
export function Keys() {
  const { t } = useTranslation("people");
  const keys = useKeys();
  const may = useCan("users:write");
  const write = useWriter();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  const [ending, setEnding] = useState<Key | null>(null);
  const add = useChange(addKey);
  const revoke = useChange(revokeKey);

  const columns: Column<Key>[] = [
    { id: "name", header: t("keys.name"), width: "minmax(9rem, 1fr)", value: (key) => key.name, cell: (key) => key.name },
    { id: "prefix", header: t("keys.prefix"), width: 150, cell: (key) => <code>mdk_{key.prefix}_…</code> },
    { id: "scopes", header: t("keys.scopes"), width: "minmax(12rem, 2fr)", cell: (key) => key.scopes.join(", ") },
    { id: "state", header: t("keys.state"), width: 110, value: (key) => (key.active ? 1 : 0), cell: (key) => <Badge variant="default" tt="none">{t(key.active ? "keys.active" : "keys.ended")}</Badge> },
    { id: "used", header: t("keys.used"), width: 190, value: (key) => key.used_at, cell: (key) => (key.used_at ? write.moment(key.used_at) : "–") },
    { id: "expires", header: t("keys.expires"), width: 130, value: (key) => key.expires_at, cell: (key) => (key.expires_at ? write.day(key.expires_at, true) : t("keys.never")) },
  ];
  if (may) {
    columns.push({
      id: "acts", header: t("users.acts"), width: 110,
      cell: (key) => key.active && <Button size="compact-sm" variant="default" onClick={() => setEnding(key)}>{t("keys.revoke")}</Button>,
    });
  }
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="40rem">{t("keys.lead")}</Text>
        {may && <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>{t("keys.add")}</Button>}
      </Group>
      <Query of={keys} isEmpty={({ items }) => items.length === 0} empty={<Empty title={t("keys.none")} detail={t("keys.none_detail")} icon="key" />}>
        {({ items }) => <DataTable rows={items} columns={columns} rowKey={({ key_id }) => key_id} label={t("tab.keys")} />}
      </Query>
      <Add
        key={String(adding)} opened={adding} busy={add.isPending} onClose={() => setAdding(false)}
        onAdd={(asked) =>
          add.mutate(asked, {
            onSuccess: ({ key, secret }) => {
              setAdding(false);
              setShown({ title: t("keys.made", { name: key.name }), note: t("keys.note"), secret, until: key.expires_at });
            },
          })
        }
      />
      <Confirm
        opened={ending !== null} title={t("keys.revoke_title", { name: ending?.name })} action={t("keys.revoke")} danger onNo={() => setEnding(null)}
        onYes={async () => {
          if (ending) await revoke.mutateAsync(ending.key_id).catch(() => undefined);
          setEnding(null);
        }}
      >
        {t("keys.revoke_text")}
      </Confirm>
      <Once shown={shown} onClose={() => setShown(null)} />
    </Stack>
  );
}

interface Wanted {
  name: string;
  scopes: string[];
  origins: string;
  days: number | string;
}

function Add({
  opened, busy, onAdd, onClose,
}: { opened: boolean; busy: boolean; onAdd: (asked: Parameters<typeof addKey>[0]) => void; onClose: () => void }) {
  const { t } = useTranslation("people");
  const [form, setForm] = useState<Wanted>({ name: "", scopes: ["shop:read", "events:write"], origins: "", days: 365 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd({
      name: form.name.trim(),
      scopes: form.scopes,
      origins: form.origins.split(/[\s,]+/).filter(Boolean),
      expires_at: typeof form.days === "number" ? new Date(Date.now() + form.days * DAY).toISOString() : null,
    });
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("keys.add")} centered size="lg" closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput data-autofocus label={t("keys.name")} description={t("keys.name_hint")} required value={form.name} onChange={({ currentTarget: { value } }) => setForm({ ...form, name: value })} />
          <MultiSelect label={t("keys.scopes")} description={t("keys.scopes_hint")} searchable data={[...KEY_SCOPES]} value={form.scopes} onChange={(scopes) => setForm({ ...form, scopes })} />
          <Textarea label={t("keys.origins")} description={t("keys.origins_hint")} autosize minRows={2} placeholder="https://shop.example" value={form.origins} onChange={({ currentTarget: { value } }) => setForm({ ...form, origins: value })} />
          <NumberInput label={t("keys.days")} description={t("keys.days_hint")} min={1} max={3650} allowDecimal={false} value={form.days} onChange={(days) => setForm({ ...form, days })} />
          <Group justify="flex-end"><Button type="submit" loading={busy} disabled={form.scopes.length === 0}>{t("keys.make")}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
